import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { OutboxWorker } from '../../src/memories/outbox-worker.js';
import { QDRANT_INDEX, type QdrantIndex } from '../../src/memories/qdrant-index.js';
import { RecallRepository } from '../../src/memories/recall.repository.js';
import {
  VECTOR_STORE,
  type VectorMatch,
  type VectorQuery,
  type VectorStore,
} from '../../src/memories/vector-store.port.js';
import { cosine } from '../../src/memories/vector.rules.js';
import { LocalEmbedder } from '../../src/providers/embedding/local-embedder.js';
import { startApp, type TestApp } from '../support/app.js';
import { startFakeQdrant, type FakeQdrant } from '../support/fake-qdrant.js';

/** A real server, where the environment names one; else the suite runs on a fake at the wire. */
const REAL_URL = process.env.QDRANT_URL;
const CONTENTS = [
  'We slew the dragon of the northern keep',
  'The dragon had slept for a hundred years',
  'Bought three healing potions at the market',
  '第一次击败了巨龙',
  '初めてボスを倒した',
];

const embedder = new LocalEmbedder();

const idsOf = (matches: readonly VectorMatch[]) => matches.map(({ id }) => id);

/** What every vector store must hold to, behind a whole application. */
function describeVectorStore(name: string, begin: () => Promise<TestApp>, end: () => Promise<void>): void {
  describe(`${name} keeps the contract of vector stores`, () => {
    let app: TestApp;
    let game: { id: string; apiKey: string };
    let playerId: string;
    let ids: string[];

    beforeAll(async () => {
      app = await begin();
      game = await app.createGame();
      ({ id: playerId } = await app.createPlayer(game));
      const { id: other } = await app.createPlayer(game);
      ids = [];
      for (const [i, content] of CONTENTS.entries()) {
        const body = { type: i % 2 === 0 ? 'combat' : 'quest', content, importance: (i + 1) / 10 };
        const { body: memory } = await as().post(`/players/${playerId}/memories`).send(body).expect(201);
        ids.push(memory.id as string);
        await as().post(`/players/${other}/memories`).send(body).expect(201);
      }
    }, 30_000);

    afterAll(end, 30_000);

    const as = () => app.as(game.apiKey);
    const sync = () => app.nest.get(OutboxWorker).drain();

    async function nearest(text: string, more: Partial<VectorQuery> = {}): Promise<readonly VectorMatch[]> {
      const [vector] = await embedder.embed([text]);
      const state = await app.nest.get(RecallRepository).state(playerId);
      const query = { playerId, version: state!.memoryVersion, model: embedder.model, vector: vector!, limit: 10 };
      return app.nest.get<VectorStore>(VECTOR_STORE).nearest({ ...query, ...more });
    }

    /** What holds from the moment something is written on, and goes on to hold. */
    async function expectContract(): Promise<void> {
      const matches = await nearest('the dragon of the keep');
      expect(new Set(idsOf(matches))).toEqual(new Set(ids));
      expect(matches.slice(0, 2).map(({ id }) => id)).toEqual(ids.slice(0, 2));
      const vectors = await embedder.embed(['the dragon of the keep', ...CONTENTS]);
      for (const { id, score, type } of matches) {
        const place = ids.indexOf(id);
        expect(score).toBeCloseTo(cosine(vectors[0]!, vectors[place + 1]!), 4);
        expect(type).toBe(place % 2 === 0 ? 'combat' : 'quest');
      }
      const scores = matches.map(({ score }) => score);
      expect(scores).toEqual(scores.toSorted((a, b) => b - a));
      expect(idsOf(await nearest('巨龙', { limit: 1 }))).toEqual([ids[3]]);

      const filtered = async (filter: VectorQuery['filter']) =>
        new Set(idsOf(await nearest('dragon', { filter: filter! })));
      expect(await filtered({ types: ['quest'] })).toEqual(new Set([ids[1], ids[3]]));
      expect(await filtered({ types: [] })).toEqual(new Set());
      expect(await filtered({ minImportance: 0.3 })).toEqual(new Set(ids.slice(2)));
      expect(await filtered({ since: new Date(Date.now() - 3_600_000) })).toEqual(new Set(ids));
      expect(await filtered({ until: new Date(Date.now() - 3_600_000) })).toEqual(new Set());
      expect(await filtered({ types: ['combat'], minImportance: 0.4 })).toEqual(new Set([ids[4]]));
      expect(await nearest('dragon', { model: 'another-model' })).toEqual([]);
      expect(await nearest('dragon', { playerId: randomUUID() })).toEqual([]);
    }

    it('finds what was written just now', expectContract);

    it('finds the same once everything has been brought to its place', async () => {
      await sync();
      await expectContract();
    });

    it('follows a change of the text and of the importance at once, and forgets what is removed', async () => {
      const [changed, , removed] = ids as [string, string, string];
      await as().patch(`/memories/${changed}`).send({ content: 'The lighthouse burned', importance: 0.9 }).expect(200);
      expect(idsOf(await nearest('lighthouse', { limit: 1 }))).toEqual([changed]);
      expect(idsOf(await nearest('lighthouse', { filter: { minImportance: 0.8 } }))).toEqual([changed]);
      await as().delete(`/memories/${removed}`).expect(204);
      await sync();
      expect(idsOf(await nearest('lighthouse', { limit: 1 }))).toEqual([changed]);
      expect(idsOf(await nearest('healing potions'))).not.toContain(removed);
    });

    it('has nothing of a player who was erased', async () => {
      await as().delete(`/players/${playerId}`).expect(200);
      await sync();
      const [vector] = await embedder.embed(['dragon']);
      const query = { playerId, version: 0, model: embedder.model, vector: vector!, limit: 10 };
      expect(await app.nest.get<VectorStore>(VECTOR_STORE).nearest(query)).toEqual([]);
    });
  });
}

let exact: TestApp;
describeVectorStore(
  'the exact store',
  async () => (exact = await startApp()),
  async () => exact?.close(),
);

let fake: FakeQdrant | undefined;
let qdrant: TestApp;
describeVectorStore(
  REAL_URL === undefined ? 'the Qdrant store (fake at the wire)' : 'the Qdrant store',
  async () => {
    fake = REAL_URL === undefined ? await startFakeQdrant() : undefined;
    const url = fake?.url ?? REAL_URL ?? '';
    qdrant = await startApp({ env: { QDRANT_URL: url, QDRANT_COLLECTION: `agl_test_${randomUUID()}` } });
    return qdrant;
  },
  async () => {
    await qdrant?.nest.get<QdrantIndex>(QDRANT_INDEX).drop();
    await qdrant?.close();
    await fake?.close();
  },
);
