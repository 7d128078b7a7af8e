import type { AppLogger } from './logger.js';
import { destinationOf } from './logger.js';
import { requestLine, type ConcludedRequest } from './request-line.js';

/** Lines are written together once they fill this many characters, */
const GATHERED_CHARACTERS = 65_536;
/** or once the first of them is this many milliseconds old. */
const WRITE_AFTER_MS = 100;

/**
 * The log of requests: a line each, in the form of all others. They are gathered for up to 100 ms and written together,
 * since a system call for each would cost more than many an answer.
 */
export class RequestLog {
  private gathered = '';
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
    this.gathered += `${requestLine(request)}\n`;
    if (this.gathered.length >= GATHERED_CHARACTERS) this.write();
    else this.timer ??= setTimeout(() => this.write(), WRITE_AFTER_MS).unref();
  }

  private write(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
    if (this.gathered === '') return;
    this.destination.write(this.gathered);
    this.gathered = '';
  }
}
