import path from 'node:path';
import { pathToFileURL } from 'node:url';

// A process of its own that holds an embedded PostgreSQL until it is killed. First line of output: its URL, or why not.
const compiled = path.join(process.env.AGL_TEST_COMPILED, 'prisma', 'embedded-postgres.js');
const { startEmbeddedPostgres } = await import(pathToFileURL(compiled).href);
try {
  const server = await startEmbeddedPostgres({ dataDir: process.argv[2] });
  process.stdout.write(`${server.url}\n`);
} catch (error) {
  process.stdout.write(`${error.name}: ${error.message}\n`);
}
