import type { Config } from '../config/env.js';

/** Where `npm run demo` looks for the server when it is not told. */
const DEMO_URL = 'http://127.0.0.1:3000';

/** What a developer sees when the server is ready: where it is, the key, and lines that work as they are printed. */
export function welcome(config: Config, url: string, adminKey: string, embedded: boolean): string {
  const base = url.replace('[::1]', '127.0.0.1').replace('[::]', '127.0.0.1').replace('0.0.0.0', '127.0.0.1');
  const post = (path: string, body: object) =>
    `  curl -s ${base}${path} -H 'X-API-Key: ${adminKey}' -H 'Content-Type: application/json' -d '${JSON.stringify(body)}'`;
  return [
    '',
    `AGL is ready on ${base}  (docs: ${base}/docs)`,
    embedded
      ? `Data is kept in ${config.AGL_DATA_DIR}; set DATABASE_URL to use your own PostgreSQL.`
      : 'Data is kept in DATABASE_URL.',
    '',
    `Admin key: ${adminKey}`,
    '',
    'Ask what a companion would feel:',
    post('/emotion/analyze', { type: 'player.victory', data: { mvp: true, winStreak: 5 } }),
    '',
    'Register a game; its answer has the key your game server uses:',
    post('/games', { name: 'My game' }),
    '',
    `Then watch a match: ${base === DEMO_URL ? '' : `AGL_URL=${base} `}npm run demo`,
    '',
    '',
  ].join('\n');
}

/** Why the start failed, for people; a fault that is ours keeps its stack. */
export function describeFailure(error: unknown): string {
  if (!(error instanceof Error)) return `AGL did not start: ${String(error)}`;
  const expected = EXPECTED_FAILURES.has(error.name) || 'code' in error;
  return `AGL did not start: ${expected ? error.message : (error.stack ?? error.message)}`;
}

const EXPECTED_FAILURES = new Set(['ConfigError', 'DataFolderInUseError', 'MigrationError', 'PackError']);
