import { EVENT_KINDS } from './world-pieces.mjs';

/**
 * Events of some players, of all kinds of the world, with the circumstances that a game sends.
 *
 * @param {readonly string[]} playerIds
 * @param {number} count
 */
export function someEvents(playerIds, count) {
  return Array.from({ length: count }, (_, index) => {
    const [type, , data] = EVENT_KINDS[(index * 7) % EVENT_KINDS.length];
    const context = { playerHealth: (index * 13) % 100, playerLevel: 30, inCombat: index % 2 === 0 };
    return { playerId: playerIds[index % playerIds.length], type, data, context };
  });
}

/**
 * Requests that post these bodies.
 *
 * @param {string} path
 * @param {readonly object[]} bodies
 * @param {Record<string, string>} headers
 */
export function posts(path, bodies, headers) {
  const all = { ...headers, 'Content-Type': 'application/json' };
  return bodies.map((body) => ({ method: 'POST', path, headers: all, body: JSON.stringify(body) }));
}

/**
 * Posts one body and answers what came back.
 *
 * @param {string} url
 * @param {object} body
 * @param {Record<string, string>} headers
 */
export async function post(url, body, headers) {
  const response = await fetch(url, {
    method: 'POST',
    headers: { ...headers, 'Content-Type': 'application/json' },
    body: JSON.stringify(body),
  });
  const text = await response.text();
  if (!response.ok) throw new Error(`POST ${url} answered ${response.status}: ${text}`);
  return text;
}
