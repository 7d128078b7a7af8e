import { createServer } from 'node:http';

import { listen } from './listen.mjs';

// Bare node:http: what no framework can be faster than. BENCH_BODY is the JSON of the object that it answers; with
// BENCH_READY=1 the text is made once, else for each request, as a handler that has an object must.
const object = JSON.parse(process.env.BENCH_BODY ?? '{"hello":"world"}');
const ready = process.env.BENCH_READY === '1' ? Buffer.from(JSON.stringify(object)) : undefined;

const server = createServer((_request, response) => {
  const body = ready ?? Buffer.from(JSON.stringify(object));
  response.writeHead(200, { 'Content-Type': 'application/json; charset=utf-8', 'Content-Length': body.length });
  response.end(body);
});
await listen(server);
