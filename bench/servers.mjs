import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

const START_DEADLINE_MS = 60_000;
const STOP_DEADLINE_MS = 10_000;
/** A tick of /proc/<pid>/stat is 10 ms on every Linux that Node runs on (USER_HZ is 100). */
const MICROS_PER_TICK = 10_000;

/** Where servers run, and where everything else does: load, database and Redis. */
export const SERVER_CORE = 0;
export const OTHER_CORE = 1;

/** Whether processes can be tied to cores here. */
export const canPin = cpus().length > 1 && spawnSync('taskset', ['--version']).status === 0;

/** Ties this process, and all that it starts from now on, to the core of the load. */
export function pinThisProcess() {
  if (canPin) spawnSync('taskset', ['-a', '-p', '-c', String(OTHER_CORE), String(process.pid)]);
}

/**
 * @typedef {object} BenchServer
 * @property {string} url
 * @property {number} pid
 * @property {string} label
 * @property {() => number} cpuMicros CPU time that the process has used so far
 * @property {() => number} residentBytes
 * @property {() => Promise<void>} stop
 */

/**
 * Starts a server in a process of its own and waits for the line in which it says `ready` and its URL.
 *
 * @param {object} options
 * @param {string} options.entry path of the script
 * @param {Record<string, string>} [options.env] added to a small environment
 * @param {number} [options.core] the core it is tied to
 * @param {string[]} [options.nodeArgs]
 * @param {string} [options.label]
 * @returns {Promise<BenchServer>}
 */
export async function startServer({ entry, env = {}, core = SERVER_CORE, nodeArgs = [], label = entry }) {
  const folder = mkdtempSync(path.join(tmpdir(), 'agl-bench-'));
  const logFile = path.join(folder, 'server.log');
  const log = openSync(logFile, 'a');
  const command = [process.execPath, ...nodeArgs, entry];
  const [program, ...args] = canPin ? ['taskset', '-c', String(core), ...command] : command;
  const child = spawn(program, args, {
    env: { PATH: process.env.PATH ?? '', NODE_ENV: 'production', HOST: '127.0.0.1', PORT: '0', ...env },
    stdio: ['ignore', log, log],
  });
  const pid = child.pid ?? 0;
  const ended = new Promise((resolve) => child.once('exit', resolve));
  const stop = async () => {
    child.kill('SIGTERM');
    const timer = setTimeout(() => child.kill('SIGKILL'), STOP_DEADLINE_MS);
    await ended;
    clearTimeout(timer);
    rmSync(folder, { recursive: true, force: true });
  };
  const deadline = Date.now() + START_DEADLINE_MS;
  while (child.exitCode === null && Date.now() < deadline) {
    const url = readyUrl(readFileSync(logFile, 'utf8'));
    if (url) {
      const cpuMicros = () => processCpuMicros(pid);
      return { url, pid, label, cpuMicros, residentBytes: () => residentBytes(pid), stop };
    }
    await sleep(25);
  }
  const said = readFileSync(logFile, 'utf8').slice(-2000);
  await stop();
  throw new Error(`${label} did not become ready:\n${said}`);
}

/** The URL of the log line that says ready. */
function readyUrl(/** @type {string} */ text) {
  const line = text.split('\n').find((each) => each.includes('"msg":"ready"'));
  return line && /** @type {string} */ (JSON.parse(line).url).replace('[::1]', '127.0.0.1');
}

/** User and system time of a process with all its threads, microseconds; 0 where there is no /proc. */
export function processCpuMicros(/** @type {number} */ pid) {
  try {
    // The name, in brackets, may hold spaces; utime and stime are the 12th and 13th fields after it.
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1].split(' ');
    return (Number(fields[11]) + Number(fields[12])) * MICROS_PER_TICK;
  } catch {
    return 0;
  }
}

function residentBytes(/** @type {number} */ pid) {
  const match = /VmRSS:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'));
  return Number(match?.[1] ?? 0) * 1024;
}

/** Ticks of the whole machine: all, and those in which a core had nothing to do. */
export function machineTicks() {
  try {
    const ticks = readFileSync('/proc/stat', 'utf8').split('\n')[0].trim().split(/\s+/).slice(1, 9).map(Number);
    return { all: ticks.reduce((sum, each) => sum + each, 0), idle: ticks[3] + ticks[4] };
  } catch {
    return { all: 0, idle: 0 };
  }
}
