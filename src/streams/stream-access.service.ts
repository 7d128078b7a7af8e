import { Injectable } from '@nestjs/common';
import { KeyService } from '../auth/key.service.js';
import type { Principal } from '../auth/principal.js';
import { DomainError } from '../common/domain-error.js';
import { GameService } from '../games/game.service.js';
import { PlayerService } from '../players/player.service.js';
import type { EndReason, StreamReader, StreamTarget } from './streams.types.js';

/** Who may listen to what, when a stream is asked for and as long as it is open. */
@Injectable()
export class StreamAccess {
  constructor(
    private readonly keys: KeyService,
    private readonly games: GameService,
    private readonly players: PlayerService,
  ) {}

  /**
   * @throws DomainError NOT_FOUND for a player that does not exist or is another game's, CONFLICT for one of a
   * deactivated game
   */
  async ofPlayer(principal: Principal, playerId: string): Promise<StreamTarget> {
    const { gameId } = await this.players.accessible(principal, playerId);
    await this.refuseDeactivated(gameId);
    return { gameId, playerId };
  }

  /**
   * @throws DomainError NOT_FOUND for a game that does not exist or is another's, CONFLICT for a deactivated one
   */
  async ofGame(principal: Principal, gameId: string): Promise<StreamTarget> {
    await this.games.accessible(principal, gameId);
    await this.refuseDeactivated(gameId);
    return { gameId, playerId: null };
  }

  /** Why a reader may not listen any longer, or null. What cannot be looked up now is looked up the next time. */
  async lossOf({ principal, key, target }: StreamReader): Promise<EndReason | null> {
    try {
      if (principal.scope === 'game' && !(await this.keys.authenticate(key))) return 'unauthorized';
      const game = await this.games.find(target.gameId);
      if (!game?.active) return 'gone';
      if (target.playerId !== null) await this.players.accessible(principal, target.playerId);
      return null;
    } catch (error) {
      return error instanceof DomainError && error.code === 'NOT_FOUND' ? 'gone' : null;
    }
  }

  private async refuseDeactivated(gameId: string): Promise<void> {
    const game = await this.games.find(gameId);
    if (!game?.active) throw new DomainError('CONFLICT', 'The game is deactivated: nothing will happen there.');
  }
}
