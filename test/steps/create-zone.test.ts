import { describe, expect, test } from 'vitest';
import type { Decision } from '../../src/domain/decision.ts';
import { child } from '../../src/domain/name.ts';
import { rrset } from '../../src/domain/rrset.ts';
import { MINUTE } from '../../src/domain/time.ts';
import { changeDelegation } from '../../src/steps/change-delegation.ts';
import { createZone } from '../../src/steps/create-zone.ts';
import { prepared, ready, settle, shortly } from '../checks/prepared.ts';
import type { Rig } from './rig.ts';

const signal = (): AbortSignal => new AbortController().signal;
const zoneAt = async (rig: Rig) => rig.ports.newDnsHost!.readZone(rig.world.domain, signal());
const data = (zone: Awaited<ReturnType<typeof zoneAt>>, type: string, name: string): string =>
  zone.find((set) => set.type === type && set.name === name)?.rdatas.join(' ') ?? '';

describe('the new zone', () => {
  test('is the old one with what was decided, and a second run plans nothing', async () => {
    const rig = ready();
    expect((await settle(rig, createZone)).kind).toBe('done');
    const { domain } = rig.world;
    const zone = await zoneAt(rig);
    expect(data(zone, 'A', domain)).toBe(
      rig.world.endpoints.find(({ kind, side }) => kind === 'web' && side === 'new')!.address,
    );
    expect(data(zone, 'TXT', `brood2019._domainkey.${domain}`)).toContain('v=DKIM1');
    expect(data(zone, 'NS', `intern.${domain}`)).toBe('ns1.derde.example.');
    expect(data(zone, 'A', `*.bestel.${domain}`)).not.toBe('');
    const sent = rig.sent.length;
    expect((await rig.go(createZone)).kind).toBe('done');
    expect(rig.sent).toHaveLength(sent);
    expect(rig.earlier['create-zone']!.facts).toMatchObject({
      completeness: 'exported',
      made: true,
      plan: { nameServers: ['ns1.nieuw-host.example.', 'ns2.nieuw-host.example.'] },
    });
  });

  test('what its list leaves out is remembered', async () => {
    const rig = ready();
    const host = rig.ports.oldDnsHost!;
    const readWhole: typeof host.readWhole = async (...asked) => ({
      rrsets: await host.readZone(...asked),
      unsayable: ['a\\.b.bakkerij-dezon.example.'],
    });
    (rig.ports as { oldDnsHost: typeof host }).oldDnsHost = { ...host, readWhole };
    expect((await settle(rig, createZone)).kind).toBe('done');
    expect(rig.earlier['create-zone']!.facts['leftOut']).toContain('a\\.b.bakkerij-dezon.example.');
  });

  const asks: readonly [title: string, options: ConstructorParameters<typeof Rig>[0], task: string][] = [
    [
      'nobody knows the new name servers',
      { answers: { newNameServers: [] }, without: ['newDnsHost'] },
      'ask dns.ask.new-name-servers',
    ],
    ['the site moves and nobody knows where to', { without: ['newHosting'] }, 'ask dns.ask.site-addresses'],
    ['mail moves and nobody knows where to', { without: ['newMailHost'] }, 'ask dns.ask.mail-records'],
  ];
  test.each(asks)('%s: it asks', async (_title, options, task) =>
    expect(shortly(await ready(options).go(createZone))).toBe(task),
  );

  test('a person told the addresses, and decided the mail', async () => {
    const rig = ready({ without: ['newHosting', 'newMailHost'] });
    const { domain } = rig.world;
    rig.answers = {
      ...rig.answers,
      free: { newAddresses: '127.77.0.99' },
      zoneChanges: [{ set: rrset(domain, 'MX', 300, ['10 mx.elders.example.']), why: 'Microsoft 365' }],
    };
    expect((await settle(rig, createZone)).kind).toBe('done');
    expect([data(await zoneAt(rig), 'A', domain), data(await zoneAt(rig), 'MX', domain)]).toEqual([
      '127.77.0.99',
      '10 mx.elders.example.',
    ]);
  });

  test("without an API it is a person's task with every record, done when it shows at every address", async () => {
    const rig = ready({ without: ['newDnsHost'] });
    const { domain, people } = rig.world;
    const task = (await rig.go(createZone)) as Extract<Decision<unknown>, { kind: 'act' }>;
    const [create, put] = task.changes as [unknown, { rrsets: ReturnType<typeof rrset>[] }];
    expect(createZone.describe(create as never).text).toBe('dns.create-zone.create');
    expect(createZone.describe(put as never).values?.['records']).toContain(`www.${domain} 3600 IN A`);
    people.createZone('new', domain);
    people.putRrsets('new', domain, put.rrsets.slice(1));
    const rest = (await rig.go(createZone)) as typeof task;
    expect((rest.changes[0] as typeof put).rrsets).toEqual(put.rrsets.slice(0, 1));
    people.putRrsets('new', domain, put.rrsets);
    expect((await rig.go(createZone)).kind).toBe('done');
  });

  test('a zone that stood there before is not overwritten without a yes to exactly these changes', async () => {
    const rig = ready();
    const { domain, people } = rig.world;
    people.createZone('new', domain);
    people.putRrsets('new', domain, [rrset(child('oud', domain), 'MX', 300, ['10 mx.elders.example.'])]);
    const decision = (await rig.go(createZone)) as Extract<Decision<unknown>, { kind: 'ask' }>;
    expect([shortly(decision), decision.wants]).toEqual(['ask dns.ask.confirm-zone', 'confirmZone']);
    rig.answers = { ...rig.answers, free: { confirmZone: 'wrong' } };
    expect((await rig.go(createZone)).kind).toBe('ask');
    rig.answers = { ...rig.answers, free: { confirmZone: String(decision.task.values!['token']) } };
    expect((await settle(rig, createZone)).kind).toBe('done');
  });

  test('a zone that a person made after our own try was refused is not ours to fill unasked', async () => {
    const rig = ready();
    expect((await rig.look(createZone)).kind).toBe('act');
    const { people, domain } = rig.world;
    people.createZone('new', domain);
    people.putRrsets('new', domain, [rrset(child('oud', domain), 'MX', 300, ['10 mx.elders.example.'])]);
    expect(shortly(await rig.look(createZone))).toBe('ask dns.ask.confirm-zone');
    rig.acted = 1;
    expect((await rig.look(createZone)).kind).toBe('act');
  });

  test('a question about the old zone that nobody answered is asked again before the list counts, and then it is said', async () => {
    const rig = ready({ without: ['oldDnsHost'] });
    const { dns } = rig.ports;
    const askAll = dns.askAll.bind(dns);
    let deaf = true;
    dns.askAll = async (questions, ...more) =>
      (await askAll(questions, ...more)).map((answer) =>
        deaf && answer.question.name.startsWith('_dmarc.')
          ? { ...answer, outcome: 'timeout', answer: [], authority: [] }
          : answer,
      );
    const first = await rig.look(createZone);
    expect(shortly(first)).toBe('wait inventory.unanswered');
    rig.clock.advance(9 * MINUTE);
    expect((await rig.look(createZone)).kind).toBe('wait');
    rig.clock.advance(MINUTE);
    expect((await rig.look(createZone)).kind).toBe('act');
    deaf = false;
    expect(await settle(rig, createZone)).toMatchObject({ kind: 'done', facts: { unheardSinceMs: null } });
    const key = `_dmarc.${rig.world.domain}`;
    expect(data(await zoneAt(rig), 'TXT', key)).toContain('v=DMARC1');
    deaf = true;
    const again = await rig.look(createZone);
    expect(shortly(again)).toBe('wait inventory.unanswered');
    expect((again.facts!['inventory'] as { name: string }[]).map(({ name }) => name)).toContain(key);
  });

  test('servers that refuse the whole zone are asked for it once', async () => {
    const rig = ready({ without: ['oldDnsHost'] });
    const asked: string[] = [];
    const { dns } = rig.ports;
    const transfer = dns.transfer.bind(dns);
    dns.transfer = async (server, ...more) => {
      asked.push(server.address);
      return transfer(server, ...more);
    };
    await rig.look(createZone);
    const once = asked.length;
    expect(once).toBeGreaterThan(0);
    await rig.look(createZone);
    await rig.look(createZone);
    expect(asked).toHaveLength(once);
  });

  test('the old zone cannot be read: nothing is made of nothing', async () => {
    const rig = ready({ without: ['oldDnsHost'] });
    for (const { kind, address } of rig.world.servers) if (kind === 'old') rig.world.faults.dns(address, 'timeout');
    expect(shortly(await rig.look(createZone))).toBe('wait dns.wait.old-zone-unreadable');
    expect(rig.sent).toEqual([]);
  });
});

describe('going back', () => {
  test('the zone it made goes, one that was there gets its records back', async () => {
    const made = ready();
    const before = made.world.snapshot();
    await settle(made, createZone);
    expect((await made.back(createZone)).kind).toBe('done');
    expect(made.world.snapshot()).toEqual(before);

    const there = ready();
    const { domain, people } = there.world;
    people.createZone('new', domain);
    people.putRrsets('new', domain, [rrset(child('test', domain), 'A', 300, ['127.77.0.99'])]);
    const was = there.world.snapshot();
    await settle(there, createZone);
    expect((await there.back(createZone)).kind).toBe('done');
    expect(there.world.snapshot()).toEqual(was);
  });

  test('not while a parent still sends people there, nor while caches may', async () => {
    const rig = await prepared();
    await settle(rig, changeDelegation);
    expect(shortly(await rig.back(createZone))).toBe('wait dns.wait.still-delegated');
    rig.world.people.setNameServers(rig.world.domain, ['ns1.oud-host.example.', 'ns2.oud-host.example.'] as never);
    rig.clock.advance(5 * MINUTE);
    const untilMs = rig.clock.now() + MINUTE;
    rig.earlier['change-delegation'] = { state: 'undone', facts: { untilMs } };
    expect(shortly(await rig.back(createZone))).toBe('wait dns.wait.way-back');
    rig.clock.advance(MINUTE);
    expect((await rig.back(createZone)).kind).toBe('done');
  });
});
