import type { INestApplication } from '@nestjs/common';
import { DocumentBuilder, SwaggerModule, type OpenAPIObject } from '@nestjs/swagger';
import { z } from 'zod';
import { NDJSON } from '../common/body.middleware.js';
import { TEXT_ANSWERS } from '../common/openapi.decorators.js';
import { problemSchema } from '../common/problem.schemas.js';
import { documentIdempotency } from '../idempotency/idempotency-openapi.rules.js';
import { DOCUMENTED_HEADERS, documentHeaders } from './openapi-headers.rules.js';

const DESCRIPTION = `The companion backend of a game: post what happened to a player, get what the companion feels, says and will remember.

Every route is served at the root and under \`/v1\`. Errors are \`application/problem+json\` (RFC 9457) with a stable \`code\`.
Send your key as \`X-API-Key\` or as \`Authorization: Bearer\`. Times are ISO 8601 in UTC, ids are UUIDs, money is US dollars.
A field of a body that is not known is refused; a query parameter that a route does not name here is ignored.`;

type Schemas = NonNullable<NonNullable<OpenAPIObject['components']>['schemas']>;
type Content = Record<string, { schema?: unknown }>;
interface Operation {
  operationId?: string;
  responses?: Record<string, { description: string; content?: Content }>;
  requestBody?: { content?: Content };
  security?: Record<string, unknown>[];
  [TEXT_ANSWERS]?: Record<string, Content>;
}

/** Every schema with an id becomes a component; the rest stand where they are used. */
function convert(schema: unknown, { schemaType }: { schemaType: 'input' | 'output' }) {
  if (!(schema instanceof z.ZodType)) return undefined;
  const {
    $schema: _dialect,
    $defs = {},
    ...converted
  } = z.toJSONSchema(schema, {
    io: schemaType,
    target: 'draft-2020-12',
    unrepresentable: 'any',
    override: ({ jsonSchema }) => dropNoise(jsonSchema),
  });
  return { schema: inComponents(converted), components: inComponents($defs) as Schemas };
}

/**
 * Leaves out what says nothing to a reader: the bounds of a JavaScript number, the pattern of a known format, and that
 * of a number in a query, which is checked as the text that it comes as.
 */
function dropNoise(schema: z.core.JSONSchema.BaseSchema): void {
  const isNumber = schema.type === 'integer' || schema.type === 'number';
  if (isNumber || schema.format !== undefined) delete schema.pattern;
  if (schema.minimum === Number.MIN_SAFE_INTEGER) delete schema.minimum;
  if (schema.maximum === Number.MAX_SAFE_INTEGER) delete schema.maximum;
}

/** Zod keeps named schemas beside the one it converts; the document keeps them in one place for all. */
function inComponents(part: object): object {
  return JSON.parse(JSON.stringify(part).replaceAll('"#/$defs/', '"#/components/schemas/')) as object;
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
    .addBearerAuth({ type: 'http', scheme: 'bearer', bearerFormat: 'agl_…' }, 'bearer')
    .addSecurityRequirements('apiKey')
    .addSecurityRequirements('bearer')
    .build();
  const document = SwaggerModule.createDocument(app, config, {
    standardSchemaConverter: convert,
    // A handler of several paths, as ours are by their versions, has their number behind its name.
    operationIdFactory: (controller, method) =>
      `${controller.replace(/Controller$/, '')}_${method.replace(/\[\d+\]$/, '')}`,
  });
  return polish(document);
}

/** The refusals that any route which wants a key can give. */
const COMMON_PROBLEMS = {
  401: 'No key, or one that is unknown, revoked or expired.',
  429: 'The key has used up its rate limit; `Retry-After` says when one more is let through.',
  500: 'Something went wrong on our side; the request id helps to find out what.',
  503: 'The database cannot be reached or is overloaded; `Retry-After` says when to try again.',
} as const;

/** What is true of every route is said once here instead of at each of them. */
function polish(document: OpenAPIObject): OpenAPIObject {
  const problem = convert(problemSchema, { schemaType: 'output' })?.components;
  const paths: OpenAPIObject['paths'] = {};
  for (const [path, item] of Object.entries(document.paths)) {
    // A version-neutral route and its /v1 twin are one handler; the document names it once.
    if (path.startsWith('/v1/') && document.paths[path.slice(3)] !== undefined) continue;
    paths[path] = item;
    if (item.post) documentIdempotency(item.post);
    for (const [method, operation] of Object.entries(item as Record<string, Operation>)) {
      polishOperation(operation, method === 'get');
    }
  }
  return {
    ...document,
    paths,
    servers: [{ url: '/' }, { url: '/v1' }],
    components: {
      ...document.components,
      headers: DOCUMENTED_HEADERS,
      schemas: { ...document.components?.schemas, ...problem },
    },
  };
}

function polishOperation(operation: Operation, isRead: boolean): void {
  for (const [status, content] of Object.entries(operation[TEXT_ANSWERS] ?? {})) {
    const response = operation.responses?.[status];
    if (response) response.content = { ...response.content, ...content };
  }
  delete operation[TEXT_ANSWERS];
  const bodies = [operation.requestBody, ...Object.values(operation.responses ?? {})];
  for (const body of bodies) describeTextAsText(body?.content);
  const isOpen = operation.security?.some((requirement) => Object.keys(requirement).length === 0);
  if (isOpen) {
    operation.security = [];
    return;
  }
  addProblems(operation);
  documentHeaders(operation, isRead);
}

/** CSV and NDJSON are text, whatever the JSON beside them is. */
function describeTextAsText(content: Content | undefined): void {
  for (const [mediaType, media] of Object.entries(content ?? {})) {
    if (!mediaType.endsWith('json') || mediaType === NDJSON) media.schema = { type: 'string' };
  }
}

function addProblems(operation: Operation): void {
  operation.responses ??= {};
  for (const [status, description] of Object.entries(COMMON_PROBLEMS)) {
    operation.responses[status] ??= {
      description,
      content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
    };
  }
}
