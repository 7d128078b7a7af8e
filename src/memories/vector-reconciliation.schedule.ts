import { Cron } from '@nestjs/schedule';
import type { AppLogger } from '../common/logger.js';
import type { VectorMaintenanceService } from './vector-maintenance.service.js';

/** When vectors are compared with the memories: at night, after what is forgotten has gone. */
export class VectorReconciliationSchedule {
  constructor(
    private readonly maintenance: VectorMaintenanceService,
    private readonly logger: AppLogger,
  ) {}

  @Cron('10 4 * * *', { name: 'vector-reconciliation', timeZone: 'UTC' })
  async run(): Promise<void> {
    await this.maintenance.reconcile().catch((error: unknown) => {
      this.logger.warn({ err: error }, 'vectors could not be reconciled; the next night tries again');
    });
  }
}
