import { randomUUID } from 'node:crypto';
import { Client } from 'pg';
import { startApp, FixedClock, type TestApp } from '../support/app.js';
import { withCleanUp } from '../support/clean-up.js';

export const ZERO_ID = '00000000-0000-0000-0000-000000000000';
export const DAY_MS = 86_400_000;
export const HOUR_MS = 3_600_000;

/** An application whose clock stands, with a connection of its own to the database. */
export interface AnalyticsWorld {
  readonly app: TestApp;
  readonly clock: FixedClock;
  readonly db: Client;
  close(): Promise<void>;
}

export function startWorld(now: string, env: Record<string, string> = {}): Promise<AnalyticsWorld> {
  const clock = new FixedClock(new Date(now));
  return withCleanUp(async (cleanUp) => {
    const app = cleanUp.after(await startApp({ clock, env }), (made) => made.close());
    const connection = { connectionString: app.databaseUrl, options: '-c timezone=UTC' };
    const db = cleanUp.after(new Client(connection), (made) => made.end());
    await db.connect();
    return { app, clock, db, close: () => cleanUp.run() };
  });
}

/**
 * Puts events over one day, round robin over the games, and with each an emotion and a dialogue metric, with every
 * third a memory metric; and some metrics that concern no game.
 */
export async function fillDay(db: Client, games: readonly string[], day: string, events: number): Promise<void> {
  const step = DAY_MS / events;
  await db.query(
    `INSERT INTO game_events (id, game_id, player_id, event_id, type, emotion, reaction, occurred_at, created_at)
     SELECT gen_random_uuid(), g.id, md5(g.id::text || (i * 31 % 97))::uuid, $2::text || '-' || i, 'player.victory',
            (ARRAY['happy', 'sad', 'proud', 'angry', 'neutral', NULL])[1 + i % 6], '{}', at, at
       FROM generate_series(0, $3::int - 1) i
       CROSS JOIN LATERAL (SELECT ($1::uuid[])[1 + i % cardinality($1::uuid[])] AS id) g
       CROSS JOIN LATERAL (SELECT $2::timestamptz + i * $4::float8 * interval '1 millisecond' AS at) t`,
    [games, day, events, step],
  );
  await db.query(
    `INSERT INTO service_metrics (id, game_id, service, method, latency_ms, cost_usd, error, created_at)
     SELECT gen_random_uuid(), g.id, s.service,
            CASE s.service WHEN 'emotion' THEN (ARRAY['rule', 'rule', 'ml', 'cached'])[1 + i % 4]
                           WHEN 'dialogue' THEN (ARRAY['template', 'llm', 'cached'])[1 + i % 3]
                           ELSE (ARRAY['create', 'reinforce', 'search', 'context'])[1 + i / 3 % 4] END,
            (i * 7919 % 1009) / 7.0, CASE WHEN i % 4 = 2 THEN 0.0000123457 * (i % 13) ELSE 0 END,
            CASE WHEN i % 89 = 0 THEN 'TIMEOUT' END, $2::timestamptz + i * $4::float8 * interval '1 millisecond'
       FROM generate_series(0, $3::int - 1) i
       CROSS JOIN LATERAL (SELECT ($1::uuid[])[1 + i % cardinality($1::uuid[])] AS id) g
       CROSS JOIN (VALUES ('emotion'), ('dialogue'), ('memory')) s (service)
      WHERE s.service <> 'memory' OR i % 3 = 0`,
    [[...games, ZERO_ID], day, events, step],
  );
}

/** One event, as a late one is written: with the mark on its hour when `late`. */
export async function addEvent(
  db: Client,
  gameId: string,
  occurredAt: string,
  { player = randomUUID(), late = false, emotion = 'excited' } = {},
): Promise<void> {
  await db.query(
    `INSERT INTO game_events (id, game_id, player_id, event_id, type, emotion, reaction, occurred_at)
     VALUES (gen_random_uuid(), $1, $2, gen_random_uuid(), 'player.victory', $4, '{}', $3)`,
    [gameId, player, occurredAt, emotion],
  );
  if (!late) return;
  await db.query(
    `INSERT INTO aggregation_dirty_hours (game_id, hour) VALUES ($1, date_trunc('hour', $2::timestamptz))`,
    [gameId, occurredAt],
  );
}

/** Every value of a range, counted one by one; `gameId` null means everything there is. */
export async function countByHand(db: Client, gameId: string | null, from: string, to: string) {
  const events = 'FROM game_events WHERE ($1::uuid IS NULL OR game_id = $1) AND occurred_at >= $2 AND occurred_at < $3';
  const metrics =
    'FROM service_metrics WHERE ($1::uuid IS NULL OR game_id = $1) AND created_at >= $2 AND created_at < $3';
  const one = async (sql: string): Promise<number> => {
    const { rows } = await db.query<{ value: string | null }>(`SELECT (${sql})::text AS value`, [gameId, from, to]);
    return Number(rows[0]?.value ?? 0);
  };
  const latencies = async (service: string): Promise<number[]> => {
    const { rows } = await db.query<{ latency: number }>(
      `SELECT latency_ms AS latency ${metrics} AND service = '${service}' ORDER BY latency_ms`,
      [gameId, from, to],
    );
    return rows.map(({ latency }) => latency);
  };
  const count = (condition: string) => one(`SELECT count(*) ${metrics} AND ${condition}`);
  const cost = (condition: string) => one(`SELECT sum(cost_usd) ${metrics} AND ${condition}`);
  const emotions = await db.query<{ emotion: string; n: string }>(
    `SELECT emotion, count(*) AS n ${events} AND emotion IS NOT NULL GROUP BY emotion`,
    [gameId, from, to],
  );
  const [emotion, dialogue, memory] = [
    await latencies('emotion'),
    await latencies('dialogue'),
    await latencies('memory'),
  ];
  return {
    totalEvents: await one(`SELECT count(*) ${events}`),
    uniquePlayers: await one(`SELECT count(DISTINCT player_id) ${events}`),
    emotionRequests: emotion.length,
    emotionRuleCount: await count(`service = 'emotion' AND method = 'rule'`),
    emotionMlCount: await count(`service = 'emotion' AND method = 'ml'`),
    emotionCachedCount: await count(`service = 'emotion' AND method = 'cached'`),
    emotionAvgLatencyMs: mean(emotion),
    emotionP95LatencyMs: p95(emotion),
    emotionCostUsd: await cost(`service = 'emotion'`),
    dialogueRequests: dialogue.length,
    dialogueTemplateCount: await count(`service = 'dialogue' AND method = 'template'`),
    dialogueLlmCount: await count(`service = 'dialogue' AND method = 'llm'`),
    dialogueCachedCount: await count(`service = 'dialogue' AND method = 'cached'`),
    dialogueAvgLatencyMs: mean(dialogue),
    dialogueP95LatencyMs: p95(dialogue),
    dialogueCostUsd: await cost(`service = 'dialogue'`),
    memoriesCreated: await count(`service = 'memory' AND method = 'create' AND error IS NULL`),
    memorySearches: await count(`service = 'memory' AND method = 'search'`),
    memoryAvgLatencyMs: mean(memory),
    memoryCostUsd: await cost(`service = 'memory'`),
    errors: await count('error IS NOT NULL'),
    emotionDistribution: Object.fromEntries(emotions.rows.map(({ emotion, n }) => [emotion, Number(n)])),
    totalCostUsd: await cost('true'),
  };
}

function mean(values: readonly number[]): number {
  return values.length === 0 ? 0 : toMicrosecond(values.reduce((sum, value) => sum + value, 0) / values.length);
}

/** The 95th percentile with linear interpolation between the two nearest of sorted values. */
function p95(sorted: readonly number[]): number {
  if (sorted.length === 0) return 0;
  const at = 0.95 * (sorted.length - 1);
  const low = sorted[Math.floor(at)] ?? 0;
  const high = sorted[Math.ceil(at)] ?? low;
  return toMicrosecond(low + (high - low) * (at - Math.floor(at)));
}

function toMicrosecond(latency: number): number {
  return Math.round(latency * 1000) / 1000;
}
