import { isNumbered, numberedBody } from './numbered-body.mjs';
import { percentileOf } from './statistics.mjs';

/**
 * Sends a number of requests on some connections, each as soon as the one before it is answered, and measures until
 * the last answer: for requests so large that a fixed time would cut off a good part of them.
 *
 * @param {import('./load.mjs').LoadJob & { amount: number }} job
 * @returns {Promise<import('./load.mjs').LoadResult>}
 */
export async function fixedAmount(job) {
  const latencies = new Float64Array(job.amount);
  let sent = 0;
  let answered = 0;
  let errors = 0;
  const startedAt = performance.now();
  const sendAll = async () => {
    while (sent < job.amount) {
      const request = job.requests[sent % job.requests.length];
      sent += 1;
      const sentAt = performance.now();
      const response = await fetch(job.url + request.path, {
        method: request.method,
        headers: request.headers,
        body: isNumbered(request) ? numberedBody(request) : request.body,
      });
      await response.arrayBuffer();
      if (response.ok) latencies[answered++] = performance.now() - sentAt;
      else errors += 1;
    }
  };
  await Promise.all(Array.from({ length: job.connections }, sendAll));
  const seconds = (performance.now() - startedAt) / 1000;
  const at = percentileOf(latencies.subarray(0, answered));
  const times = { p50Ms: at(0.5), p95Ms: at(0.95), p99Ms: at(0.99) };
  return { requests: answered, notModified: 0, seconds, requestsPerSecond: answered / seconds, errors, ...times };
}
