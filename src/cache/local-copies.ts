import type { MemoryTier } from './memory-tier.js';
import type { SingleFlight } from './single-flight.js';

/** Everything this process holds or is about to hold of a key; what an invalidation, ours or another's, has to reach. */
export class LocalCopies {
  constructor(
    readonly memory: MemoryTier,
    readonly loads: SingleFlight,
    readonly lookUps: SingleFlight,
  ) {}

  drop(key: string): void {
    this.loads.supersede(key);
    this.lookUps.supersede(key);
    this.memory.delete(key);
  }

  dropAll(): void {
    this.loads.supersedeAll();
    this.lookUps.supersedeAll();
    this.memory.clear();
  }
}
