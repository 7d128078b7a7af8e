import type { Metric, Registry } from 'prom-client';

type Labels = Record<'method' | 'route' | 'status', string | number>;

/** The distribution of one label set. */
interface Series {
  readonly labels: Labels;
  /** Observations by bucket, not cumulative; the last bucket is what lies beyond all bounds. */
  readonly counts: Float64Array;
  sum: number;
}

/** What prom-client's registry asks a metric for. */
interface Reading {
  readonly name: string;
  readonly help: string;
  readonly type: 'histogram';
  readonly aggregator: 'sum';
  readonly values: { metricName: string; labels: Partial<Record<string, string | number>>; value: number }[];
}

/**
 * A Prometheus histogram by method, route and status for what happens on every request: observing makes no object, and
 * what Prometheus reads is built when it is scraped.
 */
export class RequestHistogram {
  private readonly series = new Map<string, Series>();

  /**
   * Registers itself.
   *
   * @param bounds upper bounds of the buckets in seconds, ascending
   */
  constructor(
    readonly name: string,
    readonly help: string,
    private readonly bounds: readonly number[],
    registry: Registry,
  ) {
    // The registry uses of a metric what is here: its name, `get` and `reset`.
    registry.registerMetric(this as unknown as Metric);
  }

  observe(method: string, route: string, status: number, seconds: number): void {
    const key = `${method} ${route} ${status}`;
    let series = this.series.get(key);
    if (!series) {
      series = { labels: { method, route, status }, counts: new Float64Array(this.bounds.length + 1), sum: 0 };
      this.series.set(key, series);
    }
    series.sum += seconds;
    let bucket = 0;
    while (bucket < this.bounds.length && seconds > this.bounds[bucket]!) bucket += 1;
    series.counts[bucket]! += 1;
  }

  get(): Promise<Reading> {
    const values = [...this.series.values()].flatMap((series) => this.read(series));
    return Promise.resolve({ name: this.name, help: this.help, type: 'histogram', aggregator: 'sum', values });
  }

  reset(): void {
    this.series.clear();
  }

  private read({ labels, counts, sum }: Series): Reading['values'] {
    let total = 0;
    const buckets = [...counts].map((count, index) => {
      total += count;
      return {
        metricName: `${this.name}_bucket`,
        labels: { ...labels, le: this.bounds[index] ?? '+Inf' },
        value: total,
      };
    });
    return [
      ...buckets,
      { metricName: `${this.name}_sum`, labels, value: sum },
      { metricName: `${this.name}_count`, labels, value: total },
    ];
  }
}
