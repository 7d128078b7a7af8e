import { Injectable } from '@nestjs/common';
import { MetricsService } from '../common/metrics.service.js';
import type { EndReason, StreamEntry } from './streams.types.js';

/** Counts streams and what goes through them. */
@Injectable()
export class StreamMeter {
  private open = 0;
  private readonly events;
  private readonly dropped;

  constructor(metrics: MetricsService) {
    metrics.gauge('agl_streams_open', 'Event streams that are open in this process', [], (gauge) =>
      gauge.set(this.open),
    );
    this.events = metrics.counter('agl_stream_events_total', 'Events given to open streams', ['event']);
    this.dropped = metrics.counter('agl_streams_dropped_total', 'Streams that were ended from here', ['reason']);
  }

  opened(): void {
    this.open += 1;
  }

  closed(reason: EndReason | null): void {
    this.open -= 1;
    if (reason !== null) this.dropped.inc({ reason });
  }

  sent(event: StreamEntry['name'], readers: number): void {
    this.events.inc({ event }, readers);
  }
}
