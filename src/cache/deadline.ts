export class DeadlineError extends Error {
  override readonly name = 'DeadlineError';

  constructor(milliseconds: number) {
    super(`no answer within ${milliseconds} ms`);
  }
}

/**
 * Settles as `work` does, or rejects with a DeadlineError after `milliseconds`. The time is counted in two halves, so
 * that a stall of our own event loop, in which the question may not even have been sent, uses up one of them at most.
 * And timers run before sockets are read: one more turn of the loop lets an answer in that is already here. The work
 * itself is not stopped; its late outcome is ignored.
 */
export function withDeadline<T>(work: Promise<T>, milliseconds: number): Promise<T> {
  return new Promise((resolve, reject) => {
    const expire = (): void => void setImmediate(() => reject(new DeadlineError(milliseconds)));
    let timer = setTimeout(() => {
      timer = setTimeout(expire, milliseconds / 2);
    }, milliseconds / 2);
    const settle =
      <A>(outcome: (argument: A) => void) =>
      (argument: A): void => {
        clearTimeout(timer);
        outcome(argument);
      };
    work.then(settle(resolve), settle(reject));
  });
}
