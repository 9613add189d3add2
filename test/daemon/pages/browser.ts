import { httpApp } from '../../../src/daemon/http.ts';
import type { UserRole } from '../../../src/domain/rights.ts';
import type { Office } from '../../app/small-office.ts';
import type { TestServing } from '../serving.ts';
import { servingOf } from '../serving.ts';
import { signIn } from '../signed-in.ts';

export const ORIGIN = 'http://127.0.0.1:7353';
export const EVERYTHING: readonly UserRole[] = ['planner', 'operator', 'approver'];

/** What somebody's browser gets and sends; every form carries what a form of ours carries. */
export interface TestBrowser {
  readonly serving: TestServing;
  get(path: string, headers?: Readonly<Record<string, string>>): Promise<Answer>;
  post(path: string, form?: Readonly<Record<string, string>>): Promise<Answer>;
}

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly body: string;
}

export async function browserOf(
  { app }: Pick<Office, 'app'>,
  {
    name = 'Anna',
    roles = EVERYTHING,
    serving = servingOf(app),
  }: { name?: string; roles?: readonly UserRole[]; serving?: TestServing } = {},
): Promise<TestBrowser> {
  const http = httpApp(serving);
  const { cookie, csrf } = await signIn(serving, { name, roles });
  const common = { Host: '127.0.0.1:7353', Accept: 'text/html', Cookie: cookie };
  const read = async (answer: Response | Promise<Response>): Promise<Answer> => {
    const { status, headers } = await answer;
    return { status, headers, body: await (await answer).text() };
  };
  return {
    serving,
    get: (path, headers = {}) => read(http.request(`${ORIGIN}${path}`, { headers: { ...common, ...headers } })),
    post: (path, form = {}) =>
      read(
        http.request(`${ORIGIN}${path}`, {
          method: 'POST',
          headers: { ...common, Origin: ORIGIN, 'Content-Type': 'application/x-www-form-urlencoded' },
          body: new URLSearchParams({ csrf, ...form }).toString(),
        }),
      ),
  };
}

/** The value of a hidden field, as a browser would send it back. */
export function hidden(body: string, name: string): string {
  const [, value] = new RegExp(`name="${name}" value="([^"]*)"`).exec(body) ?? [];
  if (value === undefined) throw new Error(`there is no field ${name}`);
  return value;
}
