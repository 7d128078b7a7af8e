import { MODIFIERS } from './appraisal.tables.js';
import type { AppraisalPart } from './emotion.types.js';
import type { Reading } from './reading.rules.js';

/**
 * The product of the multipliers that circumstances put on an intensity: low health, combat, streaks, difficulty, MVP
 * and the game's sensitivity. `pleasure` is that of the emotion (-1..1): above 0 the positive multipliers hold, below 0
 * the negative ones, at 0 neither. Each that holds is written to `parts`; the caller clamps.
 */
export function modifierProduct(
  pleasure: number,
  reading: Reading,
  sensitivity: number,
  parts: AppraisalPart[],
): number {
  const { lowHealth, inCombat, winStreak, lossStreak, hardWon, mvp } = MODIFIERS;
  const inDanger = reading.playerHealth !== undefined && reading.playerHealth < lowHealth.below;
  let product = 1;
  if (pleasure > 0) {
    if (inDanger) product *= applied('lowHealth', lowHealth.positive, parts);
    if (reading.winStreak >= winStreak.from) product *= applied('winStreak', winStreak.positive, parts);
    if (reading.difficulty === 'hard' || reading.difficulty === 'nightmare') {
      product *= applied('difficulty', hardWon.positive, parts);
    }
    if (reading.mvp) product *= applied('mvp', mvp.positive, parts);
  } else if (pleasure < 0) {
    if (inDanger) product *= applied('lowHealth', lowHealth.negative, parts);
    if (reading.lossStreak >= lossStreak.from) product *= applied('lossStreak', lossStreak.negative, parts);
  }
  if (reading.inCombat) product *= applied('inCombat', inCombat, parts);
  if (sensitivity !== 1) product *= applied('sensitivity', sensitivity, parts);
  return product;
}

function applied(rule: string, factor: number, parts: AppraisalPart[]): number {
  parts.push({ rule, effect: factor, on: 'intensity' });
  return factor;
}
