import { Redis } from 'ioredis';

/** How many keys a Redis has looked up and found so far: reads that are sent together are one command. */
export async function redisKeysFound(/** @type {string} */ url) {
  const client = new Redis(url, { lazyConnect: true });
  try {
    await client.connect();
    return Number(/keyspace_hits:(\d+)/.exec(await client.info('stats'))?.[1]);
  } finally {
    client.disconnect();
  }
}
