import { describe, expect, test } from 'vitest';
import { followed, type Judged, judge, type Record, type Response, toRrsets } from '../../src/dns/response.ts';
import { decode } from '../../src/dns/wire.ts';
import { type Fqdn, fqdn } from '../../src/domain/name.ts';
import { type Layout, packet, type Written } from './mutations-base.ts';

/** What we make of a message as it lies on the wire. */
function response(layout: Layout): Response {
  const decoded = decode(packet(layout));
  if ('malformed' in decoded) throw new Error(decoded.malformed);
  return decoded.message;
}

const alias = (owner: string, target: string): Written => ({ owner, type: 'CNAME', rdata: target });
const a = (owner: string, rdata = '192.0.2.1'): Written => ({ owner, type: 'A', rdata });
const ns = (owner: string, rdata = 'ns1.elders.example.'): Written => ({ owner, type: 'NS', rdata });
const soa: Written = { owner: 'klant.nl.', type: 'SOA', rdata: 'ns1.klant.nl. x.klant.nl. 1 2 3 4 5' };
const shown = (records: readonly Record[]): string[] =>
  records.map(({ name, type, rdata }) => `${name} ${type} ${rdata}`);
const www = fqdn('www.klant.nl');

describe('aliases', () => {
  const chain = (length: number): Written[] => [
    ...Array.from({ length }, (_, hop) => alias(hop === 0 ? www : `h${hop}.klant.nl.`, `h${hop + 1}.klant.nl.`)),
    a(`h${length}.klant.nl.`),
  ];

  for (const [what, answer, expected] of [
    ['a name that is its own alias', [alias(www, www)], [`${www} CNAME ${www}`]],
    [
      'two aliases of each other',
      [alias(www, 'a.nl.'), alias('a.nl.', www)],
      [`${www} CNAME a.nl.`, `a.nl. CNAME ${www}`],
    ],
    [
      'an alias in the wrong order with what it leads to',
      [a('a.nl.'), alias(www, 'a.nl.')],
      [`${www} CNAME a.nl.`, 'a.nl. A 192.0.2.1'],
    ],
    ['an alias to the root', [alias(www, '.'), a('.')], [`${www} CNAME .`, '. A 192.0.2.1']],
    [
      'two aliases of one name',
      [alias(www, 'a.nl.'), alias(www, 'b.nl.'), a('b.nl.')],
      [`${www} CNAME a.nl.`, `${www} CNAME b.nl.`],
    ],
    ['records of other names', [a('a.nl.'), a('www.klant.nl.evil.example.')], []],
    ['a record of another type', [{ owner: www, type: 'TXT', rdata: '"a"' }], []],
  ] as const)
    test(`${what} is followed once`, () =>
      expect(shown(followed(www, 'A', response({ answer }).answer))).toEqual(expected));

  test('a chain of 15 aliases is followed to its end, one of 1,000 is not, and neither repeats a record', () => {
    expect(shown(followed(www, 'A', response({ answer: chain(15) }).answer)).at(-1)).toBe('h15.klant.nl. A 192.0.2.1');
    const long = followed(www, 'A', response({ answer: chain(1000) }).answer);
    expect(long).toHaveLength(16);
    expect(new Set(long).size).toBe(16);
  });

  test('thousands of records in a loop are each given once', () => {
    const answer = [
      alias(www, 'a.nl.'),
      alias('a.nl.', www),
      ...Array.from({ length: 2000 }, (_, n) => a(www, `192.0.${n >> 8}.${n & 255}`)),
    ];
    const found = followed(www, 'A', response({ answer }).answer);
    expect(found).toHaveLength(2002);
    expect(toRrsets(found).find(({ type }) => type === 'A')?.rdatas).toHaveLength(2000);
  });
});

describe('what a message means', () => {
  const long = `${'a'.repeat(63)}.${'b'.repeat(63)}.${'c'.repeat(63)}.${'d'.repeat(61)}.` as Fqdn;
  const AUTHORITATIVE = 0x8400;
  const PLAIN = 0x8000;
  const rows: readonly (readonly [string, Judged, Judged, Layout, Fqdn?])[] = [
    // message, asked without RD, asked with RD
    ['the answer in the authority section', 'nodata', 'nodata', { authority: [a(www)] }],
    ['the answer in the additional section', 'nodata', 'nodata', { additional: [a(www)] }],
    ['an answer to another name', 'nodata', 'nodata', { answer: [a('andere.nl.')] }],
    ['an answer to another name without authority', 'lame', 'nodata', { flags: PLAIN, answer: [a('andere.nl.')] }],
    ['an answer without authority', 'lame', 'answer', { flags: PLAIN, answer: [a(www)] }],
    ['a referral to the zone', 'referral', 'nodata', { flags: PLAIN, authority: [ns('klant.nl.')] }],
    ['a referral to a zone of another name', 'lame', 'nodata', { flags: PLAIN, authority: [ns('andere.nl.')] }],
    ['a referral below the name asked for', 'lame', 'nodata', { flags: PLAIN, authority: [ns('sub.www.klant.nl.')] }],
    ['a referral to the root', 'lame', 'nodata', { flags: PLAIN, authority: [ns('.')] }],
    ['name servers in the additional section alone', 'lame', 'nodata', { flags: PLAIN, additional: [ns('klant.nl.')] }],
    ['NODATA with its SOA', 'nodata', 'nodata', { authority: [soa] }],
    ['a SOA without authority', 'lame', 'nodata', { flags: PLAIN, authority: [soa] }],
    ['no such name', 'nxdomain', 'nxdomain', { flags: AUTHORITATIVE | 3, authority: [soa] }],
    ['no such name with an answer to it', 'nxdomain', 'nxdomain', { flags: AUTHORITATIVE | 3, answer: [a(www)] }],
    ['a failure', 'servfail', 'servfail', { flags: PLAIN | 2, answer: [a(www)] }],
    ['a refusal', 'refused', 'refused', { flags: PLAIN | 5 }],
    ['a code that no answer has', 'malformed', 'malformed', { flags: AUTHORITATIVE | 6, answer: [a(www)] }],
    ['nothing at all', 'lame', 'nodata', { flags: PLAIN }],
    ['an alias loop', 'answer', 'answer', { answer: [alias(www, www)] }],
    ['a name of 255 octets', 'answer', 'answer', { answer: [a(long)] }, long],
  ];
  for (const [what, iterative, recursive, layout, name = www] of rows)
    test(`${what} is ${iterative}${iterative === recursive ? '' : `, from a resolver ${recursive}`}`, () => {
      const message = response(layout);
      expect(judge({ name, type: 'A', recursive: false }, message)).toBe(iterative);
      expect(judge({ name, type: 'A', recursive: true }, message)).toBe(recursive);
    });
});
