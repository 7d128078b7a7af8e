import { EMOTION_NAMES } from '../emotion/emotion.types.js';
import { implies } from './criterion-lint.rules.js';
import type { DialogueLine, LineSource } from './dialogue.types.js';
import { MIN_VARIANTS, OTHER_EVENT } from './pack-lint.tables.js';
import { ANY_PERSONA } from './persona.tables.js';

/** True when a rival can always be said when the line can, and goes before it. */
function goesBefore(rival: DialogueLine, line: DialogueLine): boolean {
  return (
    rival.specificity > line.specificity &&
    !rival.once &&
    rival.cooldownMs === 0 &&
    rival.slots.every((slot) => line.slots.includes(slot)) &&
    implies(line.criteria, rival.criteria)
  );
}

/**
 * True for a line that can never win: wherever it may be said, more specific lines always hold too, and they are more
 * than the last three said can keep back, so one of them is always left.
 */
export function neverWins(line: DialogueLine, library: LineSource, personas: readonly string[]): boolean {
  const speakers = line.persona === ANY_PERSONA ? personas : [line.persona];
  const emotions = line.emotion === null ? EMOTION_NAMES : [line.emotion];
  return speakers.every((speaker) =>
    emotions.every((emotion) => {
      const rivals = library.candidates(line.language, speaker, line.event ?? OTHER_EVENT, emotion);
      return rivals.filter((rival) => goesBefore(rival, line)).length > MIN_VARIANTS;
    }),
  );
}
