import type { LoggerService } from '@nestjs/common';
import { levels, pino, symbols, type DestinationStream, type LogFn, type Logger } from 'pino';
import { wallClockMs } from './clock.js';

/** Injection token of the process's pino logger. */
export const LOGGER = Symbol('LOGGER');

export type AppLogger = Logger;

/** Lines are written together once they fill this many bytes, */
const BUFFERED_BYTES = 8_192;
/** or are this many milliseconds old. */
const FLUSH_EVERY_MS = 100;

/**
 * Structured logs, one JSON object a line, on standard output. Lines are gathered for up to 100 ms, since a system call
 * for each would cost a request more than its answer; warnings and errors take all that waits with them at once, and so
 * does the end of the process. What concerns one request carries its `requestId`.
 */
export function createLogger(level: string, destination: DestinationStream = standardOutput()): AppLogger {
  const options = {
    level,
    base: undefined,
    timestamp: isoTime,
    formatters: { level: (label: string) => ({ level: label }) },
    hooks: {
      logMethod(this: Logger, args: Parameters<LogFn>, method: LogFn, lineLevel: number) {
        method.apply(this, args);
        if (lineLevel >= levels.values['warn']!) this.flush();
      },
    },
  };
  return pino(options, destination);
}

function standardOutput(): DestinationStream {
  return pino.destination({ sync: false, minLength: BUFFERED_BYTES, periodicFlush: FLUSH_EVERY_MS });
}

/**
 * Writes a line that is made already, past pino: for the one line that every request writes, where pino's own way costs
 * several times as much. It must be one JSON object, with the members that {@link createLogger} gives each line.
 */
export function writeLine(logger: AppLogger, line: string): void {
  (logger as unknown as Record<symbol, DestinationStream>)[symbols.streamSym]?.write(`${line}\n`);
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
    this.logger.error(
      { err: message instanceof Error ? message : undefined, context: context.at(-1) },
      String(message),
    );
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
