import type { ChooseRequest } from '../dialogue/dialogue.service.js';
import type { LineChoice, LineHistory } from '../dialogue/dialogue.types.js';
import type { WrittenLine } from '../dialogue/line-writer.types.js';
import type { SpecialCase } from '../dialogue/special-case.tables.js';
import { RULES_ALONE, type Verdict } from '../emotion/emotion-judge.types.js';
import type { EventDraftRequest } from '../memories/event-memory.rules.js';
import type { RecalledMemory } from '../memories/memory.types.js';
import { presentMood, roundUnit } from '../players/player.rules.js';
import type { CompanionState, FeelRequest, Felt } from './companion.rules.js';
import type { Reaction } from './event.schemas.js';
import type { AdmittedEvent, LlmWish, ReactionPart } from './reaction.types.js';

/** Digits of US dollars, as costs are stored. */
const COST_DIGITS = 1e10;
/** Importance, 0..1, from which an event becomes a memory, unless the game says otherwise. */
const DEFAULT_MEMORY_THRESHOLD = 0.7;

/** The line that was chosen, and why the moment was special. */
export interface Spoken {
  readonly choice: LineChoice;
  readonly reasons: readonly SpecialCase[];
  /** What came of asking a model for a line; null where none was to be asked. */
  readonly written: WrittenLine | null;
}

/** What the engines decided about one event. */
export interface Decision {
  readonly admitted: AdmittedEvent;
  readonly felt: Felt;
  readonly recalled: readonly RecalledMemory[];
  readonly spoken: Spoken | null;
  readonly seed: number;
  /** What came of asking a model for the emotion; absent where none was to be asked. */
  readonly verdict?: Verdict;
  /** What it was decided on; absent where no receipt can be asked for. */
  readonly grounds?: DecisionGrounds;
}

/** What a reaction is decided on besides the event and its player. */
export interface DecisionGrounds {
  readonly state: CompanionState;
  readonly said: ReadonlyMap<string, LineHistory>;
  /** Languages of lines to try, in order. */
  readonly languages: readonly string[];
  /** Milliseconds since 1970. */
  readonly nowMs: number;
  readonly llm: LlmWish;
}

/** The feeling of an event, as the rules are asked for it. */
export function feelRequest({ player, event, config, occurredAt }: AdmittedEvent, state: CompanionState): FeelRequest {
  return {
    state,
    persona: player.characterPersona,
    baseline: player.baseline ?? null,
    event,
    occurredAtMs: occurredAt.getTime(),
    sensitivity: config.emotionSensitivity ?? 1,
  };
}

/** What an event may leave in memory, as the memories are asked for it. */
export function draftRequest(
  { player, event, id, config, occurredAt }: AdmittedEvent,
  { appraisal, situation }: Felt,
  language: string,
): EventDraftRequest {
  return {
    playerId: player.id,
    gameId: player.gameId,
    event,
    eventRowId: id,
    language,
    emotion: appraisal.emotion,
    intensity: appraisal.intensity,
    isFirstTime: situation.isFirstTime,
    count: situation.count,
    threshold: config.memoryThreshold ?? DEFAULT_MEMORY_THRESHOLD,
    occurredAt,
  };
}

/** The moment of an event, as the choice of a line is asked for it. */
export function chooseRequest(
  { player, event }: Pick<AdmittedEvent, 'event'> & { player: { characterPersona: string } },
  { state, said, languages, nowMs }: DecisionGrounds,
  { appraisal, situation }: Felt,
  recalled: readonly RecalledMemory[],
  seed: number,
): ChooseRequest {
  return {
    languages,
    persona: player.characterPersona,
    event,
    emotion: appraisal.emotion,
    intensity: appraisal.intensity,
    count: situation.count,
    isFirstTime: situation.isFirstTime,
    recalledImportance: recalled.length === 0 ? null : Math.max(...recalled.map(({ importance }) => importance)),
    said,
    lastLines: state.lastLines,
    nowMs,
    seed,
  };
}

/** The answer, less what only the writing knows: the memory. */
export function presentReaction(decision: Decision, parts: ReadonlySet<ReactionPart>, latencyMs: number): Reaction {
  const { admitted, felt, verdict = RULES_ALONE } = decision;
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
          method: verdict.method,
          reasoning,
        }
      : null,
    mood: presentMood(felt.next),
    dialogue: presentDialogue(decision),
    memory: null,
    costUsd: costOf(verdict.costUsd + (decision.spoken?.written?.costUsd ?? 0)),
    latencyMs: Math.round(latencyMs * 1000) / 1000,
  };
}

/** What is said: the model's line, else the written one. */
export function presentDialogue({ admitted, spoken, recalled, grounds }: Decision): Reaction['dialogue'] {
  if (spoken === null) return null;
  const { choice, reasons, written } = spoken;
  const { characterPersona } = admitted.player;
  if (written === null || written.text === null) {
    const memoryIds = recalled.map(({ id }) => id);
    const { text, language } = choice;
    return { text, characterPersona, language, method: 'template', reasons: [...reasons], memoryIds };
  }
  return {
    text: written.text,
    characterPersona,
    language: grounds?.languages[0] ?? choice.language,
    method: written.method,
    reasons: [...reasons],
    memoryIds: [...written.memoryIds],
  };
}

/** US dollars to ten decimals, so that sums of them stay short. */
export function costOf(usd: number): number {
  return Math.round(usd * COST_DIGITS) / COST_DIGITS;
}
