import type { INestApplication } from '@nestjs/common';
import { DocumentBuilder, SwaggerModule, type OpenAPIObject } from '@nestjs/swagger';
import { z } from 'zod';
import { problemSchema } from '../common/problem.schemas.js';

const DESCRIPTION = `The companion backend of a game: post what happened to a player, get what the companion feels, says and will remember.

Every route is served at the root and under \`/v1\`. Errors are \`application/problem+json\` (RFC 9457) with a stable \`code\`.
Send your key as \`X-API-Key\` or as \`Authorization: Bearer\`. Times are ISO 8601 in UTC, ids are UUIDs, money is US dollars.`;

/** Every schema with an id becomes a component; the rest stand where they are used. */
function convert(schema: unknown, { schemaType }: { schemaType: 'input' | 'output' }) {
  if (!(schema instanceof z.ZodType)) return undefined;
  const {
    $schema: _dialect,
    $defs,
    ...converted
  } = z.toJSONSchema(schema, {
    io: schemaType,
    target: 'draft-2020-12',
    unrepresentable: 'any',
  });
  const id = z.globalRegistry.get(schema)?.id;
  const components: Record<string, unknown> = { ...$defs };
  if (id === undefined) return { schema: converted, components };
  components[id] = converted;
  return { schema: { $ref: `#/components/schemas/${id}` }, components };
}

/** The OpenAPI 3.1 document of all routes, made from the schemas that check them. */
export function buildOpenApi(app: INestApplication): OpenAPIObject {
  const config = new DocumentBuilder()
    .setOpenAPIVersion('3.1.0')
    .setTitle('AGL')
    .setDescription(DESCRIPTION)
    .setVersion('1')
    .setLicense('MIT', 'https://opensource.org/license/mit')
    .addApiKey({ type: 'apiKey', in: 'header', name: 'X-API-Key' }, 'apiKey')
    .addBearerAuth({ type: 'http', scheme: 'bearer' }, 'bearer')
    .addSecurityRequirements('apiKey')
    .addSecurityRequirements('bearer')
    .build();
  const document = SwaggerModule.createDocument(app, config, {
    standardSchemaConverter: convert,
    operationIdFactory: (controller, method) => `${controller.replace(/Controller$/, '')}_${method}`,
  });
  return polish(document);
}

const COMMON_PROBLEMS = {
  401: 'No key, or one that is unknown, revoked or expired.',
  503: 'The database cannot be reached or is overloaded; `Retry-After` says when to try again.',
} as const;

/** What is true of every route is said once here instead of at each of them. */
function polish(document: OpenAPIObject): OpenAPIObject {
  const problem = z.toJSONSchema(problemSchema, { target: 'draft-2020-12' });
  delete problem.$schema;
  const schemas = { ...document.components?.schemas, Problem: problem } as NonNullable<
    OpenAPIObject['components']
  >['schemas'];
  const paths: OpenAPIObject['paths'] = {};
  for (const [path, item] of Object.entries(document.paths)) {
    // A version-neutral route and its /v1 twin are one handler; the document names it once.
    if (path.startsWith('/v1/') && document.paths[path.slice(3)] !== undefined) continue;
    paths[path] = item;
    for (const operation of Object.values(item as Record<string, { responses?: Record<string, unknown> }>)) {
      addProblems(operation);
    }
  }
  return {
    ...document,
    paths,
    servers: [{ url: '/' }, { url: '/v1' }],
    components: { ...document.components, schemas },
  };
}

function addProblems(operation: { responses?: Record<string, unknown>; security?: unknown[] }): void {
  for (const [status, description] of Object.entries(COMMON_PROBLEMS)) {
    if (status === '401' && operation.security?.length === 0) continue;
    operation.responses ??= {};
    operation.responses[status] ??= {
      description,
      content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
    };
  }
}
