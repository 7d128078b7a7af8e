import type { LineChoice } from '../dialogue/dialogue.types.js';
import type { SpecialCase } from '../dialogue/special-case.tables.js';
import type { RecalledMemory } from '../memories/memory.types.js';
import { presentMood, roundUnit } from '../players/player.rules.js';
import type { Felt } from './companion.rules.js';
import type { Reaction } from './event.schemas.js';
import type { AdmittedEvent, ReactionPart } from './reaction.types.js';

/** The line that was chosen, and why the moment was special. */
export interface Spoken {
  readonly choice: LineChoice;
  readonly reasons: readonly SpecialCase[];
}

/** What the engines decided about one event. */
export interface Decision {
  readonly admitted: AdmittedEvent;
  readonly felt: Felt;
  readonly recalled: readonly RecalledMemory[];
  readonly spoken: Spoken | null;
  readonly seed: number;
}

/** The answer, less what only the writing knows: the memory. */
export function presentReaction(decision: Decision, parts: ReadonlySet<ReactionPart>, latencyMs: number): Reaction {
  const { admitted, felt, spoken, recalled } = decision;
  const { emotion, intensity, confidence, action, reasoning } = felt.appraisal;
  return {
    id: admitted.id,
    eventId: admitted.eventId,
    playerId: admitted.player.id,
    occurredAt: admitted.occurredAt.toISOString(),
    emotion: parts.has('emotion')
      ? {
          emotion,
          intensity: roundUnit(intensity),
          confidence: roundUnit(confidence),
          action,
          method: 'rule',
          reasoning,
        }
      : null,
    mood: presentMood(felt.next),
    dialogue: spoken && {
      text: spoken.choice.text,
      characterPersona: admitted.player.characterPersona,
      language: spoken.choice.language,
      method: 'template',
      reasons: [...spoken.reasons],
      memoryIds: recalled.map(({ id }) => id),
    },
    memory: null,
    costUsd: 0,
    latencyMs: Math.round(latencyMs * 1000) / 1000,
  };
}

/** How it was decided: enough to decide it again. */
export function presentReceipt({ felt, recalled, spoken, seed }: Decision): Record<string, unknown> {
  return {
    seed,
    appraisal: { parts: felt.appraisal.parts, situation: felt.situation },
    rulesFired: felt.appraisal.parts.map(({ rule }) => rule),
    memories: recalled,
    line: spoken && {
      templateId: spoken.choice.lineId,
      specificity: spoken.choice.specificity,
      rejected: spoken.choice.rejected,
    },
    llm: { used: false, reason: 'no provider is configured' },
  };
}
