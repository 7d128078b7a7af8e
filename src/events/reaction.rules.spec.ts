import { describe, expect, it } from '@jest/globals';
import { companionAt, NOW } from '../../test/support/companions.js';
import { feel } from './companion.rules.js';
import { presentReceipt } from './reaction-receipt.rules.js';
import { presentReaction, type Decision } from './reaction.rules.js';
import type { ReactionPart } from './reaction.types.js';

const PLAYER = {
  id: '0198a1b2-0000-7000-8000-000000000001',
  gameId: '0198a1b2-0000-7000-8000-000000000002',
  externalId: 'rin',
  characterPersona: 'cool',
  language: 'ja',
};
const event = { type: 'player.victory', data: { mvp: true }, context: {} };

const decision: Decision = {
  admitted: {
    id: '0198a1b2-0000-7000-8000-000000000003',
    eventId: 'match-7',
    player: PLAYER,
    config: {},
    event,
    occurredAt: new Date(NOW),
  },
  felt: feel({
    state: companionAt({ pleasure: 1 / 3 }),
    persona: 'cool',
    event,
    occurredAtMs: NOW,
    sensitivity: 1,
  }),
  recalled: [],
  spoken: {
    choice: {
      lineId: 'cool.victory.1',
      text: 'Not bad.',
      language: 'en',
      specificity: 14,
      fromGame: false,
      rejected: [{ id: 'cool.victory.2', reason: 'lost_draw' }],
    },
    reasons: ['long_streak'],
    written: null,
  },
  seed: 99,
};
const present = (parts: readonly ReactionPart[], more: Partial<Decision> = {}) =>
  presentReaction({ ...decision, ...more }, new Set(parts), 1.23456);

describe('a reaction', () => {
  it('shows what was felt and said', () => {
    const { appraisal } = decision.felt;
    expect(present(['emotion', 'dialogue', 'memory'])).toEqual({
      id: decision.admitted.id,
      eventId: 'match-7',
      playerId: PLAYER.id,
      occurredAt: '2026-05-10T12:00:00.000Z',
      emotion: {
        emotion: appraisal.emotion,
        intensity: appraisal.intensity,
        confidence: appraisal.confidence,
        action: appraisal.action,
        method: 'rule',
        reasoning: appraisal.reasoning,
      },
      mood: expect.objectContaining({ label: expect.any(String) }),
      dialogue: {
        text: 'Not bad.',
        characterPersona: 'cool',
        language: 'en',
        method: 'template',
        reasons: ['long_streak'],
        memoryIds: [],
      },
      memory: null,
      costUsd: 0,
      latencyMs: 1.235,
    });
  });

  it('leaves out as null what was not asked for, but never the mood', () => {
    expect(present(['dialogue'])).toMatchObject({ emotion: null, memory: null, dialogue: { text: 'Not bad.' } });
    expect(present(['emotion'], { spoken: null })).toMatchObject({ dialogue: null, memory: null });
    const silent = present(['memory'], { spoken: null });
    expect(silent).toMatchObject({ emotion: null, dialogue: null });
    expect(silent.mood).toEqual(present(['emotion']).mood);
  });

  it('shows the mood that it leaves, in four decimals', () => {
    const { mood } = present(['emotion']);
    expect(mood.pleasure).toBe(Math.round(decision.felt.next.pleasure * 10_000) / 10_000);
    expect(mood.label).toBe('exuberant');
  });
});

describe('a receipt', () => {
  it('has all that it takes to decide again', () => {
    const receipt = presentReceipt(decision);
    expect(receipt).toMatchObject({
      seed: 99,
      appraisal: { parts: decision.felt.appraisal.parts, situation: decision.felt.situation },
      line: { templateId: 'cool.victory.1', specificity: 14, rejected: [{ id: 'cool.victory.2' }] },
      llm: { used: false },
    });
    expect(receipt.rulesFired).toContain('mvp');
    expect(presentReceipt({ ...decision, spoken: null }).line).toBeNull();
  });
});
