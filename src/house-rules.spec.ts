import { readFileSync, readdirSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from '@jest/globals';

/** The rules of this house, checked on the sources as text: what each kind of file may hold, and what it may know. */

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const MAX_LINES = 300;
/** What a file's role may be: `name.role.ts`. A file without a role is a class or a small set of functions. */
const ROLES = [
  'contract',
  'controller',
  'decorator',
  'decorators',
  'factory',
  'filter',
  'guard',
  'middleware',
  'module',
  'pipe',
  'port',
  'presenter',
  'repository',
  'rules',
  'schedule',
  'scheduler',
  'schemas',
  'service',
  'settings',
  'setup',
  'sql',
  'tables',
  'types',
];
/** Rooms that every other may use, and the composition. They have no place in the order of the features. */
const SHARED = new Set(['', 'common', 'config', 'prisma', 'cache', 'providers', 'generated']);

interface Source {
  readonly path: string;
  readonly text: string;
  /** The text without comments, so that prose breaks no rule. */
  readonly code: string;
  readonly role: string | undefined;
  readonly isSpec: boolean;
  readonly imports: readonly Import[];
}

interface Import {
  /** A file of ours relative to the root, or the name of a package. */
  readonly from: string;
  readonly isType: boolean;
}

function filesBelow(folder: string): string[] {
  return readdirSync(join(ROOT, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && /\.(ts|mjs)$/.test(entry.name))
    .map((entry) => normalize(join(entry.parentPath, entry.name)).slice(ROOT.length))
    .filter((path) => !path.startsWith('src/generated/'))
    .toSorted();
}

/** Comments blanked out, line by line; strings that look like comments (URLs, patterns) are left alone. */
function withoutComments(text: string): string {
  return text.replaceAll(/^\s*\/\*[\s\S]*?\*\/|^\s*\/\/.*$|(?<=[;,{(\s])\/\/ .*$/gm, (comment) =>
    comment.replaceAll(/[^\n]/g, ''),
  );
}

function importsOf(path: string, code: string): Import[] {
  const statements = code.matchAll(/^(?:import|export)\s+(type\s)?([^;'"]*?\sfrom\s+)?['"]([^'"]+)['"]/gm);
  return [...statements].map(([, isType, clause = '', from = '']) => ({
    from: from.startsWith('.') ? normalize(join(dirname(path), from)).replace(/\.js$/, '.ts') : from,
    isType: isType !== undefined || isTypeClause(clause),
  }));
}

/** True for `{ type A, type B } from`: nothing of it is left when the program runs. */
function isTypeClause(clause: string): boolean {
  const names = /^\{([^}]*)\}/
    .exec(clause)?.[1]
    ?.split(',')
    .map((name) => name.trim());
  return names?.filter((name) => name !== '').every((name) => name.startsWith('type ')) ?? false;
}

function read(path: string): Source {
  const text = readFileSync(join(ROOT, path), 'utf8');
  const code = withoutComments(text);
  const isSpec = /(^|[.-])(e2e-)?spec\.ts$/.test(path) || path.startsWith('test/');
  const role = /\.([a-z0-9-]+)\.ts$/.exec(path.replace(/\.spec\.ts$/, '.ts'))?.[1];
  return { path, text, code, role, isSpec, imports: importsOf(path, code) };
}

const all = ['src', 'test', 'scripts'].flatMap(filesBelow).map(read);
const sources = all.filter(({ path, isSpec }) => path.startsWith('src/') && !isSpec && !path.endsWith('.contract.ts'));

function linesWith(source: Source, pattern: RegExp): string[] {
  return source.code
    .split('\n')
    .flatMap((line, index) => (pattern.test(line) ? [`${source.path}:${index + 1}: ${line.trim()}`] : []));
}

const ofRole = (...roles: string[]) => sources.filter(({ role }) => role !== undefined && roles.includes(role));
/** The folder of `src` that a file is in; empty for the composition. */
const room = (path: string) => /^src\/([^/]+)\//.exec(path)?.[1] ?? '';
const isOurs = (from: string) => from.startsWith('src/');
const roleOf = (from: string) => /\.([a-z0-9-]+)\.ts$/.exec(from)?.[1];

/** Packages that compute and nothing else. */
const PURE_PACKAGES = ['node:crypto', 'intl-messageformat', 'csv-stringify/sync', 'jsonc-parser'];
/** Files of ours without a role that are pure: the error type that rules may throw, and lines in memory. */
const PURE_FILES = ['src/common/domain-error.ts', 'src/dialogue/pack-library.ts'];

describe('rules and tables', () => {
  it('know only types, tables and other rules', () => {
    const strangers = ofRole('rules', 'tables').flatMap(({ path, imports }) =>
      imports
        .filter(({ isType }) => !isType)
        .filter(({ from }) =>
          isOurs(from)
            ? !['rules', 'tables', 'types', 'schemas'].includes(roleOf(from) ?? '') && !PURE_FILES.includes(from)
            : !PURE_PACKAGES.includes(from),
        )
        .map(({ from }) => `${path} imports ${from}`),
    );
    expect(strangers).toEqual([]);
  });

  it('have no clock, no chance, no environment and no waiting', () => {
    const impure =
      /Math\.random|randomBytes|randomUUID|uuidv?7\(|Date\.now|performance\.|new Date\(\)|process\.|\bawait\b|\bfetch\(|setTimeout|@Injectable/;
    expect(ofRole('rules', 'tables', 'types').flatMap((source) => linesWith(source, impure))).toEqual([]);
  });
});

describe('layers', () => {
  it('a controller decides nothing', () => {
    expect(ofRole('controller').flatMap((source) => linesWith(source, /\bif \(|\bswitch \(|\bfor \(/))).toEqual([]);
  });

  it('a controller knows no database', () => {
    const known = ofRole('controller').flatMap(({ path, imports }) =>
      imports
        .filter(({ from }) => roleOf(from) === 'repository' || from.startsWith('src/prisma/'))
        .map(({ from }) => `${path} imports ${from}`),
    );
    expect(known).toEqual([]);
  });

  it('SQL and Prisma are in repositories and in src/prisma only', () => {
    const sql =
      /\b(SELECT\s.+\sFROM|INSERT INTO|UPDATE\s\w+\sSET|DELETE FROM)\b|prisma\.client\.|prisma\.query\(|\btx\.query\(/;
    const elsewhere = sources.filter(
      ({ path, role }) => role !== 'repository' && role !== 'sql' && !path.startsWith('src/prisma/'),
    );
    expect(elsewhere.flatMap((source) => linesWith(source, sql))).toEqual([]);
  });

  it('the environment is read in one place', () => {
    const outside = sources.filter(({ path }) => path !== 'src/config/env.ts');
    expect(outside.flatMap((source) => linesWith(source, /process\.env/))).toEqual([]);
  });

  it('the time comes from the clock', () => {
    const clocks = ['src/common/clock.ts', 'src/cache/cache.settings.ts'];
    const outside = sources.filter(({ path }) => !clocks.includes(path));
    expect(outside.flatMap((source) => linesWith(source, /new Date\(\)|Date\.now\(/))).toEqual([]);
  });

  it('no rooms depend on each other in a circle', () => {
    const needs = new Map<string, Map<string, string>>();
    for (const { path, imports } of sources) {
      for (const { from, isType } of imports) {
        const [here, there] = [room(path), isOurs(from) ? room(from) : ''];
        // What holds no state and starts nothing binds no room to another.
        if (isType || here === there || SHARED.has(here) || SHARED.has(there)) continue;
        if (['types', 'tables', 'rules', 'schemas'].includes(roleOf(from) ?? '')) continue;
        needs.set(here, (needs.get(here) ?? new Map<string, string>()).set(there, `${path} imports ${from}`));
      }
    }
    expect(needs.size).toBeGreaterThan(4);
    const circles: string[][] = [];
    const walk = (at: string, trail: readonly string[], proof: readonly string[]): void => {
      if (trail.includes(at)) {
        circles.push([...trail.slice(trail.indexOf(at)), at, ...proof.slice(trail.indexOf(at))]);
        return;
      }
      for (const [next, because] of needs.get(at) ?? []) walk(next, [...trail, at], [...proof, because]);
    };
    for (const start of needs.keys()) walk(start, [], []);
    expect(circles).toEqual([]);
  });
});

describe('files', () => {
  it(`have at most ${MAX_LINES} lines`, () => {
    const long = all.map(({ path, text }) => [path, text.trimEnd().split('\n').length] as const);
    expect(long.filter(([, lines]) => lines > MAX_LINES)).toEqual([]);
  });

  it('are named in kebab case, with a role that is known', () => {
    const odd = all.filter(({ path, role, isSpec }) => {
      const name = path.split('/').at(-1) ?? '';
      const isKebab = /^[a-z0-9]+(-[a-z0-9]+)*(\.[a-z0-9-]+)*\.(ts|mjs)$/.test(name);
      return !isKebab || (!isSpec && role !== undefined && !ROLES.includes(role));
    });
    expect(odd.map(({ path }) => path)).toEqual([]);
  });

  it('are no barrels, and export by name', () => {
    expect(all.filter(({ path }) => /\/index\.(ts|mjs)$/.test(path)).map(({ path }) => path)).toEqual([]);
    // Jest calls the default export of a global set-up; there is no other way to give it one.
    const byName = all.filter(({ path }) => !/^test\/support\/global-\w+\.mjs$/.test(path));
    expect(byName.flatMap((source) => linesWith(source, /^export default|^export \* from/))).toEqual([]);
  });

  it('import our own by their compiled name', () => {
    const wrong = /from '\.{1,2}\/[^']*(?<!\.js|\.mjs|\.json)'/;
    expect(all.flatMap((source) => linesWith(source, wrong))).toEqual([]);
  });

  it('have nothing that is left for later, switched off or printed', () => {
    const later = /\b(TODO|FIXME|XXX|HACK)\b|@ts-(ignore|nocheck|expect-error)|oxlint-disable|eslint-disable/;
    const self = 'src/house-rules.spec.ts';
    const left = all
      .filter(({ path }) => path !== self)
      .flatMap((source) => linesWith({ ...source, code: source.text }, later));
    expect(left).toEqual([]);
    const loose = /\bas any\b|: any\b|<any>|console\.\w+\(|\bdebugger\b/;
    expect(all.filter(({ path }) => path !== self).flatMap((source) => linesWith(source, loose))).toEqual([]);
    const replaced =
      /jest\.(mock|unstable_mockModule|spyOn)|toMatchSnapshot|\b(it|describe|test)\.(only|skip)|\bx(it|describe)\(/;
    expect(all.filter(({ path }) => path !== self).flatMap((source) => linesWith(source, replaced))).toEqual([]);
  });

  it('give a constructor five things at most', () => {
    const greedy = sources.flatMap(({ path, code }) => {
      const [, parameters = ''] = /\n {2}constructor\(([\s\S]*?)\n? {0,2}\) \{/.exec(code) ?? [];
      const count = parameters
        .split('\n')
        .filter((line) => /^\s*(@Inject\(.*\) )?(private |readonly |protected )*\w+\??:/.test(line)).length;
      return count > 5 ? [`${path}: ${count}`] : [];
    });
    expect(greedy).toEqual([]);
  });

  it('name no interface by its being one', () => {
    expect(all.flatMap((source) => linesWith(source, /\binterface I[A-Z][a-z]/))).toEqual([]);
  });
});
