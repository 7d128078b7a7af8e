import { setImmediate } from 'node:timers/promises';
import type { MemoryFilter } from './memory-filter.types.js';
import { BLOCK_ROWS, VectorBlocks } from './vector-blocks.js';
import type { RowsDigest, VectorRow } from './vector-row.types.js';
import { VectorScan } from './vector-scan.js';
import type { VectorMatch } from './vector-store.port.js';

/** Which vectors these are. */
export interface VectorSpace {
  readonly model: string;
  readonly dimensions: number;
}

/** About what the names and numbers of one row weigh beside its vector, in bytes. */
const ROW_BYTES = 350;
/** Milliseconds of comparing after which other requests get a turn. */
const TURN_MS = 2;

/** What a filter looks at. */
export type FilterableRow = Pick<VectorRow, 'type' | 'importance' | 'createdAtMs'>;

/** Vectors by the id of their memory: numbers, or bytes as they are stored. */
export type VectorsById = ReadonlyMap<string, Float32Array | Uint8Array>;

/** The vectors of one player in one model, as of one version of the player's memories. Never changed once made. */
export class VectorMatrix {
  private constructor(
    private readonly space: VectorSpace,
    /** The player's memory_version that it is as of. */
    readonly version: number,
    private readonly rows: readonly VectorRow[],
    private readonly vectors: VectorBlocks,
  ) {}

  static empty(space: VectorSpace): VectorMatrix {
    return new VectorMatrix(space, 0, [], new VectorBlocks(space.dimensions));
  }

  get model(): string {
    return this.space.model;
  }

  /** Bytes it takes up. */
  get size(): number {
    return this.vectors.size + this.rows.length * ROW_BYTES;
  }

  /** When the last of its rows was changed, in milliseconds since 1970; 0 without rows. */
  get updatedAtMs(): number {
    return this.rows.reduce((last, { updatedAtMs }) => Math.max(last, updatedAtMs), 0);
  }

  get digest(): RowsDigest {
    let high = 0;
    let low = 0;
    for (const row of this.rows) {
      high ^= row.high;
      low ^= row.low;
    }
    return { count: this.rows.length, high, low };
  }

  /** Of these rows those that are not here as they are, or have no vector here: they may have one by now. */
  news(rows: readonly VectorRow[]): VectorRow[] {
    const places = this.placesOf(rows);
    return rows.filter(({ id, high, low }) => {
      const place = places.get(id);
      const standing = place === undefined ? undefined : this.rows[place];
      return standing?.high !== high || standing.low !== low || this.vectors.row(place!) === null;
    });
  }

  /** The vectors of those of these rows that are here with the same content, by id. */
  vectorsOf(rows: readonly VectorRow[]): Map<string, Float32Array> {
    const places = this.placesOf(rows);
    const known = new Map<string, Float32Array>();
    for (const { id, hash } of rows) {
      const place = places.get(id);
      if (place === undefined || this.rows[place]!.hash !== hash) continue;
      const vector = this.vectors.row(place);
      if (vector) known.set(id, vector);
    }
    return known;
  }

  /**
   * This as of a later version, with rows put in the place of what stands under their ids, or added. A row whose bytes
   * are missing or of another length has no vector in this model, and is never found.
   */
  with(version: number, changed: readonly VectorRow[], vectors: VectorsById): VectorMatrix {
    const rows = [...this.rows];
    const blocks = this.vectors.fork();
    const places = this.placesOf(changed);
    for (const row of changed) {
      const place = places.get(row.id) ?? rows.length;
      rows[place] = row;
      blocks.write(place, vectors.get(row.id) ?? null);
    }
    return new VectorMatrix(this.space, version, rows, blocks);
  }

  /** The rows nearest to a vector that pass the filter, nearest first. Other requests get turns in between. */
  async nearest(vector: Float32Array, limit: number, filter: MemoryFilter = {}): Promise<VectorMatch[]> {
    const scan = new VectorScan(vector, Math.min(limit, this.rows.length));
    const passes = isOpen(filter) ? undefined : (place: number) => filterPasses(this.rows[place]!, filter);
    let turnEnds = performance.now() + TURN_MS;
    for (let first = 0; first < this.rows.length; first += BLOCK_ROWS) {
      if (performance.now() > turnEnds) {
        await setImmediate();
        turnEnds = performance.now() + TURN_MS;
      }
      const count = Math.min(this.rows.length - first, BLOCK_ROWS);
      scan.look(this.vectors.block(first / BLOCK_ROWS), first, count, passes);
    }
    return scan.hits().map(({ index, score }) => ({ id: this.rows[index]!.id, type: this.rows[index]!.type, score }));
  }

  /** Where the rows with these ids stand: one reading of all ids, which is less than to keep a map of them. */
  private placesOf(rows: readonly VectorRow[]): Map<string, number> {
    const wanted = new Set(rows.map(({ id }) => id));
    const places = new Map<string, number>();
    for (let place = 0; place < this.rows.length && places.size < wanted.size; place += 1) {
      const { id } = this.rows[place]!;
      if (wanted.has(id)) places.set(id, place);
    }
    return places;
  }
}

function isOpen(filter: MemoryFilter): boolean {
  return Object.values(filter).every((part) => part === undefined);
}

/** Whether a search with this filter may find a memory. */
export function filterPasses(row: FilterableRow, { types, minImportance, since, until }: MemoryFilter): boolean {
  return (
    (types === undefined || types.includes(row.type)) &&
    (minImportance === undefined || row.importance >= minImportance) &&
    (since === undefined || row.createdAtMs >= since.getTime()) &&
    (until === undefined || row.createdAtMs < until.getTime())
  );
}
