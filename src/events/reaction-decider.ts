import { Injectable } from '@nestjs/common';
import { Clock } from '../common/clock.js';
import { DialogueService } from '../dialogue/dialogue.service.js';
import type { WrittenLine } from '../dialogue/line-writer.types.js';
import { SpecialLines } from '../dialogue/special-line.service.js';
import type { SpecialMoment } from '../dialogue/special-line.types.js';
import { EmotionJudge } from '../emotion/emotion-judge.service.js';
import { RULES_ALONE, type Verdict } from '../emotion/emotion-judge.types.js';
import { SURE } from '../emotion/judged-appraisal.rules.js';
import { moodLabel } from '../emotion/mood.rules.js';
import { MemoryPipelineService } from '../memories/memory-pipeline.service.js';
import type { PreparedMemory } from '../memories/prepared-memory.types.js';
import { feel, type Felt } from './companion.rules.js';
import {
  chooseRequest,
  draftRequest,
  feelRequest,
  type Decision,
  type DecisionGrounds,
  type Spoken,
} from './reaction.rules.js';
import type { MetSituation } from './reaction-situations.js';
import type { AdmittedEvent, ReactionWishes } from './reaction.types.js';
import { reactionSeed } from './seed.rules.js';

/** Memories an event may call to mind: what fits into one remark. */
const RECALL_LIMIT = 3;

/** Milliseconds each engine took. */
export interface Timings {
  readonly emotion: number;
  readonly dialogue: number;
  readonly memory: number;
}

/** What models said in earlier attempts at the same reaction: nothing is paid for twice. */
export interface AskedBefore {
  verdict: Verdict | null;
  readonly lines: Map<string, WrittenLine>;
}

export interface DecisionRequest extends MetSituation {
  readonly admitted: AdmittedEvent;
  readonly wishes: ReactionWishes;
  /** When the reaction began, in milliseconds of the monotonic clock: models have until so long after it. */
  readonly startedAtMs: number;
  readonly before: AskedBefore;
}

export interface Decided {
  readonly decision: Decision;
  readonly prepared: PreparedMemory | null;
  readonly timings: Timings;
}

/** Appraise, recall, speak, remember: all that an answer is made of. Writes nothing; models are asked in between. */
@Injectable()
export class ReactionDecider {
  constructor(
    private readonly memories: MemoryPipelineService,
    private readonly dialogue: DialogueService,
    private readonly judge: EmotionJudge,
    private readonly lines: SpecialLines,
    private readonly clock: Clock,
  ) {}

  /** Counts an event toward the hours that the shares of models are of; once for each, however often it is tried. */
  count({ player }: AdmittedEvent, wishes: ReactionWishes): void {
    this.judge.count(player.gameId);
    if (wishes.parts.has('dialogue')) this.lines.count(player.gameId);
  }

  async decide(request: DecisionRequest): Promise<Decided> {
    const { admitted, wishes, loaded, languages } = request;
    const { player, event } = admitted;
    const { state } = loaded;
    const seed = reactionSeed(player.id, admitted.eventId);
    const began = this.clock.monotonicMs();
    const ruled = feel(feelRequest(admitted, state));
    const isSure = ruled.appraisal.confidence >= SURE || wishes.llm === 'off';
    const verdict = isSure ? RULES_ALONE : await this.judgeEvent(request, ruled);
    const felt = verdict.judgement ? feel(feelRequest(admitted, state), verdict.judgement) : ruled;
    const appraisedAt = this.clock.monotonicMs();
    const wantsLine = wishes.parts.has('dialogue');
    const language = languages[0] ?? player.language;
    const now = this.clock.now();
    const grounds = { state, said: loaded.said, languages, nowMs: now.getTime(), llm: wishes.llm };
    const recalled = wantsLine
      ? await this.memories.recallForEvent(
          {
            playerId: player.id,
            event,
            language,
            mood: felt.next,
            totalMemories: state.totalMemories,
            now,
            limit: RECALL_LIMIT,
          },
          loaded.candidates,
        )
      : [];
    const spoken = wantsLine ? this.choose(request, grounds, felt, recalled, seed) : null;
    const silent: Decision = { admitted, felt, recalled, spoken, seed, verdict, grounds };
    const isSpecial = spoken !== null && spoken.reasons.length > 0 && wishes.llm === 'sync';
    const decision = isSpecial ? await this.withModel(silent, spoken, request) : silent;
    const spokenAt = this.clock.monotonicMs();
    const prepared = wishes.parts.has('memory') ? await this.remember(admitted, state, felt, language) : null;
    const timings: Timings = {
      emotion: appraisedAt - began,
      dialogue: spokenAt - appraisedAt,
      memory: this.clock.monotonicMs() - spokenAt,
    };
    return { decision, prepared, timings };
  }

  /** The special moment of a decision, as a model is given it. */
  momentOf({ admitted, felt, recalled, spoken, seed, grounds }: Decision, deadlineMs: number): SpecialMoment {
    const { player, packs, event } = admitted;
    return {
      gameId: player.gameId,
      playerId: player.id,
      persona: player.characterPersona,
      personas: packs?.personas,
      language: grounds?.languages[0] ?? player.language,
      event,
      count: felt.situation.count,
      isFirstTime: felt.situation.isFirstTime,
      emotion: felt.appraisal.emotion,
      intensity: felt.appraisal.intensity,
      mood: moodLabel(felt.next),
      reasons: spoken?.reasons ?? [],
      recalledIds: recalled.map(({ id }) => id),
      lastLines: grounds?.state.lastLines ?? [],
      seed,
      deadlineMs,
      isForced: false,
    };
  }

  private async judgeEvent({ admitted, wishes, startedAtMs, before }: DecisionRequest, ruled: Felt): Promise<Verdict> {
    if (before.verdict) return before.verdict;
    const leftMs = startedAtMs + this.lines.timeoutMs - this.clock.monotonicMs();
    const { situation, appraisal } = ruled;
    const request = { event: admitted.event, situation, appraisal };
    const timeoutMs = wishes.llm === 'async' ? 0 : Math.max(1, leftMs);
    const verdict = await this.judge.judge(admitted.player.gameId, request, timeoutMs);
    before.verdict = verdict;
    return verdict;
  }

  private choose(
    { admitted, own }: DecisionRequest,
    grounds: DecisionGrounds,
    felt: Felt,
    recalled: Decision['recalled'],
    seed: number,
  ): Spoken {
    const { choice, reasons } = this.dialogue.choose({
      ...chooseRequest(admitted, grounds, felt, recalled, seed),
      own,
    });
    return { choice, reasons, written: null };
  }

  private async withModel(decision: Decision, spoken: Spoken, request: DecisionRequest): Promise<Decision> {
    const deadlineMs = request.startedAtMs + this.lines.timeoutMs;
    const moment = { ...this.momentOf(decision, deadlineMs), earlier: request.before.lines };
    return { ...decision, spoken: { ...spoken, written: await this.lines.write(moment) } };
  }

  private remember(admitted: AdmittedEvent, state: DecisionGrounds['state'], felt: Felt, language: string) {
    const { memoryVersion, totalMemories } = state;
    return this.memories.prepareFromEvent({ ...draftRequest(admitted, felt, language), memoryVersion, totalMemories });
  }
}
