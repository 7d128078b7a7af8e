import { ConfigError, loadConfig } from './config/env.js';
import { startEmbeddedPostgres } from './prisma/embedded-postgres.js';
import { migrate } from './prisma/migrations.js';

/** `npm run migrate`: brings the tables of DATABASE_URL, or of the embedded database, up to date and ends. */
async function main(): Promise<void> {
  const config = loadConfig();
  const embedded =
    config.DATABASE_URL === undefined ? await startEmbeddedPostgres({ dataDir: config.AGL_DATA_DIR }) : undefined;
  try {
    const applied = await migrate({ url: config.DATABASE_URL ?? embedded?.url ?? '' });
    process.stdout.write(applied.length === 0 ? 'Nothing to migrate\n' : `Applied ${applied.join(', ')}\n`);
  } finally {
    await embedded?.stop();
  }
}

await main().catch((error: unknown) => {
  const isExpected = error instanceof ConfigError || !(error instanceof Error);
  process.stderr.write(`${isExpected ? String(error) : (error.stack ?? error.message)}\n`);
  process.exitCode = 1;
});
