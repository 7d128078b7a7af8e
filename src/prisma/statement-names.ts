/** Different statements that are prepared; the lists in `IN (…)` would make new ones without end. */
const MAX_STATEMENTS = 500;

/**
 * Names for the statements that Prisma writes, so that the server plans each once a connection. Statements beyond the
 * first 500 get the empty name, which means: not kept.
 */
export function createStatementNames(): (statement: { readonly sql: string }) => string {
  const names = new Map<string, string>();
  return ({ sql }) => {
    const known = names.get(sql);
    if (known !== undefined || names.size >= MAX_STATEMENTS) {
      return known ?? '';
    }
    const name = `prisma_${names.size}`;
    names.set(sql, name);
    return name;
  };
}
