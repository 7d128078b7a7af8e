import { Inject, Injectable } from '@nestjs/common';
import { Clock } from '../common/clock.js';
import { unorderedUuid } from '../common/uuid.js';
import { RULES_ALONE } from '../emotion/emotion-judge.types.js';
import { classifyDatabaseError } from '../prisma/retry.rules.js';
import { isUniqueViolation } from '../prisma/unique-violation.rules.js';
import { withLine } from './companion.rules.js';
import type { Reaction } from './event.schemas.js';
import { REACTION_FEED, type ReactionFeed } from './reaction-feed.port.js';
import type { Decided } from './reaction-decider.js';
import { ReactionGroups } from './reaction-groups.js';
import type { AdmittedEvent, LoadedSituation, MetricRow, ReactionRecord } from './reaction.types.js';

/** Writes reactions, and tells whoever listens. */
@Injectable()
export class ReactionWriter {
  constructor(
    private readonly groups: ReactionGroups,
    @Inject(REACTION_FEED) private readonly feed: ReactionFeed,
    private readonly clock: Clock,
  ) {}

  /** Writes what was decided; null when it has to be decided anew. */
  async write(
    { decision, prepared, timings }: Decided,
    loaded: LoadedSituation,
    reaction: Reaction,
  ): Promise<Reaction | null> {
    const { admitted, felt, spoken, recalled, verdict = RULES_ALONE } = decision;
    const createdAt = this.clock.now();
    const written = spoken?.written ?? null;
    // A model's line has no history of its own: that it was said stands among the last lines.
    const lineId = written?.lineId ?? spoken?.choice.lineId ?? null;
    const record: ReactionRecord = {
      admitted,
      previousVersion: loaded.state.version,
      state: lineId === null ? felt.next : withLine(felt.next, lineId),
      reaction,
      emotion: felt.appraisal.emotion,
      intensity: felt.appraisal.intensity,
      confidence: felt.appraisal.confidence,
      method: verdict.method,
      lineId: written?.lineId ? null : lineId,
      metrics: [
        metric('emotion', verdict, timings.emotion, createdAt),
        ...(spoken ? [metric('dialogue', written ?? TEMPLATE, timings.dialogue, createdAt)] : []),
        ...(prepared ? [metric('memory', CREATE, timings.memory, createdAt)] : []),
      ],
      prepared,
      recalledIds: recalled.map(({ id }) => id),
      createdAt,
    };
    try {
      const answer = await this.groups.write(record);
      if (!answer) return null;
      const stored = { ...reaction, memory: answer.memory };
      this.tell(admitted, stored);
      return stored;
    } catch (error) {
      // Another request wrote this eventId first, or the outcome is unknown: the next attempt finds out which, since
      // the ids of this event stay the same.
      if (isUniqueViolation(error) || isPassing(error)) return null;
      throw error;
    }
  }

  tell({ player }: AdmittedEvent, reaction: Reaction): void {
    this.feed.publish(player.gameId, player.id, 'reaction', reaction);
  }
}

/** A call as it is recorded: how it was answered, at what price, and why a model that was asked gave nothing. */
interface Call {
  readonly method: string;
  readonly costUsd: number;
  readonly hasFailed: boolean;
  readonly cause: string | null;
}

const TEMPLATE: Call = { method: 'template', costUsd: 0, hasFailed: false, cause: null };
const CREATE: Call = { method: 'create', costUsd: 0, hasFailed: false, cause: null };

function metric(service: MetricRow['service'], call: Call, latencyMs: number, at: Date): MetricRow {
  const { method, costUsd } = call;
  const row: MetricRow = { id: unorderedUuid(at.getTime()), service, method, latencyMs, costUsd };
  if (method === 'cached') return { ...row, cacheHit: true, ...(call.hasFailed ? { error: String(call.cause) } : {}) };
  return call.hasFailed ? { ...row, error: String(call.cause) } : row;
}

function isPassing(error: unknown): boolean {
  const { class: kind } = classifyDatabaseError(error);
  return kind === 'unknown-outcome' || kind === 'retry-transaction';
}
