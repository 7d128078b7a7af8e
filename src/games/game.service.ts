import { Injectable } from '@nestjs/common';
import { v7 as uuidv7 } from 'uuid';
import { KeyService } from '../auth/key.service.js';
import { mayAccessGame, type Principal } from '../auth/principal.js';
import { cacheKeys } from '../cache/cache-keys.tables.js';
import { CacheService } from '../cache/cache.service.js';
import { Clock } from '../common/clock.js';
import { DomainError, invalidField, notFound } from '../common/domain-error.js';
import { pickFields, selectedFields } from '../common/fields.rules.js';
import { applyMergePatch } from '../common/merge-patch.rules.js';
import { buildList, pageRequest, type List } from '../common/pagination.rules.js';
import { validationFailed } from '../common/schema-check.js';
import { startOfUtcDay } from '../common/time.rules.js';
import { personaFault } from '../dialogue/persona.rules.js';
import { GameRepository } from './game.repository.js';
import {
  GAME_FIELDS,
  gameConfigSchema,
  type CreateGame,
  type CreateKey,
  type Game,
  type GameConfig,
  type GameListQuery,
  type GameStats,
  type PatchGame,
} from './game.schemas.js';
import type { StoredGame } from './game.types.js';

@Injectable()
export class GameService {
  constructor(
    private readonly games: GameRepository,
    private readonly keys: KeyService,
    private readonly cache: CacheService,
    private readonly clock: Clock,
  ) {}

  /** Registers a game and gives it its first key. */
  async create(body: CreateGame): Promise<Game & { apiKey: string }> {
    const game = await this.games.insert({
      id: uuidv7(),
      name: body.name,
      description: body.description ?? null,
      config: body.config ?? {},
      createdAt: this.clock.now(),
    });
    const { key } = await this.keys.issue(game.id, 'first key', null);
    return { ...pickFields(game, GAME_FIELDS), apiKey: key };
  }

  async list(query: GameListQuery): Promise<List<Partial<Game>>> {
    const fields = selectedFields(GAME_FIELDS, query.fields);
    const page = pageRequest('game', 2, query);
    const { rows, total } = await this.games.list(page, fields);
    return buildList(
      'game',
      page,
      rows,
      (row) => [Date.parse(row.createdAt), row.id],
      (row) => pickFields(row, fields),
      total,
    );
  }

  async read(
    principal: Principal,
    gameId: string,
    fieldsQuery?: string,
  ): Promise<Partial<Game & { stats: GameStats }>> {
    const fields = selectedFields([...GAME_FIELDS, 'stats'] as const, fieldsQuery);
    const game = await this.accessible(principal, gameId);
    const stats = fields.includes('stats') ? await this.stats(gameId) : undefined;
    return pickFields({ ...game, ...(stats ? { stats } : {}) } as Game & { stats: GameStats }, fields);
  }

  /**
   * A game that the principal may see.
   *
   * @throws DomainError NOT_FOUND when it does not exist or is another's: the same answer for both
   */
  async accessible(principal: Principal, gameId: string): Promise<StoredGame> {
    const game = mayAccessGame(principal, gameId) ? await this.find(gameId) : null;
    if (!game) throw notFound('game');
    return game;
  }

  /** A game by its id, from the cache when it is there. */
  async find(gameId: string): Promise<StoredGame | null> {
    return this.cache.getOrSet(cacheKeys.game(gameId), () => this.games.find(gameId));
  }

  /** A game's settings; empty for a game that is gone. */
  async configOf(gameId: string): Promise<GameConfig> {
    return (await this.find(gameId))?.config ?? {};
  }

  async patch(gameId: string, patch: PatchGame): Promise<Game> {
    const game = await this.games.update(gameId, this.clock.now(), (stored) => ({
      ...(patch.name === undefined ? {} : { name: patch.name }),
      ...(patch.description === undefined ? {} : { description: patch.description }),
      ...(patch.config === undefined ? {} : { config: mergeConfig(stored, patch.config) }),
    }));
    if (!game) throw notFound('game');
    await this.cache.invalidate(cacheKeys.game(gameId));
    return pickFields(game, GAME_FIELDS);
  }

  /** Deactivates a game: its data stays, its keys stop working at once. */
  async deactivate(gameId: string): Promise<void> {
    const game = await this.games.update(gameId, this.clock.now(), () => ({ active: false }));
    if (!game) throw notFound('game');
    await this.cache.invalidate(cacheKeys.game(gameId));
    await this.keys.forgetCached(gameId);
  }

  async issueKey(gameId: string, body: CreateKey) {
    const game = await this.find(gameId);
    if (!game) throw notFound('game');
    if (!game.active) throw new DomainError('CONFLICT', 'The game is deactivated: a key for it would open nothing.');
    const expiresAt = body.expiresAt ? new Date(body.expiresAt) : null;
    if (expiresAt && expiresAt <= this.clock.now()) throw invalidField('expiresAt', 'must be in the future');
    return this.keys.issue(gameId, body.name, expiresAt);
  }

  private async stats(gameId: string): Promise<GameStats> {
    const load = () => this.games.stats(gameId, startOfUtcDay(this.clock.now()));
    return this.cache.getOrSet(cacheKeys.gameStats(gameId), load);
  }
}

/** The patch may name a part of a setting; what comes out must be whole, and its persona one of ours or the game's. */
function mergeConfig({ config, packs }: StoredGame, patch: PatchGame['config']): GameConfig {
  const merged = gameConfigSchema.safeParse(applyMergePatch(config, patch ?? null));
  if (!merged.success) throw validationFailed(merged.error.issues, 'config');
  const { defaultPersona } = merged.data;
  const fault = defaultPersona === undefined ? null : personaFault(defaultPersona, packs?.personas);
  if (fault !== null) throw invalidField('config.defaultPersona', fault);
  return merged.data;
}
