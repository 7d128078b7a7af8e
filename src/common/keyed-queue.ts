/**
 * Runs work one at a time for each key, in the order it came; work of different keys runs side by side. It spares the
 * database the conflicts that this process can see coming.
 */
export class KeyedQueue {
  private readonly tails = new Map<string, Promise<unknown>>();

  /** Resolves or rejects as the work does. */
  run<T>(key: string, work: () => Promise<T>): Promise<T> {
    const before = this.tails.get(key);
    const result = before ? before.then(work, work) : work();
    this.tails.set(key, result);
    const release = (): void => {
      if (this.tails.get(key) === result) this.tails.delete(key);
    };
    result.then(release, release);
    return result;
  }

  /** Keys with work under way or waiting. */
  get size(): number {
    return this.tails.size;
  }
}
