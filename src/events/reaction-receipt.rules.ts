import type { ChosenLine, ChooseRequest } from '../dialogue/dialogue.service.js';
import { RULES_ALONE } from '../emotion/emotion-judge.types.js';
import { feel } from './companion.rules.js';
import type { GameEvent } from './event.types.js';
import { chooseRequest, feelRequest, presentReaction, type Decision, type DecisionGrounds } from './reaction.rules.js';
import type { Reaction } from './event.schemas.js';
import type { AdmittedEvent, ReactionPart } from './reaction.types.js';

/** How it was decided: enough to decide it again with {@link replayReaction}. */
export function presentReceipt(decision: Decision): Record<string, unknown> {
  const { felt, recalled, spoken, seed, verdict = RULES_ALONE, grounds } = decision;
  return {
    seed,
    appraisal: { parts: felt.appraisal.parts, situation: felt.situation },
    rulesFired: felt.appraisal.parts.map(({ rule }) => rule),
    memories: recalled,
    line: spoken && {
      method: spoken.written?.method ?? 'template',
      templateId: spoken.choice.lineId,
      specificity: spoken.choice.specificity,
      rejected: spoken.choice.rejected,
    },
    llm: {
      used: verdict.judgement !== null || typeof spoken?.written?.text === 'string',
      emotion: verdict,
      dialogue: spoken === null ? null : (spoken.written ?? { cause: whyNotAsked(decision) }),
    },
    replay: grounds === undefined ? null : inputOf(decision, grounds),
  };
}

/** What a receipt holds under `replay`: the state, the input and what models said. */
export interface ReplayInput {
  readonly admitted: Omit<AdmittedEvent, 'occurredAt' | 'event' | 'packs'> & {
    readonly occurredAt: string;
    readonly event: GameEvent;
  };
  readonly grounds: Omit<DecisionGrounds, 'said'> & { readonly said: readonly (readonly [string, [number, number]])[] };
  readonly recalled: Decision['recalled'];
  readonly verdict: NonNullable<Decision['verdict']>;
  readonly written: NonNullable<Decision['spoken']>['written'];
  readonly speaks: boolean;
  readonly seed: number;
}

/**
 * Decides a reaction again from its receipt: the same state, input and seed give the same answer, what models said being
 * input. It took no time, and what it left in memory is the writing's.
 *
 * @param choose the choice among the lines as they were
 */
export function replayReaction(
  input: ReplayInput,
  parts: ReadonlySet<ReactionPart>,
  choose: (request: ChooseRequest) => ChosenLine,
): Reaction {
  const { recalled, verdict, written, seed } = input;
  const admitted: AdmittedEvent = { ...input.admitted, occurredAt: new Date(input.admitted.occurredAt) };
  const said = new Map(input.grounds.said.map(([id, [times, lastSaidAt]]) => [id, { times, lastSaidAt }]));
  const grounds: DecisionGrounds = { ...input.grounds, said };
  const felt = feel(feelRequest(admitted, grounds.state), verdict.judgement);
  const chosen = input.speaks ? choose(chooseRequest(admitted, grounds, felt, recalled, seed)) : null;
  const spoken = chosen && { ...chosen, written };
  return presentReaction({ admitted, felt, recalled, spoken, seed, verdict, grounds }, parts, 0);
}

function inputOf(decision: Decision, grounds: DecisionGrounds): ReplayInput {
  const { admitted, recalled, spoken, seed, verdict = RULES_ALONE } = decision;
  const { id, eventId, player, config, event, occurredAt } = admitted;
  const said = [...grounds.said].map(([id, { times, lastSaidAt }]) => [id, [times, lastSaidAt]] as const);
  return {
    admitted: { id, eventId, player, config, event, occurredAt: occurredAt.toISOString() },
    grounds: { ...grounds, said: said.map(([id, [times, at]]) => [id, [times, at]]) },
    recalled,
    verdict,
    written: spoken?.written ?? null,
    speaks: spoken !== null,
    seed,
  };
}

function whyNotAsked({ spoken, grounds }: Decision): string {
  if (spoken?.reasons.length === 0) return 'not_special';
  return grounds?.llm === 'async' ? 'async' : 'off';
}
