import { createCache } from '../../dist/cache/cache.factory.js';
import { cacheKeys, cacheTtlSeconds } from '../../dist/cache/cache-keys.tables.js';
import { seededRandom, zipf } from './parts/zipf.mjs';

const PLAYERS = 20_000;
const WRITE_SHARE = 0.05;
/** Of one game at its usual limit, so that the time that goes by is worth several lifetimes. */
const REQUESTS_PER_SECOND = 1000;
const REQUESTS = 900_000;
/** What a load takes; early refreshes go by it. */
const LOAD_MS = 2;
const MEBIBYTE = 1024 * 1024;

/** @type {import('../main.mjs').Scenario} */
export const scenario = {
  id: 'P13',
  title: 'hit rate of the cache, Zipf over 20,000 players with 5 % writes',
  needs: { world: false, redis: false },
  async run({ quick }) {
    const requests = requestsOf(quick ? REQUESTS / 3 : REQUESTS);
    const ideal = await hitShare(requests, unboundedMap);
    const usual = await hitShare(requests, (clock) => realCache(clock, {}));
    const small = await hitShare(requests, (clock) => realCache(clock, { maxBytes: 4 * MEBIBYTE }));
    return {
      checks: [
        ratio('against a map without bounds', usual, ideal),
        { ...ratio('with 4 MiB only', small, ideal), reference: true },
      ],
      notes: [
        `${requests.players.length.toLocaleString('en')} requests in ${(requests.players.length / REQUESTS_PER_SECOND / 60).toFixed(0)} simulated minutes, always the same.`,
        'The map without bounds keeps every value for the full lifetime; the cache shortens lifetimes by up to a tenth, so that they do not end together.',
      ],
      series: [],
    };
  },
};

/**
 * @param {string} name
 * @param {number} share
 * @param {number} ideal
 * @returns {import('../main.mjs').Check}
 */
function ratio(name, share, ideal) {
  const detail = `${(share * 100).toFixed(2)} % of the reads, the map ${(ideal * 100).toFixed(2)} %`;
  return { name, value: share / ideal, goal: { op: '>=', value: 0.97 }, unit: 'x', detail };
}

/** Which player each request is about, and whether it writes. */
function requestsOf(/** @type {number} */ count) {
  const random = seededRandom(7);
  const draw = zipf(PLAYERS, 1, random);
  const players = Int32Array.from({ length: count }, draw);
  const writes = Uint8Array.from({ length: count }, () => (random() < WRITE_SHARE ? 1 : 0));
  return { players, writes };
}

/**
 * @typedef {object} Simulated
 * @property {(player: number) => Promise<boolean>} read answers whether it was a hit
 * @property {(player: number) => Promise<void>} write
 */

/** A clock that stands still but for what is added to it. */
class SimulatedClock {
  ms = 0;
}

/**
 * @param {{ players: Int32Array, writes: Uint8Array }} requests
 * @param {(clock: SimulatedClock) => Simulated} make
 */
async function hitShare({ players, writes }, make) {
  const clock = new SimulatedClock();
  const { read, write } = make(clock);
  let hits = 0;
  let reads = 0;
  for (let n = 0; n < players.length; n += 1) {
    clock.ms = Math.max(clock.ms, (n * 1000) / REQUESTS_PER_SECOND);
    if (writes[n] === 1) {
      await write(players[n]);
      continue;
    }
    reads += 1;
    if (await read(players[n])) hits += 1;
  }
  return hits / reads;
}

/** @returns {Simulated} */
function unboundedMap(/** @type {SimulatedClock} */ clock) {
  /** @type {Map<number, number>} until when each value is good */
  const kept = new Map();
  const ttlMs = cacheTtlSeconds.player * 1000;
  return {
    async read(player) {
      const isHit = (kept.get(player) ?? 0) > clock.ms;
      if (!isHit) kept.set(player, clock.ms + ttlMs);
      return isHit;
    },
    async write(player) {
      kept.delete(player);
    },
  };
}

/**
 * The cache of the application. A read was a hit unless it waited for a load of its own: one that started an early
 * refresh got the value that was there.
 *
 * @param {SimulatedClock} clock
 * @param {{ maxBytes?: number }} options
 * @returns {Simulated}
 */
function realCache(clock, options) {
  const random = seededRandom(11);
  const environment = { now: () => clock.ms, wallClock: () => clock.ms, random };
  const cache = createCache({ singleInstance: true, environment, ...options }, null);
  let version = 0;
  const load = async () => {
    version += 1;
    const loaded = profile(version);
    clock.ms += LOAD_MS;
    return loaded;
  };
  return {
    async read(player) {
      const before = version;
      const value = await cache.getOrSet(cacheKeys.player(String(player)), load);
      return value.version <= before;
    },
    write: (player) => cache.invalidate(cacheKeys.player(String(player))),
  };
}

/** As large as a profile is. */
function profile(/** @type {number} */ version) {
  return {
    version,
    id: '01900000-0000-7000-8000-000000000002',
    gameId: '01900000-0000-7000-8000-000000000001',
    externalId: `player-${version}`,
    characterPersona: 'cheerful',
    language: 'en',
    preferences: { volume: 0.7, subtitles: true },
    createdAt: '2026-01-01T00:00:00.000Z',
    updatedAt: '2026-01-01T00:00:00.000Z',
  };
}
