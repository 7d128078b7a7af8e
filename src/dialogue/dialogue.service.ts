import { Injectable } from '@nestjs/common';
import type { EmotionName } from '../emotion/emotion.types.js';
import type { GameEvent } from '../events/event.types.js';
import type { GamePacks } from '../games/game.types.js';
import type { LineChoice, LineHistory } from './dialogue.types.js';
import type { GameLines } from './game-lines.js';
import { GameLinesService } from './game-lines.service.js';
import { languageChain } from './language.rules.js';
import { chooseLine } from './line-choice.rules.js';
import { loadPacks } from './pack-loader.js';
import { voiceOf } from './persona.rules.js';
import { factsOf, ownFactsOf } from './slots.rules.js';
import { specialCases } from './special-case.rules.js';
import type { SpecialCase } from './special-case.tables.js';

/** A moment that wants a line. */
export interface ChooseRequest {
  /** Languages to try, in order; see {@link DialogueService.chain}. */
  readonly languages: readonly string[];
  readonly persona: string;
  /** The game's own lines; see {@link DialogueService.linesOf}. */
  readonly own?: GameLines | undefined;
  readonly event: GameEvent;
  readonly emotion: EmotionName;
  /** 0..1 */
  readonly intensity: number;
  /** The n-th time as the server counted it; null when nobody counted. */
  readonly count: number | null;
  readonly isFirstTime: boolean;
  /** Importance (0..1) of the weightiest memory that was recalled; null when none was. */
  readonly recalledImportance: number | null;
  /** What the player has heard, by line id. */
  readonly said: ReadonlyMap<string, LineHistory>;
  /** Ids of the lines said last, newest first. */
  readonly lastLines: readonly string[];
  /** Milliseconds since 1970. */
  readonly nowMs: number;
  /** An integer; the same request and seed give the same line. */
  readonly seed: number;
}

/** A line, and why the moment is special, if it is. */
export interface ChosenLine {
  readonly choice: LineChoice;
  readonly reasons: readonly SpecialCase[];
}

/**
 * The built-in lines, read and checked once at the start, and the choice among them and a game's own. No I/O after that
 * but for the lines of a game, which are read once for each revision.
 */
@Injectable()
export class DialogueService {
  readonly library = loadPacks();

  constructor(private readonly gameLines: GameLinesService) {}

  /** A game's own lines: undefined when it has no packs, at once when they are at hand. */
  linesOf(gameId: string, packs: GamePacks | null | undefined): GameLines | undefined | Promise<GameLines> {
    return this.gameLines.of(gameId, packs, this.library.languages());
  }

  /** The languages to look for a line in: the requested one, the game's default, English; each by its best matches. */
  chain(requested: string | null | undefined, gameDefault: string | null | undefined, own?: GameLines): string[] {
    return languageChain(requested, gameDefault, own?.languages ?? this.library.languages());
  }

  /** The ids of all lines that may be said at an event, whatever the emotion: whose history {@link choose} needs. */
  lineIdsFor(languages: readonly string[], persona: string, eventType: string, own?: GameLines): string[] {
    const ids = languages.flatMap((language) => [
      ...(own?.library.lineIdsFor(language, persona, eventType) ?? []),
      ...this.library.lineIdsFor(language, voiceOf(persona), eventType),
    ]);
    return [...new Set(ids)];
  }

  choose(request: ChooseRequest): ChosenLine {
    const { languages, persona, own, event, emotion, said, lastLines, nowMs, seed } = request;
    const known = factsOf(event, request);
    const slots = own?.slotsAt(event.type);
    const facts = slots === undefined ? known : new Map([...known, ...ownFactsOf(event, slots)]);
    const moment = { languages, persona, eventType: event.type, emotion, facts };
    const choice = chooseLine({
      library: this.library,
      gameLines: own?.library,
      ...moment,
      said,
      lastLines,
      nowMs,
      seed,
    });
    return { choice, reasons: specialCases(request) };
  }
}
