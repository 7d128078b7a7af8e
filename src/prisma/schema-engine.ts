import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import path from 'node:path';

import { PrismaPg } from '@prisma/adapter-pg';
import { bindMigrationAwareSqlAdapterFactory, DriverAdapterError } from '@prisma/driver-adapter-utils';
import * as bindings from '@prisma/schema-engine-wasm/schema_engine_bg';
import { DatabaseError, Pool, type PoolConfig } from 'pg';

type SchemaEngine = bindings.SchemaEngine;

/** The parts of Prisma's schema engine that applying migrations takes. */
export type MigrationEngine = Pick<
  SchemaEngine,
  'diagnoseMigrationHistory' | 'markMigrationRolledBack' | 'applyMigrations'
> & {
  /** Ends the engine and its connections. */
  close(): Promise<void>;
};

/** The one part of the global that is used; TypeScript knows it only with the library of browsers. */
declare const WebAssembly: {
  instantiate(bytes: Uint8Array, imports: object): Promise<{ instance: { exports: Record<string, unknown> } }>;
};

let loading: Promise<void> | undefined;

/**
 * Prisma's schema engine, the WebAssembly build: the same code as the binary that Prisma's command line would download.
 *
 * @param config connection of a user that may change tables
 */
export async function openSchemaEngine(config: PoolConfig, schema?: string): Promise<MigrationEngine> {
  loading ??= load();
  await loading;
  const pool = new Pool({ ...config, max: 4 });
  // The engine reports a failed query itself; without a listener a lost idle connection would end the process.
  pool.on('error', () => undefined);
  const adapter = bindMigrationAwareSqlAdapterFactory(new WholeScriptAdapter(pool, schema));
  try {
    const engine = await bindings.SchemaEngine.new({ datamodels: undefined }, () => undefined, adapter);
    return {
      diagnoseMigrationHistory: (input) => engine.diagnoseMigrationHistory(input),
      markMigrationRolledBack: (input) => engine.markMigrationRolledBack(input),
      applyMigrations: (input) => engine.applyMigrations(input),
      close: async () => {
        engine.free();
        await pool.end();
      },
    };
  } catch (error) {
    await pool.end();
    throw error;
  }
}

/**
 * The stock adapter cuts a script at every semicolon, those in comments and function bodies too, and runs the pieces on
 * different connections. Sent whole it is parsed by the server, and is one transaction.
 */
class WholeScriptAdapter extends PrismaPg {
  constructor(
    private readonly pool: Pool,
    schema: string | undefined,
  ) {
    super(pool, { schema });
  }

  override async connect(): ReturnType<PrismaPg['connect']> {
    const adapter = await super.connect();
    adapter.executeScript = (script) => this.runWhole(script);
    return adapter;
  }

  private async runWhole(script: string): Promise<void> {
    try {
      await this.pool.query(script);
    } catch (error) {
      if (!(error instanceof DatabaseError)) {
        throw error;
      }
      const { code = 'N/A', severity = 'N/A', detail, column, hint, position } = error;
      const line = position === undefined ? '' : ` (line ${script.slice(0, Number(position)).split('\n').length})`;
      const message = `${error.message}${line}`;
      throw new DriverAdapterError({ kind: 'postgres', code, severity, message, detail, column, hint });
    }
  }
}

/** Node 20 cannot import a .wasm file, so the module is put together by hand, as its own entry would do it. */
async function load(): Promise<void> {
  const entry = createRequire(import.meta.url).resolve('@prisma/schema-engine-wasm/schema_engine_bg');
  const bytes = await readFile(path.join(path.dirname(entry), 'schema_engine_bg.wasm'));
  const { instance } = await WebAssembly.instantiate(bytes, { './schema_engine_bg.js': withUnreferencedTimers() });
  const { __wbg_set_wasm: setInstance } = bindings;
  setInstance(instance.exports);
  const { __wbindgen_start: start } = instance.exports;
  if (typeof start !== 'function') {
    throw new Error('@prisma/schema-engine-wasm has no start function: its version does not fit this one of AGL');
  }
  start();
}

/**
 * The engine never clears the timer of its own 10 s lock timeout, which would keep a finished process alive that long.
 * While it works, its sockets keep the process alive.
 */
function withUnreferencedTimers(): Record<string, unknown> {
  const imports: Record<string, unknown> = { ...bindings };
  for (const [name, original] of Object.entries(imports)) {
    if (name.startsWith('__wbg_setTimeout_') && typeof original === 'function') {
      imports[name] = (...args: unknown[]) => (original(...args) as NodeJS.Timeout).unref();
    }
  }
  return imports;
}
