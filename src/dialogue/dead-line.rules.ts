import { EMOTION_NAMES, type EmotionName } from '../emotion/emotion.types.js';
import { implies } from './criterion-lint.rules.js';
import type { DialogueLine } from './dialogue.types.js';
import type { PackLibrary } from './pack-library.js';
import { MIN_VARIANTS, OTHER_EVENT } from './pack-lint.tables.js';
import { ANY_PERSONA } from './persona.tables.js';

/** True when a more specific line can always be said when the line can. */
function goesBefore(rival: DialogueLine, line: DialogueLine): boolean {
  return (
    !rival.once &&
    rival.cooldownMs === 0 &&
    rival.slots.every((slot) => line.slots.includes(slot)) &&
    rival.counted.every((slot) => line.counted.includes(slot)) &&
    implies(line.criteria, rival.criteria)
  );
}

/** Moments whose lines are kept in order; a pack that has more of them is sorted again. */
const MAX_CONTEXTS = 500;
/** Rivals looked at for a moment: the built-in packs have at most half as many above a line. */
const MAX_RIVALS = 200;

/**
 * Finds the lines that can never win: wherever such a line may be said, more specific ones always hold too, and they are
 * more than the last three said can keep back, so one of them is always left.
 *
 * @returns the test of a line, which stops after each moment, for a large pack has many
 */
export function deadLineTest(
  library: PackLibrary,
  personas: readonly string[],
): (line: DialogueLine) => Generator<void, boolean> {
  const contexts = new Map<string, readonly DialogueLine[]>();
  /** The lines of a moment, most specific first, so that a search can stop at the first that is no rival. */
  const linesAt = (language: string, speaker: string, event: string, emotion: EmotionName) => {
    const context = [language, speaker, event, emotion].join('\n');
    const lines =
      contexts.get(context) ??
      [...library.candidates(language, speaker, event, emotion)].sort((a, b) => b.specificity - a.specificity);
    if (contexts.size >= MAX_CONTEXTS) contexts.clear();
    contexts.set(context, lines);
    return lines;
  };
  const outdone = (line: DialogueLine, speaker: string, emotion: EmotionName): boolean => {
    let rivals = 0;
    for (const other of linesAt(line.language, speaker, line.event ?? OTHER_EVENT, emotion).slice(0, MAX_RIVALS)) {
      if (other.specificity <= line.specificity || rivals > MIN_VARIANTS) {
        break;
      }
      rivals += goesBefore(other, line) ? 1 : 0;
    }
    return rivals > MIN_VARIANTS;
  };
  return function* isDead(line) {
    for (const speaker of line.persona === ANY_PERSONA ? personas : [line.persona]) {
      for (const emotion of line.emotion === null ? EMOTION_NAMES : [line.emotion]) {
        if (!outdone(line, speaker, emotion)) return false;
        yield;
      }
    }
    return true;
  };
}
