import type { GameEvent } from '../events/event.types.js';
import { knownConfidence } from './confidence.rules.js';
import { EMOTIONS } from './emotion.tables.js';
import {
  EMOTION_NAMES,
  type Appraisal,
  type AppraisalPart,
  type EmotionName,
  type Situation,
} from './emotion.types.js';
import { eventTypeOf } from './event-type.rules.js';
import type { EventTypeRow, ExpectedField, Outlook } from './event-type.types.js';
import { inferConfidence, inferOutlook } from './inference.rules.js';
import { UNKNOWN_OUTLOOK } from './inference.tables.js';
import { agencyOf, chooseKin } from './kin.rules.js';
import { baseIntensity, magnitude } from './magnitude.rules.js';
import { modifierProduct } from './modifier.rules.js';
import { Reading, readEvent } from './reading.rules.js';
import { explain } from './reasoning.rules.js';
import { noted, type AppraisalReceipt } from './receipt.rules.js';
import { readSentiment, type Sentiment } from './sentiment.rules.js';

/**
 * What a companion feels at an event, by rule alone, after the OCC model (Ortony, Clore and Collins 1988):
 *
 *   base      = |desirability| + (1 - |desirability|) x 0.8 x magnitude
 *   intensity = base x modifiers, clamped to 0..1
 *
 * Desirability comes from the type, magnitude from the fields it reads; agency and expectedness choose between kin
 * emotions. Intensity never falls when a good thing gets bigger. The same event and situation give the same answer.
 */
export function appraise(event: GameEvent, situation: Situation): Appraisal {
  return judge(event, situation, null);
}

/** The rules' answer. Why it is so is written down when somebody asks, each time: the rules run again for it. */
class RuleAppraisal implements Appraisal {
  /** Thousandths, as a whole number lies in the object itself and a fraction is an object of its own to collect. */
  readonly #intensity: number;
  readonly #confidence: number;
  readonly #event: GameEvent;
  readonly #situation: Situation;

  constructor(
    readonly emotion: EmotionName,
    intensity: number,
    confidence: number,
    event: GameEvent,
    situation: Situation,
  ) {
    this.#intensity = thousandths(intensity);
    this.#confidence = thousandths(confidence);
    this.#event = event;
    this.#situation = situation;
  }

  get intensity(): number {
    return this.#intensity / 1000;
  }

  get confidence(): number {
    return this.#confidence / 1000;
  }

  get action(): string {
    return EMOTIONS[this.emotion].action;
  }

  get reasoning(): string {
    return this.receipt().reasoning;
  }

  get parts(): readonly AppraisalPart[] {
    return this.receipt().parts;
  }

  /** An appraisal is sent and compared whole, with what is made when it is asked for. */
  toJSON(): Appraisal {
    const { emotion, intensity, confidence, action } = this;
    const { reasoning, parts } = this.receipt();
    return { emotion, intensity, confidence, action, reasoning, parts };
  }

  private receipt(): AppraisalReceipt {
    const receipt = { parts: [], reasoning: '' };
    judge(this.#event, this.#situation, receipt);
    return receipt;
  }
}

// A map, since reading a fraction from an object by a name that varies makes a new number each time.
const PLEASURE_OF: ReadonlyMap<EmotionName, number> = new Map(
  EMOTION_NAMES.map((emotion) => [emotion, EMOTIONS[emotion].pleasure]),
);

/** One for all calls: each is over before the next begins, and nothing of it is handed out. */
const READING = new Reading();

function judge(event: GameEvent, situation: Situation, receipt: AppraisalReceipt | null): RuleAppraisal {
  const row = eventTypeOf(event.type);
  const reading = readEvent(event, situation, row ?? UNKNOWN_OUTLOOK, READING);
  if (row === undefined) {
    // A game's own type: its meaning is guessed, and the confidence says so.
    const confidence = inferConfidence(event.type, reading, receipt);
    return feel(event, situation, inferOutlook(event.type, reading), confidence, receipt);
  }
  if (row.memoryType !== 'conversation') return feel(event, situation, row, row.expects, receipt);
  // A remark means what its words say, and without a feeling word nothing: no mood makes it cheerful.
  const sentiment = readSentiment(reading.text);
  const rule = sentiment.emotion === null ? 'noFeelingWord' : 'feelingWords';
  const confidence = noted(receipt, 'confidence', rule, sentiment.confidence, sentiment.remark ?? undefined);
  return feel(event, situation, remarkOutlook(row, sentiment), confidence, receipt);
}

/** @param trust the confidence of a guess, or the fields that a known type should come with */
function feel(
  event: GameEvent,
  situation: Situation,
  outlook: Outlook,
  trust: number | readonly ExpectedField[],
  receipt: AppraisalReceipt | null,
): RuleAppraisal {
  noted(receipt, 'desirability', 'type', outlook.desirability);
  const size = magnitude(outlook, READING, receipt);
  const rule = chooseKin(outlook, READING, size, situation.mood);
  const emotion = outlook.kin[rule] ?? outlook.kin.usual;
  noted(receipt, 'emotion', rule, 1);
  const base = noted(receipt, 'intensity', 'base', baseIntensity(outlook.desirability, size));
  const product = modifierProduct(PLEASURE_OF.get(emotion) ?? 0, READING, situation.sensitivity, receipt);
  const intensity = Math.min(1, Math.max(0, base * product));
  const confidence = typeof trust === 'number' ? trust : knownConfidence(outlook, trust, READING, rule, receipt);
  if (receipt !== null) {
    const agency = agencyOf(outlook, READING);
    receipt.reasoning = explain(
      event.type,
      outlook,
      { emotion, rule, agency },
      thousandths(intensity) / 1000,
      receipt.parts,
    );
  }
  return new RuleAppraisal(emotion, intensity, confidence, event, situation);
}

function remarkOutlook(row: EventTypeRow, { emotion, desirability }: Sentiment): Outlook {
  return emotion === null ? row : { ...row, desirability, kin: { usual: emotion } };
}

/** A whole number: three decimals are what anybody can tell apart, and keep binary fractions out of answers. */
function thousandths(value: number): number {
  return Math.round(value * 1000);
}
