import { z } from 'zod';
import { DOCUMENTS } from '../../app/documents.ts';
import { FAILURES, HTTP_STATUS } from '../../domain/errors.ts';
import { RIGHTS } from '../../domain/rights.ts';
import type { ProblemCode } from '../problem.ts';
import { PROBLEM_TYPE, REFUSALS } from '../problem.ts';
import { Key } from './handled.ts';
import type { Answers, Route } from './route.ts';

type Json = Readonly<Record<string, unknown>>;

const CODES = [...Object.keys(REFUSALS), ...Object.keys(FAILURES)];

/** RFC 9457; `code` stays the same for ever. */
export const ProblemShown = z.strictObject({
  type: z.string(),
  title: z.string(),
  status: z.int(),
  detail: z.string(),
  code: z.enum(CODES as [string, ...string[]]),
  /** What it is about. */
  subject: z.string().optional(),
  why: z.string().optional(),
  /** What can be done now. */
  fix: z.string().optional(),
  /** Every fault of what was sent. `at`: a JSON pointer into the body, or a parameter's name. */
  faults: z.array(z.strictObject({ at: z.string().optional(), why: z.string() })).optional(),
});

/** OpenAPI 3.1: all that can be asked for, and in which form it is answered. */
export function openApi(routes: readonly Route[]): Json {
  const paths: Record<string, Record<string, unknown>> = {};
  for (const row of routes) {
    const path = `/api/v1${row.path}`;
    paths[path] = { ...paths[path], [row.method.toLowerCase()]: operation(row) };
  }
  const names = [...new Set(routes.flatMap(({ answers }) => (typeof answers === 'string' ? [answers] : [])))].sort();
  return {
    openapi: '3.1.1',
    info: {
      title: 'golive',
      version: '1',
      description:
        'What `golive serve` answers. Moments are ISO 8601 with offset, durations seconds, domain names A-labels without their final dot. Documents only gain fields within a version.',
    },
    servers: [{ url: '/' }],
    security: [{ token: [] }, { session: [] }],
    paths,
    components: {
      schemas: {
        ...Object.fromEntries(names.map((name) => [name, schemaOf(DOCUMENTS[name], 'output')])),
        problem: schemaOf(ProblemShown, 'output'),
      },
      responses: {
        problem: { description: 'Why not.', content: { [PROBLEM_TYPE]: { schema: ref('problem') } } },
      },
      securitySchemes: {
        token: {
          type: 'http',
          scheme: 'bearer',
          description: `An API token; it carries some of the rights ${RIGHTS.join(', ')}.`,
        },
        session: {
          type: 'apiKey',
          in: 'cookie',
          name: 'golive_session',
          description: 'A browser that signed in. Whatever changes something also carries its X-CSRF-Token.',
        },
      },
    },
  };
}

const ref = (name: string): Json => ({ $ref: `#/components/schemas/${name}` });

function schemaOf(schema: z.ZodType, io: 'input' | 'output'): Json {
  const { $schema: _, ...rest } = z.toJSONSchema(schema, { io, unrepresentable: 'any' });
  return rest;
}

function operation(row: Route): Json {
  const parameters = [
    ...parametersOf(row.params, 'path'),
    ...parametersOf(row.query, 'query'),
    ...(row.takesKey === true ? [keyHeader] : []),
    ...(hasTag(row) ? [tagHeader] : []),
  ];
  return {
    operationId: operationId(row),
    summary: row.summary,
    ...(row.more === undefined ? {} : { description: row.more }),
    'x-right': row.right,
    ...(parameters.length === 0 ? {} : { parameters }),
    ...(row.body === undefined ? {} : { requestBody: bodyOf(row.body) }),
    responses: responsesOf(row),
  };
}

/** `POST /migrations/{id}/tasks` is `postMigrationsIdTasks`. */
function operationId({ method, path }: Route): string {
  const words = path.split(/[^a-zA-Z]+/).filter((word) => word !== '');
  return [method.toLowerCase(), ...words.map((word) => word[0]!.toUpperCase() + word.slice(1))].join('');
}

const keyHeader = {
  name: 'Idempotency-Key',
  in: 'header',
  required: false,
  description: 'Who asks twice with one key gets the answer of the first time.',
  schema: schemaOf(Key, 'input'),
};
const tagHeader = {
  name: 'If-None-Match',
  in: 'header',
  required: false,
  description: 'The ETag of what is there already.',
  schema: { type: 'string' },
};

const hasTag = ({ method, answers }: Route): boolean => method === 'GET' && typeof answers === 'string';

function parametersOf(schema: z.ZodObject | undefined, where: 'path' | 'query'): Json[] {
  return Object.entries(schema?.shape ?? {}).map(([name, field]) => {
    const type = field as z.ZodType;
    const shape = schemaOf(type, 'output');
    return {
      name,
      in: where,
      required: where === 'path' || !type.safeParse(undefined).success,
      // A list stands in one parameter, with commas.
      ...(shape['type'] === 'array' ? { style: 'form', explode: false } : {}),
      schema: shape,
    };
  });
}

function bodyOf(schema: z.ZodType): Json {
  return {
    required: !schema.safeParse({}).success,
    content: { 'application/json': { schema: schemaOf(schema, 'input') } },
  };
}

function responsesOf(row: Route): Json {
  const good = row.status === 201 ? '201' : '200';
  const codes = refusalsOf(row);
  const byStatus = Map.groupBy(codes, statusOf);
  return {
    [good]: goodAnswer(row),
    ...(hasTag(row) ? { '304': { description: 'It is as you have it.' } } : {}),
    ...Object.fromEntries(
      [...byStatus]
        .sort(([a], [b]) => a - b)
        .map(([status, of]) => [
          String(status),
          {
            description: of.map((code) => `\`${code}\``).join(', '),
            ...(status === 429 || status === 503
              ? { headers: { 'Retry-After': { description: 'Seconds.', schema: { type: 'integer' } } } }
              : {}),
            content: { [PROBLEM_TYPE]: { schema: ref('problem') } },
          },
        ]),
    ),
  };
}

function goodAnswer(row: Route): Json {
  const headers = {
    ...(hasTag(row) ? { ETag: { description: 'Weak.', schema: { type: 'string' } } } : {}),
    ...(row.paged === true
      ? { Link: { description: 'Of the next page, where there is one.', schema: { type: 'string' } } }
      : {}),
  };
  return {
    description: typeof row.answers === 'string' ? `\`golive.${row.answers}/1\`` : row.answers.what,
    ...(Object.keys(headers).length === 0 ? {} : { headers }),
    content: contentOf(row.answers),
  };
}

function contentOf(answers: Answers): Json {
  if (typeof answers !== 'string') return { [answers.type]: { schema: { type: 'string' } } };
  return { 'application/json': { schema: ref(answers) } };
}

/** What every route can refuse with. */
const ALWAYS: readonly ProblemCode[] = ['not-signed-in', 'no-right', 'query-invalid', 'store-busy', 'internal'];
const CHANGING: readonly ProblemCode[] = ['foreign-origin', 'method-unknown'];
const WITH_BODY: readonly ProblemCode[] = ['body-invalid', 'body-too-long', 'not-json'];

/** Every code that a route can answer with, in one order. */
export function refusalsOf({
  method,
  body,
  refuses,
}: Pick<Route, 'method' | 'body' | 'refuses'>): readonly ProblemCode[] {
  const all = new Set<ProblemCode>([
    ...ALWAYS,
    ...(method === 'GET' ? [] : CHANGING),
    ...(body === undefined ? [] : WITH_BODY),
    ...refuses,
  ]);
  return [...all];
}

export function statusOf(code: ProblemCode): number {
  return code in REFUSALS
    ? REFUSALS[code as keyof typeof REFUSALS].status
    : HTTP_STATUS[code as keyof typeof HTTP_STATUS];
}
