import { BestRows, type VectorHit } from './best-rows.js';
import { clampCosine, dot } from './vector.rules.js';

/** Rows of numbers, one after the other, each with its length; a negative one: there is no vector in this row. */
export interface VectorBlock {
  readonly numbers: Float32Array;
  readonly lengths: Float64Array;
}

/**
 * A search for the rows most alike to a question by cosine, best first, ties by the lower index. Exact: every row that
 * passes is looked at. Blocks are given one by one, in order, so that the caller can stop in between.
 *
 * A question with few numbers other than zero, as short texts have with the local embedder, is compared by those alone:
 * the others add nothing.
 */
export class VectorScan {
  private readonly best: BestRows;
  /** The question with length 1, in doubles, since a product of two floats is one. */
  private readonly direction: Float64Array;
  /** Places of the numbers that are not zero, and these; null where there are too many to gain by it. */
  private readonly places: Int32Array | null;
  private readonly values: Float64Array;

  /** @param limit at most so many hits, 1 or more */
  constructor(
    private readonly question: Float32Array,
    limit: number,
  ) {
    this.best = new BestRows(limit);
    const length = Math.sqrt(dot(question, question));
    this.direction = Float64Array.from(question, (value) => (length === 0 ? 0 : value / length));
    const places = Int32Array.from(question.keys()).filter((place) => question[place] !== 0);
    this.places = places.length * WORTH_SKIPPING <= question.length ? places : null;
    this.values = Float64Array.from(places, (place) => this.direction[place]!);
  }

  /**
   * Looks at the first `count` rows of a block, which are the rows from `first` on of the whole.
   *
   * @param passes leaves out the rows for which it is false
   */
  look(block: VectorBlock, first: number, count: number, passes?: (index: number) => boolean): void {
    const dimensions = this.question.length;
    for (let row = 0; row < count; row += 1) {
      const length = block.lengths[row]!;
      if (length < 0 || (passes !== undefined && !passes(first + row))) continue;
      const offset = row * dimensions;
      const product =
        this.places === null
          ? denseProduct(block.numbers, offset, this.direction)
          : sparseProduct(block.numbers, offset, this.places, this.values);
      this.best.offer(first + row, length === 0 ? 0 : clampCosine(product / length));
    }
  }

  hits(): VectorHit[] {
    return this.best.drain();
  }
}

/** A look-up by place costs about this many steps through all places. */
const WORTH_SKIPPING = 2;

/** Four sums side by side, so that the processor need not wait for one addition before it starts the next. */
function denseProduct(numbers: Float32Array, offset: number, direction: Float64Array): number {
  let a = 0;
  let b = 0;
  let c = 0;
  let d = 0;
  const whole = direction.length - (direction.length % 4);
  let i = 0;
  for (; i < whole; i += 4) {
    a += numbers[offset + i]! * direction[i]!;
    b += numbers[offset + i + 1]! * direction[i + 1]!;
    c += numbers[offset + i + 2]! * direction[i + 2]!;
    d += numbers[offset + i + 3]! * direction[i + 3]!;
  }
  for (; i < direction.length; i += 1) a += numbers[offset + i]! * direction[i]!;
  return a + b + c + d;
}

function sparseProduct(numbers: Float32Array, offset: number, places: Int32Array, values: Float64Array): number {
  let a = 0;
  let b = 0;
  let c = 0;
  let d = 0;
  const whole = places.length - (places.length % 4);
  let i = 0;
  for (; i < whole; i += 4) {
    a += numbers[offset + places[i]!]! * values[i]!;
    b += numbers[offset + places[i + 1]!]! * values[i + 1]!;
    c += numbers[offset + places[i + 2]!]! * values[i + 2]!;
    d += numbers[offset + places[i + 3]!]! * values[i + 3]!;
  }
  for (; i < places.length; i += 1) a += numbers[offset + places[i]!]! * values[i]!;
  return a + b + c + d;
}
