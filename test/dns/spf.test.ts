import { describe, expect, test } from 'vitest';
import { AfterSwitch } from '../../src/checks/after-switch.ts';
import { judgeSpf, readSpf } from '../../src/checks/spf.ts';
import { Walker } from '../../src/checks/walk.ts';
import { spfTerms } from '../../src/dns/spf.ts';
import { fqdn } from '../../src/domain/name.ts';
import { rrset } from '../../src/domain/rrset.ts';
import { internet, signal } from '../checks/internet.ts';
import fc from '../fast-check.ts';

const ZONE = fqdn('klant.nl');
const range = (count: number): number[] => Array.from({ length: count }, (_, index) => index);

describe('the terms of a policy that ask the DNS', () => {
  const policies: readonly [policy: string, terms: string][] = [
    ['"v=spf1 -all"', 'all'],
    ['"v=spf1 a mx ptr ip4:192.0.2.0/24 ip6:2001:db8::/32 ~all"', 'a mx ptr all'],
    [
      '"v=spf1 A:mail.klant.nl MX/24 a/24 a:x.nl/24//64 exists:%{i}.x.nl include:_spf.x.nl. ?all"',
      'a:mail.klant.nl. mx a a:x.nl. exists:%{i}.x.nl. include:_spf.x.nl. all',
    ],
    ['"v=spf1 redirect=_spf.x.nl"', 'redirect:_spf.x.nl.'],
    ['"v=spf1 redirect=_spf.x.nl mx"', 'mx redirect:_spf.x.nl.'],
    ['"v=spf1 redirect=_spf.x.nl -all"', 'all'],
    ['"v=spf1 -all include:after.nl"', 'all'],
    ['"v=spf1 exp=why.klant.nl +mx -all"', 'mx all'],
    ['"v=spf1 include: a: -all"', 'include a all'],
    ['"v=spf1"', ''],
  ];
  test.each(policies)('%s: %s', (policy, terms) =>
    expect(
      spfTerms(policy)
        .map(({ kind, target }) => (target === undefined ? kind : `${kind}:${target}`))
        .join(' '),
    ).toBe(terms),
  );
  test('a hostile policy takes no time', () => {
    const began = process.cpuUsage();
    for (const text of [`a:${'/1'.repeat(30_000)}x`, `${'a:'.repeat(30_000)}`, ' '.repeat(60_000), 'a '.repeat(30_000)])
      spfTerms(`"v=spf1 ${text}"`);
    expect(process.cpuUsage(began).user).toBeLessThan(1_000_000);
  });
  test('whatever stands there is read', () => {
    fc.assert(fc.property(fc.string(), (text) => Array.isArray(spfTerms(`"v=spf1 ${text}"`))));
  });
});

/** A root that holds `nl` and every policy of the test. */
async function count(
  policy: string,
  elsewhere: readonly string[] = [],
  inside: readonly string[] = [],
  silent = false,
) {
  const dns = internet(
    { '192.0.2.1': { '.': ['@ NS root.test.'], 'x.nl': ['@ NS root.test.', ...elsewhere] } },
    ({ name }) => (silent && name.endsWith('stil.nl.') ? 'timeout' : undefined),
  );
  const zone = [
    rrset(ZONE, 'TXT', 60, [policy, '"other"']),
    ...inside.map((line) => {
      const [name, type, ...data] = line.split(' ');
      return rrset(fqdn(name!), type!, 60, [data.join(' ')]);
    }),
  ];
  const sight = await readSpf(ZONE, zone, new AfterSwitch(ZONE, zone, new Walker(dns, signal())));
  return {
    sight,
    tags: judgeSpf(ZONE, sight, 0).map(({ tag, message }) => `${tag} ${message.text}`),
    asked: dns.asked.length,
  };
}

const TOO_MANY = 'SPF_TOO_MANY_LOOKUPS preflight.spf';

describe('what a receiver would count', () => {
  const includes = (amount: number): string =>
    `"v=spf1 ${range(amount)
      .map((index) => `include:i${index}.x.nl`)
      .join(' ')} -all"`;
  const flat = (amount: number): string[] =>
    range(amount).map((index) => `i${index}.x.nl. TXT "v=spf1 ip4:192.0.2.${index} -all"`);

  test.each([
    [10, []],
    [11, [`${TOO_MANY}.lookups`]],
    [15, [`${TOO_MANY}.lookups`]],
  ])('%i includes: %j', async (amount, tags) =>
    expect((await count(includes(amount), flat(amount))).tags).toEqual(tags),
  );

  test('what is included counts too', async () => {
    const nested = [
      'a.x.nl. TXT "v=spf1 include:b.x.nl a mx a:h.x.nl -all"',
      'b.x.nl. TXT "v=spf1 mx:h.x.nl ptr exists:%{i}.x.nl redirect=c.x.nl"',
      'c.x.nl. TXT "v=spf1 a:h.x.nl -all"',
      'a.x.nl. A 192.0.2.9',
      'a.x.nl. MX 10 h.x.nl.',
      'h.x.nl. A 192.0.2.9',
      'h.x.nl. MX 10 h.x.nl.',
    ];
    const { sight, tags } = await count('"v=spf1 include:a.x.nl -all"', nested);
    expect([sight!.lookups, sight!.voids, tags]).toEqual([10, 0, []]);
    expect((await count('"v=spf1 a:h.x.nl include:a.x.nl -all"', nested)).tags).toEqual([`${TOO_MANY}.lookups`]);
  });

  test('names of the zone itself are taken from the zone as it will be, and nobody is asked for them', async () => {
    const { sight, asked } = await count(
      '"v=spf1 include:_spf.klant.nl a:uit.klant.nl -all"',
      [],
      [
        '_spf.klant.nl. TXT "v=spf1 mx:uit.klant.nl -all"',
        'uit.klant.nl. A 192.0.2.1',
        'uit.klant.nl. MX 10 uit.klant.nl.',
      ],
    );
    expect([sight!.lookups, sight!.voids, asked]).toEqual([3, 0, 0]);
  });

  test.each([
    ['"v=spf1 a:w1.x.nl a:w2.x.nl -all"', []],
    ['"v=spf1 a:w1.x.nl a:w2.x.nl mx:w3.x.nl -all"', [`${TOO_MANY}.voids`]],
  ])('questions that come back empty: %s', async (policy, tags) => expect((await count(policy)).tags).toEqual(tags));

  const loops: readonly [title: string, policy: string, elsewhere: readonly string[]][] = [
    ['itself', '"v=spf1 include:klant.nl -all"', []],
    [
      'two of each other',
      '"v=spf1 include:a.x.nl -all"',
      ['a.x.nl. TXT "v=spf1 include:b.x.nl -all"', 'b.x.nl. TXT "v=spf1 include:a.x.nl -all"'],
    ],
    ['by redirect', '"v=spf1 redirect=a.x.nl"', ['a.x.nl. TXT "v=spf1 redirect=klant.nl"']],
  ];
  test.each(loops)('a policy that includes %s', async (_title, policy, elsewhere) => {
    const { tags, asked } = await count(policy, elsewhere);
    expect(tags).toEqual([`${TOO_MANY}.loop`]);
    expect(asked).toBeLessThan(20);
  });

  test('a tree that grows without end is not followed to its end', async () => {
    const tree = range(400).map(
      (at) =>
        `t${at}.x.nl. TXT "v=spf1 ${range(9)
          .map((n) => `include:t${(at * 7 + n) % 400}.x.nl`)
          .join(' ')} -all"`,
    );
    const { tags, asked } = await count('"v=spf1 include:t1.x.nl -all"', tree);
    expect(tags[0]).toMatch(TOO_MANY);
    expect(asked).toBeLessThan(60);
  });

  test('an include without a policy, or with two, breaks the whole', async () => {
    const two = ['z.x.nl. TXT "v=spf1 -all"', 'z.x.nl. TXT "v=spf1 mx -all"'];
    expect((await count('"v=spf1 include:y.x.nl include:z.x.nl -all"', two)).sight!.broken).toEqual([
      'y.x.nl.',
      'z.x.nl.',
    ]);
    expect((await count('"v=spf1 include:y.x.nl -all"')).tags).toEqual(['SPF_INVALID preflight.spf.broken']);
  });

  test('who does not answer is neither broken nor empty', async () => {
    const { sight, tags } = await count(
      '"v=spf1 include:a.stil.nl a:b.stil.nl mx:c.stil.nl a:d.stil.nl -all"',
      [],
      [],
      true,
    );
    expect([sight!.voids, sight!.broken, sight!.unanswered.length, tags]).toEqual([0, [], 4, []]);
  });

  test('two policies or none are another finding', async () => {
    expect((await count('"no policy"')).sight).toBeNull();
  });
});
