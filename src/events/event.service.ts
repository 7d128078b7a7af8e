import { Injectable } from '@nestjs/common';
import { v7 as uuidv7 } from 'uuid';
import type { Principal } from '../auth/principal.js';
import { Clock } from '../common/clock.js';
import { DomainError, invalidField } from '../common/domain-error.js';
import { GameService } from '../games/game.service.js';
import type { Game } from '../games/game.schemas.js';
import { PlayerService } from '../players/player.service.js';
import type { PlayerProfile } from '../players/player.types.js';
import { REACTION_PARTS, type PostEvent, type Reaction } from './event.schemas.js';
import { EventListingService } from './event-listing.service.js';
import { timeFault } from './event-time.rules.js';
import { ReactionService } from './reaction.service.js';

@Injectable()
export class EventService {
  constructor(
    private readonly players: PlayerService,
    private readonly games: GameService,
    private readonly reactions: ReactionService,
    private readonly events: EventListingService,
    private readonly clock: Clock,
  ) {}

  /**
   * Takes one event in and answers with the companion's reaction.
   *
   * @throws DomainError NOT_FOUND also when the player is erased meanwhile: made anew here, the player would stand again
   * after the receipt of the erasure
   */
  async post(principal: Principal, body: PostEvent): Promise<{ reaction: Reaction; isNew: boolean }> {
    const now = this.clock.now();
    const occurredAt = body.occurredAt === undefined ? now : new Date(body.occurredAt);
    const fault = timeFault(occurredAt.getTime(), now.getTime());
    if (fault !== undefined) throw invalidField('occurredAt', fault);
    const player = await this.playerOf(principal, body);
    const game = await this.games.find(player.gameId);
    if (game) refuseDeactivated(game);
    const id = uuidv7();
    const event = { type: body.type, data: body.data ?? {}, context: body.context ?? {} };
    const answer = await this.reactions.react(
      {
        id,
        eventId: body.eventId ?? id,
        player,
        config: game?.config ?? {},
        packs: game?.packs ?? null,
        event,
        occurredAt,
      },
      {
        parts: new Set(body.respond ?? REACTION_PARTS),
        language: body.language,
        receipt: body.receipt ?? false,
        llm: body.llm ?? 'sync',
      },
    );
    if (answer.isNew) await this.events.forget(player, occurredAt);
    return answer;
  }

  private async playerOf(principal: Principal, body: PostEvent): Promise<PlayerProfile> {
    if (body.playerId !== undefined) {
      const profile = await this.players.accessible(principal, body.playerId);
      if (body.gameId !== undefined) this.players.sameGame(profile, body.gameId);
      return profile;
    }
    const gameId = this.players.gameOf(principal, body.gameId);
    // Before the player is made: a refused event leaves nothing behind.
    refuseDeactivated(await this.games.accessible(principal, gameId));
    return this.players.ensure(gameId, body.externalId ?? '');
  }
}

function refuseDeactivated(game: Game): void {
  if (!game.active) throw new DomainError('CONFLICT', 'The game is deactivated.');
}
