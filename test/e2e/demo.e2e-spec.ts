import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startApp, type TestApp } from '../support/app.js';

const run = promisify(execFile);
const DEMO = fileURLToPath(new URL('../../scripts/demo/main.mjs', import.meta.url));
const FIXTURE = fileURLToPath(new URL('../fixtures/match.ndjson', import.meta.url));

interface Line {
  readonly player: string;
  readonly type: string;
  readonly data?: { readonly item?: string; readonly enemy?: string };
}

const LINES = readFileSync(FIXTURE, 'utf8')
  .trim()
  .split('\n')
  .map((line) => JSON.parse(line) as Line);
const EVENTS = LINES.length;

/** What the events of a type name in a player's match. */
const named = (player: string, type: string) =>
  LINES.filter((line) => line.player === player && line.type === type).map(
    ({ data }) => data?.item ?? data?.enemy ?? '',
  );

let app: TestApp;
let shown: string;
let gameKey: string;
let gameId: string;
let firstDay: string;

const today = () => new Date().toISOString().slice(0, 10);

beforeAll(async () => {
  app = await startApp();
  firstDay = today();
  const env = { ...process.env, AGL_URL: app.url, AGL_ADMIN_KEY: app.adminKey, NO_COLOR: '1' };
  // A demo that finds a fault leaves with 1, which rejects here.
  shown = (await run(process.execPath, [DEMO, '--fast'], { env })).stdout;
  // The hint at the end is a command that can be pasted: it holds the key of the game that was played.
  gameKey = /X-API-Key: (\S+)'/.exec(shown)?.[1] ?? '';
  const { body } = await app.as(gameKey).get('/players?externalId=mira&fields=gameId').expect(200);
  gameId = body.items[0].gameId;
}, 60_000);

afterAll(() => app?.close());

describe('npm run demo', () => {
  it('plays the match with every reaction whole and no line twice within three', () => {
    expect(shown).toContain(`✓ ${EVENTS} reactions, 0 without emotion, mood, line or cost\n`);
    expect(shown).toContain("✓ 0 lines said again within a player's last three\n");
    expect(shown).not.toContain('✗');
    expect(shown).not.toContain('nothing comes to mind');
  });

  it('writes no colours where the terminal has none', () => {
    expect(shown).not.toContain('\u001b[');
  });

  it('leaves a day that counts every event', async () => {
    expect(shown).toContain(`✓ ${EVENTS} events in the analytics\n`);
    const route = `/analytics/games/${gameId}?from=${firstDay}&to=${today()}`;
    const { body } = await app.as(gameKey).get(route).expect(200);
    expect(body.summary).toMatchObject({
      totalEvents: EVENTS,
      uniquePlayers: 4,
      emotionRequests: EVENTS,
      dialogueRequests: EVENTS,
      errors: 0,
    });
    const felt = Object.values<number>(body.summary.emotionDistribution);
    expect(felt.reduce((sum, count) => sum + count, 0)).toBe(EVENTS);
  });

  it.each([
    ['mira', 'the legendary sword we found', 'player.lootlegendary'],
    ['haru', '伝説の武器を手に入れた', 'player.lootlegendary'],
    ['lin', '第一次击败首领', 'player.bosskill'],
    ['ash', 'our first time beating the boss', 'player.bosskill'],
  ])('lets %s find “%s” again', async (externalId, query, type) => {
    const { body: found } = await app.as(gameKey).get(`/players?externalId=${externalId}&fields=id`).expect(200);
    const route = `/players/${found.items[0].id}/memories/search`;
    const { body } = await app.as(gameKey).post(route).send({ query, limit: 3 }).expect(200);
    const names = named(externalId, type);
    expect(names).not.toEqual([]);
    const best: string = body.items[0].memory.content;
    expect(names.filter((name) => best.includes(name))).not.toEqual([]);
  });

  it.each([
    ['there is no server', { AGL_URL: 'http://127.0.0.1:1' }, /^Nothing answers at http:\/\/127\.0\.0\.1:1 .*\n$/],
    ['there is no key', { AGL_ADMIN_KEY: '', AGL_DATA_DIR: join(tmpdir(), 'no-such-agl') }, /^No admin key: .*\n$/],
    [
      'the key is of another server',
      { AGL_ADMIN_KEY: 'some-other-key' },
      /^The server at .* does not take this key\. .*\n$/,
    ],
  ])('says in a line what is wrong when %s', async (_, changes, line) => {
    const env = { ...process.env, AGL_URL: app.url, AGL_ADMIN_KEY: app.adminKey, ...changes };
    await expect(run(process.execPath, [DEMO, '--fast'], { env })).rejects.toMatchObject({
      code: 1,
      stdout: '',
      stderr: expect.stringMatching(line),
    });
  });
});
