import { Injectable } from '@nestjs/common';
import { PLATFORM_ID } from '../analytics/service-metrics.types.js';
import type { Principal } from '../auth/principal.js';
import { invalidField } from '../common/domain-error.js';
import { GameService } from '../games/game.service.js';
import { PlayerService } from '../players/player.service.js';
import type { GamePacks } from '../games/game.types.js';
import type { Generate } from './dialogue.schemas.js';
import { DialogueService } from './dialogue.service.js';
import type { GameLines } from './game-lines.js';
import { personaFault } from './persona.rules.js';

/** Whom a line is for, and in which languages. */
export interface LineSubject {
  readonly gameId: string;
  /** Languages to try, in order. */
  readonly languages: readonly string[];
  /** The game's own lines; undefined when it has none. */
  readonly own: GameLines | undefined;
  /** What is known of the game's packs, its personas among it; null when it has none. */
  readonly packs: GamePacks | null;
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
   * @throws DomainError NOT_FOUND when the player does not exist or is another game's; VALIDATION_FAILED for a persona
   *   that is neither ours nor the game's
   */
  async of(principal: Principal, request: Generate): Promise<LineSubject> {
    const player = request.playerId === undefined ? null : await this.players.accessible(principal, request.playerId);
    const gameId = player?.gameId ?? (principal.scope === 'game' ? principal.gameId : PLATFORM_ID);
    const game = gameId === PLATFORM_ID ? null : await this.games.find(gameId);
    const packs = game?.packs ?? null;
    const fault = personaFault(request.characterPersona, packs?.personas);
    if (fault !== null) throw invalidField('characterPersona', fault);
    const own = await this.dialogue.linesOf(gameId, packs);
    const languages = this.dialogue.chain(request.language ?? player?.language, game?.config.defaultLanguage, own);
    return { gameId, languages, own, packs };
  }
}
