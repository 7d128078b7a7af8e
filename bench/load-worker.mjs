import autocannon from 'autocannon';

import { fixedAmount } from './fixed-amount.mjs';
import { openLoop } from './open-loop.mjs';
import { isNumbered, numberedBody } from './numbered-body.mjs';

// The load comes from this process, so that its own work is counted to nobody. It gets one job a message.
process.on('message', (/** @type {import('./load.mjs').LoadJob} */ job) => {
  run(job).then(
    (result) => process.send?.({ result }),
    (error) => process.send?.({ error: String(error.stack ?? error) }),
  );
});
process.on('disconnect', () => process.exit());

/** @returns {Promise<import('./load.mjs').LoadResult & { loadShare: number }>} */
async function run(/** @type {import('./load.mjs').LoadJob} */ job) {
  const cpuBefore = process.cpuUsage();
  const startedAt = performance.now();
  const result = await runKind(job);
  const { user, system } = process.cpuUsage(cpuBefore);
  return { ...result, loadShare: (user + system) / 1000 / (performance.now() - startedAt) };
}

/** @returns {Promise<import('./load.mjs').LoadResult>} */
function runKind(/** @type {import('./load.mjs').LoadJob} */ job) {
  if (job.rate !== undefined) return openLoop({ ...job, rate: job.rate });
  if (job.amount !== undefined) return fixedAmount({ ...job, amount: job.amount });
  return closedLoop(job);
}

/** As many requests as the server answers on these connections. */
async function closedLoop(/** @type {import('./load.mjs').LoadJob} */ job) {
  const requests = job.requests.map((request) => ({
    ...request,
    ...(isNumbered(request) && { setupRequest: numbered }),
  }));
  let clients = 0;
  const result = await autocannon({
    url: job.url,
    connections: job.connections,
    duration: job.durationSeconds,
    requests,
    // Each connection has its own part of the requests, or they would all ask for the same thing at the same time.
    setupClient: (client) => client.setRequests(partOf(requests, clients++, job.connections)),
    // Without it the times of 304 answers would not be counted.
    includeErrorStats: true,
    // The default of 1 s would cut short runs to whole seconds.
    sampleInt: 100,
  });
  const answered = result['2xx'] + result['3xx'];
  const seconds = (result.finish.getTime() - result.start.getTime()) / 1000;
  return {
    requests: answered,
    notModified: result['3xx'],
    seconds,
    requestsPerSecond: answered / seconds,
    errors: result.errors + result['4xx'] + result['5xx'] + result['1xx'],
    p50Ms: result.latency.p50,
    p95Ms: (result.latency.p90 + result.latency.p97_5) / 2,
    p99Ms: result.latency.p99,
  };
}

function numbered(/** @type {import('./load.mjs').LoadRequest} */ request) {
  return { ...request, body: numberedBody(request) };
}

/**
 * The requests of one connection.
 *
 * @template Request
 * @param {Request[]} requests
 * @param {number} index of the connection
 * @param {number} connections
 */
function partOf(requests, index, connections) {
  if (requests.length < connections) return requests;
  return requests.filter((_, position) => position % connections === index % connections);
}
