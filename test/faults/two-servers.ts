import { withCleanUp, type CleanUp } from '../support/clean-up.js';
import { createDatabase, type TestDatabase } from '../support/databases.js';
import { startServer, type ServerProcess } from '../support/server-process.js';
import { RedisServer, until } from './cache-redis-server.js';

export const ADMIN_KEY = 'admin-key-of-two-servers-0123456789abcdef';

export interface Answer {
  readonly status: number;
  readonly body: Record<string, unknown>;
  readonly milliseconds: number;
}

/** Two servers, as a balancer has them behind it: processes of their own, one PostgreSQL, one Redis. */
export class TwoServers {
  private constructor(
    readonly database: TestDatabase,
    readonly redis: RedisServer,
    readonly a: ServerProcess,
    readonly b: ServerProcess,
    private readonly cleanUp: CleanUp,
  ) {}

  /** @param wayOfA the URL under which the first server finds Redis */
  static start(wayOfA?: (redis: RedisServer) => Promise<string>): Promise<TwoServers> {
    return withCleanUp((cleanUp) => TwoServers.begin(cleanUp, wayOfA));
  }

  private static async begin(
    cleanUp: CleanUp,
    wayOfA = (redis: RedisServer): Promise<string> => Promise.resolve(redis.url),
  ): Promise<TwoServers> {
    const database = cleanUp.after(await createDatabase(), (made) => made.drop());
    const redis = cleanUp.after(await RedisServer.create(), (made) => made.remove());
    const env = {
      DATABASE_URL: database.url,
      REDIS_URL: redis.url,
      AGL_ADMIN_KEY: ADMIN_KEY,
      SCHEDULER_ENABLED: 'false',
      DB_POOL_SIZE: '5',
      RATE_LIMIT_RPS: '1000000',
      RATE_LIMIT_BURST: '1000000',
    };
    const start = async (more = {}) => cleanUp.after(await startServer({ ...env, ...more }), kill);
    const a = await start({ REDIS_URL: await wayOfA(redis) });
    const servers = new TwoServers(database, redis, a, await start(), cleanUp);
    await servers.useRedis();
    return servers;
  }

  /** Waits until both use Redis. */
  async useRedis(): Promise<void> {
    for (const server of [this.a, this.b]) {
      await until('Redis is used', async () => (await metric(server, /^agl_redis_up (\d)/m)) === 1);
    }
  }

  end(): Promise<void> {
    return this.cleanUp.run();
  }
}

/** Also one that a test has frozen. */
async function kill({ child, end }: ServerProcess): Promise<void> {
  child.kill('SIGCONT');
  await end('SIGKILL');
}

/** One request, read to its end. */
export async function call(
  server: ServerProcess,
  key: string,
  method: string,
  route: string,
  body?: object,
): Promise<Answer> {
  const startedAt = performance.now();
  const answer = await fetch(server.url + route, {
    method,
    headers: { 'X-API-Key': key, ...(body ? { 'Content-Type': 'application/json' } : {}) },
    ...(body ? { body: JSON.stringify(body) } : {}),
  });
  const text = await answer.text();
  const milliseconds = performance.now() - startedAt;
  return { status: answer.status, body: text === '' ? {} : (JSON.parse(text) as Answer['body']), milliseconds };
}

/** The sum of the values that `pattern` finds in what the server tells Prometheus. */
export async function metric(server: ServerProcess, pattern: RegExp): Promise<number> {
  const answer = await fetch(`${server.url}/metrics`, { headers: { 'X-API-Key': ADMIN_KEY } });
  return Number(pattern.exec(await answer.text())?.[1] ?? 0);
}

/** How many writes of the server ended their wait for the other one like this. */
export function waits(server: ServerProcess, outcome: 'answered' | 'passed over' | 'given up'): Promise<number> {
  return metric(server, new RegExp(`^agl_cache_acknowledgement_seconds_count{outcome="${outcome}"} (\\d+)`, 'm'));
}
