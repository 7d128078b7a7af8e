import { CircuitState, type IBreaker } from 'cockatiel';

export interface RecentCalls {
  /** Milliseconds that a call counts for. */
  readonly durationMs: number;
  /** Calls within that time below which the circuit stays closed. */
  readonly leastCalls: number;
  /** Share of them that must have failed for it to open, 0..1. */
  readonly failedShare: number;
}

/** Parts of the time that go out of the count as one: a call counts for at least 59/60 of it, and never for longer. */
const SLICES = 60;

interface Slice {
  readonly beganMs: number;
  failures: number;
  successes: number;
}

/**
 * Opens a circuit when so great a share of the calls of late failed. Cockatiel's own SamplingBreaker lets go of one slice
 * of time a call, however long nobody called: after a pause, successes of minutes ago would stand against failures of now.
 */
export class RecentCallsBreaker implements IBreaker {
  /** Oldest first; none older than the time. */
  private slices: Slice[] = [];

  /** @param nowMs milliseconds of a clock that never jumps */
  constructor(
    private readonly figures: RecentCalls,
    private readonly nowMs: () => number,
  ) {}

  get state(): unknown {
    return this.slices;
  }

  set state(slices: unknown) {
    this.slices = slices as Slice[];
  }

  success(state: CircuitState): void {
    // The call that was let through to see: what failed before it is past.
    if (state === CircuitState.HalfOpen) this.slices = [];
    this.present().successes += 1;
  }

  failure(state: CircuitState): boolean {
    this.present().failures += 1;
    if (state !== CircuitState.Closed) return true;
    let [failures, calls] = [0, 0];
    for (const slice of this.slices) {
      failures += slice.failures;
      calls += slice.failures + slice.successes;
    }
    const { leastCalls, failedShare } = this.figures;
    return calls >= leastCalls && failures >= failedShare * calls;
  }

  /** The slice that now is in; those that are over are let go of, however many. */
  private present(): Slice {
    const { durationMs } = this.figures;
    const nowMs = this.nowMs();
    while (this.slices[0] && nowMs - this.slices[0].beganMs > durationMs) this.slices.shift();
    const newest = this.slices.at(-1);
    if (newest && nowMs - newest.beganMs < durationMs / SLICES) return newest;
    const slice: Slice = { beganMs: nowMs, failures: 0, successes: 0 };
    this.slices.push(slice);
    return slice;
  }
}
