import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

import { machineTicks } from './servers.mjs';

/**
 * @typedef {object} LoadRequest
 * @property {string} method
 * @property {string} path
 * @property {Record<string, string>} [headers]
 * @property {string} [body] a `{{n}}` in it is replaced by a text that is new each time
 *
 * @typedef {object} LoadJob
 * @property {string} url origin of the server
 * @property {LoadRequest[]} requests sent in turn, again and again
 * @property {number} connections
 * @property {number} durationSeconds
 * @property {number} [amount] requests to send instead of a time to send in
 * @property {number} [rate] requests a second for an open loop; absent for as many as are answered
 *
 * @typedef {object} LoadResult
 * @property {number} requestsPerSecond
 * @property {number} requests answered with a status below 400
 * @property {number} notModified those of them that were 304
 * @property {number} errors
 * @property {number} seconds
 * @property {number} p50Ms
 * @property {number} p95Ms
 * @property {number} p99Ms
 *
 * @typedef {object} Surroundings
 * @property {number} idleShare of the machine, 0 to 1
 * @property {number} loadShare of a core that the load process used; near 1, the load was the limit
 */

/** Starts the process that makes the load. */
export function startLoader() {
  const worker = fork(fileURLToPath(new URL('load-worker.mjs', import.meta.url)), { serialization: 'advanced' });
  return {
    /**
     * @param {LoadJob} job
     * @returns {Promise<LoadResult & Surroundings>}
     */
    async run(job) {
      const before = machineTicks();
      worker.send(job);
      const [answer] = await once(worker, 'message');
      if (answer.error) throw new Error(`the load failed: ${answer.error}`);
      const after = machineTicks();
      return { ...answer.result, idleShare: (after.idle - before.idle) / Math.max(1, after.all - before.all) };
    },
    stop: () => worker.disconnect(),
  };
}
