import { countFacts, mainEmotion } from './reflection-facts.rules.js';
import { insightSentence } from './reflection-sentence.rules.js';
import { KIND_WEIGHTS, REFLECTION_FIGURES } from './reflection.tables.js';
import type { Fact, Insight, ReflectableMemory } from './reflection.types.js';

/** Whether enough has gathered that nobody reflected on: the sum of its importance is over 15. */
export function isDue(memories: readonly Pick<ReflectableMemory, 'importance'>[]): boolean {
  return memories.reduce((sum, { importance }) => sum + importance, 0) > REFLECTION_FIGURES.importanceAbove;
}

/**
 * Up to three insights out of counted facts, the weightiest first; none when nothing is a pattern. A fact weighs what
 * its kind is worth times the root of the importance of its sources: a hundred kills do not drown two betrayals.
 */
export function insightsFromFacts(memories: readonly ReflectableMemory[], language: string): Insight[] {
  return countFacts(memories)
    .map((fact) => ({ fact, weight: weightOf(fact) }))
    .sort((a, b) => b.weight - a.weight)
    .slice(0, REFLECTION_FIGURES.mostInsights)
    .map(({ fact }) => insightOf(insightSentence(fact, language), fact.sources, fact.kind));
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

function weightOf({ kind, sources }: Fact): number {
  return KIND_WEIGHTS[kind] * Math.sqrt(sources.reduce((sum, { importance }) => sum + importance, 0));
}
