import { createHash } from 'node:crypto';
import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import { CacheService } from '../cache/cache.service.js';
import { cacheKeys } from '../cache/cache-keys.tables.js';
import type { CacheKey } from '../cache/cache.types.js';
import { Clock } from '../common/clock.js';
import { CONFIG, type Config } from '../config/env.js';
import { ErasureListeners } from '../players/erasure-listeners.js';
import { DialogueRepository } from './dialogue.repository.js';
import { LINE_PROMPT_VERSION } from './line-prompt.tables.js';
import type { LinePrompt } from './line-prompt.types.js';

/** Lines kept of one prompt that players share: so many are paid for before they are said again. */
export const MAX_VARIANTS = 3;
/** Lines kept of one player; the oldest go first. */
const MAX_PERSONAL = 20;

/** Where the lines of a prompt are kept, and how many of them. */
export interface LinePlace {
  readonly key: CacheKey;
  /** The prompt; several of a player's prompts are in one entry. */
  readonly hash: string;
  /** Whose lines they are; null for lines that players share. */
  readonly playerId: string | null;
  readonly most: number;
}

interface KeptLine {
  readonly hash: string;
  readonly text: string;
  /** Milliseconds since 1970. */
  readonly until: number;
}

/**
 * Lines that models made, under all that they depend on: the whole prompt, its version, the model and the game. What has
 * something of a player in it lies in that player's own entry, one a player, which goes when the player is erased.
 */
@Injectable()
export class LineCache implements OnModuleInit {
  constructor(
    private readonly cache: CacheService,
    private readonly erasures: ErasureListeners,
    private readonly clock: Clock,
    private readonly players: DialogueRepository,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  onModuleInit(): void {
    this.erasures.add((playerId) => this.forget(playerId));
  }

  /** Null for a prompt whose line must not be kept: it is personal, and nobody knows whose. */
  placeOf(gameId: string, playerId: string | null, prompt: LinePrompt): LinePlace | null {
    const { LLM_PROVIDER: provider, LLM_MODEL: model } = this.config;
    const parts = [LINE_PROMPT_VERSION, provider, model, gameId, prompt.system, prompt.user];
    const hash = createHash('sha256').update(JSON.stringify(parts)).digest('base64url');
    if (!prompt.isPersonal) return { key: cacheKeys.dialogue(hash), hash, playerId: null, most: MAX_VARIANTS };
    return playerId === null ? null : { key: personalKey(playerId), hash, playerId, most: 1 };
  }

  async lines(place: LinePlace | null): Promise<readonly string[]> {
    return place === null
      ? []
      : (await this.kept(place)).filter(({ hash }) => hash === place.hash).map(({ text }) => text);
  }

  async add(place: LinePlace | null, text: string): Promise<void> {
    const lifetime = this.config.CACHE_TTL_DIALOGUE;
    if (place === null) return;
    const others = await this.kept(place);
    const line: KeptLine = { hash: place.hash, text, until: this.clock.now().getTime() + lifetime * 1000 };
    const most = place.playerId === null ? MAX_VARIANTS : MAX_PERSONAL;
    await this.cache.set(place.key, [line, ...others.filter((other) => other.text !== text)].slice(0, most));
    // The player may have been erased meanwhile, on any instance. Who is erased after this is forgotten by the erasure.
    if (place.playerId !== null && !(await this.isThere(place.playerId))) await this.cache.invalidate(place.key);
  }

  private async kept({ key }: LinePlace): Promise<readonly KeptLine[]> {
    const now = this.clock.now().getTime();
    return ((await this.cache.get<readonly KeptLine[]>(key)) ?? []).filter(({ until }) => until > now);
  }

  /** False also when nobody can tell: a line is sooner lost than kept of somebody who is gone. */
  private isThere(playerId: string): Promise<boolean> {
    return this.players.companion(playerId).then(
      (state) => state !== null,
      () => false,
    );
  }

  private forget(playerId: string): number {
    const key = personalKey(playerId);
    const held = this.cache.peek<readonly KeptLine[]>(key)?.length ?? 0;
    void this.cache.invalidate(key);
    return held;
  }
}

function personalKey(playerId: string): CacheKey {
  return cacheKeys.dialogue(`player-${playerId}`);
}
