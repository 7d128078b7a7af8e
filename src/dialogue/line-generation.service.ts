import { randomInt } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { ServiceMetricsService } from '../analytics/service-metrics.service.js';
import type { Principal } from '../auth/principal.js';
import { Clock } from '../common/clock.js';
import { DomainError, notFound } from '../common/domain-error.js';
import { KeyedQueue } from '../common/keyed-queue.js';
import { DialogueRepository, type HeardLines } from './dialogue.repository.js';
import type { Generate, GeneratedLine } from './dialogue.schemas.js';
import { DialogueService, type ChosenLine } from './dialogue.service.js';
import { withLastLine } from './last-lines.rules.js';
import { LineSubjects, type LineSubject } from './line-subjects.js';

/** Intensity of a moment whose emotion was given without one: clear, but nothing special by itself. */
const ASSUMED_INTENSITY = 0.5;
const MAX_SEED = 2 ** 32;
const NOTHING_HEARD: HeardLines = { said: new Map(), lastLines: [] };

/** Lines on request, outside of a reaction. */
@Injectable()
export class LineGenerationService {
  /** One line of a player at a time: those that wait for its lock would each hold a database connection. */
  private readonly queue = new KeyedQueue();

  constructor(
    private readonly dialogue: DialogueService,
    private readonly lines: DialogueRepository,
    private readonly subjects: LineSubjects,
    private readonly metrics: ServiceMetricsService,
    private readonly clock: Clock,
  ) {}

  async generate(principal: Principal, request: Generate): Promise<GeneratedLine> {
    if (request.forceLlm === true && principal.scope !== 'admin') {
      throw new DomainError('FORBIDDEN', 'forceLlm needs an admin key.');
    }
    const startedAt = this.clock.monotonicMs();
    const subject = await this.subjects.of(principal, request);
    const { gameId } = subject;
    const { choice, reasons } = await this.say(request, subject);
    const latencyMs = this.clock.monotonicMs() - startedAt;
    const playerId = request.playerId ?? null;
    const call = { service: 'dialogue', method: 'template', costUsd: 0, cacheHit: false, error: null } as const;
    this.metrics.record({ ...call, gameId, playerId, latencyMs });
    return {
      text: choice.text,
      method: 'template',
      language: choice.language,
      usedSpecialCase: reasons.length > 0,
      reasons: [...reasons],
      memoryIds: [],
      cacheHit: false,
      costUsd: 0,
      latencyMs: Math.round(latencyMs * 1000) / 1000,
    };
  }

  private async say(request: Generate, subject: LineSubject): Promise<ChosenLine> {
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
    const fields = request.context ?? {};
    return this.dialogue.choose({
      languages,
      own,
      persona: request.characterPersona,
      event: { type: request.eventType, data: fields, context: fields },
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
