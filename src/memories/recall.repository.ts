import { Injectable } from '@nestjs/common';
import type { StoredMood } from '../players/player.types.js';
import { PrismaService } from '../prisma/prisma.service.js';
import { MAX_STRENGTH } from './duplicate.rules.js';
import type { MemoryFilter } from './memory-filter.types.js';
import { memoryColumns, standing } from './memory-row.tables.js';
import type { Memory } from './memory.schemas.js';
import type { RecallCandidate } from './memory.types.js';
import { NEIGHBOURS_EACH_SIDE, NEIGHBOUR_WINDOW_MS, STRENGTHEN_EVERY_MS } from './recall.tables.js';

/** What a recall needs to know of a player. */
export interface RecallState extends StoredMood {
  readonly memoryVersion: number;
  readonly totalMemories: number;
}

/** A memory that was recalled, and whether that made it stronger. */
export type RecalledRow = Memory & { readonly strengthened: boolean };

type CandidateRow = Omit<RecallCandidate, 'terms'> & { readonly terms: string };

const ms = (column: string) => `(extract(epoch FROM ${column}) * 1000)::float8`;

/** What stands between the terms in one text, which is read in a fraction of the time that an array takes. */
const SEPARATOR = ' ';

const CANDIDATE = `m.id, m.emotion, m.importance, array_to_string(m.terms, '${SEPARATOR}') AS terms, m.game_time AS "gameTime", ${ms('m.created_at')} AS "createdAt",
  ${ms('m.last_recalled_at')} AS "lastRecalledAt"`;

/** Parameters 2 to 6 of every statement here: the filter, and the time by which what has expired is left out. */
const FILTER = `($2::text[] IS NULL OR m.type = ANY($2)) AND ($3::float8 IS NULL OR m.importance >= $3)
  AND ($4::timestamptz IS NULL OR m.created_at >= $4) AND ($5::timestamptz IS NULL OR m.created_at < $5)
  AND ${standing('$6')}`;

/** Those of the given memories that were not recalled within five minutes; one that is locked is being strengthened. */
const STRENGTHEN = `UPDATE memories m SET strength = least(m.strength + 1, ${MAX_STRENGTH}), last_recalled_at = $3
  WHERE m.id IN (
    SELECT id FROM memories
     WHERE player_id = $1 AND id = ANY($4::uuid[])
       AND (last_recalled_at IS NULL OR last_recalled_at <= $3::timestamptz - interval '${STRENGTHEN_EVERY_MS} milliseconds')
     ORDER BY id FOR UPDATE SKIP LOCKED)`;

/**
 * Having been recalled is a hint and nothing that somebody sent: an answer need not wait for the disk because of it. A
 * crash of the database may lose those of its last half second.
 */
const COMMIT_WITHOUT_WAITING = `set_config('synchronous_commit', 'off', TRUE)`;

/** Finds the memories that may answer a question. Every statement names the player. */
@Injectable()
export class RecallRepository {
  constructor(private readonly prisma: PrismaService) {}

  async state(playerId: string): Promise<RecallState | null> {
    const [state] = await this.read<RecallState>(
      'recall_state',
      `SELECT memory_version AS "memoryVersion", total_memories AS "totalMemories", pleasure, arousal, dominance,
              ${ms('mood_at')} AS "moodAtMs", mood_game_time AS "moodGameTime" FROM player_states WHERE player_id = $1`,
      [playerId],
    );
    return state ?? null;
  }

  /** How often each term stands in a player's memories, for the terms that do so `from` times or more. */
  async commonTerms(playerId: string, from: number): Promise<Map<string, number>> {
    const rows = await this.read<{ term: string; count: number }>(
      'recall_common_terms',
      `SELECT t.term, count(*)::int AS count FROM memories m CROSS JOIN LATERAL unnest(m.terms) AS t (term)
        WHERE m.player_id = $1 GROUP BY t.term HAVING count(*) >= $2`,
      [playerId, from],
    );
    return new Map(rows.map(({ term, count }) => [term, count]));
  }

  /** The memories that share a term, the newest first of at most `most`, and those with the given ids. */
  async candidates(
    playerId: string,
    filter: MemoryFilter,
    now: Date,
    found: { readonly terms: readonly string[]; readonly ids: readonly string[]; readonly most: number },
  ): Promise<RecallCandidate[]> {
    const rows = await this.read<CandidateRow>(
      'recall_candidates',
      `(SELECT ${CANDIDATE} FROM memories m WHERE m.player_id = $1 AND m.terms && $7::text[] AND ${FILTER}
         ORDER BY m.created_at DESC LIMIT $9)
       UNION ALL
       SELECT ${CANDIDATE} FROM unnest($8::uuid[]) AS f (id) JOIN memories m ON m.id = f.id
        WHERE m.player_id = $1 AND ${FILTER}`,
      [playerId, ...filterParams(filter, now), found.terms, found.ids, found.most],
    );
    // Found by its words and by its vector, a memory comes twice: to leave it out here costs less than there.
    return [...new Map(rows.map((row) => [row.id, candidateOf(row)])).values()];
  }

  /** The memories just before and after the given ones in time, as far as they are of one scene. */
  async neighbours(
    playerId: string,
    filter: MemoryFilter,
    now: Date,
    ids: readonly string[],
  ): Promise<RecallCandidate[]> {
    const window = `interval '${NEIGHBOUR_WINDOW_MS} milliseconds'`;
    const rows = await this.read<CandidateRow>(
      'recall_neighbours',
      `SELECT DISTINCT ON (m.id) ${CANDIDATE}
         FROM memories c CROSS JOIN LATERAL (
           (SELECT * FROM memories b
             WHERE b.player_id = $1 AND (b.created_at, b.id) < (c.created_at, c.id) AND b.created_at >= c.created_at - ${window}
             ORDER BY b.created_at DESC, b.id DESC LIMIT ${NEIGHBOURS_EACH_SIDE})
           UNION ALL
           (SELECT * FROM memories b
             WHERE b.player_id = $1 AND (b.created_at, b.id) > (c.created_at, c.id) AND b.created_at <= c.created_at + ${window}
             ORDER BY b.created_at, b.id LIMIT ${NEIGHBOURS_EACH_SIDE})) m
        WHERE c.player_id = $1 AND c.id = ANY($7::uuid[]) AND ${FILTER}`,
      [playerId, ...filterParams(filter, now), ids],
    );
    return rows.map(candidateOf);
  }

  /**
   * Reads the memories of an answer and makes stronger what was recalled, if it was not within five minutes.
   *
   * @param recalled those of `ids` that have to do with what was asked; the others only fill the list
   */
  async recall(
    playerId: string,
    ids: readonly string[],
    recalled: readonly string[],
    now: Date,
  ): Promise<Map<string, RecalledRow>> {
    const rows = await this.read<RecalledRow>(
      'recall_strengthen',
      `WITH hint AS MATERIALIZED (SELECT ${COMMIT_WITHOUT_WAITING}),
       stronger AS (${STRENGTHEN} RETURNING ${memoryColumns()})
       SELECT s.*, TRUE AS strengthened FROM stronger s CROSS JOIN hint
       UNION ALL
       SELECT ${memoryColumns()}, FALSE FROM memories m
        WHERE m.player_id = $1 AND m.id = ANY($2::uuid[]) AND NOT EXISTS (SELECT 1 FROM stronger s WHERE s.id = m.id)`,
      [playerId, ids, now, recalled],
    );
    return new Map(rows.map((row) => [row.id, row]));
  }

  private read<Row extends object>(name: string, sql: string, params: readonly unknown[]): Promise<Row[]> {
    return this.prisma.executeWithRetry(() => this.prisma.query<Row>(name, sql, params), { idempotent: true });
  }
}

function filterParams({ types, minImportance, since, until }: MemoryFilter, now: Date): unknown[] {
  return [types ?? null, minImportance ?? null, since ?? null, until ?? null, now];
}

function candidateOf({ terms, ...rest }: CandidateRow): RecallCandidate {
  return { ...rest, terms: terms === '' ? [] : terms.split(SEPARATOR) };
}
