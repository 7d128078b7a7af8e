import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startApp, type TestApp } from '../support/app.js';
import { startFakeQdrant, type FakeQdrant } from '../support/fake-qdrant.js';

const COMMAND = fileURLToPath(new URL('../../dist/rebuild-vectors.js', import.meta.url));
const MEMORIES = 40;

let qdrant: FakeQdrant;
let app: TestApp;

beforeAll(async () => {
  qdrant = await startFakeQdrant();
  // Remembered before there was a vector database.
  app = await startApp();
  const game = await app.createGame();
  const { id } = await app.createPlayer(game);
  const memories = Array.from({ length: MEMORIES }, (_, i) => ({
    type: `kind-${i}`,
    content: `the bell of tower ${i}`,
  }));
  await app.as(game.apiKey).post(`/players/${id}/memories/batch`).send({ memories }).expect(200);
}, 30_000);

afterAll(async () => {
  await app?.close();
  await qdrant?.close();
}, 30_000);

async function run(...args: string[]): Promise<{ code: number; said: string }> {
  const { PATH = '' } = process.env;
  const own = { DATABASE_URL: app.databaseUrl, QDRANT_URL: qdrant.url, AGL_ADMIN_KEY: app.adminKey };
  const env = { PATH, LOG_LEVEL: 'error', ...own };
  const child = spawn(process.execPath, [COMMAND, ...args], { env, stdio: ['ignore', 'pipe', 'pipe'] });
  let said = '';
  const listen = (chunk: Buffer): void => void (said += chunk.toString());
  child.stdout.on('data', listen);
  child.stderr.on('data', listen);
  const [code] = (await once(child, 'close')) as [number];
  return { code, said };
}

const points = () => qdrant.collections.get('agl_memories')?.points;

describe('the command that rebuilds vectors', () => {
  it('brings all of them to an empty Qdrant, mends what differs, and says what it did', async () => {
    const rebuilt = await run();
    expect(JSON.parse(rebuilt.said)).toMatchObject({ memories: MEMORIES, missing: MEMORIES, unembedded: 0, failed: 0 });
    expect(rebuilt.code).toBe(0);
    expect(points()?.size).toBe(MEMORIES);
    const [first] = points()!.keys();
    points()!.delete(first!);
    const mended = await run('--reconcile');
    expect(JSON.parse(mended.said)).toMatchObject({ memories: MEMORIES, missing: 1, stale: 0, leftOver: 0 });
    expect(points()?.size).toBe(MEMORIES);
  }, 60_000);

  it('fails and says why when Qdrant is away, and when it does not know an option', async () => {
    qdrant.mode = 'gone';
    const away = await run('--reconcile');
    expect(away.code).toBe(1);
    expect(away.said).not.toBe('');
    qdrant.mode = 'up';
    expect(await run('--fresh')).toEqual({ code: 1, said: expect.stringContaining('--fresh') });
  }, 60_000);
});
