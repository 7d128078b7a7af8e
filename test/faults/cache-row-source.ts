import { setImmediate as turn } from 'node:timers/promises';
import { Pool } from 'pg';

/** Collects what is asked for within one turn of the event loop and answers it with one statement. */
class Batched {
  private asked: Set<string> | undefined;
  private answers: Promise<Map<string, number>> | undefined;

  constructor(private readonly run: (ids: string[]) => Promise<Map<string, number>>) {}

  async ask(id: string): Promise<number> {
    if (!this.asked || !this.answers) {
      const asked = new Set<string>();
      this.asked = asked;
      this.answers = turn().then(() => {
        this.asked = undefined;
        return this.run([...asked]);
      });
    }
    this.asked.add(id);
    const version = (await this.answers).get(id);
    if (version === undefined) throw new Error(`no row ${id}`);
    return version;
  }
}

/**
 * Rows with a version in PostgreSQL, as the source behind a cache. Reads and writes of one turn share a statement, so
 * that many races at once do not measure the database.
 */
export class RowSource {
  private readonly pool: Pool;
  private readonly reads = new Batched((ids) => this.versions('SELECT id, version FROM raced WHERE id = ANY($1)', ids));
  private readonly writes = new Batched((ids) =>
    // Locked in order: two instances that write the same rows would otherwise wait for each other.
    this.versions(
      `WITH locked AS (SELECT id FROM raced WHERE id = ANY($1) ORDER BY id FOR UPDATE)
       UPDATE raced SET version = version + 1 FROM locked WHERE raced.id = locked.id RETURNING raced.id, version`,
      ids,
    ),
  );

  constructor(url: string) {
    this.pool = new Pool({ connectionString: url, max: 4 });
  }

  async create(rows: number): Promise<void> {
    await this.pool.query('CREATE UNLOGGED TABLE raced (id text PRIMARY KEY, version int NOT NULL)');
    await this.pool.query('CREATE SEQUENCE raced_reads');
    await this.pool.query("INSERT INTO raced SELECT 'r' || i, 0 FROM generate_series(0, $1::int - 1) i", [rows]);
  }

  read(id: string): Promise<number> {
    return this.reads.ask(id);
  }

  /** Raises the version and answers it. */
  write(id: string): Promise<number> {
    return this.writes.ask(id);
  }

  /** A read that takes 20 ms and is counted by the database itself. */
  async readCounted(id: string): Promise<number> {
    const { rows } = await this.pool.query<{ version: number }>(
      "SELECT version, nextval('raced_reads'), pg_sleep(0.02) FROM raced WHERE id = $1",
      [id],
    );
    return rows[0]?.version ?? -1;
  }

  async countedReads(): Promise<number> {
    const { rows } = await this.pool.query<{ reads: number }>(
      'SELECT CASE WHEN is_called THEN last_value ELSE 0 END::int AS reads FROM raced_reads',
    );
    return rows[0]?.reads ?? -1;
  }

  async all(first: number, count: number): Promise<Map<string, number>> {
    const ids = Array.from({ length: count }, (_, i) => `r${first + i}`);
    return await this.versions('SELECT id, version FROM raced WHERE id = ANY($1)', ids);
  }

  async close(): Promise<void> {
    await this.pool.end();
  }

  private async versions(statement: string, ids: string[]): Promise<Map<string, number>> {
    const { rows } = await this.pool.query<{ id: string; version: number }>(statement, [ids]);
    return new Map(rows.map(({ id, version }) => [id, version]));
  }
}
