import { describe, expect, test } from 'vitest';
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
