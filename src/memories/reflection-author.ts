import { Inject, Injectable } from '@nestjs/common';
import { LLM_GATE, type LlmGate } from '../budget/llm-gate.port.js';
import { insightsFromAnswer, reflectionPrompt } from './reflection-prompt.rules.js';
import { insightsFromFacts } from './reflection.rules.js';
import { REFLECTION_PROMPT_FIGURES } from './reflection.tables.js';
import type { Insight, ReflectableMemory, ReflectingPlayer, ReflectionAuthorName } from './reflection.types.js';

/** Insights, who wrote them, and what asking cost, also when the answer was thrown away. */
export interface AuthoredInsights {
  readonly insights: readonly Insight[];
  readonly by: ReflectionAuthorName;
  readonly costUsd: number;
}

/** Draws insights from memories: with a model where one may be asked and its answer holds, else by counting. */
@Injectable()
export class ReflectionAuthor {
  constructor(@Inject(LLM_GATE) private readonly gate: LlmGate) {}

  async write(player: ReflectingPlayer, memories: readonly ReflectableMemory[]): Promise<AuthoredInsights> {
    const { insights, costUsd } = await this.byModel(player, memories);
    if (insights.length > 0) return { insights, by: 'llm', costUsd };
    return { insights: insightsFromFacts(memories, player.language), by: 'rules', costUsd };
  }

  private async byModel(
    { gameId, language }: ReflectingPlayer,
    memories: readonly ReflectableMemory[],
  ): Promise<{ insights: readonly Insight[]; costUsd: number }> {
    const { maxOutputTokens, timeoutMs } = REFLECTION_PROMPT_FIGURES;
    const { system, user, schema, told } = reflectionPrompt(memories, language);
    const outcome = await this.gate.ask({
      gameId,
      kind: 'dialogue',
      system,
      user,
      schema,
      maxOutputTokens,
      timeoutMs,
      // The hour's share is of the lines that players wait for.
      ignoreShare: true,
    });
    if (!outcome.asked || !('answer' in outcome)) return { insights: [], costUsd: outcome.costUsd };
    return { insights: insightsFromAnswer(outcome.answer.text, told, language), costUsd: outcome.costUsd };
  }
}
