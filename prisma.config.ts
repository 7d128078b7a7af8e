import { defineConfig } from 'prisma/config';

// `prisma generate` and `prisma validate` only check that an engine binary exists; they never run it. Migrations are
// applied by the same engine compiled to WebAssembly (src/prisma/migrations.ts), so nothing needs to be downloaded.
process.env.PRISMA_SCHEMA_ENGINE_BINARY ??= process.execPath;

export default defineConfig({ schema: 'prisma/schema.prisma', migrations: { path: 'prisma/migrations' } });
