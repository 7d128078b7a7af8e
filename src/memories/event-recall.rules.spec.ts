import { describe, expect, it } from '@jest/globals';
import type { EventData } from '../events/event.types.js';
import { cuesOf, cueTerms, isAbout } from './event-recall.rules.js';
import { extractIndexTerms } from './terms.rules.js';

function recalls(data: EventData, memory: string, type = 'player.bosskill', language = 'en'): boolean {
  return isAbout(extractIndexTerms(memory), cuesOf({ type, data, context: {} }, language));
}

describe('what an event calls to mind', () => {
  it.each([
    [{ enemy: 'Ice Dragon' }, 'Fled from the ice dragons', true],
    [{ enemy: 'Ice Dragon' }, 'Beat the fire dragon', false],
    [{ enemy: 'Ice Dragon', ally: 'Mia' }, 'Mia likes trout', true],
    [{ item: 'Sword of the Frozen Throne' }, 'Found the sword of a frozen king', true],
    [{ item: 'Sword of the Frozen Throne' }, 'Sat on a throne', false],
    [{ text: 'do you remember the ice dragon?' }, 'Beat the ice dragon', true],
    [{ text: 'do you remember the ice dragon?' }, 'Ate ice cream', false],
    [{ enemy: '冰霜巨龙' }, '击败了Boss 冰霜巨龙', true],
    [{ enemy: '冰霜巨龙' }, '击败了火焰巨龙', false],
  ])('%j and %p: %p', (data, memory, expected) => {
    expect(recalls(data, memory)).toBe(expected);
  });

  it('goes by the words of the kind, in the language, when nothing is named', () => {
    expect(recalls({}, 'Victory: won a match as MVP.', 'player.victory')).toBe(true);
    expect(recalls({}, 'Defeat: lost to a troll.', 'player.victory')).toBe(false);
    expect(recalls({}, '胜利：赢得了比赛，3连胜。', 'player.victory', 'zh')).toBe(true);
    expect(recalls({}, 'Something happened: raid wipe.', 'raid.wipe')).toBe(true);
    expect(recalls({}, 'Something happened: pet fed.', 'raid.wipe')).toBe(false);
  });

  it('has no cue where there is not one word', () => {
    expect(cueTerms(cuesOf({ type: 'a.-', data: { item: '!!' }, context: {} }, 'en'))).toEqual([]);
    expect(isAbout(['a'], [])).toBe(false);
  });
});
