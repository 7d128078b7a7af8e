interface Waiting {
  readonly enter: () => void;
}

/** Lets a limited number of pieces of work run at a time; the others queue, but not for ever. */
export class Bulkhead {
  private running = 0;
  private readonly queue = new Set<Waiting>();

  /**
   * `maxWaitMs`: who has queued for that long goes in regardless. Work that itself needs the bulkhead would otherwise
   * wait for ever once it fills all places.
   */
  constructor(
    private readonly places: number,
    private readonly maxWaitMs: number,
  ) {}

  async run<T>(work: () => Promise<T>): Promise<T> {
    if (this.running >= this.places) await this.wait();
    this.running += 1;
    try {
      return await work();
    } finally {
      this.running -= 1;
      this.admit();
    }
  }

  private wait(): Promise<void> {
    return new Promise((resolve) => {
      const waiting: Waiting = {
        enter: () => {
          clearTimeout(timer);
          this.queue.delete(waiting);
          resolve();
        },
      };
      const timer = setTimeout(waiting.enter, this.maxWaitMs);
      this.queue.add(waiting);
    });
  }

  private admit(): void {
    if (this.running >= this.places) return;
    const [next] = this.queue;
    next?.enter();
  }
}
