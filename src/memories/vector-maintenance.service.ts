import { Inject, Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { LOGGER, type AppLogger } from '../common/logger.js';
import { CONFIG, type Config } from '../config/env.js';
import { PrismaService } from '../prisma/prisma.service.js';
import { QDRANT_INDEX, type QdrantIndex } from './qdrant-index.js';
import { VectorReconciliation, type Reconciled } from './vector-reconciliation.js';

const LOCK_NAME = 'vector-reconciliation';

/** Keeps the vectors where they belong: at the start, at night, and when somebody asks for it. */
@Injectable()
export class VectorMaintenanceService implements OnApplicationBootstrap {
  constructor(
    private readonly reconciliation: VectorReconciliation,
    @Inject(QDRANT_INDEX) private readonly index: QdrantIndex | null,
    private readonly prisma: PrismaService,
    @Inject(LOGGER) private readonly logger: AppLogger,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  /** The start does not wait for Qdrant: without it words and the vectors in PostgreSQL answer. */
  onApplicationBootstrap(): void {
    if (this.index) void this.begin(this.index);
  }

  /**
   * Compares all memories with their vectors, both ways, and mends what differs. Once over all instances; null when
   * another one is at it.
   *
   * @throws what PostgreSQL or Qdrant throws; what was mended until then stays so
   */
  async reconcile(): Promise<Reconciled | null> {
    return this.exclusively((signal) => this.reconciliation.run(signal));
  }

  /** The same, with the collection in Qdrant made anew first. Meanwhile searches find by words what is not there yet. */
  async rebuild(): Promise<Reconciled | null> {
    return this.exclusively(async (signal) => {
      await this.index?.recreate();
      return this.reconciliation.run(signal);
    });
  }

  private async begin(index: QdrantIndex): Promise<void> {
    try {
      const isNew = await index.ensure();
      // What was remembered before there was a vector database is found in it as well.
      if (isNew && this.config.SCHEDULER_ENABLED) await this.reconcile();
    } catch (error) {
      this.logger.warn(
        { err: error },
        'Qdrant is not ready: searches go without it, and what is written follows later',
      );
    }
  }

  private async exclusively(work: (signal: AbortSignal) => Promise<Reconciled>): Promise<Reconciled | null> {
    const run = await this.prisma.runExclusively(LOCK_NAME, work);
    if (!run.ran) return null;
    this.logger.info(run.value, 'vectors reconciled');
    return run.value;
  }
}
