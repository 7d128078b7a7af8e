import { Inject, Injectable } from '@nestjs/common';
import { Clock } from '../common/clock.js';
import { LOGGER, type AppLogger } from '../common/logger.js';
import { PrismaService } from '../prisma/prisma.service.js';
import { ReflectionRepository } from './reflection.repository.js';
import { ReflectionService } from './reflection.service.js';

const LOCK_NAME = 'memory-reflection';

/** How many players had enough to reflect on, what came of it, and how many could not be served. */
export interface NightOfReflection {
  readonly players: number;
  readonly insights: number;
  readonly failed: number;
}

/** Reflects for every player with whom enough has gathered, one after the other. */
@Injectable()
export class ReflectionNightService {
  constructor(
    private readonly repository: ReflectionRepository,
    private readonly reflections: ReflectionService,
    private readonly prisma: PrismaService,
    private readonly clock: Clock,
    @Inject(LOGGER) private readonly logger: AppLogger,
  ) {}

  /** Runs once over all instances; null when another one is at it. What is left when it is stopped goes the next night. */
  async run(): Promise<NightOfReflection | null> {
    const run = await this.prisma.runExclusively(LOCK_NAME, (signal) => this.reflect(signal));
    if (!run.ran) return null;
    this.logger.info(run.value, 'reflections written');
    return run.value;
  }

  private async reflect(signal: AbortSignal): Promise<NightOfReflection> {
    const due = await this.repository.due(this.clock.now());
    let insights = 0;
    let failed = 0;
    for (const player of due) {
      signal.throwIfAborted();
      try {
        insights += (await this.reflections.reflectOn(player)).items.length;
      } catch (error) {
        // One player's failure must not cost the others their night.
        failed += 1;
        this.logger.warn({ err: error, playerId: player.id }, 'reflection failed');
      }
    }
    return { players: due.length, insights, failed };
  }
}
