import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

import { Client, type PoolConfig } from 'pg';

import { advisoryLockKey } from './advisory-lock.js';
import { resolvePoolOptions } from './pool-options.rules.js';
import { openSchemaEngine } from './schema-engine.js';

/** One folder of `prisma/migrations`. */
interface Migration {
  readonly name: string;
  readonly file: string;
  readonly sql: string;
}

interface AppliedMigration {
  readonly migration_name: string;
  readonly checksum: string;
}

export interface MigrateOptions {
  /** `postgresql://…` of a direct connection: the lock that lets one process migrate at a time needs a session. */
  readonly url: string;
  /** Folder of the migrations; the project's own by default. */
  readonly directory?: string;
}

/** A migration that cannot be applied, or that was changed after it had been. Names the file. */
export class MigrationError extends Error {
  override readonly name = 'MigrationError';
}

/** The project's migrations, from `src/prisma` as from `dist/prisma`. */
const MIGRATIONS_FOLDER = fileURLToPath(new URL('../../prisma/migrations/', import.meta.url));
const MIGRATION_LOCK = advisoryLockKey('agl:migrate');

/**
 * Brings the tables up to date. Processes that start together do it once; the others wait. When nothing is new this is
 * one query. Answers the names of the migrations applied by this call, in order.
 *
 * @throws MigrationError that names the file of a migration that fails or was edited after it had been applied.
 */
export async function migrate(options: MigrateOptions): Promise<string[]> {
  const directory = path.resolve(options.directory ?? MIGRATIONS_FOLDER);
  const migrations = await readMigrations(directory);
  const { pool, schema, connectTimeoutMs } = resolvePoolOptions({ DATABASE_URL: options.url });
  // Waiting for the lock and building an index may take long; neither is given up halfway.
  const unlimited = { ...pool, statement_timeout: undefined, query_timeout: undefined };
  const session = new Client({ ...unlimited, connectionTimeoutMillis: connectTimeoutMs });
  // A lost connection fails the query under way; without a listener this event would end the process.
  session.on('error', () => undefined);
  await session.connect();
  try {
    if (findPending(migrations, await readApplied(session)).length === 0) {
      return [];
    }
    await session.query('SELECT pg_advisory_lock($1)', [MIGRATION_LOCK]);
    const pending = findPending(migrations, await readApplied(session));
    return pending.length === 0 ? [] : await applyAll(directory, migrations, { config: unlimited, schema });
  } finally {
    await session.end().catch(() => undefined);
  }
}

async function readMigrations(directory: string): Promise<Migration[]> {
  const entries = await readdir(directory, { withFileTypes: true });
  const names = entries.filter((entry) => entry.isDirectory()).map((entry) => entry.name);
  return Promise.all(
    names.sort().map(async (name) => {
      const file = path.join(directory, name, 'migration.sql');
      return { name, file, sql: await readFile(file, 'utf8') };
    }),
  );
}

async function readApplied(session: Client): Promise<AppliedMigration[]> {
  const table = await session.query<{ found: boolean }>(
    `SELECT to_regclass('_prisma_migrations') IS NOT NULL AS found`,
  );
  if (table.rows[0]?.found !== true) {
    return [];
  }
  const applied = await session.query<AppliedMigration>(
    'SELECT migration_name, checksum FROM _prisma_migrations WHERE finished_at IS NOT NULL AND rolled_back_at IS NULL',
  );
  return applied.rows;
}

/** Migrations that are not applied yet. Those that are must not have changed since. */
function findPending(migrations: readonly Migration[], applied: readonly AppliedMigration[]): Migration[] {
  const checksums = new Map(applied.map((row) => [row.migration_name, row.checksum]));
  for (const migration of migrations) {
    const checksum = checksums.get(migration.name);
    if (checksum !== undefined && !possibleChecksums(migration.sql).includes(checksum)) {
      throw new MigrationError(
        `${migration.file} was changed after it had been applied to this database. Restore the file and put the change into a new migration.`,
      );
    }
  }
  return migrations.filter((migration) => !checksums.has(migration.name));
}

/** Prisma's checksum, whichever line ends the file had where it was applied. */
function possibleChecksums(sql: string): string[] {
  const unix = sql.replaceAll('\r\n', '\n');
  return [unix, unix.replaceAll('\n', '\r\n')].map((text) => createHash('sha256').update(text).digest('hex'));
}

async function applyAll(
  directory: string,
  migrations: readonly Migration[],
  target: { config: PoolConfig; schema: string | undefined },
): Promise<string[]> {
  const engine = await openSchemaEngine(target.config, target.schema);
  const lockfile = { path: 'migration_lock.toml', content: 'provider = "postgresql"\n' };
  const migrationsList = {
    baseDir: directory,
    lockfile,
    shadowDbInitScript: '',
    migrationDirectories: migrations.map(({ name, sql }) => ({
      path: name,
      migrationFile: { path: 'migration.sql', content: { tag: 'ok' as const, value: sql } },
    })),
  };
  const filters = { externalTables: [], externalEnums: [] };
  try {
    const history = await engine.diagnoseMigrationHistory({ migrationsList, filters, optInToShadowDatabase: false });
    for (const migrationName of history.failedMigrationNames) {
      // A script runs as one transaction, so one that failed or was cut off left nothing and may run again.
      await engine.markMigrationRolledBack({ migrationName });
    }
    const { appliedMigrationNames } = await engine.applyMigrations({ migrationsList, filters });
    return appliedMigrationNames;
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    // The engine puts its own prefix before, and its stack behind, what the database said.
    const reason = message.replace(/^.*?Error querying the database: /s, '').replace(/\n\s*0: .*$/s, '');
    const failed = migrations.find(({ name }) => message.includes(name));
    throw new MigrationError(`${failed?.file ?? directory} could not be applied: ${reason}`, { cause: error });
  } finally {
    await engine.close();
  }
}
