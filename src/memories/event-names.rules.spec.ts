import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { EVENT_TYPES } from '../emotion/event-type.tables.js';
import type { EventData } from '../events/event.types.js';
import { embedText } from '../providers/embedding/local-embedder.js';
import { contentHash } from './content-hash.rules.js';
import { draftFromEvent } from './event-memory.rules.js';
import { NAME_FIELDS, sameName } from './event-names.rules.js';
import { foldDuplicates } from './fold.rules.js';
import { MEMORY_SENTENCES } from './memory-sentence.tables.js';
import type { PreparedMemory } from './prepared-memory.types.js';

const LANGUAGES = Object.keys(MEMORY_SENTENCES);
const TYPES = [...Object.keys(EVENT_TYPES), 'raid.wipe'];
let made = 0;

function prepared(type: string, data: EventData, language = 'en'): PreparedMemory {
  made += 1;
  const draft = draftFromEvent({
    playerId: 'player',
    gameId: 'game',
    event: { type, data, context: {} },
    eventRowId: `event-${made}`,
    language,
    emotion: 'proud',
    intensity: 0.9,
    isFirstTime: true,
    count: 1,
    occurredAt: new Date(made),
  });
  const vector = embedText(draft.content, 512);
  return {
    ...draft,
    id: `id-${made}`,
    contentHash: contentHash(draft.content, draft.untold),
    terms: [],
    model: 'local',
    vector,
    standingId: null,
  };
}

const memoriesOf = (...list: PreparedMemory[]) => foldDuplicates(list).length;

describe('memories of events', () => {
  it.each([
    [['Gate Warden I', 'Gate Warden II', 'Gate Warden III']],
    [['Ash', 'Asha', 'Ashe']],
    [['雪山之王', '火山之王']],
    [['ゆき', 'ゆきの']],
    [['민수', '민서']],
  ])('of the first kills of %p are as many', (enemies) => {
    for (const language of LANGUAGES) {
      const kills = enemies.map((enemy) => prepared('player.bosskill', { enemy }, language));
      expect(memoriesOf(...kills)).toBe(enemies.length);
    }
  });

  it('are one when the same happens with the same names, however they are written', () => {
    for (const language of LANGUAGES) {
      const first = prepared('player.betrayed', { ally: 'Doran' }, language);
      expect(memoriesOf(first, prepared('player.betrayed', { ally: ' DORAN ' }, language))).toBe(1);
    }
    const named = { item: 'the Dragonfang' };
    expect(memoriesOf(prepared('player.loot', named), prepared('player.loot', { item: 'Dragonfang' }))).toBe(1);
    const asMvp = prepared('player.victory', { enemy: 'Gorm', mvp: true, killCount: 9 });
    expect(memoriesOf(asMvp, prepared('player.victory', { enemy: 'Gorm', mvp: true, killCount: 9 }))).toBe(1);
  });

  const name = fc.oneof(
    fc.constantFrom(
      'Ash',
      'Asha',
      'Gate Warden I',
      'Gate Warden II',
      '雪山之王',
      '火山之王',
      'ゆき',
      '민수',
      'x'.repeat(100),
    ),
    fc.string({ unit: 'grapheme', minLength: 1, maxLength: 100 }).filter((text) => /[\p{L}\p{N}]/u.test(text)),
  );

  it('are never one when a name differs, of any kind of event and in any language', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...TYPES),
        fc.constantFrom(...LANGUAGES),
        fc.constantFrom(...NAME_FIELDS),
        fc.dictionary(fc.constantFrom(...NAME_FIELDS), name),
        name,
        name,
        (type, language, field, others, one, other) => {
          fc.pre(!sameName(one, other));
          const told = [one, other].map((value) => prepared(type, { ...others, [field]: value }, language));
          expect(memoriesOf(...told)).toBe(2);
          expect(told[0]!.contentHash).not.toBe(told[1]!.contentHash);
          const nameless = prepared(type, { ...others, [field]: undefined }, language);
          expect(memoriesOf(told[0]!, nameless)).toBe(2);
        },
      ),
      { numRuns: 300 },
    );
  });
});
