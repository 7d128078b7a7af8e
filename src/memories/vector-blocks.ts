import { decodeVectorInto, dot } from './vector.rules.js';
import type { VectorBlock } from './vector-scan.js';

/** Rows of a full block: half a megabyte at 512 numbers, which is copied in a fraction of a millisecond. */
export const BLOCK_ROWS = 256;
/** Rows of the first block of a player with few memories; it doubles until it is full. */
const LEAST_ROWS = 8;
/** The length of a row that has no vector. */
const NO_VECTOR = -1;

/**
 * Vectors in blocks: more are added without moving those that stand, and to change one costs a copy of its block. A
 * fork shares the blocks and copies what it writes to, so that whoever reads the original is not disturbed.
 */
export class VectorBlocks {
  private readonly owned = new Set<VectorBlock>();

  constructor(
    private readonly dimensions: number,
    private readonly blocks: VectorBlock[] = [],
  ) {}

  fork(): VectorBlocks {
    return new VectorBlocks(this.dimensions, [...this.blocks]);
  }

  /** Bytes of numbers, room for more included. */
  get size(): number {
    return this.blocks.reduce((sum, { numbers, lengths }) => sum + numbers.byteLength + lengths.byteLength, 0);
  }

  /** Block `index` holds the rows from `index * BLOCK_ROWS` on; RangeError behind the last. */
  block(index: number): VectorBlock {
    const block = this.blocks[index];
    if (!block) throw new RangeError(`there is no block ${index} of ${this.blocks.length}`);
    return block;
  }

  /** The numbers of a row; null when it has none. */
  row(place: number): Float32Array | null {
    const { numbers, lengths } = this.block(Math.floor(place / BLOCK_ROWS));
    const at = place % BLOCK_ROWS;
    return lengths[at]! < 0 ? null : numbers.subarray(at * this.dimensions, (at + 1) * this.dimensions);
  }

  /**
   * Writes one row, which stands or is the next one: numbers, or bytes as they are stored. Null, and what has another
   * length, is no vector.
   */
  write(place: number, vector: Float32Array | Uint8Array | null): void {
    const at = place % BLOCK_ROWS;
    const { numbers, lengths } = this.writable(Math.floor(place / BLOCK_ROWS), at + 1);
    const row = numbers.subarray(at * this.dimensions, (at + 1) * this.dimensions);
    if (vector?.byteLength !== row.byteLength) {
      lengths[at] = NO_VECTOR;
      return;
    }
    if (vector instanceof Float32Array) row.set(vector);
    else decodeVectorInto(vector, row, 0);
    lengths[at] = Math.sqrt(dot(row, row));
  }

  private writable(index: number, rows: number): VectorBlock {
    const standing = this.blocks[index];
    if (standing && this.owned.has(standing) && standing.lengths.length >= rows) return standing;
    let capacity = Math.max(standing?.lengths.length ?? 0, index === 0 ? LEAST_ROWS : BLOCK_ROWS);
    while (capacity < rows) capacity *= 2;
    const block = {
      numbers: new Float32Array(capacity * this.dimensions),
      lengths: new Float64Array(capacity),
    };
    if (standing) {
      block.numbers.set(standing.numbers);
      block.lengths.set(standing.lengths);
    }
    this.blocks[index] = block;
    this.owned.add(block);
    return block;
  }
}
