import { typeInWords } from './memory-sentence.rules.js';
import { TOPIC_BY_EVENT, TOPIC_BY_TYPE } from './reflection-topic.tables.js';
import type { ReflectableMemory } from './reflection.types.js';

/** Characters of a name; as in the sentences of memories. */
const MAX_NAME = 80;

const WINS = ['player.victory', 'player.teamvictory', 'player.comeback'];
const LOSSES = ['player.defeat', 'player.teamdefeat'];

/** A match that is remembered, and how it ended. */
export interface MatchResult {
  readonly memory: ReflectableMemory;
  readonly isWon: boolean;
}

/** The type of the event that a memory came from; null for what came from none. */
export function eventTypeIn({ context }: ReflectableMemory): string | null {
  const type = context['eventType'];
  return typeof type === 'string' ? type : null;
}

/** What a memory is about: a key of the table of topics, or a game's own type in words. */
export function topicOf(memory: ReflectableMemory): string {
  const eventType = eventTypeIn(memory);
  const byEvent: string | undefined = eventType === null ? undefined : own(TOPIC_BY_EVENT, eventType);
  const byType = own(TOPIC_BY_TYPE, memory.type);
  const isOwn = eventType !== null && !eventType.startsWith('player.');
  return byEvent ?? (isOwn ? typeInWords(eventType) : (byType ?? typeInWords(memory.type)));
}

/** A name that an event gave, on one line; null when it gave none. */
export function contextName({ context }: ReflectableMemory, field: 'enemy' | 'ally' | 'item'): string | null {
  const value = context[field];
  if (typeof value !== 'string') return null;
  const name = value
    .slice(0, MAX_NAME)
    .toWellFormed()
    .replace(/[\p{Cf}\p{Co}]+/gu, '')
    .replace(/[\p{Cc}\p{Zl}\p{Zp}\s]+/gu, ' ')
    .trim();
  return name === '' ? null : name;
}

/** How often what a memory tells has happened: what happens again with the same names is one memory. */
export function timesIn({ context }: ReflectableMemory): number {
  const times = context['times'];
  return typeof times === 'number' && Number.isSafeInteger(times) && times > 1 ? times : 1;
}

/** The same for several together. */
export function timesOf(memories: readonly ReflectableMemory[]): number {
  return memories.reduce((sum, memory) => sum + timesIn(memory), 0);
}

/** Whether a memory tells that its enemy was the stronger one: a lost match, or a death by its hand. */
export function isBeaten(memory: ReflectableMemory): boolean {
  const type = eventTypeIn(memory);
  return type === 'player.death' || LOSSES.some((loss) => loss === type);
}

/** The matches among memories, in their order. */
export function matchResults(memories: readonly ReflectableMemory[]): MatchResult[] {
  return memories.flatMap((memory): MatchResult[] => {
    const type = eventTypeIn(memory);
    if (type === null) return [];
    if (WINS.includes(type)) return [{ memory, isWon: true }];
    return LOSSES.includes(type) ? [{ memory, isWon: false }] : [];
  });
}

function own(table: Readonly<Record<string, string>>, key: string): string | undefined {
  return Object.hasOwn(table, key) ? table[key] : undefined;
}
