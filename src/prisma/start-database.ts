import type { AppLogger } from '../common/logger.js';
import type { Config } from '../config/env.js';
import { startEmbeddedPostgres } from './embedded-postgres.js';

/** The database of this process. */
export interface StartedDatabase {
  readonly url: string;
  readonly embedded: boolean;
  stop(): Promise<void>;
}

/** The database that was configured, or else the embedded one, started on AGL_DATA_DIR. */
export async function startDatabase(config: Config, logger: AppLogger): Promise<StartedDatabase> {
  if (config.DATABASE_URL !== undefined) {
    return { url: config.DATABASE_URL, embedded: false, stop: () => Promise.resolve() };
  }
  if (config.isProduction) {
    logger.warn('DATABASE_URL is not set: production data goes into the embedded PostgreSQL in AGL_DATA_DIR');
  }
  const embedded = await startEmbeddedPostgres({
    dataDir: config.AGL_DATA_DIR,
    logger: {
      info: (message) => logger.debug(message),
      warn: (message) => logger.warn(message),
      error: (message) => logger.error(message),
    },
  });
  return { url: embedded.url, embedded: true, stop: () => embedded.stop() };
}
