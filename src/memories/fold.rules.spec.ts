import { describe, expect, it } from '@jest/globals';
import { embedText } from '../providers/embedding/local-embedder.js';
import { contentHash } from './content-hash.rules.js';
import { foldDuplicates } from './fold.rules.js';
import type { PreparedMemory } from './prepared-memory.types.js';

function told(content: string, more: Partial<PreparedMemory> = {}): PreparedMemory {
  return {
    id: content,
    playerId: 'one',
    gameId: 'game',
    type: 'combat',
    content,
    emotion: null,
    importance: 0.5,
    context: {},
    source: 'server',
    pinned: false,
    gameTime: null,
    eventId: null,
    sourceIds: [],
    createdAt: null,
    expiresAt: null,
    contentHash: contentHash(content),
    terms: [],
    model: 'local',
    vector: embedText(content, 512),
    standingId: null,
    ...more,
  };
}

const fold = (...list: Partial<PreparedMemory>[]) => foldDuplicates(list.map((more) => told('a', more)))[0]!;
const places = (list: readonly PreparedMemory[]) => foldDuplicates(list).map((folded) => folded.places);

describe('foldDuplicates', () => {
  it('brings together what says the same of one player and type, in the order first told', () => {
    const list = [
      told('Found the legendary Dragonfang Blade'),
      told('Won a match'),
      told('found the LEGENDARY dragonfang blade!'),
      told('Found a legendary Dragonfang Blade.'),
      told('Won a match', { playerId: 'two' }),
      told('Won a match', { type: 'social' }),
    ];
    expect(places(list)).toEqual([[0, 2, 3], [1], [4], [5]]);
  });

  it('goes by the standing memory where one was found', () => {
    const list = [told('a', { standingId: 'x' }), told('b', { standingId: 'x' }), told('c', { standingId: 'y' })];
    expect(places(list)).toEqual([[0, 1], [2]]);
    expect(places([told('a', { standingId: 'x' }), told('b')])).toEqual([[0], [1]]);
  });

  it('keeps the greatest importance, a pin, and the longest life', () => {
    const [soon, late] = [new Date(1), new Date(2)];
    expect(
      fold({ importance: 0.2, expiresAt: late }, { importance: 0.9, pinned: true, expiresAt: soon }),
    ).toMatchObject({
      importance: 0.9,
      pinned: true,
      expiresAt: late,
    });
    expect(fold({ expiresAt: soon }, { expiresAt: null }).expiresAt).toBeNull();
  });
});
