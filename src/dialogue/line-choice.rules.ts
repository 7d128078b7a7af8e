import { criterionHolds, isBare } from './criteria.rules.js';
import type {
  DialogueLine,
  LineChoice,
  LineRequest,
  LineSource,
  Rejection,
  RejectionReason,
} from './dialogue.types.js';
import { kinOf, LAST_LANGUAGE } from './language.rules.js';
import { formatLine } from './message.rules.js';
import { voiceOf } from './persona.rules.js';

/** Lines back that must not be heard again while there is anything else to say. */
const RECENT_LINES = 3;
/** Rejections in a choice: enough to see why the best rivals lost, small enough for a receipt. */
export const MAX_REJECTIONS = 12;

/** A line that was looked at, and what keeps it from being said; null when nothing does. */
interface Candidate {
  readonly line: DialogueLine;
  readonly fromGame: boolean;
  readonly obstacle: RejectionReason | null;
}

function obstacleOf(line: DialogueLine, request: LineRequest): RejectionReason | null {
  if (!line.criteria.every((criterion) => criterionHolds(criterion, request.facts))) {
    return 'criteria_fail';
  }
  const { facts } = request;
  if (
    !line.slots.every((slot) => facts.has(slot)) ||
    line.counted.some((slot) => typeof facts.get(slot) !== 'number')
  ) {
    return 'slot_missing';
  }
  const history = request.said.get(line.id);
  if (history !== undefined && history.times > 0) {
    if (line.once) {
      return 'once_said';
    }
    if (line.cooldownMs > 0 && request.nowMs - history.lastSaidAt < line.cooldownMs) {
      return 'on_cooldown';
    }
  }
  return request.lastLines.slice(0, RECENT_LINES).includes(line.id) ? 'said_recently' : null;
}

function candidatesIn(language: string, request: LineRequest): Candidate[] {
  const from = (source: LineSource | undefined, persona: string, fromGame: boolean): Candidate[] =>
    (source?.candidates(language, persona, request.eventType, request.emotion) ?? []).map((line) => ({
      line,
      fromGame,
      obstacle: obstacleOf(line, request),
    }));
  return [...from(request.gameLines, request.persona, true), ...from(request.library, voiceOf(request.persona), false)];
}

/** A number in 0..1 from an integer, evenly spread even for neighbouring seeds (mulberry32 by Tommy Ettinger). */
function randomOf(seed: number): number {
  let state = (seed + 0x6d2b79f5) | 0;
  state = Math.imul(state ^ (state >>> 15), state | 1);
  state ^= state + Math.imul(state ^ (state >>> 7), state | 61);
  return ((state ^ (state >>> 14)) >>> 0) / 4_294_967_296;
}

/** One of several, each with its weight's share of the chances. */
function draw(candidates: readonly Candidate[], seed: number): Candidate | undefined {
  let left = randomOf(seed) * candidates.reduce((sum, { line }) => sum + line.weight, 0);
  return candidates.find(({ line }) => (left -= line.weight) < 0) ?? candidates.at(-1);
}

function timesOf({ line }: Candidate, request: LineRequest): number {
  return request.said.get(line.id)?.times ?? 0;
}

function lastSaidAtOf({ line }: Candidate, request: LineRequest): number {
  return request.said.get(line.id)?.lastSaidAt ?? 0;
}

/** The candidates whose figure is the least. */
function least(candidates: readonly Candidate[], figure: (candidate: Candidate) => number): readonly Candidate[] {
  const minimum = Math.min(...candidates.map(figure));
  return candidates.filter((candidate) => figure(candidate) === minimum);
}

/**
 * The winner of those that may be said: the most specific, then the least often said, then the one said longest ago,
 * then by weighted chance. Lines never said differ only by chance.
 */
function winnerOf(open: readonly Candidate[], request: LineRequest): Candidate | undefined {
  if (open.length === 0) {
    return undefined;
  }
  const specific = least(open, ({ line }) => -line.specificity);
  const rarest = least(specific, (candidate) => timesOf(candidate, request));
  return draw(
    least(rarest, (candidate) => lastSaidAtOf(candidate, request)),
    request.seed,
  );
}

/** The winner of those with this obstacle: of the game's own lines, if there is one, else of ours. */
function winnerAmong(
  obstacle: RejectionReason | null,
  candidates: readonly Candidate[],
  request: LineRequest,
): Candidate | undefined {
  const left = candidates.filter((candidate) => candidate.obstacle === obstacle);
  const own = request.gameLines === undefined ? left : left.filter(({ fromGame }) => fromGame);
  return winnerOf(own.length > 0 ? own : left, request);
}

/** Why a candidate lost to the winner. */
function reasonFor(candidate: Candidate, winner: Candidate, request: LineRequest): RejectionReason {
  const closer = candidate.line.specificity > winner.line.specificity;
  if (candidate.obstacle !== null && (closer || candidate.obstacle !== winner.obstacle)) {
    return candidate.obstacle;
  }
  if (winner.fromGame && !candidate.fromGame) {
    return 'game_line_wins';
  }
  if (candidate.line.specificity < winner.line.specificity) {
    return 'less_specific';
  }
  if (timesOf(candidate, request) > timesOf(winner, request)) {
    return 'said_more_often';
  }
  return lastSaidAtOf(candidate, request) > lastSaidAtOf(winner, request) ? 'said_later' : 'lost_draw';
}

function choiceOf(winner: Candidate, candidates: readonly Candidate[], request: LineRequest): LineChoice {
  const rejected: Rejection[] = candidates
    .filter((candidate) => candidate !== winner)
    .sort((one, other) => other.line.specificity - one.line.specificity)
    .slice(0, MAX_REJECTIONS)
    .map((candidate) => ({ id: candidate.line.id, reason: reasonFor(candidate, winner, request) }));
  return {
    lineId: winner.line.id,
    text: formatLine(winner.line, request.facts),
    language: winner.line.language,
    specificity: winner.line.specificity,
    fromGame: winner.fromGame,
    rejected,
  };
}

/**
 * The line to say now, after Valve's response rules: of the lines whose criteria all hold the most specific one, with
 * every variant said before any repeats. A line on cooldown, a `once` line that was said, and the last three lines said
 * stand back while anything else is left in the language or its kin (`en-GB`, `en`); the last three come back first,
 * then the next language is tried. In each language a game's own lines go before ours, however specific ours are. When no language has anything left, a line that fits any moment is said whatever its history.
 *
 * Pure: the same request gives the same line. Lines of one id share a history, in any language and whosever they are.
 * @throws RangeError when not even English has a line that fits any moment; `loadPacks` refuses such packs.
 */
export function chooseLine(request: LineRequest): LineChoice {
  for (const kin of kinOf(request.languages)) {
    const looked = new Map<string, Candidate[]>();
    for (const obstacle of [null, 'said_recently'] as const) {
      for (const language of kin) {
        const candidates = looked.get(language) ?? candidatesIn(language, request);
        looked.set(language, candidates);
        const winner = winnerAmong(obstacle, candidates, request);
        if (winner !== undefined) return choiceOf(winner, candidates, request);
      }
    }
  }
  for (const language of new Set([...request.languages, LAST_LANGUAGE])) {
    const candidates = candidatesIn(language, request);
    const winner = winnerOf(
      candidates.filter(({ line }) => isBare(line)),
      request,
    );
    if (winner !== undefined) {
      return choiceOf(winner, candidates, request);
    }
  }
  throw new RangeError(`no line of last resort for persona ${request.persona} in ${request.languages.join(', ')}`);
}
