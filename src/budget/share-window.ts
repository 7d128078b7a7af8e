import { shareFigures } from './budget.tables.js';
import { allowsCall, hourCount, isInHour, type HourCount, type MinuteCount } from './share.rules.js';

interface Cell {
  readonly minute: number;
  requests: number;
  calls: number;
}

/** Counts on their way to the other instances. */
export type Batch = readonly MinuteCount[];

/** The last hour of one game and kind, as this process knows it, and what of it the others have not been told. */
export class ShareWindow {
  private cells = new Cells();
  private untold: Cell[] = [];
  private readonly underWay = new Set<Batch>();
  /** Which shared counts these are; another mark means that they were lost and have begun anew. */
  private mark: string | undefined;
  /** What was known of those that were lost: it is added to those that came after. */
  private carried: MinuteCount[] = [];

  /** @param isShared whether there are others to tell */
  constructor(private readonly isShared: boolean) {}

  get hasNews(): boolean {
    return this.untold.length > 0;
  }

  add(minute: number, requests: number, calls: number): void {
    this.cells.add(minute, requests, calls);
    if (!this.isShared) return;
    let untold = this.untold.at(-1);
    if (untold?.minute !== minute) {
      untold = { minute, requests: 0, calls: 0 };
      this.untold = [...this.untold.filter((one) => isInHour(one.minute, minute)), untold];
    }
    untold.requests += requests;
    untold.calls += calls;
  }

  allowsCall(minute: number, share: number): boolean {
    return allowsCall(this.cells.all(), minute, share);
  }

  /** Whether the calls that were counted are within the share. */
  isWithin(minute: number, share: number): boolean {
    return allowsCall(this.cells.all(), minute, share, 0);
  }

  hour(minute: number): HourCount {
    return hourCount(this.cells.all(), minute);
  }

  /** Takes out what the others have not been told, to be told to them now. */
  takeUntold(): Batch {
    const batch = this.untold;
    this.untold = [];
    this.underWay.add(batch);
    return batch;
  }

  /**
   * It is not known whether the others have it. Of two errors the one that lets fewer calls through: requests are not
   * told again, calls are.
   */
  giveBack(batch: Batch): void {
    this.underWay.delete(batch);
    const calls = batch
      .filter((one) => one.calls !== 0)
      .map(({ minute, calls: n }) => ({ minute, requests: 0, calls: n }));
    this.untold = [...calls, ...this.untold];
  }

  /** Takes over what all instances together have counted, this batch included. */
  takeOver(batch: Batch, mark: string, shared: readonly MinuteCount[], minute: number): void {
    this.underWay.delete(batch);
    const own = [...this.underWay].flat().concat(this.untold);
    if (this.mark !== undefined && this.mark !== mark) {
      for (const one of [...shared, ...own]) this.cells.add(one.minute, -one.requests, -one.calls);
      this.carried = [...this.cells.all()].map((one) => ({
        minute: one.minute,
        requests: Math.max(0, one.requests),
        calls: Math.max(0, one.calls),
      }));
    }
    this.mark = mark;
    this.carried = this.carried.filter((one) => isInHour(one.minute, minute));
    this.cells = new Cells();
    for (const one of [...this.carried, ...shared, ...own]) this.cells.add(one.minute, one.requests, one.calls);
  }

  /** Nothing of it is of the last hour any more. */
  isOver(minute: number): boolean {
    return !this.hasNews && this.underWay.size === 0 && !isInHour(this.cells.latest, minute);
  }
}

/** Counts by minute. The present one is at hand: every request adds to it. */
class Cells {
  private readonly byMinute = new Map<number, Cell>();
  private present: Cell | undefined;

  /** The last minute something was added to. */
  get latest(): number {
    return this.present?.minute ?? Number.NEGATIVE_INFINITY;
  }

  all(): Iterable<MinuteCount> {
    return this.byMinute.values();
  }

  add(minute: number, requests: number, calls: number): void {
    let cell = this.present?.minute === minute ? this.present : this.byMinute.get(minute);
    cell ??= this.open(minute);
    cell.requests += requests;
    cell.calls += calls;
  }

  private open(minute: number): Cell {
    const cell: Cell = { minute, requests: 0, calls: 0 };
    if (this.byMinute.size >= 2 * shareFigures.windowMinutes) {
      for (const one of this.byMinute.keys()) if (!isInHour(one, minute)) this.byMinute.delete(one);
    }
    this.byMinute.set(minute, cell);
    if (minute > this.latest) this.present = cell;
    return cell;
  }
}
