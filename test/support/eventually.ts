import { setTimeout as delay } from 'node:timers/promises';

const POLL_MS = 5;

/**
 * Reads again and again until the value is the expected one, for what another process or instance does in its own time.
 *
 * @returns the last value read: compare it, so that a failure shows what it was
 */
export async function eventually<T>(read: () => Promise<T>, expected: T, deadlineMs = 5000): Promise<T> {
  const deadline = performance.now() + deadlineMs;
  for (;;) {
    const value = await read();
    if (value === expected || performance.now() > deadline) return value;
    await delay(POLL_MS);
  }
}
