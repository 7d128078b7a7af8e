import { Global, Module } from '@nestjs/common';
import { AuthModule } from '../auth/auth.module.js';
import { RedisConnection } from '../cache/redis-connection.js';
import { Clock } from '../common/clock.js';
import { REACTION_FEED } from '../events/reaction-feed.port.js';
import { GamesModule } from '../games/games.module.js';
import { PlayersModule } from '../players/players.module.js';
import { createReactionLog, REACTION_LOG } from './reaction-log.js';
import { ReactionFeedService } from './reaction-feed.service.js';
import { StreamAccess } from './stream-access.service.js';
import { StreamHub } from './stream-hub.js';
import { StreamMeter } from './stream-meter.js';
import { StreamOpening } from './stream-opening.service.js';
import { StreamWatch } from './stream-watch.js';
import { StreamsController } from './streams.controller.js';

/** Gives whoever has something to tell the feed, `@Inject(REACTION_FEED) feed: ReactionFeed`, without knowing this room. */
@Global()
@Module({
  imports: [AuthModule, GamesModule, PlayersModule],
  controllers: [StreamsController],
  providers: [
    StreamMeter,
    StreamHub,
    StreamAccess,
    StreamOpening,
    StreamWatch,
    ReactionFeedService,
    { provide: REACTION_LOG, inject: [RedisConnection, Clock], useFactory: createReactionLog },
    { provide: REACTION_FEED, useExisting: ReactionFeedService },
  ],
  exports: [REACTION_FEED],
})
export class StreamsModule {}
