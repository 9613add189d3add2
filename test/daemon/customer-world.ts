import type { LinkAsked } from '../../src/app/customer/links.ts';
import { newCustomerLink } from '../../src/app/customer/links.ts';
import { runThrough } from '../../src/app/run-through.ts';
import { say } from '../../src/app/say.ts';
import { httpApp } from '../../src/daemon/http.ts';
import type { Simulated, SimulatedOptions } from '../engine/simulated-app.ts';
import { EVERYTHING, simulated } from '../engine/simulated-app.ts';
import type { TestServing } from './serving.ts';
import { servingOf } from './serving.ts';

export const PIETER = { by: 'Pieter' };
export const HOST = '127.0.0.1:7353';
const ORIGIN = `http://${HOST}`;
const signal = new AbortController().signal;

const CONTACTS = [{ name: 'Jan Bakker', language: 'nl', parts: ['login-owner', 'approver', 'customer'] }];

/** A golive that serves a customer's page, as a browser sees it. */
export interface CustomerWorld extends Simulated {
  readonly serving: TestServing;
  readonly id: string;
  /** `/c/<token>` of a link for everything. */
  readonly page: string;
  readonly linkId: string;
  get(path: string): Promise<Response>;
  post(path: string, form?: Readonly<Record<string, string>> | FormData): Promise<Response>;
  /** What stands on a page. */
  text(path?: string): Promise<string>;
  link(asked?: Partial<LinkAsked>): Promise<{ readonly page: string; readonly id: string }>;
  /** Lets the engine look, and nobody act. */
  look(): Promise<void>;
}

export async function customerWorld(
  { language = 'en', ...options }: SimulatedOptions & { readonly language?: string } = {},
  before: (sim: Simulated) => Promise<unknown> = (sim) => say(sim.app, sim.ids[0]!, 'approve', {}, PIETER),
): Promise<CustomerWorld> {
  const answers = { ...EVERYTHING, customer: 'De Zon', owner: 'Pieter', language, contacts: CONTACTS };
  const sim = await simulated({ ...options, answers: { ...answers, ...options.answers } });
  await before(sim);
  const serving = servingOf(sim.app);
  const http = httpApp(serving);
  const id = sim.ids[0]!;
  const link = async (asked: Partial<LinkAsked> = {}) => {
    const made = await newCustomerLink(sim.app, serving, { domain: id, ...asked }, PIETER);
    return { page: new URL(made.address, ORIGIN).pathname, id: made.link.id };
  };
  const first = await link();
  const get = async (path: string) => http.fetch(new Request(`${ORIGIN}${path}`, { headers: { host: HOST } }));
  const look = async () => {
    await runThrough(sim.app, { act: async () => [] }, sim.ids, { signal, untilMs: sim.app.clock.now() + 1 });
  };
  await look();
  return {
    ...sim,
    serving,
    id,
    page: first.page,
    linkId: first.id,
    link,
    look,
    get,
    text: async (path = first.page) => (await get(path)).text(),
    post: async (path, form = {}) => {
      const body = form instanceof FormData ? form : new URLSearchParams(form);
      // A browser says how long a form is.
      const length = form instanceof FormData ? {} : { 'content-length': String(body.toString().length) };
      return http.fetch(
        new Request(`${ORIGIN}${path}`, { method: 'POST', headers: { host: HOST, origin: ORIGIN, ...length }, body }),
      );
    },
  };
}

/** The hidden fields of the page's form for a word; of several the first that has this text in its card. */
export function fieldsOf(html: string, word: string, within = ''): Record<string, string> {
  const forms = html.split('<form').slice(1);
  const at = forms.findIndex(
    (form, index) =>
      new RegExp(`action="[^"]*/${word}(?:\\?[^"]*)?"`).test(form) &&
      (forms[index - 1] ?? html).concat(form).includes(within),
  );
  const [form = ''] = (forms[at] ?? '').split('</form>');
  return Object.fromEntries(
    [...form.matchAll(/<input type="hidden" name="([^"]+)" value="([^"]*)"/g)].map(([, name, value]) => [
      name!,
      value!,
    ]),
  );
}

/** What a form led back to: the key of what came of it. */
export function cameOf(answer: Response): string | null {
  const to = answer.headers.get('location');
  if (answer.status !== 303 || to === null) return `status ${answer.status}`;
  const { searchParams } = new URL(to, ORIGIN);
  return searchParams.get('said') ?? `failed ${searchParams.get('failed')}`;
}
