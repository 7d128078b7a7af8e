import { QdrantClient } from '@qdrant/js-client-rest';

/** Milliseconds that somebody waits for a search, and that a worker waits for a write. */
export const QDRANT_SEARCH_MS = 1000;
export const QDRANT_WRITE_MS = 5000;
/** Where Qdrant listens unless its URL says otherwise. */
const DEFAULT_PORT = 6333;
const NOT_FOUND = 404;
/** Refusals that pass: by and by the server answers otherwise. */
const PASSING = new Set([401, 403, NOT_FOUND, 408, 409, 429]);

export interface QdrantSettings {
  readonly url: string;
  readonly apiKey: string | undefined;
  readonly collection: string;
  /** Numbers in a vector. */
  readonly dimensions: number;
}

/** A call to Qdrant that failed. */
export class QdrantError extends Error {
  override readonly name = 'QdrantError';

  constructor(
    message: string,
    /** HTTP status; undefined when there was no answer. */
    readonly status: number | undefined,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }

  /** Whether what was sent is what Qdrant does not take, so that sending it again is of no use. */
  get isFinal(): boolean {
    return this.status !== undefined && this.status >= 400 && this.status < 500 && !PASSING.has(this.status);
  }

  get isMissing(): boolean {
    return this.status === NOT_FOUND;
  }
}

/** A client of the real SDK, which gives up after so many milliseconds. It connects when it is first used. */
export function qdrantClient({ url, apiKey }: QdrantSettings, timeout: number): QdrantClient {
  const { protocol, hostname, port, pathname } = new URL(url);
  return new QdrantClient({
    url: `${protocol}//${hostname}:${port === '' ? DEFAULT_PORT : port}`,
    ...(pathname === '/' ? {} : { prefix: pathname.replace(/\/$/, '') }),
    ...(apiKey === undefined ? {} : { apiKey }),
    timeout,
    // It would ask the server for its version at once, and print what it thinks of it.
    checkCompatibility: false,
  });
}

/**
 * Awaits a call to Qdrant.
 *
 * @throws QdrantError and nothing else
 */
export async function qdrantCall<T>(call: Promise<T>): Promise<T> {
  try {
    return await call;
  } catch (error) {
    const { status } = Object(error) as { status?: unknown };
    const message = error instanceof Error ? error.message : String(error);
    throw new QdrantError(message, typeof status === 'number' ? status : undefined, { cause: error });
  }
}
