import { Injectable } from '@nestjs/common';
import { Clock } from '../common/clock.js';
import { DAY_MS } from '../common/time.rules.js';
import { PrismaService } from '../prisma/prisma.service.js';
import { EventRepository } from './event.repository.js';

/** Rows deleted in one statement: short enough not to be felt by others. */
const BATCH_ROWS = 5_000;

/** Removes events that a game does not want to keep any longer (`retentionDays`). Closed days keep their counts. */
@Injectable()
export class EventRetentionService {
  constructor(
    private readonly events: EventRepository,
    private readonly prisma: PrismaService,
    private readonly clock: Clock,
  ) {}

  /** One run over all games, by one process at a time; how many events were removed. */
  async run(): Promise<number> {
    const run = await this.prisma.runExclusively('agl:event-retention', async (signal) => {
      let removed = 0;
      for (const { gameId, days } of await this.events.gamesWithRetention()) {
        const before = new Date(this.clock.now().getTime() - days * DAY_MS);
        let last = BATCH_ROWS;
        while (last === BATCH_ROWS && !signal.aborted) {
          last = await this.events.removeBefore(gameId, before, BATCH_ROWS);
          removed += last;
        }
      }
      return removed;
    });
    return run.ran ? run.value : 0;
  }
}
