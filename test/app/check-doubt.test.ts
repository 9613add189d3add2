import { describe, expect, test } from 'vitest';
import { judged, lookAt } from '../../src/app/check.ts';
import type { Config } from '../../src/app/config/schema.ts';
import { ConfigFile } from '../../src/app/config/schema.ts';
import { watch } from '../../src/app/watch.ts';
import type { Expectation } from '../../src/checks/propagation-expected.ts';
import { agreementOn } from '../../src/checks/propagation-expected.ts';
import { fqdn } from '../../src/domain/name.ts';
import { rrset } from '../../src/domain/rrset.ts';
import { severityOf } from '../../src/domain/severity.ts';
import type { Dns } from '../../src/ports/dns.ts';
import { klant, NEW, OLD, publicDns, TLD, ZONE } from '../checks/public-dns.ts';

const NS = fqdn('ns.nieuw.test');
const OLD_NS = fqdn('ns.oud.test');
const switched: Expectation = { ...agreementOn(ZONE), kind: 'switch', source: 'asked', newNameServers: [NS] };

async function see(dns: Dns, expected: Expectation) {
  const { sight, questions } = await lookAt(dns, expected, new AbortController().signal);
  return { sight, ...judged('klant.test', expected, sight, 0, questions).seen!.propagation };
}

describe('a resolver', () => {
  const WILD = '198.51.100.77';
  const world = klant({ old: [`*.klant.test A ${WILD}`] });
  const behind = publicDns(world, {
    '9.9.9.1': () => undefined,
    '9.9.9.2': ({ name, type }) => {
      if (name === ZONE && type === 'NS') return [300, OLD_NS];
      return name.endsWith(`.${ZONE}`) ? [300, WILD] : undefined;
    },
  });
  test('that is still with servers nobody named, which had a wildcard, is late and no liar', async () => {
    const seen = await see(behind, switched);
    expect([seen.verdict, seen.findings.map(({ tag }) => tag)]).toEqual(['partial', []]);
  });
  test('that invents names where both sides are known lies', async () => {
    const lying = publicDns(klant(), {
      '9.9.9.2': ({ name }) => (name.startsWith('golive-') && name.endsWith(`.${ZONE}`) ? [300, WILD] : undefined),
    });
    const seen = await see(lying, { ...switched, oldNameServers: [OLD_NS] });
    expect(seen.findings.map(({ tag }) => tag)).toContain('RESOLVER_LIES');
  });
  test.each([
    { gate: true, verdict: 'failed', severity: 'critical' },
    { gate: false, verdict: 'propagated', severity: 'warning' },
  ])('that refuses with its judgement of signatures decides only where it counts: $gate', async ({ gate, ...is }) => {
    const dns = publicDns(klant(), {
      '9.9.9.1': () => undefined,
      '9.9.9.2': ({ name, checkingDisabled }) => (name === ZONE && checkingDisabled !== true ? 'servfail' : undefined),
    });
    const [first, second] = dns.resolvers;
    const seen = await see({ ...dns, resolvers: [first!, { ...second!, gate }] }, agreementOn(ZONE));
    const finding = seen.findings.find(({ tag }) => tag === 'DNSSEC_FAILS')!;
    expect({ verdict: seen.verdict, severity: severityOf(finding) }).toEqual(is);
  });
  test('that says there is nothing has a "no", not the old data', async () => {
    const dns = publicDns(klant(), { '9.9.9.1': ({ type }) => (type === 'NS' ? 'nodata' : undefined) });
    const { sight } = await see(dns, agreementOn(ZONE));
    expect(sight.resolvers.map(({ outcome }) => outcome)).toEqual(['negative']);
  });
  test('whose answer has another primary than one of the parent’s servers, which all name themselves, does not lie', async () => {
    const parents = ['192.0.2.2', '192.0.2.3'];
    const world = {
      ...klant(),
      '192.0.2.1': {
        '.': ['@ NS root.test.', 'test NS ns.tld.test.', ...parents.map((address) => `ns.tld.test A ${address}`)],
      },
      '192.0.2.3': klant()['192.0.2.2']!,
    };
    const dns = publicDns(world, {
      '9.9.9.1': ({ type }) => (type === 'SOA' ? [60, 'third.test. x. 1 2 3 4 5'] : undefined),
    });
    const eachItself: Dns = {
      ...dns,
      askAll: async (questions, signal) =>
        (await dns.askAll(questions, signal)).map((answer) =>
          parents.includes(answer.question.server.address) &&
          answer.question.type === 'SOA' &&
          answer.outcome === 'answer'
            ? {
                ...answer,
                answer: answer.answer.map((set) =>
                  rrset(set.name, 'SOA', 60, [`${answer.question.server.address}. x. 1 2 3 4 5`]),
                ),
              }
            : answer,
        ),
    };
    const seen = await see(eachItself, agreementOn(ZONE));
    expect(seen.findings.filter(({ tag }) => tag === 'RESOLVER_LIES')).toEqual([]);
  });
});

test('a small zone at many addresses, under a registry with many, is seen whole within the bounds', async () => {
  const many = Array.from({ length: 12 }, (_, index) => `192.0.2.${100 + index}`);
  const registry = Array.from({ length: 26 }, (_, index) => `192.0.2.${140 + index}`);
  const glue = [...registry.map((address) => `ns.tld.test A ${address}`)];
  const nieuw = many.map((address) => `ns.nieuw.test A ${address}`);
  const tld = ['@ NS ns.tld.test.', ...glue, 'klant.test NS ns.nieuw.test.', ...nieuw];
  const delegations = ['nieuw.test NS ns.nieuw.test.', 'oud.test NS ns.oud.test.', `ns.oud.test A ${OLD}`];
  const zone = (ns: string): readonly string[] => [`@ NS ${ns}`, '@ A 198.51.100.1'];
  const dns = publicDns(
    {
      '192.0.2.1': { '.': ['@ NS root.test.', 'test NS ns.tld.test.', ...glue] },
      ...Object.fromEntries(registry.map((address) => [address, { test: [...tld, ...delegations] }])),
      [OLD]: { 'klant.test': zone(OLD_NS), 'oud.test': ['@ NS ns.oud.test.', `ns.oud.test A ${OLD}`] },
      ...Object.fromEntries(
        many.map((address) => [address, { 'klant.test': zone(NS), 'nieuw.test': ['@ NS ns.nieuw.test.', ...nieuw] }]),
      ),
    },
    { '9.9.9.1': () => undefined },
  );
  const sets = (ns: string) => [rrset(ZONE, 'NS', 3600, [ns]), rrset(ZONE, 'A', 3600, ['198.51.100.1'])];
  const planned = { intended: sets(NS), inventory: sets(OLD_NS) };
  const seen = await see(dns, { ...switched, oldNameServers: [OLD_NS], planned });
  expect([seen.sight.spent, seen.verdict]).toEqual([false, 'propagated']);
});

test('whoever watches a hostile delegation asks it no more at each look than one check does', async () => {
  const many = Array.from({ length: 100 }, (_, index) => `ns${index}.klant.test`);
  const glue = many.flatMap((name) => [`${name} A ${NEW}`, `${name} A ${OLD}`, `${name} A 192.0.2.77`]);
  const own = { 'klant.test': [...many.map((name) => `@ NS ${name}.`), ...glue] };
  const tld = ['@ NS ns.tld.test.', `ns.tld.test A ${TLD}`, ...many.map((name) => `klant.test NS ${name}.`), ...glue];
  const dns = publicDns({ ...klant(), [TLD]: { test: tld }, [OLD]: own, [NEW]: own, '192.0.2.77': own }, {});
  let nowMs = 0;
  const clock = {
    now: () => nowMs,
    sleepUntil: async (untilMs: number) => {
      nowMs = untilMs;
    },
  };
  const config = { ...ConfigFile.parse({}), file: undefined, folder: '.' } as Config;
  const perLook: number[] = [];
  const signal = new AbortController().signal;
  for await (const { checked } of watch({ config, dns, clock }, { domains: ['klant.test'], cwd: '.' }, { signal })) {
    perLook.push(dns.asked.splice(0).length);
    expect(checked.seen!.propagation.verdict).toBe('unknown');
    if (perLook.length === 6) break;
  }
  expect(Math.max(...perLook)).toBeLessThanOrEqual(170);
  expect(perLook.slice(1).some((count) => count > 50)).toBe(true);
});
