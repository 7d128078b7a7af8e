import { RARITIES, type Rarity } from '../events/event.types.js';
import type { ImportanceFacts } from './importance.rules.js';

/** What a memory's free context tells of how much it matters; a field of another kind than its name says is ignored. */
export function factsOf(context: Readonly<Record<string, unknown>>): ImportanceFacts {
  return {
    rarity: RARITIES.find((rarity: Rarity) => rarity === context['rarity']) ?? null,
    mvp: context['mvp'] === true,
    winStreak: numberIn(context, 'winStreak'),
    lossStreak: numberIn(context, 'lossStreak'),
    deathStreak: numberIn(context, 'deathStreak'),
    isFirstTime: context['isFirstTime'] === true,
  };
}

/** Seconds of the game's own clock, where the context has them. */
export function gameTimeOf(context: Readonly<Record<string, unknown>>): number | null {
  const seconds = numberIn(context, 'gameTime');
  return seconds !== null && seconds >= 0 ? seconds : null;
}

function numberIn(context: Readonly<Record<string, unknown>>, field: string): number | null {
  const value = context[field];
  return typeof value === 'number' && Number.isFinite(value) ? value : null;
}
