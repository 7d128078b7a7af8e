import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from '@jest/globals';
import { ENVIRONMENT_VARIABLES, loadConfig } from '../config/env.js';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const read = (path: string): string => readFileSync(join(ROOT, path), 'utf8');

const documents = ['README.md', 'CONTRIBUTING.md', ...pagesBelow('docs')];

/** The last part of a path: the README names it alone beside a longer one. */
const last = (path: string): string => path.slice(path.lastIndexOf('/'));

function pagesBelow(folder: string): string[] {
  return readdirSync(join(ROOT, folder), { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return pagesBelow(path);
    return path.endsWith('.md') ? [path] : [];
  });
}

describe('.env.example', () => {
  const assignments = [...read('.env.example').matchAll(/^([A-Z_]+)=(.*)$/gm)].map(([, name = '', value = '']) => ({
    name,
    value,
  }));

  it('names every variable that is read, and no other', () => {
    expect(assignments.map(({ name }) => name).sort()).toEqual([...ENVIRONMENT_VARIABLES].sort());
  });

  it('shows the defaults: as a whole it changes nothing', () => {
    const shown = Object.fromEntries(assignments.map(({ name, value }) => [name, value]));
    expect(loadConfig(shown)).toEqual(loadConfig({}));
  });
});

describe('the documents', () => {
  it.each(documents)('%s links to what is there', (path) => {
    const links = [...read(path).matchAll(/\]\((?!https?:|#)([^)#]+)/g)].map(([, target = '']) => target);
    expect(links.filter((target) => !existsSync(join(ROOT, dirname(path), target)))).toEqual([]);
  });

  it.each(documents)('%s names files that are there', (path) => {
    const named = [...read(path).matchAll(/`((?:src|test|packs|prisma|scripts)\/[\w./-]+)`/g)].map(
      ([, file = '']) => file,
    );
    expect(named.filter((file) => !existsSync(join(ROOT, file)))).toEqual([]);
  });

  it('show every route in the README', () => {
    const readme = read('README.md').replaceAll(/:(\w+)/g, '{$1}');
    const { paths } = JSON.parse(read('openapi.json')) as { paths: Record<string, object> };
    const missing = Object.keys(paths).filter(
      (path) => !readme.includes(`${path}\``) && !readme.includes(`\`${last(path)}\``),
    );
    expect(missing).toEqual([]);
  });
});
