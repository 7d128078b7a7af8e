/** How work that is gathered is divided. */
export interface GatheringLimits {
  /** Items in one group at most. */
  readonly maxItems: number;
  /** Groups under way at once, as long as none of them takes long. */
  readonly usualGroups: number;
  /** Groups under way at once at most: each holds a database connection. */
  readonly maxGroups: number;
  /** Milliseconds after which what waits goes off beside the groups under way. */
  readonly maxWaitMs: number;
  /** Whether a failure is everybody's (the database is away); any other is tried again one by one. */
  readonly isShared: (error: unknown) => boolean;
}

interface Waiting<Item, Answer> {
  readonly item: Item;
  readonly resolve: (answer: Answer) => void;
  readonly reject: (error: unknown) => void;
}

/**
 * Group commit: what comes while a group is under way goes off together in the next one, so that a busy time costs a
 * round trip a group and not one an item, and a lone item never waits. After Helland and others, "Group Commit Timers
 * and High Volume Transaction Systems", 1987.
 *
 * Each caller gets its own answer. A failure of a group is looked into one by one, so that a bad item spoils nobody
 * else's, unless it is everybody's.
 */
export class Gathering<Item, Answer> {
  private waiting: Waiting<Item, Answer>[] = [];
  private underWay = 0;
  private departure: NodeJS.Immediate | undefined;
  private timer: NodeJS.Timeout | undefined;

  /**
   * @param work answers for each item, in order; must be safe to be done again for the items of a group that failed
   */
  constructor(
    private readonly work: (items: readonly Item[]) => Promise<readonly Answer[]>,
    private readonly limits: GatheringLimits,
  ) {}

  run(item: Item): Promise<Answer> {
    return new Promise<Answer>((resolve, reject) => {
      this.waiting.push({ item, resolve, reject });
      this.plan();
    });
  }

  /** Sends a group off at the end of this turn of the event loop, or when one comes back, or when time is up. */
  private plan(): void {
    if (this.underWay < this.limits.usualGroups) this.departure ??= setImmediate(() => this.depart());
    else this.timer ??= setTimeout(() => this.onTimeUp(), this.limits.maxWaitMs);
  }

  private onTimeUp(): void {
    this.timer = undefined;
    if (this.underWay < this.limits.maxGroups) this.depart();
  }

  private depart(): void {
    clearImmediate(this.departure);
    this.departure = undefined;
    if (this.waiting.length === 0) return;
    clearTimeout(this.timer);
    this.timer = undefined;
    const group = this.waiting.splice(0, this.limits.maxItems);
    this.underWay += 1;
    void this.accompany(group);
    if (this.waiting.length > 0) this.plan();
  }

  private async accompany(group: readonly Waiting<Item, Answer>[]): Promise<void> {
    await this.serve(group);
    this.underWay -= 1;
    if (this.waiting.length > 0) this.plan();
  }

  /** Never rejects. */
  private async serve(group: readonly Waiting<Item, Answer>[]): Promise<void> {
    try {
      const answers = await this.work(group.map(({ item }) => item));
      for (const [place, { resolve }] of group.entries()) resolve(answers[place]!);
    } catch (error) {
      if (group.length === 1 || this.limits.isShared(error)) for (const { reject } of group) reject(error);
      else for (const one of group) await this.serve([one]);
    }
  }
}
