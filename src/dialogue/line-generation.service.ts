import { randomInt } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { ServiceMetricsService } from '../analytics/service-metrics.service.js';
import type { Principal } from '../auth/principal.js';
import { Clock } from '../common/clock.js';
import { DomainError } from '../common/domain-error.js';
import type { Generate, GeneratedLine } from './dialogue.schemas.js';
import { ASSUMED_INTENSITY, eventOf, LineSaying, MAX_SEED } from './line-saying.service.js';
import { LineSubjects, type LineSubject } from './line-subjects.js';
import type { WrittenLine } from './line-writer.types.js';
import { SpecialLines } from './special-line.service.js';
import { specialCases } from './special-case.rules.js';

/** Told a line as it comes, in pieces that passed the checks. */
export type OnText = (piece: string) => void;

/** Lines on request, outside of a reaction: the same ladder as there. */
@Injectable()
export class LineGenerationService {
  constructor(
    private readonly saying: LineSaying,
    private readonly special: SpecialLines,
    private readonly subjects: LineSubjects,
    private readonly metrics: ServiceMetricsService,
    private readonly clock: Clock,
  ) {}

  /**
   * Whom a request is about.
   *
   * @throws DomainError FORBIDDEN when a game's key forces a model; see also `LineSubjects.of`
   */
  subjectOf(principal: Principal, request: Generate): Promise<LineSubject> {
    if (request.forceLlm === true && principal.scope !== 'admin') {
      throw new DomainError('FORBIDDEN', 'forceLlm needs an admin key.');
    }
    return this.subjects.of(principal, request);
  }

  /** @throws DomainError NOT_FOUND when the player is gone */
  async generate(request: Generate, subject: LineSubject, onText?: OnText): Promise<GeneratedLine> {
    const startedAt = this.clock.monotonicMs();
    const { gameId, languages } = subject;
    const isForced = request.forceLlm === true;
    if (!isForced) this.special.count(gameId);
    const emotion = { emotion: request.emotion, intensity: ASSUMED_INTENSITY };
    const counted = { count: null, isFirstTime: false, recalledImportance: null };
    const reasons = specialCases({ event: eventOf(request), ...emotion, ...counted });
    const mayAsk = isForced || reasons.length > 0;
    const written = mayAsk ? await this.write(request, subject, startedAt, onText) : null;
    const isWritten = written !== null && written.text !== null;
    const chosen = isWritten ? null : (await this.saying.say(request, subject)).choice;
    const method = written?.method ?? 'template';
    const costUsd = written?.costUsd ?? 0;
    const latencyMs = this.clock.monotonicMs() - startedAt;
    this.metrics.record({
      gameId,
      playerId: request.playerId ?? null,
      service: 'dialogue',
      method,
      latencyMs,
      costUsd,
      cacheHit: method === 'cached',
      error: written?.hasFailed ? written.cause : null,
    });
    return {
      text: written?.text ?? chosen?.text ?? '',
      method,
      language: chosen?.language ?? languages[0] ?? '',
      usedSpecialCase: reasons.length > 0,
      reasons: [...reasons],
      memoryIds: [...(written?.memoryIds ?? [])],
      cacheHit: method === 'cached',
      costUsd,
      latencyMs: Math.round(latencyMs * 1000) / 1000,
    };
  }

  private write(request: Generate, subject: LineSubject, startedAt: number, onText?: OnText): Promise<WrittenLine> {
    const event = eventOf(request);
    const counted = { count: null, isFirstTime: false };
    const emotion = { emotion: request.emotion, intensity: ASSUMED_INTENSITY };
    return this.special.writeFor(request.playerId ?? null, {
      gameId: subject.gameId,
      persona: request.characterPersona,
      personas: subject.packs?.personas,
      language: subject.languages[0] ?? 'en',
      event,
      ...counted,
      ...emotion,
      reasons: specialCases({ event, ...emotion, ...counted, recalledImportance: null }),
      seed: randomInt(MAX_SEED),
      deadlineMs: startedAt + this.special.timeoutMs,
      isForced: request.forceLlm === true,
      onText,
    });
  }
}
