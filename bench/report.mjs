import { mkdir, writeFile } from 'node:fs/promises';

/**
 * Writes what was measured for machines.
 *
 * @param {import('./main.mjs').Result[]} results
 * @param {Awaited<ReturnType<typeof import('./environment.mjs').readEnvironment>>} environment
 */
export async function writeReport(results, environment) {
  const folder = new URL('results/', import.meta.url);
  await mkdir(folder, { recursive: true });
  await writeFile(new URL('latest.json', folder), `${JSON.stringify({ environment, results }, null, 2)}\n`);
}
