import { Inject, Injectable } from '@nestjs/common';
import { v4 as uuidv4 } from 'uuid';
import { Clock } from '../common/clock.js';
import { DomainError } from '../common/domain-error.js';
import { LOGGER, type AppLogger } from '../common/logger.js';
import { PrismaService } from '../prisma/prisma.service.js';
import { IdempotencyRepository, type Claim } from './idempotency.repository.js';
import { idempotencyFigures } from './idempotency.tables.js';
import { OwedStatements } from './owed-statements.js';

/** An answer as it was given first, less what is shown once. */
export interface RecordedAnswer {
  readonly status: number;
  readonly body: unknown;
}

/** Attempts to take a request on that another lets go of in the same moments. */
const ATTEMPTS = 3;

/** Sees to it that a request with a key is done once, by whichever instance, and remembers what was answered. */
@Injectable()
export class IdempotencyService {
  constructor(
    private readonly records: IdempotencyRepository,
    private readonly owed: OwedStatements,
    private readonly prisma: PrismaService,
    private readonly clock: Clock,
    @Inject(LOGGER) private readonly logger: AppLogger,
  ) {}

  /**
   * Takes a request on, or gives what was answered when it was done.
   *
   * @throws DomainError IDEMPOTENCY_KEY_REUSED when the key came with another body, CONFLICT while somebody is at it
   */
  async begin(key: string, bodyHash: string): Promise<Claim | RecordedAnswer> {
    const mine = uuidv4();
    for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
      const claim = await this.claim(key, bodyHash, mine);
      if (claim) return claim;
      const row = await this.records.find(key);
      if (!row) continue;
      if (row.bodyHash !== bodyHash) {
        throw new DomainError('IDEMPOTENCY_KEY_REUSED', 'This Idempotency-Key was sent before, with another body.');
      }
      if (row.status !== null)
        return { status: row.status, body: row.body === null ? undefined : JSON.parse(row.body) };
      break;
    }
    throw new DomainError('CONFLICT', 'The request with this Idempotency-Key is still being worked on.', {
      retryAfterSeconds: idempotencyFigures.retryAfterSeconds,
    });
  }

  /** Remembers the answer. Where that fails the work is done all the same, and the answer is not held back. */
  async finish(claim: Claim, status: number, body: unknown, playerId: string | null): Promise<void> {
    const text = body === undefined ? null : JSON.stringify(body);
    const at = this.clock.now();
    await this.nowOrLater(() => this.records.finish(claim, { status, body: text, playerId }, at));
  }

  /** Lets a request go that was not done: a refused one is forgotten, one that failed waits for its repeat. */
  async letGo(claim: Claim, refused: boolean): Promise<void> {
    await this.nowOrLater(() => (refused ? this.records.forget(claim) : this.records.leave(claim)));
  }

  /** Removes what is older than a day, by one process at a time; how many records it were. */
  async purge(): Promise<number> {
    const run = await this.prisma.runExclusively('agl:idempotency-purge', async (signal) => {
      let removed = 0;
      let last: number = idempotencyFigures.purgeRows;
      while (last === idempotencyFigures.purgeRows && !signal.aborted) {
        last = await this.records.removeExpired(this.clock.now(), idempotencyFigures.purgeRows);
        removed += last;
      }
      return removed;
    });
    return run.ran ? run.value : 0;
  }

  private async claim(key: string, bodyHash: string, claim: string): Promise<Claim | null> {
    const createdAt = this.clock.now();
    try {
      return await this.records.claim(key, bodyHash, claim, createdAt);
    } catch (error) {
      // It may have been written all the same.
      this.owed.add(() => this.records.leave({ key, claim, createdAt }));
      throw error;
    }
  }

  private async nowOrLater(run: () => Promise<void>): Promise<void> {
    try {
      await run();
    } catch (error) {
      this.logger.warn({ err: error }, 'what became of an idempotent request is not recorded yet');
      this.owed.add(run);
    }
  }
}
