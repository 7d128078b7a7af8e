import { Redis } from 'ioredis';

/** How many commands a Redis has run so far. */
export async function redisCommands(/** @type {string} */ url) {
  const client = new Redis(url, { lazyConnect: true });
  try {
    await client.connect();
    return Number(/total_commands_processed:(\d+)/.exec(await client.info('stats'))?.[1]);
  } finally {
    client.disconnect();
  }
}
