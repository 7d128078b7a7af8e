import { z } from 'zod';

/** An environment variable that is not what it may be. The message names the variable and the rule, never the value. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
}

const boundedNumber = (minimum: number, maximum: number) =>
  z
    .string()
    .regex(/^\d+$/, `must be a whole number from ${minimum} to ${maximum}`)
    .transform(Number)
    .pipe(z.number().min(minimum, `must be at least ${minimum}`).max(maximum, `must be at most ${maximum}`));

const wholeNumber = (minimum: number, maximum: number, fallback: number) =>
  boundedNumber(minimum, maximum).default(fallback);

const usd = (maximum: number) =>
  z
    .string()
    .regex(/^\d+(\.\d+)?$/, 'must be an amount of US dollars such as 5 or 0.5')
    .transform(Number)
    .pipe(z.number().max(maximum, `must be at most ${maximum}`));

const url = (...protocols: string[]) =>
  z
    .string()
    .refine(
      (value) => URL.canParse(value) && protocols.includes(new URL(value).protocol.slice(0, -1)),
      `must be a URL that starts with ${protocols.map((protocol) => `${protocol}://`).join(' or ')}`,
    );

const flag = (fallback: boolean) =>
  z
    .enum(['true', 'false', '1', '0'], 'must be true or false')
    .transform((value) => value === 'true' || value === '1')
    .default(fallback);

const ttl = (fallbackSeconds: number) => wholeNumber(0, 86_400, fallbackSeconds);
const text = z.string().max(500, 'must be at most 500 characters');
const DATABASE_URL = url('postgresql', 'postgres');
/** Origins as browsers send them: scheme, host and port, and nothing after it. */
const ORIGINS = /^\s*https?:\/\/[^\s,/]+(\s*,\s*https?:\/\/[^\s,/]+)*\s*$/;

const environment = z.object({
  NODE_ENV: z
    .enum(['development', 'test', 'production'], 'must be development, test or production')
    .default('development'),
  PORT: wholeNumber(0, 65_535, 3000),
  HOST: text.optional(),
  LOG_LEVEL: z
    .enum(
      ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'],
      'must be trace, debug, info, warn, error, fatal or silent',
    )
    .default('info'),
  AGL_DATA_DIR: text.default('.agl'),
  AGL_ADMIN_KEY: z
    .string()
    .regex(/^[\x21-\x7e]+$/, 'must be printable ASCII without spaces')
    .min(8, 'must have at least 8 characters (32 in production)')
    .max(200, 'must be at most 200 characters')
    .optional(),
  METRICS_TOKEN: z.string().min(8, 'must have at least 8 characters').max(200).optional(),
  CORS_ORIGINS: text.regex(ORIGINS, 'must be origins such as https://studio.example, separated by commas').optional(),
  DATABASE_URL: DATABASE_URL.optional(),
  DB_POOL_SIZE: boundedNumber(1, 1000).optional(),
  DB_POOL_TIMEOUT: boundedNumber(1, 600).optional(),
  DB_CONNECT_TIMEOUT: boundedNumber(1, 600).optional(),
  REDIS_URL: url('redis', 'rediss').optional(),
  CACHE_MEMORY_BYTES: wholeNumber(0, 1_099_511_627_776, 67_108_864),
  CACHE_TTL_PLAYER: ttl(300),
  CACHE_TTL_GAME: ttl(600),
  CACHE_TTL_ANALYTICS: ttl(3600),
  CACHE_TTL_EMOTION: ttl(1800),
  CACHE_TTL_DIALOGUE: ttl(3600),
  QDRANT_URL: url('http', 'https').optional(),
  QDRANT_API_KEY: text.optional(),
  QDRANT_COLLECTION: z
    .string()
    .regex(/^[A-Za-z0-9_-]{1,100}$/, 'must be 1 to 100 letters, digits, _ or -')
    .default('agl_memories'),
  LLM_PROVIDER: z.enum(['anthropic', 'openai', 'none'], 'must be anthropic, openai or none').optional(),
  LLM_MODEL: text.optional(),
  LLM_TIMEOUT_MS: wholeNumber(100, 60_000, 2500),
  LLM_PRICE_INPUT_USD_PER_MTOK: usd(100_000).optional(),
  LLM_PRICE_OUTPUT_USD_PER_MTOK: usd(100_000).optional(),
  ANTHROPIC_API_KEY: text.optional(),
  ANTHROPIC_BASE_URL: url('http', 'https').optional(),
  OPENAI_API_KEY: text.optional(),
  OPENAI_BASE_URL: url('http', 'https').optional(),
  EMBEDDING_PROVIDER: z.enum(['openai', 'local'], 'must be openai or local').optional(),
  EMBEDDING_MODEL: text.default('text-embedding-3-small'),
  EMBEDDING_DIMENSIONS: wholeNumber(16, 4096, 512),
  EMOTION_BUDGET_USD_PER_DAY: usd(1_000_000).default(5),
  DIALOGUE_BUDGET_USD_PER_DAY: usd(1_000_000).default(10),
  PLATFORM_BUDGET_USD_PER_DAY: usd(10_000_000).optional(),
  RATE_LIMIT_RPS: wholeNumber(1, 1_000_000, 1000),
  RATE_LIMIT_BURST: wholeNumber(1, 1_000_000, 2000),
  COMPRESSION_THRESHOLD: wholeNumber(0, 1_048_576, 1024),
  COMPRESSION_LEVEL: wholeNumber(0, 9, 6),
  STREAMS_PER_KEY: wholeNumber(0, 100_000, 1000),
  STREAMS_PER_PROCESS: wholeNumber(0, 100_000, 5000),
  STREAM_HEARTBEAT_MS: wholeNumber(20, 600_000, 15_000),
  SCHEDULER_ENABLED: flag(true),
});

type Environment = z.infer<typeof environment>;

/** Everything the process was told, checked and frozen. Durations are in the unit that the name says. */
export interface Config extends Readonly<Environment> {
  /** Where to listen: every interface in production, this machine only in development, unless HOST says otherwise. */
  readonly HOST: string;
  readonly isProduction: boolean;
}

/**
 * Reads the environment. An empty variable counts as one that is not set, as docker compose passes them so.
 *
 * @throws ConfigError naming each bad variable and what it may be; never its value, which may be a secret.
 */
export function loadConfig(source: Readonly<Record<string, string | undefined>> = process.env): Config {
  const given = Object.fromEntries(Object.entries(source).filter(([, value]) => value !== undefined && value !== ''));
  const parsed = environment.safeParse(given);
  if (!parsed.success) {
    throw new ConfigError(parsed.error.issues.map((issue) => `${issue.path.join('.')} ${issue.message}`).join('\n'));
  }
  const isProduction = parsed.data.NODE_ENV === 'production';
  if (isProduction && (parsed.data.AGL_ADMIN_KEY ?? '').length < 32) {
    throw new ConfigError('AGL_ADMIN_KEY must be set in production, with 32 characters or more');
  }
  const { EMBEDDING_PROVIDER, OPENAI_API_KEY, OPENAI_BASE_URL } = parsed.data;
  if (EMBEDDING_PROVIDER === 'openai' && OPENAI_API_KEY === undefined && OPENAI_BASE_URL === undefined) {
    throw new ConfigError(
      'EMBEDDING_PROVIDER openai needs OPENAI_API_KEY, or OPENAI_BASE_URL of a host that asks for none',
    );
  }
  return Object.freeze({
    ...parsed.data,
    HOST: parsed.data.HOST ?? (isProduction ? '0.0.0.0' : '127.0.0.1'),
    isProduction,
  });
}

/** Who embeds texts: what EMBEDDING_PROVIDER says, else OpenAI where its key is set, else this process itself. */
export function embeddingProviderOf(config: Pick<Config, 'EMBEDDING_PROVIDER' | 'OPENAI_API_KEY'>): 'openai' | 'local' {
  return config.EMBEDDING_PROVIDER ?? (config.OPENAI_API_KEY === undefined ? 'local' : 'openai');
}

/** Where the operating system looks for programs, for those that we start. */
export function programPath(): string {
  return process.env.PATH ?? '/usr/bin:/bin';
}

/** The names of all variables, for the test that keeps `.env.example` complete. */
export const ENVIRONMENT_VARIABLES: readonly string[] = Object.keys(environment.shape);

/** Injection token of the frozen {@link Config}. */
export const CONFIG = Symbol('CONFIG');
