import { PerformanceObserver, performance } from 'node:perf_hooks';
import { setTimeout as sleep } from 'node:timers/promises';

import { median } from '../../statistics.mjs';

/** Long enough for the just-in-time compiler to have done its work on everything that is called. */
const WARM_UP_CALLS = 100_000;
/** The observer tells of a collection a little after it. */
const OBSERVER_DELAY_MS = 20;

/**
 * @typedef {object} TimedCalls
 * @property {number} microsPerCall median over the rounds
 * @property {number} microsMinimum the best round
 * @property {number} gcShare of the time, 0 to 1; median over the rounds, as other work on the machine stretches single collections
 * @property {number} bytesPerCall what a call leaves behind for the collector, from the growth of the young generation
 * @property {number[]} rounds microseconds a call
 */

/**
 * Times a synchronous function over inputs that were made before, and the garbage collector while it ran.
 *
 * @template Input
 * @param {readonly Input[]} inputs
 * @param {(input: Input) => number} call answers a number, so that nothing of it can be left out by the compiler
 * @param {{ rounds: number, calls: number }} plan
 * @returns {Promise<TimedCalls>}
 */
export async function timeCalls(inputs, call, { rounds, calls }) {
  /** @type {{ from: number, to: number }[]} */
  const windows = [];
  /** @type {import('node:perf_hooks').PerformanceEntry[]} */
  const collections = [];
  const observer = new PerformanceObserver((list) => collections.push(...list.getEntries()));
  observer.observe({ entryTypes: ['gc'] });
  let sum = run(inputs, call, WARM_UP_CALLS);
  for (let round = 0; round < rounds; round += 1) {
    await sleep(OBSERVER_DELAY_MS);
    const from = performance.now();
    sum += run(inputs, call, calls);
    windows.push({ from, to: performance.now() });
  }
  await sleep(OBSERVER_DELAY_MS);
  observer.disconnect();
  if (!Number.isFinite(sum)) throw new Error('a call gave no number');
  const micros = windows.map(({ from, to }) => ((to - from) * 1000) / calls);
  const shares = windows.map(({ from, to }) => {
    const inside = collections.filter(({ startTime }) => startTime >= from && startTime <= to);
    return inside.reduce((all, { duration }) => all + duration, 0) / (to - from);
  });
  return {
    microsPerCall: median(micros),
    microsMinimum: Math.min(...micros),
    gcShare: median(shares),
    bytesPerCall: bytesOf(inputs, call),
    rounds: micros,
  };
}

/**
 * @template Input
 * @param {readonly Input[]} inputs
 * @param {(input: Input) => number} call
 * @param {number} calls
 */
function run(inputs, call, calls) {
  let sum = 0;
  for (let done = 0; done < calls; done += 1) sum += call(inputs[done % inputs.length]);
  return sum;
}

/**
 * Bytes a call allocates: the growth of the heap over calls few enough that no collection comes between; the least of
 * some tries, as one with a collection in it shows too little and is left out.
 *
 * @template Input
 * @param {readonly Input[]} inputs
 * @param {(input: Input) => number} call
 */
function bytesOf(inputs, call) {
  const calls = 500;
  const tries = Array.from({ length: 9 }, () => {
    const before = process.memoryUsage().heapUsed;
    run(inputs, call, calls);
    return (process.memoryUsage().heapUsed - before) / calls;
  });
  return median(tries.filter((bytes) => bytes >= 0));
}
