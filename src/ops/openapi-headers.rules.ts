/** The part of an operation in an OpenAPI document that is written here. */
interface Operation {
  responses?: Record<string, { description: string; headers?: object; content?: object }>;
}

const text = { schema: { type: 'string' } } as const;
const seconds = { schema: { type: 'integer', minimum: 1 } } as const;

/** Headers of answers, by the name that responses refer to them with. */
export const DOCUMENTED_HEADERS = {
  ETag: { ...text, description: 'Names this state of the answer: send it as `If-None-Match` next time.' },
  RateLimit: { ...text, description: 'What the key has left, and for how many seconds: `"key";r=LEFT;t=SECONDS`.' },
  'RateLimit-Policy': { ...text, description: 'The limit of the key: `"key";q=BURST;w=SECONDS`.' },
  'Retry-After': { ...seconds, description: 'Seconds after which another attempt makes sense.' },
} as const;

type HeaderName = keyof typeof DOCUMENTED_HEADERS;

const LIMIT: readonly HeaderName[] = ['RateLimit', 'RateLimit-Policy'];
/** Refused before the key is known, for a body that cannot be read or without one. */
const UNCOUNTED = ['400', '401', '413', '415'];
const RETRIED = ['429', '503'];

function refer(names: readonly HeaderName[]): object {
  return Object.fromEntries(names.map((name) => [name, { $ref: `#/components/headers/${name}` }]));
}

/** Tells which headers the answers of a route that wants a key have, and that a read may be answered by 304. */
export function documentHeaders(operation: Operation, isRead: boolean): void {
  const responses = operation.responses ?? {};
  for (const [status, response] of Object.entries(responses)) {
    const isSuccess = status.startsWith('2');
    const isTagged = isRead && isSuccess && 'application/json' in (response.content ?? {});
    const limit = UNCOUNTED.includes(status) || status.startsWith('5') ? [] : LIMIT;
    const names = [
      ...(isTagged ? (['ETag'] as const) : []),
      ...limit,
      ...(RETRIED.includes(status) ? (['Retry-After'] as const) : []),
    ];
    if (names.length > 0) response.headers = refer(names);
    if (isTagged)
      responses['304'] = {
        description: 'Nothing has changed since the `ETag` in `If-None-Match`.',
        headers: refer(['ETag', ...LIMIT]),
      };
  }
}
