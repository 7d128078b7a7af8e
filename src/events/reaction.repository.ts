import { Inject, Injectable } from '@nestjs/common';
import { CONFIG, embeddingProviderOf, type Config } from '../config/env.js';
import { histories } from '../dialogue/line-history.rules.js';
import { startOfUtcHour } from '../common/time.rules.js';
import { foldDuplicates } from '../memories/fold.rules.js';
import { memoryInput } from '../memories/memory-write.repository.js';
import type { RecallCandidate } from '../memories/memory.types.js';
import { outboxMode, type OutboxMode } from '../memories/outbox-mode.rules.js';
import { FEW_MEMORIES, recallOfFew } from '../memories/recall-few.sql.js';
import { PrismaService } from '../prisma/prisma.service.js';
import type { CompanionState } from './companion.rules.js';
import type { Reaction } from './event.schemas.js';
import { STATE_COLUMNS, stateInput } from './event-rows.sql.js';
import { writeReactions, writeReactionsAndMemories, type LockedState } from './reaction-write.sql.js';
import type { LoadedSituation, LoadRequest, ReactionRecord, WrittenReaction } from './reaction.types.js';

const ms = (column: string) => `(extract(epoch FROM ${column}) * 1000)::float8`;

/** A list of line ids serves many requests of a group, so each is sent once, as text that PostgreSQL reads as an array. */
const LOAD = `SELECT r.n, ${STATE_COLUMNS},
    CASE WHEN r.event IS NULL THEN NULL
         ELSE (SELECT e.reaction FROM game_events e WHERE e.game_id = r.game AND e.event_id = r.event) END AS known,
    (SELECT json_object_agg(l.line_id, json_build_array(l.times, ${ms('l.last_said_at')}))
       FROM player_lines l WHERE l.player_id = r.player AND l.line_id = ANY(($2::text[])[r.lines]::text[])) AS said,
    CASE WHEN s.total_memories BETWEEN 1 AND ${FEW_MEMORIES} AND r.terms IS NOT NULL
         THEN (${recallOfFew('r.player', 'r.terms', '$3')}) END AS candidates
  FROM jsonb_to_recordset($1::jsonb) AS r (n int, player uuid, game uuid, event text, lines int, terms text[])
  JOIN player_states s ON s.player_id = r.player`;

/** The statements that write, made once: by whether they touch memories, and by what they do about a locked state. */
const writesOf = (outbox: OutboxMode) =>
  ({
    'pass over': {
      plain: { name: 'reactions_write', sql: writeReactions('pass over') },
      memories: { name: 'reactions_memories_write', sql: writeReactionsAndMemories('pass over', outbox) },
    },
    wait: {
      plain: { name: 'reactions_write_wait', sql: writeReactions('wait') },
      memories: { name: 'reactions_memories_write_wait', sql: writeReactionsAndMemories('wait', outbox) },
    },
  }) satisfies Record<LockedState, Record<'plain' | 'memories', { name: string; sql: string }>>;

type LoadedRow = CompanionState & {
  readonly n: number;
  readonly known: Reaction | null;
  readonly said: Record<string, [number, number]> | null;
  readonly candidates: RecallCandidate[] | null;
};

/** The hot path of AGL: prepared SQL, one statement to read and one to write for all events of a group. */
@Injectable()
export class ReactionRepository {
  private readonly writes: ReturnType<typeof writesOf>;

  constructor(
    private readonly prisma: PrismaService,
    @Inject(CONFIG) config: Config,
  ) {
    this.writes = writesOf(outboxMode(config, embeddingProviderOf(config)));
  }

  /** All that reactions are decided on, in one statement, in the order asked for; null where the player is gone. */
  async load(requests: readonly LoadRequest[], now: Date): Promise<(LoadedSituation | null)[]> {
    const lists = [...new Set(requests.map(({ lineIds }) => lineIds))];
    const rows = requests.map(({ playerId, gameId, eventId, lineIds, terms }, n) => ({
      n,
      player: playerId,
      game: gameId,
      event: eventId,
      lines: lists.indexOf(lineIds) + 1,
      terms: terms.length === 0 ? null : terms,
    }));
    const params = [JSON.stringify(rows), lists, now];
    const read = () => this.prisma.query<LoadedRow>('reaction_load', LOAD, params);
    const found = await this.prisma.executeWithRetry(read, { idempotent: true });
    const answers: (LoadedSituation | null)[] = requests.map(() => null);
    for (const { n, known, said, candidates, ...state } of found) {
      answers[n] = { state, known, said: histories(said), candidates };
    }
    return answers;
  }

  /**
   * Writes events and all they change in one statement, at most one a player, in the order given; null where the state
   * moved meanwhile, or is locked and not waited for, or the player is gone.
   */
  async write(records: readonly ReactionRecord[], locked: LockedState): Promise<(WrittenReaction | null)[]> {
    const touchesMemories = records.some(({ prepared, recalledIds }) => prepared !== null || recalledIds.length > 0);
    const at = records.reduce((latest, { createdAt }) => (createdAt > latest ? createdAt : latest), new Date(0));
    const rows = JSON.stringify(records.map((record, n) => inputRow(record, n, at)));
    const { name, sql } = this.writes[locked][touchesMemories ? 'memories' : 'plain'];
    const written = await this.prisma.query<WrittenRow>(name, sql, touchesMemories ? [rows, at] : [rows]);
    const answers: (WrittenReaction | null)[] = records.map(() => null);
    for (const { n, memoryId, importance } of written) {
      answers[n] = { memory: memoryId === null ? null : { id: memoryId, importance: importance ?? 0 } };
    }
    return answers;
  }
}

interface WrittenRow {
  readonly n: number;
  readonly memoryId: string | null;
  readonly importance: number | null;
}

function inputRow(record: ReactionRecord, n: number, at: Date): object {
  const { admitted, state, prepared, createdAt } = record;
  const { event, occurredAt } = admitted;
  const hour = startOfUtcHour(occurredAt);
  return {
    n,
    version: record.previousVersion,
    ...stateInput(admitted.player.id, state),
    id: admitted.id,
    eventId: admitted.eventId,
    type: event.type,
    data: event.data,
    context: event.context,
    emotion: record.emotion,
    intensity: record.intensity,
    confidence: record.confidence,
    method: record.method,
    reaction: record.reaction,
    occurredAt,
    createdAt,
    lineId: record.lineId,
    lateHour: hour < startOfUtcHour(createdAt) ? hour : null,
    metrics: record.metrics,
    recalled: record.recalledIds,
    standingId: prepared?.standingId ?? null,
    memory: prepared && memoryInput(foldDuplicates([prepared])[0]!, at),
  };
}
