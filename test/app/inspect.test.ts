import { describe, expect, test } from 'vitest';
import { jumpingClock } from '../../src/adapters/clock/memory/index.ts';
import { memoryPorts } from '../../src/adapters/memory-ports.ts';
import { withFloors } from '../../src/adapters/registry/floors.ts';
import type { Config } from '../../src/app/config/schema.ts';
import { ConfigFile, hasOwnRoots } from '../../src/app/config/schema.ts';
import type { InspectEntry } from '../../src/app/documents.ts';
import { DOCUMENTS } from '../../src/app/documents.ts';
import type { InspectParts } from '../../src/app/inspect.ts';
import { inspectAll, inspectEntry } from '../../src/app/inspect.ts';
import { questionNamed } from '../../src/app/interview/questions.ts';
import { schemaDocument } from '../../src/app/schema-document.ts';
import { documentOf } from '../../src/app/voice.ts';
import type { Fqdn } from '../../src/domain/name.ts';
import { fqdn } from '../../src/domain/name.ts';
import type { Registration } from '../../src/ports/registry.ts';
import type { Scenario } from '../../src/simulation/world.ts';
import { createWorld } from '../../src/simulation/world.ts';
import { PreflightWorld } from '../checks/preflight-world.ts';
import { fits } from './json-schema.ts';

const NOW = Date.parse('2027-01-11T20:30:00+01:00');
const configOf = (ours: object = {}): Config =>
  ({ ...ConfigFile.parse({ ours }), file: undefined, folder: '.' }) as Config;
const OURS = {
  registrars: ['Nieuw Host BV'],
  nameServers: ['*.nieuw-host.example'],
  addresses: ['127.77.0.51'],
  mailServers: ['mx.nieuw-host.example'],
};

async function entryIn(scenario: Partial<Scenario>, ours: object = OURS): Promise<InspectEntry> {
  const clock = jumpingClock(NOW);
  const world = createWorld({ clock, seed: 1, scenario });
  const parts = { config: configOf(ours), clock, views: memoryPorts(world) };
  const [seen] = await inspectAll(parts, [world.domain], new AbortController().signal);
  const entry = inspectEntry(parts, seen!);
  const document = documentOf('inspect', parts, entry);
  DOCUMENTS.inspect.parse(document);
  expect(fits(schemaDocument('inspect'), document)).toEqual([]);
  return entry;
}

describe('a simulated Internet, from outside', () => {
  /** Registration, name servers, hosting, mail; option; DNSSEC; tags. */
  const rows: readonly [
    title: string,
    scenario: Partial<Scenario>,
    where: string,
    option: number | null,
    dnssec: string,
    tags: readonly string[],
  ][] = [
    [
      'all of it at the old host',
      {},
      'elsewhere elsewhere elsewhere elsewhere',
      3,
      'signed',
      ['TRANSFER_LOCKED', 'DS_BLOCKS_SWITCH'],
    ],
    [
      'unsigned and unlocked',
      { signed: false, locked: false },
      'elsewhere elsewhere elsewhere elsewhere',
      3,
      'unsigned',
      [],
    ],
    [
      'all of it at us',
      { registrationAt: 'new', zoneAt: 'new', hostingAt: 'new', mailAt: 'new', signed: false, locked: false },
      'ours ours ours ours',
      1,
      'unsigned',
      [],
    ],
    [
      'the registration at us',
      { registrationAt: 'new', signed: false },
      'ours elsewhere elsewhere elsewhere',
      null,
      'unsigned',
      ['TRANSFER_LOCKED'],
    ],
    [
      'updates are prohibited',
      { signed: false, locked: false, statuses: ['clientUpdateProhibited'] },
      'elsewhere elsewhere elsewhere elsewhere',
      3,
      'unsigned',
      ['UPDATE_PROHIBITED'],
    ],
    [
      'in redemption',
      { signed: false, locked: false, statuses: ['redemptionPeriod'] },
      'elsewhere elsewhere elsewhere elsewhere',
      3,
      'unsigned',
      ['IN_REDEMPTION'],
    ],
  ];
  test.each(rows)('%s', async (_title, scenario, where, option, dnssec, tags) => {
    const entry = await entryIn(scenario);
    const seen = [entry.registration, entry.nameServers, entry.hosting, entry.mail].map((one) => one.where).join(' ');
    expect([seen, entry.option, entry.registration.dnssec]).toEqual([where, option, dnssec]);
    expect(entry.findings.map(({ tag }) => tag)).toEqual(tags);
    for (const axis of ['registration', 'nameServers', 'hosting', 'mail'] as const)
      expect(entry[axis].evidence.length).toBeGreaterThan(0);
  });

  test('what is still to be asked are questions that the interview has', async () => {
    const { toAsk } = await entryIn({});
    expect(toAsk.length).toBeGreaterThan(5);
    for (const id of toAsk) expect(questionNamed(id)?.id).toBe(id);
    expect(toAsk).not.toContain('registration');
    expect(toAsk).toContain('mailboxes');
  });

  test('each language says it in whole sentences', async () => {
    for (const language of ['nl', 'de', 'fr', 'en'] as const) {
      const clock = jumpingClock(NOW);
      const world = createWorld({ clock, seed: 1 });
      const config = { ...configOf(), agency: { ...configOf().agency, language } };
      const parts = { config, clock, views: memoryPorts(world) };
      const [seen] = await inspectAll(parts, [world.domain], new AbortController().signal);
      const { findings, earliestTransferReason } = inspectEntry(parts, seen!);
      for (const text of [earliestTransferReason, ...findings.flatMap(({ message, fix }) => [message, fix])])
        expect(text).not.toMatch(/^(?:inspect|dns|preflight)\.|\{\w+/);
    }
  });
});

describe('many domains', () => {
  const names = Array.from({ length: 50 }, (_one, index) => fqdn(`klant${index}.nl`));
  const none: Registration = {
    outcome: 'unknown',
    statuses: [],
    nameServers: [],
    ds: [],
    source: '',
    atMs: NOW,
  };

  function parts(lookUp: (domain: Fqdn) => Promise<Registration>): InspectParts {
    const { ports } = new PreflightWorld();
    return { config: configOf(), clock: jumpingClock(NOW), views: { ...ports, registry: { lookUp } } };
  }

  test('six at once, each once, answered in their order', async () => {
    let now = 0;
    let most = 0;
    const asked: Fqdn[] = [];
    const lookUp = async (domain: Fqdn): Promise<Registration> => {
      asked.push(domain);
      most = Math.max(most, ++now);
      await new Promise((resolve) => setImmediate(resolve));
      now--;
      return none;
    };
    const told: number[] = [];
    const seen = await inspectAll(parts(lookUp), names, new AbortController().signal, (_one, count) =>
      told.push(count),
    );
    expect(seen.map((one) => one?.domain)).toEqual(names);
    expect([...asked].sort()).toEqual([...names].sort());
    expect(told).toEqual(names.map((_name, index) => index + 1));
    expect(most).toBe(6);
  });

  test('fifty in one command: each registry is asked once a second at most, and never twice for one', async () => {
    const clock = jumpingClock(NOW);
    const asked: { readonly ending: string; readonly domain: Fqdn; readonly atMs: number }[] = [];
    const registry = withFloors(
      {
        lookUp: async (domain) => {
          asked.push({ domain, ending: domain.split('.').at(-2)!, atMs: clock.now() });
          return { ...none, outcome: 'found', atMs: clock.now() };
        },
      },
      clock,
    );
    const list = names.map((name, index) => (index % 5 === 0 ? fqdn(`klant${index}.be`) : name));
    const { ports } = new PreflightWorld();
    const all = { config: configOf(), clock, views: { ...ports, registry } };
    for (const _again of [1, 2]) await inspectAll(all, list, new AbortController().signal);
    expect(asked.map(({ domain }) => domain).sort()).toEqual([...list].sort());
    for (const ending of ['nl', 'be']) {
      const times = asked.filter((one) => one.ending === ending).map(({ atMs }) => atMs);
      const gaps = times.slice(1).map((atMs, at) => atMs - times[at]!);
      expect(Math.min(...gaps), ending).toBeGreaterThanOrEqual(1000);
    }
  });

  test('given up: no more are begun, and those that ended are kept', async () => {
    const stop = new AbortController();
    const asked: Fqdn[] = [];
    const lookUp = async (domain: Fqdn): Promise<Registration> => {
      asked.push(domain);
      return none;
    };
    const seen = await inspectAll(parts(lookUp), names, stop.signal, (_one, count) => {
      if (count === 3) stop.abort();
    });
    const ended = seen.filter((one) => one !== undefined);
    expect(ended.length).toBeGreaterThanOrEqual(3);
    expect(ended.length).toBeLessThanOrEqual(8);
    expect(asked.length).toBeLessThan(10);
  });
});

describe('what is ours in the configuration', () => {
  const wrong: readonly [ours: object, path: string, line: RegExp][] = [
    [{ nameServers: ['ns1 agency'] }, 'nameServers', /not a host name; write ns1\.agency\.example, or \*\.agency/],
    [{ nameServers: ['*'] }, 'nameServers', /not a host name/],
    [{ nameServers: ['ns*.agency.example'] }, 'nameServers', /not a host name/],
    [{ addresses: ['192.0.2.0/33'] }, 'addresses', /not an address or a block/],
    [{ addresses: ['192.0.2'] }, 'addresses', /not an address or a block/],
    [{ mailServers: ['example'] }, 'mailServers', /not a host name/],
    [{ registrars: [' '] }, 'registrars', /./],
  ];
  test.each(wrong)('%j is refused', (ours, path, line) => {
    const issues = ConfigFile.safeParse({ ours }).error!.issues;
    expect(issues[0]!.path.slice(0, 2)).toEqual(['ours', path]);
    expect(issues[0]!.message).toMatch(line);
  });

  test('without a word nothing is', () => {
    expect(ConfigFile.parse({}).ours).toEqual({ registrars: [], nameServers: [], addresses: [], mailServers: [] });
    expect(
      ConfigFile.parse({ ours: { addresses: ['192.0.2.0/24', '2001:db8::/32', '192.0.2.1'] } }).ours.addresses,
    ).toHaveLength(3);
  });

  test('the Internet’s roots are not one’s own', () => {
    expect(hasOwnRoots(configOf())).toBe(false);
    const own = ConfigFile.parse({ dns: { roots: [{ name: 'a.root.lab.', address: '127.0.0.1:5300' }] } });
    expect(hasOwnRoots({ ...configOf(), dns: own.dns })).toBe(true);
  });
});
