// Builds dist/ when it is missing or older than what it is made of, so that `npm start` is quick the second time.
import { spawnSync } from 'node:child_process';
import { readdirSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const sources = path.join(root, 'src');
const stamp = path.join(root, 'dist', '.built');
const inputs = [
  'src',
  'prisma',
  'package-lock.json',
  'tsconfig.json',
  'tsconfig.build.json',
  '.swcrc',
  'nest-cli.json',
];

/**
 * Newest modification of a path and of what it holds, in milliseconds. Generated code does not count, nor does `src`
 * itself, since the build makes the folder of that code in it.
 */
function newest(file) {
  const stats = statSync(file);
  if (!stats.isDirectory()) return stats.mtimeMs;
  return readdirSync(file)
    .filter((name) => name !== 'generated')
    .reduce((latest, name) => Math.max(latest, newest(path.join(file, name))), file === sources ? 0 : stats.mtimeMs);
}

function builtAt() {
  try {
    return statSync(stamp).mtimeMs;
  } catch {
    return 0;
  }
}

const startedAt = new Date();
if (builtAt() < Math.max(...inputs.map((name) => newest(path.join(root, name))))) {
  process.stdout.write('Building AGL …\n');
  const build = spawnSync('npm', ['run', '--silent', 'build'], { cwd: root, encoding: 'utf8' });
  if (build.status !== 0) {
    process.stderr.write(`${build.stdout}${build.stderr}\nThe build failed.\n`);
    process.exit(build.status ?? 1);
  }
  writeFileSync(stamp, '');
  // As of the start of the build: what was edited while it ran is built again next time.
  utimesSync(stamp, startedAt, startedAt);
}
