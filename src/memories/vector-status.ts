import { setTimeout as delay } from 'node:timers/promises';
import { Inject, Injectable } from '@nestjs/common';
import { Clock } from '../common/clock.js';
import { MetricsService } from '../common/metrics.service.js';
import { CONFIG, embeddingProviderOf, type Config } from '../config/env.js';
import { outboxMode } from './outbox-mode.rules.js';
import { OutboxRepository, type OutboxCounts } from './outbox.repository.js';
import { QDRANT_INDEX, type QdrantIndex } from './qdrant-index.js';

/** How vectors are, for the readiness route. */
export interface VectorHealth {
  readonly status: 'up' | 'down';
  readonly detail: string;
}

/** Milliseconds that an answer serves for: probes and scrapes come often. */
const KEPT_FOR_MS = 2000;
/** How long Qdrant may take to answer before it counts as down: probes give up after a second or so. */
const PROBE_MS = 700;
const NOTHING: OutboxCounts = { waiting: 0, dead: 0, oldestSeconds: 0 };

/** Tells whether the vector database answers, and what of the memories it has not got yet. */
@Injectable()
export class VectorStatus {
  private readonly isFollowed: boolean;
  private health: Promise<VectorHealth> | undefined;
  private since = 0;

  constructor(
    @Inject(CONFIG) config: Config,
    private readonly outbox: OutboxRepository,
    @Inject(QDRANT_INDEX) private readonly index: QdrantIndex | null,
    private readonly clock: Clock,
    metrics: MetricsService,
  ) {
    this.isFollowed = outboxMode(config, embeddingProviderOf(config)) !== 'none';
    metrics.gauge('agl_memory_outbox', 'Vectors that wait, and that were given up', ['state'], async (gauge) => {
      const { waiting, dead } = await this.counts();
      gauge.set({ state: 'waiting' }, waiting);
      gauge.set({ state: 'given_up' }, dead);
    });
    metrics.gauge('agl_memory_outbox_oldest_seconds', 'How long the oldest vector waits', [], async (gauge) =>
      gauge.set((await this.counts()).oldestSeconds),
    );
  }

  /** Never rejects. */
  read(): Promise<VectorHealth> {
    const now = this.clock.monotonicMs();
    if (!this.health || now - this.since > KEPT_FOR_MS) {
      this.since = now;
      this.health = this.look();
    }
    return this.health;
  }

  private async look(): Promise<VectorHealth> {
    const [isUp, { waiting, dead }] = await Promise.all([this.isUp(), this.counts()]);
    const searched = this.index ? 'Qdrant' : "exact search over the player's own vectors";
    const answers = isUp ? searched : 'Qdrant does not answer: words, and the vectors in PostgreSQL, do';
    const owed = waiting === 0 ? '' : `; ${waiting} wait to be brought there`;
    const lost = dead === 0 ? '' : `; ${dead} were given up`;
    return { status: isUp ? 'up' : 'down', detail: `${answers}${owed}${lost}` };
  }

  private async isUp(): Promise<boolean> {
    if (!this.index) return true;
    const patience = new AbortController();
    const timeout = delay(PROBE_MS, false, { signal: patience.signal }).catch(() => false);
    const isUp = await Promise.race([this.index.isUp(), timeout]);
    patience.abort();
    return isUp;
  }

  /** Nothing while the database is away: then that is what is wrong. */
  private counts(): Promise<OutboxCounts> {
    return this.isFollowed ? this.outbox.counts().catch(() => NOTHING) : Promise.resolve(NOTHING);
  }
}
