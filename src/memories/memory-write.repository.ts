import { Inject, Injectable } from '@nestjs/common';
import { CONFIG, embeddingProviderOf, type Config } from '../config/env.js';
import type { TransactionScope } from '../prisma/transaction.js';
import { MAX_STRENGTH } from './duplicate.rules.js';
import type { FoldedMemory } from './fold.rules.js';
import { memoryColumns, standing } from './memory-row.tables.js';
import type { Memory } from './memory.schemas.js';
import { outboxMode, type OutboxMode } from './outbox-mode.rules.js';
import { outboxOfChanged, outboxOfTold } from './outbox.sql.js';
import { retoldContext, retoldMark } from './retold.sql.js';
import { encodeVector } from './vector.rules.js';

/** A memory as it is after it was written. */
export interface StoredMemory {
  readonly memory: Memory;
  readonly created: boolean;
}

type InsertedRow = Memory & { created: boolean; contentHash: string };

/** A memory told again lives as long as the longer of the two; one without an end has none. */
export const longerLife = (a: string, b: string) =>
  `CASE WHEN ${a} IS NULL OR ${b} IS NULL THEN NULL ELSE greatest(${a}, ${b}) END`;

/**
 * Writes memories, many in one statement. Every method belongs into a transaction that holds the lock on the player's
 * state row; a player whose row is gone gets nothing written.
 */
@Injectable()
export class MemoryWriteRepository {
  private readonly reinforceSql: string;
  private readonly insertSql: string;

  constructor(@Inject(CONFIG) config: Config) {
    const mode = outboxMode(config, embeddingProviderOf(config));
    this.reinforceSql = reinforceSql(mode);
    this.insertSql = insertSql(mode);
  }

  /** Tells standing memories again; those that are gone meanwhile are not in the answer. */
  async reinforce(tx: TransactionScope, told: readonly FoldedMemory[], at: Date): Promise<Map<string, Memory>> {
    const rows = await tx.query<Memory>('memory_reinforce', this.reinforceSql, [
      JSON.stringify(
        told.map(({ first, places, importance, pinned, expiresAt, lastAt }) => ({
          id: first.standingId,
          player_id: first.playerId,
          event_id: first.eventId,
          last_at: lastAt,
          times: places.length,
          importance,
          pinned,
          expires_at: expiresAt,
        })),
      ),
      at,
    ]);
    return new Map(rows.map((memory) => [memory.id, memory]));
  }

  /**
   * Writes new memories with their vectors. One whose text stands already reinforces that; one whose text stood and has
   * expired begins anew in its place. In the order given; null where the player is gone.
   */
  async insert(tx: TransactionScope, fresh: readonly FoldedMemory[], at: Date): Promise<(StoredMemory | null)[]> {
    const rows = await tx.query<InsertedRow>('memory_insert', this.insertSql, [
      JSON.stringify(fresh.map((folded) => memoryInput(folded, at))),
      at,
    ]);
    const byText = new Map(rows.map((row) => [textKey(row.playerId, row.type, row.contentHash), row]));
    return fresh.map(({ first }) => {
      const row = byText.get(textKey(first.playerId, first.type, first.contentHash));
      if (!row) return null;
      const { created, contentHash: _hash, ...memory } = row;
      return { memory, created };
    });
  }
}

const reinforceSql = (mode: OutboxMode) => `WITH told AS (
  SELECT * FROM jsonb_to_recordset($1::jsonb) AS r (
    id uuid, player_id uuid, event_id uuid, last_at timestamptz, times int, importance float8, pinned boolean, expires_at timestamptz)),
stronger AS (
  UPDATE memories m
     SET strength = least(m.strength + t.times, ${MAX_STRENGTH}), importance = greatest(m.importance, t.importance),
         context = ${retoldContext({ eventId: 't.event_id', times: 't.times', lastAt: 't.last_at' })},
         reflected_at = ${retoldMark('t.event_id')},
         pinned = m.pinned OR t.pinned, expires_at = ${longerLife('m.expires_at', 't.expires_at')}, updated_at = $2
    FROM told t WHERE m.id = t.id AND m.player_id = t.player_id AND ${standing('$2')}
  RETURNING ${memoryColumns()}),
moved AS (
  UPDATE player_states SET memory_version = memory_version + 1
   WHERE player_id IN (SELECT "playerId" FROM stronger))${outboxOfChanged(
     mode,
     'SELECT "gameId" AS game_id, "playerId" AS player_id, id FROM stronger',
   )}
SELECT * FROM stronger`;

/** Columns that come from what is written; an expired memory takes them all over. */
const TOLD = 'game_id type content content_hash emotion source terms game_time event_id source_ids created_at'.split(
  ' ',
);

/** What a new row would have told; several of a list are told in it already (see {@link memoryInput}). */
const RETOLD_EXCLUDED = {
  eventId: 'excluded.event_id',
  times: `coalesce((excluded.context->>'times')::int, 1)`,
  lastAt: `coalesce((excluded.context->>'lastAt')::timestamptz, excluded.created_at)`,
};

/** The columns of {@link memoryInput} as PostgreSQL reads them from JSON. */
export const MEMORY_INPUT = `id uuid, player_id uuid, game_id uuid, type text, content text, content_hash text,
    emotion text, importance float8, context jsonb, source text, pinned boolean, strength float8, terms text[],
    game_time float8, event_id uuid, source_ids uuid[], created_at timestamptz, expires_at timestamptz, model text,
    vector text`;

/**
 * SQL: the parts `written` and `vectors` of a statement that writes the memories of `input`, a query of the columns of
 * {@link MEMORY_INPUT} that leaves out players who are gone. `written` has what stands then, and whether it is new.
 * And the part `outbox`, where there is somebody to follow.
 *
 * @param at the parameter with the time of writing
 */
export function memoryInsertion(input: string, at: string, mode: OutboxMode): string {
  const told = `written w JOIN ${input} i
      ON i.player_id = w.player_id AND i.type = w.type AND i.content_hash = w.content_hash`;
  const vectorless = `SELECT w.game_id, w.player_id, w.id FROM ${told} WHERE i.vector IS NULL
    AND NOT EXISTS (SELECT 1 FROM memory_vectors v WHERE v.memory_id = w.id AND v.model = i.model)`;
  return `written AS (
  INSERT INTO memories AS m (id, player_id, updated_at, importance, pinned, strength, expires_at, context, ${TOLD.join(', ')})
  SELECT i.id, i.player_id, ${at}, i.importance, i.pinned, i.strength, i.expires_at, i.context, ${TOLD.map((name) => `i.${name}`).join(', ')}
    FROM ${input} i
  ON CONFLICT (player_id, type, content_hash) DO UPDATE SET
    ${TOLD.map((name) => `${name} = CASE WHEN m.expires_at <= ${at} THEN excluded.${name} ELSE m.${name} END`).join(',\n    ')},
    context = CASE WHEN m.expires_at <= ${at} THEN excluded.context ELSE ${retoldContext(RETOLD_EXCLUDED)} END,
    reflected_at = CASE WHEN m.expires_at > ${at} OR m.expires_at IS NULL THEN ${retoldMark('excluded.event_id')} END,
    strength = CASE WHEN m.expires_at <= ${at} THEN excluded.strength
                    ELSE least(m.strength + excluded.strength + 1, ${MAX_STRENGTH}) END,
    importance = CASE WHEN m.expires_at <= ${at} THEN excluded.importance
                      ELSE greatest(m.importance, excluded.importance) END,
    pinned = excluded.pinned OR (m.pinned AND (m.expires_at IS NULL OR m.expires_at > ${at})),
    expires_at = ${longerLife('m.expires_at', 'excluded.expires_at')},
    last_recalled_at = CASE WHEN m.expires_at <= ${at} THEN NULL ELSE m.last_recalled_at END,
    updated_at = ${at}
  RETURNING m.*, m.xmax = 0 AS inserted),
vectors AS (
  INSERT INTO memory_vectors (memory_id, player_id, game_id, model, vector)
  SELECT w.id, w.player_id, w.game_id, i.model, decode(i.vector, 'base64') FROM ${told}
   WHERE i.vector IS NOT NULL
  ON CONFLICT (memory_id) DO UPDATE SET model = excluded.model, vector = excluded.vector
   WHERE memory_vectors.model <> excluded.model)${outboxOfTold(
     mode,
     'SELECT game_id, player_id, id FROM written',
     vectorless,
   )}`;
}

const insertSql = (
  mode: OutboxMode,
) => `WITH told AS (SELECT * FROM jsonb_to_recordset($1::jsonb) AS r (${MEMORY_INPUT})),
input AS (SELECT i.* FROM told i JOIN player_states s ON s.player_id = i.player_id),
expired AS (
  SELECT m.id FROM told i
    JOIN memories m ON m.player_id = i.player_id AND m.type = i.type AND m.content_hash = i.content_hash
   WHERE m.expires_at <= $2),
${memoryInsertion('input', '$2', mode)},
moved AS (
  UPDATE player_states s SET total_memories = s.total_memories + w.inserted, memory_version = s.memory_version + 1
    FROM (SELECT player_id, count(*) FILTER (WHERE inserted)::int AS inserted FROM written GROUP BY player_id) w
   WHERE s.player_id = w.player_id)
SELECT ${memoryColumns()}, m.content_hash AS "contentHash",
       (m.inserted OR m.id IN (SELECT id FROM expired)) AS created
  FROM written m`;

/** What a memory is written from, as JSON. */
export function memoryInput(folded: FoldedMemory, at: Date): object {
  const { first, places, importance, pinned, expiresAt } = folded;
  const isRetold = first.eventId !== null && places.length > 1;
  return {
    id: first.id,
    player_id: first.playerId,
    game_id: first.gameId,
    type: first.type,
    content: first.content,
    content_hash: first.contentHash,
    emotion: first.emotion,
    importance,
    context: isRetold ? { ...first.context, times: places.length, lastAt: folded.lastAt } : first.context,
    source: first.source,
    pinned,
    strength: Math.min(places.length - 1, MAX_STRENGTH),
    terms: first.terms,
    game_time: first.gameTime,
    event_id: first.eventId,
    source_ids: first.sourceIds,
    // A game's clock may run ahead of ours.
    created_at: first.createdAt === null || first.createdAt > at ? at : first.createdAt,
    expires_at: expiresAt,
    model: first.model,
    vector: first.vector && encodeVector(first.vector).toString('base64'),
  };
}

function textKey(playerId: string, type: string, hash: string): string {
  return `${playerId} ${type} ${hash}`;
}
