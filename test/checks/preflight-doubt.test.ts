import { describe, expect, test, vi } from 'vitest';
import { nameServersFrom } from '../../src/app/preflight.ts';
import type { PreflightJudgement } from '../../src/checks/preflight.ts';
import { rrset } from '../../src/domain/rrset.ts';
import { severityOf } from '../../src/domain/severity.ts';
import type { Dns, DnsAnswer } from '../../src/ports/dns.ts';
import type { WebAnswer } from '../../src/ports/outside.ts';
import type { Made } from './preflight-world.ts';
import { NEW, OLD, PreflightWorld, ZONE } from './preflight-world.ts';

// Worlds in which one server says something else than its neighbour, or something else each time it is asked.

type Altering = (answer: DnsAnswer) => Partial<DnsAnswer> | undefined;
const empty = { answer: [], authority: [], additional: [], authoritative: true } as const;

function altered(made: Made, alter: Altering, web?: (host: string, address: string) => number): PreflightWorld {
  const world = new PreflightWorld(made);
  const { dns } = world.ports;
  const askAll: Dns['askAll'] = async (questions, signal) =>
    (await dns.askAll(questions, signal)).map((answer) => ({ ...answer, ...alter(answer) }));
  const get = async ({ scheme, host, address }: Parameters<typeof world.ports.web.get>[0]): Promise<WebAnswer> => ({
    outcome: 'answer',
    status: web!(host, address),
    body: 'x',
    atMs: 0,
    ...(scheme === 'https'
      ? { certificate: { valid: true, hosts: [host], expiresMs: 0, issuer: "Let's Encrypt" } }
      : {}),
  });
  Object.assign(world.ports, { dns: { ...dns, askAll }, ...(web === undefined ? {} : { web: { get } }) });
  return world;
}

const isAt = ({ question }: DnsAnswer, addresses: readonly string[], name: string, type?: string): boolean =>
  addresses.includes(question.server.address) &&
  question.name === name &&
  (type === undefined || question.type === type);
const tagged = ({ findings }: PreflightJudgement, tag: string) => findings.filter((finding) => finding.tag === tag);
const told = ({ findings }: PreflightJudgement): string[] =>
  findings.map((finding) => `${finding.tag} ${finding.subject} ${severityOf(finding)}`);

describe('the second of the new servers', () => {
  const dead: Partial<WebAnswer> = { outcome: 'timeout' };
  const rows: readonly [title: string, made: Made, alter: Altering, word: string, severity?: string][] = [
    [
      'sends visitors where nobody answers',
      { web: { 'https://klant.nl@203.0.113.99': dead } },
      (one) => (isAt(one, [NEW[1]], ZONE, 'A') ? { answer: [rrset(ZONE, 'A', 60, ['203.0.113.99'])] } : undefined),
      'no-go',
      'error',
    ],
    [
      'sends them to another address that works',
      {},
      (one) => (isAt(one, [NEW[1]], ZONE, 'A') ? { answer: [rrset(ZONE, 'A', 60, ['203.0.113.99'])] } : undefined),
      'go',
      'notice',
    ],
    [
      'does not know a name for which the first has addresses in the place of an alias',
      { new: ['-www.klant.nl. CNAME klant.nl.', 'www.klant.nl. A 198.51.100.80'] },
      (one) => (isAt(one, [NEW[1]], 'www.klant.nl.') ? { ...empty, outcome: 'nxdomain' } : undefined),
      'no-go',
      'error',
    ],
    [
      'sends mail elsewhere',
      {},
      (one) =>
        isAt(one, [NEW[1]], ZONE, 'MX') ? { answer: [rrset(ZONE, 'MX', 60, ['10 weg.elders.nl.'])] } : undefined,
      'no-go',
      'error',
    ],
  ];
  test.each(rows)('%s', async (_title, made, alter, word, severity) => {
    const judged = await altered(made, alter).outside();
    expect(judged.verdict).toBe(word);
    expect(judged.findings.filter(({ tag }) => tag.startsWith('RRSET_')).map(severityOf)).toContain(severity);
  });

  test('leaves one question open: it is named', async () => {
    const alter: Altering = (one) =>
      isAt(one, [NEW[1]], ZONE, 'MX') ? { ...empty, outcome: 'lame', authoritative: false } : undefined;
    for (const judged of [await altered({}, alter).outside(), await altered({}, alter).migration()]) {
      expect(judged.verdict).toBe('unknown');
      expect(tagged(judged, 'UNANSWERED')).toMatchObject([
        {
          subject: `ns2.nieuw.nl. ${NEW[1]}`,
          evidence: [{ asked: expect.stringMatching(/klant\.nl\. MX$/), answered: 'LAME' }],
        },
      ]);
    }
  });

  test('does not know types that nobody needs: nothing is left open', async () => {
    const alter: Altering = (one) =>
      NEW.some((address) => isAt(one, [address], ZONE, 'SVCB') || isAt(one, [address], ZONE, 'NAPTR'))
        ? { ...empty, outcome: 'servfail', authoritative: false }
        : undefined;
    const judged = await altered({}, alter).outside();
    expect([judged.verdict, tagged(judged, 'UNANSWERED')]).toEqual(['go', []]);
  });

  test('is an alias, which resolvers leave out', async () => {
    const alias = rrset(ZONE, 'CNAME', 60, ['ns1.nieuw.nl.']);
    const alter: Altering = (one) =>
      isAt(one, [NEW[0]], 'ns2.nieuw.nl.')
        ? {
            outcome: 'answer',
            authoritative: true,
            answer: [
              { ...alias, name: one.question.name },
              ...(one.question.type === 'A' ? [rrset('ns1.nieuw.nl.' as typeof ZONE, 'A', 60, [NEW[0]])] : []),
            ],
          }
        : undefined;
    for (const judged of [await altered({}, alter).outside(), await altered({}, alter).migration()]) {
      expect(judged.verdict).toBe('no-go');
      expect(tagged(judged, 'SERVER_IS_ALIAS').map(({ subject }) => subject)).toEqual(['ns2.nieuw.nl.']);
    }
  });
});

describe('the old servers do not say the same', () => {
  const soa = (serial: number) =>
    rrset(ZONE, 'SOA', 3600, [`ns.test. hostmaster.klant.nl. ${serial} 3600 600 86400 900`]);
  const shop = rrset('shop.klant.nl.' as typeof ZONE, 'A', 3600, ['198.51.100.80']);
  const mx = rrset(ZONE, 'MX', 3600, ['10 mx.elders.nl.']);
  const NEW_MX = ['-@ MX 10 mail.klant.nl.', '@ MX 10 mx.elders.nl.'];
  /** What the second of them has instead, and in which version. */
  const second =
    (serial: number, ...sets: ReturnType<typeof rrset>[]): Altering =>
    ({ question: { server, name, type } }) => {
      if (server.address !== OLD[1]) return undefined;
      const set = [soa(serial), ...sets].find((one) => one.name === name && one.type === type);
      return set === undefined ? undefined : { ...empty, outcome: 'answer', answer: [set] };
    };
  const said = (judged: PreflightJudgement) =>
    tagged(judged, 'OLD_SERVERS_DIFFER').map((one) => [severityOf(one), one.message.text.split('.').at(-1)]);

  test.each<[string, Made, Altering, string, readonly (readonly string[])[]]>([
    ['they do', {}, second(1), 'go', []],
    ['only their versions differ', {}, second(2), 'go', [['notice', 'serials']]],
    ['the new zone has what the one that is behind says', {}, second(99, mx, shop), 'no-go', [['error', 'data']]],
    [
      'the new zone has what the latest says',
      { new: [...NEW_MX, 'shop.klant.nl. A 198.51.100.80'] },
      second(99, mx, shop),
      'go',
      [['warning', 'followed']],
    ],
    ['the second is behind, and the new zone is not', {}, second(4_294_967_295, mx), 'go', [['warning', 'followed']]],
    ['one version with two mail servers: nobody knows which holds', {}, second(1, mx), 'no-go', [['error', 'data']]],
    [
      '… and it sends nobody anywhere',
      {},
      second(1, rrset(ZONE, 'TXT', 3600, ['"v=spf1 -all"'])),
      'go',
      [['warning', 'data']],
    ],
    ['… and the host fills it in', {}, second(1, rrset(ZONE, 'A', 3600, ['198.51.100.81'])), 'go', []],
    [
      'a mail server that the new zone has neither of',
      {
        new: ['-@ MX 10 mail.klant.nl.', '@ MX 10 post.elders.nl.'],
        elsewhere: { 'post.elders.nl': ['@ A 203.0.113.26'] },
      },
      second(1, mx),
      'go',
      [],
    ],
  ])('%s', async (_title, made, alter, word, findings) => {
    const judged = await altered(made, alter).outside();
    expect([judged.verdict, said(judged)]).toEqual([word, findings]);
  });

  test('what only the latest has is in the list, and it is told who says what', async () => {
    const world = altered({}, second(99, mx, shop));
    const judged = await world.outside();
    expect(world.dns.transfers).toEqual([OLD[1]]);
    expect(tagged(judged, 'RRSET_MISSING').map(({ subject }) => subject)).toEqual(['shop.klant.nl. A']);
    expect(
      tagged(judged, 'OLD_SERVERS_DIFFER')[0]!.evidence.map(({ asked, answered }) => `${asked}: ${answered}`),
    ).toEqual([
      `ns1.oud.nl. ${OLD[0]} SOA: 1`,
      `ns2.oud.nl. ${OLD[1]} SOA: 99`,
      `ns1.oud.nl. ${OLD[0]} klant.nl. MX: 10 mail.klant.nl.`,
      `ns2.oud.nl. ${OLD[1]} klant.nl. MX: 10 mx.elders.nl.`,
      `ns1.oud.nl. ${OLD[0]} shop.klant.nl. A: NXDOMAIN`,
      `ns2.oud.nl. ${OLD[1]} shop.klant.nl. A: 198.51.100.80`,
    ]);
  });

  test('a record that a person decided about is settled', async () => {
    const judged = await altered({}, second(1, mx)).migration({
      zoneChanges: [{ set: rrset(ZONE, 'MX', 3600, ['10 mail.klant.nl.']), why: 'so it is' }],
    });
    expect([judged.verdict, said(judged)]).toEqual(['go', []]);
  });
});

describe('addresses that are others each time', () => {
  test('of a host elsewhere, to which both zones lead: nobody moves', async () => {
    const cdn = ['-www.klant.nl. CNAME klant.nl.', 'www.klant.nl. CNAME cdn.elders.nl.'];
    let times = 0;
    const alter: Altering = (one) =>
      one.question.name === 'cdn.elders.nl.' && one.question.type === 'A'
        ? {
            outcome: 'answer',
            authoritative: true,
            answer: [rrset(one.question.name, 'A', 60, [`203.0.113.${++times}`])],
          }
        : undefined;
    const judged = await altered({ old: cdn, new: cdn }, alter, (_host, address) =>
      address.startsWith('203.0.113.') ? 403 : 200,
    ).outside();
    expect([judged.verdict, told(judged).filter((line) => line.startsWith('SITE_'))]).toEqual(['go', []]);
  });

  test('of a mail server elsewhere, which stays: it is not tried', async () => {
    const away = ['-@ MX 10 mail.klant.nl.', '@ MX 10 post.klant.nl.', 'post.klant.nl. CNAME mx.elders.nl.'];
    let times = 0;
    const alter: Altering = (one) =>
      one.question.name === 'mx.elders.nl.' && one.question.type === 'A'
        ? {
            outcome: 'answer',
            authoritative: true,
            answer: [rrset(one.question.name, 'A', 60, [`203.0.113.${++times}`])],
          }
        : undefined;
    const world = altered({ old: away, new: away }, alter);
    const tried: string[] = [];
    const { smtp } = world.ports;
    Object.assign(world.ports, {
      smtp: {
        wouldAccept: (...given: Parameters<typeof smtp.wouldAccept>) => {
          tried.push(given[0].address);
          return smtp.wouldAccept(...given);
        },
      },
    });
    expect([(await world.outside()).verdict, tried, times > 1]).toEqual(['go', [], true]);
  });

  test('that the old host fills in at the apex are no edit of its zone', async () => {
    const alter =
      (data: (address: string) => string): Altering =>
      (one) =>
        OLD.some((address) => isAt(one, [address], ZONE, 'A'))
          ? { answer: [rrset(ZONE, 'A', 60, [data(one.question.server.address)])] }
          : undefined;
    const filledIn = await altered(
      {},
      alter((address) => `198.51.100.${address.slice(-1)}`),
    ).migration();
    expect([filledIn.verdict, tagged(filledIn, 'ALIAS_AT_APEX').length]).toEqual(['go', 1]);
    const edited = await altered(
      {},
      alter(() => '198.51.100.9'),
    ).migration();
    expect([edited.verdict, tagged(edited, 'ZONE_DRIFTED').length]).toEqual(['no-go', 1]);
  });
});

test('an old side that takes all the time there is to read leaves the new one its own', async () => {
  const world = new PreflightWorld();
  const timers: AbortController[] = [];
  const spied = vi.spyOn(AbortSignal, 'timeout').mockImplementation(() => {
    timers.push(new AbortController());
    return timers.at(-1)!.signal;
  });
  const transfer: Dns['transfer'] = async () => {
    for (const timer of timers) timer.abort();
    return { outcome: 'timeout', rrsets: [], atMs: 0 };
  };
  Object.assign(world.ports, { dns: { ...world.dns, transfer } });
  await new Promise((done) => setImmediate(done));
  const judged = await world.outside();
  spied.mockRestore();
  expect(timers.length).toBeGreaterThan(1);
  expect([judged.verdict, tagged(judged, 'SERVER_UNREACHABLE')]).toEqual(['unknown', []]);
  const asked = world.dns.asked.filter(({ name, type }) => name === ZONE && type === 'SOA');
  expect(asked.map(({ server }) => server.address)).toEqual(expect.arrayContaining([...NEW]));
});

describe('a zone below, on the servers that are left', () => {
  const below = (judged: PreflightJudgement) =>
    tagged(judged, 'INVENTORY_INCOMPLETE').filter(({ message }) => message.text === 'inventory.zones-below');
  test('to which the zone delegates goes with them, though it is copied', async () => {
    const cut = ['shop.klant.nl. NS ns1.oud.nl.', 'nieuws.klant.nl. NS ns.elders.nl.'];
    for (const judged of [
      await new PreflightWorld({ old: cut, new: cut }).outside(),
      await new PreflightWorld({ old: cut, new: cut }).migration(),
    ]) {
      expect(judged.verdict).toBe('go');
      expect(below(judged).map(({ subject }) => subject)).toEqual(['shop.klant.nl.']);
    }
  });
  test('to which it does not delegate is taken along as far as it is found', async () => {
    const alter: Altering = (one) => {
      const { name, type, server } = one.question;
      if (!OLD.some((address) => address === server.address) || name !== 'shop.klant.nl.' || type === 'DS') return;
      const data = type === 'A' ? '198.51.100.80' : type === 'NS' ? 'ns1.oud.nl.' : undefined;
      if (data === undefined) return { ...empty, outcome: 'nodata' };
      return { ...empty, outcome: 'answer', answer: [rrset(name, type, 3600, [data])] };
    };
    const judged = await altered({ new: ['shop.klant.nl. A 198.51.100.80'] }, alter).outside();
    expect([judged.verdict, tagged(judged, 'SUBDELEGATION_MISSING')]).toEqual(['go', []]);
    expect(below(judged).map(({ subject }) => subject)).toEqual(['shop.klant.nl.']);
    const without = await altered({}, alter).outside();
    expect(tagged(without, 'RRSET_MISSING').map(({ subject }) => subject)).toEqual(['shop.klant.nl. A']);
  });
});

test('what the new zone has is no difference where the old servers left it open', async () => {
  const alter: Altering = (one) =>
    isAt(one, OLD, ZONE, 'CAA') ? { ...empty, outcome: 'timeout', authoritative: false } : undefined;
  const judged = await altered({ new: ['@ CAA 0 issue "letsencrypt.org"'] }, alter).outside();
  expect([judged.verdict, tagged(judged, 'RRSET_DIFFERS')]).toEqual(['unknown', []]);
  expect(tagged(judged, 'UNANSWERED').map(({ subject }) => subject)).toEqual(['klant.nl. CAA']);
});

test('so it is with another type of a name that is listed, and one that they have not is a difference', async () => {
  const made = { new: ['mail.klant.nl. AAAA 2001:db8::25'] };
  const alter: Altering = (one) =>
    isAt(one, OLD, 'mail.klant.nl.', 'AAAA') ? { ...empty, outcome: 'timeout', authoritative: false } : undefined;
  const judged = await altered(made, alter).outside();
  expect([judged.verdict, tagged(judged, 'RRSET_DIFFERS')]).toEqual(['unknown', []]);
  expect(tagged(judged, 'UNANSWERED').map(({ subject }) => subject)).toEqual(['mail.klant.nl. AAAA']);
  let asked = 0;
  const late = await altered(made, (one) => (asked < 2 && alter(one) && ++asked ? alter(one) : undefined)).outside();
  expect(tagged(late, 'RRSET_DIFFERS').map(({ subject }) => subject)).toEqual(['mail.klant.nl. AAAA']);
});

test('what the old servers leave open is not taken for absent', async () => {
  const alter: Altering = (one) =>
    OLD.some((address) => address === one.question.server.address) && one.question.type === 'TXT'
      ? { ...empty, outcome: 'timeout' }
      : undefined;
  const judged = await altered({ new: ['-@ TXT "v=spf1 include:spf.elders.nl -all"'] }, alter).outside();
  expect(judged.verdict).toBe('unknown');
  expect(tagged(judged, 'UNANSWERED')[0]!.evidence.map(({ asked }) => asked)).toEqual([
    'klant.nl. TXT',
    '_dmarc.klant.nl. TXT',
  ]);
  // An export may say what it likes: of what site and mail stand on it is no answer. What is heard at the second asking is one.
  const exported = new PreflightWorld().inventory();
  const listed = await altered({}, alter).outside({ options: { exported } });
  expect([listed.verdict, tagged(listed, 'UNANSWERED')[0]!.evidence.length]).toEqual(['unknown', 2]);
  let asked = 0;
  const late = await altered({}, (one) => (alter(one) !== undefined && ++asked <= 20 ? alter(one) : undefined)).outside(
    {
      options: { exported: exported.filter(({ type }) => type === 'TXT') },
    },
  );
  expect(late.findings.map(({ message }) => message.text)).toContain('inventory.unheard');
  expect([late.verdict, tagged(late, 'UNANSWERED')]).toEqual(['go', []]);
});

test('a wildcard that only the new zone has, whatever the family of its addresses', async () => {
  for (const line of [
    '*.klant.nl. A 198.51.100.9',
    '*.klant.nl. AAAA 2001:db8::9',
    '*.klant.nl. MX 10 mx.elders.nl.',
  ]) {
    const judged = await new PreflightWorld({ new: [line] }).migration();
    expect([judged.verdict, tagged(judged, 'WILDCARD_DIFFERS').length], line).toEqual(['no-go', 1]);
  }
});

test('the parent hands out some of a server’s addresses: worth a word, and no more', async () => {
  const own = ['ns1.klant.nl. A 192.0.2.21', 'ns1.klant.nl. AAAA 2001:db8::21'];
  const judge = (glue: string) =>
    new PreflightWorld({
      old: own,
      new: own,
      newNs: ['ns1.klant.nl.'],
      delegatedTo: ['ns1.klant.nl.', 'ns1.oud.nl.'],
      parent: [glue],
      broken: ({ server }) => (server.address.includes(':') ? 'not-asked' : undefined),
    }).outside({ free: { acceptNotAsked: 'yes' } });
  const [some, wrong] = [await judge('ns1.klant.nl. A 192.0.2.21'), await judge('ns1.klant.nl. A 192.0.2.99')];
  expect([some.verdict, ...tagged(some, 'GLUE_DIFFERS').map(severityOf)]).toEqual(['go', 'notice']);
  expect([wrong.verdict, ...tagged(wrong, 'GLUE_DIFFERS').map(severityOf)]).toEqual(['no-go', 'error']);
});

test.each([
  ['0 issue "letsencrypt.org; accounturi=https://acme.test/1"', ['warning', 'warning']],
  ['0 issue "letsencrypt.org; validationmethods=dns-01"', ['warning', 'warning']],
  ['0 issue "letsencrypt.org"', []],
  ['0 issue "sectigo.com"', ['error', 'error']],
])('CAA that lets the authority issue on conditions: %s', async (rdata, severities) => {
  const caa = [`@ CAA ${rdata}`];
  const judged = await new PreflightWorld({ old: caa, new: caa }).outside();
  expect(tagged(judged, 'CAA_FORBIDS').map(severityOf)).toEqual(severities);
});

test.each(['ns1.klant.nl=foo', 'ns1.klant.nl=', 'ns1.klant.nl=192.0.2.1=', 'ns1.klant.nl=192.0.2'])(
  'an address on the command line that is none: %s',
  (text) => expect(() => nameServersFrom(text)).toThrow(/not an IP address/),
);

test('what is left out of a zone whose host lists it is told, before the new zone is made and after', async () => {
  const world = new PreflightWorld();
  const whole = { rrsets: world.inventory(), unsayable: ['a\\.b.klant.nl.'] };
  const oldDnsHost = { limits: { minTtlSeconds: 0 }, readZone: async () => whole.rrsets, readWhole: async () => whole };
  Object.assign(world.ports, { oldDnsHost });
  const before = await world.outside();
  expect(tagged(before, 'INVENTORY_INCOMPLETE').map(({ message }) => message.text)).toEqual(['inventory.left-out']);
  const facts = {
    intended: world.inventory(),
    inventory: world.inventory(),
    completeness: 'exported',
    leftOut: 'left out 1',
    unheard: ['mail.klant.nl. A'],
  };
  const after = await world.judge({ earlier: { 'create-zone': { state: 'done', facts } } });
  expect(tagged(after, 'INVENTORY_INCOMPLETE').map(({ message }) => message.text)).toEqual([
    'inventory.unheard',
    'inventory.left-out',
  ]);
});
