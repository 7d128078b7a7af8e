import { Injectable } from '@nestjs/common';
import { Counter, Gauge, Histogram, Registry, collectDefaultMetrics } from 'prom-client';
import { RequestHistogram } from './request-histogram.js';

/** Seconds; fine below 10 ms, where this service lives, and coarse up to the deadline of a slow request. */
const LATENCY_BUCKETS_SECONDS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

/** What Prometheus scrapes. A feature that counts something asks for its counter here, so that names stay in one style. */
@Injectable()
export class MetricsService {
  readonly registry = new Registry();

  readonly httpRequests = new RequestHistogram(
    'agl_http_request_duration_seconds',
    'Time from the first byte of a request to the last byte of its answer',
    LATENCY_BUCKETS_SECONDS,
    this.registry,
  );

  constructor() {
    collectDefaultMetrics({ register: this.registry, prefix: 'agl_' });
  }

  counter<Label extends string>(name: string, help: string, labelNames: readonly Label[] = []): Counter<Label> {
    return new Counter({ name, help, labelNames, registers: [this.registry] });
  }

  /** A histogram of seconds. */
  histogram<Label extends string>(name: string, help: string, labelNames: readonly Label[] = []): Histogram<Label> {
    return new Histogram({ name, help, labelNames, buckets: LATENCY_BUCKETS_SECONDS, registers: [this.registry] });
  }

  /** A gauge that is read when it is scraped. */
  gauge<Label extends string>(
    name: string,
    help: string,
    labelNames: readonly Label[],
    read: (gauge: Gauge<Label>) => void | Promise<void>,
  ): Gauge<Label> {
    return new Gauge<Label>({
      name,
      help,
      labelNames,
      registers: [this.registry],
      async collect() {
        await read(this);
      },
    });
  }
}
