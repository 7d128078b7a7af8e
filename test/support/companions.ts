import type { CompanionState } from '../../src/events/companion.rules.js';

/** A Sunday noon. */
export const NOW = Date.parse('2026-05-10T12:00:00Z');
export const MINUTE_MS = 60_000;

/** The companion of a player who was made just now, in the middle of all moods. */
export function companionAt(more: Partial<CompanionState> = {}): CompanionState {
  return {
    pleasure: 0,
    arousal: 0,
    dominance: 0,
    moodAtMs: NOW,
    moodGameTime: null,
    affinity: 20,
    affinityGained: 0,
    affinityDay: null,
    typeCounts: {},
    lastLines: [],
    totalEvents: 0,
    totalMemories: 0,
    memoryVersion: 0,
    lastActiveAtMs: null,
    version: 0,
    ...more,
  };
}
