import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { HttpAdapter } from '../../src/http/http-adapter.js';
import { startApp, type TestApp } from '../support/app.js';

interface Schema {
  $ref?: string;
  [key: string]: unknown;
}
interface Body {
  description?: string;
  headers?: Record<string, object>;
  content?: Record<string, { schema?: Schema }>;
}
interface Operation {
  operationId: string;
  summary?: string;
  tags?: string[];
  parameters?: { name: string; in: string; required: boolean; schema?: Schema }[];
  requestBody?: Body;
  responses: Record<string, Body>;
  security?: Record<string, string[]>[];
}
interface Document {
  openapi: string;
  info: { title: string; version: string };
  paths: Record<string, Record<string, Operation>>;
  components: {
    schemas: Record<string, Schema>;
    headers: Record<string, object>;
    securitySchemes: Record<string, { type: string }>;
  };
  security: Record<string, string[]>[];
}

let app: TestApp;
let document: Document;

beforeAll(async () => {
  app = await startApp();
  const { body } = await app.http.get('/openapi.json').expect(200);
  document = body as Document;
});

afterAll(() => app?.close());

function operations(): { route: string; path: string; operation: Operation }[] {
  return Object.entries(document.paths).flatMap(([path, item]) =>
    Object.entries(item).map(([method, operation]) => ({ route: `${method} ${path}`, path, operation })),
  );
}

/** Every object in the document, with the path that leads to it. */
function* objects(value: unknown, at = '#'): Generator<[string, Record<string, unknown>]> {
  if (typeof value !== 'object' || value === null) return;
  yield [at, value as Record<string, unknown>];
  for (const [key, child] of Object.entries(value)) yield* objects(child, `${at}/${key}`);
}

/** The routes that the HTTP server really has, as the document spells them. */
function servedRoutes(): string[] {
  const { controllerRoutes } = app.nest.getHttpAdapter() as unknown as HttpAdapter;
  return controllerRoutes.map((name) => {
    const [method = '', path = ''] = name.split(' ');
    return `${method.toLowerCase()} ${path.replaceAll(/:(\w+)/g, '{$1}')}`;
  });
}

/** Those headers of an answer that the document has to tell of. */
function sent({ headers }: { headers: object }): string[] {
  return Object.keys(headers).filter((name) => /^(etag|ratelimit)/.test(name));
}

describe('the OpenAPI document', () => {
  it('is of version 3.1, open to all, at both roots alike', async () => {
    expect(document.openapi).toBe('3.1.0');
    expect(document.info).toMatchObject({ title: 'AGL', version: '1' });
    const { body } = await app.http.get('/v1/openapi.json').expect(200);
    expect(body).toEqual(document);
    await app.http.post('/openapi.json').expect(404);
  });

  it('names every route that is served, and no other', () => {
    const served = servedRoutes();
    const atRoot = served.filter((route) => !route.includes(' /v1/'));
    expect(atRoot.length).toBeGreaterThan(40);
    expect(served.filter((route) => route.includes(' /v1/')).toSorted()).toEqual(
      atRoot.map((route) => route.replace(' /', ' /v1/')).toSorted(),
    );
    expect(
      operations()
        .map(({ route }) => route)
        .toSorted(),
    ).toEqual(atRoot.toSorted());
  });

  it('has no reference that leads nowhere', () => {
    const references = [...objects(document)].flatMap(([at, { $ref }]) =>
      typeof $ref === 'string' ? [[at, $ref]] : [],
    );
    expect(references.length).toBeGreaterThan(50);
    const broken = references.filter(
      ([, reference]) =>
        !/^#\/components\/(schemas|headers)\/[\w-]+$/.test(reference ?? '') ||
        { ...document.components.schemas, ...document.components.headers }[reference?.split('/').at(-1) ?? ''] ===
          undefined,
    );
    expect(broken).toEqual([]);
  });

  it('has no definition that is kept in the wrong place', () => {
    const misplaced = [...objects(document)].filter(([, value]) => '$defs' in value || '$schema' in value);
    expect(misplaced.map(([at]) => at)).toEqual([]);
    for (const [name, schema] of Object.entries(document.components.schemas)) {
      expect([name, Object.keys(schema)]).not.toEqual([name, ['$ref']]);
    }
  });

  it('gives each operation an id of its own that a client generator can use', () => {
    const ids = operations().map(({ operation }) => operation.operationId);
    expect(new Set(ids).size).toBe(ids.length);
    expect(ids.filter((id) => !/^[A-Z]\w+_[a-z]\w*$/.test(id))).toEqual([]);
  });

  it('declares each parameter of each path', () => {
    for (const { route, path, operation } of operations()) {
      const wanted = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name);
      const declared = (operation.parameters ?? []).filter((parameter) => parameter.in === 'path');
      expect([route, declared.map(({ name }) => name)]).toEqual([route, wanted]);
      for (const { required, schema } of declared)
        expect([route, required, schema]).toEqual([route, true, expect.anything()]);
    }
  });

  it('describes each operation, its body and each of its answers', () => {
    for (const { route, operation } of operations()) {
      expect([route, operation.summary]).toEqual([route, expect.stringMatching(/\w/)]);
      expect([route, operation.tags]).toEqual([route, [expect.stringMatching(/\w/)]]);
      const hasBody = operation.requestBody !== undefined;
      expect([route, hasBody && /^(get|delete)/.test(route)]).toEqual([route, false]);
      for (const { content } of [operation.requestBody ?? {}, ...Object.values(operation.responses)]) {
        for (const [type, { schema }] of Object.entries(content ?? {})) {
          expect([route, type, Object.keys(schema ?? {}).length]).not.toEqual([route, type, 0]);
        }
      }
    }
  });

  it('says of each route how it refuses', () => {
    const problem = { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } };
    for (const { route, operation } of operations()) {
      const statuses = Object.keys(operation.responses);
      expect([route, statuses.some((status) => status.startsWith('2'))]).toEqual([route, true]);
      const refusals = Object.entries(operation.responses).filter(([status]) => status >= '400');
      if (!route.includes('/health/')) {
        expect([route, statuses]).toEqual([route, expect.arrayContaining(['401', '500', '503'])]);
        for (const [status, { content }] of refusals)
          expect([route, status, content]).toEqual([route, status, problem]);
      }
      if ((operation.parameters ?? []).length > 0)
        expect([route, statuses]).toEqual([route, expect.arrayContaining(['400'])]);
      if (route.includes('{')) expect([route, statuses]).toEqual([route, expect.arrayContaining(['404'])]);
      if (operation.requestBody) {
        expect([route, statuses]).toEqual([route, expect.arrayContaining(['400', '413', '415'])]);
      }
    }
    expect(document.components.schemas['Problem']).toMatchObject({
      type: 'object',
      required: ['type', 'title', 'status', 'detail', 'instance', 'code'],
    });
  });

  it('tells of the headers that answers have, and of 304', async () => {
    const path = '/players';
    const { responses } = document.paths[path]!['get']!;
    const told = (status: number) => Object.keys(responses[status]?.headers ?? {}).map((name) => name.toLowerCase());
    const first = await app.http.get(path).set('X-API-Key', app.adminKey).expect(200);
    const again = { 'X-API-Key': app.adminKey, 'If-None-Match': String(first.headers['etag']) };
    const second = await app.http.get(path).set(again).expect(304);
    expect(sent(first).toSorted()).toEqual(told(200).toSorted());
    expect(sent(second).toSorted()).toEqual(told(304).toSorted());
    for (const { route, operation } of operations()) {
      const { '429': limited, '304': unchanged, '200': found } = operation.responses;
      if (limited)
        expect([route, limited.headers]).toEqual([
          route,
          expect.objectContaining({ 'Retry-After': expect.anything() }),
        ]);
      expect([route, unchanged !== undefined]).toEqual([route, found?.headers?.['ETag'] !== undefined]);
    }
  });

  it('wants a key everywhere but where none is wanted', () => {
    expect(document.security).toEqual([{ apiKey: [] }, { bearer: [] }]);
    expect(Object.keys(document.components.securitySchemes).toSorted()).toEqual(['apiKey', 'bearer']);
    const open = operations().filter(({ operation }) => operation.security?.length === 0);
    expect(open.map(({ route }) => route).toSorted()).toEqual(['get /health/live', 'get /health/ready']);
  });

  it('shows bodies that are taken as they stand, for those who try them on the page', async () => {
    const { body: game } = await app.http.post('/games').set('X-API-Key', app.adminKey).send({ name: 'a game' });
    const key = (game as { apiKey: string }).apiKey;
    const player = await app.http.post('/players').set('X-API-Key', key).send({ externalId: 'lin' });
    const { id } = player.body as { id: string };
    const shown = operations().flatMap(({ path, operation }) => {
      const example = operation.requestBody?.content?.['application/json']?.schema?.example;
      return example === undefined ? [] : [{ path, example: example as object }];
    });
    expect(shown.length).toBeGreaterThanOrEqual(7);
    for (const { path, example } of shown) {
      const answer = await app.http
        .post(path.replace('{playerId}', id))
        .set('X-API-Key', path === '/games' ? app.adminKey : key)
        .send(example);
      expect({ path, ok: answer.ok, body: answer.body as object }).toMatchObject({ path, ok: true });
    }
  });

  it('says that a line comes as JSON or as events', () => {
    const { content = {} } = document.paths['/dialogue/generate']!['post']!.responses['200']!;
    expect(Object.keys(content).toSorted()).toEqual(['application/json', 'text/event-stream']);
  });

  it('is the one in openapi.json; `npm run openapi` writes it', async () => {
    const written = await readFile(new URL('../../openapi.json', import.meta.url), 'utf8');
    expect(JSON.parse(written)).toEqual(document);
  });
});

describe('/docs', () => {
  it.each(['/docs', '/v1/docs'])('%s is a page for all, whose parts are there', async (path) => {
    const page = await app.http.get(path).expect(200);
    expect(page.headers['content-type']).toMatch(/^text\/html/);
    expect(page.text).toContain('<title>AGL API</title>');
    expect(page.headers['content-security-policy']).toContain("default-src 'self'");
    const parts = [...page.text.matchAll(/(?:src|href)="([^"]+\.(?:js|css))"/g)].map(([, part]) => part ?? '');
    expect(parts.length).toBeGreaterThan(2);
    for (const part of parts) await app.http.get(new URL(part, `${app.url}${path}`).pathname).expect(200);
  });
});
