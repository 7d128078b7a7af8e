import { execFile } from 'node:child_process';
import { readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import { programPath } from '../config/env.js';

/** What a finished program left: its exit code (-1 when it could not be started or was killed) and what it wrote. */
export interface ProgramResult {
  readonly code: number;
  readonly output: string;
}

/** Runs PostgreSQL's programs as a user that PostgreSQL accepts. */
export interface PostgresRunner {
  /** Who must own the data folder; undefined when that is simply the user of this process. */
  readonly owner?: { readonly uid: number; readonly gid: number };
  /** Runs a program to its end, at most `timeoutMs` milliseconds. Never rejects. */
  run(program: string, args: readonly string[], timeoutMs?: number): Promise<ProgramResult>;
}

interface Owner {
  readonly uid: number;
  readonly gid: number;
}

/** Enough for the slowest step, initdb on a slow disk. */
const DEFAULT_TIMEOUT_MS = 120_000;

/** Unprivileged users that PostgreSQL may run as, best first. */
const USER_NAMES = ['postgres', 'nobody'];

/**
 * Capabilities that let an unprivileged user pass through folders that only root may enter, the weaker one first
 * (a container's root often has only the second). One is enough.
 */
const TRAVERSE_CAPABILITIES = ['dac_read_search', 'dac_override'];

/**
 * Chooses how to run PostgreSQL, which refuses root. A normal user runs it directly. Root runs it as the owner of the
 * data folder, or else as `postgres` or `nobody`; when that user cannot reach the program or the folder (both may lie
 * under root's home), it is given the one capability for that and nothing more.
 *
 * @throws Error that says what to do when no way works.
 */
export async function choosePostgresRunner(program: string, dataDir: string): Promise<PostgresRunner> {
  if (process.getuid?.() !== 0) {
    return { run: (file, args, timeoutMs) => runProgram(file, args, timeoutMs) };
  }
  const owner = (await ownerOf(path.join(dataDir, 'postgres'))) ?? (await findUnprivilegedUser());
  const plain: PostgresRunner = { owner, run: (file, args, timeoutMs) => runProgram(file, args, timeoutMs, owner) };
  const candidates = [plain, ...TRAVERSE_CAPABILITIES.map((capability) => withCapability(owner, capability))];
  const failures: string[] = [];
  for (const candidate of candidates) {
    const probe = await candidate.run('/bin/sh', ['-c', 'cd "$1" && exec "$2" --version', 'sh', dataDir, program]);
    if (probe.code === 0) {
      return candidate;
    }
    failures.push(probe.output.trim());
  }
  throw new Error(
    `PostgreSQL does not run as root, and user ${owner.uid} cannot reach ${program} and ${dataDir} ` +
      `(${failures.filter((failure) => failure !== '').join('; ')}). ` +
      'Run AGL as a normal user, move it to a folder that every user may enter, install util-linux (setpriv), or set DATABASE_URL.',
  );
}

function withCapability(owner: Owner, capability: string): PostgresRunner {
  // PostgreSQL checks its own files with access(2), which looks at capabilities only with no_setuid_fixup. On exec the
  // process still keeps nothing but the ambient capability.
  const prefix = [
    `--reuid=${owner.uid}`,
    `--regid=${owner.gid}`,
    '--clear-groups',
    `--inh-caps=+${capability}`,
    `--ambient-caps=+${capability}`,
    '--securebits=+no_setuid_fixup',
  ];
  return { owner, run: (file, args, timeoutMs) => runProgram('setpriv', [...prefix, file, ...args], timeoutMs) };
}

async function ownerOf(folder: string): Promise<Owner | undefined> {
  const found = await stat(folder).catch(() => undefined);
  return found === undefined || found.uid === 0 ? undefined : { uid: found.uid, gid: found.gid };
}

async function findUnprivilegedUser(): Promise<Owner> {
  const accounts = (await readFile('/etc/passwd', 'utf8').catch(() => '')).split('\n').map((line) => line.split(':'));
  for (const name of USER_NAMES) {
    const account = accounts.find(([user]) => user === name);
    if (account !== undefined) {
      return { uid: Number(account[2]), gid: Number(account[3]) };
    }
  }
  throw new Error(
    `PostgreSQL does not run as root and there is no user ${USER_NAMES.join(' or ')}. Run AGL as a normal user, or set DATABASE_URL.`,
  );
}

function runProgram(
  program: string,
  args: readonly string[],
  timeout = DEFAULT_TIMEOUT_MS,
  owner?: Owner,
): Promise<ProgramResult> {
  // A small environment: PG* variables would change what the programs do, and secrets are none of their business.
  const env = { PATH: programPath(), LC_ALL: 'C', TZ: 'UTC' };
  const cwd = process.platform === 'win32' ? undefined : '/';
  return new Promise((resolve) => {
    execFile(program, args, { ...owner, env, cwd, timeout }, (error, stdout, stderr) => {
      const failure = error !== null && typeof error.code !== 'number' ? `${error.message}\n` : '';
      const code = error === null ? 0 : typeof error.code === 'number' ? error.code : -1;
      resolve({ code, output: failure + stdout + stderr });
    });
  });
}
