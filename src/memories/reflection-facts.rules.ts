import type { EmotionName } from '../emotion/emotion.types.js';
import { RARITIES } from '../events/event.types.js';
import {
  contextName,
  eventTypeIn,
  isBeaten,
  matchResults,
  timesOf,
  topicOf,
  type MatchResult,
} from './reflection-memory.rules.js';
import { PATTERN_FIGURES } from './reflection.tables.js';
import type { Fact, ReflectableMemory } from './reflection.types.js';

type Memories = readonly ReflectableMemory[];

const EPIC = RARITIES.indexOf('epic');

/**
 * What can be counted in memories, in the order of time: what happens most and how it feels, how matches follow each
 * other, rivals, allies, traitors and who is too strong, finds. Names are taken only from what the game or its server said.
 */
export function countFacts(memories: Memories): Fact[] {
  const inTime = [...memories].sort((a, b) => a.createdAt - b.createdAt || (a.id < b.id ? -1 : 1));
  const told = inTime.filter(({ source }) => source !== 'chat');
  const results = matchResults(told);
  return [
    ...oftenest(told),
    ...runs(results),
    ...trend(results),
    ...rivals(told, results),
    ...allies(told),
    ...betrayers(told),
    ...nemeses(told),
    ...finds(told),
    ...feeling(inTime),
  ];
}

/** The emotion that most of them have, by importance; null when none has one. */
export function mainEmotion(memories: Memories): EmotionName | null {
  const sums = new Map<EmotionName, number>();
  for (const { emotion, importance } of memories) {
    if (emotion !== null) sums.set(emotion, (sums.get(emotion) ?? 0) + importance);
  }
  let best: EmotionName | null = null;
  for (const [emotion, sum] of sums) if (best === null || sum > (sums.get(best) ?? 0)) best = emotion;
  return best;
}

function oftenest(memories: Memories): Fact[] {
  const [topic, group] = largest(groupBy(memories, topicOf), ({ length }) => length) ?? [];
  if (topic === undefined || group === undefined || group.length < PATTERN_FIGURES.times) return [];
  const emotion = mainEmotion(group);
  const slots = { topic, count: group.length, total: memories.length };
  if (emotion === null || emotion === 'neutral') return [{ kind: 'often', slots, sources: group }];
  return [{ kind: 'oftenFelt', slots: { ...slots, emotion }, sources: group }];
}

/** What usually follows a lost match. */
function runs(results: readonly MatchResult[]): Fact[] {
  const after = results.slice(1).flatMap((next, i) => (results[i]!.isWon ? [] : [{ lost: results[i]!, next }]));
  if (after.length < PATTERN_FIGURES.afterLosses) return [];
  for (const [kind, isWon] of [
    ['recovers', true],
    ['slumps', false],
  ] as const) {
    const such = after.filter(({ next }) => next.isWon === isWon);
    if (such.length / after.length < PATTERN_FIGURES.usualShare) continue;
    const sources = [...new Set(such.flatMap(({ lost, next }) => [lost.memory, next.memory]))];
    return [{ kind, slots: { count: such.length, total: after.length }, sources }];
  }
  return [];
}

/** Whether the later half of the matches was won more often than the earlier. */
function trend(results: readonly MatchResult[]): Fact[] {
  if (results.length < PATTERN_FIGURES.trendMatches) return [];
  const middle = Math.floor(results.length / 2);
  const early = shareWon(results.slice(0, middle));
  const late = shareWon(results.slice(middle));
  if (Math.abs(late - early) < PATTERN_FIGURES.trendShare) return [];
  const slots = { early: Math.round(100 * early), late: Math.round(100 * late) };
  return [{ kind: late > early ? 'rising' : 'falling', slots, sources: results.map(({ memory }) => memory) }];
}

function rivals(memories: Memories, results: readonly MatchResult[]): Fact[] {
  const group = largest(groupByName(memories, 'enemy'))?.[1] ?? [];
  const times = timesOf(group);
  if (times < PATTERN_FIGURES.times) return [];
  const met = new Set(group);
  const fights = results.filter(({ memory }) => met.has(memory));
  const wins = timesOf(fights.filter(({ isWon }) => isWon).map(({ memory }) => memory));
  const losses = timesOf(fights.filter(({ isWon }) => !isWon).map(({ memory }) => memory));
  const slots = { name: nameIn(group, 'enemy'), count: times, wins, losses };
  return [{ kind: 'rival', slots, sources: group, times }];
}

/** Who beats the player again and again, and is seldom beaten. */
function nemeses(memories: Memories): Fact[] {
  const lost = largest(groupByName(memories.filter(isBeaten), 'enemy'));
  if (lost === undefined) return [];
  const [key, group] = lost;
  const times = timesOf(group);
  const against = matchResults(groupByName(memories, 'enemy').get(key) ?? []);
  const wins = timesOf(against.filter(({ isWon }) => isWon).map(({ memory }) => memory));
  if (times < PATTERN_FIGURES.times || times < PATTERN_FIGURES.lostShare * (times + wins)) return [];
  return [{ kind: 'nemesis', slots: { name: nameIn(group, 'enemy'), count: times }, sources: group, times }];
}

function allies(memories: Memories): Fact[] {
  const friendly = memories.filter((memory) => eventTypeIn(memory) !== 'player.betrayed');
  const group = largest(groupByName(friendly, 'ally'))?.[1] ?? [];
  const times = timesOf(group);
  if (times < PATTERN_FIGURES.times) return [];
  const slots = { name: nameIn(group, 'ally'), count: times };
  const emotion = mainEmotion(group);
  if (emotion === null || emotion === 'neutral') return [{ kind: 'ally', slots, sources: group, times }];
  return [{ kind: 'allyFelt', slots: { ...slots, emotion }, sources: group, times }];
}

function betrayers(memories: Memories): Fact[] {
  const betrayals = memories.filter((memory) => eventTypeIn(memory) === 'player.betrayed');
  const group = largest(groupBy(betrayals, (memory) => traitorIn(memory)?.toLowerCase() ?? null))?.[1] ?? [];
  const times = timesOf(group);
  if (times < PATTERN_FIGURES.betrayals) return [];
  return [{ kind: 'betrayer', slots: { name: traitorIn(group.at(-1)!) ?? '', count: times }, sources: group, times }];
}

/** A game may call a traitor an ally still, or an enemy already. */
function traitorIn(memory: ReflectableMemory): string | null {
  return contextName(memory, 'ally') ?? contextName(memory, 'enemy');
}

/** What was found that is epic or rarer; the dearest of it by name. */
function finds(memories: Memories): Fact[] {
  const named = memories.filter((memory) => {
    const rarity = RARITIES.findIndex((each) => each === memory.context['rarity']);
    return memory.type === 'loot' && rarity >= EPIC && contextName(memory, 'item') !== null;
  });
  if (named.length < PATTERN_FIGURES.finds) return [];
  const dearest = named.reduce((best, each) => (each.importance >= best.importance ? each : best));
  return [{ kind: 'finds', slots: { name: nameIn([dearest], 'item'), count: named.length }, sources: named }];
}

function feeling(memories: Memories): Fact[] {
  const emotion = mainEmotion(memories);
  if (emotion === null || emotion === 'neutral') return [];
  const group = memories.filter((memory) => memory.emotion === emotion);
  if (group.length < Math.max(PATTERN_FIGURES.times, PATTERN_FIGURES.feelingShare * memories.length)) return [];
  return [{ kind: 'feeling', slots: { emotion, count: group.length, total: memories.length }, sources: group }];
}

function shareWon(results: readonly MatchResult[]): number {
  return results.filter(({ isWon }) => isWon).length / results.length;
}

function groupByName(memories: Memories, field: 'enemy' | 'ally'): Map<string, ReflectableMemory[]> {
  return groupBy(memories, (memory) => contextName(memory, field)?.toLowerCase() ?? null);
}

/** As it was written last. */
function nameIn(group: Memories, field: 'enemy' | 'ally' | 'item'): string {
  return contextName(group.at(-1)!, field) ?? '';
}

function groupBy(
  memories: Memories,
  keyOf: (memory: ReflectableMemory) => string | null,
): Map<string, ReflectableMemory[]> {
  const groups = new Map<string, ReflectableMemory[]>();
  for (const memory of memories) {
    const key = keyOf(memory);
    if (key === null) continue;
    const group = groups.get(key);
    if (group) group.push(memory);
    else groups.set(key, [memory]);
  }
  return groups;
}

/** The group of what happened most often; of equal ones that which came first. */
function largest(
  groups: ReadonlyMap<string, ReflectableMemory[]>,
  sizeOf: (group: Memories) => number = timesOf,
): [string, ReflectableMemory[]] | undefined {
  return [...groups].reduce<[string, ReflectableMemory[]] | undefined>(
    (best, each) => (best === undefined || sizeOf(each[1]) > sizeOf(best[1]) ? each : best),
    undefined,
  );
}
