import { json, text, type NextFunction, type Request, type Response } from 'express';
import { DomainError } from './domain-error.js';

/** The largest body, in bytes after decompression: 1 MB as a power of two. */
export const MAX_BODY_BYTES = 1_048_576;
/** Deeper JSON is refused before anything walks it. */
const MAX_BODY_DEPTH = 64;
/** Characters of a path that an error names. */
const MAX_PATH = 200;

export const NDJSON = 'application/x-ndjson';
/** The routes that take one JSON value a line, by the paths they were registered with. */
const NDJSON_ROUTES: ReadonlySet<unknown> = new Set(['/events/batch', '/v1/events/batch']);
/** More lines than any route takes are not parsed: a million bad ones would hold everybody else up for seconds. */
const MAX_PARSED_LINES = 1000;
/** JSON is UTF-8 (RFC 8259, 8.1). What is decoded from anything else would pass the checks on its bytes unseen. */
const OTHER_CHARSET = /;\s*charset\s*=(?!\s*"?utf-?8\b)/i;

/** A line of NDJSON that is no JSON: refused for itself, so that it does not spoil the lines beside it. */
export class MalformedLine {
  constructor(readonly line: string) {}
}

/** The media type was checked before they are asked; JSON of the wrong kind is for the schema of the route to refuse. */
const readJson = json({ limit: MAX_BODY_BYTES, strict: false, type: () => true, verify: rememberEscapes });
const readText = text({ limit: MAX_BODY_BYTES, type: () => true });

/** Reads request bodies: JSON everywhere, NDJSON where many come at once; gzip, deflate and br welcome. */
export function readBody(request: Request, response: Response, next: NextFunction): void {
  if (request.url.includes('%00')) {
    // PostgreSQL cannot store a NUL, so nothing that is looked for can have one.
    return next(new DomainError('BAD_REQUEST', 'The URL must not have NUL characters.'));
  }
  if (!hasBody(request)) return next();
  if (OTHER_CHARSET.test(request.headers['content-type'] ?? '')) return next(bodyError('charset.unsupported', 415));
  if (isJson(request)) {
    return readJson(request, response, (error?: unknown) =>
      next(error === undefined ? unstorableText(request) : explainParserError(error)),
    );
  }
  const takesNdjson = NDJSON_ROUTES.has((request.route as { path?: unknown } | undefined)?.path);
  if (!takesNdjson || !request.is(NDJSON)) {
    return next(
      new DomainError('UNSUPPORTED_MEDIA_TYPE', `Send application/json${takesNdjson ? ` or ${NDJSON}` : ''}.`),
    );
  }
  readText(request, response, (error?: unknown) => {
    if (error === undefined) parseNdjson(request);
    next(error === undefined ? undefined : explainParserError(error));
  });
}

function isJson(request: Request): boolean {
  // What most callers send needs no parsing.
  return (
    request.headers['content-type'] === 'application/json' ||
    Boolean(request.is(['application/json', 'application/*+json']))
  );
}

function hasBody(request: Request): boolean {
  return request.headers['transfer-encoding'] !== undefined || Number(request.headers['content-length'] ?? 0) > 0;
}

/** Only a body with a `\u` escape can hold a NUL or half a surrogate pair; the others need no second look. */
const bodiesWithEscapes = new WeakSet<object>();

function rememberEscapes(request: object, _response: object, body: Buffer): void {
  if (body.includes('\\u')) bodiesWithEscapes.add(request);
}

function unstorableText(request: Request): DomainError | undefined {
  if (!bodiesWithEscapes.has(request)) return undefined;
  const fault = findUnstorable(request.body);
  return fault && new DomainError('VALIDATION_FAILED', `${fault.path}: ${fault.message}`, { errors: [fault] });
}

/** The first text (or key) that PostgreSQL cannot store, or undefined. */
export function findUnstorable(value: unknown): { path: string; message: string } | undefined {
  const steps: (string | number)[] = [];
  const message = unstorable(value, steps);
  return message === undefined ? undefined : { path: steps.join('.').slice(0, MAX_PATH), message };
}

/**
 * Says what cannot be stored, and leaves the way to it in `steps`: no text is made for the many values that can be, as
 * this runs before a key is asked for.
 */
function unstorable(value: unknown, steps: (string | number)[]): string | undefined {
  if (typeof value === 'string') {
    if (value.includes('\0')) return 'must not have NUL characters';
    return value.isWellFormed() ? undefined : 'must not have half of a surrogate pair';
  }
  if (typeof value !== 'object' || value === null) return undefined;
  if (steps.length === MAX_BODY_DEPTH) return `must be nested at most ${MAX_BODY_DEPTH} levels deep`;
  if (Array.isArray(value)) {
    for (let i = 0; i < value.length; i += 1) {
      const ofItem = stepInto(value[i], i, steps);
      if (ofItem !== undefined) return ofItem;
    }
    return undefined;
  }
  for (const key in value) {
    const ofField = unstorable(key, steps) ?? stepInto((value as Record<string, unknown>)[key], key, steps);
    if (ofField !== undefined) return ofField;
  }
  return undefined;
}

function stepInto(child: unknown, step: string | number, steps: (string | number)[]): string | undefined {
  steps.push(step);
  const fault = unstorable(child, steps);
  if (fault === undefined) steps.pop();
  return fault;
}

function parseNdjson(request: Request): void {
  if (typeof request.body !== 'string') return;
  const lines = request.body.split('\n').filter((line) => line.trim() !== '');
  request.body = { events: lines.length > MAX_PARSED_LINES ? lines : lines.map(parseLine) };
}

function parseLine(line: string): unknown {
  try {
    const value: unknown = JSON.parse(line);
    return line.includes('\\u') && findUnstorable(value) ? new MalformedLine(line) : value;
  } catch {
    return new MalformedLine(line);
  }
}

/**
 * Express's parsers say in `type` what was wrong; Nest would pass on no more than the status and their wording. What
 * has a status and no type comes from zlib.
 */
function explainParserError(error: unknown): unknown {
  const { type = 'encoding.broken', status } = error as { type?: unknown; status?: unknown };
  return typeof type === 'string' && typeof status === 'number' ? bodyError(type, status) : error;
}

/** What a caller is told of an error of a body parser, by its `type`. */
export function bodyError(type: string, status: number): DomainError {
  switch (type) {
    case 'entity.parse.failed':
      return new DomainError('MALFORMED_JSON', 'The body is not valid JSON.');
    case 'entity.too.large':
      return new DomainError(
        'PAYLOAD_TOO_LARGE',
        'A body may have at most 1,048,576 bytes, counted after decompression.',
      );
    case 'encoding.unsupported':
    case 'charset.unsupported':
      return new DomainError('UNSUPPORTED_MEDIA_TYPE', 'Bodies are UTF-8, plain or with gzip, deflate or br encoding.');
    case 'encoding.broken':
      return new DomainError(
        'BAD_REQUEST',
        'The body cannot be decompressed: it is cut off or damaged, or its Content-Encoding is another.',
      );
    default:
      return new DomainError(status < 500 ? 'BAD_REQUEST' : 'INTERNAL_ERROR', 'The body could not be read.');
  }
}
