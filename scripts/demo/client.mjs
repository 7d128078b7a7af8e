import { readFileSync } from 'node:fs';
import path from 'node:path';

/** A fault that is told to the person at the terminal in one line. */
export class DemoError extends Error {}

/** The administrator's key: AGL_ADMIN_KEY, or the one that the server keeps in its data folder. */
export function readAdminKey() {
  if (process.env.AGL_ADMIN_KEY) return process.env.AGL_ADMIN_KEY;
  const file = path.join(process.env.AGL_DATA_DIR || '.agl', 'admin-key');
  try {
    return readFileSync(file, 'utf8').trim();
  } catch {
    throw new DemoError(`No admin key: there is no ${file}. Start the server here (npm start), or set AGL_ADMIN_KEY.`);
  }
}

/** Calls a server with one key. */
export class Client {
  constructor(baseUrl, key) {
    this.baseUrl = baseUrl.replace(/\/$/, '');
    this.key = key;
    /** Milliseconds of each event's round trip. */
    this.roundTrips = [];
  }

  async call(method, route, body) {
    const startedAt = performance.now();
    const answer = await fetch(this.baseUrl + route, {
      method,
      headers: { 'X-API-Key': this.key, ...(body ? { 'Content-Type': 'application/json' } : {}) },
      ...(body ? { body: JSON.stringify(body) } : {}),
    }).catch((error) => {
      throw new DemoError(
        `Nothing answers at ${this.baseUrl} (${error.cause?.code ?? error.message}). Is npm start running?`,
      );
    });
    const value = await answer.json();
    if (!answer.ok) throw new DemoError(`${method} ${route} was answered ${answer.status}: ${value.detail}`);
    if (route === '/events') this.roundTrips.push(performance.now() - startedAt);
    return value;
  }
}
