import { expect, test } from 'vitest';
import type { App } from '../../src/app/app.ts';
import { journalDocument } from '../../src/app/journal-document.ts';
import { planDocument } from '../../src/app/plan-document.ts';
import { zoneBackup } from '../../src/app/zone-backup.ts';
import { readZoneFile } from '../../src/dns/zone-file.ts';
import type { Rrset } from '../../src/domain/rrset.ts';
import { rrset, sortZone } from '../../src/domain/rrset.ts';
import { never, refuses } from '../contract/laboratory.ts';
import { EVERYTHING, simulated } from './simulated-app.ts';
import { stateOf, stopAt } from './stop-at.ts';

const NAME_SERVERS = { newNameServers: ['ns1.nieuw-host.example.', 'ns2.nieuw-host.example.'] };

test('before each write the zone is kept: small in the journal, large beside it, and it comes back whole', async () => {
  for (const notes of [0, 40]) {
    const sim = await simulated({ answers: { ...EVERYTHING, ...NAME_SERVERS } });
    const { domain, people } = sim.world;
    await refuses('not-allowed', () => zoneBackup(sim.app, domain));
    people.putRrsets(
      'old',
      domain,
      Array.from({ length: notes }, (_, n) =>
        rrset(`note${n}.${domain}` as never, 'TXT', 14_400, [`"${'n'.repeat(200)}"`]),
      ),
    );
    const host = (await sim.app.portsFor(await stateOf(sim), {} as never)).oldDnsHost!;
    const was: readonly Rrset[] = await host.readZone(domain, never());
    await stopAt(sim, 'lower-ttl', ({ state }) => state === 'done');
    const backup = await zoneBackup(sim.app, domain, 'lower-ttl');
    expect(backup).toMatchObject({ zone: 'bakkerij-dezon.example', step: 'lower-ttl' });
    expect(readZoneFile(backup.zoneFile, { origin: domain }).rrsets).toEqual(sortZone(was));
    await refuses('not-allowed', () => zoneBackup(sim.app, domain, 'raise-ttl'));
    const { events } = await journalDocument(sim.app, domain);
    const [write] = events.filter(({ type, step }) => type === 'effect-intended' && step === 'lower-ttl');
    const { request } = write!.event as { request: object };
    expect(Object.keys(request)).toEqual(notes === 0 ? ['rrsets', 'zone', 'zoneFile'] : ['body']);
  }
});

test('the plan shows what would be sent, and only where golive sends it', async () => {
  const sim = await simulated({ answers: { ...EVERYTHING, ...NAME_SERVERS } });
  const speaking: App = {
    ...sim.app,
    portsFor: async (state, project) => {
      const ports = await sim.app.portsFor(state, project);
      const { oldDnsHost, newDnsHost: _none, ...others } = ports;
      const calls = ({ kind, zone }: { kind: string; zone: string }) => [`${kind} ${zone}`];
      return { ...others, oldDnsHost: { ...oldDnsHost!, calls } };
    },
  };
  const { plans } = await planDocument(speaking, sim.world.domain, { signal: never() });
  const steps = new Map(plans[0]!.steps.map((step) => [step.step, step]));
  expect(steps.get('lower-ttl')).toMatchObject({ who: 'golive', calls: ['put bakkerij-dezon.example.'] });
  expect(steps.get('create-zone')!.calls).toBe(undefined);
});
