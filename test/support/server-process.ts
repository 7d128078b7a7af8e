import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

const MAIN = fileURLToPath(new URL('../../dist/main.js', import.meta.url));
const READY = /AGL is ready on (\S+)/;

/** A server as `npm start` runs it, in a process of its own. */
export interface ServerProcess {
  readonly child: ChildProcess;
  readonly url: string;
  readonly adminKey: string;
  /** All that it has printed. */
  output(): string;
  /** Sends a signal and waits for the end; answers the exit code, null when the signal ended it. */
  end(signal: NodeJS.Signals): Promise<number | null>;
}

/**
 * Starts a server and waits until it says that it is ready.
 *
 * @throws Error with all that it printed, when it ends before
 */
export async function startServer(env: Readonly<Record<string, string>>): Promise<ServerProcess> {
  const { child, output } = runServer(env);
  await new Promise<void>((resolve, reject) => {
    child.stdout?.on('data', () => READY.test(output()) && resolve());
    child.once('exit', (code) => reject(new Error(`the server ended with ${code}:\n${output()}`)));
  });
  return {
    child,
    url: READY.exec(output())?.[1] ?? '',
    adminKey: /Admin key: (\S+)/.exec(output())?.[1] ?? '',
    output,
    async end(signal) {
      if (child.exitCode !== null || child.signalCode !== null) return child.exitCode;
      child.kill(signal);
      const [code] = (await once(child, 'exit')) as [number | null];
      return code;
    },
  };
}

/** Starts a server that is expected to refuse; answers its exit code and what it printed. */
export async function startRefused(
  env: Readonly<Record<string, string>>,
): Promise<{ code: number | null; said: string }> {
  const { child, output } = runServer(env);
  const [code] = (await once(child, 'exit')) as [number | null];
  return { code, said: output() };
}

function runServer(env: Readonly<Record<string, string>>): { child: ChildProcess; output: () => string } {
  const { PATH = '' } = process.env;
  const child = spawn(process.execPath, [MAIN], {
    env: { PATH, PORT: '0', LOG_LEVEL: 'error', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let said = '';
  const listen = (chunk: Buffer): void => void (said += chunk.toString());
  child.stdout?.on('data', listen);
  child.stderr?.on('data', listen);
  return { child, output: () => said };
}
