import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import { Clock } from '../common/clock.js';
import { LOGGER, type AppLogger } from '../common/logger.js';
import type { FeedEventName, ReactionFeed } from '../events/reaction-feed.port.js';
import { ErasureListeners } from '../players/erasure-listeners.js';
import { REACTION_LOG } from './reaction-log.js';
import { StreamHub } from './stream-hub.js';
import { streamFigures } from './streams.tables.js';
import type { ReactionLog } from './streams.types.js';

/** Takes what happened to the log; of a player who is erased, nothing more. */
@Injectable()
export class ReactionFeedService implements ReactionFeed, OnModuleInit {
  /** Erased players, with the time (monotonic milliseconds) until which a late event of theirs may come. */
  private readonly erased = new Map<string, number>();

  constructor(
    @Inject(REACTION_LOG) private readonly log: ReactionLog,
    private readonly hub: StreamHub,
    private readonly erasures: ErasureListeners,
    private readonly clock: Clock,
    @Inject(LOGGER) private readonly logger: AppLogger,
  ) {}

  onModuleInit(): void {
    this.erasures.add((playerId) => this.forget(playerId));
  }

  publish(gameId: string, playerId: string, eventName: FeedEventName, payload: object): void {
    if (this.erased.size > 0 && this.isErased(playerId)) return;
    try {
      this.log.publish(gameId, playerId, eventName, payload);
    } catch (error) {
      // The event is committed: that it cannot be told is no fault of its sender.
      this.logger.error({ err: error, gameId, playerId }, 'event not told to streams');
    }
  }

  private forget(playerId: string): number {
    const now = this.clock.monotonicMs();
    for (const [other, until] of this.erased) if (until < now) this.erased.delete(other);
    this.erased.set(playerId, now + streamFigures.erasedMs);
    this.hub.endPlayer(playerId);
    return this.log.forget(playerId);
  }

  private isErased(playerId: string): boolean {
    const until = this.erased.get(playerId);
    return until !== undefined && until > this.clock.monotonicMs();
  }
}
