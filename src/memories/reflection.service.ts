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
  /** Whoever asks here while a reflection is under way waits for it; of other instances, the claim knows. */
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

  /** The same for a player who is known; none when another instance is at it. */
  reflectOn(player: ReflectingPlayer): Promise<Memory[]> {
    return this.queue.run(player.id, () => this.alone(player));
  }

  private async alone(player: ReflectingPlayer): Promise<Memory[]> {
    const claim = await this.reflections.claim(player.id);
    if (claim === null) return [];
    try {
      return await this.attempt(player);
    } finally {
      // What cannot be given back ends by itself.
      await this.reflections.release(player.id, claim).catch(() => undefined);
    }
  }

  private async attempt(player: ReflectingPlayer): Promise<Memory[]> {
    const startedAt = this.meter.monotonicMs();
    const memories = await this.reflections.unreflected(player.id, this.meter.now());
    if (!isDue(memories)) return [];
    const written = await this.author.write(player, memories);
    const call = { by: written.by, costUsd: written.costUsd, startedAt };
    const ids = memories.map(({ id }) => id);
    const writing = this.writer.write(player, ids, written, this.meter.now());
    const items = await writing.catch((error: unknown) => {
      // What a model said is paid for all the same.
      this.meter.record(player, { ...call, count: 0, error: 'INTERNAL_ERROR' });
      throw error;
    });
    this.meter.record(player, { ...call, count: items.length, error: null });
    await this.players.forgetView(player.id);
    return items;
  }
}
