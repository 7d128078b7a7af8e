import { createServer } from 'node:http';
import { text } from 'node:stream/consumers';

import { Pool } from 'pg';

import { listen } from './listen.mjs';
import { INSERT_EVENT, INSERT_PLAYER, READ_PLAYER } from './statements.mjs';

// Bare node:http and pg: one hand-written prepared statement a request, nothing else. BENCH_GAME is the id of the game
// that rows belong to, BENCH_REACTION the JSON that events are stored with.
const gameId = process.env.BENCH_GAME ?? '';
const reaction = process.env.BENCH_REACTION ?? '{}';
const pool = new Pool({ connectionString: process.env.DATABASE_URL, max: Number(process.env.BENCH_POOL ?? 20) });

const server = createServer((request, response) => {
  serve(request, response).catch((/** @type {Error} */ error) => response.writeHead(500).end(error.message));
});

async function serve(
  /** @type {import('node:http').IncomingMessage} */ request,
  /** @type {import('node:http').ServerResponse} */ response,
) {
  const [status, object] = await answer(request);
  const body = Buffer.from(JSON.stringify(object));
  response.writeHead(status, { 'Content-Type': 'application/json; charset=utf-8', 'Content-Length': body.length });
  response.end(body);
}

/** @returns {Promise<[number, unknown]>} */
async function answer(/** @type {import('node:http').IncomingMessage} */ request) {
  const url = request.url ?? '';
  if (request.method === 'GET') {
    const { name, text, values } = READ_PLAYER;
    const { rows } = await pool.query({ name, text, values: values(url.slice(url.lastIndexOf('/') + 1)) });
    return [200, rows[0]];
  }
  const body = JSON.parse(await text(request));
  const { name, text: sql, values } = url === '/events' ? INSERT_EVENT : INSERT_PLAYER;
  const row = values(gameId, body, reaction);
  await pool.query({ name, text: sql, values: row });
  return [201, { id: row[0] }];
}
await listen(server);
