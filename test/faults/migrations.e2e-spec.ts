import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';

import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Client } from 'pg';

import { migrate, MigrationError } from '../../src/prisma/migrations.js';
import { createDatabase, type TestDatabase } from '../support/databases.js';

describe('migrations', () => {
  let database: TestDatabase;
  let folder: string;
  let schemaCount = 0;

  beforeAll(async () => {
    database = await createDatabase();
    folder = await mkdtemp(path.join(tmpdir(), 'agl-migrations-'));
  });

  afterAll(async () => {
    await database?.drop();
    await rm(folder, { recursive: true, force: true });
  });

  /** An empty schema of the test database, in which nothing was migrated yet. */
  async function emptySchema(): Promise<string> {
    const schema = `empty_${schemaCount++}`;
    const client = new Client({ connectionString: database.url });
    await client.connect();
    await client.query(`CREATE SCHEMA ${schema}`);
    await client.end();
    return `${database.url}?schema=${schema}`;
  }

  async function migrationsFolder(files: Readonly<Record<string, string>>): Promise<string> {
    const directory = await mkdtemp(path.join(folder, 'set-'));
    for (const [name, sql] of Object.entries(files)) {
      await mkdir(path.join(directory, name));
      await writeFile(path.join(directory, name, 'migration.sql'), sql);
    }
    return directory;
  }

  it('finds nothing to do in a database that has them all', async () => {
    expect(await migrate({ url: database.url })).toEqual([]);
  });

  it('is applied once when four processes start together', async () => {
    const url = await emptySchema();
    const directory = await migrationsFolder({
      '0001_first': 'CREATE TABLE first (id int); -- one; two',
      '0002_second': `CREATE FUNCTION answer() RETURNS int LANGUAGE plpgsql AS $$ BEGIN RETURN 42; END; $$;`,
    });
    const applied = await Promise.all([1, 2, 3, 4].map(() => migrate({ url, directory })));
    expect(applied.flat()).toEqual(['0001_first', '0002_second']);
    expect(await migrate({ url, directory })).toEqual([]);
  });

  it('names the file and the line of a broken script, leaves nothing of it, and goes on once it is mended', async () => {
    const url = await emptySchema();
    const directory = await migrationsFolder({
      '0001_good': 'CREATE TABLE good (id int);',
      '0002_broken': 'CREATE TABLE half (id int);\nCREATE TABLE other (id no_such_type);',
    });
    const file = path.join(directory, '0002_broken', 'migration.sql');
    const failure = migrate({ url, directory });
    await expect(failure).rejects.toThrow(MigrationError);
    await expect(failure).rejects.toThrow(file);
    await expect(failure).rejects.toThrow('type "no_such_type" does not exist (line 2)');
    await writeFile(file, 'CREATE TABLE half (id int);');
    expect(await migrate({ url, directory })).toEqual(['0002_broken']);
  });

  it('names a file that was edited after it had been applied, but not for its line ends', async () => {
    const url = await emptySchema();
    const directory = await migrationsFolder({ '0001_first': 'CREATE TABLE first\n(id int);\n' });
    const file = path.join(directory, '0001_first', 'migration.sql');
    await migrate({ url, directory });
    await writeFile(file, 'CREATE TABLE first\r\n(id int);\r\n');
    expect(await migrate({ url, directory })).toEqual([]);
    await writeFile(file, 'CREATE TABLE first\n(id bigint);\n');
    await expect(migrate({ url, directory })).rejects.toThrow(`${file} was changed after it had been applied`);
  });
});
