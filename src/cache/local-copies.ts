import type { MemoryTier } from './memory-tier.js';
import { SingleFlight } from './single-flight.js';

/** Everything this process holds or is about to hold of a key; what an invalidation, ours or another's, has to reach. */
export class LocalCopies {
  readonly loads = new SingleFlight();
  readonly lookUps = new SingleFlight();
  readonly refreshes = new SingleFlight();
  private readonly flights = [this.loads, this.lookUps, this.refreshes];
  private confirmed: number;

  constructor(
    readonly memory: MemoryTier,
    singleInstance: boolean,
  ) {
    this.confirmed = singleInstance ? Number.POSITIVE_INFINITY : Number.NEGATIVE_INFINITY;
  }

  /**
   * Monotonic milliseconds up to which all invalidations of other instances are known to have arrived; infinite when
   * there are no other instances.
   */
  get confirmedAt(): number {
    return this.confirmed;
  }

  /** All invalidations made before this moment have arrived. */
  confirm(at: number): void {
    this.confirmed = Math.max(this.confirmed, at);
  }

  drop(key: string): void {
    for (const flights of this.flights) flights.supersede(key);
    this.memory.delete(key);
  }

  dropAll(): void {
    for (const flights of this.flights) flights.supersedeAll();
    this.memory.clear();
  }
}
