import type { LoggerService } from '@nestjs/common';
import { pino, symbols, type DestinationStream, type Logger } from 'pino';
import { wallClockMs } from './clock.js';

/** Injection token of the process's pino logger. */
export const LOGGER = Symbol('LOGGER');

export type AppLogger = Logger;

/** Structured logs, one JSON object a line, on standard output. What concerns one request carries its `requestId`. */
export function createLogger(level: string, destination: DestinationStream = pino.destination()): AppLogger {
  return pino(
    { level, base: undefined, timestamp: isoTime, formatters: { level: (label: string) => ({ level: label }) } },
    destination,
  );
}

/** Where a logger writes its lines to. */
export function destinationOf(logger: AppLogger): DestinationStream {
  return (logger as unknown as Record<symbol, DestinationStream>)[symbols.streamSym]!;
}

let lastMs = -1;
let lastTime = '';

/** The time as pino wants it, `,"time":"…"`; written out once a millisecond. */
export function isoTime(): string {
  const nowMs = wallClockMs();
  if (nowMs !== lastMs) {
    lastMs = nowMs;
    lastTime = `,"time":"${new Date(nowMs).toISOString()}"`;
  }
  return lastTime;
}

/** Who in Nest tells of a start that failed, before the error goes on to whoever started it, who tells of it again. */
const TELLS_OF_STARTS = 'ExceptionHandler';

/** Lets Nest write its own messages into the same log. */
export class NestLogger implements LoggerService {
  constructor(private readonly logger: AppLogger) {}

  log(message: unknown, ...context: unknown[]): void {
    this.logger.debug({ context: context.at(-1) }, String(message));
  }

  warn(message: unknown, ...context: unknown[]): void {
    this.logger.warn({ context: context.at(-1) }, String(message));
  }

  error(message: unknown, ...context: unknown[]): void {
    const details = { err: message instanceof Error ? message : undefined, context: context.at(-1) };
    if (details.context === TELLS_OF_STARTS) this.logger.debug(details, String(message));
    else this.logger.error(details, String(message));
  }

  debug(message: unknown, ...context: unknown[]): void {
    this.logger.trace({ context: context.at(-1) }, String(message));
  }

  verbose(message: unknown, ...context: unknown[]): void {
    this.logger.trace({ context: context.at(-1) }, String(message));
  }

  fatal(message: unknown, ...context: unknown[]): void {
    this.logger.fatal({ context: context.at(-1) }, String(message));
  }
}
