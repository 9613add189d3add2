import { describe, expect, test } from 'vitest';
import { memoryDns } from '../../src/adapters/dns/memory/index.ts';
import type { Saying } from '../checks/public-dns.ts';
import { klant, NEW, publicDns } from '../checks/public-dns.ts';
import { simulated } from '../engine/simulated-app.ts';
import { deskFolder } from './command-line.ts';
import { goliveIn } from './in-process.ts';
import { goliveOn } from './world-shell.ts';

const TO = ['--to', 'ns.nieuw.test'];
const honest: Saying = () => undefined;
const dns = (world = klant(), saying = honest) => publicDns(world, { '9.9.9.1': saying });

/** `'label'=value;warn;crit;min;max` as the plugins' guidelines have it. */
const PERFDATA = /^[a-z]+=\d+s?(;\d*){0,4}$/;

describe('golive check, as a monitoring plugin', () => {
  const rows: readonly [
    title: string,
    args: readonly string[],
    code: number,
    line: RegExp,
    world?: ReturnType<typeof klant>,
  ][] = [
    ['there', ['klant.test', ...TO], 0, /^PROPAGATED - klant\.test: .*all 1 resolvers/],
    [
      'not begun',
      ['klant.test', ...TO],
      1,
      /^NOT-STARTED - klant\.test: the zone above still names ns\.oud\.test\./,
      klant({ delegated: 'oud' }),
    ],
    ['nothing expected', ['klant.test'], 0, /^PROPAGATED - klant\.test: .*agree: ns\.nieuw\.test/],
    ['no domain name', ['x..nl'], 3, /^UNKNOWN - x\.\.nl: .*is not a domain name/],
    ['an address', ['192.0.2.1'], 3, /^UNKNOWN - 192\.0\.2\.1: .*IP address/],
    ['a name that would write to the terminal', ['\u001b]0;x\u0007.nl'], 3, /^UNKNOWN - \\u\{1b\}\]0;x\\u\{7\}\.nl: /],
    ['no domain', [], 3, /^UNKNOWN - golive: .*Name one, or give --all/],
    ['a server that is none', ['klant.test', '--to', 'ns..x'], 3, /^UNKNOWN - klant\.test: --to "ns\.\.x"/],
    [
      'a file that is not there',
      ['klant.test', '--expect', 'no.zone'],
      3,
      /^UNKNOWN - klant\.test: .*there is no such file/,
    ],
    ['all and one', ['klant.test', '--all'], 3, /^UNKNOWN - golive: /],
  ];
  test.each(rows)('%s', async (_title, args, code, line, world) => {
    const ended = await goliveOn({ dns: dns(world) }, ['check', ...args]);
    expect([ended.code, ended.err]).toEqual([code, '']);
    expect(ended.out).toMatch(line);
    expect(ended.out.split('\n')).toHaveLength(1);
    const [, figures] = ended.out.split(' | ');
    for (const figure of figures?.split(' ') ?? []) expect(figure).toMatch(PERFDATA);
  });

  test.each([['--jsn'], ['--to']])('a wrong command line is unknown too: %s', async (...args) => {
    const ended = await goliveOn({ dns: dns() }, ['check', ...args]);
    expect([ended.code, ended.out]).toEqual([3, '']);
    expect(ended.err).toMatch(/^golive: /);
  });

  test('whatever breaks inside is unknown, and no stack trace', async () => {
    const broken = { ...dns(), askAll: () => Promise.reject(new TypeError('x is not a function')) };
    const ended = await goliveOn({ dns: broken }, ['check', 'klant.test']);
    expect([ended.code, ended.err]).toEqual([3, '']);
    expect(ended.out).toMatch(/^UNKNOWN - klant\.test: /);
    expect(ended.out).not.toMatch(/\n\s+at /);
    const unopened = await goliveOn({ dns: dns(), shell: { loadConfig: () => Promise.reject(new Error('boom')) } }, [
      'check',
      'klant.test',
    ]);
    expect([unopened.code, unopened.out]).toEqual([3, expect.stringMatching(/^UNKNOWN - golive: /)]);
  });

  test('one line for each of several, and the code of the worst', async () => {
    const ended = await goliveOn({ dns: dns() }, ['check', 'klant.test', 'niet.test', 'x..nl']);
    expect(ended.out.split('\n').map((line) => line.split(':')[0])).toEqual([
      'PROPAGATED - klant.test',
      'FAILED - niet.test',
      'UNKNOWN - x..nl',
    ]);
    expect(ended.code).toBe(2);
  });

  test('what a resolver says cannot write to the terminal, nor begin figures of its own', async () => {
    const evil: Saying = ({ checkingDisabled }) => (checkingDisabled === true ? undefined : 'servfail');
    const world = dns(klant(), evil);
    const shouting = {
      ...world,
      askAll: async (...asked: Parameters<typeof world.askAll>) =>
        (await world.askAll(...asked)).map((answer) =>
          answer.why === undefined ? answer : { ...answer, why: '\u001b[2J | free=1' },
        ),
    };
    const ended = await goliveOn({ dns: shouting }, ['check', 'klant.test', ...TO]);
    expect(ended.code).toBe(2);
    expect(ended.out).toMatch(/^FAILED - klant\.test: DNSSEC failure/);
    expect(ended.out).not.toContain('\u001b');
    expect(ended.out.split('|')).toHaveLength(2);
  });

  test('a configuration that cannot be used: its fault is on the line', async () => {
    const folder = deskFolder('dns: { resolvers: [{ name: x, address: nope }] }\n');
    const ended = await goliveIn(folder, ['check', 'klant.test']);
    expect([ended.code, ended.err]).toEqual([3, '']);
    expect(ended.out).toMatch(/^UNKNOWN - golive: \S+golive\.yaml:\d+:\d+ {2}dns\.resolvers\[0\]\.address /);
    expect(ended.out.split('\n')).toHaveLength(1);
  });

  test('--json is one document, whatever it holds', async () => {
    const ended = await goliveOn({ dns: dns() }, ['check', 'klant.test', 'x..nl', '--json']);
    expect(ended.code).toBe(3);
    const document = JSON.parse(ended.out) as { results: { domain: string; verdict: string; exit: number }[] };
    expect(document.results.map(({ domain, verdict, exit }) => [domain, verdict, exit])).toEqual([
      ['klant.test', 'propagated', 0],
      ['x..nl', 'unknown', 3],
    ]);
  });

  test('each language has the whole sentence', async () => {
    for (const language of ['nl', 'de', 'fr', 'en'])
      for (const world of [klant(), klant({ delegated: 'oud' }), { ...klant(), [NEW]: {} }]) {
        const ended = await goliveOn({ dns: dns(world), config: { agency: { language } } }, [
          'check',
          'klant.test',
          ...TO,
        ]);
        expect(ended.out).not.toMatch(/check\.|\{\w+/);
      }
  });

  test('a migration: every one that is under way with --all', async () => {
    const { app, world } = await simulated();
    const around = { dns: memoryDns(world), app };
    expect(await goliveOn(around, ['check', '--all'])).toMatchObject({
      code: 0,
      out: 'OK - golive: no migration is booked or under way.',
    });
    const one = await goliveOn(around, ['check', world.domain.slice(0, -1)]);
    expect([one.code, one.out]).toEqual([
      1,
      expect.stringMatching(/^NOT-STARTED - bakkerij-dezon\.example: not that far yet/),
    ]);
  });
});
