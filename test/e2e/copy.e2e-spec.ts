import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';

import { copyLine } from '../../src/prisma/copy-line.rules.js';
import { PrismaService } from '../../src/prisma/prisma.service.js';
import { isUniqueViolation } from '../../src/prisma/unique-violation.rules.js';
import { createDatabase, type TestDatabase } from '../support/databases.js';

const COPY = 'COPY copied (n, plain, document) FROM STDIN';

describe('COPY within a transaction', () => {
  let database: TestDatabase;
  let prisma: PrismaService;

  beforeAll(async () => {
    database = await createDatabase();
    prisma = new PrismaService({ DATABASE_URL: database.url });
    await prisma.query('', 'CREATE TABLE copied (n int PRIMARY KEY, plain text, document jsonb)', []);
  });

  afterAll(async () => {
    await prisma?.onApplicationShutdown();
    await database?.drop();
  });

  it('brings every text and document in as it is', async () => {
    const text = fc.string({ unit: 'grapheme' }).filter((value) => !value.includes('\0') && value.isWellFormed());
    const row = fc.record({ plain: fc.option(text), document: fc.dictionary(text, fc.option(text)) });
    await fc.assert(
      fc.asyncProperty(fc.array(row, { minLength: 1, maxLength: 50 }), async (rows) => {
        const lines = rows.map(({ plain, document }, n) => copyLine([n, plain, JSON.stringify(document)]));
        const found = await prisma.transaction(async (tx) => {
          await tx.query('', 'TRUNCATE copied', []);
          await tx.copy(COPY, lines);
          return tx.query('', 'SELECT plain, document FROM copied ORDER BY n', []);
        });
        // Not compared with the prototype: a document's keys come back in an object of their own.
        expect(found).toEqual(rows.map((one) => ({ ...one, document: { ...one.document } })));
      }),
      { numRuns: 60, examples: [[[{ plain: '\\.', document: { '\\': '\t\r\n' } }]]] },
    );
  });

  it('is undone with its transaction, and leaves the connection as good as new', async () => {
    await prisma.query('', 'TRUNCATE copied', []);
    const failing = prisma.transaction(async (tx) => {
      await tx.copy(COPY, [copyLine([1, 'a', '{}']), copyLine([2, 'b', '{}'])]);
      await tx.copy(COPY, [copyLine([3, 'c', '{}']), copyLine([1, 'again', '{}'])]);
    });
    await failing.catch((error: unknown) => expect(isUniqueViolation(error)).toBe(true));
    expect(await prisma.query('', 'SELECT n FROM copied', [])).toEqual([]);
    expect(prisma.poolStats()).toMatchObject({ waiting: 0, total: 1 });
  });

  it('refuses a line that does not fit, naming the column', async () => {
    const failing = prisma.transaction((tx) => tx.copy(COPY, [copyLine([1, 'a', '{not json']), copyLine([2, null])]));
    await expect(failing).rejects.toMatchObject({ code: '22P02' });
  });
});
