import { LRUCache } from 'lru-cache';
import { cacheLimits } from './cache-limits.tables.js';
import type { Freshness } from './cache-ttl.rules.js';
import type { CacheHolding, CacheKind } from './cache.types.js';

/** An immutable value with the times that decide whether it may be served. */
export interface MemoryEntry extends Freshness {
  readonly kind: CacheKind;
  readonly value: unknown;
  /** Estimated heap bytes of the value alone. */
  readonly bytes: number;
  /** When it expires on the wall clock, as Redis has it: of two copies the one that expires later is the newer. */
  readonly expiresAt: number;
  /** Milliseconds its load took. */
  readonly loadMs: number;
  /** Monotonic milliseconds before which no early refresh is due; infinite while one is under way. */
  refreshFrom: number;
  /** A reader has drawn an early refresh, and it has not begun. */
  refreshDue: boolean;
}

/** Estimated heap bytes of an entry: its record in the cache, the key, and the value. */
function sizeOf(entry: MemoryEntry, key: string): number {
  return 512 + key.length + entry.bytes;
}

/** The in-process tier: the most recently used entries within a number of bytes. Whether one is fresh, its reader decides. */
export class MemoryTier {
  private readonly entries: LRUCache<string, MemoryEntry> | null;
  private readonly holdings = new Map<CacheKind, CacheHolding>();

  /** `maxBytes` 0 keeps nothing. `onEviction` is told what was pushed out to make room. */
  constructor(
    readonly maxBytes: number,
    onEviction: (kind: CacheKind) => void,
  ) {
    this.entries =
      maxBytes < 1
        ? null
        : new LRUCache({
            maxSize: maxBytes,
            maxEntrySize: Math.ceil(maxBytes * cacheLimits.maxEntryShare),
            sizeCalculation: sizeOf,
            onInsert: (entry, key, reason) => {
              if (reason !== 'update') this.count(entry, key, 1);
            },
            dispose: (entry, key, reason) => {
              this.count(entry, key, -1);
              if (reason === 'evict') onEviction(entry.kind);
            },
          });
  }

  get size(): number {
    return this.entries?.size ?? 0;
  }

  get bytes(): number {
    return this.entries?.calculatedSize ?? 0;
  }

  /** What it holds of each kind it has held. */
  get byKind(): ReadonlyMap<CacheKind, CacheHolding> {
    return this.holdings;
  }

  get(key: string): MemoryEntry | undefined {
    return this.entries?.get(key);
  }

  /** Keeps the entry, unless it is too large to be kept. */
  put(key: string, entry: MemoryEntry): void {
    this.entries?.set(key, entry);
  }

  delete(key: string): void {
    this.entries?.delete(key);
  }

  clear(): void {
    this.entries?.clear();
  }

  private count(entry: MemoryEntry, key: string, sign: 1 | -1): void {
    const { entries, bytes } = this.holdings.get(entry.kind) ?? { entries: 0, bytes: 0 };
    this.holdings.set(entry.kind, { entries: entries + sign, bytes: bytes + sign * sizeOf(entry, key) });
  }
}
