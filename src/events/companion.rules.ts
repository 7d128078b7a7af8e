import { utcDate, DAY_MS } from '../common/time.rules.js';
import { withLastLine } from '../dialogue/last-lines.rules.js';
import { coolAffinity, growAffinity } from '../emotion/affinity.rules.js';
import { appraise } from '../emotion/appraisal.rules.js';
import type { Appraisal, Judgement, Pad, Situation } from '../emotion/emotion.types.js';
import { isMemorable } from '../emotion/event-type.rules.js';
import { judgedAppraisal } from '../emotion/judged-appraisal.rules.js';
import { decayMood, moveMood } from '../emotion/mood.rules.js';
import { baselineOf } from '../players/player.rules.js';
import type { StoredMood } from '../players/player.types.js';
import type { GameEvent } from './event.types.js';

const LEVEL_UP = 'player.levelup';
/** The types whose own level is the player's, not that of a thing or an enemy. */
const LEVEL_TYPES: ReadonlySet<string> = new Set([LEVEL_UP, 'player.sessionstart']);

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
  /** The persona's own baseline when it is the game's. */
  readonly baseline?: Pad | null;
  readonly event: GameEvent;
  readonly occurredAtMs: number;
  /** The game's multiplier on intensity, 0.5..1.5. */
  readonly sensitivity: number;
}

/**
 * The situation an event meets: the mood decayed to its time, and the player's own count of its type.
 *
 * @param counted the server's count, this time included; null for types that are not counted
 */
export function situationOf(
  {
    state,
    persona,
    baseline,
    event,
    occurredAtMs,
    sensitivity,
  }: Omit<FeelRequest, 'state'> & { readonly state: StoredMood & Pick<CompanionState, 'typeCounts'> },
  counted: number | null,
): Situation & { readonly mood: Pad } {
  const { pleasure, arousal, dominance } = decayMood(
    state,
    baselineOf(persona, baseline),
    elapsedSeconds(state, event, occurredAtMs),
  );
  const { count = counted } = event.data;
  const isTrusted = event.data.count !== undefined || !hasOlderLevel(event, state.typeCounts);
  return {
    count,
    isFirstTime: event.data.isFirstTime ?? (count === 1 && isTrusted),
    mood: { pleasure, arousal, dominance },
    sensitivity,
  };
}

/**
 * True when the player's level is more than the level-ups that were counted account for: somebody who played before the
 * game told us of it, so that our first time of a thing need not be theirs.
 */
function hasOlderLevel({ type, data, context }: GameEvent, typeCounts: Readonly<Record<string, number>>): boolean {
  const level = (LEVEL_TYPES.has(type) ? data.level : undefined) ?? context.playerLevel ?? 0;
  const levelUps = typeCounts[LEVEL_UP] ?? 0;
  return level > 1 + (type === LEVEL_UP ? levelUps + 1 : levelUps);
}

/** The server's count of an event's type with this event; null for a type that is not counted. */
export function countWith(typeCounts: Readonly<Record<string, number>>, type: string): number | null {
  if (!isMemorable(type)) return null;
  return (Object.hasOwn(typeCounts, type) ? (typeCounts[type] ?? 0) : 0) + 1;
}

/**
 * One step of a companion's life: the mood decays to the time of the event, the event is appraised in that mood, the
 * mood moves toward the emotion, the affinity cools with absence and grows with the moment. Pure: the same state and
 * event give the same step.
 *
 * @param judgement a model's, which then stands in place of the rules' own
 */
export function feel(request: FeelRequest, judgement: Judgement | null = null): Felt {
  const { state, event, occurredAtMs } = request;
  const counted = countWith(state.typeCounts, event.type);
  const situation = situationOf(request, counted);
  const ruled = appraise(event, situation);
  const appraisal = judgement === null ? ruled : judgedAppraisal(ruled, judgement, situation);
  const moved = moveMood(situation.mood, appraisal.emotion, appraisal.intensity);
  return { appraisal, situation, next: step(state, event, occurredAtMs, moved, appraisal, counted) };
}

/** The state once a line was said. */
export function withLine(state: CompanionState, lineId: string): CompanionState {
  return { ...state, lastLines: withLastLine(state.lastLines, lineId) };
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
  const isLate = occurredAtMs < state.moodAtMs;
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
    moodAtMs: isLate ? state.moodAtMs : occurredAtMs,
    // Without a game time now, the next stretch is measured by wall time: no stretch may count on both clocks.
    moodGameTime: isLate ? state.moodGameTime : (event.context.gameTime ?? null),
    affinity: grown.affinity,
    affinityGained: grown.gainedToday,
    affinityDay: isNewDay ? today : state.affinityDay,
    typeCounts: counted === null ? state.typeCounts : { ...state.typeCounts, [event.type]: counted },
    totalEvents: state.totalEvents + 1,
    lastActiveAtMs: Math.max(state.lastActiveAtMs ?? 0, occurredAtMs),
    version: state.version + 1,
  };
}

/**
 * How long the mood has had to decay since the event before: by the game's own clock where both events carry its time,
 * else by wall time. A late event meets the mood as it is; a game clock that was set back has not moved.
 */
function elapsedSeconds(state: StoredMood, event: GameEvent, occurredAtMs: number): number {
  if (occurredAtMs < state.moodAtMs) return 0;
  const { gameTime } = event.context;
  if (gameTime !== undefined && state.moodGameTime !== null) return gameTime - state.moodGameTime;
  return (occurredAtMs - state.moodAtMs) / 1000;
}
