import { spawn, spawnSync } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';

import { Redis } from 'ioredis';

const START_DEADLINE_MS = 10_000;

/**
 * Starts a real Redis on 127.0.0.1 that keeps nothing on disk. When the machine has none, it is installed if that is
 * possible, for no test of the Redis tier may be passed over.
 *
 * @param {() => Promise<number>} findFreePort
 * @param {string} folder its working folder
 * @returns {Promise<{ url: string, pid: number, stop: () => Promise<void> }>}
 */
export async function startRedis(findFreePort, folder) {
  ensureInstalled();
  const deadline = Date.now() + START_DEADLINE_MS;
  while (Date.now() < deadline) {
    const port = await findFreePort();
    const args = ['--port', port, '--bind', '127.0.0.1', '--save', '', '--appendonly', 'no', '--databases', 256];
    const child = spawn('redis-server', [...args, '--dir', folder].map(String), { stdio: 'ignore' });
    const ended = new Promise((resolve) => child.once('exit', resolve));
    const url = `redis://127.0.0.1:${port}`;
    if (await answers(url, child, deadline)) {
      const stop = async () => {
        child.kill('SIGKILL');
        await ended;
      };
      return { url, pid: child.pid, stop };
    }
    child.kill('SIGKILL');
    await ended;
  }
  throw new Error('redis-server did not start within 10 s');
}

/** False when the server ended: another process may have taken the port. */
async function answers(url, child, deadline) {
  while (child.exitCode === null && Date.now() < deadline) {
    const client = new Redis(url, { lazyConnect: true, retryStrategy: () => null, maxRetriesPerRequest: 0 });
    client.on('error', () => {});
    try {
      await client.connect();
      await client.ping();
      return true;
    } catch {
      await sleep(20);
    } finally {
      client.disconnect();
    }
  }
  return false;
}

function ensureInstalled() {
  if (isInstalled()) {
    return;
  }
  if (process.getuid?.() === 0 && spawnSync('apt-get', ['--version']).status === 0) {
    const wait = ['-o', 'DPkg::Lock::Timeout=120'];
    const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
    spawnSync('apt-get', [...wait, 'update'], { stdio: 'ignore', env });
    spawnSync('apt-get', [...wait, 'install', '-y', 'redis-server'], { stdio: 'ignore', env });
  }
  if (!isInstalled()) {
    throw new Error(
      'The e2e tests need a real redis-server on the PATH: install Redis 7 or later (Debian: apt-get install redis-server; macOS: brew install redis)',
    );
  }
}

function isInstalled() {
  return spawnSync('redis-server', ['--version']).status === 0;
}
