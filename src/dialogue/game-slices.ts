import { setImmediate } from 'node:timers/promises';
import type { Clock } from '../common/clock.js';

/** Milliseconds of work after which everybody else has a turn: less than a request notices. */
const SLICE_MS = 5;

/**
 * Runs work that stops now and then to its end, and lets the process see to its other requests in between: what a game
 * sends may take long to check, and must not hold others up.
 *
 * @throws what the work throws
 */
export async function inSlices<T>(work: Generator<void, T>, clock: Pick<Clock, 'monotonicMs'>): Promise<T> {
  let began = clock.monotonicMs();
  for (;;) {
    const step = work.next();
    if (step.done === true) return step.value;
    if (clock.monotonicMs() - began >= SLICE_MS) {
      await setImmediate();
      began = clock.monotonicMs();
    }
  }
}
