import { Injectable } from '@nestjs/common';
import { PrismaService } from '../prisma/prisma.service.js';
import type { LineHistory } from './dialogue.types.js';
import { histories } from './line-history.rules.js';

/** What a player has heard. */
export interface HeardLines {
  readonly said: ReadonlyMap<string, LineHistory>;
  /** Newest first. */
  readonly lastLines: readonly string[];
}

interface HeardRow {
  readonly lastLines: string[];
  readonly said: Record<string, [number, number]> | null;
}

@Injectable()
export class DialogueRepository {
  constructor(private readonly prisma: PrismaService) {}

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
      const [row] = await tx.query<HeardRow>(
        'dialogue_heard',
        `SELECT s.last_lines AS "lastLines",
                (SELECT jsonb_object_agg(l.line_id,
                          jsonb_build_array(l.times, (extract(epoch FROM l.last_said_at) * 1000)::float8))
                   FROM player_lines l WHERE l.player_id = $1 AND l.line_id = ANY($2)) AS said
           FROM player_states s WHERE s.player_id = $1 FOR UPDATE`,
        [playerId, lineIds],
      );
      if (!row) return null;
      const { chosen, lastLines } = choose({ said: histories(row.said), lastLines: row.lastLines });
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
