import { randomBytes } from 'node:crypto';
import { rmSync } from 'node:fs';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

import { migrate } from '../dist/prisma/migrations.js';
import { findFreePort } from '../dist/prisma/postgres-cluster.js';
import { startRedis } from '../test/support/redis-server.mjs';
import { startLoader } from './load.mjs';
import { interleave } from './rounds.mjs';
import { startServer } from './servers.mjs';
import { gameKey } from './world-seed.mjs';
import { openWorld } from './world.mjs';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const APP_ENTRY = path.join(ROOT, 'dist/main.js');
/** As the image starts it. */
const APP_NODE_ARGS = ['--enable-source-maps', '--min-semi-space-size=16'];
const ADMIN_KEY = 'bench-admin-key-of-no-use-elsewhere-0001';
const CONNECTIONS = 32;

const FULL = { rounds: 5, seconds: 1.2, warmUpSeconds: 2, connections: CONNECTIONS };
const QUICK = { rounds: 3, seconds: 0.8, warmUpSeconds: 1, connections: CONNECTIONS };

/** @typedef {Awaited<ReturnType<typeof makeContext>>} BenchContext */

/**
 * All that a scenario is given. What it starts lasts until `endScenario` at the most; the world, Redis and the load
 * process last until `stop`.
 *
 * @param {{ quick: boolean, log: (text: string) => void }} options
 */
export async function makeContext({ quick, log }) {
  const loader = startLoader();
  const folder = await mkdtemp(path.join(tmpdir(), 'agl-bench-'));
  /** @type {Promise<import('./world.mjs').World> | undefined} */
  let world;
  /** @type {ReturnType<typeof startRedis> | undefined} */
  let redis;
  /** @type {(() => Promise<unknown>)[]} */
  let endings = [];
  /** @type {(() => Promise<unknown>)[]} */
  const lastEndings = [];
  /** @type {Promise<string> | undefined} */
  let copy;

  const openedWorld = () => (world ??= openWorld(log));
  const openedRedis = () => (redis ??= startRedis(findFreePort, folder));
  const plan = quick ? QUICK : FULL;

  const context = {
    quick,
    log,
    plan,
    adminKey: ADMIN_KEY,
    /** @param {number} game 1 to 20 */
    gameKey,
    /** The seeded world. Only read it: scenarios that write take `writableWorldUrl`. */
    worldUrl: async () => (await openedWorld()).url,
    /** The end of the 30 days of the world. */
    worldEnd: async () => (await openedWorld()).end,
    postgresVersion: async () => (await openedWorld()).version,
    redisUrl: async () => (await openedRedis()).url,
    redisPid: async () => (await openedRedis()).pid,

    /**
     * A copy of the world, made when it is first asked for and shared by the scenarios that write. No server may be
     * using the world at that moment.
     */
    writableWorldUrl: () => (copy ??= copyWorld()),

    /** An empty migrated database on the same server, which ends with the scenario. */
    async scratchDatabase() {
      const { run, urlOf } = await openedWorld();
      const name = newName();
      await run('agl', `CREATE DATABASE ${name}`);
      endings.push(() => run('agl', `DROP DATABASE ${name} WITH (FORCE)`));
      await migrate({ url: urlOf(name) });
      return urlOf(name);
    },

    /**
     * Starts a server that ends with the scenario at the latest.
     *
     * @param {Parameters<typeof startServer>[0]} options
     */
    async startServer(options) {
      const server = await startServer(options);
      endings.unshift(server.stop);
      return server;
    },

    /**
     * Starts AGL as production does, on a database.
     *
     * @param {{ databaseUrl: string, env?: Record<string, string>, label?: string, entry?: string }} options `entry` names a
     *   server in bench/baselines that is AGL with something added
     */
    async startApp({ databaseUrl, env = {}, label = 'AGL', entry }) {
      const fixed = { DATABASE_URL: databaseUrl, AGL_ADMIN_KEY: ADMIN_KEY, LOG_LEVEL: 'info', AGL_DATA_DIR: folder };
      // Aggregations and retention would start to work on the world in the middle of a round.
      const all = {
        ...fixed,
        SCHEDULER_ENABLED: 'false',
        RATE_LIMIT_RPS: '1000000',
        RATE_LIMIT_BURST: '1000000',
        ...env,
      };
      const script = entry === undefined ? APP_ENTRY : baselineEntry(entry);
      return context.startServer({ entry: script, nodeArgs: APP_NODE_ARGS, env: all, label });
    },

    /**
     * Starts one of the servers in bench/baselines.
     *
     * @param {string} name such as `node-http`
     * @param {Record<string, string>} [env]
     */
    async startBaseline(name, env = {}) {
      return context.startServer({ entry: baselineEntry(name), env, label: name });
    },

    /**
     * One run of load. `method`, `path`, `headers` and `body` are short for one request.
     *
     * @param {Partial<import('./load.mjs').LoadRequest> & Partial<import('./load.mjs').LoadJob> & { url: string }} options
     */
    load({ url, method = 'GET', path: target, headers, body, requests, connections, durationSeconds, ...rest }) {
      const { origin, pathname, search } = new URL(url);
      const one = { method, path: target ?? pathname + search, ...(headers && { headers }), ...(body && { body }) };
      return loader.run({
        url: origin,
        requests: requests ?? [one],
        connections: connections ?? plan.connections,
        durationSeconds: durationSeconds ?? plan.seconds,
        ...rest,
      });
    },

    /**
     * Measures variants in turn; see rounds.mjs.
     *
     * @param {import('./rounds.mjs').Variant[]} variants
     * @param {Partial<typeof plan>} [change]
     */
    interleave: (variants, change = {}) => interleave(loader.run, variants, { ...plan, ...change }),

    /** Ends what the scenario started. */
    async endScenario() {
      const now = endings;
      endings = [];
      for (const end of now) await end();
    },

    async stop() {
      await context.endScenario();
      for (const end of lastEndings) await end();
      loader.stop();
      await (await redis)?.stop();
      await (await world)?.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };

  async function copyWorld() {
    const { run, urlOf, url } = await openedWorld();
    const name = newName();
    await run('agl', `CREATE DATABASE ${name} TEMPLATE ${new URL(url).pathname.slice(1)} STRATEGY = FILE_COPY`);
    lastEndings.push(() => run('agl', `DROP DATABASE ${name} WITH (FORCE)`));
    return urlOf(name);
  }

  return context;
}

function baselineEntry(/** @type {string} */ name) {
  return fileURLToPath(new URL(`baselines/${name}.mjs`, import.meta.url));
}

function newName() {
  return `bench_${randomBytes(4).toString('hex')}`;
}
