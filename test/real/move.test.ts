import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ask, rdatasOf } from './kit/ask.ts';
import type { CacheName } from './kit/caches.ts';
import { inSeconds, startCustomer } from './kit/customer.ts';
import { type GoLive, goliveOn } from './kit/golive.ts';
import { type Lab, type LabZone, startLab } from './kit/lab.ts';
import { type Deeds, factsOf, isDone, type Office, openOffice } from './kit/person.ts';
import { lastUnlike, startProber } from './kit/prober.ts';
import type { Listening } from './kit/sites.ts';

// A domain moves from one real DNS provider to another, by the commands that a user types; site and mail stay where they are. Somebody
// looks at it ten times a second through two caches, and must not see anything of it.

const KEY = { name: 'golive.', algorithm: 'hmac-sha256', secret: 'c2V2ZW50ZWVuIGJsYWNrIGNhdHMgb24gYSByb29m' };
const OLD = ['ns1.oud.nl.', 'ns2.oud.nl.'];
const BY_HAND = ['ns1.ambacht.nl.'];
const NEW = ['ns1.nieuw.nl.', 'ns2.nieuw.nl.'];
const NEW_NS = NEW.map((name) => name.slice(0, -1)).join(' ');
const CACHES: readonly CacheName[] = ['unbound', 'pdns-recursor'];

const PARENT_TTL = 15;
const LONG_TTL = 12;
/** What lower-ttl makes of it: the built-in playbook with seconds where it has minutes. */
const LOW_TTL = 5;

const CONTENT: Partial<LabZone> = {
  ttlSeconds: LONG_TTL,
  nsTtlSeconds: 12,
  delegationTtlSeconds: PARENT_TTL,
  records: [
    '@ IN A {web}',
    'www IN CNAME @',
    '@ IN MX 10 mail',
    'mail IN A {mail}',
    '@ IN TXT "v=spf1 mx -all"',
    '_dmarc IN TXT "v=DMARC1; p=none"',
    'default._domainkey IN TXT "v=DKIM1; k=rsa; p=MIGfMA0GCSqGSIb3DQEBAQUAA4GNADCBiQKBgQC7vbqajDw4o6gJy8UtmIbk" "cpnkO3Kwc4qsEnSZp"',
    'autodiscover IN CNAME mx.dienst.nl.',
    '_sip._tls IN SRV 100 1 443 mx.dienst.nl.',
    '@ IN CAA 0 issue "letsencrypt.org"',
  ],
};

/** The evening before, when everything is booked; then the half-day's own morning. */
const EVENING = Date.parse('2027-01-10T20:00:00+01:00');
const MORNING = Date.parse('2027-01-11T08:59:30+01:00');
const MOVES = [
  { from: 'knot and its BIND secondary, by dynamic updates', domain: 'klant.nl', answers: 'with-api.json' },
  { from: 'BIND, where a person does everything', domain: 'winkel.nl', answers: 'by-hand.json' },
];

let lab: Lab;
let golive: GoLive;
let office: Office;
const around: Listening[] = [];

beforeAll(async () => {
  lab = await startLab({
    servers: {
      root: { software: 'nsd', names: ['a.root.test.'] },
      nl1: { software: 'knot', names: ['a.nic.nl.'] },
      nl2: { software: 'nsd', names: ['b.nic.nl.'] },
      old1: { software: 'knot', names: [OLD[0]!], access: { key: KEY, update: 'with-key' }, notifies: ['old2'] },
      old2: { software: 'bind', names: [OLD[1]!] },
      hand: { software: 'bind', names: BY_HAND },
      // One PowerDNS under both names, as many a small provider has it.
      new1: { software: 'powerdns', names: NEW },
    },
    hosts: { web: ['web.dienst.nl.'], mail: ['mx.dienst.nl.'] },
    zones: [
      { zone: '.', at: ['root'] },
      { zone: 'nl.', at: ['nl1', 'nl2'] },
      { zone: 'oud.nl.', at: ['old1'], copiedBy: ['old2'] },
      { zone: 'ambacht.nl.', at: ['hand'] },
      { zone: 'nieuw.nl.', at: ['new1'], ns: NEW },
      { zone: 'dienst.nl.', at: ['hand'] },
      { zone: 'klant.nl.', at: ['old1'], copiedBy: ['old2'], ...CONTENT },
      { zone: 'winkel.nl.', at: ['hand'], ...CONTENT, ttlSeconds: LOW_TTL },
    ],
    caches: CACHES,
  });
  const customer = await startCustomer(lab);
  around.push(...customer.around);
  const { apiUrl, apiKey } = lab.powerDns('new1');
  const answers = {
    registration: 'stays',
    hosting: 'stays',
    mail: 'stays',
    nameServers: 'switch',
    customer: 'Klant',
    owner: 'Anna',
    playbook: 'in-seconds',
  };
  golive = goliveOn(lab, {
    caFile: customer.caFile,
    clockMs: EVENING,
    env: { PDNS_KEY: apiKey },
    yaml: [
      'slots: { noticeDays: 0, perHalfDay: 10 }',
      'playbooks: playbooks',
      'providers:',
      `  knot: { adapter: rfc2136, server: ${JSON.stringify(lab.address('old1'))}, keyName: ${KEY.name}, secret: { file: tsig } }`,
      `  pdns: { adapter: powerdns, url: ${JSON.stringify(apiUrl)}, apiKey: { env: PDNS_KEY }, nameServers: ${JSON.stringify(NEW)}, does: [newDnsHost] }`,
    ].join('\n'),
    files: {
      tsig: KEY.secret,
      'with-api.json': JSON.stringify({ ...answers, providers: { oldDnsHost: 'knot' } }),
      'by-hand.json': JSON.stringify(answers),
    },
  });
  mkdirSync(join(golive.folder, 'playbooks'));
  writeFileSync(join(golive.folder, 'playbooks', 'in-seconds.yaml'), inSeconds(LOW_TTL));
  office = openOffice(golive, { slot: '2027-01-11/morning', worker: 'tick' });
  for (const { domain, answers: file } of MOVES) await office.book(domain, file);
  golive.setClock(MORNING);
  office.open();
});
afterAll(async () => {
  await office?.stop();
  for (const one of around) await one.stop();
  await lab?.stop();
});

const at = async (id: string, name: string, type: string): Promise<{ rdatas: string[]; ttl: number | undefined }> => {
  const packet = await ask({ address: lab.address(id), name, type, recursive: false });
  const ttl = packet?.answers?.map((record) => (record as { ttl?: number }).ttl)[0];
  return { rdatas: rdatasOf(packet, type), ttl };
};

const probe = (zone: string) =>
  startProber(
    CACHES.map((cache) => ({ name: cache, address: lab.caches[cache]!.address })),
    [...['NS', 'A', 'MX', 'TXT'].map((type) => ({ name: zone, type })), { name: `mail.${zone}`, type: 'A' }],
  );

describe.concurrent('a whole move', () => {
  test.each(MOVES)('from $from, to PowerDNS: nobody notices', async ({ domain, answers }) => {
    const zone = `${domain}.`;
    const byHand = answers === 'by-hand.json';
    const prober = probe(zone);
    let switchedMs = Number.NaN;
    const texts: string[] = [];
    const deeds: Deeds = {
      'change-delegation': async (text) => {
        texts.push(text);
        if (byHand) await lab.setZone(zone, { at: ['hand'], ns: NEW });
        await lab.setDelegation(zone, { ns: NEW });
        switchedMs = Date.now();
      },
    };
    // Read before anything is done: what would be sent, word for word.
    const { out: plan } = await golive.run('plan', domain);
    expect(plan).toMatch(/POST .*\/api\/v1\/servers\/localhost\/zones/);
    if (!byHand) expect(plan).toContain(`update add ${zone} ${LOW_TTL} A `);
    office.takeOn(domain, deeds);
    await office.until(domain, isDone, 240_000);
    const report = await prober.stop();

    // Seen from outside: no answer was missed, every cache is at the new provider, in time.
    expect(report.failures).toEqual([]);
    expect(report.asked).toBeGreaterThan(3000);
    const { worstCaseAtMs } = await factsOf(golive, domain, 'change-delegation');
    for (const cache of CACHES) {
      expect(
        report.sights.some(({ target, answer }) => target === cache && answer === NEW_NS),
        cache,
      ).toBe(true);
      expect(lastUnlike(report, cache, 'NS', NEW_NS), cache).toBeLessThan(golive.wallMs(worstCaseAtMs));
    }
    expect(golive.wallMs(worstCaseAtMs)).toBeGreaterThanOrEqual(switchedMs + PARENT_TTL * 1000);
    // Every zone that was written into is kept as it was before.
    if (!byHand) {
      const { out: kept } = await golive.run('journal', domain, '--zone-file', 'lower-ttl');
      expect(kept).toMatch(new RegExp(`\\s${LONG_TTL}\\s+IN\\s+MX\\s+10 mail`));
    }
    // One thing was asked of a person, and it names the servers.
    expect(texts.length).toBe(1);
    // The new provider serves what the old one served, with the TTLs of before the move; the old one names the new servers.
    const oldId = byHand ? 'hand' : 'old2';
    for (const [name, type] of [
      ['@', 'A'],
      ['@', 'MX'],
      ['@', 'TXT'],
      ['@', 'CAA'],
      ['_sip._tls', 'SRV'],
      ['default._domainkey', 'TXT'],
    ]) {
      const owner = name === '@' ? zone : `${name}.${zone}`;
      const [before, after] = [await at(oldId, owner, type!), await at('new1', owner, type!)];
      expect(after.rdatas, `${owner} ${type}`).toEqual(before.rdatas);
      expect(after.rdatas.length, `${owner} ${type}`).toBeGreaterThan(0);
      expect(after.ttl, `${owner} ${type}`).toBe(byHand ? LOW_TTL : LONG_TTL);
    }
    expect((await at(oldId, zone, 'NS')).rdatas.join(' ')).toBe(NEW_NS);
    expect((await at('new1', zone, 'NS')).rdatas.join(' ')).toBe(NEW_NS);
  });
});
