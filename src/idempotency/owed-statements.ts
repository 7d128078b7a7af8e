import { Injectable, type OnModuleDestroy } from '@nestjs/common';
import { Clock } from '../common/clock.js';
import { idempotencyFigures } from './idempotency.tables.js';

interface Owed {
  readonly run: () => Promise<void>;
  /** Monotonic milliseconds from which the claim can be taken over, so that nothing needs to be said any more. */
  readonly until: number;
}

/**
 * What could not be said of a claim because the database was away: said as soon as it is back, so that a repeat need not
 * wait until the claim expires.
 */
@Injectable()
export class OwedStatements implements OnModuleDestroy {
  private owed: Owed[] = [];
  private timer: NodeJS.Timeout | undefined;
  private paying = false;

  constructor(private readonly clock: Clock) {}

  /** Runs a statement later, again and again until it succeeds; what is owed beyond the bound is left to expire. */
  add(run: () => Promise<void>): void {
    if (this.owed.length >= idempotencyFigures.maxOwed) return;
    this.owed.push({ run, until: this.clock.monotonicMs() + idempotencyFigures.claimLifetimeMs });
    this.timer ??= setInterval(() => void this.pay(), idempotencyFigures.payEveryMs).unref();
  }

  onModuleDestroy(): void {
    clearInterval(this.timer);
  }

  private async pay(): Promise<void> {
    if (this.paying) return;
    this.paying = true;
    try {
      for (let next = this.owed[0]; next !== undefined; next = this.owed[0]) {
        if (this.clock.monotonicMs() < next.until) await next.run();
        this.owed.shift();
      }
      clearInterval(this.timer);
      this.timer = undefined;
    } catch {
      // Still away: the next turn tries again.
    } finally {
      this.paying = false;
    }
  }
}
