import { createHash } from 'node:crypto';
import { isSpelledLikeKey } from '../auth/key.rules.js';
import type { Principal } from '../auth/principal.js';
import { DomainError } from '../common/domain-error.js';

const KEY_PATTERN = /^[\x21-\x7e]{1,255}$/;
/** Deeper bodies are refused before anything walks them: no body of ours comes near. */
const MAX_DEPTH = 64;

/**
 * The value of an `Idempotency-Key` header.
 *
 * @throws DomainError BAD_REQUEST unless it is 1 to 255 visible ASCII characters
 */
export function idempotencyKeyOf(header: string | string[]): string {
  if (typeof header === 'string' && KEY_PATTERN.test(header)) return header;
  throw new DomainError('BAD_REQUEST', 'Idempotency-Key must have 1 to 255 visible ASCII characters, without spaces.');
}

/**
 * What a record is kept under: who asks, for which route and ids, with which key. All keys of a game are one caller, so
 * that a repeat may come with a new one; a path means the same with and without its version.
 */
export function recordKey(principal: Principal, path: string, idempotencyKey: string): string {
  const caller = principal.scope === 'admin' ? 'admin' : principal.gameId;
  const route = path.replace(/^\/v1(?=\/)/, '').replace(/\/$/, '');
  return sha256(`${caller}\n${route}\n${idempotencyKey}`);
}

/** The hash of what was asked for. Bodies that mean the same hash the same, however they are spaced and ordered. */
export function requestHash(query: string, body: unknown): string {
  return sha256(`${query}\n${canonicalJson(body, MAX_DEPTH)}`);
}

/** JSON with the members of objects in the order of their names (as RFC 8785 orders them). */
function canonicalJson(value: unknown, levels: number): string {
  if (typeof value !== 'object' || value === null || value instanceof Date) return JSON.stringify(value) ?? 'null';
  if (levels === 0)
    throw new DomainError('VALIDATION_FAILED', `The body is nested more than ${MAX_DEPTH} levels deep.`);
  if (Array.isArray(value)) return `[${value.map((item) => canonicalJson(item, levels - 1)).join(',')}]`;
  const members = Object.entries(value)
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, member]) => `${JSON.stringify(name)}:${canonicalJson(member, levels - 1)}`);
  return `{${members.join(',')}}`;
}

/** An answer without the secrets that are shown once: no member that is spelled like a key of ours is kept. */
export function withoutSecrets(answer: unknown): unknown {
  if (typeof answer !== 'object' || answer === null || Array.isArray(answer)) return answer;
  return Object.fromEntries(
    Object.entries(answer).filter(([, value]) => typeof value !== 'string' || !isSpelledLikeKey(value)),
  );
}

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** The player whose data an answer holds, if it is one player's; `inPath` is the id that the route has. */
export function playerOf(path: string, inPath: unknown, body: unknown, answer: unknown): string | null {
  const asked = (body ?? {}) as { playerId?: unknown };
  const answered = (answer ?? {}) as { playerId?: unknown; id?: unknown };
  const made = /\/players\/?$/.test(path) ? answered.id : undefined;
  const player = inPath ?? answered.playerId ?? asked.playerId ?? made;
  return typeof player === 'string' && UUID.test(player) ? player : null;
}

/**
 * Gives each event of a body that names no `eventId` one that its repeat will have too: what was written is then found,
 * even where the process died before it could tell.
 *
 * @param seed names the request, the same for its repeats
 */
export function giveEventIds(path: string, body: unknown, seed: string): void {
  if (typeof body !== 'object' || body === null) return;
  if (/\/events\/?$/.test(path)) giveEventId(body, seed);
  const { events } = body as { events?: unknown };
  if (!/\/events\/batch\/?$/.test(path) || !Array.isArray(events)) return;
  for (const [index, event] of (events as unknown[]).entries()) giveEventId(event, `${seed}\n${index}`);
}

function giveEventId(event: unknown, seed: string): void {
  if (typeof event !== 'object' || event === null || Object.getPrototypeOf(event) !== Object.prototype) return;
  const named = event as { eventId?: unknown };
  if (named.eventId === undefined) named.eventId = uuidOf(seed);
}

/** A UUID of version 8 (RFC 9562, 5.8), made of the SHA-256 of a text. */
function uuidOf(text: string): string {
  const hex = sha256(text);
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
