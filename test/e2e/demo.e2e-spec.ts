import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startApp, type TestApp } from '../support/app.js';

const run = promisify(execFile);
const DEMO = fileURLToPath(new URL('../../scripts/demo/main.mjs', import.meta.url));
const FIXTURE = fileURLToPath(new URL('../fixtures/match.ndjson', import.meta.url));
const EVENTS = readFileSync(FIXTURE, 'utf8').trim().split('\n').length;

let app: TestApp;
let shown: string;
let gameKey: string;
let gameId: string;

beforeAll(async () => {
  app = await startApp();
  const env = { ...process.env, AGL_URL: app.url, AGL_ADMIN_KEY: app.adminKey, NO_COLOR: '1' };
  shown = (await run(process.execPath, [DEMO, '--fast'], { env })).stdout;
  [gameId = '', gameKey = ''] = /game (\S+) {3}key (\S+)/.exec(shown)?.slice(1) ?? [];
}, 60_000);

afterAll(() => app?.close());

describe('npm run demo', () => {
  it('plays the match with every reaction whole and no line twice within three', () => {
    expect(shown).toContain(`${EVENTS} reactions, 0 incomplete, 0 lines said again within three`);
    expect(shown).not.toContain('\u001b[');
  });

  it('leaves a day that counts every event', async () => {
    expect(shown).toContain(`analytics counted ${EVENTS} events`);
    const { body } = await app.as(gameKey).get(`/analytics/games/${gameId}/usage`).expect(200);
    expect(body.summary).toMatchObject({ totalEvents: EVENTS, uniquePlayers: 4, emotionRequests: EVENTS });
  });

  it.each([
    ['mira', 'the legendary sword we found', 'Dawnbreaker'],
    ['lin', '第一次击败首领', 'Gravemaw'],
    ['haru', '伝説の武器を手に入れた', 'Moonpetal Blade'],
    ['ash', 'our first time beating the boss', 'Gravemaw'],
  ])('lets %s find “%s” again', async (externalId, query, wanted) => {
    const { body: found } = await app.as(gameKey).get(`/players?externalId=${externalId}&fields=id`).expect(200);
    const route = `/players/${found.items[0].id}/memories/search`;
    const { body } = await app.as(gameKey).post(route).send({ query, limit: 3 }).expect(200);
    expect(body.items[0].memory.content).toContain(wanted);
  });

  it('says in a line what is missing when there is no server', async () => {
    const env = { ...process.env, AGL_URL: 'http://127.0.0.1:1', AGL_ADMIN_KEY: app.adminKey };
    await expect(run(process.execPath, [DEMO, '--fast'], { env })).rejects.toMatchObject({
      code: 1,
      stderr: expect.stringMatching(/^Nothing answers at http:\/\/127\.0\.0\.1:1 .*npm start running\?\n$/),
    });
  });
});
