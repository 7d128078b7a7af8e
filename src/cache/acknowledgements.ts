import { Logger } from '@nestjs/common';
import { cacheLimits } from './cache-limits.tables.js';
import type { CacheAcknowledgement, CacheEnvironment, CacheMetrics } from './cache.types.js';
import { withDeadline } from './deadline.js';
import { Silence } from './silence.js';

/** Invalidations that went out together, and who has answered so far. */
export class InvalidationGroup {
  private receipts = 0;
  private readonly waiting: { readonly count: number; readonly resolve: () => void }[] = [];

  constructor(
    readonly id: string,
    readonly sentAt: number,
  ) {}

  get received(): number {
    return this.receipts;
  }

  /** Resolves when so many have answered. */
  reached(count: number): Promise<void> {
    return new Promise((resolve) => {
      if (this.receipts >= count) resolve();
      else this.waiting.push({ count, resolve });
    });
  }

  note(): void {
    this.receipts += 1;
    for (const { count, resolve } of this.waiting) if (this.receipts >= count) resolve();
  }
}

/**
 * Waits until every instance that got an invalidation has said so, this one included: it answers itself by hearing its
 * own message. Answers may arrive before it is known how many there will be.
 */
export class Acknowledgements {
  private readonly logger = new Logger(Acknowledgements.name);
  private readonly open = new Map<string, InvalidationGroup>();
  private readonly silence = new Silence();
  private groups = 0;
  private listening = false;

  constructor(
    private readonly environment: CacheEnvironment,
    private readonly metrics: CacheMetrics,
  ) {}

  /** Whether this instance hears answers, and so is one of the subscribers itself. */
  listen(listening: boolean): void {
    this.listening = listening;
    if (listening) this.silence.reset();
  }

  /** To be called before the invalidations are sent. */
  begin(): InvalidationGroup {
    this.groups += 1;
    const group = new InvalidationGroup(this.groups.toString(36), this.environment.now());
    this.open.set(group.id, group);
    return group;
  }

  /** One instance has dropped what the group names. Answers that come too late, or for nobody, are passed over. */
  note(id: string): void {
    this.open.get(id)?.note();
  }

  /** Invalidations could not be told to anybody before the write was answered. */
  missed(): void {
    this.metrics.acknowledgement('given up', 0);
  }

  /** The group did not go out. */
  abandon(group: InvalidationGroup): void {
    this.open.delete(group.id);
  }

  /**
   * Resolves when all of the `subscribers` that got the group have answered who answer at all, and after 100 ms at the
   * latest; at once when there is nobody else. Never rejects.
   */
  async settled(group: InvalidationGroup, subscribers: number): Promise<void> {
    if (subscribers === 0 || (subscribers === 1 && this.listening)) {
      this.abandon(group);
      return;
    }
    const answering = this.silence.answering(subscribers);
    const startedAt = this.environment.now();
    await Promise.race([group.reached(answering), this.judged(group, subscribers)]);
    const seconds = (this.environment.now() - startedAt) / 1_000;
    this.metrics.acknowledgement(outcomeOf(group.received, answering, subscribers), seconds);
  }

  /** Resolves when all have answered, or it is known who has not. */
  private async judged(group: InvalidationGroup, subscribers: number): Promise<void> {
    await withDeadline(group.reached(subscribers), cacheLimits.acknowledgeMs).catch(() => undefined);
    this.open.delete(group.id);
    const before = this.silence.count;
    this.silence.learn(subscribers, subscribers - group.received, group.sentAt, this.environment.now());
    const after = this.silence.count;
    if (after > before)
      this.logger.warn(`${after} of ${subscribers} instances do not acknowledge: not waiting for them`);
    else if (after < before) this.logger.log(`${subscribers - after} of ${subscribers} instances acknowledge again`);
  }
}

function outcomeOf(received: number, answering: number, subscribers: number): CacheAcknowledgement {
  if (received >= subscribers) return 'answered';
  return received >= answering ? 'passed over' : 'given up';
}
