import { Inject, Injectable } from '@nestjs/common';
import { Clock } from '../common/clock.js';
import { LOGGER, type AppLogger } from '../common/logger.js';
import { PrismaService } from '../prisma/prisma.service.js';
import { ForgettingRepository, type DoomedMemory } from './forgetting.repository.js';
import { chooseOverflow } from './forgetting.rules.js';
import { PlayerMemoryRemoval } from './player-memory-removal.js';

/** Memories removed in one go; each player among them is locked for one short statement only. */
const BATCH = 1000;
const LOCK_NAME = 'memory-forgetting';
const LEAST_ID = '00000000-0000-0000-0000-000000000000';

/** How many memories went, and why. */
export interface Forgotten {
  readonly expired: number;
  readonly faded: number;
  readonly overflow: number;
}

/** Lets go of what has expired, of what has faded, and of the weakest of too many. */
@Injectable()
export class ForgettingService {
  constructor(
    private readonly forgetting: ForgettingRepository,
    private readonly removal: PlayerMemoryRemoval,
    private readonly prisma: PrismaService,
    private readonly clock: Clock,
    @Inject(LOGGER) private readonly logger: AppLogger,
  ) {}

  /** Runs once over all instances; null when another one is at it. What is left when it is stopped goes the next night. */
  async run(): Promise<Forgotten | null> {
    const run = await this.prisma.runExclusively(LOCK_NAME, (signal) => this.forget(signal));
    if (!run.ran) return null;
    this.logger.info(run.value, 'memories forgotten');
    return run.value;
  }

  private async forget(signal: AbortSignal): Promise<Forgotten> {
    const now = this.clock.now();
    const expired = await this.inBatches(signal, () => this.forgetting.expired(now, BATCH));
    const faded = await this.inBatches(signal, (last) => this.forgetting.faded(now, last?.id ?? LEAST_ID, BATCH));
    let overflow = 0;
    for (const playerId of await this.forgetting.overfull()) {
      signal.throwIfAborted();
      const weakest = chooseOverflow(await this.forgetting.all(playerId), now.getTime());
      overflow += await this.removal.remove(weakest.map(({ id }) => ({ id, playerId })));
    }
    return { expired, faded, overflow };
  }

  private async inBatches(
    signal: AbortSignal,
    next: (last: DoomedMemory | undefined) => Promise<DoomedMemory[]>,
  ): Promise<number> {
    let removed = 0;
    let batch: DoomedMemory[] = [];
    do {
      signal.throwIfAborted();
      batch = await next(batch.at(-1));
      removed += await this.removal.remove(batch);
    } while (batch.length === BATCH);
    return removed;
  }
}
