import { Agent, request } from 'node:http';

import { median } from '../../statistics.mjs';

/**
 * @typedef {object} Question
 * @property {string} path
 * @property {Record<string, string>} headers
 */

/**
 * Asks one question after the other over one connection, and times each to a part of a millisecond.
 *
 * @param {string} url of the server
 * @param {readonly Question[]} questions
 */
export async function askInTurn(url, questions) {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  const times = [];
  let bytes = 0;
  try {
    for (const { path, headers } of questions) {
      const startedAt = performance.now();
      bytes = await ask(agent, url + path, headers);
      times.push(performance.now() - startedAt);
    }
  } finally {
    agent.destroy();
  }
  const sorted = times.toSorted((a, b) => a - b);
  const at = (/** @type {number} */ share) => sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))];
  return { times, bytes, p50Ms: median(times), p95Ms: at(0.95), p99Ms: at(0.99) };
}

/** @returns {Promise<number>} the bytes of the answer */
function ask(/** @type {Agent} */ agent, /** @type {string} */ url, /** @type {Record<string, string>} */ headers) {
  return new Promise((resolve, reject) => {
    const sent = request(url, { agent, headers }, (response) => {
      let bytes = 0;
      response.on('data', (chunk) => {
        bytes += chunk.length;
      });
      response.on('end', () => {
        if (response.statusCode === 200) resolve(bytes);
        else reject(new Error(`GET ${url} answered ${response.statusCode}`));
      });
      response.on('error', reject);
    });
    sent.on('error', reject);
    sent.end();
  });
}
