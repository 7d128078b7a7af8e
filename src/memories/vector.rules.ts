/** A row of a matrix and how alike it is to the query, -1..1. */
export interface VectorHit {
  readonly index: number;
  readonly score: number;
}

const FLOAT_BYTES = 4;
const LITTLE_ENDIAN = new Uint8Array(new Uint16Array([1]).buffer)[0] === 1;

/** Sum of products. RangeError when the lengths differ. */
export function dot(a: Float32Array, b: Float32Array): number {
  if (a.length !== b.length) throw new RangeError(`vectors of ${a.length} and ${b.length} numbers cannot be compared`);
  return dotAt(a, 0, b, b.length);
}

/** Cosine of the angle between two vectors, -1..1; 0 when either is all zeros. RangeError when the lengths differ. */
export function cosine(a: Float32Array, b: Float32Array): number {
  const product = dot(a, b);
  const norms = Math.sqrt(dotAt(a, 0, a, a.length) * dotAt(b, 0, b, b.length));
  return norms === 0 ? 0 : clampCosine(product / norms);
}

/**
 * The k rows most alike to the query, best first, ties by the lower index. Exact: every row is looked at.
 *
 * @param matrix n rows of d numbers, one after the other. Rows need not have length 1.
 * @param k at most this many; 0 or less gives none.
 * RangeError when the matrix or the query is shorter than n and d say.
 */
export function topByCosine(matrix: Float32Array, n: number, d: number, query: Float32Array, k: number): VectorHit[] {
  if (query.length !== d) throw new RangeError(`the query has ${query.length} numbers, not ${d}`);
  if (matrix.length < n * d) throw new RangeError(`the matrix has ${matrix.length} numbers, not ${n} x ${d}`);
  const size = Math.min(Math.floor(k), n);
  if (size <= 0) return [];
  const queryNorm = Math.sqrt(dotAt(query, 0, query, d));
  const heap = new WorstFirstHeap(size);
  for (let row = 0; row < n; row += 1) {
    const offset = row * d;
    const norm = Math.sqrt(squaresAt(matrix, offset, d)) * queryNorm;
    heap.offer(row, norm === 0 ? 0 : clampCosine(dotAt(matrix, offset, query, d) / norm));
  }
  return heap.drain();
}

/** Four bytes a number, little-endian. */
export function encodeVector(vector: Float32Array): Buffer {
  if (LITTLE_ENDIAN) return Buffer.from(new Uint8Array(vector.buffer, vector.byteOffset, vector.byteLength).slice());
  const bytes = Buffer.alloc(vector.length * FLOAT_BYTES);
  for (let i = 0; i < vector.length; i += 1) bytes.writeFloatLE(vector[i] ?? 0, i * FLOAT_BYTES);
  return bytes;
}

/** Reads what `encodeVector` wrote. RangeError when the bytes are not a whole number of floats. */
export function decodeVector(bytes: Uint8Array): Float32Array {
  const vector = new Float32Array(bytes.byteLength / FLOAT_BYTES);
  decodeVectorInto(bytes, vector, 0);
  return vector;
}

/** Reads a vector straight into a matrix, from number `offset` on. RangeError when it does not fit. */
export function decodeVectorInto(bytes: Uint8Array, target: Float32Array, offset: number): void {
  const length = bytes.byteLength / FLOAT_BYTES;
  if (!Number.isInteger(length)) throw new RangeError(`${bytes.byteLength} bytes are not a whole number of floats`);
  if (offset < 0 || offset + length > target.length) throw new RangeError(`${length} numbers do not fit at ${offset}`);
  if (LITTLE_ENDIAN) {
    new Uint8Array(target.buffer, target.byteOffset + offset * FLOAT_BYTES, bytes.byteLength).set(bytes);
    return;
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  for (let i = 0; i < length; i += 1) target[offset + i] = view.getFloat32(i * FLOAT_BYTES, true);
}

function clampCosine(value: number): number {
  return value > 1 ? 1 : value < -1 ? -1 : value;
}

/** Four sums side by side: the processor need not wait for one addition before it starts the next. */
function dotAt(a: Float32Array, offset: number, b: Float32Array, length: number): number {
  let s0 = 0;
  let s1 = 0;
  let s2 = 0;
  let s3 = 0;
  const whole = length - (length % 4);
  let i = 0;
  for (; i < whole; i += 4) {
    s0 += a[offset + i]! * b[i]!;
    s1 += a[offset + i + 1]! * b[i + 1]!;
    s2 += a[offset + i + 2]! * b[i + 2]!;
    s3 += a[offset + i + 3]! * b[i + 3]!;
  }
  for (; i < length; i += 1) s0 += a[offset + i]! * b[i]!;
  return s0 + s1 + s2 + s3;
}

function squaresAt(a: Float32Array, offset: number, length: number): number {
  let s0 = 0;
  let s1 = 0;
  const whole = length - (length % 2);
  let i = offset;
  for (const end = offset + whole; i < end; i += 2) {
    s0 += a[i]! * a[i]!;
    s1 += a[i + 1]! * a[i + 1]!;
  }
  if (whole < length) s0 += a[i]! * a[i]!;
  return s0 + s1;
}

/** Keeps the best `size` of what is offered; its root is the worst kept, so that most rows cost one comparison. */
class WorstFirstHeap {
  private readonly scores: Float64Array;
  private readonly rows: Int32Array;
  private count = 0;

  constructor(private readonly size: number) {
    this.scores = new Float64Array(size);
    this.rows = new Int32Array(size);
  }

  /** Rows come in rising order, so that on a tie the one that stands has the lower index and stays. */
  offer(row: number, score: number): void {
    if (this.count < this.size) {
      this.place(this.count, row, score);
      this.count += 1;
      this.rise(this.count - 1);
    } else if (score > this.scores[0]!) {
      this.place(0, row, score);
      this.sink();
    }
  }

  drain(): VectorHit[] {
    const hits = Array.from({ length: this.count }, (_, i) => ({ index: this.rows[i]!, score: this.scores[i]! }));
    return hits.sort((a, b) => b.score - a.score || a.index - b.index);
  }

  private place(slot: number, row: number, score: number): void {
    this.rows[slot] = row;
    this.scores[slot] = score;
  }

  private isWorse(a: number, b: number): boolean {
    const [scoreA, scoreB] = [this.scores[a]!, this.scores[b]!];
    return scoreA < scoreB || (scoreA === scoreB && this.rows[a]! > this.rows[b]!);
  }

  private swap(a: number, b: number): void {
    const [row, score] = [this.rows[a]!, this.scores[a]!];
    this.place(a, this.rows[b]!, this.scores[b]!);
    this.place(b, row, score);
  }

  private rise(from: number): void {
    let slot = from;
    while (slot > 0) {
      const parent = (slot - 1) >> 1;
      if (!this.isWorse(slot, parent)) return;
      this.swap(slot, parent);
      slot = parent;
    }
  }

  private sink(): void {
    let slot = 0;
    for (;;) {
      const left = 2 * slot + 1;
      if (left >= this.count) return;
      const right = left + 1;
      const worst = right < this.count && this.isWorse(right, left) ? right : left;
      if (!this.isWorse(worst, slot)) return;
      this.swap(slot, worst);
      slot = worst;
    }
  }
}
