import express from 'express';

import { analyzeSchema } from '../../dist/emotion/emotion.schemas.js';
import { listen } from './listen.mjs';

// Bare Express 5 with its own JSON parser: it checks the body with the same schema and answers the same object
// (BENCH_BODY) for all of them.
const answer = JSON.parse(process.env.BENCH_BODY ?? '{}');
const app = express();

app.post('/emotion/analyze', express.json(), (request, response) => {
  const { success } = analyzeSchema.safeParse(request.body);
  if (!success) {
    response.status(400).json({ error: 'the body is not an event' });
    return;
  }
  response.json(answer);
});
await listen(app);
