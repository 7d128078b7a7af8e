import { randomBytes } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';

import { Redis } from 'ioredis';
import { Client, DatabaseError } from 'pg';

/** A database of one test file, with all tables. */
export interface TestDatabase {
  readonly url: string;
  /** Removes it, also while there are connections. */
  drop(): Promise<void>;
}

const OBJECT_IN_USE = '55006';
const COPY_ATTEMPTS = 50;
const COPY_RETRY_MS = 100;
const REDIS_DATABASES = 256;

/** Copies the migrated template of this run: about 50 ms. */
export async function createDatabase(): Promise<TestDatabase> {
  const name = `agl_test_${randomBytes(6).toString('hex')}`;
  await onServer((client) => copyTemplate(client, name));
  const url = new URL(serverUrl('AGL_TEST_POSTGRES_URL'));
  url.pathname = `/${name}`;
  return {
    url: url.href,
    drop: () => onServer(async (client) => void (await client.query(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`))),
  };
}

/** An empty database of this run's Redis that no other test file uses. */
export async function redisDatabase(): Promise<{ readonly url: string }> {
  const server = serverUrl('AGL_TEST_REDIS_URL');
  const counter = new Redis(server);
  try {
    // Database 0 holds the counter alone; after 255 files the first ones are done and may be used again.
    const index = 1 + ((await counter.incr('agl:test:databases')) % (REDIS_DATABASES - 1));
    await counter.select(index);
    await counter.flushdb();
    return { url: `${server}/${index}` };
  } finally {
    counter.disconnect();
  }
}

/** URL of a server of this run. */
export function serverUrl(name: 'AGL_TEST_POSTGRES_URL' | 'AGL_TEST_REDIS_URL'): string {
  const url = process.env[name];
  if (url === undefined) {
    throw new Error(
      `${name} is missing: run this file with --selectProjects e2e, whose global setup starts the servers`,
    );
  }
  return url;
}

async function onServer(work: (client: Client) => Promise<void>): Promise<void> {
  const client = new Client({ connectionString: serverUrl('AGL_TEST_POSTGRES_URL') });
  await client.connect();
  try {
    await work(client);
  } finally {
    await client.end();
  }
}

async function copyTemplate(client: Client, name: string): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    try {
      await client.query(`CREATE DATABASE ${name} TEMPLATE agl_template`);
      return;
    } catch (error) {
      const isBusy = error instanceof DatabaseError && error.code === OBJECT_IN_USE;
      if (!isBusy || attempt === COPY_ATTEMPTS) {
        throw error;
      }
      await delay(COPY_RETRY_MS);
    }
  }
}
