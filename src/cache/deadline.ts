export class DeadlineError extends Error {
  override readonly name = 'DeadlineError';

  constructor(milliseconds: number) {
    super(`no answer within ${milliseconds} ms`);
  }
}

/**
 * Settles as `work` does, or rejects with a DeadlineError after `milliseconds`. Timers run before sockets are read, so
 * after a stalled event loop an answer that is already here would count as late: one more turn of the loop lets it in.
 * The work itself is not stopped; its late outcome is ignored.
 */
export function withDeadline<T>(work: Promise<T>, milliseconds: number): Promise<T> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => setImmediate(() => reject(new DeadlineError(milliseconds))), milliseconds);
    work.then(resolve, reject).finally(() => clearTimeout(timer));
  });
}
