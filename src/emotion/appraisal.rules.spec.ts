import { describe, expect, it } from '@jest/globals';
import type { EventContext, EventData } from '../events/event.types.js';
import { appraise } from './appraisal.rules.js';
import { EMOTIONS } from './emotion.tables.js';
import type { Appraisal, Situation } from './emotion.types.js';

const CALM: Situation = { count: null, isFirstTime: false, mood: null, sensitivity: 1 };

function feel(type: string, data: EventData = {}, context: EventContext = {}, situation = CALM): Appraisal {
  return appraise({ type, data, context }, situation);
}

describe('what a companion feels', () => {
  it.each([
    ['player.victory', 'happy'],
    ['player.defeat', 'sad'],
    ['player.draw', 'neutral'],
    ['player.teamvictory', 'happy'],
    ['player.kill', 'satisfied'],
    ['player.achievement', 'proud'],
    ['player.levelup', 'happy'],
    ['player.revived', 'grateful'],
    ['player.savedally', 'proud'],
    ['player.betrayed', 'angry'],
    ['player.loot', 'satisfied'],
    ['player.lootepic', 'excited'],
    ['player.lootlegendary', 'amazed'],
    ['player.outofresources', 'worried'],
    ['player.questcomplete', 'satisfied'],
    ['player.questfailed', 'disappointed'],
    ['player.bosskill', 'excited'],
    ['player.nearmiss', 'relieved'],
    ['player.comeback', 'amazed'],
    ['player.sessionstart', 'cheerful'],
    ['player.disconnect', 'worried'],
    ['player.gift', 'grateful'],
  ])('%s on its own is %s', (type, emotion) => {
    const { emotion: felt, action } = feel(type);
    expect({ felt, action }).toEqual({ felt: emotion, action: EMOTIONS[felt].action });
  });

  it('celebrates an MVP on a winning streak as pride, strongly', () => {
    const { emotion, intensity } = feel('player.victory', { mvp: true, winStreak: 5 });
    expect(emotion).toBe('proud');
    expect(intensity).toBeGreaterThanOrEqual(0.7);
  });

  it('is overwhelmed by legendary loot, however the game says it', () => {
    const named = feel('player.lootlegendary');
    const told = feel('player.loot', { rarity: 'legendary' });
    expect([named.emotion, told.emotion]).toEqual(['amazed', 'amazed']);
    expect(named.intensity).toBeGreaterThanOrEqual(0.8);
    expect(told.intensity).toBe(named.intensity);
    expect(feel('player.loot', { rarity: 'mythic' }).intensity).toBeGreaterThan(told.intensity);
  });

  it('marvels at a first boss, as the game or the server counts it', () => {
    const byServer = feel('player.bosskill', {}, {}, { ...CALM, count: 1, isFirstTime: true });
    expect(byServer.emotion).toBe('amazed');
    expect(byServer.intensity).toBeGreaterThan(feel('player.bosskill').intensity);
    expect(feel('player.bosskill', { isFirstTime: true }).intensity).toBe(byServer.intensity);
    expect(feel('player.bosskill', { count: 1 }).intensity).toBe(byServer.intensity);
    expect(feel('player.bosskill', { count: 7 }, {}, { ...CALM, isFirstTime: true }).emotion).toBe('excited');
  });

  it('grows with what the event is made of', () => {
    expect(feel('player.kill', { killCount: 5 }).intensity).toBeGreaterThan(feel('player.kill').intensity);
    expect(feel('player.victory', { margin: 0.9 }).intensity).toBeGreaterThan(feel('player.victory').intensity);
    expect(feel('player.levelup', { level: 50 }).intensity).toBeGreaterThan(
      feel('player.levelup', { level: 2 }).intensity,
    );
    expect(feel('player.skillcombo', { comboLength: 30 }).intensity).toBeGreaterThan(
      feel('player.skillcombo', { comboLength: 3 }).intensity,
    );
  });
});

describe('kin emotions part by agency, expectedness and circumstances', () => {
  it.each<[string, string, EventData, EventContext, string]>([
    ['a streak is exciting', 'player.victory', { winStreak: 4 }, {}, 'excited'],
    ['a hard win is earned', 'player.victory', {}, { difficulty: 'hard' }, 'proud'],
    ['an easy win is a matter of course', 'player.victory', {}, { difficulty: 'easy' }, 'satisfied'],
    ['a win out of danger is a relief', 'player.victory', {}, { playerHealth: 5 }, 'relieved'],
    ['so is a narrow one', 'player.victory', { margin: 0.02 }, {}, 'relieved'],
    ['and one that ends a bad run', 'player.victory', {}, { lossStreak: 3 }, 'relieved'],
    ['a win for a named friend is cheerful', 'player.teamvictory', { ally: 'Mio' }, {}, 'cheerful'],
    ['merit shows in a team', 'player.teamvictory', { mvp: true }, {}, 'proud'],
    ['five kills are merit', 'player.kill', { killCount: 5 }, {}, 'proud'],
    ['a boss after many deaths is earned', 'player.bosskill', { deathStreak: 4 }, {}, 'proud'],
    ['a broken winning streak is a dashed hope', 'player.defeat', {}, { winStreak: 4 }, 'disappointed'],
    ['so is a narrow loss', 'player.defeat', { margin: -0.05 }, {}, 'disappointed'],
    ['and losing what is easy', 'player.defeat', {}, { difficulty: 'easy' }, 'disappointed'],
    ['losing again and again frustrates', 'player.defeat', { lossStreak: 4 }, {}, 'frustrated'],
    ['with somebody to blame it is anger', 'player.defeat', { lossStreak: 4, enemy: 'Rex' }, {}, 'angry'],
    ['a quest that was too hard is only sad', 'player.questfailed', {}, { difficulty: 'nightmare' }, 'sad'],
    ['a three-hour session wears out', 'player.sessionend', { durationSeconds: 10_800 }, {}, 'tired'],
  ])('%s', (_case, type, data, context, emotion) => {
    expect(feel(type, data, context).emotion).toBe(emotion);
  });

  it('lets the mood colour what is ambiguous, and nothing else', () => {
    const bright = { ...CALM, mood: { pleasure: 0.6, arousal: 0, dominance: 0 } };
    const dim = { ...CALM, mood: { pleasure: -0.6, arousal: 0, dominance: 0 } };
    expect(feel('player.draw', {}, {}, bright).emotion).toBe('satisfied');
    expect(feel('player.draw', {}, {}, dim).emotion).toBe('disappointed');
    expect(feel('player.nearmiss', {}, {}, dim).emotion).toBe('worried');
    expect(feel('player.victory', {}, {}, dim)).toEqual(feel('player.victory'));
  });
});

describe('modifiers of intensity', () => {
  const good = feel('player.victory').intensity;
  const bad = feel('player.defeat').intensity;

  it('health below 20 dampens good news by 0.8 and sharpens bad news by 1.2', () => {
    expect(feel('player.victory', {}, { playerHealth: 19 }).intensity).toBeCloseTo(good * 0.8, 3);
    expect(feel('player.defeat', {}, { playerHealth: 19 }).intensity).toBeCloseTo(bad * 1.2, 3);
    expect(feel('player.victory', {}, { playerHealth: 20 }).intensity).toBe(good);
  });

  it('combat raises all by 1.1', () => {
    expect(feel('player.victory', {}, { inCombat: true }).intensity).toBeCloseTo(good * 1.1, 3);
    expect(feel('player.defeat', {}, { inCombat: true }).intensity).toBeCloseTo(bad * 1.1, 3);
  });

  it('three wins in a row raise good news by 1.2', () => {
    const quest = feel('player.questcomplete').intensity;
    expect(feel('player.questcomplete', { winStreak: 3 }).intensity).toBeCloseTo(quest * 1.2, 3);
    expect(feel('player.questcomplete', { winStreak: 2 }).intensity).toBe(quest);
  });

  it('three losses in a row raise bad news by 1.3', () => {
    const shown = feel('player.betrayed', { lossStreak: 3 }).parts;
    expect(shown).toContainEqual({ rule: 'lossStreak', effect: 1.3, on: 'intensity' });
    expect(feel('player.defeat', { lossStreak: 4 }).intensity).toBeGreaterThan(bad * 1.3);
    expect(feel('player.victory', { lossStreak: 4 }).intensity).toBe(good);
  });

  it('hard and nightmare raise good news by 1.25', () => {
    expect(feel('player.victory', {}, { difficulty: 'hard' }).intensity).toBeCloseTo(good * 1.25, 3);
    expect(feel('player.victory', {}, { difficulty: 'nightmare' }).intensity).toBeCloseTo(good * 1.25, 3);
    expect(feel('player.defeat', {}, { difficulty: 'nightmare' }).intensity).toBe(bad);
  });

  it('MVP raises good news by 1.3', () => {
    expect(feel('player.victory', { mvp: true }).intensity).toBeCloseTo(good * 1.3, 3);
    expect(feel('player.defeat', { mvp: true }).intensity).toBe(bad);
  });

  it("the game's sensitivity multiplies everything", () => {
    expect(feel('player.victory', {}, {}, { ...CALM, sensitivity: 0.5 }).intensity).toBeCloseTo(good * 0.5, 3);
    expect(feel('player.defeat', {}, {}, { ...CALM, sensitivity: 1.5 }).intensity).toBeCloseTo(bad * 1.5, 3);
  });

  it('multiply together and stop at 1', () => {
    const product = feel('player.questcomplete', { mvp: true }, { inCombat: true, playerHealth: 10 }).intensity;
    expect(product).toBeCloseTo(0.5 * 1.3 * 1.1 * 0.8, 3);
    expect(feel('player.victory', { mvp: true, winStreak: 9 }, { difficulty: 'nightmare' }).intensity).toBe(1);
  });

  it('reads streaks from the data before the context', () => {
    expect(feel('player.defeat', { lossStreak: 0 }, { lossStreak: 5 })).toEqual(feel('player.defeat'));
    expect(feel('player.defeat', {}, { lossStreak: 5 })).toEqual(feel('player.defeat', { lossStreak: 5 }));
  });
});

describe('confidence', () => {
  it('is 0.85 for a known type with the fields it reads, and a little less where one is missing', () => {
    expect(feel('player.victory').confidence).toBe(0.85);
    expect(feel('player.kill', { killCount: 2 }).confidence).toBe(0.85);
    expect(feel('player.kill').confidence).toBe(0.82);
  });

  it('rises with agreeing evidence and stops at 0.95', () => {
    expect(feel('player.victory', { mvp: true }).confidence).toBeGreaterThan(0.85);
    expect(feel('player.defeat', { lossStreak: 3 }).confidence).toBeGreaterThan(0.85);
    expect(feel('player.loot', { rarity: 'epic' }).confidence).toBeGreaterThan(0.85);
    expect(feel('player.victory', { mvp: true, winStreak: 8, margin: 0.9 }).confidence).toBe(0.95);
  });

  it.each<[string, string, EventData]>([
    ['a victory with a long death streak', 'player.victory', { deathStreak: 5, mvp: true, winStreak: 5 }],
    ['a victory by a negative margin', 'player.victory', { margin: -0.3 }],
    ['a defeat by a positive margin', 'player.defeat', { margin: 0.3 }],
    ['a winning and a losing streak at once', 'player.questcomplete', { winStreak: 4, lossStreak: 4 }],
    ['a kill of nobody', 'player.kill', { killCount: 0 }],
    ['legendary loot of common rarity', 'player.lootlegendary', { rarity: 'common' }],
    ['a first time that is the ninth', 'player.bosskill', { isFirstTime: true, count: 9 }],
  ])('falls below 0.8, where a model may be asked, for %s', (_case, type, data) => {
    expect(feel(type, data).confidence).toBeLessThan(0.8);
  });
});

describe('the reasoning', () => {
  it('is one sentence that names what was weighed, and never what a player wrote or is called', () => {
    const said = feel(
      'player.teamvictory',
      { mvp: true, ally: 'Zara', item: 'Sunblade' },
      { inCombat: true },
    ).reasoning;
    expect(said).toBe(
      "player.teamvictory is good news and an ally's doing: proud at 0.858, because it was earned, weighing mvp, inCombat.",
    );
    expect(feel('player.chat', { text: 'my password is hunter2, so happy' }).reasoning).not.toContain('hunter2');
  });
});
