import { randomBytes } from 'node:crypto';
import { Inject, Injectable, type OnModuleDestroy } from '@nestjs/common';
import { LRUCache } from 'lru-cache';
import { v7 as uuidv7 } from 'uuid';
import { cacheKeys } from '../cache/cache-keys.tables.js';
import { CacheService } from '../cache/cache.service.js';
import { Clock } from '../common/clock.js';
import { notFound } from '../common/domain-error.js';
import { LOGGER, type AppLogger } from '../common/logger.js';
import { pickFields, selectedFields } from '../common/fields.rules.js';
import { buildList, pageRequest, type List, type PagingQuery } from '../common/pagination.rules.js';
import { KEY_RANDOM_BYTES, hashKey, isSpelledLikeKey, keyPrefix, spellKey } from './key.rules.js';
import { KEY_FIELDS, KeyRepository, type ApiKeyRow, type UsableKey } from './key.repository.js';
import type { Principal } from './principal.js';

/** A key's last use is written at most this often: enough to see which keys are alive, cheap enough for every request. */
const USE_RECORDED_EVERY_MS = 60_000;

/** Keys whose hash is remembered, about 200 bytes each. */
const MAX_KNOWN_KEYS = 10_000;

export interface IssuedKey extends ApiKeyRow {
  /** The secret. It is shown this once; only its hash is kept. */
  readonly key: string;
}

/** Issues, finds and revokes the keys of games. */
@Injectable()
export class KeyService implements OnModuleDestroy {
  /** The hashes of keys that were let in, so that only a key's first request pays for hashing it. Nothing is decided by them. */
  private readonly hashes = new LRUCache<string, string>({ max: MAX_KNOWN_KEYS });
  private readonly lastRecorded = new Map<string, number>();
  private readonly recording = new Set<Promise<void>>();

  constructor(
    private readonly keys: KeyRepository,
    private readonly cache: CacheService,
    private readonly clock: Clock,
    @Inject(LOGGER) private readonly logger: AppLogger,
  ) {}

  /**
   * The principal of a game's key that was let in before, at once: without hashing it and without a promise. Undefined
   * says nothing about the key; ask {@link authenticate}.
   */
  recognise(key: string): Principal | undefined {
    const hash = this.hashes.get(key);
    if (hash === undefined) return undefined;
    const found = this.cache.peek<UsableKey | null>(cacheKeys.apiKey(hash));
    return found ? (this.admit(found) ?? undefined) : undefined;
  }

  /** The principal of a game's key, or null when the key is unknown, revoked, expired or its game deactivated. */
  async authenticate(key: string): Promise<Principal | null> {
    if (!isSpelledLikeKey(key)) return null;
    const hash = hashKey(key);
    const found = await this.cache.getOrSet(cacheKeys.apiKey(hash), () => this.keys.findUsable(hash));
    const principal = found && this.admit(found);
    if (principal) this.hashes.set(key, hash);
    return principal;
  }

  /** Makes a key for a game that exists. */
  async issue(gameId: string, name: string, expiresAt: Date | null): Promise<IssuedKey> {
    const key = spellKey(randomBytes(KEY_RANDOM_BYTES));
    const createdAt = this.clock.now();
    const row = { id: uuidv7(), gameId, name, prefix: keyPrefix(key), hash: hashKey(key), expiresAt, createdAt };
    return { ...(await this.keys.insert(row)), key };
  }

  async list(gameId: string, query: PagingQuery & { fields?: string }): Promise<List<Partial<ApiKeyRow>>> {
    const fields = selectedFields(KEY_FIELDS, query.fields);
    const page = pageRequest('key', 2, query);
    const { rows, total } = await this.keys.list(gameId, page);
    return buildList(
      'key',
      page,
      rows,
      (row) => [row.createdAt.getTime(), row.id],
      (row) => pickFields(row, fields),
      total,
    );
  }

  /** Revokes a key; it stops working at once on every instance. */
  async revoke(gameId: string, keyId: string): Promise<void> {
    const hash = await this.keys.revoke(gameId, keyId, this.clock.now());
    if (hash === null) throw notFound('key');
    await this.cache.invalidate(cacheKeys.apiKey(hash));
  }

  /** Forgets what is cached of a game's keys, after the game was deactivated. */
  async forgetCached(gameId: string): Promise<void> {
    const hashes = await this.keys.hashesOf(gameId);
    await this.cache.invalidate(...hashes.map((hash) => cacheKeys.apiKey(hash)));
  }

  async onModuleDestroy(): Promise<void> {
    await Promise.all(this.recording);
  }

  /** Null when the key has expired. */
  private admit({ id, gameId, expiresAtMs }: UsableKey): Principal | null {
    const now = this.clock.now();
    if (expiresAtMs !== null && expiresAtMs <= now.getTime()) return null;
    this.recordUse(id, now);
    return { scope: 'game', keyId: id, gameId };
  }

  private recordUse(keyId: string, now: Date): void {
    const last = this.lastRecorded.get(keyId);
    if (last !== undefined && now.getTime() - last < USE_RECORDED_EVERY_MS) return;
    this.lastRecorded.set(keyId, now.getTime());
    const written = this.keys
      .recordUse(keyId, now)
      .catch((error: unknown) => this.logger.warn({ err: error, keyId }, 'last use of a key not recorded'))
      .finally(() => this.recording.delete(written));
    this.recording.add(written);
  }
}
