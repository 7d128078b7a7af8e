import { randomInt } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { Clock } from '../common/clock.js';
import { notFound } from '../common/domain-error.js';
import { KeyedQueue } from '../common/keyed-queue.js';
import type { GameEvent } from '../events/event.types.js';
import { DialogueRepository, type HeardLines } from './dialogue.repository.js';
import type { Generate } from './dialogue.schemas.js';
import { DialogueService, type ChosenLine } from './dialogue.service.js';
import { withLastLine } from './last-lines.rules.js';
import type { LineSubject } from './line-subjects.js';

/** Intensity of a moment whose emotion was given without one: clear, but nothing special by itself. */
export const ASSUMED_INTENSITY = 0.5;
export const MAX_SEED = 2 ** 32;
const NOTHING_HEARD: HeardLines = { said: new Map(), lastLines: [] };

/** Says written lines on request, outside of a reaction. */
@Injectable()
export class LineSaying {
  /** One line of a player at a time: those that wait for its lock would each hold a database connection. */
  private readonly queue = new KeyedQueue();

  constructor(
    private readonly dialogue: DialogueService,
    private readonly lines: DialogueRepository,
    private readonly clock: Clock,
  ) {}

  /** @throws DomainError NOT_FOUND when the player is gone */
  async say(request: Generate, subject: LineSubject): Promise<ChosenLine> {
    const { playerId } = request;
    if (playerId === undefined) return this.choose(request, subject, NOTHING_HEARD, this.clock.now());
    const said = await this.queue.run(playerId, () => this.sayTo(playerId, request, subject));
    if (!said) throw notFound('player');
    return said;
  }

  /** Null when the player is gone. */
  private sayTo(playerId: string, request: Generate, subject: LineSubject): Promise<ChosenLine | null> {
    const now = this.clock.now();
    const { languages, own } = subject;
    const lineIds = this.dialogue.lineIdsFor(languages, request.characterPersona, request.eventType, own);
    return this.lines.say(playerId, lineIds, now, (heard) => {
      const chosen = this.choose(request, subject, heard, now);
      return { chosen, lastLines: withLastLine(heard.lastLines, chosen.choice.lineId) };
    });
  }

  /** Now is never before a line that was heard: instances' clocks differ, and a line must not seem to be yet to come. */
  private choose(request: Generate, { languages, own }: LineSubject, heard: HeardLines, now: Date): ChosenLine {
    return this.dialogue.choose({
      languages,
      own,
      persona: request.characterPersona,
      event: eventOf(request),
      emotion: request.emotion,
      intensity: ASSUMED_INTENSITY,
      count: null,
      isFirstTime: false,
      recalledImportance: null,
      ...heard,
      nowMs: Math.max(now.getTime(), ...[...heard.said.values()].map(({ lastSaidAt }) => lastSaidAt)),
      seed: randomInt(MAX_SEED),
    });
  }
}

/** The moment of a request as an event: its fields may stand in either place. */
export function eventOf({ eventType, context = {} }: Generate): GameEvent {
  return { type: eventType, data: context, context };
}
