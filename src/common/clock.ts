import { Injectable } from '@nestjs/common';

/** The one clock of the house. Rules get its time as an argument; tests put another in its place. */
@Injectable()
export class Clock {
  /** Wall-clock time. */
  now(): Date {
    return new Date();
  }

  /** Milliseconds of a clock that never jumps, for durations. */
  monotonicMs(): number {
    return performance.now();
  }
}

/** Milliseconds since 1970, for what is outside of the application: the log, and ids that say when they were made. */
export function wallClockMs(): number {
  return Date.now();
}
