import { randomBytes } from 'node:crypto';
import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Config } from '../config/env.js';
import { KEY_RANDOM_BYTES, spellKey } from './key.rules.js';

/** Injection token of the administrator's key. */
export const ADMIN_KEY = Symbol('ADMIN_KEY');

/**
 * The administrator's key: AGL_ADMIN_KEY, or in development one that is made once and kept in `<AGL_DATA_DIR>/admin-key`,
 * readable by its owner only.
 *
 * @throws Error when the file cannot be read or written
 */
export function adminKey(config: Pick<Config, 'AGL_ADMIN_KEY' | 'AGL_DATA_DIR'>): string {
  if (config.AGL_ADMIN_KEY !== undefined) return config.AGL_ADMIN_KEY;
  const file = join(config.AGL_DATA_DIR, 'admin-key');
  if (existsSync(file)) {
    const kept = readFileSync(file, 'utf8').trim();
    if (kept !== '') return kept;
  }
  const made = spellKey(randomBytes(KEY_RANDOM_BYTES));
  mkdirSync(config.AGL_DATA_DIR, { recursive: true });
  writeFileSync(file, `${made}\n`, { mode: 0o600 });
  chmodSync(file, 0o600);
  return made;
}
