import { mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

import { makeContext } from './context.mjs';
import { flameGraph } from './profile-flame.mjs';
import { foldProfile, packageTimes, selfTimes } from './profile-fold-rules.mjs';
import { profileScenario } from './profile-sampling.mjs';
import { findScenario } from './profile-scenario.mjs';
import { pinThisProcess } from './servers.mjs';

/** Profiles are large: beside the world of the bench, which is not kept with the source. */
const PROFILES = fileURLToPath(new URL('../.agl-bench/', import.meta.url));
const RESULTS = fileURLToPath(new URL('results/', import.meta.url));
const FUNCTIONS = 25;
const PACKAGES = 15;
const USAGE =
  'npm run profile -- P1        (a scenario of the bench)\nnpm run profile -- a.cpuprofile   (a saved profile)';

const log = (/** @type {string} */ text) => process.stdout.write(`${text}\n`);

process.exitCode = await main(process.argv[2] ?? '');

/** Takes a profile, or reads one, and shows it; answers the exit code. */
async function main(/** @type {string} */ wanted) {
  if (wanted.endsWith('.cpuprofile')) {
    await show(path.basename(wanted, '.cpuprofile').replace(/^profile-/, ''), wanted);
    return 0;
  }
  const scenario = await findScenario(wanted.toUpperCase());
  if (!scenario) {
    log(USAGE);
    return 2;
  }
  pinThisProcess();
  await mkdir(PROFILES, { recursive: true });
  const file = path.join(PROFILES, `profile-${scenario.id}.cpuprofile`);
  const context = await makeContext({ quick: true, log });
  try {
    log(`${scenario.id}  ${scenario.title}`);
    await profileScenario(scenario, context, file);
  } finally {
    await context.stop();
  }
  await show(scenario.id, file);
  return 0;
}

/** Prints where the time of a saved profile goes, and draws it. */
async function show(/** @type {string} */ id, /** @type {string} */ file) {
  const { root, idleMicros } = foldProfile(JSON.parse(await readFile(file, 'utf8')));
  const busy = root.totalMicros;
  const share = (/** @type {number} */ micros) => `${((100 * micros) / busy).toFixed(1).padStart(5)} %`;
  const idle = (100 * idleMicros) / (busy + idleMicros);
  log(`\nbusy ${(busy / 1e6).toFixed(1)} s of ${((busy + idleMicros) / 1e6).toFixed(1)} s (idle ${idle.toFixed(0)} %)`);
  log('\nby package, time in its own functions');
  for (const { group, micros } of packageTimes(root).slice(0, PACKAGES)) log(`  ${share(micros)}  ${group}`);
  log('\nby function, time in itself');
  for (const { name, place, group, micros } of selfTimes(root).slice(0, FUNCTIONS)) {
    log(`  ${share(micros)}  ${name}  ${place || group}`);
  }
  await mkdir(RESULTS, { recursive: true });
  const picture = path.join(RESULTS, `profile-${id}.svg`);
  await writeFile(picture, flameGraph(root, `Where the time of ${id} goes (idle ${idle.toFixed(0)} % left out)`));
  log(`\n${path.relative(process.cwd(), picture)}\n${path.relative(process.cwd(), file)}`);
}
