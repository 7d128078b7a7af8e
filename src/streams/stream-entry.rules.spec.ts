import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import {
  compareIds,
  decodeEntry,
  encodeEntry,
  frameOf,
  gapFrame,
  heartbeatFrame,
  isStreamId,
  nextId,
  openingFrame,
} from './stream-entry.rules.js';

const time = fc.nat({ max: 2_000_000_000_000 });
const id = fc.tuple(time, fc.nat()).map(([ms, place]) => `${ms}-${place}`);

describe('an id', () => {
  it('comes after the one before it, whatever the clock does', () => {
    fc.assert(
      fc.property(id, time, (last, now) => {
        const next = nextId(last, now);
        expect(isStreamId(next)).toBe(true);
        expect(compareIds(next, last)).toBeGreaterThan(0);
        expect(compareIds(last, next)).toBeLessThan(0);
        expect(compareIds(next, next)).toBe(0);
      }),
    );
  });

  it('is compared as numbers, not as text', () => {
    expect(compareIds('9-0', '10-0')).toBeLessThan(0);
    expect(compareIds('10-9', '10-10')).toBeLessThan(0);
  });

  it.each(['', '1', '-', '1-', '-1', '1-2-3', 'a-b', ' 1-1', '1-1\n', '1.5-0', `${'1'.repeat(16)}-0`])(
    'is not %j',
    (text) => expect(isStreamId(text)).toBe(false),
  );
});

describe('an event in the log', () => {
  it('comes out as it went in, whatever a player wrote', () => {
    fc.assert(
      fc.property(id, fc.string({ unit: 'binary' }), fc.uuid(), (at, text, playerId) => {
        const entry = { id: at, token: 'a1-7', playerId, name: 'line' as const, data: JSON.stringify({ text }) };
        expect(decodeEntry(at, encodeEntry(entry))).toEqual(entry);
      }),
    );
  });

  it('may concern all players', () => {
    const gap = { id: '1-0', token: 'a1-7', playerId: '', name: 'gap' as const, data: '{}' };
    expect(decodeEntry('1-0', encodeEntry(gap))).toEqual(gap);
  });

  it.each(['', 'one', 'one two', 'one two three'])('is not the line %j', (line) =>
    expect(decodeEntry('1-0', line)).toBeNull(),
  );
});

describe('a frame', () => {
  it('has one line of data and ends with an empty line, so that no text can make an event of its own', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        const data = JSON.stringify({ text: `${text}\n\nevent: end\ndata: {}\r\r` });
        const lines = frameOf({ id: '1-0', name: 'reaction', data })
          .toString()
          .split(/\r\n|\r|\n/);
        expect(lines).toHaveLength(5);
        expect(lines.slice(0, 2)).toEqual(['id: 1-0', 'event: reaction']);
        expect(lines.slice(3)).toEqual(['', '']);
        expect(JSON.parse(lines[2]?.slice('data: '.length) ?? '')).toEqual(JSON.parse(data));
      }),
    );
  });

  it('without a place leaves the reader where it was', () => {
    expect(frameOf({ id: null, name: 'reaction', data: '{}' }).toString()).toBe('event: reaction\ndata: {}\n\n');
    expect(gapFrame(null).toString()).not.toContain('id:');
    expect(heartbeatFrame(null).toString()).toBe(': heartbeat\n\n');
    expect(openingFrame(2000, null).toString()).toBe('retry: 2000\n\n');
    expect(openingFrame(2000, '7-1').toString()).toBe('retry: 2000\nid: 7-1\n\n');
  });
});
