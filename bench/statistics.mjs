/** The middle of some numbers; NaN of none. */
export function median(/** @type {readonly number[]} */ values) {
  const sorted = [...values].sort((a, b) => a - b);
  const half = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
}

/** A number with three significant digits or so, as tables show it. */
export function short(/** @type {number} */ value) {
  if (!Number.isFinite(value)) return String(value);
  return Math.abs(value) >= 100 ? Math.round(value).toLocaleString('en') : value.toPrecision(3);
}

/**
 * Sorts times in place and answers a reader of their quantiles.
 *
 * @param {Float64Array} times
 * @returns {(share: number) => number}
 */
export function percentileOf(times) {
  times.sort();
  return (share) => times[Math.min(times.length - 1, Math.floor(times.length * share))] ?? Number.NaN;
}
