import express from 'express';

import { listen } from './listen.mjs';

// Bare Express 5, no middleware. BENCH_BODY is the JSON of the object that it answers.
const object = JSON.parse(process.env.BENCH_BODY ?? '{"hello":"world"}');
const app = express();

app.get('/players/:id', (_request, response) => {
  response.json(object);
});
await listen(app);
