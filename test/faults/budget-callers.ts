import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { GateOutcome, GateRequest } from '../../src/budget/llm-gate.port.js';

const CALLER = fileURLToPath(new URL('budget-caller.mjs', import.meta.url));

/** Given to it, as it would make one of its own and leave that in the project's data folder. */
const ADMIN_KEY = 'admin-key-of-the-callers-0123456789abcdef';

interface Reply {
  readonly id: number;
  readonly outcomes: readonly GateOutcome[];
}

/** An instance of the application in a process of its own that asks models through the gate. Needs a built `dist/`. */
export class BudgetCaller {
  private readonly waiting = new Map<number, (outcomes: readonly GateOutcome[]) => void>();
  private orders = 0;

  private constructor(private readonly child: ChildProcess) {
    child.on('message', ({ id, outcomes }: Reply) => this.answer(id, outcomes));
    // What a killed process was at has no outcome.
    child.on('exit', () => {
      for (const id of this.waiting.keys()) this.answer(id, []);
    });
  }

  static async start(env: Readonly<Record<string, string>>): Promise<BudgetCaller> {
    const { PATH = '' } = process.env;
    const child = fork(CALLER, {
      env: { PATH, SCHEDULER_ENABLED: 'false', AGL_ADMIN_KEY: ADMIN_KEY, ...env },
      execArgv: [],
    });
    const started = Promise.race([
      once(child, 'message'),
      once(child, 'exit').then(([code]) => Promise.reject(new Error(`the process ended with ${code}`))),
    ]);
    await started;
    return new BudgetCaller(child);
  }

  /** Asks so many times at once; no outcomes when the process is killed meanwhile. */
  ask(times: number, request: GateRequest): Promise<readonly GateOutcome[]> {
    this.orders += 1;
    const id = this.orders;
    return new Promise((resolve) => {
      this.waiting.set(id, resolve);
      this.child.send({ id, times, request });
    });
  }

  async kill(): Promise<void> {
    if (this.child.exitCode !== null || this.child.signalCode !== null) return;
    const exit = once(this.child, 'exit');
    this.child.kill('SIGKILL');
    await exit;
  }

  private answer(id: number, outcomes: readonly GateOutcome[]): void {
    this.waiting.get(id)?.(outcomes);
    this.waiting.delete(id);
  }
}
