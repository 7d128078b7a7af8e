import { describe, expect, it } from '@jest/globals';
import type { EventData } from '../events/event.types.js';
import { appraise } from './appraisal.rules.js';
import type { Appraisal, Situation } from './emotion.types.js';

const CALM: Situation = { count: null, isFirstTime: false, mood: null, sensitivity: 1 };

function feel(type: string, data: EventData = {}): Appraisal {
  return appraise({ type, data, context: {} }, CALM);
}

describe("a game's own event type", () => {
  it.each([
    ['race.won', 'happy'],
    ['arena.matchwon', 'happy'],
    ['arena.matchLost', 'sad'],
    ['farm.crop_died', 'sad'],
    ['craft.recipe-unlocked', 'proud'],
    ['house.building_complete', 'satisfied'],
    ['quest.mission_failed', 'disappointed'],
    ['fishing.legendary_catch', 'amazed'],
    ['bank.gold_stolen', 'angry'],
    ['village.invaded', 'worried'],
    ['guild.friend_joined', 'cheerful'],
    ['raid.boss_defeated', 'excited'],
    ['raid.enemyDied', 'excited'],
    ['raid.death_avoided', 'relieved'],
    ['player.headshot', 'excited'],
  ])('%s is understood by its words as %s, with modest confidence', (type, emotion) => {
    const { emotion: felt, confidence } = feel(type);
    expect(felt).toBe(emotion);
    expect(confidence).toBeGreaterThanOrEqual(0.5);
    expect(confidence).toBeLessThanOrEqual(0.6);
  });

  it.each([['game.tick'], ['quest.mission_updated'], ['hud.skill_closed'], ['constructor'], ['win.screen_opened']])(
    '%s says nothing: neutral at 0.3',
    (type) => {
      expect(feel(type)).toMatchObject({ emotion: 'neutral', confidence: 0.3 });
    },
  );

  it('is read by its fields where its words say nothing', () => {
    expect(feel('game.tick', { margin: 0.2 }).emotion).toBe('happy');
    expect(feel('game.tick', { margin: -0.4 }).emotion).toBe('disappointed');
    expect(feel('game.tick', { amount: -50 }).emotion).toBe('disappointed');
    expect(feel('game.tick', { lossStreak: 3 }).emotion).toBe('frustrated');
    expect(feel('game.tick', { rarity: 'legendary' }).emotion).toBe('amazed');
    expect(feel('game.tick', { rarity: 'rare' }).confidence).toBeLessThan(0.5);
  });

  it('is trusted more when fields agree with words, less when they do not', () => {
    const words = feel('race.won').confidence;
    expect(feel('race.won', { margin: 0.4 }).confidence).toBeGreaterThan(words);
    expect(feel('race.won', { margin: -0.4 }).confidence).toBeLessThan(words);
    expect(feel('shop.stolen_treasure').confidence).toBeLessThan(words);
  });

  it('answers a name of any length in no time', () => {
    expect(feel(`game.${'lose'.repeat(50_000)}`).emotion).toBe('sad');
  });
});
