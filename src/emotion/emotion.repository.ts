import { Injectable } from '@nestjs/common';
import type { StoredMood } from '../players/player.types.js';
import { PrismaService } from '../prisma/prisma.service.js';

/** What of a player's state colours an appraisal. */
export interface AppraisalState extends StoredMood {
  readonly typeCounts: Readonly<Record<string, number>>;
}

@Injectable()
export class EmotionRepository {
  constructor(private readonly prisma: PrismaService) {}

  /** The states of the players that exist, by id. */
  async states(playerIds: readonly string[]): Promise<Map<string, AppraisalState>> {
    if (playerIds.length === 0) return new Map();
    const read = () =>
      this.prisma.query<AppraisalState & { playerId: string }>(
        'emotion_states',
        `SELECT player_id AS "playerId", pleasure, arousal, dominance, type_counts AS "typeCounts",
                (extract(epoch FROM mood_at) * 1000)::float8 AS "moodAtMs", mood_game_time AS "moodGameTime"
           FROM player_states WHERE player_id = ANY($1)`,
        [playerIds],
      );
    const rows = await this.prisma.executeWithRetry(read, { idempotent: true });
    return new Map(rows.map(({ playerId, ...state }) => [playerId, state]));
  }
}
