import { Injectable } from '@nestjs/common';
import { Clock } from '../common/clock.js';
import { Gathering, type GatheringLimits } from '../common/gathering.js';
import { DATABASE_GATHERING } from '../prisma/database-gathering.js';
import { ReactionRepository } from './reaction.repository.js';
import type { LoadedSituation, LoadRequest, ReactionRecord, WrittenReaction } from './reaction.types.js';

/** Events whose player's state another transaction holds wait for it in two connections at most. */
const ONE_BY_ONE: GatheringLimits = { ...DATABASE_GATHERING, maxItems: 1, usualGroups: 2 };

/**
 * The two round trips of a reaction, shared with the other reactions of the moment. Give it at most one event of a
 * player at a time.
 */
@Injectable()
export class ReactionGroups {
  private readonly loads: Gathering<LoadRequest, LoadedSituation | null>;
  private readonly writes: Gathering<ReactionRecord, WrittenReaction | null>;
  private readonly delayed: Gathering<ReactionRecord, WrittenReaction | null>;

  constructor(reactions: ReactionRepository, clock: Clock) {
    this.loads = new Gathering((requests) => reactions.load(requests, clock.now()), DATABASE_GATHERING);
    this.writes = new Gathering((records) => reactions.write(records, 'pass over'), DATABASE_GATHERING);
    this.delayed = new Gathering((records) => reactions.write(records, 'wait'), ONE_BY_ONE);
  }

  /** All that a reaction is decided on; null when the player is gone. */
  load(request: LoadRequest): Promise<LoadedSituation | null> {
    return this.loads.run(request);
  }

  /** Writes an event and all it changes; null when the state moved meanwhile or the player is gone. */
  async write(record: ReactionRecord): Promise<WrittenReaction | null> {
    // A state that is locked (a batch writes it, an erasure) holds nobody else up: its event waits by itself.
    return (await this.writes.run(record)) ?? this.delayed.run(record);
  }
}
