import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Client } from 'pg';
import { startApp, type TestApp } from '../support/app.js';
import { sendRaw } from '../support/raw-request.js';
import { problemOf, refusedFields } from '../support/problems.js';

const MB = 1_048_576;

let app: TestApp;
let game: { id: string; apiKey: string };
let player: { id: string };

beforeAll(async () => {
  app = await startApp();
  game = await app.createGame();
  player = await app.createPlayer(game);
});

afterAll(() => app?.close());

const own = () => app.as(game.apiKey);
/** Sends bytes as they are. */
const raw = (body: string | Buffer, headers: Record<string, string> = {}, path = '/players') =>
  own()
    .post(path)
    .set({ 'Content-Type': 'application/json', ...headers })
    .serialize((value: unknown) => value as string)
    .send(body as string);

/** A body of JSON with this many bytes. */
function sized(bytes: number): string {
  const frame = '{"externalId":"big","x":""}';
  return frame.replace('""}', `"${'y'.repeat(bytes - frame.length)}"}`);
}

describe('a body', () => {
  it.each(['{', '{"externalId":}', '"text', 'nul', "{'a':1}", '{"a":1}}', ' '])(
    'that is %s is refused',
    async (body) => {
      const { detail } = problemOf(await raw(body), 400, 'MALFORMED_JSON');
      expect(detail).toBe('The body is not valid JSON.');
    },
  );

  it.each(['null', '5', '"text"', 'true', '[]'])(
    'that is %s is JSON, but not of the kind that is wanted',
    async (body) => {
      for (const path of ['/players', '/events', '/events/batch', '/emotion/analyze', '/dialogue/generate']) {
        expect(refusedFields(await raw(body, {}, path))).toEqual(['']);
      }
      expect(refusedFields(await raw(body, { 'Idempotency-Key': `kind-${body.length}` }))).toEqual(['']);
    },
  );

  it('that is absent or a list is told what it lacks', async () => {
    expect(refusedFields(await own().post('/players'))).toEqual(['']);
    expect(refusedFields(await own().post('/players').send([]))).toEqual(['']);
  });

  it.each([
    'text/plain',
    'application/x-www-form-urlencoded',
    'multipart/form-data; boundary=x',
    'application/xml',
    'json',
  ])('of type %s is refused', async (type) => {
    problemOf(await raw('{"externalId":"a"}', { 'Content-Type': type }), 415, 'UNSUPPORTED_MEDIA_TYPE');
  });

  it('of NDJSON is refused where one value is wanted, and the refusal says what to send', async () => {
    const { detail } = problemOf(
      await raw('{"externalId":"a"}', { 'Content-Type': 'application/x-ndjson' }),
      415,
      'UNSUPPORTED_MEDIA_TYPE',
    );
    expect(detail).toBe('Send application/json.');
    const batch = await raw('x', { 'Content-Type': 'text/csv' }, '/events/batch');
    expect(problemOf(batch, 415, 'UNSUPPORTED_MEDIA_TYPE').detail).toBe(
      'Send application/json or application/x-ndjson.',
    );
  });

  it.each([
    'application/json; charset=utf-8',
    'application/json;charset="UTF-8"',
    'application/merge-patch+json',
    'APPLICATION/JSON',
  ])('of type %s is taken', async (type) => {
    await raw(JSON.stringify({ externalId: `type ${type}` }), { 'Content-Type': type }).expect(201);
  });

  it.each([
    ['Content-Type', 'application/json; charset=latin1'],
    ['Content-Type', 'application/json; charset="UTF-16LE"'],
    ['Content-Type', 'application/json;charset=utf-7'],
    ['Content-Encoding', 'compress'],
  ])('with %s: %s is refused', async (name, value) => {
    problemOf(await raw('{"externalId":"a"}', { [name]: value }), 415, 'UNSUPPORTED_MEDIA_TYPE');
  });

  it('of 1 MB is read, of one byte more refused', async () => {
    expect(refusedFields(await raw(sized(MB)))).toEqual(['x']);
    const { detail } = problemOf(await raw(sized(MB + 1)), 413, 'PAYLOAD_TOO_LARGE');
    expect(detail).toContain('1,048,576 bytes');
  });

  it('of NDJSON over 1 MB is refused too', async () => {
    const line = `${JSON.stringify({ externalId: 'a', type: 'player.kill', data: { name: 'x'.repeat(1000) } })}\n`;
    const body = line.repeat(Math.ceil((MB + 1) / line.length));
    problemOf(await raw(body, { 'Content-Type': 'application/x-ndjson' }, '/events/batch'), 413, 'PAYLOAD_TOO_LARGE');
  });

  it('that is zipped is read, and measured as what it becomes', async () => {
    const gzip = { 'Content-Encoding': 'gzip' };
    await raw(gzipSync('{"externalId":"zipped"}'), gzip).expect(201);
    const bomb = gzipSync(`{"externalId":"${'a'.repeat(20 * MB)}"}`);
    expect(bomb.length).toBeLessThan(MB / 10);
    problemOf(await raw(bomb, gzip), 413, 'PAYLOAD_TOO_LARGE');
  });

  it.each([
    ['gzip', Buffer.from('not zipped')],
    ['gzip', gzipSync('{"externalId":"cut off"}').subarray(0, 20)],
    ['deflate', Buffer.from('not zipped')],
    ['br', Buffer.from('not zipped')],
  ])('said to be %s that cannot be decompressed is refused in words of ours', async (encoding, bytes) => {
    const { detail } = problemOf(await raw(bytes, { 'Content-Encoding': encoding }), 400, 'BAD_REQUEST');
    expect(detail).toMatch(/^The body cannot be decompressed: /);
    const lines = { 'Content-Encoding': encoding, 'Content-Type': 'application/x-ndjson' };
    expect(problemOf(await raw(bytes, lines, '/events/batch'), 400, 'BAD_REQUEST').detail).toBe(detail);
  });

  it.each([
    ['a NUL', '{"externalId":"a\\u0000b"}', 'externalId'],
    ['a NUL deep inside', '{"externalId":"a","preferences":{"b":[{"c":"\\u0000"}]}}', 'preferences.b.0.c'],
    ['a NUL in a name', '{"externalId":"a","preferences":{"b\\u0000":1}}', 'preferences'],
    ['half a pair', '{"externalId":"\\ud83d"}', 'externalId'],
    ['half a pair deep inside', '{"externalId":"a","preferences":{"b":["x\\udc00y"]}}', 'preferences.b.0'],
  ])('with %s is refused, and told where', async (_what, body, path) => {
    expect(refusedFields(await raw(body))).toEqual([path]);
  });

  it('with escapes that are whole is kept as it is', async () => {
    const body = '{"externalId":"\\ud83d\\ude00 \\\\u0000","preferences":{"a":"\\u00e9"}}';
    const made = await raw(body).expect(201);
    expect(made.body).toMatchObject({ externalId: '😀 \\u0000', preferences: { a: 'é' } });
  });

  it('nested ten thousand levels deep is refused without harm', async () => {
    const deep = `{"externalId":"deep","preferences":${'{"a":'.repeat(10_000)}1${'}'.repeat(10_000)}}`;
    expect(refusedFields(await raw(deep))).toEqual(['preferences']);
    const escaped = deep.replace('deep', 'd\\u0065ep');
    expect(refusedFields(await raw(escaped))).toHaveLength(1);
    await app.http.get('/health/live').expect(200);
  });
});

describe('a URL', () => {
  it.each(['/players/%00', '/players?externalId=a%00', '/%00'])('with a NUL (%s) is refused', async (path) => {
    const { status, text } = await sendRaw(app.url, path, { 'x-api-key': game.apiKey });
    expect([status, (JSON.parse(text) as { code: string }).code]).toEqual([400, 'BAD_REQUEST']);
  });

  it.each(['/players/%', '/players/%E0%A4%A', '/games/%zz/keys'])(
    'that cannot be decoded (%s) is refused',
    async (path) => {
      const { status, text } = await sendRaw(app.url, path, { 'x-api-key': game.apiKey });
      expect([status, (JSON.parse(text) as { code: string }).code]).toEqual([400, 'BAD_REQUEST']);
    },
  );

  it.each(['/', '/nowhere', '/v2/players', '/v1/nowhere', '/players/x/y/z', '/docs-json'])(
    'that leads nowhere (%s) is a problem like any other',
    async (path) => {
      problemOf(await own().get(path), 404, 'NOT_FOUND');
    },
  );

  it('may have parameters that its route does not know: they change nothing', async () => {
    for (const path of ['/players?zork=1', `/games/${game.id}?zork=1`, `/games/${game.id}/templates?fields=zork`]) {
      expect((await own().get(path).expect(200)).body).toEqual((await own().get(path.split('?')[0]!)).body);
    }
  });

  it('of a route with another method leads nowhere', async () => {
    problemOf(await own().put('/players').send({}), 404, 'NOT_FOUND');
    problemOf(await own().delete('/players'), 404, 'NOT_FOUND');
  });

  it('under /v1 is the same as at the root', async () => {
    const { body: made } = await own().post('/v1/players').send({ externalId: 'versioned' }).expect(201);
    const [root, versioned] = [await own().get(`/players/${made.id}`), await own().get(`/v1/players/${made.id}`)];
    expect(versioned.headers.etag).toBe(root.headers.etag);
    expect({ ...versioned.body, mood: 0 }).toEqual({ ...root.body, mood: 0 });
    await app.http.get('/v1/health/live').expect(200);
    await app.http.get('/v1/health/ready').expect(200);
    await app.as().get('/v1/metrics').expect(200);
    await raw(
      '{"externalId":"x","type":"player.kill"}\n',
      { 'Content-Type': 'application/x-ndjson' },
      '/v1/events/batch',
    ).expect(200);
  });
});

describe('a request id', () => {
  it('that is sane is kept', async () => {
    const { headers } = await own().get('/players').set('X-Request-Id', 'match:42_a.b-c').expect(200);
    expect(headers['x-request-id']).toBe('match:42_a.b-c');
  });

  it.each(['', 'a b', 'x'.repeat(129), '<script>', 'a,b'])('that is %j is replaced by one of ours', async (id) => {
    const { headers } = await own().get('/players').set('X-Request-Id', id).expect(200);
    expect(headers['x-request-id']).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f-]{21}$/);
  });

  it('is in a refusal, whoever refuses', async () => {
    const id = 'refused-1';
    const refusals = [
      await own().get('/nowhere').set('X-Request-Id', id),
      await raw('{', { 'X-Request-Id': id }),
      await raw('x', { 'Content-Type': 'text/plain', 'X-Request-Id': id }),
      await own().get('/players?limit=0').set('X-Request-Id', id),
      await app.http.get('/players').set('X-Request-Id', id),
    ];
    expect(refusals.map(({ status, body }) => [status, body.instance as string])).toEqual(
      [404, 400, 415, 400, 401].map((status) => [status, id]),
    );
  });

  it('is another one for each request', async () => {
    const ids = await Promise.all(
      Array.from({ length: 20 }, async () => String((await app.http.get('/health/live')).headers['x-request-id'])),
    );
    expect(new Set(ids).size).toBe(20);
  });
});

describe('HEAD', () => {
  it('answers like GET, without the body', async () => {
    const path = `/players/${player.id}?fields=id`;
    const [got, head] = [await own().get(path).expect(200), await own().head(path).expect(200)];
    expect(head.text).toBeFalsy();
    for (const name of ['content-type', 'etag', 'cache-control']) expect(head.headers[name]).toBe(got.headers[name]);
    const refused = await sendRaw(app.url, '/nowhere', { 'x-api-key': game.apiKey }, 'HEAD');
    expect([refused.status, refused.bytes]).toEqual([404, 0]);
  });
});

describe('an answer', () => {
  it('tells nothing of what serves it', async () => {
    const { headers } = await own().get('/players').expect(200);
    expect(headers['x-powered-by']).toBeUndefined();
    expect(headers['x-content-type-options']).toBe('nosniff');
  });

  it('is open to the pages of the origins it is told, and to no others', async () => {
    const open = await startApp({ env: { CORS_ORIGINS: 'https://a.example, https://b.example' } });
    try {
      const from = async (origin: string) =>
        (await open.http.get('/health/live').set('Origin', origin)).headers['access-control-allow-origin'];
      expect(await from('https://b.example')).toBe('https://b.example');
      expect(await from('https://evil.example')).toBeUndefined();
      const preflight = await open.http
        .options('/players')
        .set({ Origin: 'https://a.example', 'Access-Control-Request-Method': 'POST' });
      expect(preflight.status).toBe(204);
    } finally {
      await open.close();
    }
    const closed = await app.http.get('/health/live').set('Origin', 'https://a.example');
    expect(closed.headers['access-control-allow-origin']).toBeUndefined();
  });

  it('never shows what the database said', async () => {
    const broken = await startApp();
    const database = new Client({ connectionString: broken.databaseUrl });
    await database.connect();
    try {
      const made = await broken.createGame();
      await database.query('ALTER TABLE players RENAME TO players_gone; ALTER TABLE games RENAME TO games_gone');
      const answers = [
        await broken.as(made.apiKey).get('/players'),
        await broken.as(made.apiKey).post('/players').send({ externalId: 'x' }),
        await broken.as().get('/games'),
        await broken.as().post('/games').send({ name: 'x' }),
      ];
      for (const answer of answers) {
        problemOf(answer, 500, 'INTERNAL_ERROR');
        expect(answer.text).not.toMatch(/relation|gone|SELECT|INSERT|prisma|\bat \/|node_modules|127\.0\.0\.1/i);
      }
    } finally {
      await database.end();
      await broken.close();
    }
  });
});
