import { eventTypeOf } from '../emotion/event-type.rules.js';
import type { EmotionName } from '../emotion/emotion.types.js';
import type { GameEvent } from '../events/event.types.js';
import { NAME_FIELDS, nameOf } from './event-names.rules.js';
import { scoreImportance } from './importance.rules.js';
import { factsOf, gameTimeOf } from './memory-facts.rules.js';
import { MAX_NAME, memorySentence } from './memory-sentence.rules.js';
import { ROUND_COUNTS } from './memory-sentence.tables.js';
import type { MemoryDraft } from './prepared-memory.types.js';

/** An event that was felt, and for whom. */
export interface FeltEvent {
  readonly playerId: string;
  readonly gameId: string;
  readonly event: GameEvent;
  readonly eventRowId: string;
  /** A BCP 47 tag. */
  readonly language: string;
  readonly emotion: EmotionName;
  /** 0..1 */
  readonly intensity: number;
  readonly isFirstTime: boolean;
  /** The n-th time of its type; null when nobody counted. */
  readonly count: number | null;
  readonly occurredAt: Date;
}

/** An event that was felt, and from when on it is remembered. */
export interface EventDraftRequest extends FeltEvent {
  /** Importance from which an event is remembered, 0..1. */
  readonly threshold: number;
}

/** Fields of an event that a memory keeps beside its sentence; the whole event stands in its own row. */
const KEPT_DATA = ['rarity', 'mvp', 'item', 'enemy', 'ally', 'name', 'level', 'killCount', 'comboLength'] as const;
const STREAKS = ['winStreak', 'lossStreak', 'deathStreak'] as const;

/** How much an event matters, 0..1: {@link draftFromEvent} without its sentence. */
export function importanceOf(felt: FeltEvent): number {
  return importanceIn(felt, memoryTypeOf(felt), contextOf(felt));
}

/** What an event would leave in memory: a sentence, and how much it matters. Whether it does is the caller's choice. */
export function draftFromEvent(felt: FeltEvent): MemoryDraft {
  const { event, emotion } = felt;
  const content = memorySentence(counted(felt), felt.language);
  const type = memoryTypeOf(felt);
  const context = contextOf(felt);
  return {
    playerId: felt.playerId,
    gameId: felt.gameId,
    type,
    content,
    untold: untoldNames(felt, content),
    emotion,
    importance: importanceIn(felt, type, context),
    context,
    source: sourceOf(event),
    pinned: false,
    gameTime: gameTimeOf(event.context),
    eventId: felt.eventRowId,
    sourceIds: [],
    createdAt: felt.occurredAt,
    expiresAt: null,
  };
}

function importanceIn(felt: FeltEvent, type: string, context: Record<string, unknown>): number {
  const { event, emotion, intensity } = felt;
  const rarity = event.data.rarity ?? eventTypeOf(event.type)?.impliedRarity ?? null;
  const facts = { ...factsOf(context), rarity };
  return scoreImportance({ type, source: sourceOf(event), eventType: event.type, emotion, intensity, facts });
}

function sourceOf(event: GameEvent): 'chat' | 'event' {
  return eventTypeOf(event.type)?.memoryType === 'conversation' ? 'chat' : 'event';
}

/**
 * The type of the memory: that of the event, and a milestone for a first or a round time of what is counted because it
 * is worth counting. A game's own event is part of a session, or a milestone when the game says so by its count.
 */
function memoryTypeOf({ event, isFirstTime, count }: FeltEvent): string {
  const row = eventTypeOf(event.type);
  const isMilestone = isFirstTime || ROUND_COUNTS.some((round) => round === count);
  if (row?.memoryType === 'achievement' || !isMilestone) return row?.memoryType ?? 'session';
  return row === undefined || row.memorable ? 'milestone' : row.memoryType;
}

/** The names that a sentence leaves out or shortens, as one text; undefined when it tells them all. */
function untoldNames(felt: FeltEvent, content: string): string | undefined {
  const event = counted(felt);
  const untold = NAME_FIELDS.filter((field) => {
    const name = event.data[field];
    if (nameOf(name) === null) return false;
    const without = { ...event, data: { ...event.data, [field]: undefined } };
    return Array.from(name ?? '').length > MAX_NAME || memorySentence(without, felt.language) === content;
  });
  if (untold.length === 0) return undefined;
  return JSON.stringify(untold.map((field) => [field, nameOf(event.data[field])]));
}

/** The event with the count that the server kept, so that its sentence can tell it. */
function counted({ event, isFirstTime, count }: FeltEvent): GameEvent {
  return { ...event, data: { ...event.data, isFirstTime, ...(count === null ? {} : { count }) } };
}

function contextOf({ event, isFirstTime, count }: FeltEvent): Record<string, unknown> {
  const kept: Record<string, unknown> = { eventType: event.type };
  for (const field of KEPT_DATA) if (event.data[field] !== undefined) kept[field] = event.data[field];
  for (const field of STREAKS) {
    const streak = event.data[field] ?? event.context[field];
    if (streak !== undefined) kept[field] = streak;
  }
  if (isFirstTime) kept['isFirstTime'] = true;
  if (count !== null) kept['count'] = count;
  return kept;
}
