import { connect } from 'node:net';

import { isNumbered, numberedBody } from './numbered-body.mjs';
import { percentileOf } from './statistics.mjs';

/** Above this rate, one timer tick (1 ms) would send whole bursts, so the loop spins instead of sleeping. */
const SPIN_FROM_RATE = 1000;
const DRAIN_DEADLINE_MS = 5_000;

/**
 * Sends requests at random moments (Poisson, seeded) at a rate that does not depend on the answers. A request's time
 * counts from the moment it was due, also when no connection was free, so that a stall is seen by all whom it would
 * have kept waiting.
 *
 * @param {import('./load.mjs').LoadJob & { rate: number }} job
 * @returns {Promise<import('./load.mjs').LoadResult>}
 */
export async function openLoop(job) {
  const { hostname, port, host } = new URL(job.url);
  const wires = job.requests.map((request) => (isNumbered(request) ? undefined : wireOf(request, host)));
  const gap = exponentialGaps(job.rate);
  /** @type {Float64Array} */
  const latencies = new Float64Array(Math.ceil(job.rate * job.durationSeconds * 1.5) + 1000);
  let answered = 0;
  let errors = 0;
  let sent = 0;
  /** @type {number[]} due times that wait for a connection */
  const waiting = [];
  /** @type {Connection[]} */
  const free = [];

  const send = (/** @type {Connection} */ connection, /** @type {number} */ dueAt) => {
    const index = sent++ % wires.length;
    const request = job.requests[index];
    connection.send(wires[index] ?? wireOf({ ...request, body: numberedBody(request) }, host), dueAt);
  };
  const onAnswer = (/** @type {Connection} */ connection, /** @type {number} */ status) => {
    if (status >= 400) errors += 1;
    else if (answered < latencies.length) latencies[answered++] = performance.now() - connection.dueAt;
    const next = waiting.shift();
    if (next === undefined) free.push(connection);
    else send(connection, next);
  };
  const connections = await Promise.all(
    Array.from({ length: job.connections }, () =>
      openConnection(hostname, Number(port), onAnswer, () => {
        errors += 1;
      }),
    ),
  );
  free.push(...connections);

  const startedAt = performance.now();
  const endAt = startedAt + job.durationSeconds * 1000;
  let nextAt = startedAt + gap();
  await new Promise((resolve) => {
    const tick = () => {
      const now = performance.now();
      for (; nextAt <= now && nextAt < endAt; nextAt += gap()) {
        // A timer's lateness is the generator's own; what counts from here on is the server's.
        const connection = free.pop();
        if (connection) send(connection, now);
        else waiting.push(now);
      }
      if (nextAt >= endAt) resolve(undefined);
      else if (job.rate >= SPIN_FROM_RATE) setImmediate(tick);
      else setTimeout(tick, Math.max(0, nextAt - performance.now()));
    };
    tick();
  });
  const drainedBy = performance.now() + DRAIN_DEADLINE_MS;
  while (free.length < connections.length && performance.now() < drainedBy) await new Promise((r) => setTimeout(r, 5));
  const seconds = (performance.now() - startedAt) / 1000;
  errors += connections.length - free.length + waiting.length;
  for (const connection of connections) connection.close();
  const at = percentileOf(latencies.subarray(0, answered));
  const times = { p50Ms: at(0.5), p95Ms: at(0.95), p99Ms: at(0.99) };
  const requestsPerSecond = answered / job.durationSeconds;
  return { requests: answered, notModified: 0, seconds, requestsPerSecond, errors, ...times };
}

/** @typedef {{ dueAt: number, send(wire: Buffer, dueAt: number): void, close(): void }} Connection */

/**
 * A keep-alive connection that has one request under way at a time.
 *
 * @param {string} hostname
 * @param {number} port
 * @param {(connection: Connection, status: number) => void} onAnswer
 * @param {() => void} onLost
 * @returns {Promise<Connection>}
 */
function openConnection(hostname, port, onAnswer, onLost) {
  return new Promise((resolve, reject) => {
    const socket = connect({ host: hostname, port, noDelay: true });
    let closing = false;
    let text = '';
    const connection = {
      dueAt: 0,
      send(/** @type {Buffer} */ wire, /** @type {number} */ dueAt) {
        connection.dueAt = dueAt;
        socket.write(wire);
      },
      close() {
        closing = true;
        socket.destroy();
      },
    };
    socket.once('connect', () => resolve(connection));
    socket.once('error', reject);
    socket.on('close', () => {
      if (!closing) onLost();
    });
    socket.on('data', (chunk) => {
      text += chunk.latin1Slice(0, chunk.length);
      if (!isWhole(text)) return;
      const status = Number(text.slice(9, 12));
      text = '';
      onAnswer(connection, status);
    });
  });
}

/** Whether an answer has come to its end, by its Content-Length or its last chunk. */
function isWhole(/** @type {string} */ text) {
  const headEnd = text.indexOf('\r\n\r\n');
  if (headEnd < 0) return false;
  const head = text.slice(0, headEnd);
  const length = /\r\ncontent-length: *(\d+)/i.exec(head);
  if (length) return text.length >= headEnd + 4 + Number(length[1]);
  if (/\r\ntransfer-encoding: *chunked/i.test(head)) return text.endsWith('0\r\n\r\n');
  return true;
}

function wireOf(
  /** @type {import('./load.mjs').LoadRequest} */ { method, path, headers, body },
  /** @type {string} */ host,
) {
  const lines = Object.entries({ Host: host, ...headers }).map(([name, value]) => `${name}: ${value}\r\n`);
  if (body !== undefined) lines.push(`Content-Length: ${Buffer.byteLength(body)}\r\n`);
  return Buffer.from(`${method} ${path} HTTP/1.1\r\n${lines.join('')}\r\n${body ?? ''}`);
}

/** Gaps between arrivals, milliseconds, the same in every run (mulberry32). */
function exponentialGaps(/** @type {number} */ rate) {
  let state = 0x9e3779b9;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    const uniform = ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
    return (-Math.log(1 - uniform) * 1000) / rate;
  };
}
