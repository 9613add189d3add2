import { jumpingClock } from '../../src/adapters/clock/memory/index.ts';
import { memoryPorts } from '../../src/adapters/memory-ports.ts';
import { openSqliteStore } from '../../src/adapters/store/kysely/open-sqlite.ts';
import { answer } from '../../src/app/answer.ts';
import type { App } from '../../src/app/app.ts';
import { book } from '../../src/app/book.ts';
import { nextFreeSlots, projectOf } from '../../src/app/calendar.ts';
import type { Config } from '../../src/app/config/schema.ts';
import { ConfigFile } from '../../src/app/config/schema.ts';
import { scriptedAgency } from '../../src/app/demo/agency.ts';
import { tick } from '../../src/app/engine/tick.ts';
import { newProject } from '../../src/app/new-project.ts';
import { load, record } from '../../src/app/record.ts';
import { addTask, note, say } from '../../src/app/say.ts';
import { isOver } from '../../src/domain/lifecycle.ts';
import { message } from '../../src/domain/message.ts';
import { stepsOf } from '../../src/domain/migration.ts';
import { statusOf, stepState } from '../../src/domain/status.ts';
import type { EpochMs } from '../../src/domain/time.ts';
import { DAY, HOUR, MINUTE, SECOND } from '../../src/domain/time.ts';
import type { World } from '../../src/simulation/world.ts';
import { createWorld } from '../../src/simulation/world.ts';
import { builtInPlaybooks } from '../engine/simulated-app.ts';
import { HOSTILE } from './hostile.ts';

/** Monday evening a month before what the pages show. */
const BEGINS = Date.parse('2026-12-07T20:30:00+01:00');
const ANNA = { by: 'Anna de Vries' };
const OWNERS = ['Anna de Vries', 'Ben Jansen', 'Carla Smit'];
const FOR_EVER = Date.parse('3000-01-01T00:00:00Z');
const signal = new AbortController().signal;

/** Where something of every kind stands. */
export interface Filled {
  readonly nowMs: EpochMs;
  /** By what it is an example of. */
  readonly migrations: Readonly<Record<string, string>>;
  readonly projects: Readonly<Record<string, string>>;
}

export const AGENCY = {
  agency: { name: 'Voorbeeld Media', timeZone: 'Europe/Amsterdam', language: 'nl', country: 'NL' },
  checklists: { after: ['Contactformulier getest', 'Statistieken tellen bezoekers'] },
  people: [
    { name: 'Anna de Vries', mail: 'anna@voorbeeld.example', phone: '+31 20 000 0000', does: [] },
    { name: 'Ben Jansen', mail: 'ben@voorbeeld.example', does: [] },
  ],
} as const;

/**
 * Fills an SQLite store with customers of an agency, each stopped somewhere else on its way: real moves in simulated worlds, by the engine itself.
 * Nothing in it is due: whoever serves it shows what stands there.
 */
export async function fill(file: string): Promise<Filled> {
  const clock = jumpingClock(BEGINS);
  const store = await openSqliteStore({ file, clock });
  const worlds = new Map<string, World>();
  let made = 0;
  const app: App = {
    config: { ...ConfigFile.parse(AGENCY), file: undefined, folder: '.' } as Config,
    store,
    clock,
    leaseMs: HOUR,
    pollMs: SECOND,
    inTime: (one) => one,
    newId: (prefix) => `${prefix}-${String(++made).padStart(4, '0')}`,
    playbooks: async () => builtInPlaybooks(),
    portsFor: async (state) => memoryPorts(worlds.get(state.domain)!),
    log: () => undefined,
  };
  const migrations: Record<string, string> = {};
  const projects: Record<string, string> = {};

  /** A project of a customer who has a world; `leaves` what people do not do. */
  async function customer(kind: string, domain: string, name: string, more: readonly string[] = []) {
    const world = createWorld({
      clock,
      seed: made + 1,
      scenario: { domain: `${domain}.`, redirectDomains: more.map((one) => `${one}.`) },
    });
    for (const one of [domain, ...more]) worlds.set(`${one}.`, world);
    const { project, migrations: begun } = await newProject(
      app,
      [domain, ...more],
      {
        registration: 'moves',
        hosting: 'moves',
        mail: 'moves',
        nameServers: 'switch',
        site: { source: 'old-host', canonicalHost: `www.${domain}`, redirects: [domain], database: true },
        customer: name,
        owner: OWNERS[made % OWNERS.length]!,
        contacts: [
          {
            name: `${name.split(' ').at(-1)} (eigenaar)`,
            mail: `info@${domain}`,
            phone: '+31 6 0000 0000',
            parts: ['customer', 'login-owner'],
          },
          { name: 'Team oplevering', mail: `test@${domain}`, parts: ['tester'] },
        ],
      } as never,
      ANNA,
    );
    const ids = begun.map(({ state }) => state.id);
    migrations[kind] = ids[0]!;
    projects[kind] = project.id;
    return { domain, world, ids };
  }
  type Customer = Awaited<ReturnType<typeof customer>>;

  const statusNow = async (id: string) => {
    const { playbook, state } = await load(app, id);
    return { status: statusOf(playbook, state), steps: state.steps };
  };
  /** Lets time pass for one customer until something is so; all others wait. */
  async function until(
    one: Customer,
    reached: (now: Awaited<ReturnType<typeof statusNow>>) => boolean,
    leaves: (wants: string | undefined) => boolean = () => false,
  ): Promise<void> {
    const panels = async (deed: string, ...args: readonly unknown[]): Promise<unknown> =>
      (one.world.people as unknown as Record<string, (...all: readonly unknown[]) => unknown>)[deed]!(...args);
    const agency = scriptedAgency(app, panels, one.ids, leaves);
    const latest = clock.now() + 60 * DAY;
    while (clock.now() < latest) {
      await tick(app, { signal, owner: 'filling' });
      if (reached(await statusNow(one.ids[0]!))) return;
      const deeds = await agency.act();
      if (reached(await statusNow(one.ids[0]!))) return;
      if (deeds.length > 0) continue;
      const next = await store.nextDueMs();
      if (next === undefined) throw new Error(`${one.domain} came to rest before it was where it should be`);
      clock.jumpTo(Math.max(next, clock.now() + SECOND));
    }
    throw new Error(`${one.domain} never was where it should be`);
  }
  const isDone = (step: string) => (now: { steps: Readonly<Record<string, { state: string } | undefined>> }) =>
    now.steps[step]?.state === 'done';

  /** Somebody else has all of them, for ever: they stay as they stand, however long others take or somebody looks. */
  const park = async (): Promise<void> => {
    const all = await store.listProjections({ limit: 1000 });
    for (const { id } of all) await store.claim(id, 'elsewhere', clock.now(), FOR_EVER);
  };

  const done = await customer('done', 'bakkerij-de-zon.nl', 'Bakkerij De Zon');
  await until(done, ({ status }) => isOver(status));
  await park();
  const back = await customer('rolled-back', 'kapsalon-kort.nl', 'Kapsalon Kort');
  await until(back, isDone('change-delegation'));
  await say(app, back.domain, 'rollback', {}, { ...ANNA, why: 'De klant ziet een oude webshop' });
  await until(back, ({ status }) => isOver(status));
  const cancelled = await customer('cancelled', 'visboer-ton.nl', 'Visboer Ton');
  await say(app, cancelled.domain, 'cancel', {}, { ...ANNA, why: 'Klant blijft waar hij is' });

  await park();
  const paused = await customer('paused', 'fysio-west.nl', 'Fysiotherapie West');
  await until(paused, isDone('lower-ttl'));
  await say(app, paused.domain, 'pause', {}, { ...ANNA, why: 'Klant is met vakantie' });
  await park();
  const transfer = await customer('transfer', 'garage-van-dam.nl', 'Garage van Dam');
  await until(transfer, ({ status, steps }) => steps['unlock-domain']?.state === 'done' && status !== 'running');

  await park();
  const asked = await customer('needs-you', 'tuincentrum-de-linde.nl', 'Tuincentrum De Linde', [
    'delinde.nl',
    'tuin-linde.be',
  ]);
  await until(asked, ({ steps }) => steps['collect-access']?.state === 'needs-you');
  await note(app, asked.domain, 'Klant belt vrijdag terug over de webshop.', undefined, ANNA);
  await addTask(
    app,
    asked.domain,
    { title: 'Vraag naar de oude nieuwsbrief', owner: 'customer', after: [], before: [] },
    ANNA,
  );

  await park();
  const halted = await customer('halted', 'notaris-berg.nl', 'Notaris Berg');
  await say(app, halted.domain, 'approve', {}, ANNA);
  const toFail = await firstOpen(app, halted.ids[0]!);
  await record(app, halted.ids[0]!, { by: 'golive' }, () => [
    { type: 'step', step: toFail, event: 'started', detail: {} },
    {
      type: 'step',
      step: toFail,
      event: 'failed',
      detail: {
        failure: { code: 'credentials-rejected', text: 'nieuw-host: refused our credentials', retry: 'after-operator' },
      },
    },
  ]);

  await park();
  const hostile = await customer('hostile', 'kwaad.nl', HOSTILE.customer);
  await until(hostile, ({ steps }) => steps['collect-access']?.state === 'needs-you');
  await makeHostile(app, hostile);

  await park();
  const planned = await customer('planned', 'school-de-brug.nl', 'Basisschool De Brug');
  await until(planned, isDone('approve'));
  await park();
  const switched = await customer('switched', 'wijnhuis-élan.nl'.replace('é', 'e'), 'Wijnhuis Elan');
  const unicode = await customer('draft', 'xn--caf-dezon-d4a.be', 'Café De Zon');
  await until(switched, isDone('change-delegation'));
  const seen = clock.now();
  await until(switched, () => clock.now() > seen + 90 * MINUTE);
  const held = await customer('held', 'fietsen-joost.de', 'Fietsen Joost');
  await say(app, held.domain, 'approve', {}, ANNA);
  const [free] = await nextFreeSlots(app, 1, await projectOf(app, held.domain));
  await book(app, held.domain, { slot: free!, hold: true } as never, ANNA);
  await answer(app, held.domain, { pairs: [['losingRegistrarCuts', 'no']] }, ANNA);

  await note(app, unicode.domain, 'Nog niet begonnen: eerst het contract.', undefined, ANNA);
  await addTask(
    app,
    switched.domain,
    { title: 'Openingstijden op de voorpagina', owner: 'agency', after: [], before: [], request: true } as never,
    { by: 'customer, by phone' },
  );

  await park();
  await store.close();
  return { nowMs: clock.now(), migrations, projects };
}

/** A step that golive could begin now. */
async function firstOpen(app: App, id: string): Promise<string> {
  const { playbook, state } = await load(app, id);
  const open = stepsOf(playbook, state).find((step) => ['ready', 'working'].includes(stepState(playbook, step, state)));
  if (open === undefined) throw new Error(`nothing is open in ${state.domain}`);
  return open.id;
}

async function makeHostile(app: App, { domain, ids }: { domain: string; ids: readonly string[] }): Promise<void> {
  const now = app.clock.now();
  const evidence = [
    { asked: `8.8.8.8: ${domain} TXT`, answered: HOSTILE.txt, atMs: now },
    { asked: 'whois.domain-registry.nl', answered: HOSTILE.whois, atMs: now },
    { asked: `LIST ${HOSTILE.folder}`, answered: HOSTILE.folder, atMs: now },
  ];
  await note(app, domain, HOSTILE.note, undefined, { by: HOSTILE.contact });
  await addTask(app, domain, { title: HOSTILE.task, owner: 'agency', after: [], before: [] }, ANNA);
  await record(app, ids[0]!, { by: 'golive' }, ({ state }) => [
    {
      type: 'step',
      step: 'collect-access',
      event: 'asked',
      detail: {
        task: state.steps['collect-access']!.task!,
        findings: (['TTL_TOO_LONG', 'SERIALS_DIFFER'] as const).map((tag) => ({
          tag,
          subject: HOSTILE.folder,
          message: message('engine.checking'),
          evidence,
        })),
        changes: [message('engine.checking')],
      },
    },
  ]);
}
