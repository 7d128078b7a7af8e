import { Injectable } from '@nestjs/common';
import { mayAccessGame, type Principal } from '../auth/principal.js';
import { cacheKeys } from '../cache/cache-keys.tables.js';
import { CacheService } from '../cache/cache.service.js';
import { utf8ByteString } from '../common/byte-string.rules.js';
import { Clock } from '../common/clock.js';
import { DomainError, invalidField, notFound } from '../common/domain-error.js';
import { pickFields, selectedFields } from '../common/fields.rules.js';
import { applyMergePatch } from '../common/merge-patch.rules.js';
import { buildList, pageRequest, type List } from '../common/pagination.rules.js';
import { validationFailed } from '../common/schema-check.js';
import { startOfUtcMinute } from '../common/time.rules.js';
import { personaFault } from '../dialogue/persona.rules.js';
import { DEFAULT_PERSONA } from '../dialogue/persona.tables.js';
import { GameService } from '../games/game.service.js';
import type { StoredGame } from '../games/game.types.js';
import { ReadyAnswer } from '../http/ready-answer.js';
import { DEFAULT_LANGUAGE, PlayerMaking } from './player-making.js';
import { PlayerRepository } from './player.repository.js';
import { presentPlayer, presentRow } from './player.rules.js';
import {
  PLAYER_FIELDS,
  PLAYER_LIST_FIELDS,
  preferencesSchema,
  type CreatePlayer,
  type PatchPlayer,
  type Player,
  type PlayerListQuery,
} from './player.schemas.js';
import type { PlayerProfile } from './player.types.js';
import { PlayerView } from './player-view.js';

@Injectable()
export class PlayerService {
  constructor(
    private readonly players: PlayerRepository,
    private readonly making: PlayerMaking,
    private readonly games: GameService,
    private readonly cache: CacheService,
    private readonly clock: Clock,
  ) {}

  /** Makes a player, or finds the one with this externalId: never two, whatever the race. */
  async create(principal: Principal, body: CreatePlayer): Promise<{ player: Player; created: boolean }> {
    const gameId = this.gameOf(principal, body.gameId);
    const game = await this.games.accessible(principal, gameId);
    if (!game.active) throw new DomainError('CONFLICT', 'The game is deactivated.');
    refuseUnknownPersona(body.characterPersona, game);
    const made = await this.making.make(gameId, body.externalId, body);
    if (made.created) return { player: presentPlayer(made.record, this.clock.now().getTime()), created: true };
    return { player: (await this.view(made.profile.id)).player(this.clock.now().getTime()), created: false };
  }

  /** The player with this externalId, made when the game has none. */
  ensure(gameId: string, externalId: string): Promise<PlayerProfile> {
    return this.making.ensure(gameId, externalId);
  }

  /** A player's answer; at once, without a promise, when this process has it at hand. */
  read(principal: Principal, playerId: string, fieldsQuery?: string): ReadyAnswer | Promise<ReadyAnswer> {
    const nowMs = this.clock.now().getTime();
    const known = this.cache.peek<PlayerView | null>(cacheKeys.playerView(playerId));
    if (known && !known.showsExpired(nowMs)) return answerOf(seen(known, principal), nowMs, fieldsQuery);
    return this.view(playerId).then((view) => answerOf(seen(view, principal), nowMs, fieldsQuery));
  }

  /** A page of players. Their moods are as of the full minute, so that a list read again has the same ETag. */
  async list(principal: Principal, query: PlayerListQuery): Promise<List<Partial<Player>>> {
    const fields = selectedFields(PLAYER_LIST_FIELDS, query.fields);
    const page = pageRequest('player', 2, query);
    const gameId = principal.scope === 'game' ? principal.gameId : query.gameId;
    if (query.gameId !== undefined) await this.games.accessible(principal, query.gameId);
    const filter = { gameId, externalId: query.externalId };
    const [rows, total] = await Promise.all([
      this.players.list(filter, page, fields),
      page.kind === 'offset' ? this.players.count(filter) : undefined,
    ]);
    const asOfMs = startOfUtcMinute(this.clock.now()).getTime();
    return buildList(
      'player',
      page,
      rows,
      (row) => [row.createdAtMs, row.id],
      (row) => pickFields(presentRow(row, asOfMs) as Player, fields),
      total,
    );
  }

  async patch(principal: Principal, playerId: string, patch: PatchPlayer): Promise<Player> {
    const { gameId } = await this.accessible(principal, playerId);
    const game = await this.games.find(gameId);
    refuseUnknownPersona(patch.characterPersona, game);
    const config = game?.config ?? {};
    const updated = await this.players.update(playerId, this.clock.now(), (preferences) => ({
      ...(patch.characterPersona === undefined
        ? {}
        : { characterPersona: patch.characterPersona ?? config.defaultPersona ?? DEFAULT_PERSONA }),
      ...(patch.language === undefined
        ? {}
        : { language: patch.language ?? config.defaultLanguage ?? DEFAULT_LANGUAGE }),
      ...(patch.preferences === undefined ? {} : { preferences: mergePreferences(preferences, patch.preferences) }),
    }));
    if (!updated) throw notFound('player');
    await this.cache.invalidate(cacheKeys.player(playerId), cacheKeys.playerView(playerId));
    return (await this.view(playerId)).player(this.clock.now().getTime());
  }

  /**
   * The profile of a player that the principal may see.
   *
   * @throws DomainError NOT_FOUND when it does not exist or is another game's: the same answer for both
   */
  async accessible(principal: Principal, playerId: string): Promise<PlayerProfile> {
    const profile = await this.cache.getOrSet(cacheKeys.player(playerId), () => this.players.findProfile(playerId));
    if (!profile || !mayAccessGame(principal, profile.gameId)) throw notFound('player');
    return profile;
  }

  /** Forgets the cached view of a player after an event or a memory changed it; the profile stays. */
  async forgetView(playerId: string): Promise<void> {
    await this.cache.invalidate(cacheKeys.playerView(playerId));
  }

  async forgetViews(playerIds: Iterable<string>): Promise<void> {
    await this.cache.invalidate(...[...playerIds].map((playerId) => cacheKeys.playerView(playerId)));
  }

  /** The profiles of the players that exist, by id. */
  async findMany(playerIds: readonly string[]): Promise<Map<string, PlayerProfile>> {
    const profiles = await this.players.findProfiles([...new Set(playerIds)]);
    return new Map(profiles.map((profile) => [profile.id, profile]));
  }

  /** The players with these externalIds, made where the game has none, in three statements at most. */
  ensureMany(gameId: string, externalIds: readonly string[]): Promise<PlayerProfile[]> {
    return this.making.ensureMany(gameId, externalIds);
  }

  /** The game a request is about: a game's key has its own, an admin names it. */
  gameOf(principal: Principal, gameId: string | undefined): string {
    if (principal.scope === 'game') {
      if (gameId !== undefined && gameId !== principal.gameId) throw notFound('game');
      return principal.gameId;
    }
    if (gameId === undefined) throw invalidField('gameId', 'is required with an admin key');
    return gameId;
  }

  /**
   * @throws DomainError NOT_FOUND when the player is of another game than the one named
   */
  sameGame(profile: PlayerProfile, gameId: string): void {
    if (profile.gameId !== gameId) throw notFound('player');
  }

  /**
   * @throws DomainError NOT_FOUND when there is no such player
   */
  private async view(playerId: string): Promise<PlayerView> {
    const now = this.clock.now();
    const load = async () => {
      const record = await this.players.findRecord(playerId, now);
      return record && PlayerView.of(record);
    };
    const read = () => this.cache.getOrSet(cacheKeys.playerView(playerId), load, undefined, PlayerView.codec);
    let view = await read();
    if (view?.showsExpired(now.getTime())) {
      await this.forgetView(playerId);
      view = await read();
    }
    if (!view) throw notFound('player');
    return view;
  }
}

/**
 * The view, for a principal that may see it.
 *
 * @throws DomainError NOT_FOUND when it is another game's: the answer for a player that does not exist
 */
function seen(view: PlayerView, principal: Principal): PlayerView {
  if (!mayAccessGame(principal, view.gameId)) throw notFound('player');
  return view;
}

function refuseUnknownPersona(name: string | null | undefined, game: StoredGame | null): void {
  const fault = name === null || name === undefined ? null : personaFault(name, game?.packs?.personas);
  if (fault !== null) throw invalidField('characterPersona', fault);
}

function answerOf(view: PlayerView, nowMs: number, fieldsQuery: string | undefined): ReadyAnswer {
  if (fieldsQuery === undefined) return view.answer(nowMs);
  const fields = selectedFields(PLAYER_FIELDS, fieldsQuery);
  return new ReadyAnswer(
    utf8ByteString(JSON.stringify(pickFields(view.player(nowMs), fields))),
    `W/"${view.revision}-${fields.join('.')}"`,
  );
}

/** The bounds hold for what is stored, however many patches made it. */
function mergePreferences(stored: unknown, patch: PatchPlayer['preferences']): Readonly<Record<string, unknown>> {
  const merged = preferencesSchema.safeParse(applyMergePatch(stored, patch));
  if (!merged.success) throw validationFailed(merged.error.issues, 'preferences');
  return merged.data;
}
