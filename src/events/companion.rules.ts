import { utcDate, DAY_MS } from '../common/time.rules.js';
import { coolAffinity, growAffinity } from '../emotion/affinity.rules.js';
import { appraise } from '../emotion/appraisal.rules.js';
import type { Appraisal, Pad, Situation } from '../emotion/emotion.types.js';
import { isMemorable } from '../emotion/event-type.rules.js';
import { decayMood, moveMood } from '../emotion/mood.rules.js';
import { baselineOf } from '../players/player.rules.js';
import type { StoredMood } from '../players/player.types.js';
import type { GameEvent } from './event.types.js';

/** Lines remembered as the last ones said; none of them is repeated while there is another. */
export const LAST_LINES = 3;

/** What every event changes about a player. */
export interface CompanionState extends StoredMood {
  /** 0..100 */
  readonly affinity: number;
  /** Points that `affinityDay` has added. */
  readonly affinityGained: number;
  /** `YYYY-MM-DD`, UTC; null before the first event. */
  readonly affinityDay: string | null;
  /** How often each memorable type has happened. */
  readonly typeCounts: Readonly<Record<string, number>>;
  /** Ids of the lines said last, newest first. */
  readonly lastLines: readonly string[];
  readonly totalEvents: number;
  readonly totalMemories: number;
  readonly memoryVersion: number;
  readonly lastActiveAtMs: number | null;
  readonly version: number;
}

/** An event felt: what it was appraised as, in which situation, and the state it leaves. */
export interface Felt {
  readonly appraisal: Appraisal;
  readonly situation: Situation;
  readonly next: CompanionState;
}

export interface FeelRequest {
  readonly state: CompanionState;
  readonly persona: string;
  readonly event: GameEvent;
  readonly occurredAtMs: number;
  /** The game's multiplier on intensity, 0.5..1.5. */
  readonly sensitivity: number;
}

/**
 * One step of a companion's life: the mood decays to the time of the event, the event is appraised in that mood, the
 * mood moves toward the emotion, the affinity cools with absence and grows with the moment. Pure: the same state and
 * event give the same step.
 */
export function feel({ state, persona, event, occurredAtMs, sensitivity }: FeelRequest): Felt {
  const mood = decayMood(state, baselineOf(persona), elapsedSeconds(state, event, occurredAtMs));
  const counted = isMemorable(event.type) ? (ownCount(state.typeCounts, event.type) ?? 0) + 1 : null;
  const situation: Situation = {
    count: event.data.count ?? counted,
    isFirstTime: event.data.isFirstTime ?? counted === 1,
    mood: { pleasure: mood.pleasure, arousal: mood.arousal, dominance: mood.dominance },
    sensitivity,
  };
  const appraisal = appraise(event, situation);
  const moved = moveMood(mood, appraisal.emotion, appraisal.intensity);
  return { appraisal, situation, next: step(state, event, occurredAtMs, moved, appraisal, counted) };
}

/** The state once a line was said. */
export function withLine(state: CompanionState, lineId: string): CompanionState {
  return { ...state, lastLines: [lineId, ...state.lastLines].slice(0, LAST_LINES) };
}

function step(
  state: CompanionState,
  event: GameEvent,
  occurredAtMs: number,
  mood: Pad,
  appraisal: Appraisal,
  counted: number | null,
): CompanionState {
  const today = utcDate(new Date(occurredAtMs));
  // An event of an earlier day, told late, counts against the day that is open: affinity cannot be ground by dates.
  const isNewDay = state.affinityDay === null || today > state.affinityDay;
  const daysAbsent = state.lastActiveAtMs === null ? 0 : (occurredAtMs - state.lastActiveAtMs) / DAY_MS;
  const grown = growAffinity(
    {
      affinity: coolAffinity(state.affinity, daysAbsent),
      gainedToday: isNewDay ? 0 : state.affinityGained,
    },
    appraisal.emotion,
    appraisal.intensity,
  );
  return {
    ...state,
    pleasure: mood.pleasure,
    arousal: mood.arousal,
    dominance: mood.dominance,
    moodAtMs: Math.max(state.moodAtMs, occurredAtMs),
    moodGameTime: event.context.gameTime ?? state.moodGameTime,
    affinity: grown.affinity,
    affinityGained: grown.gainedToday,
    affinityDay: isNewDay ? today : state.affinityDay,
    typeCounts: counted === null ? state.typeCounts : { ...state.typeCounts, [event.type]: counted },
    totalEvents: state.totalEvents + 1,
    lastActiveAtMs: Math.max(state.lastActiveAtMs ?? 0, occurredAtMs),
    version: state.version + 1,
  };
}

/** How long the mood has had to decay: by the game's own clock where it sends one, else by wall time. */
function elapsedSeconds(state: CompanionState, event: GameEvent, occurredAtMs: number): number {
  const { gameTime } = event.context;
  if (gameTime !== undefined && state.moodGameTime !== null) return gameTime - state.moodGameTime;
  return (occurredAtMs - state.moodAtMs) / 1000;
}

function ownCount(counts: Readonly<Record<string, number>>, type: string): number | undefined {
  return Object.hasOwn(counts, type) ? counts[type] : undefined;
}
