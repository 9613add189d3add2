import { beforeAll, describe, expect, test } from 'vitest';
import { dsFromDnskey, keyTag } from '../../src/dns/dnssec.ts';
import type { Decision } from '../../src/domain/decision.ts';
import { DAY, HOUR, MINUTE } from '../../src/domain/time.ts';
import { changeDelegation } from '../../src/steps/change-delegation.ts';
import { closeOldService } from '../../src/steps/close-old-service.ts';
import { publishSite } from '../../src/steps/publish-site.ts';
import { raiseTtl } from '../../src/steps/raise-ttl.ts';
import { restoreDs } from '../../src/steps/restore-ds.ts';
import { watchPropagation } from '../../src/steps/watch-propagation.ts';
import { render } from '../../src/texts/render.ts';
import type { Seen } from '../checks/prepared.ts';
import { prepared, seen, settle, shortly } from '../checks/prepared.ts';
import type { RigOptions } from './rig.ts';
import { Rig } from './rig.ts';

const signal = (): AbortSignal => new AbortController().signal;
const moved = async (options: RigOptions = {}): Promise<Rig> => {
  const rig = await prepared(options);
  await settle(rig, changeDelegation);
  await settle(rig, watchPropagation);
  return rig;
};
const dsAt = (rig: Rig): readonly string[] =>
  (rig.world.snapshot() as { registrations: Record<string, { ds: string[] }> }).registrations[rig.world.domain]!.ds;

describe('restore-ds', () => {
  test('signs, waits until no cache can hold "no keys", and sets the DS that the new keys satisfy', async () => {
    const rig = await moved();
    expect(dsAt(rig)).toEqual([]);
    const wait = await rig.look(restoreDs);
    expect(wait).toMatchObject({ kind: 'act', changes: [{ kind: 'sign' }], owner: 'agency' });
    const start = rig.clock.now();
    expect((await settle(rig, restoreDs)).kind).toBe('done');
    expect(rig.clock.now() - start).toBeGreaterThanOrEqual(HOUR); // the zone's data, not its "does not exist" (900 s)
    expect(dsAt(rig)).toHaveLength(1);
    const [validating] = rig.world.servers.filter(({ kind, name }) => kind === 'resolver' && name.startsWith('parent'));
    rig.clock.advance(2 * DAY);
    const answer = rig.world.answerDns(validating!.address, {
      name: rig.world.domain,
      type: 'A',
      recursive: true,
      transport: 'udp',
    });
    expect(answer).toMatchObject({ rcode: 0 });

    let back = await rig.back(restoreDs);
    const begun = rig.clock.now();
    for (let round = 0; back.kind === 'wait' && round < 5; round++) {
      rig.clock.advance(back.untilMs - rig.clock.now());
      back = await rig.back(restoreDs);
    }
    expect([back.kind, dsAt(rig)]).toEqual(['done', []]);
    expect(rig.clock.now() - begun).toBeGreaterThanOrEqual(HOUR); // DS and keys: 3600 s each
  });
  test('signs again where a crash came between what was meant and what was sent', async () => {
    const rig = await moved();
    const meant = await rig.look(restoreDs);
    rig.clock.advance(DAY);
    expect(await rig.look(restoreDs)).toMatchObject({
      kind: 'act',
      changes: meant.kind === 'act' ? meant.changes : [],
    });
    expect((await settle(rig, restoreDs)).kind).toBe('done');
    expect(dsAt(rig)).toHaveLength(1);
  });
  test('a server that is not heard says nothing of whether the host signs; all of them without keys for an hour do', async () => {
    const rig = await moved();
    const { ctx, observed, now } = await seen(rig, restoreDs);
    const facts = { askedMs: now - 2 * HOUR };
    const asked = { ...ctx, acted: 1, earlier: { ...ctx.earlier, 'restore-ds': { state: 'working', facts } } };
    const planned = (...outcomes: readonly string[]) => {
      const o = structuredClone(observed);
      for (const [index, outcome] of outcomes.entries()) {
        const { answers } = o.newServers.servers[index];
        Object.assign(
          answers.find(({ type }: { type: string }) => type === 'DNSKEY'),
          { outcome, rdatas: [] },
        );
      }
      return shortly(restoreDs.plan(asked as never, o, now));
    };
    expect(planned('nodata', 'timeout')).toBe('wait dns.wait.new-servers');
    expect(planned('nodata', 'refused')).toBe('wait dns.wait.new-servers');
    expect(planned('nodata', 'nodata')).toBe('ask dns.restore-ds.cannot-sign');
  });
  test('a domain that was not signed stays so', async () => {
    const rig = await moved({ scenario: { signed: false } });
    expect((await rig.go(restoreDs)).kind).toBe('done');
    expect(rig.sent.filter((name) => name.startsWith('restore-ds'))).toEqual([]);
  });
  test('nothing is signed for a zone that the world does not ask', async () =>
    expect(shortly(await (await prepared()).go(restoreDs))).toBe('blocked dns.restore-ds.not-delegated'));
});

test('raise-ttl gives back what lower-ttl found, in the new zone, and back again', async () => {
  const rig = await moved();
  const short = rig.world.snapshot();
  expect((await settle(rig, raiseTtl)).kind).toBe('done');
  const zone = await rig.ports.newDnsHost!.readZone(rig.world.domain, signal());
  expect(zone.find(({ type, name }) => type === 'CAA' && name === rig.world.domain)?.ttlSeconds).toBe(3600);
  expect((await rig.back(raiseTtl)).kind).toBe('done');
  expect(rig.world.snapshot()).toEqual(short);
});

describe('close-old-service', () => {
  test("waits for the deadline and its grace, then for a person's word", async () => {
    const rig = await moved();
    const worstCaseAtMs = rig.earlier['watch-propagation']!.facts['worstCaseAtMs'] as number;
    expect(await rig.look(closeOldService, { graceDays: 3 })).toMatchObject({
      kind: 'wait',
      untilMs: worstCaseAtMs + 3 * DAY,
    });
    rig.clock.advance(worstCaseAtMs + 3 * DAY - rig.clock.now());
    expect(await rig.look(closeOldService, { graceDays: 3 })).toMatchObject({ kind: 'ask', closesOnWord: true });
  });
  test('never while a parent names an old server', async () => {
    const rig = await moved();
    rig.world.people.setNameServers(rig.world.domain, ['ns1.oud-host.example.', 'ns1.nieuw-host.example.'] as never);
    rig.clock.advance(30 * DAY);
    expect(shortly(await rig.look(closeOldService))).toBe('blocked dns.close.still-delegated');
  });
});

describe('close-old-service names what leaves, and nothing that stays', () => {
  const LEAVES = { hosting: 'moves', mail: 'moves', nameServers: 'switch' } as const;
  const cases: readonly [answers: RigOptions['answers'], key: string, cancels: RegExp, keeps: RegExp | undefined][] = [
    [{}, 'dns.close.task', /hosting, mailboxes and DNS/, undefined],
    [{ nameServers: 'stays' }, 'dns.close.hosting-mail', /only the hosting and the mailboxes\./, /DNS/],
    [{ mail: 'stays' }, 'dns.close.hosting-dns', /only the hosting and the DNS\./, /mailboxes/],
    [{ mail: 'none' }, 'dns.close.hosting-dns', /only the hosting and the DNS\./, /domain name/],
    [{ hosting: 'ours' }, 'dns.close.mail-dns', /only the mailboxes and the DNS\./, /hosting/],
    [{ mail: 'stays', nameServers: 'ours' }, 'dns.close.hosting', /only the hosting\./, /mailboxes and DNS/],
    [{ hosting: 'stays', nameServers: 'stays' }, 'dns.close.mail', /only the mailboxes\./, /hosting and DNS/],
    [{ hosting: 'stays', mail: 'stays' }, 'dns.close.dns', /only the DNS\./, /hosting and mailboxes/],
    [{ hosting: 'stays', mail: 'stays', nameServers: 'stays' }, 'dns.close.nothing', /Cancel nothing/, undefined],
  ];
  test.each(cases)('%j: %s', async (answers, key, cancels, keeps) => {
    const rig = await moved();
    const { ctx, observed, now } = await seen(rig, closeOldService);
    const mix = { ...ctx.answers, ...LEAVES, ...answers };
    const decision = closeOldService.plan({ ...ctx, answers: mix } as never, observed, now + 90 * DAY);
    expect(decision).toMatchObject({ task: { text: key, values: { zone: 'bakkerij-dezon.example' } } });
    const { task } = decision as Extract<typeof decision, { kind: 'ask' }>;
    const said = render(task, { language: 'en', timeZone: 'UTC' });
    expect(said).toMatch(cancels);
    if (keeps !== undefined) expect(said.split('Do not cancel')[1]).toMatch(keeps);
  });
});

describe('close-old-service, where one provider carries several domains', () => {
  const AT = 1_900_000_000_000;
  const sibling = (record: object | undefined, answers: object = {}) => ({
    domain: 'de-zon.example.',
    answers: { registration: 'stays', hosting: 'stays', mail: 'none', nameServers: 'switch', ...answers },
    earlier: record === undefined ? {} : { 'watch-propagation': { state: 'done', facts: {}, ...record } },
  });
  const OURS = { oldDnsHost: 'a', oldHosting: 'a', oldMailHost: 'a' };
  const THEIRS = { oldDnsHost: 'b', oldHosting: 'b', oldMailHost: 'b' };
  const cases: readonly [title: string, siblings: readonly object[], ours: object | undefined, expected: object][] = [
    ['alone', [], undefined, { kind: 'wait', for: 'time' }],
    [
      'another that is not forgotten yet',
      [sibling({ state: 'waiting' })],
      undefined,
      { reason: { text: 'dns.close.other-domains', values: { domains: 'de-zon.example' } } },
    ],
    ['another that has not begun', [sibling(undefined)], undefined, { reason: { text: 'dns.close.other-domains' } }],
    [
      'another whose deadline is later',
      [sibling({ facts: { worstCaseAtMs: AT } })],
      undefined,
      { untilMs: AT + 3 * DAY },
    ],
    [
      'another that is at another provider',
      [sibling(undefined, { providers: THEIRS })],
      OURS,
      { kind: 'wait', for: 'time' },
    ],
    [
      'another of which nothing is there',
      [sibling(undefined, { nameServers: 'stays' })],
      undefined,
      { kind: 'wait', for: 'time' },
    ],
  ];
  test.each(cases)('%s', async (_title, siblings, ours, expected) => {
    const rig = await moved();
    const { ctx, observed, now } = await seen(rig, closeOldService, { graceDays: 3 });
    const answers = { ...ctx.answers, ...(ours === undefined ? {} : { providers: ours }) };
    expect(closeOldService.plan({ ...ctx, answers, siblings } as never, observed, now)).toMatchObject(expected);
  });
});

describe('a zone that is signed again', () => {
  const signatureBy = (key: string, type: string, zone: string): string =>
    `${type} 13 2 300 3000000000 1000000000 ${keyTag(key)} ${zone} AAAA`;

  let begun: Seen;
  beforeAll(async () => {
    const rig = await prepared();
    expect((await settle(rig, changeDelegation)).kind).toBe('done');
    rig.world.people.signZone('new', rig.world.domain);
    begun = await seen(rig, restoreDs);
  });
  // biome-ignore lint/suspicious/noExplicitAny: what was observed and is remembered is changed freely
  type Free = any;
  type Change = (o: Free, earlier: Free, now: number) => void;
  const planned = (own: object, ...changes: readonly Change[]): Decision<unknown> & { facts?: Free } => {
    const { ctx, observed, now } = structuredClone({ ...begun, ctx: JSON.parse(JSON.stringify(begun.ctx)) as Free });
    ctx.earlier['restore-ds'] = { state: 'working', facts: own };
    for (const change of changes) change(observed, ctx.earlier, now);
    return restoreDs.plan(ctx, observed, now);
  };
  const unsigned =
    (...types: readonly string[]): Change =>
    (o) => {
      for (const { answers } of o.newServers.servers)
        for (const answer of answers) if (types.includes(answer.type)) answer.signatures = [];
    };
  const delegated: Change = (o) => {
    const [key] = o.newServers.servers[0].answers.find(({ type }: Free) => type === 'DNSKEY').rdatas;
    for (const parent of o.delegation.parents)
      Object.assign(parent, { dsOutcome: 'answer', ds: [dsFromDnskey(begun.ctx.domain, key)] });
  };
  const byHand: Change = (o) => {
    o.registrarDs = null;
  };
  const intending =
    (ttlSeconds: number): Change =>
    (_o, earlier) => {
      earlier['create-zone'].facts.intended[0].ttlSeconds = ttlSeconds;
    };

  test.each<[string, object, readonly Change[], string]>([
    ['signed, and every cache forgot what it was before', { signedAtMs: 0 }, [], 'act'],
    ['nothing carries a signature', { signedAtMs: 0 }, [unsigned('DNSKEY', 'SOA')], 'wait wait-signatures'],
    ['only the keys do', { signedAtMs: 0 }, [unsigned('SOA')], 'wait wait-signatures'],
    ['a person is asked for the DS no sooner', { signedAtMs: 0 }, [byHand, unsigned('SOA')], 'wait wait-signatures'],
    ['… nor told that it is over', { signedAtMs: 0 }, [delegated, unsigned('SOA')], 'wait wait-signatures'],
    ['an hour of it', { unsignedSinceMs: 0 }, [unsigned('SOA')], 'ask cannot-sign'],
    [
      '… with the DS there no word ends it',
      { unsignedSinceMs: 0 },
      [delegated, unsigned('SOA')],
      'wait wait-signatures',
    ],
  ])('%s', (_title, own, changes, decision) =>
    expect(shortly(planned(own, ...changes)).replace('dns.restore-ds.', '')).toBe(decision),
  );
  const REVOKED = `${0x0100 | 0x0080 | 1} 3 13 ${Buffer.alloc(64, 9).toString('base64')}`;
  const keysOf = (o: Free): Free[] =>
    o.newServers.servers.map(({ answers }: Free) => answers.find(({ type }: Free) => type === 'DNSKEY'));
  test('a key that was revoked gets no DS, though it is shown to whom it may concern (RFC 5011 §2.1)', () => {
    const beside: Change = (o) => {
      for (const keys of keysOf(o)) keys.rdatas = [...keys.rdatas, REVOKED];
    };
    const decision = planned({ signedAtMs: 0 }, beside);
    expect(decision).toEqual(planned({ signedAtMs: 0 }));
    expect(decision).toMatchObject({ kind: 'act', changes: [{ kind: 'set-ds', ds: [expect.any(String)] }] });
    const alone: Change = (o) => {
      for (const keys of keysOf(o)) keys.rdatas = [REVOKED];
    };
    expect(shortly(planned({}, alone)), 'no DS at all is not one for all of its keys').not.toBe('done');
  });
  test('data without signatures begins the wait anew, and is told after hours', () => {
    const { facts, ...wait } = planned({ signedAtMs: 0 }, unsigned('SOA'));
    expect(facts).toEqual({ signedAtMs: null, unsignedSinceMs: begun.now });
    expect(wait).toMatchObject({ deadlineMs: begun.now + 4 * HOUR });
  });

  const untilMs = (own: object, ...changes: readonly Change[]): number | undefined => {
    const decision = planned({ signedAtMs: begun.now - 901_000, ...own }, ...changes);
    return shortly(decision) === 'wait dns.restore-ds.wait-caches' && decision.kind === 'wait'
      ? (decision.untilMs - begun.now + 901_000) / 1000
      : undefined;
  };
  test('caches keep data without signatures for the longest TTL of the zone (RFC 4035 §5.2)', () => {
    expect(untilMs({}, intending(86_400))).toBe(86_400);
    expect(untilMs({}, intending(3_000_000))).toBe(7 * 86_400);
    expect(untilMs({}, (o) => (o.newServers.servers[0].negativeTtlSeconds = 7201))).toBe(7201);
  });
  test('… however many there are', () =>
    expect(
      untilMs({}, (_o, earlier) => {
        const { facts } = earlier['create-zone'];
        const [first] = facts.intended;
        const many = Array.from({ length: 130_000 }, (_, index) => ({ ...first, name: `n${index}.${first.name}` }));
        facts.intended = [...facts.intended, ...many, { ...first, name: `last.${first.name}`, ttlSeconds: 86_400 }];
      }),
    ).toBe(86_400));
  test('… also those that it got back before it was signed', () =>
    expect(
      untilMs({}, (_o, earlier) => {
        const [first] = earlier['create-zone'].facts.intended;
        earlier['lower-ttl'].facts.originals = [{ ...first, ttlSeconds: 172_800 }];
      }),
    ).toBe(172_800));
  test('… and where nobody knows the zone, as it was seen, or a day', () => {
    const forgotten: Change = (_o, earlier) => {
      earlier['create-zone'].facts.intended = [];
    };
    const watched: Change = (_o, earlier) => {
      const longestTtl = { what: 'rrset', seconds: 7200, source: 'x' };
      earlier['watch-parents'] = { state: 'done', facts: { longestTtl } };
    };
    expect(untilMs({}, forgotten)).toBe(86_400);
    expect(untilMs({}, forgotten, watched)).toBe(7200);
  });
  test('a server that falls silent takes nothing back of the wait, and a person is told after hours', () => {
    const silent: Change = (o) => Object.assign(o.newServers.servers[1], { outcome: 'timeout', answers: [] });
    const decision = planned({ signedAtMs: 7 }, silent);
    expect(shortly(decision)).toBe('wait dns.wait.new-servers');
    expect(decision).toMatchObject({ deadlineMs: begun.now + 4 * HOUR, facts: { waitingSinceMs: begun.now } });
    expect(decision.facts).not.toHaveProperty('signedAtMs');
    const gone: Change = (o) => {
      for (const { answers } of o.newServers.servers)
        for (const answer of answers)
          if (answer.type === 'DNSKEY') Object.assign(answer, { outcome: 'nodata', rdatas: [] });
    };
    expect(planned({ signedAtMs: 7 }, gone)).toMatchObject({ facts: { signedAtMs: null } });
  });

  test('by keys without the flag of an entry point: no DS at all is not all of them', async () => {
    const rig = await prepared();
    expect((await settle(rig, changeDelegation)).kind).toBe('done');
    const { ctx, observed, now } = await seen(rig, restoreDs);
    const key = `256 3 13 ${Buffer.alloc(64, 7).toString('base64')}`;
    for (const server of observed.newServers.servers)
      Object.assign(
        server.answers.find(({ type }: { type: string }) => type === 'DNSKEY'),
        { outcome: 'answer', rdatas: [key], ttlSeconds: 300, signatures: [signatureBy(key, 'DNSKEY', ctx.domain)] },
      );
    for (const server of observed.newServers.servers)
      Object.assign(
        server.answers.find(({ type }: { type: string }) => type === 'SOA'),
        { signatures: [signatureBy(key, 'SOA', ctx.domain)] },
      );
    const later = { ...ctx, earlier: { ...ctx.earlier, 'restore-ds': { state: 'working', facts: { signedAtMs: 0 } } } };
    expect(restoreDs.plan(later as never, observed, now)).toMatchObject({
      kind: 'act',
      changes: [{ kind: 'set-ds', ds: [dsFromDnskey(ctx.domain, key)] }],
    });
  });
});

describe('a DS that was to stay', () => {
  const STAYS: RigOptions = { answers: { hosting: 'stays', mail: 'stays', nameServers: 'stays' } };
  const transferred = (rig: Rig, dsBefore: readonly string[]) => {
    rig.earlier['watch-transfer'] = { state: 'done', facts: { dsBefore } };
  };
  test('and that the new registrar dropped is put back', async () => {
    const rig = new Rig(STAYS);
    const before = dsAt(rig);
    transferred(rig, before);
    rig.world.people.removeDs(rig.world.domain);
    rig.clock.advance(MINUTE);
    const decision = await rig.look(restoreDs);
    expect(decision).toMatchObject({ kind: 'act', changes: [{ kind: 'set-ds', ds: before }] });
    rig.world.people.setDs(rig.world.domain, before);
    rig.clock.advance(MINUTE);
    expect(await rig.look(restoreDs)).toMatchObject({ kind: 'done', facts: { ds: before } });
  });
  test('… with one of a stand-by key that the zone does not publish yet', async () => {
    const rig = new Rig(STAYS);
    const before = [...dsAt(rig), `9 13 2 ${'b'.repeat(64)}`];
    transferred(rig, before);
    rig.world.people.removeDs(rig.world.domain);
    rig.clock.advance(MINUTE);
    expect(await rig.look(restoreDs)).toMatchObject({ kind: 'act', changes: [{ kind: 'set-ds', ds: before }] });
  });
  test('and is as it was', async () => {
    const rig = new Rig(STAYS);
    transferred(rig, dsAt(rig));
    expect((await rig.look(restoreDs)).kind).toBe('done');
  });
  test('there was none', async () => {
    const rig = new Rig({ ...STAYS, scenario: { signed: false } });
    transferred(rig, []);
    expect((await rig.look(restoreDs)).kind).toBe('done');
  });
  test('and neither the old nor the present one fits the zone: a person', async () => {
    const rig = new Rig(STAYS);
    transferred(rig, ['1 13 2 aa']);
    rig.world.people.setDs(rig.world.domain, [`2 13 2 ${'b'.repeat(64)}`]);
    rig.clock.advance(MINUTE);
    const decision = await rig.look(restoreDs);
    expect(shortly(decision)).toBe('ask dns.restore-ds.unfit');
    expect(decision).toMatchObject({ findings: [{ tag: 'DS_CHANGED' }] });
  });
});

describe('publish-site', () => {
  const HOME: RigOptions = {
    scenario: { hostingAt: 'new', zoneAt: 'new', registrationAt: 'new', mailAt: 'new', signed: false },
    answers: { registration: 'ours', hosting: 'ours', mail: 'ours', nameServers: 'ours' },
  };
  test('opens the site, sees it from outside, and closes it again', async () => {
    const rig = new Rig(HOME);
    rig.world.people.setPublished('new', rig.world.domain, false);
    const before = rig.world.snapshot();
    expect((await rig.look(publishSite)).kind).toBe('act');
    expect((await settle(rig, publishSite)).kind).toBe('done');
    expect((await rig.back(publishSite)).kind).toBe('done');
    expect(rig.world.snapshot()).toEqual(before);
  });
  test('open at the API is not enough: a page has to come', async () => {
    const { ctx, observed, now } = await seen(new Rig(HOME), publishSite);
    const broken = {
      ...observed,
      published: true,
      site: observed.site.map((one: object) => ({ ...one, status: 500 })),
    };
    expect(shortly(publishSite.plan(ctx as never, broken, now))).toBe('wait dns.publish.wait');
  });
  test('not before its slot', async () => {
    const start = new Rig(HOME).clock.now();
    const rig = new Rig({ ...HOME, slot: { slot: 's', startsAtMs: start + HOUR, endsAtMs: start + DAY } });
    rig.world.people.setPublished('new', rig.world.domain, false);
    expect(shortly(await rig.look(publishSite))).toBe('blocked dns.blocked.slot');
  });
});
