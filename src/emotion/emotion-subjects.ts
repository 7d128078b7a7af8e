import { Injectable } from '@nestjs/common';
import { PLATFORM_ID } from '../analytics/service-metrics.types.js';
import { mayAccessGame, type Principal } from '../auth/principal.js';
import { notFound } from '../common/domain-error.js';
import { GameService } from '../games/game.service.js';
import { PlayerService } from '../players/player.service.js';
import type { PlayerProfile } from '../players/player.types.js';
import { EmotionRepository, type AppraisalState } from './emotion.repository.js';
import type { Analyze } from './emotion.schemas.js';

/** Whom an analysis is about, as far as the request says. */
export interface EmotionSubject {
  readonly gameId: string;
  readonly player: PlayerProfile | null;
  readonly state: AppraisalState | null;
  readonly sensitivity: number;
}

/** Finds the players of analyses and what colours them, with two statements at most for all. */
@Injectable()
export class EmotionSubjects {
  constructor(
    private readonly players: PlayerService,
    private readonly games: GameService,
    private readonly states: EmotionRepository,
  ) {}

  /**
   * In the order of the requests.
   *
   * @throws DomainError NOT_FOUND when a player does not exist or is another game's
   */
  async of(principal: Principal, requests: readonly Analyze[]): Promise<EmotionSubject[]> {
    const players = await this.playersOf(principal, requests);
    const states = await this.states.states([...players.keys()]);
    const subjects: EmotionSubject[] = [];
    for (const request of requests) {
      const player = request.playerId === undefined ? null : (players.get(request.playerId) ?? null);
      const gameId = player?.gameId ?? (principal.scope === 'game' ? principal.gameId : PLATFORM_ID);
      const config = gameId === PLATFORM_ID ? {} : await this.games.configOf(gameId);
      const state = player ? (states.get(player.id) ?? null) : null;
      subjects.push({ gameId, player, state, sensitivity: config.emotionSensitivity ?? 1 });
    }
    return subjects;
  }

  /** One player comes from the cache; several come in one statement, which many look-ups in the cache would not be. */
  private async playersOf(principal: Principal, requests: readonly Analyze[]): Promise<Map<string, PlayerProfile>> {
    const [first, ...others] = new Set(requests.flatMap(({ playerId }) => playerId ?? []));
    if (first === undefined) return new Map();
    if (others.length === 0) return new Map([[first, await this.players.accessible(principal, first)]]);
    const players = await this.players.findMany([first, ...others]);
    for (const id of [first, ...others]) {
      const player = players.get(id);
      if (!player || !mayAccessGame(principal, player.gameId)) throw notFound('player');
    }
    return players;
  }
}
