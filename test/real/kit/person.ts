import { setTimeout as sleep } from 'node:timers/promises';
import type { GoLive, Serving } from './golive.ts';

/** One entry of `golive status --json`, as far as it is looked at here. */
export interface Status {
  readonly domain: string;
  readonly status: string;
  readonly now: readonly {
    readonly step: string;
    readonly status: string;
    readonly since: string;
    readonly waitsFor?: string;
  }[];
  readonly findings: readonly { readonly tag: string; readonly subject: string; readonly message: string }[];
}

/**
 * What a person does in the world when a step asks; then they say that it is done. `false`: not now, golive goes on asking.
 * The text is what golive tells them.
 */
export type Deed = (text: string) => Promise<unknown>;
export type Deeds = Readonly<Record<string, Deed>>;

/** A person at a desk: reads the status, does what is asked, says so; for every domain in one golive. */
export interface Office {
  /** From nothing to a booked half-day: `new`, `plan`, `approve`, `book`. */
  book(domain: string, answersFile?: string): Promise<void>;
  /** What the person does for a domain, by step; one without a deed is simply said to be done. Work on it begins with this. */
  takeOn(domain: string, deeds: Deeds): void;
  /** Begins to work: the evening before is over. */
  open(): void;
  /** @throws Error with the last status, or with what stopped the office: it did not come in time */
  until(domain: string, isThere: (status: Status) => boolean, withinMs: number): Promise<Status>;
  /** What the office saw of a domain, newest last; each distinct status once. */
  seen(domain: string): readonly { readonly atMs: number; readonly status: Status }[];
  stop(): Promise<void>;
}

export interface OfficeOptions {
  /** Where `begin` names none; beside the configuration. Default: `answers.json`. */
  readonly answersFile?: string;
  readonly slot: string;
  /** What does the due work: `golive tick` in every round, as cron does, or one `golive serve`. */
  readonly worker: 'tick' | 'serve';
}

const EVERY_MS = 400;

const BY = ['--by', 'Anna, in the test'] as const;
/** Steps that a yes closes. */
const APPROVED: ReadonlySet<string> = new Set(['approve', 'customer-signoff']);

export function openOffice(golive: GoLive, { answersFile = 'answers.json', slot, worker }: OfficeOptions): Office {
  const desks = new Map<string, { readonly deeds: Deeds; readonly seen: { atMs: number; status: Status }[] }>();
  let stopped = false;
  let broken: unknown;

  /** What was said already; golive may not have looked yet. */
  const said = new Set<string>();

  async function workOn(status: Status, deeds: Deeds): Promise<void> {
    for (const { step, status: state, since, waitsFor } of status.now) {
      const key = `${status.domain} ${step} ${since}`;
      if (state !== 'needs-you' || said.has(key)) continue;
      if ((await deeds[step]?.(waitsFor ?? '')) === false) continue;
      said.add(key);
      const verb = APPROVED.has(step) ? 'approve' : 'done';
      const { code, out, err } = await golive.run(verb, status.domain, step, ...BY);
      // 4: golive saw for itself in the meantime.
      if (code !== 0 && code !== 4) throw new Error(`golive ${verb} ${status.domain} ${step}: ${code}\n${out}${err}`);
    }
  }

  async function round(): Promise<void> {
    if (worker === 'tick') await ordered(golive, 'tick');
    const { document } = await golive.json('status');
    const works = (document as { readonly migrations: readonly Status[] }).migrations.map(async (status) => {
      const desk = desks.get(status.domain);
      if (desk === undefined) return;
      const last = desk.seen.at(-1);
      if (JSON.stringify(last?.status) !== JSON.stringify(status)) desk.seen.push({ atMs: Date.now(), status });
      await workOn(status, desk.deeds);
    });
    await Promise.all(works);
  }

  const fail = (thrown: unknown): void => {
    broken ??= thrown;
  };
  let working: Promise<void> = Promise.resolve();
  let serving: Serving | undefined;

  return {
    async book(domain, answers = answersFile) {
      await ordered(golive, 'new', domain, '--answers', answers);
      await ordered(golive, 'plan', domain);
      await ordered(golive, 'approve', domain, ...BY);
      await ordered(golive, 'book', domain, '--slot', slot, ...BY);
    },
    takeOn: (domain, deeds) => void desks.set(domain, { deeds, seen: [] }),
    open() {
      if (worker === 'serve') {
        serving = golive.serve();
        serving.ended.then(({ code, err }) => {
          if (!stopped) fail(new Error(`golive serve ended with ${code}\n${err}`));
        }, fail);
      }
      working = (async () => {
        while (!stopped) {
          await round();
          await sleep(EVERY_MS);
        }
      })().catch(fail);
    },
    async until(domain, isThere, withinMs) {
      const deadline = Date.now() + withinMs;
      for (;;) {
        if (broken !== undefined) throw broken;
        const found = desks.get(domain)?.seen.find(({ status }) => isThere(status));
        if (found !== undefined) return found.status;
        const last = desks.get(domain)?.seen.at(-1)?.status;
        if (Date.now() >= deadline)
          throw new Error(`${domain} after ${withinMs} ms: ${JSON.stringify(last ?? 'nothing', null, 1)}`);
        await sleep(50);
      }
    },
    seen: (domain) => desks.get(domain)?.seen ?? [],
    async stop() {
      stopped = true;
      await working;
      serving?.stop();
      await serving?.ended;
    },
  };
}

/** @throws Error with golive's own words */
export async function ordered(golive: GoLive, ...args: readonly string[]): Promise<void> {
  const { code, out, err } = await golive.run(...args);
  if (code !== 0) throw new Error(`golive ${args.join(' ')} ended with ${code}\n${out}${err}`);
}

/** What a step of a domain left in the journal, newest value of each. Moments in it are golive's clock's, epoch ms. */
export async function factsOf(golive: GoLive, domain: string, step: string): Promise<Record<string, unknown>> {
  const { document } = await golive.json('journal', domain);
  const { events } = document as {
    readonly events: readonly { readonly type: string; readonly step?: string; readonly event: unknown }[];
  };
  const facts: Record<string, unknown> = {};
  for (const { step: id, event } of events)
    if (id === step) Object.assign(facts, (event as { detail?: { facts?: object } }).detail?.facts ?? {});
  return facts;
}

export const isDone = ({ status }: Status): boolean => status === 'done';

/** Whether a step is over or has not begun; its state where something is going on with it. */
export const stateOf = (status: Status, step: string): string | undefined =>
  status.now.find((one) => one.step === step)?.status;
