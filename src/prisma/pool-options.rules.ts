import type { PoolConfig } from 'pg';

/** What decides the pool. The names are those of the environment variables. */
export interface DatabaseSettings {
  readonly DATABASE_URL: string;
  /** Connections at most. */
  readonly DB_POOL_SIZE?: number;
  /** Seconds to wait for a connection of the pool. */
  readonly DB_POOL_TIMEOUT?: number;
  /** Seconds to wait for a new connection to be made. */
  readonly DB_CONNECT_TIMEOUT?: number;
}

/** How to talk to the database. */
export interface PoolOptions {
  /** For pg.Pool. `connectionTimeoutMillis` is the wait for the pool; that for the server is `connectTimeoutMs`. */
  readonly pool: PoolConfig & { readonly connectionString: string; readonly max: number };
  /** Milliseconds that making one connection may take. */
  readonly connectTimeoutMs: number;
  /** Schema of the tables, when the URL names one (Prisma's `schema`). */
  readonly schema: string | undefined;
  /** False behind a transaction pooler (`pgbouncer=true`), where a session may change between statements. */
  readonly preparedStatements: boolean;
}

const DEFAULT_POOL_SIZE = 20;
const DEFAULT_POOL_TIMEOUT_S = 10;
const DEFAULT_CONNECT_TIMEOUT_S = 5;

/** Milliseconds after which the server gives up a statement: longer than any of ours takes, shorter than a caller's patience. */
export const STATEMENT_TIMEOUT_MS = 15_000;

/** Milliseconds that the client waits beyond the server's own timeout before it takes the connection for dead. */
const READ_GRACE_MS = 5_000;

/** Milliseconds before an idle connection is closed: making one costs a process on the server and a key derivation. */
const IDLE_TIMEOUT_MS = 60_000;

/** Parameters that mean something to Prisma's former engine or to us, and nothing (or something else) to pg. */
const OWN_PARAMETERS = [
  'connection_limit',
  'pool_timeout',
  'connect_timeout',
  'schema',
  'pgbouncer',
  'options',
  'statement_cache_size',
  'socket_timeout',
  'max_connection_lifetime',
  'max_idle_connection_lifetime',
  'single_use_connections',
  'sslaccept',
  'sslidentity',
  'sslpassword',
];

/**
 * Pool options out of the settings. Environment variables win over the URL's `connection_limit`, `pool_timeout` and
 * `connect_timeout`, which win over 20 connections, 10 s and 5 s.
 *
 * @throws Error that names the parameter of DATABASE_URL that is wrong, never its value.
 */
export function resolvePoolOptions(settings: DatabaseSettings): PoolOptions {
  if (!URL.canParse(settings.DATABASE_URL)) {
    throw new Error('DATABASE_URL is not a URL');
  }
  const url = new URL(settings.DATABASE_URL);
  const given = new URLSearchParams(url.search);
  const schema = given.get('schema') ?? undefined;
  const isPooled = given.get('pgbouncer') === 'true';
  const poolTimeoutS = settings.DB_POOL_TIMEOUT ?? wholeNumber(given, 'pool_timeout', 0, 600) ?? DEFAULT_POOL_TIMEOUT_S;
  const connectTimeoutS =
    settings.DB_CONNECT_TIMEOUT ?? wholeNumber(given, 'connect_timeout', 0, 600) ?? DEFAULT_CONNECT_TIMEOUT_S;
  const max = settings.DB_POOL_SIZE ?? wholeNumber(given, 'connection_limit', 1, 1000) ?? DEFAULT_POOL_SIZE;
  cleanParameters(url.searchParams);
  // A transaction pooler refuses startup parameters that it does not know, and session settings would leak.
  const session = isPooled
    ? {}
    : { statement_timeout: STATEMENT_TIMEOUT_MS, options: startupOptions(given.get('options'), schema) };
  return {
    pool: {
      connectionString: url.href,
      max,
      connectionTimeoutMillis: poolTimeoutS * 1000,
      idleTimeoutMillis: IDLE_TIMEOUT_MS,
      keepAlive: true,
      application_name: 'agl',
      query_timeout: STATEMENT_TIMEOUT_MS + READ_GRACE_MS,
      ...session,
    },
    connectTimeoutMs: connectTimeoutS * 1000,
    schema,
    preparedStatements: !isPooled,
  };
}

function wholeNumber(given: URLSearchParams, name: string, minimum: number, maximum: number): number | undefined {
  const text = given.get(name);
  if (text === null) {
    return undefined;
  }
  if (!/^\d{1,4}$/.test(text) || Number(text) < minimum || Number(text) > maximum) {
    throw new Error(`DATABASE_URL: ${name} must be a whole number from ${minimum} to ${maximum}`);
  }
  return Number(text);
}

/** Leaves what pg understands, with `sslmode` meant as PostgreSQL's own clients mean it. */
function cleanParameters(parameters: URLSearchParams): void {
  const isStrict = parameters.get('sslaccept') === 'strict';
  for (const name of OWN_PARAMETERS) {
    parameters.delete(name);
  }
  const sslmode = parameters.get('sslmode');
  if (sslmode === 'allow' || sslmode === 'prefer') {
    // "TLS if there is any": pg cannot fall back, and without a certificate check this mode protects nothing.
    parameters.delete('sslmode');
  } else if (sslmode === 'require' && isStrict) {
    parameters.set('sslmode', 'verify-full');
  } else if (sslmode === 'require' || sslmode === 'verify-ca') {
    parameters.set('uselibpqcompat', 'true');
  }
}

/**
 * Our statements look a few rows up, mostly in memory: reading ahead for them costs PostgreSQL 18 more than it saves (an
 * event's took 12 % less without). It stands first, so that `options` in DATABASE_URL can say otherwise.
 */
const NO_READ_AHEAD = '-c effective_io_concurrency=0';

/** Days and hours are UTC in every statement, whatever the server's own time zone is. */
function startupOptions(given: string | null, schema: string | undefined): string {
  const searchPath =
    schema === undefined ? [] : [`-c search_path=${escapeOption(`"${schema.replaceAll('"', '""')}"`)}`];
  return [NO_READ_AHEAD, ...(given === null ? [] : [given]), '-c timezone=UTC', ...searchPath].join(' ');
}

function escapeOption(value: string): string {
  return value.replaceAll(/([\\\s])/g, '\\$1');
}
