import { Injectable } from '@nestjs/common';
import { v7 as uuidv7 } from 'uuid';
import { Clock } from '../common/clock.js';
import { DomainError } from '../common/domain-error.js';
import { DEFAULT_PERSONA } from '../dialogue/persona.tables.js';
import { AFFINITY_START } from '../emotion/affinity.rules.js';
import { GameService } from '../games/game.service.js';
import type { StoredGame } from '../games/game.types.js';
import { PlayerRepository, type NewPlayer } from './player.repository.js';
import { baselineOf } from './player.rules.js';
import type { CreatePlayer } from './player.schemas.js';
import type { PlayerProfile, PlayerRecord } from './player.types.js';

/** The language of a game that names none. */
export const DEFAULT_LANGUAGE = 'en';

/** A player that was made, as it is stored; or the one who had the externalId already. */
export type MadePlayer =
  | { readonly created: true; readonly record: PlayerRecord }
  | { readonly created: false; readonly profile: PlayerProfile };

/** Makes players: never two with one externalId, whatever the race. */
@Injectable()
export class PlayerMaking {
  constructor(
    private readonly players: PlayerRepository,
    private readonly games: GameService,
    private readonly clock: Clock,
  ) {}

  /** Makes a player, unless the game has one with this externalId: one statement when it has none. */
  async make(gameId: string, externalId: string, wishes: Partial<CreatePlayer>): Promise<MadePlayer> {
    const player = this.newPlayer(gameId, externalId, wishes, await this.games.find(gameId));
    const { created, standing: before } = await this.players.insert(player);
    if (created) return { created: true, record: recordOf(player) };
    // Another request made it at the same time: it is committed now and can be read.
    const standing = before ?? (await this.players.findProfileByExternalId(gameId, externalId));
    if (!standing) throw new DomainError('CONFLICT', 'The player was erased while it was asked for.');
    return { created: false, profile: standing };
  }

  /** The player with this externalId, made when the game has none. */
  async ensure(gameId: string, externalId: string): Promise<PlayerProfile> {
    const standing = await this.players.findProfileByExternalId(gameId, externalId);
    if (standing) return standing;
    const made = await this.make(gameId, externalId, {});
    return made.created ? profileOf(made.record) : made.profile;
  }

  /** The players with these externalIds, made where the game has none, in three statements at most. */
  async ensureMany(gameId: string, externalIds: readonly string[]): Promise<PlayerProfile[]> {
    const standing = await this.players.findProfilesByExternalIds(gameId, externalIds);
    const known = new Set(standing.map(({ externalId }) => externalId));
    const missing = externalIds.filter((externalId) => !known.has(externalId));
    if (missing.length === 0) return standing;
    const game = await this.games.find(gameId);
    await this.players.insertMany(missing.map((externalId) => this.newPlayer(gameId, externalId, {}, game)));
    return [...standing, ...(await this.players.findProfilesByExternalIds(gameId, missing))];
  }

  private newPlayer(
    gameId: string,
    externalId: string,
    wishes: Partial<CreatePlayer>,
    game: StoredGame | null,
  ): NewPlayer {
    const config = game?.config ?? {};
    const characterPersona = wishes.characterPersona ?? config.defaultPersona ?? DEFAULT_PERSONA;
    const own = game?.packs?.personas.find(({ name }) => name === characterPersona)?.baseline;
    return {
      id: uuidv7(),
      gameId,
      externalId,
      characterPersona,
      baseline: own ?? null,
      language: wishes.language ?? config.defaultLanguage ?? DEFAULT_LANGUAGE,
      preferences: wishes.preferences ?? {},
      mood: baselineOf(characterPersona, own),
      affinity: AFFINITY_START,
      createdAt: this.clock.now(),
    };
  }
}

function profileOf({ id, gameId, externalId, characterPersona, language, baseline }: PlayerProfile): PlayerProfile {
  return { id, gameId, externalId, characterPersona, language, baseline };
}

/** A player as a read would find it right after it was made. */
function recordOf({ mood, createdAt, ...player }: NewPlayer): PlayerRecord {
  const madeAtMs = createdAt.getTime();
  return {
    ...player,
    ...mood,
    moodAtMs: madeAtMs,
    moodGameTime: null,
    totalEvents: 0,
    totalMemories: 0,
    lastActiveAtMs: null,
    createdAtMs: madeAtMs,
    updatedAtMs: madeAtMs,
    revision: `${madeAtMs}-0-0`,
    recentMemories: [],
  };
}
