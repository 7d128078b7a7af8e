import { MODIFIERS } from './appraisal.tables.js';
import type { Reading } from './reading.rules.js';
import { noted, type AppraisalReceipt } from './receipt.rules.js';

/**
 * The product of the multipliers that circumstances put on an intensity: low health, combat, streaks, difficulty, MVP
 * and the game's sensitivity. `pleasure` is that of the emotion (-1..1): above 0 the positive multipliers hold, below 0
 * the negative ones, at 0 neither. Each that holds is written to the receipt; the caller clamps.
 */
export function modifierProduct(
  pleasure: number,
  reading: Reading,
  sensitivity: number,
  receipt: AppraisalReceipt | null,
): number {
  const { lowHealth, inCombat, winStreak, lossStreak, hardWon, mvp } = MODIFIERS;
  const inDanger = reading.playerHealth !== undefined && reading.playerHealth < lowHealth.below;
  let product = 1;
  if (pleasure > 0) {
    if (inDanger) product *= noted(receipt, 'intensity', 'lowHealth', lowHealth.positive);
    if (reading.winStreak >= winStreak.from) product *= noted(receipt, 'intensity', 'winStreak', winStreak.positive);
    if (reading.difficulty === 'hard' || reading.difficulty === 'nightmare') {
      product *= noted(receipt, 'intensity', 'difficulty', hardWon.positive);
    }
    if (reading.mvp) product *= noted(receipt, 'intensity', 'mvp', mvp.positive);
  } else if (pleasure < 0) {
    if (inDanger) product *= noted(receipt, 'intensity', 'lowHealth', lowHealth.negative);
    if (reading.lossStreak >= lossStreak.from)
      product *= noted(receipt, 'intensity', 'lossStreak', lossStreak.negative);
  }
  if (reading.inCombat) product *= noted(receipt, 'intensity', 'inCombat', inCombat);
  if (sensitivity !== 1) product *= noted(receipt, 'intensity', 'sensitivity', sensitivity);
  return product;
}
