import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

import { transform } from '@swc/core';

const root = fileURLToPath(new URL('../../', import.meta.url));

/**
 * Compiles one folder of `src` for Jest's global setup, which Node runs without a transformer.
 * Answers a function that imports one of the compiled files by its name.
 *
 * @param {string} folder such as `prisma`
 * @returns {Promise<(name: string) => Promise<any>>}
 */
export async function compileSources(folder) {
  const source = path.join(root, 'src', folder);
  // Inside the project, so that bare imports find its node_modules and its `"type": "module"`; one folder a process, so
  // that runs at the same time do not meet.
  const target = path.join(root, '.cache', `agl-test-${process.pid}`, folder);
  await mkdir(target, { recursive: true });
  const names = (await readdir(source)).filter((name) => name.endsWith('.ts') && !name.endsWith('.spec.ts'));
  await Promise.all(
    names.map(async (name) => {
      const text = await readFile(path.join(source, name), 'utf8');
      const compiled = await transform(text, { filename: name, configFile: path.join(root, '.swcrc'), swcrc: true });
      await writeFile(path.join(target, name.replace(/\.ts$/, '.js')), compiled.code);
    }),
  );
  return (name) => import(pathToFileURL(path.join(target, `${name}.js`)).href);
}

/** The folder that {@link compileSources} wrote to in this process. */
export const compiledFolder = path.join(root, '.cache', `agl-test-${process.pid}`);
