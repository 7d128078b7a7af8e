/** A row of a matrix and how alike it is to the question, -1..1. */
export interface VectorHit {
  readonly index: number;
  readonly score: number;
}

/** Keeps the best `size` of what is offered; its root is the worst kept, so that most rows cost one comparison. */
export class BestRows {
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

  /** What was kept, best first. */
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
