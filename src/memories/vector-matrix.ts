import type { MemoryFilter } from './memory-filter.types.js';
import type { VectorMatch } from './vector-store.port.js';
import { decodeVectorInto, topByCosine } from './vector.rules.js';

/** What a row of a matrix is about. */
export interface VectorRow {
  readonly id: string;
  readonly type: string;
  /** Start of the content's hash: another content has another vector. */
  readonly hash: string;
  readonly importance: number;
  /** Milliseconds since 1970. */
  readonly createdAtMs: number;
}

/** Which vectors these are. */
export interface VectorSpace {
  /** The player's memory_version that they are as of. */
  readonly version: number;
  readonly model: string;
  readonly dimensions: number;
}

/** About what the names and numbers of one row weigh beside its vector, in bytes. */
const ROW_BYTES = 300;

/** The vectors of one player in one model, as of one version of the player's memories. Never changed once made. */
export class VectorMatrix {
  private constructor(
    private readonly space: VectorSpace,
    private readonly rows: readonly VectorRow[],
    private readonly numbers: Float32Array,
    private readonly places: ReadonlyMap<string, number>,
  ) {}

  /**
   * The matrix of these rows: what stands in `before` with the same content is copied from there, the rest is read from
   * `fetched` (bytes by id). A row with neither, or of another length, has no vector in this model and is left out.
   */
  static of(
    space: VectorSpace,
    rows: readonly VectorRow[],
    before: VectorMatrix | undefined,
    fetched: ReadonlyMap<string, Uint8Array>,
  ): VectorMatrix {
    const { dimensions } = space;
    const numbers = new Float32Array(rows.length * dimensions);
    const kept: VectorRow[] = [];
    for (const row of rows) {
      const offset = kept.length * dimensions;
      const known = before?.vectorOf(row);
      const bytes = fetched.get(row.id);
      if (known) numbers.set(known, offset);
      else if (bytes?.byteLength === dimensions * Float32Array.BYTES_PER_ELEMENT) {
        decodeVectorInto(bytes, numbers, offset);
      } else continue;
      kept.push(row);
    }
    const places = new Map(kept.map(({ id }, place) => [id, place]));
    return new VectorMatrix(space, kept, numbers, places);
  }

  get version(): number {
    return this.space.version;
  }

  get model(): string {
    return this.space.model;
  }

  /** Bytes it takes up. */
  get size(): number {
    return this.numbers.byteLength + this.rows.length * ROW_BYTES;
  }

  /** The vector of a memory with this content; undefined when it is not here. */
  vectorOf({ id, hash }: Pick<VectorRow, 'id' | 'hash'>): Float32Array | undefined {
    const place = this.places.get(id);
    if (place === undefined || this.rows[place]?.hash !== hash) return undefined;
    return this.row(place);
  }

  /** The rows nearest to a vector that pass the filter, nearest first. */
  nearest(vector: Float32Array, limit: number, filter: MemoryFilter = {}): VectorMatch[] {
    const passing = Object.values(filter).every((part) => part === undefined)
      ? undefined
      : [...this.rows.keys()].filter((place) => passes(this.rows[place]!, filter));
    const numbers = passing ? this.gather(passing) : this.numbers;
    const hits = topByCosine(numbers, passing?.length ?? this.rows.length, this.space.dimensions, vector, limit);
    return hits.map(({ index, score }) => {
      const { id, type } = this.rows[passing?.[index] ?? index]!;
      return { id, type, score };
    });
  }

  private gather(places: readonly number[]): Float32Array {
    const numbers = new Float32Array(places.length * this.space.dimensions);
    for (const [to, from] of places.entries()) numbers.set(this.row(from), to * this.space.dimensions);
    return numbers;
  }

  private row(place: number): Float32Array {
    return this.numbers.subarray(place * this.space.dimensions, (place + 1) * this.space.dimensions);
  }
}

function passes(row: VectorRow, { types, minImportance, since, until }: MemoryFilter): boolean {
  return (
    (types === undefined || types.includes(row.type)) &&
    (minImportance === undefined || row.importance >= minImportance) &&
    (since === undefined || row.createdAtMs >= since.getTime()) &&
    (until === undefined || row.createdAtMs < until.getTime())
  );
}
