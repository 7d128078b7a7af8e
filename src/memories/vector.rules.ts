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
  let sum = 0;
  for (let i = 0; i < a.length; i += 1) sum += a[i]! * b[i]!;
  return sum;
}

/** Cosine of the angle between two vectors, -1..1; 0 when either is all zeros. RangeError when the lengths differ. */
export function cosine(a: Float32Array, b: Float32Array): number {
  const product = dot(a, b);
  const norms = Math.sqrt(dot(a, a) * dot(b, b));
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
  const direction = unitDoubles(query);
  const heap = new WorstFirstHeap(size);
  for (let row = 0; row < n; row += 1) heap.offer(row, cosineAt(matrix, row * d, direction, d));
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

/** Doubles, since a product of two floats is one: the query is widened once and not for every row. */
function unitDoubles(query: Float32Array): Float64Array {
  const norm = Math.sqrt(dot(query, query));
  return Float64Array.from(query, (value) => (norm === 0 ? 0 : value / norm));
}

/**
 * Cosine of a row with a direction of length 1. The row's product and its length come out of one reading of it, four
 * sums side by side so that the processor need not wait for one addition before it starts the next.
 */
function cosineAt(matrix: Float32Array, offset: number, direction: Float64Array, d: number): number {
  let p0 = 0;
  let p1 = 0;
  let p2 = 0;
  let p3 = 0;
  let n0 = 0;
  let n1 = 0;
  let n2 = 0;
  let n3 = 0;
  const whole = d - (d % 4);
  let i = 0;
  for (; i < whole; i += 4) {
    const a = matrix[offset + i]!;
    const b = matrix[offset + i + 1]!;
    const c = matrix[offset + i + 2]!;
    const e = matrix[offset + i + 3]!;
    p0 += a * direction[i]!;
    p1 += b * direction[i + 1]!;
    p2 += c * direction[i + 2]!;
    p3 += e * direction[i + 3]!;
    n0 += a * a;
    n1 += b * b;
    n2 += c * c;
    n3 += e * e;
  }
  for (; i < d; i += 1) {
    const a = matrix[offset + i]!;
    p0 += a * direction[i]!;
    n0 += a * a;
  }
  const squares = n0 + n1 + n2 + n3;
  return squares === 0 ? 0 : clampCosine((p0 + p1 + p2 + p3) / Math.sqrt(squares));
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
