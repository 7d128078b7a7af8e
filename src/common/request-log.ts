import type { AppLogger } from './logger.js';
import { destinationOf } from './logger.js';
import { requestLine, type ConcludedRequest } from './request-line.js';

/** Lines are written together once they fill this many bytes, */
const GATHERED_BYTES = 65_536;
/** or once the first of them is this many milliseconds old. */
const WRITE_AFTER_MS = 100;

/** The longest line in bytes: ids and a path are bounded, and escapes make six characters of one at most. */
const MAX_LINE_BYTES = 4_096;

/**
 * The log of requests: a line each, in the form of all others. They are gathered for up to 100 ms and written together,
 * since a system call for each would cost more than many an answer; gathered as bytes, since strings that wait would be
 * moved to the old space of the heap one by one.
 */
export class RequestLog {
  private readonly gathered = Buffer.allocUnsafe(GATHERED_BYTES);
  private length = 0;
  private timer: NodeJS.Timeout | undefined;
  private readonly wanted: boolean;
  private readonly destination;

  constructor(logger: AppLogger) {
    this.wanted = logger.isLevelEnabled('info');
    this.destination = destinationOf(logger);
    if (this.wanted) process.once('exit', () => this.write());
  }

  add(request: ConcludedRequest): void {
    if (!this.wanted) return;
    this.length += this.gathered.write(`${requestLine(request)}\n`, this.length);
    if (this.length > GATHERED_BYTES - MAX_LINE_BYTES) this.write();
    else this.timer ??= setTimeout(() => this.write(), WRITE_AFTER_MS).unref();
  }

  private write(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
    if (this.length === 0) return;
    this.destination.write(this.gathered.toString('utf8', 0, this.length));
    this.length = 0;
  }
}
