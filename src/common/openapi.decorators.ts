import { applyDecorators } from '@nestjs/common';
import { ApiExtension, ApiOperation, ApiResponse, ApiSecurity } from '@nestjs/swagger';
import type { z } from 'zod';

const PROBLEMS: Readonly<Record<number, string>> = {
  400: 'The input is not valid; `errors` names each field and rule.',
  403: 'The key may not do that.',
  404: 'It does not exist, or belongs to another game.',
  409: 'In conflict with what is stored.',
  413: 'The body is larger than 1 MB.',
  415: 'The body is not JSON.',
};

export interface RouteDoc {
  readonly summary: string;
  readonly description?: string;
  /** What each status of success answers: JSON of a schema, text of a media type (with an example), or nothing. */
  readonly success: Readonly<
    Record<
      number,
      { readonly description: string; readonly schema?: z.ZodType; readonly text?: string; readonly example?: string }
    >
  >;
  /** The refusals that are particular to this route; 401, 500 and 503 are every route's. */
  readonly problems?: readonly (keyof typeof PROBLEMS & number)[];
  /** True where no key is wanted. */
  readonly open?: boolean;
}

/** Where an answer that comes as JSON or as text has its text, until the document is whole: one of two is all that Nest takes. */
export const TEXT_ANSWERS = 'x-text-answers';

/** Describes a route in the OpenAPI document. */
export function Documented(doc: RouteDoc): MethodDecorator {
  return applyDecorators(
    ApiOperation({ summary: doc.summary, ...(doc.description === undefined ? {} : { description: doc.description }) }),
    ...Object.entries(doc.success).map(([status, { description, schema, text, example }]) =>
      ApiResponse({
        status: Number(status),
        description,
        ...(schema ? { standardSchema: schema } : {}),
        ...(text === undefined
          ? {}
          : { content: { [text]: { schema: { type: 'string' }, ...(example === undefined ? {} : { example }) } } }),
      }),
    ),
    ...Object.entries(doc.success).flatMap(([status, { schema, text, example }]) =>
      schema === undefined || text === undefined
        ? []
        : [ApiExtension(TEXT_ANSWERS, { [status]: { [text]: { schema: { type: 'string' }, example } } })],
    ),
    ...(doc.open === true ? [ApiSecurity({})] : []),
    ...(doc.problems ?? []).map((status) =>
      ApiResponse({
        status,
        description: PROBLEMS[status] ?? '',
        content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
      }),
    ),
  );
}
