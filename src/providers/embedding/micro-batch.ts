/** How calls are put together. */
export interface MicroBatchLimits {
  /** Items in one call at most. */
  readonly maxItems: number;
  /** Milliseconds that the first item of a call waits for others. */
  readonly windowMs: number;
  /** Calls under way at once at most. */
  readonly maxCalls: number;
  /** Whether a failure may be one item's fault: the others are then tried again without it. */
  readonly isOneItems: (error: unknown) => boolean;
}

interface Waiting<Item, Answer> {
  readonly item: Item;
  readonly resolve: (answer: Answer) => void;
  readonly reject: (error: unknown) => void;
}

/**
 * Puts what is asked within a few milliseconds into one call, for providers that charge or limit by the call. Other
 * than `Gathering`, it lets the first one wait: a call takes far longer than the window.
 */
export class MicroBatch<Item, Answer> {
  private waiting: Waiting<Item, Answer>[] = [];
  private underWay = 0;
  private timer: NodeJS.Timeout | undefined;

  /** @param work answers for each item, in order */
  constructor(
    private readonly work: (items: readonly Item[]) => Promise<readonly Answer[]>,
    private readonly limits: MicroBatchLimits,
  ) {}

  run(item: Item): Promise<Answer> {
    return new Promise<Answer>((resolve, reject) => {
      this.waiting.push({ item, resolve, reject });
      if (this.waiting.length >= this.limits.maxItems) this.depart();
      else this.timer ??= setTimeout(() => this.depart(), this.limits.windowMs);
    });
  }

  private depart(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
    while (this.waiting.length > 0 && this.underWay < this.limits.maxCalls) {
      const group = this.waiting.splice(0, this.limits.maxItems);
      void this.accompany(group);
    }
  }

  private async accompany(group: readonly Waiting<Item, Answer>[]): Promise<void> {
    this.underWay += 1;
    await this.serve(group);
    this.underWay -= 1;
    this.depart();
  }

  /** Never rejects. A group that failed for one of its items is halved until that one is alone. */
  private async serve(group: readonly Waiting<Item, Answer>[]): Promise<void> {
    try {
      const answers = await this.work(group.map(({ item }) => item));
      for (const [place, { resolve }] of group.entries()) resolve(answers[place]!);
    } catch (error) {
      if (group.length === 1 || !this.limits.isOneItems(error)) {
        for (const { reject } of group) reject(error);
        return;
      }
      const half = Math.ceil(group.length / 2);
      await this.serve(group.slice(0, half));
      await this.serve(group.slice(half));
    }
  }
}
