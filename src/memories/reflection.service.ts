import { Injectable } from '@nestjs/common';
import type { Principal } from '../auth/principal.js';
import { KeyedQueue } from '../common/keyed-queue.js';
import { roundUnit } from '../players/player.rules.js';
import { PlayerService } from '../players/player.service.js';
import { ReflectionAuthor } from './reflection-author.js';
import { ReflectionMeter } from './reflection-meter.js';
import { ReflectionWriter } from './reflection-writer.js';
import { ReflectionRepository } from './reflection.repository.js';
import { gatheredIn, isDue } from './reflection.rules.js';
import type { Reflections } from './reflection.schemas.js';
import { REFLECTION_FIGURES } from './reflection.tables.js';
import type { ReflectableMemory, ReflectingPlayer } from './reflection.types.js';

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
  async reflect(principal: Principal, playerId: string): Promise<Reflections> {
    return this.reflectOn(await this.players.accessible(principal, playerId));
  }

  /** The same for a player who is known; nothing new when another instance is at it. */
  reflectOn(player: ReflectingPlayer): Promise<Reflections> {
    return this.queue.run(player.id, () => this.alone(player));
  }

  private async alone(player: ReflectingPlayer): Promise<Reflections> {
    const claim = await this.reflections.claim(player.id);
    if (claim === null) return { items: [], ...gathered(await this.unreflected(player)) };
    try {
      return await this.attempt(player);
    } finally {
      // What cannot be given back ends by itself.
      await this.reflections.release(player.id, claim).catch(() => undefined);
    }
  }

  private unreflected({ id }: ReflectingPlayer): Promise<ReflectableMemory[]> {
    return this.reflections.unreflected(id, this.meter.now());
  }

  private async attempt(player: ReflectingPlayer): Promise<Reflections> {
    const startedAt = this.meter.monotonicMs();
    const memories = await this.unreflected(player);
    if (!isDue(memories)) return { items: [], ...gathered(memories) };
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
    return { items, ...gathered(memories) };
  }
}

/** How much has gathered, and how much has to. */
function gathered(memories: readonly ReflectableMemory[]): Omit<Reflections, 'items'> {
  return { unreflectedImportance: roundUnit(gatheredIn(memories)), threshold: REFLECTION_FIGURES.importanceAbove };
}
