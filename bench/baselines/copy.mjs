import { v7 as uuidv7 } from 'uuid';

const MAKE_TABLE =
  'CREATE TEMP TABLE IF NOT EXISTS incoming (LIKE game_events INCLUDING DEFAULTS) ON COMMIT DELETE ROWS';
const COLUMNS =
  'id, game_id, player_id, event_id, type, data, context, emotion, intensity, confidence, method, reaction, occurred_at';
const TAKE_OVER = `INSERT INTO game_events (${COLUMNS}, created_at) SELECT ${COLUMNS}, created_at FROM incoming
  ON CONFLICT (game_id, event_id) DO NOTHING`;
const ESCAPES = { '\\': '\\\\', '\t': '\\t', '\n': '\\n', '\r': '\\r' };

/**
 * Writes events as fast as PostgreSQL takes them: COPY into a temporary table, then one INSERT that leaves out those
 * that are known.
 *
 * @param {import('pg').PoolClient} client
 * @param {string} gameId
 * @param {readonly import('./statements.mjs').PostedEvent[]} events
 * @param {string} reaction JSON
 * @param {boolean} [withMetrics] also one metric row an event, as AGL writes it
 */
export async function copyEvents(client, gameId, events, reaction, withMetrics = false) {
  await client.query(MAKE_TABLE);
  await client.query('BEGIN');
  try {
    const now = new Date().toISOString();
    const lines = events.map(({ playerId, eventId, type, data, context, occurredAt }) => {
      const id = uuidv7();
      const documents = [JSON.stringify(data ?? {}), JSON.stringify(context ?? {})];
      const reading = ['happy', '0.7', '0.8', 'rule', reaction];
      const cells = [id, gameId, playerId, eventId ?? id, type, ...documents, ...reading, occurredAt ?? now];
      return `${cells.map(escaped).join('\t')}\n`;
    });
    await copyIn(client, `COPY incoming (${COLUMNS}) FROM STDIN`, Buffer.from(lines.join('')));
    const { rowCount } = await client.query(TAKE_OVER);
    if (withMetrics) await copyMetrics(client, gameId, events, now);
    await client.query('COMMIT');
    return rowCount ?? 0;
  } catch (error) {
    await client.query('ROLLBACK');
    throw error;
  }
}

function copyMetrics(
  /** @type {import('pg').PoolClient} */ client,
  /** @type {string} */ gameId,
  /** @type {readonly import('./statements.mjs').PostedEvent[]} */ events,
  /** @type {string} */ now,
) {
  const lines = events.map(({ playerId }) =>
    [uuidv7(), gameId, playerId, 'emotion', 'rule', '0.1', '0', now].join('\t').concat('\n'),
  );
  const columns = 'id, game_id, player_id, service, method, latency_ms, cost_usd, created_at';
  return copyIn(client, `COPY service_metrics (${columns}) FROM STDIN`, Buffer.from(lines.join('')));
}

function escaped(/** @type {string} */ text) {
  return text.replaceAll(/[\\\t\n\r]/g, (character) => ESCAPES[/** @type {keyof typeof ESCAPES} */ (character)]);
}

/**
 * COPY … FROM STDIN with one buffer, as pg lets a query of one's own speak the protocol.
 *
 * @param {import('pg').PoolClient} client
 * @param {string} text
 * @param {Buffer} data
 */
function copyIn(client, text, data) {
  return new Promise((resolve, reject) => {
    client.query({
      submit(/** @type {any} */ connection) {
        connection.query(text);
      },
      handleCopyInResponse(/** @type {any} */ connection) {
        connection.sendCopyFromChunk(data);
        connection.endCopyFrom();
      },
      handleCommandComplete() {},
      handleError: reject,
      handleReadyForQuery: resolve,
    });
  });
}
