import autocannon from 'autocannon';

import { openLoop } from './open-loop.mjs';

// The load comes from this process, so that its own work is counted to nobody. It gets one job a message.
process.on('message', (/** @type {import('./load.mjs').LoadJob} */ job) => {
  const answer = job.rate === undefined ? closedLoop(job) : openLoop({ ...job, rate: job.rate });
  answer.then(
    (result) => process.send?.({ result }),
    (error) => process.send?.({ error: String(error.stack ?? error) }),
  );
});
process.on('disconnect', () => process.exit());

/** As many requests as the server answers on these connections. */
async function closedLoop(/** @type {import('./load.mjs').LoadJob} */ job) {
  const requests = job.requests.map(({ method, path, headers, body }) => ({ method, path, headers, body }));
  const result = await autocannon({
    url: job.url,
    connections: job.connections,
    duration: job.durationSeconds,
    ...(job.amount === undefined ? {} : { amount: job.amount }),
    requests,
    // The default of 1 s would cut short runs to whole seconds.
    sampleInt: 100,
  });
  const answered = result['2xx'] + result['3xx'];
  const seconds = (result.finish.getTime() - result.start.getTime()) / 1000;
  return {
    requests: answered,
    seconds,
    requestsPerSecond: answered / seconds,
    errors: result.errors + result['4xx'] + result['5xx'] + result['1xx'],
    p50Ms: result.latency.p50,
    p95Ms: (result.latency.p97_5 + result.latency.p90) / 2,
    p99Ms: result.latency.p99,
  };
}
