import { VECTOR_STORE } from '../../dist/memories/vector-store.port.js';
import { openApp } from './parts/app-context.mjs';
import { exactNearest, recallOf } from './parts/exact-nearest.mjs';
import { seedRememberingPlayer } from './parts/remembering-player.mjs';
import { ENDINGS, MIDDLES, OPENINGS } from '../world-pieces.mjs';

const MEMORIES = 10_000;
const WANTED = 10;
const QUESTIONS = 60;

/** @type {import('../main.mjs').Scenario} */
export const scenario = {
  id: 'P14',
  title: 'memory search among 10,000 memories of one player',
  needs: { world: true, redis: false },
  async run(context) {
    const databaseUrl = await context.scratchDatabase();
    const player = await seedRememberingPlayer(databaseUrl, MEMORIES);
    const recall = await measureRecall(databaseUrl, player);
    const server = await context.startApp({ databaseUrl });
    const request = (/** @type {string} */ query) => ({
      method: 'POST',
      path: `/players/${player.playerId}/memories/search`,
      headers: { 'X-API-Key': player.apiKey, 'Content-Type': 'application/json' },
      body: JSON.stringify({ query, limit: WANTED }),
    });
    const requests = questions().map(request);
    const firstMs = await timeFirst(server.url, requests[0]);
    const [alone] = await context.interleave([{ label: 'one at a time', server, requests, connections: 1 }], {
      seconds: 2,
    });
    const [together] = await context.interleave([{ label: 'four at a time', server, requests, connections: 4 }], {
      seconds: 1,
      rounds: 3,
    });
    return {
      checks: [
        { name: `recall@${WANTED} against exact`, value: recall, goal: { op: '>=', value: 1 }, unit: '' },
        { name: 'search, p95', value: alone.p95Ms, goal: { op: '<=', value: 25 }, unit: 'ms' },
        {
          name: 'four at a time, p95',
          value: together.p95Ms,
          goal: { op: '<=', value: 100 },
          unit: 'ms',
          reference: true,
        },
        {
          name: 'first search, which reads the vectors',
          value: firstMs,
          goal: { op: '<=', value: 1000 },
          unit: 'ms',
          reference: true,
        },
      ],
      notes: [
        `${QUESTIONS} questions in turn; keywords, vectors and what lies around in time, all of it, over HTTP.`,
        'Exact: the cosines of all vectors in double precision, written anew for the bench.',
      ],
      series: [alone, together],
    };
  },
};

/** The share of the exactly nearest that the store of the application answers too. */
async function measureRecall(
  /** @type {string} */ databaseUrl,
  /** @type {Awaited<ReturnType<typeof seedRememberingPlayer>>} */ { playerId, embedder, memories },
) {
  const app = await openApp(databaseUrl);
  try {
    const store = app.get(VECTOR_STORE, { strict: false });
    const vectors = await embedder.embed(questions());
    let sum = 0;
    for (const vector of vectors) {
      const query = { playerId, version: MEMORIES, model: embedder.model, vector, limit: WANTED };
      const found = await store.nearest(query);
      sum += recallOf(
        found.map((/** @type {{ id: string }} */ { id }) => id),
        exactNearest(memories, vector),
        WANTED,
      );
    }
    return sum / vectors.length;
  } finally {
    await app.close();
  }
}

async function timeFirst(
  /** @type {string} */ url,
  /** @type {{ method: string, path: string, headers: Record<string, string>, body: string }} */ { path, ...init },
) {
  const startedAt = performance.now();
  const response = await fetch(url + path, init);
  const body = await response.json();
  if (response.status !== 200 || body.items.length !== WANTED) {
    throw new Error(`the search answered ${response.status}: ${JSON.stringify(body).slice(0, 300)}`);
  }
  return performance.now() - startedAt;
}

/** What players ask: a piece of a memory, two pieces of different ones, and things that were never there. */
function questions() {
  return Array.from({ length: QUESTIONS }, (_, n) => {
    const middle = MIDDLES[(n * 11) % MIDDLES.length];
    if (n % 3 === 0) return `${OPENINGS[(n * 7) % OPENINGS.length][2]} ${middle}`;
    if (n % 3 === 1) return `what happened ${middle}`;
    return `do you remember, somebody ${ENDINGS[(n * 13) % ENDINGS.length]}`;
  });
}
