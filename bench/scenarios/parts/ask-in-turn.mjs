import { Agent, request } from 'node:http';

import { median, percentileOf } from '../../statistics.mjs';

/**
 * @typedef {object} Question
 * @property {string} path
 * @property {Record<string, string>} headers
 */

const ROUNDS = 5;
/** So slow an answer is not asked for again and again. */
const LONGEST_ROUND_MS = 2000;

/**
 * Asks a question again and again over one connection, one after the other, and times each to a part of a millisecond.
 * The percentiles are the medians of those of five rounds.
 *
 * @param {string} url of the server
 * @param {Question} question
 * @param {number} times at most so often; fewer when that would take long
 */
export async function askInTurn(url, { path, headers }, times) {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  const rounds = [];
  let bytes = 0;
  let asked = 0;
  try {
    for (let round = 0; round < ROUNDS; round += 1) {
      const took = [];
      const until = performance.now() + LONGEST_ROUND_MS;
      while (took.length < Math.ceil(times / ROUNDS) && performance.now() < until) {
        const startedAt = performance.now();
        bytes = await ask(agent, url + path, headers);
        took.push(performance.now() - startedAt);
      }
      asked += took.length;
      rounds.push(percentileOf(Float64Array.from(took)));
    }
  } finally {
    agent.destroy();
  }
  const at = (/** @type {number} */ share) => median(rounds.map((percentile) => percentile(share)));
  return { times: asked, bytes, p50Ms: at(0.5), p95Ms: at(0.95), p99Ms: at(0.99) };
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
