/** An answer with how long it may be kept by its reader. */
export interface Answer<Body> {
  readonly body: Body;
  readonly maxAgeSeconds: number;
}

/** Closed days change through late events only; a reader may be this many seconds behind those. */
const SETTLED_MAX_AGE_SECONDS = 60;

/** Seconds that an answer may be kept: none while the range reaches into today. */
export function freshFor(settled: boolean): number {
  return settled ? SETTLED_MAX_AGE_SECONDS : 0;
}
