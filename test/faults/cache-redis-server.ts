import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import type { AddressInfo, Server, Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { withCleanUp } from '../support/clean-up.js';

/** Resolves as soon as `condition` holds; rejects, naming it, when it does not within `seconds`. */
export async function until(what: string, condition: () => boolean | Promise<boolean>, seconds = 10): Promise<void> {
  const deadline = performance.now() + seconds * 1_000;
  while (!(await condition())) {
    if (performance.now() > deadline) throw new Error(`not within ${seconds} s: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}

/** A Redis of a test's own, which it may kill, freeze and start again on the same port and data. */
export class RedisServer {
  private readonly folder = mkdtempSync(join(tmpdir(), 'agl-cache-redis-'));
  private child: ChildProcess | undefined;

  private constructor(readonly port: number) {
    process.once('exit', this.kill);
  }

  static async create(): Promise<RedisServer> {
    const port = await freePort();
    return withCleanUp(async (cleanUp) => {
      const server = cleanUp.after(new RedisServer(port), (made) => made.remove());
      await server.start();
      return server;
    });
  }

  get url(): string {
    return `redis://127.0.0.1:${this.port}`;
  }

  async start(): Promise<void> {
    const options = ['--port', String(this.port), '--bind', '127.0.0.1', '--dir', this.folder, '--save', ''];
    this.child = spawn('redis-server', options, { stdio: 'ignore' });
    await once(this.child, 'spawn');
  }

  readonly kill = (): void => {
    this.child?.kill('SIGKILL');
  };

  /** Answers nothing until `resume`, but keeps its connections and takes new ones. */
  pause(): void {
    this.child?.kill('SIGSTOP');
  }

  resume(): void {
    this.child?.kill('SIGCONT');
  }

  async crash(): Promise<void> {
    // Without a process id it never began.
    if (this.child?.pid === undefined || this.child.exitCode !== null || this.child.signalCode !== null) return;
    const exit = once(this.child, 'exit');
    this.kill();
    await exit;
  }

  async remove(): Promise<void> {
    await this.crash();
    process.off('exit', this.kill);
    rmSync(this.folder, { recursive: true, force: true });
  }
}

/** A TCP gate before a server: it can refuse connections, or keep them and let nothing through. */
export class TcpGate {
  private readonly sockets = new Set<Socket>();
  private readonly subscribers = new Set<Socket>();
  private closed = false;
  private stallsSubscribers = false;

  private constructor(
    private readonly server: Server,
    readonly port: number,
  ) {}

  static async before(targetPort: number): Promise<TcpGate> {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    const gate = new TcpGate(server, (server.address() as AddressInfo).port);
    server.on('connection', (socket) => gate.admit(socket, targetPort));
    return gate;
  }

  get url(): string {
    return `redis://127.0.0.1:${this.port}`;
  }

  /** Breaks all connections and refuses new ones until `open`. */
  cut(): void {
    this.closed = true;
    for (const socket of this.sockets) socket.destroy();
  }

  open(): void {
    this.closed = false;
  }

  /** From now on the present connections carry nothing, in either direction; new ones work. */
  stall(): void {
    for (const socket of this.sockets) socket.unpipe().pause();
  }

  /** From now on connections that subscribe, or have done so, carry nothing; all others go on. */
  stallSubscribers(): void {
    this.stallsSubscribers = true;
    for (const socket of this.subscribers) socket.unpipe().pause();
  }

  async remove(): Promise<void> {
    this.cut();
    this.server.close();
    await once(this.server, 'close');
  }

  private admit(socket: Socket, targetPort: number): void {
    if (this.closed) {
      socket.destroy();
      return;
    }
    const target = connect(targetPort, '127.0.0.1');
    for (const [from, to] of [
      [socket, target],
      [target, socket],
    ] as const) {
      this.sockets.add(from);
      from.on('error', () => to.destroy());
      from.on('close', () => {
        this.sockets.delete(from);
        this.subscribers.delete(from);
        to.destroy();
      });
      from.pipe(to);
    }
    socket.on('data', (chunk: Buffer) => {
      if (!/subscribe/i.test(chunk.toString('latin1'))) return;
      this.subscribers.add(socket).add(target);
      if (this.stallsSubscribers) this.stallSubscribers();
    });
  }
}
