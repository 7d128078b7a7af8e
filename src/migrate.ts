import { createLogger } from './common/logger.js';
import { loadConfig } from './config/env.js';
import { describeFailure } from './ops/console-text.js';
import { migrate } from './prisma/migrations.js';
import { startDatabase } from './prisma/start-database.js';

/** `npm run migrate`: brings the tables up to date and says what it did. */
async function run(): Promise<void> {
  const config = loadConfig();
  const database = await startDatabase(config, createLogger(config.LOG_LEVEL));
  try {
    const applied = await migrate({ url: database.url });
    process.stdout.write(applied.length === 0 ? 'The database is up to date.\n' : `Applied ${applied.join(', ')}.\n`);
  } finally {
    await database.stop();
  }
}

run().catch((error: unknown) => {
  process.stderr.write(`${describeFailure(error)}\n`);
  process.exitCode = 1;
});
