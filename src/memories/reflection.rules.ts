import { sameName } from './event-names.rules.js';
import { countFacts, mainEmotion } from './reflection-facts.rules.js';
import { insightSentence } from './reflection-sentence.rules.js';
import { KIND_WEIGHTS, PATTERN_FIGURES, REFLECTION_FIGURES } from './reflection.tables.js';
import type { Fact, Insight, ReflectableMemory } from './reflection.types.js';

/** How much importance has gathered that nobody reflected on. */
export function gatheredIn(memories: readonly Pick<ReflectableMemory, 'importance'>[]): number {
  return memories.reduce((sum, { importance }) => sum + importance, 0);
}

/** Whether that is enough: over 15. */
export function isDue(memories: readonly Pick<ReflectableMemory, 'importance'>[]): boolean {
  return gatheredIn(memories) > REFLECTION_FIGURES.importanceAbove;
}

/**
 * Up to three insights out of counted facts, the weightiest first; none when nothing is a pattern. A fact weighs what
 * its kind is worth times the root of the importance of what happened: a hundred kills do not drown two betrayals. No two
 * of them tell of the same one, name the same feeling, or follow from nearly the same memories.
 */
export function insightsFromFacts(memories: readonly ReflectableMemory[], language: string): Insight[] {
  const facts = countFacts(memories)
    .map((fact) => ({ fact, weight: weightOf(fact) }))
    .sort((a, b) => b.weight - a.weight);
  const told: Fact[] = [];
  for (const { fact } of facts) {
    const fresh = told.length < REFLECTION_FIGURES.mostInsights ? besides(fact, told) : null;
    if (fresh !== null) told.push(fresh);
  }
  return told.map((fact) => insightOf(insightSentence(fact, language), fact.sources, fact.kind));
}

/** A fact, or what of it is new beside those that are told; null for nothing. */
function besides(fact: Fact, told: readonly Fact[]): Fact | null {
  const { kind, slots } = fact;
  if (slots.name !== undefined && told.some((one) => sameName(one.slots.name, slots.name))) return null;
  const isWhole = kind === 'often' || kind === 'oftenFelt' || kind === 'feeling';
  if (isWhole && told.some((one) => haveOneSource(one, fact))) return null;
  if (slots.emotion === undefined || told.every((one) => one.slots.emotion !== slots.emotion)) return fact;
  const unfelt = { ...fact, slots: { ...slots, emotion: undefined } };
  if (kind === 'oftenFelt') return { ...unfelt, kind: 'often' };
  return kind === 'allyFelt' ? { ...unfelt, kind: 'ally' } : null;
}

function haveOneSource(a: Fact, b: Fact): boolean {
  const ids = new Set(a.sources.map(({ id }) => id));
  const shared = b.sources.filter(({ id }) => ids.has(id)).length;
  return shared >= PATTERN_FIGURES.sharedSources * (ids.size + b.sources.length - shared);
}

/**
 * An insight with what it has from its sources: their usual emotion, and their mean importance and a little for being a
 * pattern, at most 1. It names the 20 most important of them.
 */
export function insightOf(content: string, sources: readonly ReflectableMemory[], kind: Insight['kind']): Insight {
  const mean = sources.reduce((sum, { importance }) => sum + importance, 0) / sources.length;
  const byImportance = [...sources].sort((a, b) => b.importance - a.importance || b.createdAt - a.createdAt);
  return {
    content,
    sourceIds: byImportance.slice(0, REFLECTION_FIGURES.mostSources).map(({ id }) => id),
    emotion: mainEmotion(sources),
    importance: Math.min(mean + REFLECTION_FIGURES.patternBonus, 1),
    kind,
    fromChat: sources.some(isFromChat),
  };
}

/** Whether a memory is what a player typed, or was drawn from it. */
export function isFromChat({ source, context }: Pick<ReflectableMemory, 'source' | 'context'>): boolean {
  return source === 'chat' || context['fromChat'] === true;
}

function weightOf({ kind, sources, times }: Fact): number {
  const mean = gatheredIn(sources) / sources.length;
  return KIND_WEIGHTS[kind] * Math.sqrt(mean * (times ?? sources.length));
}
