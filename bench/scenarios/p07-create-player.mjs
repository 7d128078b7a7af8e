import { posts } from '../events.mjs';
import { rateCheck } from '../rounds.mjs';

/** @type {import('../main.mjs').Scenario} */
export const scenario = {
  id: 'P7',
  title: 'POST /players',
  needs: { world: true, redis: false },
  async run(context) {
    const databaseUrl = await context.writableWorldUrl();
    const headers = { 'X-API-Key': context.gameKey(1) };
    const ours = await context.startApp({ databaseUrl });
    const same = await context.startApp({ databaseUrl, entry: 'same-server', label: 'same server' });
    const body = { externalId: 'new-{{n}}', characterPersona: 'cool', language: 'en' };
    const series = await context.interleave([
      { label: 'AGL', server: ours, requests: posts('/players', [body], headers) },
      { label: 'same server, bare INSERT', server: same, requests: posts('/bare/players', [body], headers) },
    ]);
    const [agl, own] = series;
    return {
      checks: [rateCheck('against the same server with a bare INSERT', agl, own, 0.6)],
      notes: ['AGL writes the player and its state; the bare INSERT only the player.'],
      series,
    };
  },
};
