import { get, type IncomingMessage } from 'node:http';
import { once } from 'node:events';
import { eventually } from './eventually.js';

/** An event of a stream, as a client sees it. */
export interface StreamEvent {
  readonly id: string;
  readonly event: string;
  readonly data: Record<string, unknown>;
}

export interface EventStreamOptions {
  readonly lastEventId?: string;
  /** False for a reader that takes nothing off its socket. */
  readonly reads?: boolean;
}

/** A client of an event stream, after the HTML Standard's rules for parsing one. */
export class EventStream {
  readonly events: StreamEvent[] = [];
  comments = 0;
  retry = '';
  lastId = '';
  isOver = false;
  private rest = '';
  private data = '';
  private name = '';

  private constructor(readonly response: IncomingMessage) {
    response.on('close', () => (this.isOver = true));
    response.on('error', () => (this.isOver = true));
  }

  /** Opens a stream and waits for its first bytes, or for the refusal. */
  static async open(
    url: string,
    route: string,
    key: string,
    { lastEventId, reads = true }: EventStreamOptions = {},
  ): Promise<EventStream> {
    const headers = {
      'X-API-Key': key,
      'Accept-Encoding': 'gzip',
      ...(lastEventId === undefined ? {} : { 'Last-Event-ID': lastEventId }),
    };
    const request = get(url + route, { headers, agent: false });
    const [response] = (await once(request, 'response')) as [IncomingMessage];
    const stream = new EventStream(response);
    if (reads) response.on('data', (chunk: Buffer) => stream.take(chunk.toString()));
    return stream;
  }

  get status(): number {
    return this.response.statusCode ?? 0;
  }

  ofName(name: string): StreamEvent[] {
    return this.events.filter(({ event }) => event === name);
  }

  /** The ids of the reactions that came, the sender's. */
  get eventIds(): unknown[] {
    return this.ofName('reaction').map(({ data }) => data['eventId']);
  }

  /** Waits until so many events have come, or more; answers how many have. */
  async count(events: number): Promise<number> {
    await eventually(() => Promise.resolve(this.events.length >= events), true, 20_000);
    return this.events.length;
  }

  /** Waits for the end of the stream; answers whether it came. */
  over(deadlineMs?: number): Promise<boolean> {
    return eventually(() => Promise.resolve(this.isOver), true, deadlineMs);
  }

  close(): void {
    this.response.destroy();
  }

  private take(text: string): void {
    const lines = (this.rest + text).split('\n');
    this.rest = lines.pop() ?? '';
    for (const line of lines) this.line(line);
  }

  private line(line: string): void {
    const [, field = '', value = ''] = /^([^:]*): ?(.*)$/.exec(line) ?? [];
    if (line === '') this.dispatch();
    else if (field === '') this.comments += 1;
    else if (field === 'id') this.lastId = value;
    else if (field === 'event') this.name = value;
    else if (field === 'data') this.data = value;
    else if (field === 'retry') this.retry = value;
  }

  private dispatch(): void {
    if (this.data !== '') {
      const data = JSON.parse(this.data) as Record<string, unknown>;
      this.events.push({ id: this.lastId, event: this.name, data });
    }
    this.data = '';
    this.name = '';
  }
}
