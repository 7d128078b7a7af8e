import { Injectable } from '@nestjs/common';
import { PrismaService } from '../prisma/prisma.service.js';
import type { Pad } from '../emotion/emotion.types.js';
import type { LineHistory } from './dialogue.types.js';
import { LAST_LINES } from './last-lines.rules.js';
import type { PromptMemory } from './line-prompt.types.js';
import { histories } from './line-history.rules.js';

/** What a player has heard. */
export interface HeardLines {
  readonly said: ReadonlyMap<string, LineHistory>;
  /** Newest first. */
  readonly lastLines: readonly string[];
}

/** What of a player's state a line is made with. */
export interface CompanionOfLine extends Pad {
  /** Ids, newest first. */
  readonly lastLines: readonly string[];
  readonly totalMemories: number;
}

type SaidLines = Record<string, [number, number]>;

@Injectable()
export class DialogueRepository {
  constructor(private readonly prisma: PrismaService) {}

  /** What a prompt shows of a player's memories, in no order; those that are gone or have expired are missing. */
  memories(playerId: string, ids: readonly string[]): Promise<PromptMemory[]> {
    const read = () =>
      this.prisma.query<PromptMemory>(
        'dialogue_memories',
        `SELECT id, content, source, emotion, coalesce(context->'fromChat' = 'true', false) AS "fromChat"
           FROM memories
          WHERE player_id = $1 AND id = ANY($2::uuid[]) AND (expires_at IS NULL OR expires_at > now())`,
        [playerId, ids],
      );
    return this.prisma.executeWithRetry(read, { idempotent: true });
  }

  /** What of a player's state a line is made with; null when the player is gone. */
  async companion(playerId: string): Promise<CompanionOfLine | null> {
    const read = () =>
      this.prisma.query<CompanionOfLine>(
        'dialogue_companion',
        `SELECT pleasure, arousal, dominance, last_lines AS "lastLines", total_memories AS "totalMemories"
           FROM player_states WHERE player_id = $1`,
        [playerId],
      );
    const [state] = await this.prisma.executeWithRetry(read, { idempotent: true });
    return state ?? null;
  }

  /** Puts a model's line among those said last to a player. */
  async heard(playerId: string, lineId: string): Promise<void> {
    const write = () =>
      this.prisma.query(
        'dialogue_line_heard',
        `UPDATE player_states SET version = version + 1,
                last_lines = (ARRAY[$2::text] || array_remove(last_lines, $2))[1:${LAST_LINES}]
          WHERE player_id = $1`,
        [playerId, lineId],
      );
    await this.prisma.executeWithRetry(write, { idempotent: true });
  }

  /**
   * Says a line to a player: gives what it has heard to `choose`, and writes that the chosen line was said. The
   * player's lock is held in between, so that two lines chosen at once are not the same. Null when the player is gone.
   */
  async say<Chosen extends { readonly choice: { readonly lineId: string } }>(
    playerId: string,
    lineIds: readonly string[],
    at: Date,
    choose: (heard: HeardLines) => { chosen: Chosen; lastLines: readonly string[] },
  ): Promise<Chosen | null> {
    return this.prisma.transaction(async (tx) => {
      const [state] = await tx.query<{ lastLines: string[] }>(
        'dialogue_lock',
        `SELECT last_lines AS "lastLines" FROM player_states WHERE player_id = $1 FOR UPDATE`,
        [playerId],
      );
      if (!state) return null;
      // A statement of its own: one that had waited for the lock would see the lines as they were before it waited.
      const [heard] = await tx.query<{ said: SaidLines | null }>(
        'dialogue_heard',
        `SELECT json_object_agg(line_id,
                  json_build_array(times, (extract(epoch FROM last_said_at) * 1000)::float8)) AS said
           FROM player_lines WHERE player_id = $1 AND line_id = ANY($2)`,
        [playerId, lineIds],
      );
      const { chosen, lastLines } = choose({ said: histories(heard?.said ?? null), lastLines: state.lastLines });
      await tx.query(
        'dialogue_said',
        `WITH st AS (
           UPDATE player_states SET last_lines = $3, version = version + 1 WHERE player_id = $1
           RETURNING player_id, game_id)
         INSERT INTO player_lines (player_id, line_id, game_id, last_said_at)
         SELECT player_id, $2, game_id, $4 FROM st
         ON CONFLICT (player_id, line_id) DO UPDATE
           SET times = player_lines.times + 1, last_said_at = EXCLUDED.last_said_at`,
        [playerId, chosen.choice.lineId, lastLines, at],
      );
      return chosen;
    });
  }
}
