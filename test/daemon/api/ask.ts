import { Ajv2020 } from 'ajv/dist/2020.js';
import { expect } from 'vitest';
import type { App } from '../../../src/app/app.ts';
import { openApi } from '../../../src/daemon/api/openapi.ts';
import { ROUTES } from '../../../src/daemon/api/routes.ts';
import { httpApp } from '../../../src/daemon/http.ts';
import type { Right } from '../../../src/domain/rights.ts';
import { RIGHTS } from '../../../src/domain/rights.ts';
import type { TestServing } from '../serving.ts';
import { servingOf } from '../serving.ts';
import { tokenFor } from '../signed-in.ts';

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  // biome-ignore lint/suspicious/noExplicitAny: tests look into answers of every form
  readonly json: any;
}

export interface Asking {
  readonly serving: TestServing;
  readonly http: ReturnType<typeof httpApp>;
  /** The answer, after the served OpenAPI document was held against it. A body that is no text is sent as JSON. */
  ask(
    what: string,
    more?: { body?: unknown; headers?: Readonly<Record<string, string>>; as?: string },
  ): Promise<Answer>;
  /** A token with these rights, for `as`. */
  token(rights: readonly Right[], name?: string): Promise<string>;
  /** Which operations were asked for, and with which status they answered. */
  readonly seen: ReadonlyMap<string, ReadonlySet<number>>;
}

const DOCUMENT = JSON.parse(JSON.stringify(openApi(ROUTES)));
const ajv = new Ajv2020({ strict: false, allErrors: true, validateFormats: false });
ajv.addSchema(DOCUMENT, 'openapi');
const validators = new Map<string, ReturnType<typeof ajv.compile>>();

/** `#/paths/~1api~1v1~1status/get/responses/200/…` of the document, as a validator. */
function validatorOf(...path: readonly string[]) {
  const pointer = path.map((part) => part.replaceAll('~', '~0').replaceAll('/', '~1')).map(encodeURIComponent);
  const ref = `openapi#/${pointer.join('/')}`;
  const known = validators.get(ref) ?? ajv.compile({ $ref: ref });
  validators.set(ref, known);
  return known;
}

const BASE = 'http://127.0.0.1:7353';

/** An API to ask, and somebody who may do everything. Each answer is held against the OpenAPI document. */
export async function asking(app: App, changed: Partial<TestServing> = {}): Promise<Asking> {
  const serving = { ...servingOf(app), ...changed };
  const http = httpApp(serving);
  const all = await tokenFor(serving, RIGHTS, 'Anna');
  const seen = new Map<string, Set<number>>();
  return {
    serving,
    http,
    seen,
    token: (rights, name = `with ${rights.join(' ')}`) => tokenFor(serving, rights, name),
    async ask(what, { body, headers = {}, as = all } = {}) {
      const [method, path] = what.split(' ') as [string, string];
      const sent =
        body === undefined || typeof body === 'string' || body instanceof Uint8Array ? body : JSON.stringify(body);
      const answer = await http.request(`${BASE}${path}`, {
        method,
        headers: {
          Host: '127.0.0.1:7353',
          ...(as === '' ? {} : { Authorization: `Bearer ${as}` }),
          ...(sent === undefined ? {} : { 'Content-Type': 'application/json' }),
          ...headers,
        },
        ...(sent === undefined ? {} : { body: sent as string }),
      });
      const text = answer.headers.get('content-type') === 'text/event-stream' ? '' : await answer.text();
      const isJson = /json/.test(answer.headers.get('content-type') ?? '');
      const told: Answer = {
        status: answer.status,
        headers: answer.headers,
        text,
        json: isJson ? JSON.parse(text) : undefined,
      };
      const operation = judge(method, new URL(path, BASE).pathname, told);
      if (operation !== undefined) seen.set(operation, (seen.get(operation) ?? new Set()).add(told.status));
      return told;
    },
  };
}

/** Fails where the OpenAPI document knows no such answer, or the answer has another form. */
function judge(method: string, pathname: string, { status, headers, json, text }: Answer): string | undefined {
  const template = Object.keys(DOCUMENT.paths).find(
    (path) =>
      new RegExp(`^${path.replace(/\{\w+\}/g, '[^/]+')}$`).test(pathname) &&
      method.toLowerCase() in DOCUMENT.paths[path],
  );
  if (template === undefined) {
    if (pathname.startsWith('/api/') && status >= 400) judgeProblem(json, headers);
    return undefined;
  }
  const operation = `${method} ${template}`;
  const known = DOCUMENT.paths[template][method.toLowerCase()].responses[String(status)];
  expect(known, `${operation} is not said to answer ${status}: ${text.slice(0, 300)}`).toBeDefined();
  if (status === 304) {
    expect(text).toBe('');
    return operation;
  }
  const type = headers.get('content-type') ?? '';
  expect(Object.keys(known.content), `${operation} ${status}`).toContain(type);
  if (json !== undefined) {
    const fits = validatorOf(
      'paths',
      template,
      method.toLowerCase(),
      'responses',
      String(status),
      'content',
      type,
      'schema',
    );
    expect(fits(json) ? [] : fits.errors, `${operation} ${status} ${text.slice(0, 300)}`).toEqual([]);
  }
  if (status >= 400) judgeProblem(json, headers);
  return operation;
}

function judgeProblem(json: unknown, headers: Headers): void {
  const fits = validatorOf('components', 'schemas', 'problem');
  expect(headers.get('content-type')).toBe('application/problem+json');
  expect(fits(json) ? [] : fits.errors).toEqual([]);
}
