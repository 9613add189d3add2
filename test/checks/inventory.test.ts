import { describe, expect, test } from 'vitest';
import { InventorySchema } from '../../src/checks/intend.ts';
import type { Inventory } from '../../src/checks/inventory.ts';
import { judgeInventory, NOTHING_READ, readInventory } from '../../src/checks/inventory.ts';
import { Walker } from '../../src/checks/walk.ts';
import { driftOf } from '../../src/dns/drift.ts';
import { intendedZone } from '../../src/dns/intended-zone.ts';
import { goneFrom, parityQuestions } from '../../src/dns/parity.ts';
import { isWireType } from '../../src/dns/wire-types.ts';
import { fqdn } from '../../src/domain/name.ts';
import type { Rrset } from '../../src/domain/rrset.ts';
import { rrset, rrsetKey } from '../../src/domain/rrset.ts';
import type { Dns, DnsOutcome, DnsQuestion } from '../../src/ports/dns.ts';
import type { Oddities } from './internet.ts';
import { internet, signal } from './internet.ts';

const ZONE = fqdn('klant.nl');
const records = [
  '@ NS ns1.oud.nl.',
  '@ A 192.0.2.80',
  '@ MX 10 post.klant.nl.',
  '@ TXT "v=spf1 a:uitgaand.klant.nl -all"',
  'post.klant.nl. A 192.0.2.81',
  'uitgaand.klant.nl. A 192.0.2.82',
  'www.klant.nl. CNAME klant.nl.',
  '_dmarc.klant.nl. TXT "v=DMARC1; p=none"',
  'selector1._domainkey.klant.nl. CNAME selector1.elders.nl.',
  '_sip._tls.klant.nl. SRV 0 5 443 toestel.klant.nl.',
  'toestel.klant.nl. A 192.0.2.83',
  'raar-x7q.klant.nl. A 192.0.2.84',
  'intern.klant.nl. NS ns1.intern.klant.nl.',
  'ns1.intern.klant.nl. A 192.0.2.85',
  'intern.klant.nl. DS 1 13 2 aa',
];
const SERVERS = { nameServers: [fqdn('ns1.oud.nl'), fqdn('ns2.oud.nl')] };
const world = (
  zone: readonly string[],
  broken?: (question: DnsQuestion) => DnsOutcome | undefined,
  oddities: Oddities = {},
) =>
  internet(
    {
      '192.0.2.1': {
        '.': ['@ NS root.test.'],
        'oud.nl': ['@ NS ns1.oud.nl.', 'ns1.oud.nl. A 192.0.2.11', 'ns2.oud.nl. A 192.0.2.12'],
      },
      '192.0.2.11': { 'klant.nl': zone },
      '192.0.2.12': { 'klant.nl': zone },
    },
    broken,
    ['192.0.2.1'],
    oddities,
  );
const keys = (rrsets: readonly { name: string; type: string }[]): string[] =>
  rrsets.map(({ name, type }) => `${name} ${type}`);
const guess = (zone: readonly string[], broken?: (question: DnsQuestion) => DnsOutcome | undefined) =>
  readInventory(world(zone, broken), ZONE, SERVERS, signal());

describe('the inventory of the old zone', () => {
  test('without an export: what zones usually have, and what it points to; names nobody can guess stay unfound, and it says so', async () => {
    const inventory = await guess(records);
    expect(inventory.completeness).toBe('guessed');
    expect(keys(inventory.rrsets)).toEqual(
      [
        '_dmarc.klant.nl. TXT',
        '_sip._tls.klant.nl. SRV',
        'intern.klant.nl. DS',
        'intern.klant.nl. NS',
        'klant.nl. A',
        'klant.nl. MX',
        'klant.nl. NS',
        'klant.nl. TXT',
        'ns1.intern.klant.nl. A',
        'post.klant.nl. A',
        'selector1._domainkey.klant.nl. CNAME',
        'toestel.klant.nl. A',
        'uitgaand.klant.nl. A',
        'www.klant.nl. CNAME',
      ].sort(),
    );
    expect(inventory.provenance).toMatchObject({
      'klant.nl. A': 'guessed',
      'post.klant.nl. A': 'followed',
      'toestel.klant.nl. A': 'followed',
    });
    expect(judgeInventory(ZONE, inventory, 0).map(({ tag }) => tag)).toEqual(['INVENTORY_INCOMPLETE']);
  });

  test('strings of a text that stand apart are listed apart', async () => {
    const printer = rrset(fqdn('p._ipp._tcp.klant.nl'), 'TXT', 60, ['"ab"'], { '"ab"': '"a" "b"' });
    const transfer: Dns['transfer'] = async () => ({ outcome: 'answer', rrsets: [printer], atMs: 0 });
    const { rrsets } = await readInventory({ ...world(records), transfer }, ZONE, SERVERS, signal());
    expect(rrsets.find(({ name }) => name === printer.name)).toEqual(printer);
  });

  test('from the operator itself: complete, and nobody else is asked', async () => {
    const dns = world(records);
    const api = [rrset(ZONE, 'A', 60, ['192.0.2.1']), rrset(ZONE, 'SOA', 60, ['x'])];
    const inventory = await readInventory(dns, ZONE, { ...SERVERS, api }, signal());
    expect([keys(inventory.rrsets), inventory.completeness, dns.asked.length]).toEqual([
      ['klant.nl. A'],
      'exported',
      0,
    ]);
    expect(judgeInventory(ZONE, inventory, 0)).toEqual([]);
  });

  test('below a name that nothing longer fits under no wildcard is looked for', async () => {
    const labels = (length: number) => Array.from({ length }, (_one, at) => (at % 64 === 63 ? '.' : 'a')).join('');
    const parents = [233, 234, 251].map((length) => `${labels(length - '.klant.nl'.length)}.klant.nl`);
    const zone = [...records, ...parents.map((parent) => `y.${parent}. A 192.0.2.86`)];
    const dns = world(zone);
    const exported = parents.map((parent) => rrset(fqdn(`y.${parent}`), 'A', 60, ['192.0.2.86']));
    const { rrsets } = await readInventory(dns, ZONE, { ...SERVERS, exported }, signal());
    expect(keys(rrsets).filter((key) => key.startsWith('y.'))).toHaveLength(3);
    const probed = dns.asked.filter(({ name }) => name.startsWith('golive-')).map(({ name }) => name.length - 1);
    expect(Math.max(...probed)).toBe(253);
  });

  test('from a file: its names, with what the servers say of them today', async () => {
    const exported = [
      rrset(fqdn('raar-x7q.klant.nl'), 'A', 60, ['192.0.2.99']),
      rrset(fqdn('weg.klant.nl'), 'A', 60, ['192.0.2.99']),
    ];
    const inventory = await readInventory(world(records), ZONE, { ...SERVERS, exported }, signal());
    const found = inventory.rrsets.find((one) => rrsetKey(one) === 'raar-x7q.klant.nl. A');
    expect(found).toMatchObject({ rdatas: ['192.0.2.84'], ttlSeconds: 3600 });
    expect([inventory.completeness, inventory.notLive]).toEqual(['exported', ['weg.klant.nl. A']]);
  });

  test('a wildcard is one record, not a hundred guesses', async () => {
    const inventory = await guess([
      ...records,
      '*.klant.nl. A 192.0.2.90',
      'shop.klant.nl. A 192.0.2.90',
      'shop.klant.nl. MX 10 x.nl.',
    ]);
    expect(keys(inventory.rrsets).filter((key) => /(\*|mail|ftp|shop)\.klant/.test(key))).toEqual([
      '*.klant.nl. A',
      // It stands beside an MX of its own, so the wildcard does not answer for it.
      'shop.klant.nl. A',
      'shop.klant.nl. MX',
    ]);
  });

  test('what one server does not answer, another does', async () => {
    const inventory = await guess(records, ({ server, name }) =>
      server.address === '192.0.2.11' && name !== 'klant.nl.' ? 'timeout' : undefined,
    );
    expect(keys(inventory.rrsets)).toContain('www.klant.nl. CNAME');
    expect(inventory.unanswered).toBe(0);
  });

  test('what none answers is counted; a zone that nobody serves is not an empty zone', async () => {
    expect(
      (await guess(records, ({ name }) => (name.startsWith('www') ? 'timeout' : undefined))).unanswered,
    ).toBeGreaterThan(0);
    const dead = await guess(records, ({ server }) =>
      server.address.startsWith('192.0.2.1') && server.address.length > 9 ? 'refused' : undefined,
    );
    expect(dead.readable).toBe(false);
  });

  test('only authoritative servers are asked', async () => {
    const dns = world(records);
    await readInventory(dns, ZONE, SERVERS, signal());
    expect(dns.asked.every(({ recursive }) => !recursive)).toBe(true);
    expect(dns.asked.length).toBeLessThan(900);
  });
});

describe('the better sources', () => {
  const HIDDEN = [
    'geheim-q8.klant.nl. A 192.0.2.86',
    'a.b.geheim-q9.klant.nl. TXT "x"',
    '*.wild-q1.klant.nl. A 192.0.2.87',
  ];
  const whole = [...records, ...HIDDEN];
  const all = keys(
    whole.map((line) => ({ name: line.split(' ')[0]!.replace('@', 'klant.nl.'), type: line.split(' ')[1]! })),
  );
  const see = (oddities: Oddities, sources: object = {}, zone: readonly string[] = whole) => {
    const dns = world(zone, undefined, oddities);
    return readInventory(dns, ZONE, { ...SERVERS, ...sources }, signal()).then((inventory) => ({ dns, inventory }));
  };
  const grade = (inventory: Inventory): string =>
    [inventory.completeness, ...(inventory.tried ?? []).map(({ source, outcome }) => `${source} ${outcome}`)].join(
      ', ',
    );

  test('a server that gives the zone away is asked once, and nobody is asked anything else', async () => {
    const { dns, inventory } = await see({ open: ['192.0.2.12'] });
    expect(keys(inventory.rrsets)).toEqual([...new Set(all)].sort());
    expect(grade(inventory)).toBe('transferred, transfer answer');
    expect(new Set(Object.values(inventory.provenance))).toEqual(new Set(['transferred']));
    expect(dns.transfers).toEqual(['192.0.2.11', '192.0.2.12']);
    expect(dns.asked.filter(({ name, type }) => name.endsWith('klant.nl.') && type !== 'SOA')).toEqual([]);
    expect(judgeInventory(ZONE, inventory, 0)).toEqual([]);
  });

  test('all are asked at once, and the first in their order that gives it is believed', async () => {
    const tell = async (given: (address: string, stop: AbortSignal) => Promise<readonly string[] | undefined>) => {
      let [out, most] = [0, 0];
      const transfer: Dns['transfer'] = async ({ address }, _zone, stop) => {
        most = Math.max(most, ++out);
        const said = await given(address, stop);
        out--;
        const rrsets = (said ?? []).map((line) => rrset(ZONE, 'TXT', 60, [line]));
        return { outcome: said === undefined ? 'timeout' : 'answer', rrsets, atMs: 0 };
      };
      const inventory = await readInventory({ ...world(records), transfer }, ZONE, SERVERS, signal());
      return [most, inventory.completeness, inventory.rrsets.find(({ type }) => type === 'TXT')?.rdatas[0]];
    };
    const turn = (): Promise<void> => new Promise((done) => setImmediate(done));
    expect((await tell(() => turn().then(() => undefined))).slice(0, 2)).toEqual([2, 'guessed']);
    const one = (stop: AbortSignal) => turn().then(() => (stop.aborted ? undefined : ['"one"']));
    expect(await tell(async (at, stop) => (at === '192.0.2.11' ? one(stop) : ['"two"']))).toEqual([
      2,
      'transferred',
      '"one"',
    ]);
    // Who comes after it is not waited for.
    let turns = 0;
    const heldUp = async (stop: AbortSignal): Promise<undefined> => {
      while (!stop.aborted && ++turns < 20) await turn();
    };
    expect(await tell(async (at, stop) => (at === '192.0.2.11' ? one(stop) : heldUp(stop)))).toEqual([
      2,
      'transferred',
      '"one"',
    ]);
    expect(turns).toBeLessThan(20);
  });

  test('what lies behind a delegation is not this zone’s, also where a server gives it', async () => {
    const below = ['www.intern.klant.nl. A 192.0.2.99', 'intern.klant.nl. TXT "x"'];
    const { inventory } = await see({ open: ['192.0.2.11'] }, {}, [...whole, ...below]);
    expect(keys(inventory.rrsets)).toEqual([...new Set(all)].sort());
  });

  test('a zone signed with NSEC is walked to its end: every name with its types, delegations and their glue', async () => {
    const { dns, inventory } = await see({ signed: { 'klant.nl': 'nsec' } });
    expect(keys(inventory.rrsets)).toEqual([...new Set(all)].sort());
    expect(grade(inventory)).toBe('walked, transfer refused, nsec whole');
    expect(inventory.provenance).toMatchObject({
      'geheim-q8.klant.nl. A': 'walked',
      'intern.klant.nl. NS': 'walked',
      'intern.klant.nl. DS': 'walked',
      'ns1.intern.klant.nl. A': 'followed',
    });
    expect(judgeInventory(ZONE, inventory, 0)).toEqual([]);
    expect(dns.asked.length).toBeLessThan(500);
  });

  test('a delegation without DS is walked over too, and one whose zone the same servers hold', async () => {
    const lines = [...whole, 'los.klant.nl. NS ns.elders.nl.', 'kind.klant.nl. NS ns1.oud.nl.'];
    const zones = {
      'klant.nl': lines,
      'kind.klant.nl': ['@ NS ns1.oud.nl.', '@ A 192.0.2.98', 'www.kind.klant.nl. A 192.0.2.97'],
    };
    const dns = internet(
      { '192.0.2.1': { '.': ['@ NS root.test.'], 'oud.nl': ['ns1.oud.nl. A 192.0.2.11'] }, '192.0.2.11': zones },
      undefined,
      ['192.0.2.1'],
      { signed: { 'klant.nl': 'nsec', 'kind.klant.nl': 'nsec' } },
    );
    const inventory = await readInventory(dns, ZONE, { nameServers: [fqdn('ns1.oud.nl')] }, signal());
    expect(inventory.completeness).toBe('walked');
    expect(keys(inventory.rrsets)).toEqual([...new Set(all), 'kind.klant.nl. NS', 'los.klant.nl. NS'].sort());
  });

  for (const [denial, tried] of [
    ['nsec3', 'nsec nsec3'],
    ['minimal', 'nsec minimal'],
  ] as const)
    test(`a zone whose proofs are ${denial} cannot be walked; it is guessed, and nothing is made up`, async () => {
      const { dns, inventory } = await see({ signed: { 'klant.nl': denial } });
      expect(grade(inventory)).toBe(`guessed, transfer refused, ${tried}`);
      const plain = await see({});
      expect(keys(inventory.rrsets)).toEqual(keys(plain.inventory.rrsets));
      expect(dns.asked.length).toBeLessThan(plain.dns.asked.length + 60);
    });

  test('a chain that leads past names that exist is not believed', async () => {
    const dns = world([...records, 'zomaar.klant.nl. A 192.0.2.1']);
    const whole = rrset(ZONE, 'NSEC', 60, ['klant.nl. A NS SOA MX RRSIG NSEC DNSKEY']);
    const askAll: Dns['askAll'] = async (questions, stop) =>
      (await dns.askAll(questions, stop)).map((answer) =>
        answer.question.type === 'NSEC' ? { ...answer, outcome: 'answer', answer: [whole] } : answer,
      );
    const inventory = await readInventory({ ...dns, askAll }, ZONE, SERVERS, signal());
    expect(grade(inventory)).toBe('guessed, transfer refused, nsec broken');
    expect(keys(inventory.rrsets)).toEqual(keys((await guess(records)).rrsets));
  });

  test('a chain that breaks off gives what it gave', async () => {
    const dns = world(
      whole,
      ({ name, type }) =>
        name.startsWith('geheim-q8') && (type === 'NSEC' || name.includes('--')) ? 'servfail' : undefined,
      { signed: { 'klant.nl': 'nsec' } },
    );
    const inventory = await readInventory(dns, ZONE, SERVERS, signal());
    expect(inventory.completeness).not.toBe('walked');
    expect(inventory.provenance['post.klant.nl. A']).toBe('walked');
  });

  test('a chain without end ends', async () => {
    const made = (name: string, next: string) => rrset(fqdn(name), 'NSEC', 60, [`${next} A RRSIG NSEC`]);
    const dns = world(records);
    let count = 0;
    const askAll: Dns['askAll'] = async (questions, stop) =>
      (await dns.askAll(questions, stop)).map((answer) => {
        if (answer.question.type !== 'NSEC') return answer;
        return { ...answer, outcome: 'answer', answer: [made(answer.question.name, `n${++count}.klant.nl.`)] };
      });
    const inventory = await readInventory({ ...dns, askAll }, ZONE, SERVERS, signal());
    expect(grade(inventory)).toBe('guessed, transfer refused, nsec too-long');
    expect(count).toBeLessThan(2100);
  });

  test('an export is held against the servers, both ways', async () => {
    const exported = [
      rrset(fqdn('geheim-q8.klant.nl'), 'A', 60, ['192.0.2.86']),
      rrset(fqdn('weg.klant.nl'), 'A', 60, ['192.0.2.99']),
    ];
    const { inventory } = await see({}, { exported }, [...HIDDEN, '@ NS ns1.oud.nl.', 'www.klant.nl. A 192.0.2.1']);
    expect(inventory.notLive).toEqual(['weg.klant.nl. A']);
    expect(inventory.beyondExport).toEqual(['klant.nl. NS', 'www.klant.nl. A']);
    expect(judgeInventory(ZONE, inventory, 0).map(({ tag, message }) => [tag, message.text])).toEqual([
      ['INVENTORY_INCOMPLETE', 'inventory.export-differs'],
    ]);
  });

  test('a name of the export that is there with something else: a proxying host lists an alias and answers with addresses', async () => {
    const exported = ['planner', 'weg', 'wild'].map((label) =>
      rrset(fqdn(`${label}.klant.nl`), 'CNAME', 60, ['app.elders.nl.']),
    );
    const zone = ['@ NS ns1.oud.nl.', 'planner.klant.nl. A 192.0.2.70', 'planner.klant.nl. AAAA 2001:db8::70'];
    const { inventory } = await see({}, { exported: exported.slice(0, 2) }, zone);
    expect(keys(inventory.rrsets)).toEqual(['klant.nl. NS', 'planner.klant.nl. A', 'planner.klant.nl. AAAA']);
    expect(inventory.notLive).toEqual(['planner.klant.nl. CNAME', 'weg.klant.nl. CNAME']);
    expect(inventory.beyondExport).toContain('planner.klant.nl. A');
    // Where only a wildcard answers, nothing is there by itself.
    const under = await see({}, { exported: exported.slice(2) }, ['@ NS ns1.oud.nl.', '*.klant.nl. A 192.0.2.90']);
    expect(keys(under.inventory.rrsets)).toEqual(['*.klant.nl. A', 'klant.nl. NS']);
  });

  for (const [what, oddities, kept] of [
    ['where nobody can say', {}, ['k7x-q1._domainkey.klant.nl. TXT', 'planner-q1.klant.nl. A']],
    [
      'but what the whole chain leaves out is not there',
      { signed: { 'klant.nl': 'nsec' } },
      ['planner-q1.klant.nl. A'],
    ],
  ] as const)
    test(`what no server answers about stands as the export has it, and is named: ${what}`, async () => {
      const exported = [
        rrset(fqdn('planner-q1.klant.nl'), 'A', 60, ['192.0.2.70']),
        rrset(fqdn('k7x-q1._domainkey.klant.nl'), 'TXT', 60, ['"v=DKIM1; p=AA"']),
        // Heard of under another name: an alias stands alone.
        rrset(fqdn('www.klant.nl'), 'CNAME', 60, ['elders.nl.']),
      ];
      const zone = ['@ NS ns1.oud.nl.', 'planner-q1.klant.nl. A 192.0.2.71', 'www.klant.nl. A 192.0.2.1'];
      const mute = ({ name, type }: DnsQuestion) =>
        (name.includes('-q1') || (name.startsWith('www') && type === 'CNAME')) && type !== 'NSEC'
          ? 'timeout'
          : undefined;
      const dns = world(zone, mute, oddities);
      const inventory = await readInventory(dns, ZONE, { ...SERVERS, exported }, signal());
      expect(inventory.rrsets.filter(({ name }) => name.includes('-q1')).map(rrsetKey)).toEqual(kept);
      expect(inventory.rrsets.find(({ name }) => name.startsWith('planner'))?.rdatas).toEqual(['192.0.2.70']);
      expect([...(inventory.unheard ?? [])].sort()).toEqual(kept);
      expect(inventory.notLive).not.toContain('planner-q1.klant.nl. A');
      expect(keys(inventory.rrsets)).toContain('www.klant.nl. A');
      expect(InventorySchema.parse(JSON.parse(JSON.stringify(inventory)))).toEqual(inventory);
      expect(judgeInventory(ZONE, inventory, 0).map(({ message }) => message.text)).toContain('inventory.unheard');
    });

  test('it ends when it has taken long enough, and says so', async () => {
    const patience = new AbortController();
    const dns = world(records);
    const askAll: Dns['askAll'] = (questions, stop) => {
      if (questions.length > 100) patience.abort();
      return dns.askAll(questions, stop);
    };
    const walker = new Walker(dns, signal());
    const inventory = await readInventory({ ...dns, askAll }, ZONE, SERVERS, signal(), walker, patience.signal);
    expect([inventory.cutShort, inventory.readable]).toEqual([true, true]);
    expect(judgeInventory(ZONE, inventory, 0)[0]?.message.text).toBe('inventory.cut-short');
  });

  test('a zone of too many names ends too', async () => {
    const many = Array.from({ length: 10_100 }, (_, index) => `n${index}.klant.nl. A 192.0.2.1`);
    const { inventory } = await see({ open: ['192.0.2.11'] }, {}, ['@ NS ns1.oud.nl.', ...many]);
    expect([inventory.rrsets.length, inventory.cutShort]).toEqual([10_000, true]);
  });

  test('a server that answers nothing is not asked a thousand times', async () => {
    const dns = world(records, ({ server, name }) =>
      server.address === '192.0.2.11' && name !== 'klant.nl.' && name.endsWith('klant.nl.') ? 'timeout' : undefined,
    );
    const inventory = await readInventory(dns, ZONE, SERVERS, signal());
    expect(inventory.unanswered).toBe(0);
    expect(dns.asked.filter(({ server }) => server.address === '192.0.2.11').length).toBeLessThan(60);
  });
});

test('a server that lets unusual types fall is asked for the others, and not for those over and over', async () => {
  const fallen: string[] = [];
  const zone = [...records, 'shop.klant.nl. AAAA 2001:db8::1'];
  const inventory = await guess(zone, ({ server, type }) => {
    if (['A', 'AAAA', 'CNAME', 'MX', 'TXT', 'NS', 'SOA'].includes(type)) return undefined;
    fallen.push(`${server.address} ${type}`);
    return 'timeout';
  });
  const known = keys((await guess(zone)).rrsets).filter((key) => !/SRV$|toestel/.test(key));
  expect(keys(inventory.rrsets)).toEqual(known);
  expect(inventory.unanswered).toBeGreaterThan(50);
  expect(new Set(fallen).size).toBe(fallen.length);
});

for (const [what, lost] of [
  ['one type that is lost at the domain itself', ['SRV']],
  ['several, and usual ones among them', ['SRV', 'CAA', 'AAAA']],
] as const)
  test(`${what}: nothing follows for other names`, async () => {
    const isLost = ({ name, type }: DnsQuestion): boolean =>
      name === ZONE && (lost as readonly string[]).includes(type);
    const inventory = await guess(records, (question) => (isLost(question) ? 'timeout' : undefined));
    expect(keys(inventory.rrsets)).toContain('_sip._tls.klant.nl. SRV');
  });

describe('guessing', () => {
  // Each zone holds names nobody would guess; something else in it leads there.
  for (const [what, zone, names] of [
    [
      'an SPF policy that includes one of the zone',
      [
        '@ TXT "v=spf1 include:_spf-q1.klant.nl redirect=r-q1.klant.nl"',
        '_spf-q1.klant.nl. TXT "v=spf1 a:u-q1.klant.nl mx:m-q1.klant.nl -all"',
        'u-q1.klant.nl. A 192.0.2.1',
        'm-q1.klant.nl. MX 10 x.nl.',
        'r-q1.klant.nl. TXT "v=spf1 -all"',
      ],
      ['_spf-q1.klant.nl. TXT', 'klant.nl. TXT', 'm-q1.klant.nl. MX', 'r-q1.klant.nl. TXT', 'u-q1.klant.nl. A'],
    ],
    [
      'reports of DMARC and TLS',
      [
        '_dmarc.klant.nl. TXT "v=DMARC1; p=none; rua=mailto:x@r-q1.klant.nl!10m,mailto:y@elders.nl; ruf=mailto:x@f-q1.klant.nl"',
        '_smtp._tls.klant.nl. TXT "v=TLSRPTv1; rua=https://t-q1.klant.nl/x"',
        'r-q1.klant.nl. MX 10 x.nl.',
        'f-q1.klant.nl. A 192.0.2.1',
        't-q1.klant.nl. A 192.0.2.1',
      ],
      ['_dmarc.klant.nl. TXT', '_smtp._tls.klant.nl. TXT', 'f-q1.klant.nl. A', 'r-q1.klant.nl. MX', 't-q1.klant.nl. A'],
    ],
    [
      'a mail server and its key',
      ['@ MX 10 mx-q1.klant.nl.', 'mx-q1.klant.nl. A 192.0.2.1', '_25._tcp.mx-q1.klant.nl. TLSA 3 1 1 aa'],
      ['_25._tcp.mx-q1.klant.nl. TLSA', 'klant.nl. MX', 'mx-q1.klant.nl. A'],
    ],
    [
      'services',
      ['@ HTTPS 1 h-q1.klant.nl. alpn=h2', 'h-q1.klant.nl. AAAA 2001:db8::1'],
      ['h-q1.klant.nl. AAAA', 'klant.nl. HTTPS'],
    ],
    [
      'what stands between a name and the apex',
      ['@ MX 10 a.tussen-q1.klant.nl.', 'a.tussen-q1.klant.nl. A 192.0.2.1', 'tussen-q1.klant.nl. TXT "x"'],
      ['a.tussen-q1.klant.nl. A', 'klant.nl. MX', 'tussen-q1.klant.nl. TXT'],
    ],
    [
      'a wildcard below a host, and below a name between',
      [
        'www.klant.nl. A 192.0.2.1',
        '*.www.klant.nl. A 192.0.2.2',
        '@ MX 10 m.deep-q1.klant.nl.',
        'm.deep-q1.klant.nl. A 192.0.2.1',
        '*.deep-q1.klant.nl. CNAME x-q1.klant.nl.',
        'x-q1.klant.nl. A 192.0.2.3',
      ],
      [
        '*.deep-q1.klant.nl. CNAME',
        '*.www.klant.nl. A',
        'klant.nl. MX',
        'm.deep-q1.klant.nl. A',
        'www.klant.nl. A',
        'x-q1.klant.nl. A',
      ],
    ],
    [
      'a wildcard below a mail server, and none below its services',
      ['@ MX 10 mail.klant.nl.', 'mail.klant.nl. A 192.0.2.1', '*.mail.klant.nl. A 192.0.2.2'],
      ['*.mail.klant.nl. A', 'klant.nl. MX', 'mail.klant.nl. A'],
    ],
    [
      'a wildcard that has less than the one above it, and keeps it away',
      ['*.klant.nl. A 192.0.2.1', '*.klant.nl. TXT "x"', '*.q1.klant.nl. A 192.0.2.1', '@ MX 10 post.q1.klant.nl.'],
      ['*.klant.nl. A', '*.klant.nl. TXT', '*.q1.klant.nl. A', 'klant.nl. MX'],
    ],
    [
      'a wildcard below a name that is like the wildcard over it, and one below a name with a text alone',
      [
        '*.klant.nl. A 192.0.2.1',
        'shop.klant.nl. A 192.0.2.1',
        '*.shop.klant.nl. A 192.0.2.2',
        'dev.klant.nl. TXT "x"',
        '*.dev.klant.nl. A 192.0.2.3',
      ],
      ['*.dev.klant.nl. A', '*.klant.nl. A', '*.shop.klant.nl. A', 'dev.klant.nl. TXT', 'shop.klant.nl. A'],
    ],
    [
      'a wildcard like the one above it, where a name stands between',
      ['*.klant.nl. A 192.0.2.1', 'www.klant.nl. A 192.0.2.2', '*.www.klant.nl. A 192.0.2.1'],
      ['*.klant.nl. A', '*.www.klant.nl. A', 'www.klant.nl. A'],
    ],
    [
      'a wildcard like the one above it, and the keys that keep both away',
      [
        '*.klant.nl. CNAME x.elders.nl.',
        '*._domainkey.klant.nl. CNAME x.elders.nl.',
        'default._domainkey.klant.nl. TXT "v=DKIM1; p=AA"',
      ],
      ['*._domainkey.klant.nl. CNAME', '*.klant.nl. CNAME', 'default._domainkey.klant.nl. TXT'],
    ],
    [
      'what a name has that exists without its wildcard, as a name below it shows',
      [
        '*.klant.nl. A 192.0.2.1',
        'www.klant.nl. A 192.0.2.1',
        '_acme-challenge.www.klant.nl. CNAME x.elders.nl.',
        '@ MX 10 mail.klant.nl.',
        'mail.klant.nl. A 192.0.2.1',
        '_25._tcp.mail.klant.nl. TLSA 3 1 1 aabb',
        'blog.klant.nl. A 192.0.2.1',
      ],
      [
        '*.klant.nl. A',
        '_25._tcp.mail.klant.nl. TLSA',
        '_acme-challenge.www.klant.nl. CNAME',
        'klant.nl. MX',
        'mail.klant.nl. A',
        'www.klant.nl. A',
      ],
    ],
    ['a wildcard below a name that has nothing itself', ['*.shop.klant.nl. A 192.0.2.1'], ['*.shop.klant.nl. A']],
    [
      '… which keeps the one above away',
      ['*.klant.nl. A 192.0.2.1', '*.shop.klant.nl. A 192.0.2.1'],
      ['*.klant.nl. A', '*.shop.klant.nl. A'],
    ],
    [
      'a wildcard of keys is no hundred keys',
      ['*._domainkey.klant.nl. TXT "v=DKIM1; p="', 'mail._domainkey.klant.nl. TXT "v=DKIM1; p=AA"'],
      ['*._domainkey.klant.nl. TXT', 'mail._domainkey.klant.nl. TXT'],
    ],
    [
      'a wildcard at the apex is none below each name, but beside one',
      [
        '*.klant.nl. A 192.0.2.1',
        'www.klant.nl. A 192.0.2.1',
        'shop.klant.nl. A 192.0.2.2',
        '*.shop.klant.nl. A 192.0.2.1',
        'ftp.klant.nl. A 192.0.2.1',
        'ftp.klant.nl. TXT "x"',
      ],
      ['*.klant.nl. A', '*.shop.klant.nl. A', 'ftp.klant.nl. A', 'ftp.klant.nl. TXT', 'shop.klant.nl. A'],
    ],
    [
      'a zone below, also under a wildcard',
      ['*.klant.nl. A 192.0.2.1', 'shop.klant.nl. NS ns.elders.nl.', 'shop.klant.nl. DS 1 13 2 aa'],
      ['*.klant.nl. A', 'shop.klant.nl. DS', 'shop.klant.nl. NS'],
    ],
  ] as const)
    test(`finds ${what}`, async () =>
      expect(keys((await guess(['@ NS ns1.oud.nl.', ...zone])).rrsets)).toEqual(['klant.nl. NS', ...names].sort()));

  test('finds a zone below that the same servers hold, and nothing of what is in it', async () => {
    const zones = {
      'klant.nl': ['@ NS ns1.oud.nl.', 'shop.klant.nl. NS ns1.shop.klant.nl.', 'ns1.shop.klant.nl. A 192.0.2.11'],
      'shop.klant.nl': ['@ NS ns1.shop.klant.nl.', '@ A 192.0.2.98', '@ TXT "x"', 'ns1.shop.klant.nl. A 192.0.2.11'],
    };
    const root = { '.': ['@ NS root.test.'], 'oud.nl': ['ns1.oud.nl. A 192.0.2.11'] };
    const dns = internet({ '192.0.2.1': root, '192.0.2.11': zones });
    const inventory = await readInventory(dns, ZONE, { nameServers: [fqdn('ns1.oud.nl')] }, signal());
    expect(keys(inventory.rrsets)).toEqual(['klant.nl. NS', 'ns1.shop.klant.nl. A', 'shop.klant.nl. NS']);
  });

  test('a zone below that is on the same servers and not delegated to: its data is found because they are asked', async () => {
    const shop = [
      '@ NS ns1.oud.nl.',
      '@ A 192.0.2.98',
      '@ MX 10 mail.shop.klant.nl.',
      'www.shop.klant.nl. A 192.0.2.97',
    ];
    const root = { '.': ['@ NS root.test.'], 'oud.nl': ['ns1.oud.nl. A 192.0.2.11'] };
    const read = (klant: readonly string[]) => {
      const dns = internet({ '192.0.2.1': root, '192.0.2.11': { 'klant.nl': klant, 'shop.klant.nl': shop } });
      return readInventory(dns, ZONE, { nameServers: [fqdn('ns1.oud.nl')] }, signal());
    };
    const undelegated = await read(['@ NS ns1.oud.nl.']);
    expect(keys(undelegated.rrsets)).toEqual([
      'klant.nl. NS',
      'shop.klant.nl. A',
      'shop.klant.nl. MX',
      'www.shop.klant.nl. A',
    ]);
    expect(undelegated.zonesBelow).toEqual(['shop.klant.nl.']);
    expect(InventorySchema.parse(JSON.parse(JSON.stringify(undelegated)))).toEqual(undelegated);
    const delegated = await read(['@ NS ns1.oud.nl.', 'shop.klant.nl. NS ns1.oud.nl.']);
    expect(keys(delegated.rrsets)).toEqual(['klant.nl. NS', 'shop.klant.nl. NS']);
    expect(delegated.zonesBelow).toBe(undefined);
  });

  test('a delegation that a server gives with AA set is one', async () => {
    const dns = world([...records]);
    const askAll: Dns['askAll'] = async (questions, stop) =>
      (await dns.askAll(questions, stop)).map((answer) =>
        answer.outcome === 'referral' ? { ...answer, outcome: 'nodata', authoritative: true } : answer,
      );
    const inventory = await readInventory({ ...dns, askAll }, ZONE, SERVERS, signal());
    expect(keys(inventory.rrsets)).toEqual(keys((await guess(records)).rrsets));
  });

  test('a server to which every name exists is not believed', async () => {
    const dns = world(records);
    const askAll: Dns['askAll'] = async (questions, stop) =>
      (await dns.askAll(questions, stop)).map((answer) =>
        answer.outcome === 'nxdomain' ? { ...answer, outcome: 'nodata' as const } : answer,
      );
    const inventory = await readInventory({ ...dns, askAll }, ZONE, SERVERS, signal());
    expect(keys(inventory.rrsets)).toEqual(keys((await guess(records)).rrsets));
    expect(inventory.hidden).toEqual([]);
    expect(dns.asked.length).toBeLessThan(2000);
  });

  test('a server that says "no such name" where a type is missing is asked for the others', async () => {
    const only = ['shop.klant.nl. AAAA 2001:db8::1', 'news.klant.nl. MX 10 post.klant.nl.'];
    const dns = world([...records, ...only]);
    const askAll: Dns['askAll'] = async (questions, stop) =>
      (await dns.askAll(questions, stop)).map((answer) =>
        answer.outcome === 'nodata' ? { ...answer, outcome: 'nxdomain' as const } : answer,
      );
    const inventory = await readInventory({ ...dns, askAll }, ZONE, SERVERS, signal());
    expect(keys(inventory.rrsets)).toEqual(keys((await guess([...records, ...only])).rrsets));
    expect(dns.asked.length).toBeLessThan(4000);
  });

  test('a name that exists and shows nothing hides something', async () => {
    const inventory = await guess([
      ...records,
      'zx81q._domainkey.klant.nl. TXT "v=DKIM1; p=AA"',
      'a.shop.klant.nl. A 192.0.2.1',
    ]);
    // selector1 was found below _domainkey, so that name has an explanation.
    expect(inventory.hidden).toEqual(['shop.klant.nl.']);
    const other = await guess(['@ A 192.0.2.1', 'zx81q._domainkey.klant.nl. TXT "v=DKIM1; p=AA"']);
    expect(other.hidden).toEqual(['_domainkey.klant.nl.']);
    expect(judgeInventory(ZONE, other, 0).map(({ message }) => message.text)).toEqual([
      'inventory.guessed',
      'inventory.hidden',
    ]);
  });

  for (const [provider, zone, missing] of [
    [
      'Microsoft 365',
      ['@ MX 0 klant-nl.mail.protection.outlook.com.', 'selector1._domainkey.klant.nl. CNAME x.nl.'],
      ['autodiscover.klant.nl.', 'selector2._domainkey.klant.nl.'],
    ],
    ['Google Workspace', ['@ MX 1 aspmx.l.google.com.'], ['google._domainkey.klant.nl.']],
    [
      'Proton Mail',
      [
        '@ MX 10 mail.protonmail.ch.',
        'protonmail._domainkey.klant.nl. CNAME x.nl.',
        'protonmail2._domainkey.klant.nl. CNAME x.nl.',
      ],
      ['protonmail3._domainkey.klant.nl.'],
    ],
    [
      'HubSpot',
      ['@ TXT "v=spf1 include:4711.spf02.hubspotemail.net -all"', 'hs1-4711._domainkey.klant.nl. CNAME x.nl.'],
      ['hs2-4711._domainkey.klant.nl.'],
    ],
    [
      'Zoho Mail',
      ['@ MX 10 mx.zoho.eu.'],
      [
        'zmail._domainkey.klant.nl. / zoho._domainkey.klant.nl. / default._domainkey.klant.nl. / mail._domainkey.klant.nl.',
      ],
    ],
    ['Amazon SES', ['@ TXT "v=spf1 include:amazonses.com -all"'], ['*._domainkey.klant.nl.']],
  ] as const)
    test(`${provider} is known by what points to it, and what belongs to it is missed`, async () => {
      const inventory = await guess(['@ NS ns1.oud.nl.', ...zone]);
      expect(inventory.expected).toMatchObject([{ provider, names: missing }]);
      expect(judgeInventory(ZONE, inventory, 0).map(({ message }) => message.text)).toEqual([
        'inventory.guessed',
        'inventory.expected',
      ]);
    });

  test('nothing is missed where everything is there, or where the list is whole', async () => {
    const zone = ['@ NS ns1.oud.nl.', '@ MX 1 aspmx.l.google.com.'];
    expect((await guess([...zone, 'google._domainkey.klant.nl. TXT "v=DKIM1; p=AA"'])).expected).toEqual([]);
    const inventory = await readInventory(world(zone, undefined, { open: ['192.0.2.11'] }), ZONE, SERVERS, signal());
    expect(inventory.expected).toEqual([]);
  });
});

test('an inventory survives being stored, also one of before', async () => {
  const inventory = await guess(records);
  expect(InventorySchema.parse(JSON.parse(JSON.stringify(inventory)))).toEqual(inventory);
  expect(InventorySchema.parse(JSON.parse(JSON.stringify(NOTHING_READ)))).toEqual(NOTHING_READ);
});

describe('a list through an API with words of its host’s own', () => {
  const listed = [
    rrset(ZONE, 'NS', 3600, ['ns1.oud.nl.']),
    rrset(ZONE, 'ALIAS', 300, ['cdn.elders.nl.']),
    rrset(fqdn('slim.klant.nl'), 'LUA', 60, ['A "ifportup(443, {\'192.0.2.90\'})"']),
    rrset(fqdn('elders.nl'), 'A', 60, ['192.0.2.99']),
  ];
  const zone = ['@ NS ns1.oud.nl.', '@ A/300 192.0.2.80', '@ AAAA/300 2001:db8::80', 'slim.klant.nl. A/60 192.0.2.90'];
  const read = (broken?: (question: DnsQuestion) => DnsOutcome | undefined) =>
    readInventory(world(zone, broken), ZONE, { ...SERVERS, api: listed }, signal());

  test('what its servers answer in their place is part of it, and nothing of another zone', async () => {
    const inventory = await read();
    expect(keys(inventory.rrsets)).toEqual([
      'klant.nl. A',
      'klant.nl. AAAA',
      'klant.nl. ALIAS',
      'klant.nl. NS',
      'slim.klant.nl. A',
      'slim.klant.nl. LUA',
    ]);
    expect([inventory.readable, inventory.provenance['klant.nl. A']]).toEqual([true, 'followed']);
    expect(judgeInventory(ZONE, inventory, 0)).toMatchObject([
      { subject: 'slim.klant.nl. LUA', message: { text: 'inventory.own-word' } },
    ]);
    const { rrsets, decided } = intendedZone(inventory.rrsets, { zone: ZONE, newNameServers: [fqdn('ns1.nieuw.nl')] });
    expect(keys(rrsets)).toEqual(['klant.nl. A', 'klant.nl. AAAA', 'klant.nl. NS', 'slim.klant.nl. A']);
    expect(decided.filter(({ why }) => why === 'own-word').map(({ key }) => key)).toEqual([
      'klant.nl. ALIAS',
      'slim.klant.nl. LUA',
    ]);
    const gone = goneFrom(inventory.rrsets, rrsets);
    expect(parityQuestions(ZONE, rrsets, gone).filter(({ type }) => !isWireType(type))).toEqual([]);
  });
  test('without an answer for the zone itself nothing is made of it', async () => {
    const silent = await read(({ name, type }) => (name === ZONE && type === 'A' ? 'servfail' : undefined));
    expect(silent.readable).toBe(false);
    const other = await read(({ name }) => (name === 'slim.klant.nl.' ? 'timeout' : undefined));
    expect([other.readable, other.unanswered]).toEqual([true, 1]);
  });
  test('it is not an edit of the old zone', async () => {
    const { rrsets } = await read();
    const question = { zone: ZONE, inventory: rrsets, intended: rrsets, decided: new Set<string>() };
    expect(driftOf(question, { zone: ZONE, servers: [] }, listed.slice(0, 3), 0).findings).toEqual([]);
  });
});

test('a name whose names below are those of another is one record, and no alias that is made on the way', async () => {
  const zone = [...records, 'oud.klant.nl. DNAME elders.nl.', '@ MX 20 mx.oud.klant.nl.', 'shop.klant.nl. A 192.0.2.1'];
  const plain = world([...zone, 'shop.klant.nl. DNAME winkel.nl.']);
  const over = (name: string) => ['oud.klant.nl.', 'shop.klant.nl.'].find((one) => name.endsWith(`.${one}`));
  const askAll: Dns['askAll'] = async (questions, by) =>
    (await plain.askAll(questions, by)).map((answer) => {
      const at = over(answer.question.name);
      if (at === undefined) return answer;
      const made = rrset(answer.question.name, 'CNAME', 60, ['x.elders.nl.']);
      return {
        ...answer,
        outcome: 'answer',
        authority: [],
        answer: [rrset(fqdn(at), 'DNAME', 60, ['elders.nl.']), made],
      };
    });
  const { rrsets, hidden } = await readInventory({ ...plain, askAll }, ZONE, SERVERS, signal());
  const known = keys(rrsets);
  expect(known.filter((key) => /(?:oud|shop)\./.test(key))).toEqual([
    'oud.klant.nl. DNAME',
    'shop.klant.nl. A',
    'shop.klant.nl. DNAME',
  ]);
  expect(hidden).toEqual([]);
});

test('a name that has only some of what the wildcard over it has is one of its own: it keeps the rest away', async () => {
  const zone = [
    '@ NS ns1.oud.nl.',
    '* A 192.0.2.80',
    '* MX 10 post.elders.nl.',
    'www A 192.0.2.80',
    'blog A 192.0.2.80',
  ];
  const named = zone.map((line) => line.replace(/^(\*|www|blog) /, '$1.klant.nl. '));
  const inventory = await guess(named);
  expect(keys(inventory.rrsets)).toContain('www.klant.nl. A');
});

describe('a transfer that holds words of its host’s own under their numbers', () => {
  const TYPES = { ALIAS: 'TYPE65401', LUA: 'TYPE65402' } as const;
  const LUA = "pickrandom({'192.0.2.90'})";
  const wire = (type: keyof typeof TYPES) =>
    type === 'ALIAS'
      ? Buffer.from('\x03cdn\x06elders\x02nl\x00', 'latin1')
      : Buffer.concat([Buffer.of(0, 1, LUA.length), Buffer.from(LUA)]);
  const sent = (name: string, type: keyof typeof TYPES, data = wire(type)) =>
    rrset(fqdn(name), TYPES[type], 300, [`\\# ${data.length} ${data.toString('hex')}`]);
  const read = (given: readonly Rrset[], broken?: (question: DnsQuestion) => DnsOutcome | undefined) => {
    const dns = world(['@ NS ns1.oud.nl.', '@ A/300 192.0.2.80', 'slim.klant.nl. A/60 192.0.2.90'], broken);
    const rrsets = [rrset(ZONE, 'NS', 3600, ['ns1.oud.nl.']), ...given];
    const transfer: Dns['transfer'] = async () => ({ outcome: 'answer', rrsets, serial: 1, atMs: 0 });
    return readInventory({ ...dns, transfer }, ZONE, SERVERS, signal());
  };

  test('names them, and has what the servers answer in their place', async () => {
    const inventory = await read([sent('klant.nl', 'ALIAS'), sent('slim.klant.nl', 'LUA')]);
    expect(inventory.rrsets.map((set) => `${rrsetKey(set)} ${set.rdatas.join()}`)).toEqual([
      'klant.nl. A 192.0.2.80',
      'klant.nl. ALIAS cdn.elders.nl.',
      'klant.nl. NS ns1.oud.nl.',
      'slim.klant.nl. A 192.0.2.90',
      `slim.klant.nl. LUA A "${LUA}"`,
    ]);
    expect(inventory).toMatchObject({ completeness: 'transferred', readable: true, unanswered: 0 });
    expect(inventory.provenance['klant.nl. A']).toBe('followed');
  });
  test('is nothing to go by where no server says what the domain itself answers with', async () => {
    const silent = await read([sent('klant.nl', 'ALIAS')], ({ name, type }) =>
      name === ZONE && type === 'A' ? 'servfail' : undefined,
    );
    expect([silent.readable, silent.unanswered]).toEqual([false, 1]);
  });
  for (const [what, data] of [
    ['that ends too early', Buffer.from('\x03cdn\x06eld', 'latin1')],
    ['with more behind it', Buffer.concat([wire('ALIAS'), Buffer.of(0)])],
    ['of nothing', Buffer.of()],
  ] as const)
    test(`leaves data ${what} as it is: somebody else’s`, async () => {
      const odd = sent('shop.klant.nl', 'ALIAS', data);
      expect((await read([odd])).rrsets.map(rrsetKey)).toEqual(['klant.nl. NS', 'shop.klant.nl. TYPE65401']);
    });
});

test('a zone that is given whole but for names nothing can carry: it says so', async () => {
  const dns = world(records, undefined, { open: ['192.0.2.11'] });
  const transfer: Dns['transfer'] = async (...asked) => ({
    ...(await dns.transfer(...asked)),
    why: 'left out 1 names: a\\.b',
  });
  const inventory = await readInventory({ ...dns, transfer }, ZONE, SERVERS, signal());
  expect(InventorySchema.parse(inventory).leftOut).toContain('left out 1');
  expect(judgeInventory(ZONE, inventory, 0).map(({ message }) => message.text)).toEqual(['inventory.left-out']);
});

test('so it is with a list through an API', async () => {
  const api = [rrset(ZONE, 'NS', 3600, ['ns1.oud.nl.'])];
  const inventory = await readInventory(
    world(records),
    ZONE,
    { api, unsayable: ['a\\.b.klant.nl.'], ...SERVERS },
    signal(),
  );
  expect(judgeInventory(ZONE, inventory, 0)).toMatchObject([
    {
      message: { text: 'inventory.left-out' },
      evidence: [{ asked: 'klant.nl. API', answered: expect.stringContaining('a\\.b.klant.nl.') }],
    },
  ]);
});

test('what an earlier look found goes only with a definite answer', async () => {
  const known = (await guess(records)).rrsets;
  const later = (broken: (question: DnsQuestion) => DnsOutcome | undefined, zone = records) =>
    readInventory(world(zone, broken), ZONE, { ...SERVERS, known }, signal());
  const lost = await later(({ name, type }) => (type === 'MX' || name.startsWith('_dmarc') ? 'timeout' : undefined));
  expect(keys(lost.rrsets)).toEqual(keys(known));
  expect(lost.unanswered).toBeGreaterThan(0);
  const without = records.filter((line) => !line.startsWith('_dmarc') && !line.startsWith('post'));
  const gone = await later(() => undefined, without);
  expect(keys(known).filter((key) => !keys(gone.rrsets).includes(key))).toEqual([
    '_dmarc.klant.nl. TXT',
    'post.klant.nl. A',
  ]);
});
