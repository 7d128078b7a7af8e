import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from '@jest/globals';
import { ENVIRONMENT_VARIABLES, loadConfig } from '../config/env.js';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const read = (path: string): string => readFileSync(join(ROOT, path), 'utf8');

const documents = ['README.md', 'CONTRIBUTING.md', ...pagesBelow('docs')];

/** What is named more than once counts once. */
const distinct = (names: Iterable<string>): string[] => [...new Set(names)].sort();

function pagesBelow(folder: string): string[] {
  return readdirSync(join(ROOT, folder), { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return pagesBelow(path);
    return path.endsWith('.md') ? [path] : [];
  });
}

function sourcesBelow(folder: string): string[] {
  return readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.ts') && !path.startsWith('generated') && !path.endsWith('.spec.ts'))
    .map((path) => join(folder, path));
}

/** The routes of the OpenAPI document, such as `GET /players/:playerId`. */
function servedRoutes(): string[] {
  const { paths } = JSON.parse(read('openapi.json')) as { paths: Record<string, object> };
  return Object.entries(paths).flatMap(([path, methods]) =>
    Object.keys(methods).map((method) => `${method.toUpperCase()} ${path.replaceAll(/\{(\w+)\}/g, ':$1')}`),
  );
}

function namedRoutes(path: string): string[] {
  return [...read(path).matchAll(/`((?:GET|POST|PUT|PATCH|DELETE) \/[^\s`]+)`/g)].map(([, route = '']) => route);
}

/** A route whatever its parameters are called. */
function anyId(route: string): string {
  return route.replaceAll(/:\w+/g, ':id');
}

/** A value of docker compose as it is when its user has set what must be set, and nothing else. */
function filledIn(value: string): string {
  return value.replaceAll(/\$\{\w+:-([^}]*)\}/g, '$1').replaceAll(/\$\{\w+:\?[^}]*\}/g, 'k'.repeat(32));
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
    const named = [...read(path).matchAll(/`((?:src|test|packs|prisma|scripts|bench)\/[\w./-]+)`/g)].map(
      ([, file = '']) => file,
    );
    // What the bench writes is there when it has run.
    const kept = named.filter((file) => !file.startsWith('bench/results/'));
    expect(kept.filter((file) => !existsSync(join(ROOT, file)))).toEqual([]);
  });

  it('show every route in the README, and no other', () => {
    expect(distinct(namedRoutes('README.md'))).toEqual(distinct(servedRoutes()));
  });

  it.each(documents)('%s names routes that are there', (path) => {
    const served = new Set(servedRoutes().map(anyId));
    expect(namedRoutes(path).filter((route) => !served.has(anyId(route)))).toEqual([]);
  });

  it('show every metric in docs/operations.md, and no other', () => {
    const shown = [...read('docs/operations.md').matchAll(/\bagl_[a-z_]+[a-z]\b/g)].map(([name]) =>
      name.replace(/_(bucket|count|sum)$/, ''),
    );
    const made = sourcesBelow('src')
      .filter((path) => !path.startsWith('src/config/'))
      .flatMap((path) => [...read(path).matchAll(/'(agl_[a-z_]+)'/g)])
      .map(([, name = '']) => name);
    expect(distinct(shown)).toEqual(distinct(made));
  });

  it.each(documents)('%s names commands that are there', (path) => {
    const { scripts } = JSON.parse(read('package.json')) as { scripts: Record<string, string> };
    const named = [...read(path).matchAll(/\bnpm\s+run\s+([\w:-]+)/g)].map(([, script = '']) => script);
    expect(named.filter((script) => !Object.hasOwn(scripts, script))).toEqual([]);
  });
});

describe('docker-compose.yml', () => {
  it('gives the server variables that it reads, with values that it takes', () => {
    const [, environment = ''] =
      /^ {2}api:\n[\s\S]*?^ {4}environment:\n((?: {6}.*\n)+)/m.exec(read('docker-compose.yml')) ?? [];
    const given = Object.fromEntries(
      [...environment.matchAll(/^ {6}([A-Z_]+): '?(.*?)'?$/gm)].map(([, name = '', value = '']) => [
        name,
        filledIn(value),
      ]),
    );
    expect(Object.keys(given)).toEqual(expect.arrayContaining(['AGL_ADMIN_KEY', 'DATABASE_URL', 'REDIS_URL']));
    expect(Object.keys(given).filter((name) => !ENVIRONMENT_VARIABLES.includes(name))).toEqual([]);
    expect(loadConfig(given)).toMatchObject({ isProduction: true, HOST: '0.0.0.0', PORT: 3000 });
  });
});
