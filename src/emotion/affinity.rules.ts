import { AFFINITY } from './affinity.tables.js';
import { EMOTIONS } from './emotion.tables.js';
import type { EmotionName } from './emotion.types.js';

/** A player's affinity and what this UTC day has added to it; the caller sets `gainedToday` to 0 on a new day. */
export interface AffinityState {
  /** 0..100 */
  readonly affinity: number;
  /** 0..3 points */
  readonly gainedToday: number;
}

/** The affinity a new player's companion starts with. */
export const AFFINITY_START = AFFINITY.start;

/**
 * Affinity after a shared moment: it grows by points x intensity x (1 - gainedToday / 3), with 0.3 points for a good
 * and 0.2 for a hard moment and none for a neutral one. The day's gain approaches 3 and never passes it, so that
 * affinity cannot be ground. It never falls here.
 */
export function growAffinity(state: AffinityState, emotion: EmotionName, intensity: number): AffinityState {
  const { pleasure } = EMOTIONS[emotion];
  const points = pleasure > 0 ? AFFINITY.goodMoment : pleasure < 0 ? AFFINITY.hardMoment : 0;
  const left = 1 - state.gainedToday / AFFINITY.dayCap;
  if (points === 0 || left <= 0 || !(intensity > 0)) return state;
  const wanted = points * Math.min(1, intensity) * left;
  const affinity = Math.min(AFFINITY.highest, state.affinity + wanted);
  return { affinity, gainedToday: state.gainedToday + wanted };
}

/**
 * Affinity after an absence in days: what stands above the start halves every 60 days after the first. An acquaintance
 * is not forgotten: affinity never cools below its start, and one that is lower already stays.
 */
export function coolAffinity(affinity: number, daysAbsent: number): number {
  const days = daysAbsent - AFFINITY.graceDays;
  if (!(days > 0) || affinity <= AFFINITY.start) return affinity;
  return AFFINITY.start + (affinity - AFFINITY.start) * 2 ** (-days / AFFINITY.coolingHalfLifeDays);
}
