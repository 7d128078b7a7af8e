import { Inject, Injectable, type BeforeApplicationShutdown } from '@nestjs/common';
import { ServiceMetricsService } from '../analytics/service-metrics.service.js';
import { Clock } from '../common/clock.js';
import type { WrittenLine } from '../dialogue/line-writer.types.js';
import { SpecialLines } from '../dialogue/special-line.service.js';
import { REACTION_FEED, type ReactionFeed } from './reaction-feed.port.js';
import { EventRepository } from './event.repository.js';
import type { AskedBefore, ReactionDecider } from './reaction-decider.js';
import { costOf, presentDialogue, type Decision } from './reaction.rules.js';
import type { AdmittedEvent } from './reaction.types.js';

/** Lines that a model makes after the answer: stored with the reaction, and told on the stream. */
@Injectable()
export class LateLines implements BeforeApplicationShutdown {
  private readonly underWay = new Set<Promise<void>>();

  constructor(
    private readonly lines: SpecialLines,
    private readonly events: EventRepository,
    private readonly metrics: ServiceMetricsService,
    @Inject(REACTION_FEED) private readonly feed: ReactionFeed,
    private readonly clock: Clock,
  ) {}

  /** What was begun is paid for, so it is finished. */
  async beforeApplicationShutdown(): Promise<void> {
    await Promise.all(this.underWay);
  }

  /** Asks for the line of a reaction that was written and answered with a template. Returns at once. */
  start(decision: Decision, decider: Pick<ReactionDecider, 'momentOf'>): void {
    const deadlineMs = this.clock.monotonicMs() + this.lines.timeoutMs;
    const making = this.make(decision, decider.momentOf(decision, deadlineMs))
      // The template was said; a database that is away takes no better line.
      .catch(() => undefined)
      .finally(() => this.underWay.delete(making));
    this.underWay.add(making);
  }

  /** Records what was paid for a reaction that another instance wrote meanwhile. */
  recordLost({ player }: AdmittedEvent, { verdict, lines }: AskedBefore): void {
    const of = {
      gameId: player.gameId,
      playerId: player.id,
      latencyMs: 0,
      cacheHit: false,
      error: 'superseded',
    } as const;
    if (verdict && verdict.costUsd > 0) {
      this.metrics.record({ ...of, service: 'emotion', method: verdict.method, costUsd: verdict.costUsd });
    }
    for (const { method, costUsd } of lines.values()) {
      if (costUsd > 0) this.metrics.record({ ...of, service: 'dialogue', method, costUsd });
    }
  }

  private async make(decision: Decision, moment: Parameters<SpecialLines['write']>[0]): Promise<void> {
    const { admitted, spoken } = decision;
    const startedAt = this.clock.monotonicMs();
    const written = await this.lines.write(moment);
    this.record(admitted, written, this.clock.monotonicMs() - startedAt);
    if (spoken === null || written.text === null || written.lineId === null) return;
    const dialogue = presentDialogue({ ...decision, spoken: { ...spoken, written } });
    const { player, id, eventId } = admitted;
    const costUsd = costOf(written.costUsd);
    const isStored = await this.events.storeLine({
      id,
      playerId: player.id,
      lineId: written.lineId,
      dialogue,
      costUsd,
    });
    if (!isStored) return;
    this.feed.publish(player.gameId, player.id, 'line', { id, eventId, playerId: player.id, dialogue, costUsd });
  }

  /** The request itself was recorded with the template; this is the call of the model. */
  private record({ player }: AdmittedEvent, written: WrittenLine, latencyMs: number): void {
    const { method, costUsd, hasFailed, cause } = written;
    if (method === 'template' && !hasFailed) return;
    this.metrics.record({
      gameId: player.gameId,
      playerId: player.id,
      service: 'dialogue',
      method,
      latencyMs,
      costUsd,
      cacheHit: method === 'cached',
      error: hasFailed ? cause : null,
    });
  }
}
