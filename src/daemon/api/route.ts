import type { z } from 'zod';
import type { App } from '../../app/app.ts';
import type { DocumentName } from '../../app/documents.ts';
import type { Who } from '../../app/say.ts';
import type { Right } from '../../domain/rights.ts';
import type { Visitor } from '../env.ts';
import type { ProblemCode } from '../problem.ts';
import type { Serving } from '../serving.ts';

/** A request that has passed: who asks may ask it, and what was sent has the form that it must have. */
export interface Call<Params, Query, Body> {
  readonly serving: Serving;
  /** Speaks the language that was asked for. */
  readonly app: App;
  readonly visitor: Visitor;
  readonly params: Params;
  readonly query: Query;
  readonly body: Body;
  /** `Idempotency-Key`. */
  readonly key: string | undefined;
  readonly request: Request;
  /** Whether who asked could ask it still: who signed out, was removed or lost the right could not. */
  isStillIn(): Promise<boolean>;
  /** As the journal names who said it. */
  who(words: Words): Who;
}

/** What every word may carry. */
export interface Words {
  readonly why?: string | undefined;
  /** Whose word it is, where it is not one's own. */
  readonly onBehalfOf?: string | undefined;
}

export type Method = 'GET' | 'POST' | 'PUT' | 'DELETE';

/** One of golive's documents, or a text of that media type. */
export type Answers = DocumentName | { readonly type: string; readonly what: string };

export interface Route {
  readonly method: Method;
  /** As in OpenAPI, below `/api/v1`. */
  readonly path: string;
  readonly right: Right;
  readonly summary: string;
  /** What else is to know. */
  readonly more?: string;
  readonly params?: z.ZodObject;
  readonly query?: z.ZodObject;
  readonly body?: z.ZodType;
  /** Takes an `Idempotency-Key`. */
  readonly takesKey?: true;
  readonly answers: Answers;
  readonly status: 200 | 201;
  /** A page of several: `limit`, `after`, `next` and a `Link` header. */
  readonly paged?: true;
  /** For how long an answer is given again; milliseconds of the wall's clock. */
  readonly remembersMs?: number;
  /** What else it can refuse with, beside what every route can. */
  readonly refuses: readonly ProblemCode[];
  // biome-ignore lint/suspicious/noExplicitAny: one table holds routes of different types
  handle(call: Call<any, any, any>): Promise<unknown>;
}

type Parsed<Schema> = Schema extends z.ZodType ? z.output<Schema> : Readonly<Record<string, never>>;

/** A row of the table, its handler typed by its schemas. */
export function route<
  Params extends z.ZodObject | undefined = undefined,
  Query extends z.ZodObject | undefined = undefined,
  Body extends z.ZodType | undefined = undefined,
>(
  row: Omit<Route, 'handle' | 'params' | 'query' | 'body' | 'status' | 'refuses'> & {
    readonly params?: Params;
    readonly query?: Query;
    readonly body?: Body;
    readonly status?: 201;
    readonly refuses?: readonly ProblemCode[];
    handle(call: Call<Parsed<Params>, Parsed<Query>, Parsed<Body>>): Promise<unknown>;
  },
): Route {
  return { status: 200, refuses: [], ...row } as unknown as Route;
}
