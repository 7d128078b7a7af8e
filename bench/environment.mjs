import { spawnSync } from 'node:child_process';
import { cpus, release, totalmem } from 'node:os';

import { canPin } from './servers.mjs';

/**
 * What the figures were measured on.
 *
 * @param {import('./context.mjs').BenchContext} context
 * @param {readonly import('./main.mjs').Scenario[]} scenarios those that will run
 */
export async function readEnvironment(context, scenarios) {
  return {
    at: new Date().toISOString(),
    commit: output('git', 'rev-parse', '--short', 'HEAD'),
    node: process.version,
    postgres: scenarios.some(({ needs }) => needs.world) ? await context.postgresVersion() : null,
    redis: /v=(\S+)/.exec(output('redis-server', '--version'))?.[1] ?? null,
    cpu: cpus()[0]?.model ?? 'unknown',
    cores: cpus().length,
    memoryGb: Math.round(totalmem() / 1024 ** 3),
    kernel: release(),
    pinned: canPin,
    quick: context.quick,
  };
}

function output(/** @type {string} */ program, /** @type {string[]} */ ...args) {
  return spawnSync(program, args, { encoding: 'utf8' }).stdout?.trim() ?? '';
}
