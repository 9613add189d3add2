import { execFile } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, describe, expect, test } from 'vitest';
import { hasErrors, readZoneFile, writeZoneFile } from '../../src/dns/zone-file.ts';
import type { Fqdn } from '../../src/domain/name.ts';
import { fqdn } from '../../src/domain/name.ts';
import type { Rrset } from '../../src/domain/rrset.ts';
import { rrset, sortZone } from '../../src/domain/rrset.ts';
import { anyZone, ZONE } from '../dns/zone-file-samples.ts';
import fc from '../fast-check.ts';

// What BIND and nsd make of the same text. Their programs read files; no server runs.

const run = promisify(execFile);
const folder = mkdtempSync(join(tmpdir(), 'golive-zone-file-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** The zone as BIND writes it back, its own checks of content off; `undefined`: it refuses the file. */
async function throughBind(zone: Fqdn, text: string): Promise<string | undefined> {
  const [from, to] = [join(folder, 'in'), join(folder, 'out')];
  writeFileSync(from, text);
  const lenient = [
    '-i',
    'none',
    '-k',
    'ignore',
    '-m',
    'ignore',
    '-M',
    'ignore',
    '-n',
    'ignore',
    '-r',
    'ignore',
    '-S',
    'ignore',
    '-T',
    'ignore',
  ];
  try {
    await run('named-compilezone', [...lenient, '-s', 'full', '-o', to, zone, from]);
    return readFileSync(to, 'utf8');
  } catch {
    return undefined;
  }
}

async function nsdAccepts(zone: Fqdn, text: string): Promise<boolean> {
  const file = join(folder, 'nsd');
  writeFileSync(file, text);
  return run('nsd-checkzone', [zone, file]).then(
    () => true,
    () => false,
  );
}

/** What a server needs of a zone: an SOA with names it can have, an NS. */
const servable = (rrsets: readonly Rrset[]): Rrset[] => [
  ...rrsets.filter(({ name, type }) => type !== 'SOA' && !(name === ZONE && type === 'NS')),
  rrset(ZONE, 'SOA', 3600, ['ns.klant.nl. hostmaster.klant.nl. 1 3600 600 86400 300']),
  rrset(ZONE, 'NS', 3600, ['ns.elders.nl.']),
];

describe('what is written', () => {
  // What servers judge by its content stays out: aliases beside other data, the patterns of NAPTR, digests of a wrong length.
  const TYPES = ['A', 'AAAA', 'PTR', 'MX', 'TXT', 'SRV', 'CAA', 'TLSA', 'URI', 'RP', 'HTTPS', 'TYPE65534'];

  test('is read by BIND, which has the same zone', () =>
    fc.assert(
      fc.asyncProperty(anyZone(TYPES), async (rrsets) => {
        const zone = servable(rrsets);
        const back = await throughBind(ZONE, writeZoneFile(ZONE, zone));
        expect(back).toBeDefined();
        expect(readZoneFile(back!, { origin: ZONE }).rrsets).toEqual(sortZone(zone));
      }),
      { numRuns: 150 },
    ));

  test('is read by nsd', () =>
    fc.assert(
      fc.asyncProperty(anyZone(TYPES), async (rrsets) => {
        const text = writeZoneFile(ZONE, servable(rrsets));
        if (!(await nsdAccepts(ZONE, text))) throw new Error(text);
      }),
      { numRuns: 100 },
    ));
});

describe('what is read', () => {
  const soa = '@ 60 IN SOA ns hostmaster ( 1 3H 15M 2W 1D )\n NS ns.elders.nl.\n';
  for (const [what, text] of [
    [
      'TTLs of every kind',
      '$TTL 1h30m\na A 192.0.2.1\nb IN 5 A 192.0.2.1\nc 6 IN A 192.0.2.1\n A 192.0.2.2\nd A 192.0.2.1\n',
    ],
    ['no $TTL', 'a 7 A 192.0.2.1\nb A 192.0.2.2\n$TTL 9\nc A 192.0.2.2\n'],
    [
      'origins',
      '$ORIGIN sub\n@ A 192.0.2.1\nx A 192.0.2.2\n$ORIGIN .\nz.klant.nl A 192.0.2.4\n$ORIGIN klant.nl.\n A 192.0.2.5\n',
    ],
    ['texts', 'a TXT "a;b" c\\;d "\\"" \\065 "\\255" ( "x" ;y\n "z" ) "é"\n'],
    ['escapes in names', '\\095x TXT a\na NS a\\.b\\032c\\@d\nb MX 10 \\@\n'],
    ['unknown types', 'a TYPE1 \\# 4 C0000201\nb CLASS1 TYPE731 \\# 3 abCD ef\n'],
    [
      '$GENERATE',
      `$GENERATE 1-20/3 h$-\${5,4,x} CNAME \${-1,3}.x\n$GENERATE 250-260 \${0,5,n} A 192.0.2.1\n$GENERATE 8-9 t$ TXT "a$$ \${0,3,o} \${1,0,X}"\n`,
    ],
    [
      'services',
      '@ HTTPS 1 . alpn="h3,h2" ipv4hint=192.0.2.1,192.0.2.2 ipv6hint=2001:db8::1 port=8443\na SVCB 0 b\nc SVCB 1 . mandatory=port,alpn alpn=h2 port=1 no-default-alpn key4242="x y\\001"\n',
    ],
    [
      'keys and proofs',
      '@ DNSKEY 257 3 13 ( bWQy\n ZHNh )\n@ NSEC a A NS SOA TXT TYPE1234 RRSIG\nq.a RRSIG A 13 4 60 20261120000000 20261101000000 1 @ AAAA\nx CSYNC 66 3 A NS AAAA\n',
    ],
    ['outside the zone', 'elders.nl. A 192.0.2.1\na A 192.0.2.1\n'],
  ] as const)
    test(`${what} as BIND reads it`, async () => {
      const file = soa + text;
      const theirs = await throughBind(ZONE, file);
      expect(theirs).toBeDefined();
      expect(readZoneFile(file, { origin: ZONE }).rrsets).toEqual(readZoneFile(theirs!, { origin: ZONE }).rrsets);
    });

  for (const text of [
    'a A 192.0.2\n',
    'a A\n',
    'a NOPE x\n',
    'a TXT "open\n',
    'a MX ( 10 b\n',
    'a MX 10 b )\n',
    'a CH TXT x\n',
    '$NOPE\n',
    'a TXT \\999\n',
    `a NS ${'x'.repeat(64)}\n`,
    '$GENERATE 5-1 a$ A 192.0.2.$\n',
    'a HTTPS 1 . port=1 port=2\n',
    'a NSEC b NOPE\n',
  ])
    test(`${JSON.stringify(text.slice(0, 40))} is refused, as BIND refuses it`, async () => {
      expect(await throughBind(ZONE, soa + text)).toBeUndefined();
      expect(hasErrors(readZoneFile(soa + text, { origin: ZONE }))).toBe(true);
    });
});

const CORPUS = join(import.meta.dirname, '../../../shared/corpora/dns/zonemaster/test-zone-data');
describe.skipIf(!existsSync(CORPUS))(
  `zones that others wrote${existsSync(CORPUS) ? '' : ': they are not here, nothing was tried'}`,
  () => {
    test('are as BIND reads them, where it does', async () => {
      let tried = 0;
      const files = readdirSync(CORPUS, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.zone'));
      for (const name of files) {
        const text = readFileSync(join(CORPUS, name), 'utf8');
        const origin = /^\$ORIGIN\s+(\S+\.)\s*$/m.exec(text)?.[1];
        if (origin === undefined || /^\$INCLUDE/m.test(text)) continue;
        const theirs = await throughBind(fqdn(origin), text);
        if (theirs === undefined) continue;
        const [ours, back] = [text, theirs].map((one) => readZoneFile(one, { origin: fqdn(origin) }).rrsets);
        expect(ours, name).toEqual(back);
        tried++;
      }
      expect(tried).toBeGreaterThan(150);
    });
  },
);
