import { renameSync, writeFileSync } from 'node:fs';
import { Session } from 'node:inspector/promises';

/**
 * Loaded into a server before its own code (`node --import`): SIGUSR2 begins to sample it, another SIGUSR2 ends that and
 * writes BENCH_PROFILE_FILE. With BENCH_PROFILE_START it begins at once.
 */
const INTERVAL_MICROS = 250;
const { BENCH_PROFILE_FILE = '', BENCH_PROFILE_START } = process.env;

/** @type {Session | undefined} */
let session;

process.on('SIGUSR2', () => void (session ? end(session) : begin()));
if (BENCH_PROFILE_START) await begin();

async function begin() {
  session = new Session();
  session.connect();
  await session.post('Profiler.enable');
  await session.post('Profiler.setSamplingInterval', { interval: INTERVAL_MICROS });
  await session.post('Profiler.start');
}

async function end(/** @type {Session} */ begun) {
  session = undefined;
  const { profile } = await begun.post('Profiler.stop');
  begun.disconnect();
  // Whoever waits for the file finds it whole.
  writeFileSync(`${BENCH_PROFILE_FILE}.part`, JSON.stringify(profile));
  renameSync(`${BENCH_PROFILE_FILE}.part`, BENCH_PROFILE_FILE);
}
