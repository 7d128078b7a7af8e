import type { StreamEntry } from './streams.types.js';

/** Milliseconds since 1970 and a number within that millisecond, as Redis makes the ids of its streams. */
const ID = /^(\d{1,15})-(\d{1,15})$/;

/** True for what can be an id of ours: `1764000000000-0`. */
export function isStreamId(text: string): boolean {
  return ID.test(text);
}

/** Below 0 when `a` came before `b`, 0 when they are the same, else above. */
export function compareIds(a: string, b: string): number {
  const [aMs, aPlace] = partsOf(a);
  const [bMs, bPlace] = partsOf(b);
  return aMs - bMs || aPlace - bPlace;
}

/** The id after `last`: of this millisecond, or of the last one where the clock went back. */
export function nextId(last: string, nowMs: number): string {
  const [ms, place] = partsOf(last);
  return nowMs > ms ? `${nowMs}-0` : `${ms}-${place + 1}`;
}

/** What is kept of an event: all but its id, in one line. */
export function encodeEntry({ token, playerId, name, data }: Omit<StreamEntry, 'id'>): string {
  return `${token} ${playerId} ${name} ${data}`;
}

/** The event that was kept as a line; null for a line that is none, such as the mark at a log's beginning. */
export function decodeEntry(id: string, line: string): StreamEntry | null {
  const afterToken = line.indexOf(' ');
  const afterPlayer = line.indexOf(' ', afterToken + 1);
  const afterName = line.indexOf(' ', afterPlayer + 1);
  if (afterToken < 0 || afterPlayer < 0 || afterName < 0) return null;
  return {
    id,
    token: line.slice(0, afterToken),
    playerId: line.slice(afterToken + 1, afterPlayer),
    name: line.slice(afterPlayer + 1, afterName) as StreamEntry['name'],
    data: line.slice(afterName + 1),
  };
}

/** An event as it is sent (HTML Standard, 9.2.5). JSON has no line breaks outside of its strings' escapes. */
export function frameOf({ id, name, data }: Pick<StreamEntry, 'id' | 'name' | 'data'>): Buffer {
  return Buffer.from(`${idLine(id)}event: ${name}\ndata: ${data}\n\n`);
}

/** What a stream begins with: when to come back, and the place to resume from before anything happened. */
export function openingFrame(retryMs: number, id: string | null): Buffer {
  return Buffer.from(`retry: ${retryMs}\n${idLine(id)}\n`);
}

/** A comment, and the place to resume from: a player's stream may be quiet while the game's log moves on. */
export function heartbeatFrame(id: string | null): Buffer {
  return Buffer.from(`: heartbeat\n${idLine(id)}\n`);
}

/** Tells a reader that events were missed. */
export function gapFrame(id: string | null): Buffer {
  return frameOf({ id, name: 'gap', data: GAP_DATA });
}

/** The last words of a stream that we end. */
export function endFrame(reason: string): Buffer {
  return Buffer.from(`event: end\ndata: {"reason":"${reason}"}\n\n`);
}

/** What a `gap` says. */
export const GAP_DATA = '{"reason":"events were missed; load the state anew"}';

function idLine(id: string | null): string {
  return id === null ? '' : `id: ${id}\n`;
}

function partsOf(id: string): [ms: number, place: number] {
  const [, ms = '0', place = '0'] = ID.exec(id) ?? [];
  return [Number(ms), Number(place)];
}
