import { existsSync, rmSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { Session } from 'node:inspector/promises';
import { setTimeout as sleep } from 'node:timers/promises';

const AGENT = new URL('profile-agent.mjs', import.meta.url).href;
const INTERVAL_MICROS = 250;
const WARM_UP_SECONDS = 3;
const SECONDS = 8;
const WRITE_DEADLINE_MS = 30_000;
/** The first start of P16 makes its database, which is not what it is about. */
const STARTS_BEFORE = 1;

/** @typedef {import('./context.mjs').BenchContext} BenchContext */

/** Ends a scenario when its profile is taken: the rest of it would only take time. */
class ProfileTaken extends Error {}

/**
 * Runs a scenario until the profile of its server is taken: under the load of its first round where it compares servers,
 * of its whole run where it asks one, of the start for P16. A scenario without a server is sampled in this process.
 *
 * @param {import('./main.mjs').Scenario} scenario
 * @param {BenchContext} context
 * @param {string} file where the profile goes
 */
export async function profileScenario(scenario, context, file) {
  rmSync(file, { force: true });
  const servers = new SampledServers(context, file, scenario.id === 'P16');
  const here = new Session();
  here.connect();
  await here.post('Profiler.enable');
  await here.post('Profiler.setSamplingInterval', { interval: INTERVAL_MICROS });
  await here.post('Profiler.start');
  try {
    await scenario.run(servers.context);
    await servers.finish();
  } catch (error) {
    if (!(error instanceof ProfileTaken)) throw error;
  } finally {
    const { profile } = await here.post('Profiler.stop');
    here.disconnect();
    await context.endScenario();
    if (!existsSync(file)) await writeFile(file, JSON.stringify(profile));
  }
}

/** The context of a scenario whose first own server is sampled. Baselines run as ever, without load. */
class SampledServers {
  /** @type {import('./servers.mjs').BenchServer | undefined} */
  sampled;
  starts = 0;

  /**
   * @param {BenchContext} plain
   * @param {string} file
   * @param {boolean} atStart
   */
  constructor(plain, file, atStart) {
    this.plain = plain;
    this.file = file;
    this.atStart = atStart;
    /** @type {BenchContext} */
    this.context = {
      ...plain,
      startApp: (options) => this.startApp(options),
      startServer: (options) => (atStart ? this.sampleStart(options) : plain.startServer(options)),
      interleave: (variants) => this.loadSampled(variants),
    };
  }

  /** @param {Parameters<BenchContext['startApp']>[0]} options */
  async startApp(options) {
    if (this.sampled || options.entry) return this.plain.startApp(options);
    this.sampled = await this.plain.startApp({ ...options, env: { ...options.env, ...this.agentEnv() } });
    process.kill(this.sampled.pid, 'SIGUSR2');
    return this.sampled;
  }

  /** @param {Parameters<BenchContext['startServer']>[0]} options */
  async sampleStart(options) {
    this.starts += 1;
    if (this.starts <= STARTS_BEFORE) return this.plain.startServer(options);
    const env = { ...options.env, ...this.agentEnv(), BENCH_PROFILE_START: '1' };
    this.sampled = await this.plain.startServer({ ...options, env });
    await this.finish();
    throw new ProfileTaken();
  }

  /**
   * Instead of comparing: load on the sampled server only, sampled after it is warm.
   *
   * @param {Parameters<BenchContext['interleave']>[0]} variants
   * @returns {Promise<never>}
   */
  async loadSampled(variants) {
    const variant = variants.find(({ server }) => server === this.sampled);
    if (!variant) throw new Error('the scenario puts no load on a server that is AGL');
    const { requests, connections, rate } = variant;
    const load = async (/** @type {number} */ round, /** @type {number} */ durationSeconds) =>
      this.plain.load({
        url: variant.server.url,
        requests: typeof requests === 'function' ? await requests(round) : requests,
        connections,
        durationSeconds,
        ...(rate === undefined ? {} : { rate }),
      });
    // What was sampled of the first requests gives way to what follows.
    await this.finish();
    await load(-1, WARM_UP_SECONDS);
    rmSync(this.file);
    process.kill(variant.server.pid, 'SIGUSR2');
    await load(0, SECONDS);
    await this.finish();
    throw new ProfileTaken();
  }

  /** Ends the sampling, when a server is sampled, and waits for the file. */
  async finish() {
    if (!this.sampled) return;
    process.kill(this.sampled.pid, 'SIGUSR2');
    const deadline = Date.now() + WRITE_DEADLINE_MS;
    while (!existsSync(this.file)) {
      if (Date.now() > deadline) throw new Error('the server wrote no profile');
      await sleep(50);
    }
  }

  agentEnv() {
    return { NODE_OPTIONS: `--import=${AGENT}`, BENCH_PROFILE_FILE: this.file };
  }
}
