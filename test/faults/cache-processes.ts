import { fork } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { transform } from '@swc/core';
import { withCleanUp } from '../support/clean-up.js';
import { until } from './cache-redis-server.js';
import type { Command } from './cache-process.types.js';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
/** Inside the project, so that bare imports find its packages; one folder a process, so that runs do not meet. */
const COMPILED = path.join(ROOT, '.cache', `agl-cache-${process.pid}`);

/** Compiles the cache and what the child processes run, in the layout of the sources. Answers what removes it again. */
export async function compileCache(): Promise<() => Promise<void>> {
  // The cache, and the room whose rules it may use.
  const files = [...(await sourcesOf('src/cache')), ...(await sourcesOf('src/common'))];
  const own = ['cache-process.ts', 'cache-chooser.ts', 'cache-row-source.ts'].map((name) => `test/faults/${name}`);
  await Promise.all([...files, ...own].map(compile));
  return () => rm(COMPILED, { recursive: true, force: true });
}

async function sourcesOf(folder: string): Promise<string[]> {
  const names = await readdir(path.join(ROOT, folder));
  return names.filter((name) => /(?<!\.spec)\.ts$/.test(name)).map((name) => `${folder}/${name}`);
}

async function compile(file: string): Promise<void> {
  const text = await readFile(path.join(ROOT, file), 'utf8');
  const { code } = await transform(text, { filename: file, configFile: path.join(ROOT, '.swcrc'), swcrc: true });
  const target = path.join(COMPILED, file.replace(/\.ts$/, '.js'));
  await mkdir(path.dirname(target), { recursive: true });
  await writeFile(target, code);
}

interface Reply {
  readonly id: number;
  readonly result?: unknown;
  readonly error?: string;
}

/** An instance of the cache in a process of its own. */
export class CacheProcess {
  private readonly waiting = new Map<number, { resolve: (result: unknown) => void; reject: (error: Error) => void }>();
  private commands = 0;

  private constructor(private readonly child: ChildProcess) {
    child.on('message', ({ id, result, error }: Reply) => {
      const caller = this.waiting.get(id);
      this.waiting.delete(id);
      if (error === undefined) caller?.resolve(result);
      else caller?.reject(new Error(error));
    });
    child.on('exit', (code) => {
      for (const { reject } of this.waiting.values()) reject(new Error(`the process ended with ${code}`));
    });
  }

  /** Starts it and waits until it uses Redis. `number` tells it which of the instances it is. */
  static async start(redisUrl: string, databaseUrl: string, number: number): Promise<CacheProcess> {
    const script = path.join(COMPILED, 'test/faults/cache-process.js');
    const child = fork(script, [redisUrl, databaseUrl, String(number)], { execArgv: [] });
    return withCleanUp(async (cleanUp) => {
      const started = cleanUp.after(new CacheProcess(child), (made) => made.end());
      await until('the process uses Redis', async () => {
        const { redis } = await started.state();
        return redis === 'up';
      });
      return started;
    });
  }

  /** Has it done, and answers what it gave. Rejects when it failed. */
  tell<T>(command: Command): Promise<T> {
    this.commands += 1;
    const id = this.commands;
    return new Promise<T>((resolve, reject) => {
      this.waiting.set(id, { resolve: (result) => resolve(result as T), reject });
      this.child.send({ id, command });
    });
  }

  state(): Promise<{ redis: string; answers: Record<string, number> }> {
    return this.tell({ do: 'state' });
  }

  async end(): Promise<void> {
    if (this.child.exitCode !== null || this.child.signalCode !== null) return;
    const exit = once(this.child, 'exit');
    this.child.kill('SIGKILL');
    await exit;
  }
}

/** Resolves when each of the two has heard all that the other published before. */
export async function heardEachOther(a: CacheProcess, b: CacheProcess, name: string): Promise<void> {
  for (const [from, to] of [
    [a, b],
    [b, a],
  ] as const) {
    const mark = `${name}-${from === a ? 'a' : 'b'}`;
    await to.tell({ do: 'hold', mark });
    await from.tell({ do: 'drop', mark });
    await to.tell({ do: 'hear', mark });
  }
}
