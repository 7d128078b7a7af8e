import { createHash } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import type { Counter } from 'prom-client';
import { LLM_GATE, type GateRefusal, type LlmGate } from '../budget/llm-gate.port.js';
import { CacheService } from '../cache/cache.service.js';
import { cacheKeys } from '../cache/cache-keys.tables.js';
import type { CacheKey } from '../cache/cache.types.js';
import { withDeadline } from '../cache/deadline.js';
import { SingleFlight } from '../cache/single-flight.js';
import { Clock } from '../common/clock.js';
import { MetricsService } from '../common/metrics.service.js';
import { CONFIG, type Config } from '../config/env.js';
import { EMOTION_PROMPT_VERSION, emotionPrompt, MAX_QUESTIONS, questionOf, readJudgements } from './emotion-prompt.js';
import type { JudgeCause, JudgeRequest, Verdict } from './emotion-judge.types.js';
import type { Judgement } from './emotion.types.js';
import { emotionSignature, isCacheable } from './signature.rules.js';

/** Milliseconds a judgement may take at most; the rest of a reaction's time is the line's. */
const MOST_MS = 1000;
/** Refusals after which nothing that a model made is taken from the cache either. */
const NO_MODEL: readonly (GateRefusal | null)[] = ['not_configured', 'disabled'];

interface Question {
  readonly request: JudgeRequest;
  readonly signature: string;
  /** Null for an event whose meaning is in its words. */
  readonly key: CacheKey | null;
}

/** Asks a model about events of which the rules are not sure. Never rejects: the rules' answer stands otherwise. */
@Injectable()
export class EmotionJudge {
  private readonly flights = new SingleFlight();
  private readonly fallbacks: Counter<'cause'>;

  constructor(
    @Inject(LLM_GATE) private readonly gate: LlmGate,
    private readonly cache: CacheService,
    private readonly clock: Clock,
    @Inject(CONFIG) private readonly config: Config,
    metrics: MetricsService,
  ) {
    const help = 'Events of which the rules were not sure and that no model judged, by cause';
    this.fallbacks = metrics.counter('agl_emotion_fallbacks_total', help, ['cause']);
  }

  /** Counts a request toward the hour that the share of models is of. */
  count(gameId: string): void {
    this.gate.countRequest(gameId, 'emotion');
  }

  /**
   * A judgement, or why there is none.
   *
   * @param timeoutMs milliseconds it may take, of which one second is used at most; 0 looks into the cache only
   */
  async judge(gameId: string, request: JudgeRequest, timeoutMs: number): Promise<Verdict> {
    const startedAt = this.clock.monotonicMs();
    const refusal = await this.gate.mayAsk(gameId, 'emotion');
    if (NO_MODEL.includes(refusal)) return this.none(refusal ?? 'disabled');
    const question = this.questionOf(gameId, request);
    const known = question.key ? await this.cache.get<Judgement>(question.key) : undefined;
    if (known) return fromCache(known);
    if (refusal !== null) return this.none(refusal);
    if (timeoutMs === 0) return this.none('async');
    const leftMs = Math.min(MOST_MS, timeoutMs) - (this.clock.monotonicMs() - startedAt);
    if (leftMs <= 0) return this.none('too_late');
    const [verdict] = await this.askOnce(gameId, question, leftMs);
    return verdict ?? this.none('invalid_answer');
  }

  /** The same for many: like events once, different ones in one prompt as far as it goes; the others by rule. */
  async judgeMany(gameId: string, requests: readonly JudgeRequest[]): Promise<Verdict[]> {
    const refusal = await this.gate.mayAsk(gameId, 'emotion');
    if (NO_MODEL.includes(refusal)) return requests.map(() => this.none(refusal ?? 'disabled'));
    const questions = requests.map((request) => this.questionOf(gameId, request));
    const known = await Promise.all(
      questions.map(({ key }) => (key ? this.cache.get<Judgement>(key) : Promise.resolve(undefined))),
    );
    const open = firstOfEach(questions.filter((_, index) => known[index] === undefined));
    const asked = open.slice(0, MAX_QUESTIONS);
    const verdicts = refusal !== null || asked.length === 0 ? [] : await this.ask(gameId, asked, MOST_MS);
    const byName = new Map(asked.map((question, index) => [nameOf(question), verdicts[index]]));
    const paid = new Set<string>();
    return questions.map((question, index) => {
      const cached = known[index];
      if (cached) return fromCache(cached);
      const name = nameOf(question);
      const verdict = byName.get(name);
      if (!verdict) return this.none(refusal ?? 'batch_full');
      if (paid.has(name)) return verdict.judgement ? fromCache(verdict.judgement) : { ...verdict, costUsd: 0 };
      paid.add(name);
      return verdict;
    });
  }

  private questionOf(gameId: string, request: JudgeRequest): Question {
    const signature = emotionSignature(request.event, request.situation);
    return { request, signature, key: isCacheable(request.event) ? this.keyOf(gameId, signature, request) : null };
  }

  /** Like events of two games are not alike: a type of a game's own means what that game means by it. */
  private keyOf(gameId: string, signature: string, { appraisal }: JudgeRequest): CacheKey {
    const { LLM_PROVIDER: provider, LLM_MODEL: model } = this.config;
    const parts = [EMOTION_PROMPT_VERSION, provider, model, gameId, signature, appraisal.emotion];
    return cacheKeys.emotion(createHash('sha256').update(JSON.stringify(parts)).digest('base64url'));
  }

  /** One call for like events at a time; who joins one that is under way pays nothing. */
  private async askOnce(gameId: string, question: Question, timeoutMs: number): Promise<readonly Verdict[]> {
    if (question.key === null) return this.ask(gameId, [question], timeoutMs);
    let isStarter = false;
    const flight = this.flights.run(question.key.key, () => {
      isStarter = true;
      return this.ask(gameId, [question], timeoutMs);
    });
    if (isStarter) return flight;
    try {
      const [verdict] = await withDeadline(flight, timeoutMs);
      if (verdict?.judgement) return [fromCache(verdict.judgement)];
      return [this.none(verdict?.cause ?? 'invalid_answer')];
    } catch {
      return [this.none('timeout')];
    }
  }

  /** One call for all of the questions; the first of them bears its cost. */
  private async ask(gameId: string, questions: readonly Question[], timeoutMs: number): Promise<Verdict[]> {
    const asked = questions.map(({ request, signature }) => questionOf(request.event, signature, request.appraisal));
    const outcome = await this.gate.ask({ gameId, kind: 'emotion', ...emotionPrompt(asked), timeoutMs });
    if (!outcome.asked) return questions.map(() => this.none(outcome.refusal));
    const costOf = (index: number) => (index === 0 ? outcome.costUsd : 0);
    if ('failure' in outcome) return questions.map((_, index) => this.none(outcome.failure, costOf(index), true));
    const judgements = readJudgements(outcome.answer.text, questions.length);
    return Promise.all(
      questions.map(async ({ key }, index): Promise<Verdict> => {
        const judgement = judgements?.[index];
        if (!judgement) return this.none('invalid_answer', costOf(index), true);
        if (key) await this.cache.set(key, judgement);
        return { judgement, method: 'ml', cause: null, hasFailed: false, costUsd: costOf(index), cacheHit: false };
      }),
    );
  }

  private none(cause: JudgeCause, costUsd = 0, hasFailed = false): Verdict {
    if (cause !== 'not_configured') this.fallbacks.inc({ cause });
    return { judgement: null, method: 'rule', cause, hasFailed, costUsd, cacheHit: false };
  }
}

function fromCache(judgement: Judgement): Verdict {
  return { judgement, method: 'cached', cause: null, hasFailed: false, costUsd: 0, cacheHit: true };
}

/** Under what name like questions are one; one about words is alone. */
function nameOf({ key, signature, request }: Question): string {
  return key?.key ?? `${signature}\n${request.event.data.text ?? ''}`;
}

function firstOfEach(questions: readonly Question[]): Question[] {
  return [...new Map(questions.toReversed().map((question) => [nameOf(question), question])).values()].toReversed();
}
