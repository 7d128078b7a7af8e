import { createHash } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import type { Counter } from 'prom-client';
import { LLM_GATE, type GateRefusal, type LlmGate } from '../budget/llm-gate.port.js';
import { Clock } from '../common/clock.js';
import { MetricsService } from '../common/metrics.service.js';
import { LineCache, MAX_VARIANTS, type LinePlace } from './line-cache.js';
import { CheckedPieces } from './line-pieces.js';
import { lineFault, spokenText } from './line-check.rules.js';
import { promptFigures } from './line-prompt.tables.js';
import type { LineCause, LineWish, WrittenLine } from './line-writer.types.js';

/** Refusals after which nothing that a model made is said either. */
const NO_MODEL: readonly (GateRefusal | null)[] = ['not_configured', 'disabled'];

/** The ladder of a special moment: a model's line, one of the cache, none (so that a template is said). Never rejects. */
@Injectable()
export class LineWriter {
  private readonly fallbacks: Counter<'cause'>;

  constructor(
    @Inject(LLM_GATE) private readonly gate: LlmGate,
    private readonly cache: LineCache,
    private readonly clock: Clock,
    metrics: MetricsService,
  ) {
    const help = 'Special moments in which no new line of a model was said, by cause';
    this.fallbacks = metrics.counter('agl_dialogue_fallbacks_total', help, ['cause']);
  }

  /** Counts a request for a line toward the hour that the share of models is of. */
  count(gameId: string): void {
    this.gate.countRequest(gameId, 'dialogue');
  }

  /** Why no model's line can come, not even from the cache; null when one may. Cheap: to be asked before a prompt is made. */
  async isOpen(gameId: string): Promise<{ readonly refusal: GateRefusal | null; readonly mayCache: boolean }> {
    const refusal = await this.gate.mayAsk(gameId, 'dialogue');
    return { refusal, mayCache: !NO_MODEL.includes(refusal) };
  }

  /** No line, as nothing that a model made is to be said. */
  refused(refusal: GateRefusal): WrittenLine {
    if (refusal !== 'not_configured') this.fallbacks.inc({ cause: refusal });
    return noLine(refusal);
  }

  /** A line for a moment; `refusal` is what {@link isOpen} said. */
  async write(wish: LineWish, refusal: GateRefusal | null): Promise<WrittenLine> {
    const startedAt = this.clock.monotonicMs();
    const { isForced, seed } = wish;
    const place = this.cache.placeOf(wish.gameId, wish.playerId, wish.prompt);
    const known = isForced ? [] : await this.knownLines(place, wish);
    const most = place?.most ?? MAX_VARIANTS;
    const drawn = known[seed % most];
    if (drawn !== undefined && !wasSaid(drawn, wish)) return cached(drawn, wish, null, 0);
    const mayAsk = refusal === null && (isForced || known.length < most);
    const timeoutMs = wish.timeoutMs - (this.clock.monotonicMs() - startedAt);
    const asked = mayAsk ? await this.ask(wish, place, known, timeoutMs) : noLine(refusal ?? 'all_said');
    if (asked.text !== null) return asked;
    this.fallbacks.inc({ cause: asked.cause ?? 'all_said' });
    return this.stepDown(asked, known, wish);
  }

  /** Lines of the cache that may still be said: it may hold what was kept before a check was added. */
  private async knownLines(place: LinePlace | null, { prompt }: LineWish): Promise<readonly string[]> {
    return (await this.cache.lines(place)).filter((line) => lineFault(line, prompt) === null);
  }

  /** A line that stands in the cache, else none. */
  private stepDown(failed: WrittenLine, known: readonly string[], wish: LineWish): WrittenLine {
    const other = known.find((line) => !wasSaid(line, wish));
    return other === undefined
      ? failed
      : { ...cached(other, wish, failed.cause, failed.costUsd), hasFailed: failed.hasFailed };
  }

  private async ask(
    wish: LineWish,
    place: LinePlace | null,
    known: readonly string[],
    timeoutMs: number,
  ): Promise<WrittenLine> {
    const { gameId, prompt, isForced, onText } = wish;
    const pieces = onText ? new CheckedPieces(prompt, onText) : null;
    const outcome = await this.gate.ask({
      gameId,
      kind: 'dialogue',
      system: prompt.system,
      user: prompt.user,
      maxOutputTokens: promptFigures.maxOutputTokens,
      timeoutMs,
      ignoreShare: isForced,
      ...(pieces ? { onText: (piece: string) => pieces.add(piece) } : {}),
    });
    if (!outcome.asked) return noLine(outcome.refusal, 0, false);
    const { costUsd } = outcome;
    if ('failure' in outcome) return noLine(outcome.failure, costUsd, true);
    const text = spokenText(outcome.answer.text);
    const fault = pieces?.fault ?? (outcome.answer.end === 'cut-off' ? 'too_long' : lineFault(text, prompt));
    if (fault !== null) return noLine(fault, costUsd, true);
    if (!known.includes(text)) await this.cache.add(place, text);
    if (!isForced && wasSaid(text, wish)) return noLine('all_said', costUsd);
    pieces?.finish(text);
    const { memoryIds } = prompt;
    return { text, lineId: idOf(text), method: 'llm', cause: null, hasFailed: false, costUsd, memoryIds };
  }
}

/** No line, and why. */
export function noLine(cause: LineCause, costUsd = 0, hasFailed = false): WrittenLine {
  return { text: null, lineId: null, method: 'template', cause, hasFailed, costUsd, memoryIds: [] };
}

function cached(text: string, { prompt }: LineWish, cause: LineCause | null, costUsd: number): WrittenLine {
  const { memoryIds } = prompt;
  return { text, lineId: idOf(text), method: 'cached', cause, hasFailed: false, costUsd, memoryIds };
}

function wasSaid(text: string, { lastLines }: LineWish): boolean {
  return lastLines.includes(idOf(text));
}

/** What the lines said last know a model's line by. */
function idOf(text: string): string {
  return `llm:${createHash('sha256').update(text).digest('base64url').slice(0, 16)}`;
}
