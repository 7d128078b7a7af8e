/** The part of an operation in an OpenAPI document that is written here. */
interface Operation {
  parameters?: unknown[];
  responses?: Record<string, unknown>;
}

const HEADER = {
  name: 'Idempotency-Key',
  in: 'header',
  required: false,
  description:
    'Yours, for one request: a repeat with the same body within 24 hours gets the first answer, with ' +
    '`Idempotent-Replayed: true` and without secrets.',
  schema: { type: 'string', minLength: 1, maxLength: 255, pattern: String.raw`^[\x21-\x7e]+$` },
} as const;

const PROBLEMS = {
  409: 'In conflict with what is stored, or the first request with this Idempotency-Key is still being worked on.',
  422: 'The Idempotency-Key was sent before, with another body.',
} as const;

/** Tells what an `Idempotency-Key` does, at a POST. */
export function documentIdempotency(operation: Operation): void {
  operation.parameters = [...(operation.parameters ?? []), HEADER];
  operation.responses ??= {};
  for (const [status, description] of Object.entries(PROBLEMS)) {
    operation.responses[status] = {
      description,
      content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
    };
  }
}
