import { Inject, Injectable } from '@nestjs/common';
import { CacheService } from '../cache/cache.service.js';
import { VectorStatus } from '../memories/vector-status.js';
import { PrismaService } from '../prisma/prisma.service.js';
import { LLM_PROVIDER, type LlmProvider } from '../providers/llm/llm.port.js';
import { Lifecycle } from './lifecycle.js';
import type { Readiness } from './ops.schemas.js';

/** How long the database may take to answer before it counts as down: probes give up after a second or so. */
const DATABASE_PROBE_MS = 800;

@Injectable()
export class HealthService {
  constructor(
    private readonly prisma: PrismaService,
    private readonly cache: CacheService,
    private readonly lifecycle: Lifecycle,
    private readonly vectorStatus: VectorStatus,
    @Inject(LLM_PROVIDER) private readonly model: LlmProvider | null,
  ) {}

  /** Whether this process can serve, and how each thing it depends on is. */
  async readiness(): Promise<Readiness> {
    const database = (await this.prisma.isReady(DATABASE_PROBE_MS)) ? 'up' : 'down';
    const redis = this.cache.redisState();
    const vectors = await this.vectorStatus.read();
    const llm = this.llm();
    const isWhole = [redis, vectors.status, llm.status].every((status) => status === 'up' || status === 'disabled');
    const serving = database === 'up' && !this.lifecycle.stopping;
    return {
      status: serving ? (isWhole ? 'ok' : 'degraded') : 'down',
      dependencies: {
        database: { status: database },
        redis: { status: redis },
        vectors,
        llm,
      },
    };
  }

  /** As its circuit and its last answers tell: a probe asks no model, which would cost money. */
  private llm(): Readiness['dependencies']['llm'] {
    if (!this.model) return { status: 'disabled', detail: 'rules and templates answer' };
    const { name, model, circuit, isAccessRefused } = this.model;
    const detail = `${name} ${model}, circuit ${circuit}`;
    if (circuit === 'open') return { status: 'down', detail };
    return isAccessRefused
      ? { status: 'degraded', detail: `${detail}; it refuses its key, its account or its model` }
      : { status: 'up', detail };
  }
}
