import { post, posts, someEvents } from '../events.mjs';
import { cpuCheck } from '../rounds.mjs';

const BODIES = 64;

/** @type {import('../main.mjs').Scenario} */
export const scenario = {
  id: 'P4',
  title: 'POST /emotion/analyze: validated body, service, object answer',
  needs: { world: true, redis: false },
  async run(context) {
    const databaseUrl = await context.worldUrl();
    const headers = { 'X-API-Key': context.gameKey(1) };
    const bodies = someEvents([], BODIES).map(({ type, data, context: circumstances }) => ({
      type,
      data,
      context: circumstances,
    }));
    const ours = await context.startApp({ databaseUrl });
    const answer = await post(`${ours.url}/emotion/analyze`, bodies[0], headers);
    const express = await context.startBaseline('express-analyze', { BENCH_BODY: answer });
    const nest = await context.startBaseline('nest-analyze', { BENCH_BODY: answer });
    const requests = posts('/emotion/analyze', bodies, headers);
    const series = await context.interleave([
      { label: 'AGL', server: ours, requests },
      { label: 'Express 5', server: express, requests },
      { label: 'Nest + Express', server: nest, requests },
    ]);
    const [agl, ex, stock] = series;
    return {
      checks: [
        cpuCheck('against bare Express 5', agl, ex, 0.8),
        cpuCheck('against stock Nest + Express', agl, stock, 1.3),
      ],
      notes: [
        'All three read the body and check it with the same schema; the baselines then answer a constant object of the same size.',
      ],
      series,
    };
  },
};
