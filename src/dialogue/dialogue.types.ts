import type { IntlMessageFormat } from 'intl-messageformat';
import type { EmotionName } from '../emotion/emotion.types.js';

/** What a fact or a criterion's operand may be. */
export type Scalar = string | number | boolean;

/** What is known of the moment, by field name: made by `factsOf`, so texts in it are already safe to show. */
export type Facts = ReadonlyMap<string, Scalar>;

/** One condition on one field; every part that is present must hold. */
export interface Criterion {
  readonly field: string;
  readonly equals?: Scalar;
  readonly gte?: number;
  readonly lte?: number;
  readonly in?: readonly Scalar[];
}

/** A line of a pack, read and ready to be chosen. */
export interface DialogueLine {
  readonly id: string;
  readonly language: string;
  /** A persona's name, or `*` for a line any persona may say. */
  readonly persona: string;
  readonly event: string | null;
  readonly emotion: EmotionName | null;
  readonly criteria: readonly Criterion[];
  /** The fields the text needs; each must be among the facts. */
  readonly slots: readonly string[];
  /** Those of the slots that must be numbers and of which nothing but the event says whether they are. */
  readonly counted: readonly string[];
  readonly text: string;
  /** The parsed text; null when it has nothing to fill in. */
  readonly message: IntlMessageFormat | null;
  /** Share in a draw among equals, over 0 and at most 100. */
  readonly weight: number;
  /** Milliseconds before the same player may hear it again. */
  readonly cooldownMs: number;
  /** Said at most once in a player's life. */
  readonly once: boolean;
  /** Sum of its criteria's weights; the greater wins. */
  readonly specificity: number;
}

/** How often and when a player heard a line. */
export interface LineHistory {
  readonly times: number;
  /** Milliseconds since 1970. */
  readonly lastSaidAt: number;
}

/** Where lines are looked up; a `PackLibrary` is one. */
export interface LineSource {
  candidates(language: string, persona: string, eventType: string, emotion: EmotionName): readonly DialogueLine[];
}

export interface LineRequest {
  readonly library: LineSource;
  /** A game's own lines; in each language they go before the library's. */
  readonly gameLines?: LineSource | undefined;
  /** Languages to try, in order: see `languageChain`. */
  readonly languages: readonly string[];
  readonly persona: string;
  readonly eventType: string;
  readonly emotion: EmotionName;
  readonly facts: Facts;
  /** What this player has heard, by line id; a line that is not in it was never said. */
  readonly said: ReadonlyMap<string, LineHistory>;
  /** Ids of the lines this player heard last, newest first; the first three count. */
  readonly lastLines: readonly string[];
  /** Milliseconds since 1970. */
  readonly nowMs: number;
  /** An integer; the same request and seed give the same line. */
  readonly seed: number;
}

/** Why a candidate was not said. */
export type RejectionReason =
  | 'criteria_fail'
  | 'slot_missing'
  | 'once_said'
  | 'on_cooldown'
  | 'said_recently'
  | 'less_specific'
  | 'game_line_wins'
  | 'said_more_often'
  | 'said_later'
  | 'lost_draw';

export interface Rejection {
  readonly id: string;
  readonly reason: RejectionReason;
}

export interface LineChoice {
  readonly lineId: string;
  /** The finished sentence. */
  readonly text: string;
  readonly language: string;
  readonly specificity: number;
  /** True when the line is one of the game's own. */
  readonly fromGame: boolean;
  /** The most specific of the candidates that were not said, at most `MAX_REJECTIONS`. */
  readonly rejected: readonly Rejection[];
}

/** A fault in a pack: where it stands in the JSON document, and what is wrong and allowed. */
export interface PackFault {
  readonly path: readonly (string | number)[];
  readonly message: string;
}
