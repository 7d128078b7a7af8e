import { Inject, Injectable } from '@nestjs/common';
import { ServiceMetricsService } from '../analytics/service-metrics.service.js';
import type { Principal } from '../auth/principal.js';
import { Clock } from '../common/clock.js';
import { CONFIG, type Config } from '../config/env.js';
import { countWith, situationOf } from '../events/companion.rules.js';
import type { GameEvent } from '../events/event.types.js';
import { roundUnit } from '../players/player.rules.js';
import { appraise } from './appraisal.rules.js';
import { EmotionJudge } from './emotion-judge.service.js';
import { RULES_ALONE, type Verdict } from './emotion-judge.types.js';
import type { Analysis, Analyze } from './emotion.schemas.js';
import { EmotionSubjects, type EmotionSubject } from './emotion-subjects.js';
import type { Appraisal, Situation } from './emotion.types.js';
import { judgedAppraisal, SURE } from './judged-appraisal.rules.js';
import { emotionSignature } from './signature.rules.js';

/** An event that the rules have appraised. */
interface Appraised {
  readonly request: Analyze;
  readonly subject: EmotionSubject;
  readonly event: GameEvent;
  readonly situation: Situation;
  readonly appraisal: Appraisal;
  readonly latencyMs: number;
}

/**
 * Says what a companion would feel, and changes nothing. The rules are run each time: they take about a microsecond,
 * less than any look-up in a cache would. Where they are not sure, a model is asked.
 */
@Injectable()
export class EmotionService {
  constructor(
    private readonly subjects: EmotionSubjects,
    private readonly judge: EmotionJudge,
    private readonly metrics: ServiceMetricsService,
    private readonly clock: Clock,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  async analyze(principal: Principal, request: Analyze): Promise<Analysis> {
    const [subject] = await this.subjects.of(principal, [request]);
    const appraised = this.appraise(request, subject!);
    const { gameId } = appraised.subject;
    this.judge.count(gameId);
    const startedAt = this.clock.monotonicMs();
    const verdict = isOpen(appraised)
      ? await this.judge.judge(gameId, appraised, this.config.LLM_TIMEOUT_MS)
      : RULES_ALONE;
    return this.present(appraised, verdict, this.clock.monotonicMs() - startedAt);
  }

  /** The same for many; what the rules are not sure of shares one call of a model where it can. */
  async analyzeMany(principal: Principal, requests: readonly Analyze[]): Promise<Analysis[]> {
    const subjects = await this.subjects.of(principal, requests);
    const appraised = requests.map((request, index) => this.appraise(request, subjects[index]!));
    const startedAt = this.clock.monotonicMs();
    const verdicts = await this.verdictsOf(appraised.filter(isOpen));
    const waitedMs = this.clock.monotonicMs() - startedAt;
    return appraised.map((one) => {
      const verdict = verdicts.get(one);
      return this.present(one, verdict ?? RULES_ALONE, verdict ? waitedMs : 0);
    });
  }

  private async verdictsOf(open: readonly Appraised[]): Promise<Map<Appraised, Verdict>> {
    const verdicts = new Map<Appraised, Verdict>();
    for (const gameId of new Set(open.map(({ subject }) => subject.gameId))) {
      const ofGame = open.filter(({ subject }) => subject.gameId === gameId);
      const judged = await this.judge.judgeMany(gameId, ofGame);
      for (const [index, one] of ofGame.entries()) verdicts.set(one, judged[index] ?? RULES_ALONE);
    }
    return verdicts;
  }

  private appraise(request: Analyze, subject: EmotionSubject): Appraised {
    const startedAt = this.clock.monotonicMs();
    const event: GameEvent = { type: request.type, data: request.data ?? {}, context: request.context ?? {} };
    const situation = this.situationOf(event, subject);
    const appraisal = appraise(event, situation);
    return { request, subject, event, situation, appraisal, latencyMs: this.clock.monotonicMs() - startedAt };
  }

  private present(appraised: Appraised, verdict: Verdict, waitedMs: number): Analysis {
    const { request, subject, event, situation, appraisal: ruled } = appraised;
    const { judgement, method, costUsd, cacheHit } = verdict;
    const appraisal = judgement ? judgedAppraisal(ruled, judgement, situation) : ruled;
    const latencyMs = appraised.latencyMs + waitedMs;
    this.metrics.record({
      gameId: subject.gameId,
      playerId: subject.player?.id ?? null,
      service: 'emotion',
      method,
      latencyMs,
      costUsd,
      cacheHit,
      error: verdict.hasFailed ? verdict.cause : null,
    });
    return {
      emotion: appraisal.emotion,
      intensity: roundUnit(appraisal.intensity),
      confidence: roundUnit(appraisal.confidence),
      action: appraisal.action,
      method,
      reasoning: appraisal.reasoning,
      cacheHit,
      costUsd,
      latencyMs: Math.round(latencyMs * 1000) / 1000,
      ...(request.receipt ? { receipt: receiptOf(event, situation, ruled, verdict) } : {}),
    };
  }

  private situationOf(event: GameEvent, { player, state, sensitivity }: EmotionSubject): Situation {
    if (!player || !state) {
      return { count: event.data.count ?? null, isFirstTime: event.data.isFirstTime ?? false, mood: null, sensitivity };
    }
    const occurredAtMs = this.clock.now().getTime();
    const { characterPersona: persona, baseline } = player;
    const request = { state, persona, baseline, event, occurredAtMs, sensitivity };
    return situationOf(request, countWith(state.typeCounts, event.type));
  }
}

/** Whether a model may judge: the rules are not sure. */
function isOpen({ appraisal }: Appraised): boolean {
  return appraisal.confidence < SURE;
}

function receiptOf(
  event: GameEvent,
  situation: Situation,
  ruled: Appraisal,
  verdict: Verdict,
): Record<string, unknown> {
  const { emotion, intensity, confidence, parts } = ruled;
  return {
    appraisal: { emotion, intensity, confidence, parts, situation },
    signature: emotionSignature(event, situation),
    llm: { used: verdict.judgement !== null, reason: verdict.cause, judgement: verdict.judgement },
  };
}
