import { answer, answerSecret } from '../../src/app/answer.ts';
import type { App } from '../../src/app/app.ts';
import { book, reschedule, unbook } from '../../src/app/book.ts';
import { nextFreeSlots, projectOf } from '../../src/app/calendar.ts';
import type { Agency, Deed, Panels } from '../../src/app/demo/agency.ts';
import { scriptedAgency } from '../../src/app/demo/agency.ts';
import { PEOPLE } from '../../src/app/demo/hand.ts';
import { load } from '../../src/app/record.ts';
import { addTask, say } from '../../src/app/say.ts';
import { GoLiveError } from '../../src/domain/errors.ts';
import { stepsOf } from '../../src/domain/migration.ts';
import { Secret } from '../../src/domain/secret.ts';
import type { EpochMs } from '../../src/domain/time.ts';
import { DAY, HOUR } from '../../src/domain/time.ts';
import type { World } from '../../src/simulation/world.ts';
import type { Auditor } from './auditor.ts';

/** They try again so often, and then it stays as it is. */
const TRIES = 8;
/** How long people leave a thing alone before they try it again. */
const TRY_AGAIN_MS = 6 * HOUR;

interface Snapshot {
  readonly registrations: Record<string, { readonly holder: string; readonly pending: boolean }>;
  readonly zones: Record<'old' | 'new', Record<string, unknown>>;
  readonly hosting: Record<'old' | 'new', Record<string, unknown>>;
  readonly mail: Record<'old' | 'new', { readonly seats: Record<string, number> }>;
}

/** Whether what a worker may have done once is there, as a person finds who looks at the provider. */
const THERE: Readonly<Record<string, (seen: Snapshot, world: World) => boolean>> = {
  'order-hosting': ({ hosting }, { domain }) => hosting.new[domain] !== undefined,
  'order-mail-licences': (_seen, { counters }) => (counters['newMailHost.orderLicences'] ?? 0) > 0,
  'request-transfer': ({ registrations }, world) =>
    (world.counters['gainingRegistrar.requestTransfer'] ?? 0) > 0 || registrations[world.domain]!.holder === 'new',
};

interface Calendar {
  hold(nth: number, forMs: number, confirmAfterMs: number): Promise<void>;
  unbook(taken: 'undo' | 'keep', againAfterMs: number): Promise<void>;
  move(taken: 'undo' | 'keep', nth: number): Promise<void>;
  request(end: 'done' | 'carried over'): Promise<void>;
}

export interface Office extends Agency {
  /** When they want to look again by themselves. */
  comesBackMs(): EpochMs;
  /** The half-day, and what is asked for in it. */
  readonly calendar: Calendar;
}

/** How a person takes back what no list shows. */
const TAKEN_BACK: Readonly<Record<string, (world: World) => void>> = {
  'order-hosting': (world) => world.people.cancelHosting('new', world.domain),
  'order-mail-licences': (world) => world.people.cancelLicences(world.domain),
};

/**
 * The agency and its customer: they do what golive asks as the scripted ones do, look before they say that something is not there, put right
 * what differs, and try again what failed.
 */
export function people(
  app: App,
  world: World,
  auditor: Auditor,
  ids: readonly string[],
  setClockRight: () => Promise<boolean>,
): Office {
  const panels: Panels = async (deed, ...args) => {
    auditor.byHand(deed, args);
    return (world.people as unknown as Record<string, (...all: readonly unknown[]) => unknown>)[deed]!(...args);
  };
  /** What they leave alone until then, by what is wanted of them. */
  const leftUntilMs = new Map<string | undefined, EpochMs>();
  const leaves = (wants: string | undefined) => (leftUntilMs.get(wants) ?? 0) > app.clock.now();
  let scripted = scriptedAgency(app, panels, ids, leaves);
  let lookedOn = 0;
  let refusedMs: EpochMs | undefined;
  const triedMs = new Map<string, number>();
  const tries = new Map<string, number>();
  let comesBackMs = Number.POSITIVE_INFINITY;
  return {
    comesBackMs: () => comesBackMs,
    calendar: calendarOf(app, ids[0]!, leftUntilMs),
    async act() {
      const deeds: Deed[] = [];
      const today = Math.floor(app.clock.now() / DAY);
      // Somebody reads what `golive doctor` says once a day.
      if (today !== lookedOn && app.clock.doubt?.() !== undefined && (await setClockRight()))
        deeds.push({ step: 'clock', who: 'agency', did: 'set the clock right' });
      lookedOn = today;
      comesBackMs = Number.POSITIVE_INFINITY;
      for (const id of ids) {
        const { playbook, state } = await load(app, id);
        for (const step of stepsOf(playbook, state)) {
          const record = state.steps[step.id];
          if (record === undefined) continue;
          const asked = ['needs-you', 'undoing'].includes(record.state) && record.task !== undefined;
          const tried = triedMs.get(`${id} ${step.id}`) ?? Number.NEGATIVE_INFINITY;
          const now = app.clock.now();
          const did = (what: string) => deeds.push({ step: step.id, who: 'agency', did: what });
          if (asked && record.task!.text.text === 'engine.undecidable') {
            const there = THERE[step.step]?.(world.snapshot() as never, world) ?? false;
            const why = there ? 'looked at the provider: it is there' : 'looked at the provider: it is not there';
            await said(() => say(app, id, there ? 'done' : 'retry', { step: step.id }, { ...PEOPLE.agency, why }));
            did(why);
            continue;
          }
          if (asked && String(step.params['title']).startsWith(CARRIED)) {
            const why = 'not in this half-day';
            await said(() => say(app, id, 'skip', { step: step.id, to: 'Pieter' }, { ...PEOPLE.agency, why }));
            did('carried over');
            continue;
          }
          const text = record.task?.text ?? (record.state === 'blocked' ? record.blocked?.reason : undefined);
          if (asked && text?.text === 'engine.undo-unseen') {
            TAKEN_BACK[step.step]?.(world);
            await said(() => say(app, id, 'done', { step: step.id }, PEOPLE.agency));
            did('took it back by hand');
            continue;
          }
          if (text?.text.startsWith('engine.clock-') === true) {
            if (await setClockRight()) did('set the clock right');
            continue;
          }
          const cannotSign = text?.text === 'dns.restore-ds.sign' && !world.scenario.newDnsHostSigns;
          const stands = record.state === 'failed' || (record.state === 'undoing' && record.failure !== undefined);
          const reading = stands ? AGAIN : cannotSign ? SKIP : READ[text?.text ?? ''];
          const key = `${id} ${step.id}`;
          if (reading === undefined || (tries.get(key) ?? 0) >= TRIES) continue;
          if (now - tried < TRY_AGAIN_MS) {
            comesBackMs = Math.min(comesBackMs, tried + TRY_AGAIN_MS);
            continue;
          }
          tries.set(key, (tries.get(key) ?? 0) + 1);
          triedMs.set(`${id} ${step.id}`, now);
          // Whoever reads that the code has run out asks for another one; trying again with the same helps nobody.
          if (stands && record.failure?.text.includes('expired transfer code') === true)
            await said(async () => {
              const code = new Secret(String(await panels('readAuthInfo', world.domain)));
              return answerSecret(app, id, 'authcode', code, PEOPLE.customer);
            });
          const what = reading(step.id, text?.values ?? {});
          await said<unknown>(() =>
            'skip' in what
              ? say(app, id, 'skip', { step: what.skip }, { ...PEOPLE.agency, why: 'our DNS host does not sign' })
              : 'retry' in what
                ? say(app, id, 'retry', { step: what.retry }, { ...PEOPLE.agency, why: 'as golive says' })
                : answer(app, id, { pairs: [what.answer] } as never, PEOPLE.agency),
          );
          did(JSON.stringify(what));
        }
      }
      // What could not be done yet (hosting that is still being installed) they do later.
      if (refusedMs !== undefined && app.clock.now() >= refusedMs + TRY_AGAIN_MS) {
        refusedMs = undefined;
        scripted = scriptedAgency(app, panels, ids, leaves);
      }
      const scriptedDeeds = await said(() => scripted.act());
      if (scriptedDeeds === undefined) refusedMs ??= app.clock.now();
      if (refusedMs !== undefined) comesBackMs = Math.min(comesBackMs, refusedMs + TRY_AGAIN_MS);
      for (const untilMs of leftUntilMs.values())
        if (untilMs > app.clock.now()) comesBackMs = Math.min(comesBackMs, untilMs);
      return [...deeds, ...(scriptedDeeds ?? [])];
    },
  };
}

const CARRIED = 'later: ';

/** What they do with the half-day, whatever golive asks just then; what it refuses they live with. */
function calendarOf(app: App, id: string, leftUntilMs: Map<string | undefined, EpochMs>): Calendar {
  const nthFree = async (nth: number): Promise<string> => {
    const free = await nextFreeSlots(app, nth + 1, await projectOf(app, id));
    return free.at(-1)!;
  };
  return {
    async hold(nth, forMs, confirmAfterMs) {
      const now = app.clock.now();
      const given = await said(() => unbook(app, id, {}, PEOPLE.agency));
      if (given === undefined) return;
      leftUntilMs.set('slot', now + forMs);
      leftUntilMs.set('confirmation', now + confirmAfterMs);
      const slot = await nthFree(nth);
      await said(() => book(app, id, { slot, hold: true, holdUntil: now + forMs }, PEOPLE.agency));
    },
    async unbook(taken, againAfterMs) {
      leftUntilMs.set('slot', app.clock.now() + againAfterMs);
      await said(() => unbook(app, id, { taken }, PEOPLE.agency));
    },
    move: async (taken, nth) => {
      const slot = await nthFree(nth);
      await said(() => reschedule(app, id, { slot, taken }, PEOPLE.agency));
    },
    request: async (end) => {
      const title = `${end === 'done' ? '' : CARRIED}a bigger logo`;
      await said(() =>
        addTask(app, id, { title, owner: 'agency', after: [], before: [], request: true }, PEOPLE.customer),
      );
    },
  };
}

type Reading = (
  step: string,
  values: Readonly<Record<string, unknown>>,
) =>
  | { readonly retry: string }
  | { readonly skip: string }
  | { readonly answer: readonly [name: string, value: string] };

const AGAIN: Reading = (step) => ({ retry: step });
const SKIP: Reading = (step) => ({ skip: step });
const ZONE_AGAIN: Reading = () => ({ retry: 'create-zone' });
const CHECK_AGAIN: Reading = () => ({ retry: 'preflight' });
const confirm =
  (name: string): Reading =>
  (_step, { token }) => ({ answer: [name, String(token)] });

/** What golive tells people to do where something differs, by its text. */
const READ: Readonly<Record<string, Reading>> = {
  'dns.watch.drifted': ZONE_AGAIN,
  'dns.blocked.drifted': ZONE_AGAIN,
  'dns.blocked.parity': ZONE_AGAIN,
  'dns.watch.not-served': ZONE_AGAIN,
  'dns.preflight.blocked': ZONE_AGAIN,
  'preflight.why.moved-broken': ZONE_AGAIN,
  'dns.blocked.plan-changed': CHECK_AGAIN,
  'dns.blocked.records-drifted': AGAIN,
  'dns.ask.confirm-zone': confirm('confirmZone'),
  'preflight.ask.decision': confirm('confirmPlan'),
  'engine.deadline-passed': AGAIN,
  'dns.ask.third-party-records': () => ({ answer: ['newAddresses', '127.77.0.61'] }),
};

/** What golive refuses to hear is refused in words; people live with that. */
async function said<T>(word: () => Promise<T>): Promise<T | undefined> {
  try {
    return await word();
  } catch (thrown) {
    if (thrown instanceof GoLiveError && thrown.code !== 'internal') return undefined;
    throw thrown;
  }
}

/** An answer that changes the plan: what was approved is not what would be done. */
export async function changeOfMind(app: App, id: string): Promise<void> {
  await said(() => answer(app, id, { pairs: [['losingRegistrarCuts', 'yes']] } as never, PEOPLE.customer));
}

export async function turnBack(app: App, id: string): Promise<void> {
  await said(() => say(app, id, 'rollback', {}, { ...PEOPLE.agency, why: 'the customer wants to wait' }));
}
