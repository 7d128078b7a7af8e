import { Injectable } from '@nestjs/common';
import { PLATFORM_ID } from '../analytics/service-metrics.types.js';
import type { Principal } from '../auth/principal.js';
import { GameService } from '../games/game.service.js';
import { PlayerService } from '../players/player.service.js';
import type { Generate } from './dialogue.schemas.js';
import { DialogueService } from './dialogue.service.js';

/** Whom a line is for, and in which languages. */
export interface LineSubject {
  readonly gameId: string;
  /** Languages to try, in order. */
  readonly languages: readonly string[];
}

/** Finds the game and the languages of a request for a line. */
@Injectable()
export class LineSubjects {
  constructor(
    private readonly players: PlayerService,
    private readonly games: GameService,
    private readonly dialogue: DialogueService,
  ) {}

  /**
   * @throws DomainError NOT_FOUND when the player does not exist or is another game's
   */
  async of(principal: Principal, request: Generate): Promise<LineSubject> {
    const player = request.playerId === undefined ? null : await this.players.accessible(principal, request.playerId);
    const gameId = player?.gameId ?? (principal.scope === 'game' ? principal.gameId : PLATFORM_ID);
    const { defaultLanguage } = gameId === PLATFORM_ID ? {} : await this.games.configOf(gameId);
    return { gameId, languages: this.dialogue.chain(request.language ?? player?.language, defaultLanguage) };
  }
}
