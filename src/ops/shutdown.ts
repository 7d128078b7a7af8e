import type { INestApplication } from '@nestjs/common';
import type { AppLogger } from '../common/logger.js';
import { Lifecycle } from './lifecycle.js';

/** How long requests under way may take to finish; orchestrators kill after 30 s by default. */
const GRACE_MS = 20_000;

/**
 * Stops cleanly on SIGTERM and SIGINT: answers what is under way, flushes what is buffered, then stops the embedded
 * database. A second signal, or a stop that takes longer than the grace, ends the process at once.
 */
export function stopOnSignal(app: INestApplication, database: { stop(): Promise<void> }, logger: AppLogger): void {
  const lifecycle = app.get(Lifecycle);
  const stop = (signal: NodeJS.Signals): void => {
    if (lifecycle.stopping) process.exit(1);
    lifecycle.stopping = true;
    logger.info({ signal }, 'stopping');
    setTimeout(() => {
      logger.error('requests did not finish in time');
      process.exit(1);
    }, GRACE_MS).unref();
    app
      .close()
      .then(() => database.stop())
      .then(
        () => process.exit(0),
        (error: unknown) => {
          logger.error({ err: error }, 'stop failed');
          process.exit(1);
        },
      );
  };
  process.on('SIGTERM', stop);
  process.on('SIGINT', stop);
}
