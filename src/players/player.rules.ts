import { DEFAULT_PERSONA, PERSONAS, type PersonaName } from '../dialogue/persona.tables.js';
import type { MoodLabel, Pad } from '../emotion/emotion.types.js';
import { decayMood, moodLabel } from '../emotion/mood.rules.js';
import type { Player } from './player.schemas.js';
import type { PlayerRecord, PlayerRow, StoredMood } from './player.types.js';

/** The point a persona's mood decays to: `own` for a persona of a game; one that is known no more has the default's. */
export function baselineOf(persona: string, own?: Pad | null): Pad {
  return own ?? (PERSONAS[persona as PersonaName] ?? PERSONAS[DEFAULT_PERSONA]).baseline;
}

/** Four decimals: more than a face or a log can show. */
export function roundUnit(value: number): number {
  return Math.round(value * 10_000) / 10_000;
}

export function presentMood(mood: Pad): Pad & { label: MoodLabel } {
  return {
    pleasure: roundUnit(mood.pleasure),
    arousal: roundUnit(mood.arousal),
    dominance: roundUnit(mood.dominance),
    label: moodLabel(mood),
  };
}

/**
 * The mood at a time. A game that sends its own clock stops it between sessions, so that its moods do not decay while
 * nobody plays; then the mood is as of its last event.
 */
export function moodAt(
  stored: StoredMood,
  persona: string,
  nowMs: number,
  own?: Pad | null,
): { mood: Pad; asOfMs: number } {
  if (stored.moodGameTime !== null) return { mood: stored, asOfMs: stored.moodAtMs };
  const elapsedSeconds = (nowMs - stored.moodAtMs) / 1000;
  return {
    mood: decayMood(stored, baselineOf(persona, own), elapsedSeconds),
    asOfMs: Math.max(nowMs, stored.moodAtMs),
  };
}

/**
 * What is stored of a player, as one text that changes with it. A memory that was recalled or that expired changes the
 * ten newest without a new revision.
 */
export function storedRevision({ revision, recentMemories }: PlayerRecord): string {
  const oldest = recentMemories.at(-1)?.id ?? '';
  const recalledAtMs = Math.max(
    0,
    ...recentMemories.map(({ lastRecalledAt }) => (lastRecalledAt ? Date.parse(lastRecalledAt) : 0)),
  );
  return `${revision}-${recalledAtMs}-${recentMemories.length}${oldest}`;
}

/** A player as the contract shows it, the mood decayed to now. */
export function presentPlayer(record: PlayerRecord, nowMs: number): Player {
  return { ...presentRow(record, nowMs), recentMemories: [...record.recentMemories] } as Player;
}

/** A list's row: what was not read from the database is not shown. */
export function presentRow(row: PlayerRow, nowMs: number): Partial<Player> {
  return {
    id: row.id,
    gameId: row.gameId,
    externalId: row.externalId,
    characterPersona: row.characterPersona,
    language: row.language,
    preferences: row.preferences,
    mood: presentStoredMood(row, nowMs),
    affinity: row.affinity === undefined ? undefined : Math.round(row.affinity * 100) / 100,
    stats:
      row.totalEvents === undefined
        ? undefined
        : {
            totalEvents: row.totalEvents,
            totalMemories: row.totalMemories ?? 0,
            lastActiveAt: isoOrNull(row.lastActiveAtMs),
          },
    createdAt: new Date(row.createdAtMs).toISOString(),
    updatedAt: row.updatedAtMs === undefined ? undefined : new Date(row.updatedAtMs).toISOString(),
  };
}

function presentStoredMood(row: PlayerRow, nowMs: number): Player['mood'] | undefined {
  if (row.pleasure === undefined) return undefined;
  const { mood, asOfMs } = moodAt(row as StoredMood, row.characterPersona ?? DEFAULT_PERSONA, nowMs, row.baseline);
  return { ...presentMood(mood), asOf: new Date(asOfMs).toISOString() };
}

function isoOrNull(ms: number | null | undefined): string | null {
  return ms === null || ms === undefined ? null : new Date(ms).toISOString();
}
