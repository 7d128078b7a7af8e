import { readFileSync } from 'node:fs';

/**
 * Three projects: `unit` runs the specs beside the source (no server, no database), `e2e` everything that needs a real
 * PostgreSQL or Redis, and `e2e-redis` the routes once more with Redis in use.
 */

/** The compiler's own settings, less its list of files to leave out: here the specs are what is compiled. */
const { jsc, module } = JSON.parse(readFileSync(new URL('.swcrc', import.meta.url), 'utf8'));
const swc = { swcrc: false, sourceMaps: 'inline', jsc, module };

const common = {
  rootDir: '.',
  testEnvironment: 'node',
  extensionsToTreatAsEsm: ['.ts'],
  moduleNameMapper: { '^(\\.{1,2}/.*)\\.js$': '$1' },
  transform: { '^.+\\.ts$': ['@swc/jest', swc] },
  modulePathIgnorePatterns: ['<rootDir>/dist/', '<rootDir>/.agl/'],
};

/** One PostgreSQL and one Redis for the whole run, whichever projects take part in it; packages loaded once a worker. */
const servers = {
  runtime: '<rootDir>/test/support/shared-packages.cjs',
  globalSetup: '<rootDir>/test/support/global-setup.mjs',
  globalTeardown: '<rootDir>/test/support/global-teardown.mjs',
};

export default {
  projects: [
    { ...common, displayName: 'unit', testMatch: ['<rootDir>/src/**/*.spec.ts'] },
    { ...common, ...servers, displayName: 'e2e', testMatch: ['<rootDir>/test/**/*.e2e-spec.ts'] },
    {
      ...common,
      ...servers,
      displayName: 'e2e-redis',
      testMatch: ['<rootDir>/test/e2e/*.e2e-spec.ts'],
      // Long, and about what Redis has no part in.
      testPathIgnorePatterns: [
        '/node_modules/',
        '/llm-(replay|shares|isolation|provider)',
        '/memories-(soak|quality)',
        '/budget-model',
      ],
      setupFiles: ['<rootDir>/test/support/with-redis.mjs'],
    },
  ],
  maxWorkers: 2,
  // Each suite has its own modules, and a worker keeps most of them: beyond this it is slower than a new one.
  workerIdleMemoryLimit: '1.5GB',
  // On a machine that is busy with other work an application takes longer than Jest's five seconds to start.
  testTimeout: 30_000,
};
