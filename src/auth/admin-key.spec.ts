import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { adminKey } from './admin-key.js';
import { isSpelledLikeKey } from './key.rules.js';

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'agl-admin-key-'));
});

afterEach(() => rmSync(folder, { recursive: true }));

describe('the key of the administrator', () => {
  it('is the one that is set, and then nothing is written', () => {
    expect(adminKey({ AGL_ADMIN_KEY: 'set-by-hand', AGL_DATA_DIR: join(folder, 'none') })).toBe('set-by-hand');
    expect(() => statSync(join(folder, 'none'))).toThrow('ENOENT');
  });

  it('is else made once, kept for the next start, and readable by its owner only', () => {
    const config = { AGL_ADMIN_KEY: undefined, AGL_DATA_DIR: join(folder, 'deep', 'data') };
    const made = adminKey(config);
    expect(isSpelledLikeKey(made)).toBe(true);
    expect(adminKey(config)).toBe(made);
    const file = join(config.AGL_DATA_DIR, 'admin-key');
    expect(readFileSync(file, 'utf8')).toBe(`${made}\n`);
    expect(statSync(file).mode & 0o777).toBe(0o600);
  });

  it('is made anew when its file is empty, as after a full disk', () => {
    writeFileSync(join(folder, 'admin-key'), '\n', { mode: 0o644 });
    const made = adminKey({ AGL_ADMIN_KEY: undefined, AGL_DATA_DIR: folder });
    expect(isSpelledLikeKey(made)).toBe(true);
    expect(statSync(join(folder, 'admin-key')).mode & 0o777).toBe(0o600);
  });
});
