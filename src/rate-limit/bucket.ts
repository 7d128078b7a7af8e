import { gcraLimit } from './gcra.rules.js';
import { policyHeader } from './rate-limit-headers.rules.js';
import { rateLimitFigures } from './rate-limit.tables.js';
import type { Batch, GcraLimit, RateLimit } from './rate-limit.types.js';

/** What this process knows of one key's use. Plain fields: every request reads and writes them. */
export class Bucket {
  limit: GcraLimit;
  policy: string;
  /** Unreported requests from which Redis is told at once. */
  reportAt: number;
  /** The theoretical arrival time, on this process's monotonic clock. */
  tat = 0;
  /** When the limit is looked up again. */
  refreshAt = 0;
  /** Let through here and not yet told to Redis: see `Batch`. */
  unreported = 0;
  unreportedTat = 0;
  reporting = false;
  reportedAt = Number.NEGATIVE_INFINITY;

  constructor(
    readonly keyId: string,
    limit: RateLimit,
  ) {
    this.limit = gcraLimit(limit);
    this.policy = policyHeader(limit);
    this.reportAt = reportAt(limit);
  }

  /** Takes another limit. What was taken up under the old one is kept, as far as the new one can hold it. */
  change(limit: RateLimit, now: number): void {
    if (limit.rps === this.limit.rps && limit.burst === this.limit.burst) return;
    this.limit = gcraLimit(limit);
    this.policy = policyHeader(limit);
    this.reportAt = reportAt(limit);
    this.tat = Math.min(this.tat, now + this.limit.toleranceMs);
  }

  /** Takes out what Redis has not been told. */
  takeUnreported(): Batch {
    const batch = { count: this.unreported, tat: this.unreportedTat };
    this.unreported = 0;
    this.unreportedTat = 0;
    return batch;
  }

  /** Nothing of its own would be lost if it were forgotten. */
  isIdle(now: number): boolean {
    return this.tat <= now && this.unreported === 0 && !this.reporting;
  }
}

function reportAt({ burst }: RateLimit): number {
  return Math.max(1, Math.floor(burst * rateLimitFigures.reportAtShare));
}
