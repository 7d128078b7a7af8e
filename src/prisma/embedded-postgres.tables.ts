/** Settings of the embedded server; all others are PostgreSQL's defaults. */
export const POSTGRES_SETTINGS = {
  listen_addresses: '127.0.0.1',
  // A socket's path may have 107 bytes at most; a data folder may lie deeper.
  unix_socket_directories: '',
  // Each AGL process uses 20 by default; the rest is for migrations, consoles and tests.
  max_connections: '200',
  shared_buffers: '128MB',
  // An answer is given only when its data is on disk.
  synchronous_commit: 'on',
  // Less to write for a little CPU; full-page images compress well.
  wal_compression: 'on',
  // The log is for what went wrong, not for every checkpoint.
  log_checkpoints: 'off',
  timezone: 'UTC',
  log_timezone: 'UTC',
} as const satisfies Readonly<Record<string, string>>;

/** Starting is tried again when a port was taken between finding and using it, or another process started or stopped meanwhile. */
export const START_ATTEMPTS = 4;

/** Seconds that a start may take; recovery after a crash replays at most a few checkpoints' worth of log. */
export const START_TIMEOUT_S = 60;

/** Seconds for the final checkpoint of a fast shutdown before it is cut short (and replayed at the next start). */
export const STOP_TIMEOUT_S = 30;

/** Milliseconds to wait for a server that accepts connections: an adopted one may still be in recovery. */
export const CONNECT_DEADLINE_MS = 60_000;

/** Milliseconds between two attempts to connect. */
export const CONNECT_RETRY_MS = 50;

/** Milliseconds for the lock of a killed process to go away; its connection is closed by the kernel at once. */
export const LOCK_DEADLINE_MS = 1_500;

/** Milliseconds before a lost server is looked after again, doubled up to the maximum while it fails. */
export const RECOVERY_DELAY_MS = { first: 50, maximum: 2_000 } as const;
