import { readFileSync } from 'node:fs';
import path from 'node:path';

/** Milliseconds after which a server that does not answer is given up. */
const PATIENCE = 15_000;

/** A fault that is told to the person at the terminal in one line. */
export class DemoError extends Error {}

/** The administrator's key: AGL_ADMIN_KEY, or the one that the server keeps in its data folder. */
export function readAdminKey() {
  if (process.env.AGL_ADMIN_KEY) return process.env.AGL_ADMIN_KEY;
  const file = path.join(process.env.AGL_DATA_DIR || '.agl', 'admin-key');
  try {
    return readFileSync(file, 'utf8').trim();
  } catch {
    throw new DemoError(
      `No admin key: there is no ${file}. Run this where the server was started, or set AGL_DATA_DIR or AGL_ADMIN_KEY.`,
    );
  }
}

/** Calls a server with one key, or with none. */
export class Client {
  constructor(baseUrl, key) {
    this.baseUrl = baseUrl.replace(/\/+$/, '');
    this.key = key;
    /** Milliseconds of each event's round trip. */
    this.roundTrips = [];
  }

  /**
   * The body of the answer.
   *
   * @throws DemoError when nothing answers, when it is not AGL, and for every status but 2xx
   */
  async call(method, route, body) {
    const startedAt = performance.now();
    const { status, text } = await this.#send(method, route, body);
    if (route === '/events') this.roundTrips.push(performance.now() - startedAt);
    const value = parse(text);
    if (value === undefined) {
      throw new DemoError(`What answers at ${this.baseUrl} is not AGL. AGL_URL tells where the server is.`);
    }
    if (status === 401) {
      throw new DemoError(
        `The server at ${this.baseUrl} does not take this key. Set AGL_DATA_DIR to that server's folder, or AGL_ADMIN_KEY.`,
      );
    }
    if (status >= 300) throw new DemoError(`${method} ${route} was answered ${status}: ${value?.detail ?? text}`);
    return value;
  }

  async #send(method, route, body) {
    try {
      const answer = await fetch(this.baseUrl + route, {
        method,
        headers: {
          ...(this.key ? { 'X-API-Key': this.key } : {}),
          ...(body ? { 'Content-Type': 'application/json' } : {}),
        },
        ...(body ? { body: JSON.stringify(body) } : {}),
        signal: AbortSignal.timeout(PATIENCE),
      });
      return { status: answer.status, text: await answer.text() };
    } catch (error) {
      const reason = error.cause?.code ?? error.message;
      throw new DemoError(`Nothing answers at ${this.baseUrl} (${reason}). Is npm start running?`, { cause: error });
    }
  }
}

function parse(text) {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
