import { Agent, request } from 'node:http';

import { percentileOf } from '../../statistics.mjs';

/**
 * @typedef {object} Question
 * @property {string} path
 * @property {Record<string, string>} headers
 */

/** So slow an answer is not asked for again and again. */
const LONGEST_MS = 8000;

/**
 * Asks a question again and again over one connection, one after the other, and times each to a part of a millisecond.
 *
 * @param {string} url of the server
 * @param {Question} question
 * @param {number} times at most so often; fewer when that would take more than 8 s
 */
export async function askInTurn(url, { path, headers }, times) {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  const took = [];
  let bytes = 0;
  const until = performance.now() + LONGEST_MS;
  try {
    while (took.length < times && performance.now() < until) {
      const startedAt = performance.now();
      bytes = await ask(agent, url + path, headers);
      took.push(performance.now() - startedAt);
    }
  } finally {
    agent.destroy();
  }
  const at = percentileOf(Float64Array.from(took));
  return { times: took.length, bytes, p50Ms: at(0.5), p95Ms: at(0.95), p99Ms: at(0.99) };
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
