import { readdir } from 'node:fs/promises';

/**
 * The scenario of an id such as `P1`.
 *
 * @param {string} id
 * @returns {Promise<import('./main.mjs').Scenario | undefined>}
 */
export async function findScenario(id) {
  const number = /^P(\d+)$/.exec(id)?.[1];
  if (number === undefined) return undefined;
  const folder = new URL('scenarios/', import.meta.url);
  const file = (await readdir(folder)).find((name) => name.startsWith(`p${number.padStart(2, '0')}-`));
  return file && (await import(new URL(file, folder).href)).scenario;
}
