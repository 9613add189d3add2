import { jumpingClock } from '../../src/adapters/clock/memory/index.ts';
import { openMemoryStore } from '../../src/adapters/store/memory/index.ts';
import type { App } from '../../src/app/app.ts';
import type { Config } from '../../src/app/config/schema.ts';
import { ConfigFile } from '../../src/app/config/schema.ts';
import { newProject } from '../../src/app/new-project.ts';
import { record } from '../../src/app/record.ts';
import type { JournalEvent, StepDetail } from '../../src/domain/journal.ts';
import type { StepEventName } from '../../src/domain/lifecycle.ts';
import type { Playbook } from '../../src/domain/playbook.ts';
import { HOUR, SECOND } from '../../src/domain/time.ts';
import type { Store } from '../../src/ports/store.ts';
import { playbookOf, stepAfter } from '../domain/playbooks.ts';

/** A Friday morning in Amsterdam, as the seeds' agency would begin. */
export const FRIDAY = Date.parse('2026-11-20T10:00:00+01:00');
export const ANNA = { by: 'Anna' };

/** Few steps, one of each kind that a person has to do with. */
export const SMALL: Playbook = playbookOf(
  [
    stepAfter('collect-access', [], { params: { fields: ['ftp'] }, owner: 'login-owner', minutes: 30 }),
    stepAfter('ask-losing-registrar', [], { owner: 'login-owner', dueHoursBeforeSlot: 48 }),
    stepAfter('approve', ['collect-access', 'ask-losing-registrar'], { owner: 'approver' }),
    stepAfter('wait-for-slot', ['approve']),
    stepAfter('order-hosting', ['wait-for-slot'], { needsApproval: true }),
    stepAfter('verify-live', ['order-hosting']),
    stepAfter('customer-signoff', ['verify-live'], { owner: 'customer' }),
    stepAfter('request-transfer', ['customer-signoff'], { pointOfNoReturn: true }),
  ],
  { id: 'small', answers: { registration: 'moves', hosting: 'moves', mail: 'none', nameServers: 'switch' } },
);

/** The steps of a switch that half-days have to do with. */
export const SWITCHING: Playbook = playbookOf(
  [
    stepAfter('watch-parents', []),
    stepAfter('lower-ttl', [], { params: { ttlSeconds: 300 } }),
    stepAfter('remove-ds', []),
    stepAfter('preflight', ['lower-ttl', 'remove-ds']),
    stepAfter('approve', ['preflight'], { owner: 'approver' }),
    stepAfter('wait-for-slot', ['approve']),
    stepAfter('change-delegation', ['wait-for-slot'], { needsApproval: true }),
  ],
  { id: 'switching', answers: { registration: 'moves', hosting: 'moves', mail: 'none', nameServers: 'switch' } },
);

export interface Office {
  readonly app: App;
  readonly clock: ReturnType<typeof jumpingClock>;
  /** Writes what the engine would have found out. */
  engineSays(domain: string, step: string, event: StepEventName, detail?: StepDetail): Promise<void>;
  writes(domain: string, event: JournalEvent): Promise<void>;
}

export function smallOffice(
  settings: Readonly<Record<string, unknown>> = {},
  clock: Office['clock'] = jumpingClock(FRIDAY),
  store: Store = openMemoryStore({ clock }),
): Office {
  let made = 0;
  const app: App = {
    config: { ...ConfigFile.parse(settings), file: undefined, folder: '/nowhere' } as Config,
    store,
    clock,
    leaseMs: HOUR,
    pollMs: SECOND,
    inTime: (signal) => signal,
    newId: (prefix) => `${prefix}-${++made}`,
    playbooks: async () => new Map([SMALL, SWITCHING].map((playbook) => [playbook.id, playbook])),
    portsFor: async () => {
      throw new Error('nobody is asked in these tests');
    },
    log: () => undefined,
  };
  const writes = async (domain: string, event: JournalEvent) => {
    const [header] = await app.store.findMigrations(`${domain}.`);
    await record(app, header!.id, { by: 'golive' }, () => [event]);
  };
  return {
    app,
    clock,
    writes,
    engineSays: (domain, step, event, detail = {}) => writes(domain, { type: 'step', step, event, detail }),
  };
}

/** A project of `klant.nl` in draft. */
export async function withClient(settings: Readonly<Record<string, unknown>> = {}): Promise<Office> {
  const office = smallOffice(settings);
  await newProject(office.app, ['klant.nl'], { playbook: 'small', customer: 'Klant BV' }, ANNA);
  return office;
}
