import { describe, expect, test } from 'vitest';
import type { ZoneFile } from '../../src/dns/zone-file.ts';
import { formatZoneFileIssue, hasErrors, readZoneFile, writeZoneFile } from '../../src/dns/zone-file.ts';
import { fqdn } from '../../src/domain/name.ts';
import { rrset } from '../../src/domain/rrset.ts';
import fc from '../fast-check.ts';
import { anyZone, ZONE } from './zone-file-samples.ts';

const read = (text: string): ZoneFile => readZoneFile(text, { origin: ZONE });
/** One line per record: `name ttl TYPE data`, `@` for the zone. */
const lines = ({ rrsets }: ZoneFile): string[] =>
  rrsets
    .flatMap(({ name, type, ttlSeconds, rdatas }) =>
      rdatas.map((rdata) => `${name === ZONE ? '@' : name.replace('.klant.nl.', '')} ${ttlSeconds} ${type} ${rdata}`),
    )
    .sort();
const told = ({ issues }: ZoneFile): string[] =>
  issues.map(({ severity, line, column, what }) => `${severity} ${line}:${column} ${what}`);

describe('a zone file is read', () => {
  for (const [what, text, expected] of [
    [
      'TTL and class in either order',
      'a 60 IN A 192.0.2.1\nb IN 60 A 192.0.2.1\nc 60 A 192.0.2.1',
      ['a 60 A 192.0.2.1', 'b 60 A 192.0.2.1', 'c 60 A 192.0.2.1'],
    ],
    [
      '$TTL, and an own one',
      '$TTL 1h30m\na A 192.0.2.1\nb 5 A 192.0.2.2\nc A 192.0.2.3',
      ['a 5400 A 192.0.2.1', 'b 5 A 192.0.2.2', 'c 5400 A 192.0.2.3'],
    ],
    ['without $TTL: the TTL before', 'a 7 A 192.0.2.1\nb A 192.0.2.2', ['a 7 A 192.0.2.1', 'b 7 A 192.0.2.2']],
    [
      'without $TTL and before any: the SOA minimum',
      '@ SOA n h 1 2 3 4 77\na A 192.0.2.1',
      ['@ 77 SOA n.klant.nl. h.klant.nl. 1 2 3 4 77', 'a 77 A 192.0.2.1'],
    ],
    [
      'a blank owner is the one before',
      'a 9 A 192.0.2.1\n\tTXT "x"\n \n; nothing\n  TXT y',
      ['a 9 A 192.0.2.1', 'a 9 TXT "x"', 'a 9 TXT "y"'],
    ],
    [
      '$ORIGIN, absolute and relative; @',
      '$TTL 1\n$ORIGIN sub\n@ A 192.0.2.1\nx A 192.0.2.2\n$ORIGIN klant.nl.\ny A 192.0.2.3\n$ORIGIN .\nz.klant.nl A 192.0.2.4',
      ['sub 1 A 192.0.2.1', 'x.sub 1 A 192.0.2.2', 'y 1 A 192.0.2.3', 'z 1 A 192.0.2.4'],
    ],
    [
      'an owner after $ORIGIN is read anew',
      '$TTL 1\na A 192.0.2.1\n$ORIGIN b\na A 192.0.2.2',
      ['a 1 A 192.0.2.1', 'a.b 1 A 192.0.2.2'],
    ],
    [
      'parentheses over lines, comments in them, units in timers',
      '@ 60 IN SOA ns1 jan\\.piet.klant.nl. (\n 2026112001 ; serial (\n 3H 15M\n 2W 1d )',
      ['@ 60 SOA ns1.klant.nl. jan\\.piet.klant.nl. 2026112001 10800 900 1209600 86400'],
    ],
    [
      'an apex after the parenthesis',
      '@ 1 MX ( 10\nmail )\n 1 A 192.0.2.1',
      ['@ 1 A 192.0.2.1', '@ 1 MX 10 mail.klant.nl.'],
    ],
    [
      'quotes: blanks, semicolons, parentheses, escapes',
      'a 1 TXT "v=DKIM1; (k) \\"q\\" \\; \\195\\169"',
      ['a 1 TXT "v=DKIM1; (k) \\"q\\" ; \\195\\169"'],
    ],
    [
      'long text in strings',
      `a 1 TXT "${'x'.repeat(255)}" "${'y'.repeat(10)}"`,
      [`a 1 TXT "${'x'.repeat(255)}${'y'.repeat(10)}"`],
    ],
    ['text in UTF-8', 'a 1 TXT "café"', ['a 1 TXT "caf\\195\\169"']],
    ['escapes in owners', '\\095dmarc 1 TXT x\n\\119WW 1 A 192.0.2.1', ['_dmarc 1 TXT "x"', 'www 1 A 192.0.2.1']],
    ['capitals', 'WWW 1 in cname Host.KLANT.nl.', ['www 1 CNAME host.klant.nl.']],
    [
      'unknown types and data',
      'a 1 CLASS1 TYPE1 \\# 4 C0 000201\nb 1 TYPE731 \\# 3 abCD ef\nc 1 A \\# 4 c0000201\nd 1 TYPE732 \\# 0',
      ['a 1 A 192.0.2.1', 'b 1 TYPE731 \\# 3 abcdef', 'c 1 A 192.0.2.1', 'd 1 TYPE732 \\# 0'],
    ],
    [
      'a service in presentation form',
      '@ 1 HTTPS 1 . alpn="h3,h2" ipv4hint=192.0.2.1\n@ 1 HTTPS 2 cdn port=8443',
      ['@ 1 HTTPS 1 . alpn=h3,h2 ipv4hint=192.0.2.1', '@ 1 HTTPS 2 cdn.klant.nl. port=8443'],
    ],
    [
      'a quote in the middle of a word begins a string',
      'a 1 TXT key="a b"\nb 1 TXT v=x="1 2"y="\\"z"',
      ['a 1 TXT "key=a b"', 'b 1 TXT "v=x=1 2y=\\"z"'],
    ],
    [
      'a place, with what it leaves out',
      'a 1 LOC 52 22 23 n 4 53 32 e -2m\nb 1 LOC 51 30 12.748 N 0 7 39.611 W 0.00m 30m 200m 5m\nc 1 LOC 90 S 180 W 42849672.95 0',
      [
        'a 1 LOC 52 22 23.000 N 4 53 32.000 E -2.00m 1.00m 10000.00m 10.00m',
        'b 1 LOC 51 30 12.748 N 0 7 39.611 W 0.00m 30.00m 200.00m 5.00m',
        'c 1 LOC 90 0 0.000 S 180 0 0.000 W 42849672.95m 0.00m 10000.00m 10.00m',
      ],
    ],
    [
      'a place as octets, also where there are no words for it',
      'a 1 LOC \\# 16 00121613 8b0d2c8c 7ff8fca5 00989680\nb 1 LOC \\# 16 00001613 ffffffff 7ff90165 00989680\nc 1 LOC \\# 1 01',
      [
        'a 1 LOC 51 30 12.748 N 0 7 39.611 W 0.00m 1.00m 10000.00m 10.00m',
        'b 1 LOC \\# 16 00001613ffffffff7ff9016500989680',
        'c 1 LOC \\# 1 01',
      ],
    ],
    [
      'words for algorithms and certificates',
      's 1 DS 1 ECDSAP256SHA256 2 ab\n@ 1 DNSKEY 257 3 rsasha256 bWQyZHNh\n@ 1 CERT PGP 0 0 AAAA',
      ['@ 1 CERT 3 0 0 AAAA', '@ 1 DNSKEY 257 3 8 bWQyZHNh', 's 1 DS 1 13 2 ab'],
    ],
    [
      'keys in pieces',
      '@ 1 DNSKEY 257 3 13 ( bWQy\n ZHNh )\ns 1 DS 1 13 2 ( ab\ncd )',
      ['@ 1 DNSKEY 257 3 13 bWQyZHNh', 's 1 DS 1 13 2 abcd'],
    ],
    [
      'records given twice',
      'a 1 A 192.0.2.1\nb 1 A 192.0.2.2\na 1 A 192.0.2.1',
      ['a 1 A 192.0.2.1', 'b 1 A 192.0.2.2'],
    ],
    [
      '$GENERATE',
      `$TTL 1\n$GENERATE 1-5/2 h$ CNAME \${-1,3}.x\n`,
      ['h1 1 CNAME 000.x.klant.nl.', 'h3 1 CNAME 002.x.klant.nl.', 'h5 1 CNAME 004.x.klant.nl.'],
    ],
    [
      '$GENERATE in other bases',
      `$GENERATE 171-171 \${0,0,x}-\${0,4,o}-$ 9 TXT "\${0,7,n} \\$ \${0,0,N} \${0,4,X} $$"`,
      ['ab-0253-171 9 TXT "b.a.0.0$B.A00AB$"'],
    ],
    ['$GENERATE with data in quotes', '$GENERATE 7-7 m$ 9 MX "1$ mail$"', ['m7 9 MX 17 mail7.klant.nl.']],
    ['$GENERATE, nibbles', `$GENERATE 171-171 \${0,7,n} 9 PTR h\${0,0,N}.`, ['b.a.0.0 9 PTR hb.a.']],
    [
      'Windows line ends, a byte order mark, tabs',
      '\ufeff$TTL 60\r\n@\tIN\tA\t192.0.2.1\r\nwww\tIN\tCNAME\t@\r\n',
      ['@ 60 A 192.0.2.1', 'www 60 CNAME klant.nl.'],
    ],
    ['line ends of old', 'a 1 A 192.0.2.1\rb 1 A 192.0.2.2', ['a 1 A 192.0.2.1', 'b 1 A 192.0.2.2']],
    ['Windows DNS and its ages', 'www [AGE:3571960] 3600 A 192.0.2.1', ['www 3600 A 192.0.2.1']],
    ['blanks from a web page', 'www\u00a060\u00a0A 192.0.2.1', ['www 60 A 192.0.2.1']],
    [
      'times of signatures',
      'a 1 RRSIG A 13 3 1 20260101000000 1764547200 5 @ AAAA',
      ['a 1 RRSIG A 13 3 1 1767225600 1764547200 5 klant.nl. AAAA'],
    ],
    [
      'what dig prints',
      '; <<>> DiG 9.18 <<>> axfr klant.nl\n;; global options: +cmd\nklant.nl.\t\t60\tIN\tSOA\tns. h. 1 2 3 4 5\nwww.klant.nl.\t60 IN A 192.0.2.1\nklant.nl.\t\t60\tIN\tSOA\tns. h. 1 2 3 4 5\n;; Query time: 1 msec',
      ['@ 60 SOA ns. h. 1 2 3 4 5', 'www 60 A 192.0.2.1'],
    ],
  ] as const)
    test(what, () => {
      const file = read(text);
      expect([lines(file), told(file)]).toEqual([expected.toSorted(), []]);
    });
});

describe('what is wrong is told, with its place, and costs its own record alone', () => {
  const good = 'ok 1 A 192.0.2.1';
  for (const [text, ...expected] of [
    ['a 1 A 192.0.2', 'error 1:7 A data "192.0.2": not an IPv4 address'],
    ['a 1 MX mail 10', 'error 1:8 MX data "mail": not a number of 16 bits'],
    ['a 1 MX 10', 'error 1:8 MX data "10": MX needs 2 fields'],
    ['a 1 A', 'error 1:5 A data: A needs 1 fields'],
    ['a 1 IN', 'error 1:5 a record without type'],
    ['a 1 NOPE x', 'error 1:5 "NOPE" is no record type'],
    ['a 1 APL 1:192.0.2.0/24', 'error 1:5 APL is a type that is not read here'],
    ['a 1 AFSDB 1 afs', 'error 1:5 AFSDB is a type that is not read here'],
    ['a 1 LOC 91 0 0 N 4 0 0 E 0m', 'error 1:9 LOC data "91": not a place like 52 22 23 N 4 53 32 E 0m'],
    ['a 1 LOC 52 60 N 4 E 0m', 'error 1:9 LOC data "52": not a place like 52 22 23 N 4 53 32 E 0m'],
    ['a 1 LOC 52 N 4 E -100000.01m', 'error 1:9 LOC data "52": not a place like 52 22 23 N 4 53 32 E 0m'],
    ['a 1 DS 1 ECDSAP257SHA256 2 ab', 'error 1:10 DS data "ECDSAP257SHA256": not a number of 8 bits'],
    ['a 1 ALIAS x.', 'error 1:5 ALIAS is no type of the DNS'],
    ['a 1 OPT x', 'error 1:5 "OPT" is no record type'],
    ['a 1 CH TXT x', 'error 1:5 class CH'],
    ['a 1 TXT "open', 'error 1:9 this quote is not closed on its line'],
    ['a 1 TXT "\\999"', 'error 1:9 TXT data "\\999": \\999 is no octet'],
    ['a 1 TXT x\\', 'error 1:9 a backslash at the end of a line'],
    ['a 1 MX 10 mail )', 'error 1:16 this parenthesis closes nothing'],
    ['a 1 SOA ( "x\n 1 2 3 ) 4 5', 'error 1:11 this quote is not closed on its line'],
    [`a 1 NS ${'a'.repeat(64)}`, `error 1:8 NS data "${'a'.repeat(60)}…": a label over 63 octets`],
    [' 1 A 192.0.2.9', 'error 1:1 a record without owner'],
    ['a\\.b 1 A 192.0.2.1\n 1 A 192.0.2.2', 'error 1:1 "a\\.b" is a name that cannot be carried over'],
    ['"a" 1 A 192.0.2.1', 'error 1:1 "a" is a name that cannot be carried over'],
    ['a 1 TXT “v=spf1', 'error 1:9 typographic quotes are no quotes'],
    ['a 1 TXT "caf\ufffd"', 'error 1:9 letters that are not UTF-8'],
    ['$INCLUDE other.zone', 'error 1:1 $INCLUDE is not followed'],
    ['$TTL soon', 'error 1:6 $TTL needs a time, like 3600 or 1h'],
    ['$ORIGIN', 'error 1:1 $ORIGIN needs a name'],
    ['$NOPE', 'error 1:1 "$NOPE" is no directive'],
    [
      '$GENERATE 5-1 a$ A 192.0.2.$',
      'error 1:11 $GENERATE needs a range like 1-127 or 0-254/2, a name, a type and data',
    ],
    [`$GENERATE 1-2 a$ A 192.0.2.\${`, 'error 1:20 a brace that is not closed'],
    [`$GENERATE 1-2 a$ 1 A 192.0.2.\${1,2,z}`, `error 1:22 "\${1,2,z}" is no \${offset,width,base}`],
    [`$GENERATE 1-2 a\${-2} 1 A 192.0.2.$`, 'error 1:1 $GENERATE falls below zero'],
    ['$GENERATE 1-70000 a$ 1 A 192.0.2.1', 'error 1:1 $GENERATE makes more than 65536 records'],
    ['a 3000000000 TXT x', 'warning 1:3 a TTL of 3000000000 counts as 0 (RFC 2181 §8)'],
    ['a TXT x', 'warning 1:7 no TTL is given; 3600 s is taken'],
    ['elders.nl. 1 A 192.0.2.1', 'warning 1:16 elders.nl. is outside klant.nl. and is left out'],
    ['mail.klant.nl 1 A 192.0.2.1', 'warning 1:1 "mail.klant.nl.klant.nl." has the zone\'s name twice'],
    [
      'klant.nl 1 SOA a. b. 1 2 3 4 5',
      'warning 1:1 "klant.nl.klant.nl." has the zone\'s name twice',
      'warning 1:16 an SOA at klant.nl.klant.nl., which is not the zone, is left out',
    ],
    ['a 1 MX 10 mail.klant.nl', 'warning 1:11 "mail.klant.nl.klant.nl." has the zone\'s name twice'],
    ['a 1 MX 10 mx.elders.com', 'warning 1:11 "mx.elders.com" is read as mx.elders.com.klant.nl.'],
    ['a 1 A 192.0.2.1\na 2 A 192.0.2.2', 'warning 2:7 the TTLs of a.klant.nl. A differ; the lowest, 1 s, is taken'],
    ['a 1 CNAME x.\na 1 TXT y', 'warning 1:11 a.klant.nl. has a CNAME and other data (TXT)'],
    ['a 1 CNAME x.\na 1 CNAME y.', 'warning 1:11 a.klant.nl. has 2 CNAMEs'],
    ['a 1 TXT v=spf1 -all', 'warning 1:9 words without quotes are joined without blanks'],
    ['a 1 TXT v=DKIM1; k=rsa; p=AA', 'warning 1:16 what follows this ; is read as a comment'],
    ['café 1 A 192.0.2.1', 'warning 1:1 "café" is read as xn--caf-dma.klant.nl.'],
    [
      'a 1 A 192.0.2.1 ; cf_tags=cf-proxied:true',
      'warning 1:17 this export marks names as proxied: the world sees the proxy’s addresses, the file has those behind it',
    ],
    ['a 1 A 192.0.2.1\n@ 1 SOA a. b. 1 2 3 4 5\n@ 1 SOA a. b. 2 2 3 4 5', 'warning 3:9 a second SOA is left out'],
  ] as const)
    test(expected.join(', ').slice(0, 100), () => {
      const file = read(`${text}\n${good}\n`);
      expect(told(file)).toEqual(expected);
      expect(lines(file)).toContain('ok 1 A 192.0.2.1');
      expect(hasErrors(file)).toBe(expected[0].startsWith('error'));
    });

  for (const [what, text, expected] of [
    [
      'a parenthesis that is never closed',
      'ok 1 A 192.0.2.1\na 1 MX ( 10\nmail\n',
      ['error 2:8 this parenthesis is never closed'],
    ],
    [
      'another zone',
      'elders.nl. 1 A 192.0.2.1',
      [
        'error 1:1 holds no record of klant.nl.; its records are of elders.nl.',
        'warning 1:16 elders.nl. is outside klant.nl. and is left out',
      ],
    ],
    ['nothing', '; nothing', ['error 1:1 holds no record of klant.nl.']],
    ['UTF-16', 'a\0 \0', ['error 1:1 not a text in UTF-8']],
    ['too large', ' '.repeat(10_000_001), ['error 1:1 larger than 10 MB']],
  ] as const)
    test(what, () => expect(told(read(text))).toEqual(expected));

  test('at most twenty, errors first, in the order of the file, and how many more', () => {
    const file = read(`${'a TXT x y\n'.repeat(30)}${'b 1 A x\n'.repeat(3)}`);
    expect([file.issues.length, file.untold]).toEqual([20, 14]);
    expect(told(file).filter((line) => line.startsWith('error'))).toHaveLength(3);
    expect(file.issues.map(({ line }) => line)).toEqual(file.issues.map(({ line }) => line).sort((a, b) => a - b));
  });

  test('an issue is one line that steers no terminal', () => {
    const [issue] = read('a 1 A \u001b[31mx\u202e').issues;
    expect(formatZoneFileIssue('k.zone', issue!)).toBe('k.zone:1:7  A data "\ufffd[31mx\ufffd": not an IPv4 address');
  });
});

describe('bounds', () => {
  test('$GENERATE writes no more than a file could hold', () => {
    const file = read(`$GENERATE 1-65536 a$ 1 TYPE65534 \\# 11250 ${`\${0,250,x}`.repeat(90)}\n`);
    expect(told(file)).toEqual(['error 1:1 $GENERATE makes more text than a zone file can have']);
  });
});

describe('laws', () => {
  test('what is written is read again', () =>
    fc.assert(
      fc.property(anyZone(), (rrsets) => {
        const file = read(writeZoneFile(ZONE, rrsets));
        expect(file.rrsets).toEqual(rrsets);
        expect(hasErrors(file)).toBe(false);
      }),
    ));

  test('the form of the file says nothing', () =>
    fc.assert(
      fc.property(anyZone(), fc.infiniteStream(fc.nat(5)), (rrsets, choices) => {
        const choose = (): number => choices.next().value;
        const reshaped = writeZoneFile(ZONE, rrsets)
          .split('\n')
          .map((line) => {
            const record = /^(\S+) (\d+) IN (\S+) (.*)$/.exec(line);
            if (record === null) return line;
            const [, name, ttl, type, data] = record;
            const head = [`${ttl} IN`, `in ${ttl}`, ttl!][choose() % 3]!;
            const inside = name === ZONE ? '@' : name!.replace(/\.klant\.nl\.$/, choose() > 2 ? '' : '.klant.nl.');
            const body = choose() > 2 ? `(${data}\r\n ) ; ")` : `${data};(`;
            return `${inside}\t${head} ${type!.toLowerCase()}\t${type === 'HTTPS' || !choose() ? `( \n ${data} )` : body}`;
          })
          .join(choose() > 2 ? '\r\n' : '\n');
        const file = read(`\ufeff${reshaped}`);
        expect(file.rrsets).toEqual(rrsets);
      }),
    ));

  for (const [length, strings] of [
    [0, [0]],
    [255, [255]],
    [256, [255, 1]],
    [600, [255, 255, 90]],
  ] as const)
    test(`text of ${length} octets is written in strings that a server takes`, () => {
      const text = writeZoneFile(ZONE, [rrset(ZONE, 'TXT', 1, [`"${'\\200'.repeat(length)}"`])]);
      expect([...text.matchAll(/"([^"]*)"/g)].map(([, octets]) => octets!.length / 4)).toEqual(strings);
    });

  test('strings that stand apart stay apart', () => {
    const file = read('p 1 TXT "b"\np 1 TXT "txtvers=1" "rp=x"\nq 1 TXT "" c\nq 1 SPF "d" "e"');
    expect(file.rrsets.map(({ rdatas, strings }) => ({ rdatas, strings }))).toEqual([
      { rdatas: ['"b"', '"txtvers=1rp=x"'], strings: { '"txtvers=1rp=x"': '"txtvers=1" "rp=x"' } },
      { rdatas: ['"de"'], strings: { '"de"': '"d" "e"' } },
      { rdatas: ['"c"'], strings: { '"c"': '"" "c"' } },
    ]);
    expect(writeZoneFile(ZONE, file.rrsets)).toContain(' TXT "txtvers=1" "rp=x"\n');
    expect(read(writeZoneFile(ZONE, file.rrsets)).rrsets).toEqual(file.rrsets);
  });

  test('a record cannot make another', () => {
    const rdata = '"x\\010evil 1 A 192.0.2.6"';
    const text = writeZoneFile(ZONE, [rrset(ZONE, 'TXT', 1, [rdata])], ['a\nevil 1 A 192.0.2.6']);
    expect(lines(read(text))).toEqual([`@ 1 TXT ${rdata}`]);
    expect(() => writeZoneFile(ZONE, [rrset(ZONE, 'A', 1, ['192.0.2.1\nevil 1 A 192.0.2.6'])])).toThrow(
      expect.objectContaining({ code: 'rdata-invalid' }),
    );
  });

  const pieces = [
    '(',
    ')',
    '"',
    ';',
    '\\',
    '\n',
    '\r\n',
    ' ',
    '\t',
    '@',
    '.',
    '$ORIGIN ',
    '$TTL ',
    '$GENERATE ',
    '1-3',
    `\${`,
    '}',
    '$',
    'A',
    ' IN ',
    ' TXT ',
    ' MX ',
    ' SOA ',
    ' NSEC ',
    ' HTTPS ',
    ' NAPTR ',
    '\\# 4 ',
    '300',
    '1h',
    'klant.nl',
    'www',
    '=',
    ',',
    '192.0.2.1',
    '\\1',
    '\\255',
    'é',
    '\0',
    '\ufeff',
  ];
  test('no text makes it throw, and it never tells more than twenty', () => {
    const text = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 200 }),
      fc.array(fc.constantFrom(...pieces), { maxLength: 60 }).map((parts) => parts.join('')),
    );
    fc.assert(
      fc.property(text, fc.constantFrom(ZONE, fqdn('.')), (input, origin) => {
        const file = readZoneFile(input, { origin });
        expect(file.issues.length).toBeLessThanOrEqual(20);
        if (file.issues.length === 0)
          expect(readZoneFile(writeZoneFile(origin, file.rrsets), { origin }).rrsets).toEqual(file.rrsets);
      }),
      { numRuns: 2000 },
    );
  });
});
