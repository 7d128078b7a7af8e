import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import { LOGGER, type AppLogger } from '../common/logger.js';
import type { FeedEventName, ReactionFeed } from '../events/reaction-feed.port.js';
import { ErasureListeners } from '../players/erasure-listeners.js';
import { REACTION_LOG } from './reaction-log.js';
import { StreamHub } from './stream-hub.js';
import type { ReactionLog } from './streams.types.js';

/** Takes what happened to the log; of a player who is erased, nothing more. */
@Injectable()
export class ReactionFeedService implements ReactionFeed, OnModuleInit {
  constructor(
    @Inject(REACTION_LOG) private readonly log: ReactionLog,
    private readonly hub: StreamHub,
    private readonly erasures: ErasureListeners,
    @Inject(LOGGER) private readonly logger: AppLogger,
  ) {}

  onModuleInit(): void {
    this.erasures.add((playerId) => this.forget(playerId));
  }

  publish(gameId: string, playerId: string, eventName: FeedEventName, payload: object): void {
    if (this.hub.isErased(playerId)) return;
    try {
      this.log.publish(gameId, playerId, eventName, payload);
    } catch (error) {
      // The event is committed: that it cannot be told is no fault of its sender.
      this.logger.error({ err: error, gameId, playerId }, 'event not told to streams');
    }
  }

  private forget(playerId: string): number {
    this.hub.erase(playerId);
    return this.log.forget(playerId);
  }
}
