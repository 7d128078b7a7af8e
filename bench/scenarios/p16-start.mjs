import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

import { median } from '../statistics.mjs';

const APP_ENTRY = fileURLToPath(new URL('../../dist/main.js', import.meta.url));
/** After that nothing of the start is left to do. */
const IDLE_MS = 3000;
const MEGABYTE = 1_000_000;

/** @type {import('../main.mjs').Scenario} */
export const scenario = {
  id: 'P16',
  title: 'start on an embedded database that is there already',
  needs: { world: false, redis: false },
  async run(context) {
    const dataDir = mkdtempSync(path.join(tmpdir(), 'agl-bench-start-'));
    try {
      // The first start makes the database.
      const firstMs = (await startOnce(context, dataDir)).ms;
      const starts = [];
      for (let round = 0; round < (context.quick ? 3 : 5); round += 1) starts.push(await startOnce(context, dataDir));
      const idle = await idleBytes(context, dataDir);
      const seconds = starts.map(({ ms }) => ms / 1000);
      return {
        checks: [
          {
            name: 'until ready',
            value: median(seconds),
            goal: { op: '<=', value: 3 },
            unit: 's',
            detail: `${seconds.map((each) => each.toFixed(2)).join(', ')} s`,
          },
          { name: 'resident memory, idle', value: idle / MEGABYTE, goal: { op: '<=', value: 250 }, unit: 'MB' },
          {
            name: 'the very first start, which makes the database',
            value: firstMs / 1000,
            goal: { op: '<=', value: 30 },
            unit: 's',
            reference: true,
          },
        ],
        notes: [
          'From the start of the process until it says that it is ready, its PostgreSQL included.',
          `The memory is that of the process of Node.js, ${IDLE_MS / 1000} s after it was ready; the database has its own.`,
        ],
        series: [{ label: 'CPU until ready', cpuMicrosPerRequest: median(starts.map(({ cpuMicros }) => cpuMicros)) }],
      };
    } finally {
      await context.endScenario();
      rmSync(dataDir, { recursive: true, force: true });
    }
  },
};

/** Starts and stops; how long it took until the process said ready, and what CPU time its own threads needed. */
async function startOnce(/** @type {import('../context.mjs').BenchContext} */ context, /** @type {string} */ dataDir) {
  const startedAt = performance.now();
  const server = await context.startServer(optionsOf(context, dataDir));
  const ms = performance.now() - startedAt;
  const cpuMicros = server.cpuMicros();
  await server.stop();
  return { ms, cpuMicros };
}

async function idleBytes(/** @type {import('../context.mjs').BenchContext} */ context, /** @type {string} */ dataDir) {
  const server = await context.startServer(optionsOf(context, dataDir));
  await sleep(IDLE_MS);
  const bytes = server.residentBytes();
  await server.stop();
  return bytes;
}

/** As production starts it, with the scheduled work that it does then; no DATABASE_URL, so that the embedded one serves. */
function optionsOf(/** @type {import('../context.mjs').BenchContext} */ { adminKey }, /** @type {string} */ dataDir) {
  const env = { AGL_ADMIN_KEY: adminKey, AGL_DATA_DIR: dataDir, LOG_LEVEL: 'info' };
  return { entry: APP_ENTRY, nodeArgs: ['--enable-source-maps', '--min-semi-space-size=16'], env, label: 'AGL' };
}
