import { Injectable } from '@nestjs/common';
import { Gathering } from '../common/gathering.js';
import type { PageRequest } from '../common/pagination.rules.js';
import { PERSONA_NAMES } from '../dialogue/persona.tables.js';
import type { Pad } from '../emotion/emotion.types.js';
import { MEMORY_JSON } from '../memories/memory-row.tables.js';
import { DATABASE_GATHERING } from '../prisma/database-gathering.js';
import { PrismaService } from '../prisma/prisma.service.js';
import type { PlayerListField } from './player.schemas.js';
import type { PlayerProfile, PlayerRecord, PlayerRow } from './player.types.js';

const ms = (column: string) => `(extract(epoch FROM ${column}) * 1000)::float8`;

/** The baseline of a persona of the game's own; ours are in the program, so their rows cost no look-up. */
const BASELINE = `CASE WHEN p.character_persona NOT IN (${PERSONA_NAMES.map((name) => `'${name}'`).join(', ')})
  THEN (SELECT own->'baseline' FROM games g, jsonb_array_elements(g.packs->'personas') own
         WHERE g.id = p.game_id AND own->>'name' = p.character_persona) END AS baseline`;
const PROFILE = `p.id, p.game_id AS "gameId", p.external_id AS "externalId", p.character_persona AS "characterPersona",
  p.language, ${BASELINE}`;
const MOOD = `s.pleasure, s.arousal, s.dominance, ${ms('s.mood_at')} AS "moodAtMs", s.mood_game_time AS "moodGameTime"`;
const STATS = `s.total_events AS "totalEvents", s.total_memories AS "totalMemories", ${ms('s.last_active_at')} AS "lastActiveAtMs"`;

/** What each field of a list needs to be read; a large JSON column is read only when its field is asked for. */
const FIELD_COLUMNS: Readonly<Record<PlayerListField, string | null>> = {
  id: null,
  gameId: 'p.game_id AS "gameId"',
  externalId: 'p.external_id AS "externalId"',
  characterPersona: 'p.character_persona AS "characterPersona"',
  language: 'p.language',
  preferences: 'p.preferences',
  // The mood decays toward the persona, so it is read with it.
  mood: `${MOOD}, p.character_persona AS "characterPersona", ${BASELINE}`,
  affinity: 's.affinity',
  stats: STATS,
  createdAt: null,
  updatedAt: `${ms('p.updated_at')} AS "updatedAtMs"`,
};

export interface NewPlayer {
  readonly id: string;
  readonly gameId: string;
  readonly externalId: string;
  readonly characterPersona: string;
  readonly baseline: Pad | null;
  readonly language: string;
  readonly preferences: Readonly<Record<string, unknown>>;
  readonly mood: { readonly pleasure: number; readonly arousal: number; readonly dominance: number };
  readonly affinity: number;
  readonly createdAt: Date;
}

/** What became of a player who was to be made. */
export interface Insertion {
  readonly created: boolean;
  /** The one who had the externalId before; null when it was made, or when another request made it at the same time. */
  readonly standing: PlayerProfile | null;
}

export interface PlayerFilter {
  readonly gameId: string | undefined;
  readonly externalId: string | undefined;
}

/** Hot reads are prepared SQL; they share the pool with Prisma. */
@Injectable()
export class PlayerRepository {
  private readonly profiles = new Gathering<string, PlayerProfile | null>(async (playerIds) => {
    const found = new Map((await this.findProfiles(playerIds)).map((profile) => [profile.id, profile]));
    return playerIds.map((playerId) => found.get(playerId) ?? null);
  }, DATABASE_GATHERING);

  private readonly byExternalId = new Gathering<readonly [string, string], PlayerProfile | null>(
    (asked) => this.findEachByExternalId(asked),
    DATABASE_GATHERING,
  );
  private readonly insertions = new Gathering<NewPlayer, Insertion>(
    (players) => this.insertMany(players),
    DATABASE_GATHERING,
  );

  constructor(private readonly prisma: PrismaService) {}

  /** Makes a player with its state, unless the game has the externalId. Those who ask at once share a statement. */
  insert(player: NewPlayer): Promise<Insertion> {
    return this.insertions.run(player);
  }

  /**
   * Makes players with their states in one statement, leaving out those whose externalId the game has already. Who
   * stands when it begins is not waited for while an erasure holds them: they would be made anew right behind it.
   *
   * @returns what became of each, in order
   */
  async insertMany(players: readonly NewPlayer[]): Promise<Insertion[]> {
    const rows = await this.prisma.query<PlayerProfile & { wantedId: string; created: boolean }>(
      'players_insert',
      `WITH wanted AS (
         SELECT * FROM jsonb_to_recordset($1::jsonb) AS w (id uuid, "gameId" uuid, "externalId" text,
           "characterPersona" text, language text, preferences jsonb, mood jsonb, affinity float8, "createdAt" timestamptz)),
       made AS (
         INSERT INTO players (id, game_id, external_id, character_persona, language, preferences, created_at, updated_at)
         SELECT id, "gameId", "externalId", "characterPersona", language, preferences, "createdAt", "createdAt" FROM wanted w
          WHERE NOT EXISTS (SELECT 1 FROM players o WHERE o.game_id = w."gameId" AND o.external_id = w."externalId"
                             OFFSET 0)
         ORDER BY "gameId", "externalId"
         ON CONFLICT (game_id, external_id) DO NOTHING RETURNING id),
       states AS (
         INSERT INTO player_states (player_id, game_id, pleasure, arousal, dominance, mood_at, affinity)
         SELECT w.id, w."gameId", (w.mood->>'pleasure')::float8, (w.mood->>'arousal')::float8,
                (w.mood->>'dominance')::float8, w."createdAt", w.affinity
           FROM wanted w JOIN made USING (id))
       SELECT w.id AS "wantedId", made.id IS NOT NULL AS created, ${PROFILE}
         FROM wanted w LEFT JOIN made USING (id)
         LEFT JOIN LATERAL (SELECT * FROM players o WHERE o.game_id = w."gameId" AND o.external_id = w."externalId"
                             OFFSET 0) p ON TRUE`,
      [JSON.stringify(players)],
    );
    const outcomes = new Map(rows.map(({ wantedId, created, ...standing }) => [wantedId, { created, standing }]));
    return players.map(({ id }) => {
      const outcome = outcomes.get(id);
      // A player whom this very statement made cannot be seen by it.
      return { created: outcome?.created ?? false, standing: outcome?.standing.id ? outcome.standing : null };
    });
  }

  async findProfiles(playerIds: readonly string[]): Promise<PlayerProfile[]> {
    if (playerIds.length === 0) return [];
    const sql = `SELECT ${PROFILE} FROM players p WHERE p.id = ANY($1)`;
    return this.many('player_profiles', sql, [playerIds]);
  }

  async findProfilesByExternalIds(gameId: string, externalIds: readonly string[]): Promise<PlayerProfile[]> {
    const sql = `SELECT ${PROFILE} FROM players p WHERE p.game_id = $1 AND p.external_id = ANY($2)`;
    return this.many('player_profiles_by_external_id', sql, [gameId, externalIds]);
  }

  /** Those who ask at the same time share a statement. */
  findProfile(playerId: string): Promise<PlayerProfile | null> {
    return this.profiles.run(playerId);
  }

  /** Those who ask at the same time share a statement. */
  findProfileByExternalId(gameId: string, externalId: string): Promise<PlayerProfile | null> {
    return this.byExternalId.run([gameId, externalId]);
  }

  /** A player with its state and its ten newest memories that are not expired by now: one statement. */
  async findRecord(playerId: string, now: Date): Promise<PlayerRecord | null> {
    return this.one<PlayerRecord>(
      'player_record',
      `SELECT ${PROFILE}, p.preferences, ${MOOD}, s.affinity, ${STATS},
              ${ms('p.created_at')} AS "createdAtMs", ${ms('p.updated_at')} AS "updatedAtMs",
              concat_ws('-', ${ms('p.updated_at')}, s.version, s.memory_version) AS revision,
              coalesce((SELECT json_agg(${MEMORY_JSON} ORDER BY m.created_at DESC, m.id DESC)
                          FROM (SELECT * FROM memories WHERE player_id = p.id AND (expires_at IS NULL OR expires_at > $2)
                                 ORDER BY created_at DESC, id DESC LIMIT 10) m), '[]') AS "recentMemories"
         FROM players p JOIN player_states s ON s.player_id = p.id WHERE p.id = $1`,
      [playerId, now],
    );
  }

  /** A page of players, newest first, with only the columns that the fields need: one statement whatever its size. */
  async list(filter: PlayerFilter, page: PageRequest, fields: readonly PlayerListField[]): Promise<PlayerRow[]> {
    const columns = [
      'p.id',
      `${ms('p.created_at')} AS "createdAtMs"`,
      ...fields.flatMap((field) => FIELD_COLUMNS[field] ?? []),
    ];
    const { sql, params } = where(filter);
    if (page.kind === 'cursor') {
      params.push(new Date(Number(page.after[0])), page.after[1]);
      sql.push(`(p.created_at, p.id) < ($${params.length - 1}::timestamptz, $${params.length}::uuid)`);
    }
    const offset = page.kind === 'offset' ? page.offset : 0;
    params.push(page.limit + 1, offset);
    const text = `SELECT ${columns.join(', ')} FROM players p JOIN player_states s ON s.player_id = p.id
      ${sql.length > 0 ? `WHERE ${sql.join(' AND ')}` : ''}
      ORDER BY p.created_at DESC, p.id DESC LIMIT $${params.length - 1} OFFSET $${params.length}`;
    return this.many<PlayerRow>('', text, params);
  }

  async count(filter: PlayerFilter): Promise<number> {
    const { sql, params } = where(filter);
    const text = `SELECT count(*)::int AS count FROM players p ${sql.length > 0 ? `WHERE ${sql.join(' AND ')}` : ''}`;
    return (await this.one<{ count: number }>('', text, params))?.count ?? 0;
  }

  /**
   * Changes a player under its row lock; false when it is gone. `change` gets the preferences as they are. Its time of
   * change always moves, also when two changes come in one millisecond: the ETag is made of it.
   */
  async update(
    playerId: string,
    at: Date,
    change: (preferences: Readonly<Record<string, unknown>>) => {
      characterPersona?: string;
      language?: string;
      preferences?: Readonly<Record<string, unknown>>;
    },
  ): Promise<boolean> {
    return this.prisma.transaction(async (tx) => {
      const rows = await tx.query<{ preferences: Record<string, unknown> }>(
        'player_lock',
        'SELECT preferences FROM players WHERE id = $1 FOR UPDATE',
        [playerId],
      );
      if (!rows[0]) return false;
      const next = change(rows[0].preferences);
      await tx.query(
        'player_update',
        `UPDATE players SET character_persona = coalesce($2, character_persona), language = coalesce($3, language),
                preferences = coalesce($4, preferences), 
                updated_at = greatest($5, updated_at + interval '1 millisecond') WHERE id = $1`,
        [
          playerId,
          next.characterPersona ?? null,
          next.language ?? null,
          next.preferences ? JSON.stringify(next.preferences) : null,
          at,
        ],
      );
      return true;
    });
  }

  private async findEachByExternalId(asked: readonly (readonly [string, string])[]): Promise<(PlayerProfile | null)[]> {
    const found = await this.many<PlayerProfile>(
      'player_profiles_by_game_and_external_id',
      `SELECT ${PROFILE} FROM unnest($1::uuid[], $2::text[]) AS w (game_id, external_id)
         JOIN players p ON p.game_id = w.game_id AND p.external_id = w.external_id`,
      [asked.map(([gameId]) => gameId), asked.map(([, externalId]) => externalId)],
    );
    const byKey = new Map(found.map((profile) => [`${profile.gameId} ${profile.externalId}`, profile]));
    return asked.map(([gameId, externalId]) => byKey.get(`${gameId} ${externalId}`) ?? null);
  }

  private async one<Row extends object>(name: string, sql: string, params: unknown[]): Promise<Row | null> {
    return (await this.many<Row>(name, sql, params))[0] ?? null;
  }

  private async many<Row extends object>(name: string, sql: string, params: unknown[]): Promise<Row[]> {
    return this.prisma.executeWithRetry(() => this.prisma.query<Row>(name, sql, params), { idempotent: true });
  }
}

function where(filter: PlayerFilter): { sql: string[]; params: unknown[] } {
  const sql: string[] = [];
  const params: unknown[] = [];
  if (filter.gameId !== undefined) sql.push(`p.game_id = $${params.push(filter.gameId)}`);
  if (filter.externalId !== undefined) sql.push(`p.external_id = $${params.push(filter.externalId)}`);
  return { sql, params };
}
