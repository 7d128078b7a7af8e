import { mkdir, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

import { makeContext } from './context.mjs';
import { playerIds, playerReads } from './players.mjs';
import { median } from './statistics.mjs';

/**
 * `npm run soak`: the load of P1 for ten minutes (`-- --minutes 2` for another time), a look at the server every ten
 * seconds. Its memory must stay flat and its event loop answer: exits 1 when one of them does not.
 */
const REPORT = fileURLToPath(new URL('results/soak.md', import.meta.url));
const PLAYERS = 32;
const STEP_SECONDS = 10;
/** The first minute fills caches, code and the young space. */
const SETTLING_STEPS = 6;
/** Resident memory of the last third against the first, after settling. */
const MAX_GROWTH = 1.1;
const MAX_LAG_P99_MS = 50;

const MB = 1_048_576;

async function main() {
  const { values } = parseArgs({ options: { minutes: { type: 'string', default: '10' } } });
  const steps = Math.max(SETTLING_STEPS + 3, Math.round((Number(values.minutes) * 60) / STEP_SECONDS));
  const context = await makeContext({ quick: false, log: say });
  try {
    const databaseUrl = await context.worldUrl();
    const headers = { 'X-API-Key': context.gameKey(1) };
    const server = await context.startApp({ databaseUrl });
    const requests = playerReads(await playerIds(databaseUrl, 1, PLAYERS), headers);
    const looks = [];
    for (let step = 0; step < steps; step += 1) {
      const load = await context.load({ url: server.url, requests, durationSeconds: STEP_SECONDS });
      const look = {
        residentMb: server.residentBytes() / MB,
        ...(await readMetrics(server.url, context.adminKey)),
        ...load,
      };
      looks.push(look);
      say(
        `${(step + 1) * STEP_SECONDS} s  ${Math.round(look.requestsPerSecond)}/s  p99 ${look.p99Ms} ms  ` +
          `resident ${look.residentMb.toFixed(0)} MB  heap ${look.heapMb.toFixed(0)} MB  loop p99 ${look.lagP99Ms.toFixed(1)} ms`,
      );
    }
    const verdict = judge(looks);
    await mkdir(fileURLToPath(new URL('results/', import.meta.url)), { recursive: true });
    await writeFile(REPORT, report(looks, verdict));
    say(verdict.lines.join('\n'));
    process.exitCode = verdict.holds ? 0 : 1;
  } finally {
    await context.endScenario();
    await context.stop();
  }
}

/**
 * @param {string} url
 * @param {string} adminKey
 */
async function readMetrics(url, adminKey) {
  const response = await fetch(`${url}/metrics`, { headers: { 'X-API-Key': adminKey } });
  const text = await response.text();
  const value = (/** @type {string} */ name) => Number(new RegExp(`^${name} (\\S+)$`, 'm').exec(text)?.[1]);
  return {
    lagP99Ms: value('agl_nodejs_eventloop_lag_p99_seconds') * 1000,
    heapMb: value('agl_nodejs_heap_size_used_bytes') / MB,
  };
}

/** @param {{ residentMb: number, lagP99Ms: number, errors: number, requests: number }[]} looks */
function judge(looks) {
  const settled = looks.slice(SETTLING_STEPS);
  const third = Math.floor(settled.length / 3);
  const early = median(settled.slice(0, third).map(({ residentMb }) => residentMb));
  const late = median(settled.slice(-third).map(({ residentMb }) => residentMb));
  const lag = Math.max(...settled.map(({ lagP99Ms }) => lagP99Ms));
  const errors = looks.reduce((sum, look) => sum + look.errors, 0);
  const requests = looks.reduce((sum, look) => sum + look.requests, 0);
  const checks = [
    [
      late / early <= MAX_GROWTH,
      `resident memory ${early.toFixed(0)} MB, then ${late.toFixed(0)} MB (at most ${MAX_GROWTH} x)`,
    ],
    [
      lag < MAX_LAG_P99_MS,
      `delay of the event loop, worst p99 of ten seconds: ${lag.toFixed(1)} ms (below ${MAX_LAG_P99_MS})`,
    ],
    [errors === 0, `${requests.toLocaleString('en')} requests, ${errors} errors`],
  ];
  return {
    holds: checks.every(([holds]) => holds),
    lines: checks.map(([holds, text]) => `${holds ? 'ok' : 'MISSED'}  ${text}`),
  };
}

/**
 * @param {{ requestsPerSecond: number, p99Ms: number, residentMb: number, heapMb: number, lagP99Ms: number }[]} looks
 * @param {{ lines: string[] }} verdict
 */
function report(looks, { lines }) {
  const minutes = (looks.length * STEP_SECONDS) / 60;
  const rows = looks.map(
    (look, at) =>
      `| ${(at + 1) * STEP_SECONDS} | ${Math.round(look.requestsPerSecond)} | ${look.p99Ms} | ${look.residentMb.toFixed(0)} | ${look.heapMb.toFixed(0)} | ${look.lagP99Ms.toFixed(1)} |`,
  );
  return [
    `# P1's load for ${minutes} minutes`,
    '',
    ...lines.map((line) => `- ${line}`),
    '',
    '| s | requests/s | p99 ms | resident MB | heap MB | loop p99 ms |',
    '|---|---|---|---|---|---|',
    ...rows,
    '',
  ].join('\n');
}

/** @param {string} text */
function say(text) {
  process.stdout.write(`${text}\n`);
}

await main();
