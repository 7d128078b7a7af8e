import { Inject, Injectable, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { CONFIG, type Config } from '../config/env.js';
import { REACTION_LOG } from './reaction-log.js';
import { StreamAccess } from './stream-access.service.js';
import { StreamHub } from './stream-hub.js';
import { streamFigures } from './streams.tables.js';
import type { ReactionLog } from './streams.types.js';

/** Looks after open streams: heartbeats, whether their readers may still listen, and the end of them all. */
@Injectable()
export class StreamWatch implements OnApplicationBootstrap, OnModuleDestroy {
  private timers: NodeJS.Timeout[] = [];
  private isChecking = false;

  constructor(
    private readonly hub: StreamHub,
    private readonly access: StreamAccess,
    @Inject(REACTION_LOG) private readonly log: ReactionLog,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  onApplicationBootstrap(): void {
    this.timers = [
      setInterval(() => this.beat(), this.config.STREAM_HEARTBEAT_MS),
      setInterval(() => void this.check(), streamFigures.recheckEveryMs),
    ];
    for (const timer of this.timers) timer.unref();
  }

  /** Before the server stops listening, which waits for what is open. */
  onModuleDestroy(): void {
    for (const timer of this.timers) clearInterval(timer);
    this.hub.endAll();
  }

  private beat(): void {
    for (const connection of this.hub.connections) {
      connection.beat(this.log.lastId(connection.reader.target.gameId));
    }
  }

  /** One after another, since nearly all is answered by the cache. */
  private async check(): Promise<void> {
    if (this.isChecking) return;
    this.isChecking = true;
    await this.log.refresh();
    for (const connection of this.hub.connections) {
      const loss = await this.access.lossOf(connection.reader);
      if (loss !== null) connection.end(loss);
    }
    this.isChecking = false;
  }
}
