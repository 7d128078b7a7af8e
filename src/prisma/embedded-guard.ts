import { setTimeout as sleep } from 'node:timers/promises';

import { Client } from 'pg';

import { advisoryLockKey } from './advisory-lock.js';
import {
  CONNECT_DEADLINE_MS,
  CONNECT_RETRY_MS,
  LOCK_DEADLINE_MS,
  RECOVERY_DELAY_MS,
} from './embedded-postgres.tables.js';
import { EMBEDDED_USER, type PostgresCluster } from './postgres-cluster.js';
import { classifyDatabaseError } from './retry.rules.js';

/** Where the embedded server's life is told. */
export interface EmbeddedLogger {
  info(message: string): void;
  warn(message: string): void;
  error(message: string): void;
}

/** Another AGL process works on this data folder. */
export class DataFolderInUseError extends Error {
  override readonly name = 'DataFolderInUseError';

  constructor(folder: string) {
    super(
      `The PostgreSQL data folder ${folder} is in use by another AGL process. Stop that process, ` +
        'set AGL_DATA_DIR to another folder, or set DATABASE_URL so that several processes share one server.',
    );
  }
}

const OWNER_LOCK = advisoryLockKey('agl:embedded-owner');

/**
 * Keeps one server running for one process. It holds a session lock on a connection of its own for as long as it
 * lives: whoever has the lock is the one process that uses, restarts and stops the server.
 */
export class EmbeddedGuard {
  private session: Client | undefined;
  private port: number | undefined;
  private stopping: Promise<void> | undefined;
  private recovery: Promise<void> | undefined;
  private isLostToOther = false;

  constructor(
    private readonly cluster: PostgresCluster,
    private readonly password: string,
    private readonly logger: EmbeddedLogger,
  ) {}

  /** Brings the server up, takes the lock, makes the database. Answers the port. */
  async start(): Promise<number> {
    const { started } = await this.cluster.ensureRunning();
    try {
      const session = await this.openSession();
      this.session = session;
      const found = await session.query(`SELECT 1 FROM pg_database WHERE datname = 'agl'`);
      if (found.rowCount === 0) {
        await session.query('CREATE DATABASE agl');
      }
      this.port = session.port;
      this.logger.info(`Embedded PostgreSQL ${started ? 'started' : 'taken over'} on port ${session.port}`);
      return session.port;
    } catch (error) {
      if (started && !(error instanceof DataFolderInUseError)) {
        await this.stop();
      }
      throw error;
    }
  }

  /** Stops the server, unless another process has it by now. The same promise every time. */
  stop(): Promise<void> {
    this.stopping ??= this.shutDown();
    return this.stopping;
  }

  /** A connection that holds the owner lock, to a server that is started if need be. */
  private async openSession(): Promise<Client> {
    const deadline = performance.now() + CONNECT_DEADLINE_MS;
    for (;;) {
      const { port } = await this.cluster.ensureRunning(this.port);
      const client = this.newClient(port);
      try {
        await client.connect();
        await this.takeLock(client);
        client.once('end', () => this.onLost(client));
        return client;
      } catch (error) {
        await client.end().catch(() => undefined);
        // A server that is still in recovery, or already on its way down, is asked again.
        if (
          classifyDatabaseError(error).class === 'final' ||
          performance.now() > deadline ||
          this.stopping !== undefined
        ) {
          throw error;
        }
      }
      await sleep(CONNECT_RETRY_MS);
    }
  }

  private newClient(port: number): Client {
    const client = new Client({
      host: '127.0.0.1',
      port,
      user: EMBEDDED_USER,
      password: this.password,
      database: 'postgres',
      application_name: 'agl-owner',
      connectionTimeoutMillis: 5_000,
      keepAlive: true,
    });
    // A lost connection is seen by its 'end'; without a listener this event would end the process.
    client.on('error', (error) => {
      if (this.stopping === undefined) {
        this.logger.warn(`Embedded PostgreSQL: ${error.message}`);
      }
    });
    return client;
  }

  private async takeLock(client: Client): Promise<void> {
    const deadline = performance.now() + LOCK_DEADLINE_MS;
    for (;;) {
      const answer = await client.query<{ locked: boolean }>('SELECT pg_try_advisory_lock($1) AS locked', [OWNER_LOCK]);
      if (answer.rows[0]?.locked === true) {
        return;
      }
      if (performance.now() > deadline) {
        throw new DataFolderInUseError(this.cluster.folder);
      }
      await sleep(CONNECT_RETRY_MS);
    }
  }

  private async shutDown(): Promise<void> {
    await this.recovery;
    if (!this.isLostToOther) {
      await this.cluster.stop();
    }
    await this.session?.end().catch(() => undefined);
  }

  private onLost(session: Client): void {
    if (this.stopping === undefined && this.session === session) {
      this.session = undefined;
      this.recovery = this.recover();
    }
  }

  private async recover(): Promise<void> {
    this.logger.warn('Embedded PostgreSQL: connection lost; looking after the server');
    let delayMs: number = RECOVERY_DELAY_MS.first;
    while (this.stopping === undefined) {
      try {
        this.session = await this.openSession();
        this.isLostToOther = false;
        this.logger.info('Embedded PostgreSQL is back');
        return;
      } catch (error) {
        this.isLostToOther = error instanceof DataFolderInUseError;
        this.logger.error(`Embedded PostgreSQL: ${error instanceof Error ? error.message : String(error)}`);
      }
      await sleep(delayMs);
      delayMs = Math.min(delayMs * 2, RECOVERY_DELAY_MS.maximum);
    }
  }
}
