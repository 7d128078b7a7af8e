import { Injectable } from '@nestjs/common';
import type { Principal } from '../auth/principal.js';
import { KeyedQueue } from '../common/keyed-queue.js';
import { PlayerService } from '../players/player.service.js';
import type { Memory } from './memory.schemas.js';
import { ReflectionAuthor } from './reflection-author.js';
import { ReflectionMeter } from './reflection-meter.js';
import { ReflectionWriter } from './reflection-writer.js';
import { ReflectionRepository } from './reflection.repository.js';
import { isDue } from './reflection.rules.js';
import type { ReflectingPlayer } from './reflection.types.js';

/** Thinks over what has happened since the last time. */
@Injectable()
export class ReflectionService {
  /** One reflection of a player at a time in this process, so that a model is not paid twice for the same memories. */
  private readonly queue = new KeyedQueue();

  constructor(
    private readonly players: PlayerService,
    private readonly reflections: ReflectionRepository,
    private readonly author: ReflectionAuthor,
    private readonly writer: ReflectionWriter,
    private readonly meter: ReflectionMeter,
  ) {}

  /** The reflections made now: none while the importance of what was not reflected on is 15 or less. */
  async reflect(principal: Principal, playerId: string): Promise<{ items: Memory[] }> {
    const player = await this.players.accessible(principal, playerId);
    return { items: await this.reflectOn(player) };
  }

  /** The same for a player who is known. */
  reflectOn(player: ReflectingPlayer): Promise<Memory[]> {
    return this.queue.run(player.id, () => this.attempt(player));
  }

  private async attempt(player: ReflectingPlayer): Promise<Memory[]> {
    const startedAt = this.meter.monotonicMs();
    const memories = await this.reflections.unreflected(player.id, this.meter.now());
    if (!isDue(memories)) return [];
    const written = await this.author.write(player, memories);
    const ids = memories.map(({ id }) => id);
    const items = await this.writer.write(player, ids, written, this.meter.now());
    this.meter.record(player, { by: written.by, count: items.length, costUsd: written.costUsd, startedAt });
    await this.players.forgetView(player.id);
    return items;
  }
}
