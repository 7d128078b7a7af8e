import { PERIODS, type Granularity } from '../analytics/period.tables.js';
import { DAY_MS } from '../common/time.rules.js';

/**
 * Milliseconds after its end at which a period counts as over: what was on its way into it is written by then, with a
 * clock that is a little behind. Just before the scheduled runs at :05 and 00:10.
 */
const CLOSES_AFTER_MS = { hour: 240_000, day: 540_000 } as const satisfies Record<Granularity, number>;

/** A range of whole periods, end exclusive. */
export interface PeriodRange {
  readonly from: Date;
  readonly to: Date;
}

/** The time before which every period is over. */
export function closedThrough(granularity: Granularity, now: Date): Date {
  const { ms } = PERIODS[granularity];
  return new Date(Math.floor((now.getTime() - CLOSES_AFTER_MS[granularity]) / ms) * ms);
}

/** The whole periods that a range touches. */
export function wholePeriods(granularity: Granularity, { from, to }: PeriodRange): PeriodRange {
  const { ms } = PERIODS[granularity];
  return {
    from: new Date(Math.floor(from.getTime() / ms) * ms),
    to: new Date(Math.ceil(to.getTime() / ms) * ms),
  };
}

/** The range up to a time; empty, and not turned round, when it starts after it. */
export function cutAt({ from, to }: PeriodRange, end: Date): PeriodRange {
  const cut = to < end ? to : end;
  return { from, to: cut < from ? from : cut };
}

/** The steps in which a range is built, oldest first: a UTC day each, which bounds every statement. */
export function steps({ from, to }: PeriodRange): PeriodRange[] {
  const days: PeriodRange[] = [];
  for (let start = from.getTime(); start < to.getTime();) {
    const end = Math.min((Math.floor(start / DAY_MS) + 1) * DAY_MS, to.getTime());
    days.push({ from: new Date(start), to: new Date(end) });
    start = end;
  }
  return days;
}

/** The number of periods in a range. */
export function periodsIn(granularity: Granularity, { from, to }: PeriodRange): number {
  return Math.round((to.getTime() - from.getTime()) / PERIODS[granularity].ms);
}

/**
 * The steps of a rebuild that are still to do.
 *
 * @param done (game, period) pairs that are built; part of a step counts for nothing
 */
export function stepsLeft(granularity: Granularity, range: PeriodRange, games: number, done: number): PeriodRange[] {
  let pairs = 0;
  return steps(range).filter((step) => {
    pairs += games * periodsIn(granularity, step);
    return pairs > done;
  });
}
