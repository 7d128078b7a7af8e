import { BrokenCircuitError, CircuitState, SamplingBreaker, circuitBreaker, handleWhen } from 'cockatiel';
import type { Clock } from '../../common/clock.js';
import { countsAgainstHost } from './llm-failure.rules.js';
import type { LlmHost } from './llm-host.js';
import {
  LlmError,
  type LlmAnswer,
  type LlmFailure,
  type LlmProvider,
  type LlmRequest,
  type LlmUsage,
} from './llm.port.js';
import { costUsd, tokensAtMost } from './price.rules.js';
import type { ModelPrice } from './price.tables.js';

/** What a call came to. */
export interface LlmCall {
  readonly outcome: 'answered' | LlmFailure;
  /** As far as the provider counted. */
  readonly usage: LlmUsage | null;
  readonly latencyMs: number;
  readonly error: LlmError | null;
}

export interface GuardedLlmSettings {
  readonly name: LlmProvider['name'];
  readonly model: string;
  readonly price: ModelPrice;
  /** Milliseconds that the circuit stays open for. */
  readonly openForMs?: number;
}

/** Half of ten calls in 60 s failed: no more for 30 s, in which templates answer at once instead of after a deadline. */
const BREAKER = { threshold: 0.5, duration: 60_000, minimumRps: 10 / 60 } as const;
const OPEN_FOR_MS = 30_000;

/** The caller did not want to wait any longer: that is not the host's fault. */
class CallerGaveUp extends LlmError {
  constructor(billed: 'nothing' | 'input') {
    super('timeout', billed, 'the caller gave up');
  }
}

/** A host behind a deadline and a circuit breaker, its tokens priced: see {@link LlmProvider}. */
export class GuardedLlm implements LlmProvider {
  readonly name: LlmProvider['name'];
  readonly model: string;
  private readonly price: ModelPrice;
  private readonly openForMs: number;
  private readonly breaker;
  private openedAtMs = 0;
  /** Until when the host asked to be left alone, by the clock that never jumps. */
  private heldUntilMs = 0;

  /** @param onCall told of every call, before its answer is given */
  constructor(
    private readonly host: LlmHost,
    settings: GuardedLlmSettings,
    private readonly clock: Clock,
    private readonly onCall: (call: LlmCall) => void,
  ) {
    ({ name: this.name, model: this.model, price: this.price, openForMs: this.openForMs = OPEN_FOR_MS } = settings);
    this.breaker = circuitBreaker(
      handleWhen((error) => error instanceof LlmError && !(error instanceof CallerGaveUp) && countsAgainstHost(error)),
      { halfOpenAfter: this.openForMs, breaker: new SamplingBreaker(BREAKER) },
    );
    this.breaker.onBreak(() => (this.openedAtMs = this.clock.monotonicMs()));
  }

  /** `half-open`: one call is let through, to see; while it is under way the circuit is open to others. */
  get circuit(): 'closed' | 'open' | 'half-open' {
    const nowMs = this.clock.monotonicMs();
    if (nowMs < this.heldUntilMs) return 'open';
    if (this.breaker.state === CircuitState.Closed) return 'closed';
    const isDue = this.breaker.state === CircuitState.Open && nowMs - this.openedAtMs >= this.openForMs;
    return isDue ? 'half-open' : 'open';
  }

  costUsd(usage: LlmUsage): number {
    return costUsd(this.price, usage);
  }

  tokensAtMost(text: string): number {
    return tokensAtMost(text);
  }

  async complete(request: LlmRequest): Promise<LlmAnswer> {
    const startedAt = this.clock.monotonicMs();
    const report = (outcome: LlmCall['outcome'], usage: LlmUsage | null, error: LlmError | null): void =>
      this.onCall({ outcome, usage, error, latencyMs: this.clock.monotonicMs() - startedAt });
    try {
      if (this.circuit === 'open') throw new BrokenCircuitError();
      const answer = await this.breaker.execute(() => this.bounded(request));
      report('answered', answer.usage, null);
      return answer;
    } catch (error) {
      const failure =
        error instanceof BrokenCircuitError
          ? new LlmError('circuit_open', 'nothing', `${this.name} is left alone after it failed`)
          : this.failureOf(error);
      if (failure.retryAfterMs !== undefined && failure.failure === 'rate_limited') {
        this.heldUntilMs = Math.max(this.heldUntilMs, this.clock.monotonicMs() + failure.retryAfterMs);
      }
      report(failure.failure, typeof failure.billed === 'string' ? null : failure.billed, failure);
      throw failure;
    }
  }

  /** The answer, or a failure at the deadline, whether the SDK heeds its signal or not. */
  private async bounded(request: LlmRequest): Promise<LlmAnswer> {
    const { timeoutMs, onText, signal: givenUp } = request;
    const patience = new AbortController();
    const { signal } = patience;
    const tooLate = new Promise<never>((_resolve, reject) => {
      signal.addEventListener('abort', () => reject(signal.reason as LlmError), { once: true });
    });
    const timer = setTimeout(() => {
      patience.abort(new LlmError('timeout', 'input', `${this.model} did not answer in ${timeoutMs} ms`));
    }, timeoutMs);
    const giveUp = (): void => patience.abort(new CallerGaveUp('input'));
    givenUp?.addEventListener('abort', giveUp, { once: true });
    try {
      if (givenUp?.aborted === true) throw new CallerGaveUp('nothing');
      const asked = this.host.ask(
        // What comes after the deadline is nobody's any more.
        { ...request, ...(onText ? { onText: (piece: string) => !signal.aborted && onText(piece) } : {}) },
        signal,
      );
      const answer = await Promise.race([asked, tooLate]);
      return checked(request, answer);
    } catch (error) {
      throw signal.aborted ? signal.reason : this.failureOf(error);
    } finally {
      clearTimeout(timer);
      givenUp?.removeEventListener('abort', giveUp);
    }
  }

  private failureOf(error: unknown): LlmError {
    return error instanceof LlmError ? error : this.host.failureOf(error, this.clock.now().getTime());
  }
}

/** Answers that are none were paid for all the same. */
function checked(request: LlmRequest, answer: LlmAnswer): LlmAnswer {
  if (answer.text.trim() === '') throw new LlmError('malformed', answer.usage, 'the answer is empty');
  if (request.schema && !isJson(answer.text)) throw new LlmError('malformed', answer.usage, 'the answer is not JSON');
  return answer;
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
