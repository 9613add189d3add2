import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { z } from 'zod';
import { jumpingClock } from '../../src/adapters/clock/memory/index.ts';
import { memoryDns } from '../../src/adapters/dns/memory/index.ts';
import type { Asked, Checked } from '../../src/app/check.ts';
import { check, exitOf, judged, worstExit } from '../../src/app/check.ts';
import { checkDocument, whyOf } from '../../src/app/check-document.ts';
import type { Config } from '../../src/app/config/schema.ts';
import { ConfigFile } from '../../src/app/config/schema.ts';
import { DOCUMENTS } from '../../src/app/documents.ts';
import { load } from '../../src/app/record.ts';
import { runThrough } from '../../src/app/run-through.ts';
import { say } from '../../src/app/say.ts';
import { schemaDocument } from '../../src/app/schema-document.ts';
import { DAY, HOUR } from '../../src/domain/time.ts';
import type { Dns, DnsOutcome, DnsQuestion } from '../../src/ports/dns.ts';
import type { Saying } from '../checks/public-dns.ts';
import { klant, NEW, publicDns, TLD } from '../checks/public-dns.ts';
import { MONDAY_EVENING, simulated } from '../engine/simulated-app.ts';
import { fits } from './json-schema.ts';

const clock = jumpingClock(MONDAY_EVENING);
const config = { ...ConfigFile.parse({}), file: undefined, folder: '.' } as Config;
const signal = new AbortController().signal;
const TO = ['ns.nieuw.test'];

const ask = async (dns: Dns, asked: Partial<Asked> = {}): Promise<Checked> =>
  (await check({ config, clock, dns }, { domains: ['klant.test'], cwd: '.', ...asked }, signal))[0]!;
const inWords = ({ exit, seen, failure }: Checked): string =>
  `${exit} ${seen?.propagation.verdict ?? `unknown ${failure?.code}`}`;
const tagsOf = ({ seen }: Checked): string[] => [...new Set(seen!.propagation.findings.map(({ tag }) => tag))];

const honest: Saying = () => undefined;
const oldNs: Saying = ({ type, name }) =>
  type === 'NS' && name === 'klant.test.' ? [1200, 'ns.oud.test.'] : undefined;
const broken =
  (address: string, outcome: DnsOutcome, type?: string) =>
  (question: DnsQuestion): DnsOutcome | undefined =>
    question.server.address === address && (type === undefined || question.type === type) ? outcome : undefined;

interface Row {
  readonly title: string;
  readonly world: ReturnType<typeof klant>;
  readonly says?: Saying;
  readonly broken?: (question: DnsQuestion) => DnsOutcome | undefined;
  /** Nothing is expected. */
  readonly bare?: true;
  readonly expected: string;
  readonly tags?: readonly string[];
}
const DS = '1 13 2 abababababababababababababababababababababababababababababababab';

const rows: readonly Row[] = [
  { title: 'switched, and the resolver too', world: klant(), expected: '0 propagated', tags: [] },
  { title: 'switched, the resolver not yet', world: klant(), says: oldNs, expected: '1 partial' },
  { title: 'not switched', world: klant({ delegated: 'oud' }), says: oldNs, expected: '1 not-started', tags: [] },
  { title: 'the parent is silent', world: klant(), broken: broken(TLD, 'timeout'), expected: '3 unknown' },
  { title: 'nobody answers', world: klant(), broken: () => 'timeout', expected: '3 unknown' },
  {
    title: 'something on the way says "no" to everything',
    world: klant(),
    broken: () => 'nxdomain',
    expected: '3 unknown',
  },
  {
    title: 'the new server is lame',
    world: klant(),
    broken: broken(NEW, 'refused'),
    expected: '2 failed',
    tags: ['ZONE_ABSENT'],
  },
  { title: 'the new server is silent', world: klant(), broken: broken(NEW, 'timeout'), expected: '3 unknown' },
  {
    title: 'the resolver is silent, and nobody knows when the switch was',
    world: klant(),
    says: () => 'timeout',
    expected: '3 unknown',
  },
  {
    title: 'the resolver lies: it does not count, and nobody else is there',
    world: klant(),
    says: ({ name }) => (name.startsWith('golive-') ? [60, '203.0.113.1'] : undefined),
    expected: '3 unknown',
    tags: ['RESOLVER_LIES'],
  },
  {
    title: 'a resolver that lies about DNSSEC too makes nothing fail',
    world: klant(),
    says: ({ name, checkingDisabled }) =>
      name.startsWith('golive-') ? [60, '203.0.113.1'] : checkingDisabled === true ? undefined : 'servfail',
    expected: '3 unknown',
    tags: ['RESOLVER_LIES'],
  },
  {
    title: 'DNSSEC: refused with checking, answered without',
    world: klant(),
    says: ({ checkingDisabled }) => (checkingDisabled === true ? undefined : 'servfail'),
    expected: '2 failed',
    tags: ['DNSSEC_FAILS'],
  },
  {
    title: 'a DS, and no key at the new server',
    world: klant({ ds: DS }),
    expected: '2 failed',
    tags: ['DNSSEC_FAILS'],
  },
  { title: 'nothing expected: all agree', world: klant(), bare: true, expected: '0 propagated' },
  {
    title: 'nothing expected: the zone names other servers than its parent',
    world: { ...klant(), [NEW]: { ...klant()[NEW], 'klant.test': ['@ NS ns.oud.test.'] } },
    bare: true,
    expected: '1 partial',
    tags: ['APEX_NS_DIFFERS'],
  },
  {
    title: 'nothing expected: the parent names a server more, which is nowhere',
    world: {
      ...klant(),
      [TLD]: { test: [...klant()[TLD]!['test']!, 'klant.test NS ns9.weg.test.'] },
    },
    bare: true,
    expected: '1 partial',
    tags: ['SERVER_UNREACHABLE', 'APEX_NS_DIFFERS'],
  },
  {
    title: 'nothing expected: a lame server',
    world: klant(),
    broken: broken(NEW, 'refused'),
    bare: true,
    expected: '2 failed',
  },
  {
    title: 'nothing expected: the parent is silent',
    world: klant(),
    broken: broken(TLD, 'timeout'),
    bare: true,
    expected: '3 unknown',
  },
  {
    title: 'nothing expected: not delegated',
    world: { ...klant(), [TLD]: { test: ['@ NS ns.tld.test.'] } },
    bare: true,
    expected: '2 failed',
    tags: ['NOT_DELEGATED'],
  },
];

describe('a domain without a migration', () => {
  test.each(rows)('$title', async ({ world, says, broken: fault, bare, expected, tags }) => {
    const one = await ask(publicDns(world, { '9.9.9.1': says ?? honest }, fault), bare === true ? {} : { to: TO });
    expect(inWords(one)).toBe(expected);
    expect(whyOf(one, { language: 'en', timeZone: 'UTC' })).toMatch(/^\w.*\.$/);
    if (tags !== undefined) expect(tagsOf(one)).toEqual(tags);
  });

  test('names that only the new zone has are asked of no resolver before the truth stands', async () => {
    const asked = async (delegated: 'oud' | 'nieuw') => {
      const dns = publicDns(klant({ delegated, new: ['nieuw.klant.test A 198.51.100.9'] }), { '9.9.9.1': honest });
      await ask(dns, { to: TO, expect: fileOf('nieuw A 198.51.100.9') });
      return dns.asked.filter(({ recursive, name }) => recursive && name === 'nieuw.klant.test.').length;
    };
    expect([await asked('oud'), await asked('nieuw')]).toEqual([0, 1]);
  });
});

function fileOf(text: string): string {
  const file = join(mkdtempSync(join(tmpdir(), 'golive-check-')), 'expected.txt');
  writeFileSync(file, `${text}\n`);
  return file;
}

describe('records', () => {
  const dns = () => publicDns(klant({ new: ['www.klant.test A 198.51.100.7'] }), { '9.9.9.1': honest });
  const rows_: readonly [title: string, text: string, expected: string][] = [
    ['as they are', 'www A 198.51.100.7', '0 propagated'],
    ['as a zone file', '$ORIGIN klant.test.\n$TTL 300\n@ IN A 198.51.100.2\nwww 60 IN A 198.51.100.7', '0 propagated'],
    ['with their whole name, without its dot', 'www.klant.test A 198.51.100.7', '0 propagated'],
    ['with another address', 'www A 198.51.100.8', '1 not-started'],
    [
      'one right, one wrong: this server does not serve what is expected',
      'www A 198.51.100.7\n@ A 192.0.2.9',
      '1 not-started',
    ],
    ['one that is not there', 'mail MX "x', '3 unknown usage'],
    ['nothing in it', '; empty', '3 unknown usage'],
  ];
  test.each(rows_)('%s', async (_title, text, expected) =>
    expect(inWords(await ask(dns(), { expect: fileOf(text) }))).toBe(expected),
  );
  test('a file that is not there', async () =>
    expect(inWords(await ask(dns(), { expect: 'no.zone' }))).toBe('3 unknown usage'));

  test('more than resolvers are asked about, with a deadline ahead: on their way, and why', async () => {
    const lines = Array.from({ length: 13 }, (_one, at) => `h${at}.klant.test A 198.51.100.7`);
    const many = publicDns(klant({ new: lines }), { '9.9.9.1': honest });
    const { asked, seen } = await ask(many, { expect: fileOf(lines.join('\n')) });
    const { expected, sight, nowMs } = seen!;
    const due = { ...expected, switchedAtMs: nowMs, worstCaseAtMs: nowMs + HOUR };
    const said = [nowMs, nowMs + HOUR].map((now) => judged(asked, due, sight, now, 0));
    expect(said.map((one) => `${inWords(one)}: ${whyOf(one, { language: 'en', timeZone: 'UTC' })}`)).toEqual([
      expect.stringMatching(/^1 partial: .* all 1 .*/),
      expect.stringMatching(/^0 propagated: .*/),
    ]);
  });
});

describe('what is no domain', () => {
  test.each([
    ['x..nl', /nothing between two of its dots/],
    ['nl', /top-level domain alone/],
    ['10.0.0.1', /IP address/],
    ['2001:db8::1', /IP address/],
    [`${'a'.repeat(60)}.`.repeat(5), /octets/],
    ['раypal.com', /mixes scripts: .*(Cyrillic|Latin)/],
    ['', /empty/],
    ['https://klant.nl/', /web address/],
  ])('%s', async (text, why) => {
    const one = await ask(publicDns(klant(), {}), { domains: [text] });
    expect([inWords(one), whyOf(one, { language: 'en', timeZone: 'UTC' })]).toEqual([
      '3 unknown name-invalid',
      expect.stringMatching(why),
    ]);
  });
  test('does not stop the others', async () => {
    const dns = publicDns(klant(), { '9.9.9.1': honest });
    const all = await check({ config, clock, dns }, { domains: ['x..nl', 'klant.test'], cwd: '.' }, signal);
    expect(all.map(inWords)).toEqual(['3 unknown name-invalid', '0 propagated']);
    expect(worstExit(all)).toBe(3);
  });
});

test('of several the worst counts: failed, then unknown, then on its way', () => {
  const worst = (...exits: Checked['exit'][]) => worstExit(exits.map((exit) => ({ exit })));
  expect([worst(), worst(0, 1), worst(1, 3), worst(3, 2), worst(0, 2, 1)]).toEqual([0, 1, 3, 2, 2]);
});

test('exit codes follow from the verdict and the date', () => {
  const verdicts = ['propagated', 'partial', 'not-started', 'failed', 'unknown'] as const;
  expect((['ahead', 'running', 'late'] as const).map((due) => verdicts.map((verdict) => exitOf(verdict, due)))).toEqual(
    [
      [0, 1, 0, 2, 3],
      [0, 1, 1, 2, 3],
      [0, 2, 2, 2, 3],
    ],
  );
});

test('a hundred name servers end inside the bounds, and what was not asked is not taken for well', async () => {
  const many = Array.from({ length: 100 }, (_, index) => `ns${index}.nieuw.test`);
  const world = {
    ...klant(),
    [TLD]: {
      test: [
        '@ NS ns.tld.test.',
        ...many.map((name) => `klant.test NS ${name}.`),
        'nieuw.test NS ns.nieuw.test.',
        `ns.nieuw.test A ${NEW}`,
      ],
    },
    [NEW]: {
      'klant.test': many.map((name) => `@ NS ${name}.`),
      'nieuw.test': ['@ NS ns.nieuw.test.', ...many.map((name) => `${name} A ${NEW}`)],
    },
  };
  const dns = publicDns(world, { '9.9.9.1': honest });
  const one = await ask(dns);
  expect(one.exit).toBe(3);
  expect(dns.asked.length).toBeLessThanOrEqual(170);
});

describe('a migration', () => {
  const lookAt = async (given: Awaited<ReturnType<typeof simulated>>, asked: Partial<Asked> = {}) => {
    const parts = { config: given.app.config, clock: given.app.clock, dns: memoryDns(given.world), app: given.app };
    return check(parts, { domains: asked.all === true ? [] : [given.world.domain], cwd: '.', ...asked }, signal);
  };
  const until = async (
    given: Awaited<ReturnType<typeof simulated>>,
    done: (step: (id: string) => string | undefined) => Promise<boolean>,
  ) => {
    const stop = new AbortController();
    const step = (states: Readonly<Record<string, { readonly state: string }>>) => (id: string) => states[id]?.state;
    await runThrough(given.app, given.agency, given.ids, {
      signal: stop.signal,
      untilMs: MONDAY_EVENING + 60 * DAY,
      onPass: async () => {
        const { state } = await load(given.app, given.ids[0]!);
        if (await done(step(state.steps))) stop.abort();
      },
    });
  };

  test('from the draft to the end: what it says on the way, and that it says so in time', async () => {
    const given = await simulated({ scenario: { signed: false }, probe: true, probeEveryMinutes: 30 });
    const seen: string[] = [];
    const note = async (what: string) => {
      const [one] = await lookAt(given);
      seen.push(`${what}: ${inWords(one!)} ${one!.seen?.due}`);
      return one!;
    };
    await note('draft');
    expect(await lookAt(given, { all: true })).toEqual([]);
    await say(given.app, given.ids[0]!, 'approve', {}, { by: 'Anna' });
    await until(given, async (at) => at('wait-for-slot') === 'waiting' && at('create-zone') === 'done');
    await note('booked');
    expect((await lookAt(given, { all: true })).map(inWords)).toEqual(['0 not-started']);
    await until(given, async (at) => at('watch-propagation') === 'waiting');
    const switched = await note('switched');
    expect(switched.seen!.propagation.terms.length).toBeGreaterThan(0);
    const { worstCaseAtMs } = switched.seen!.propagation;
    expect(worstCaseAtMs).toBeGreaterThan(given.clock.now());
    const mx = (await given.world.apis.dnsHost.new.readZone(given.world.domain, signal)).find(
      ({ type }) => type === 'MX',
    )!;
    given.world.people.putRrsets('new', given.world.domain, [{ ...mx, rdatas: [] }]);
    await note('a record lost');
    given.world.people.putRrsets('new', given.world.domain, [mx]);
    await until(given, async (at) => at('watch-propagation') === 'done');
    expect(given.clock.now()).toBeGreaterThanOrEqual(worstCaseAtMs!);
    await note('over');
    expect(seen).toEqual([
      'draft: 1 not-started running',
      'booked: 0 not-started ahead',
      'switched: 1 partial running',
      'a record lost: 2 failed running',
      'over: 0 propagated over',
    ]);
  });

  test('a half-day that went by without a switch is late', async () => {
    const given = await simulated();
    await say(given.app, given.ids[0]!, 'approve', {}, { by: 'Anna' });
    await until(given, async (at) => at('wait-for-slot') === 'waiting' && at('create-zone') === 'done');
    given.clock.advance(30 * DAY + HOUR);
    expect((await lookAt(given)).map(inWords)).toEqual(['2 not-started']);
  });

  test('one that is over is none of --all', async () => {
    const given = await simulated();
    await say(given.app, given.ids[0]!, 'approve', {}, { by: 'Anna' });
    expect(await lookAt(given, { all: true })).toHaveLength(1);
    await say(given.app, given.ids[0]!, 'cancel', { leave: true }, { by: 'Anna', why: 'test' });
    expect(await lookAt(given, { all: true })).toEqual([]);
  });

  test('the document fits the schema that golive prints for it', async () => {
    const given = await simulated();
    const dns = memoryDns(given.world);
    const parts = { config: given.app.config, clock: given.app.clock, dns, app: given.app };
    const results = await check(parts, { domains: [given.world.domain, 'x..nl'], cwd: '.' }, signal);
    const asked = await check(
      parts,
      { domains: [given.world.domain], to: given.world.scenario.newNameServers, cwd: '.' },
      signal,
    );
    const onTheWire: unknown = JSON.parse(JSON.stringify(checkDocument(parts, [...results, ...asked])));
    (DOCUMENTS.check as z.ZodType).parse(onTheWire);
    expect(fits(schemaDocument('check'), onTheWire)).toEqual([]);
    expect(onTheWire).toMatchObject({
      schema: 'golive.check/1',
      results: [
        { verdict: 'not-started' },
        { domain: 'x..nl', verdict: 'unknown', exit: 3 },
        { verdict: 'not-started', deadline: { switchedAt: null } },
      ],
    });
  });

  test('a name that no migration has is looked at as it is', async () => {
    const given = await simulated();
    expect(await lookAt(given, { domains: ['nieuw-host.example'] }).then((all) => all.map(inWords))).toEqual([
      '0 propagated',
    ]);
  });
});
