import { type CustomTypesConfig, types } from 'pg';

const INT8 = 20;
const DATE = 1082;
const TIMESTAMP = 1114;

/** int8 as a number while it is exact; beyond 2^53 as the decimal text, so that nothing is rounded in silence. */
function parseInt8(text: string): number | string {
  const value = Number(text);
  return Number.isSafeInteger(value) ? value : text;
}

/** A timestamp without a zone is UTC here, as it is for Prisma. */
function parseTimestamp(text: string): Date {
  return new Date(`${text.replace(' ', 'T')}Z`);
}

/**
 * How values of this application's own SQL come out of the database: int8 as number, numeric as text (money adds up
 * exactly), timestamptz as Date, date as `YYYY-MM-DD` (a Date would shift it by the time zone of the process), the rest
 * as pg does it. Prisma brings its own parsers and is not touched.
 */
export const COLUMN_TYPES: CustomTypesConfig = {
  getTypeParser: (oid: number, format?: 'text' | 'binary') => {
    if (format !== 'binary') {
      switch (oid) {
        case INT8:
          return parseInt8;
        case DATE:
          return String;
        case TIMESTAMP:
          return parseTimestamp;
        default:
      }
    }
    return format === 'binary' ? types.getTypeParser(oid, 'binary') : types.getTypeParser(oid, 'text');
  },
};
