import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Line } from './kit/zonemaster-child.ts';
import { readCorefile, zonemasterHere } from './kit/zonemaster-corefile.ts';
import { planOf } from './kit/zonemaster-plan.ts';
import type { Scenario } from './kit/zonemaster-spec.ts';
import { readScenarios } from './kit/zonemaster-spec.ts';
import { EXPLAINED, MAPPED, type Ours, UNMAPPED } from './zonemaster-mapping.ts';

// Zonemaster's test zones on real NSD servers, in a network of their own, looked at with the eyes of `check` and `preflight`. What Zonemaster
// must and must not say of each is held against what golive says, as far as both speak of it.

const scenarios = zonemasterHere ? readScenarios() : [];
const blocks = zonemasterHere ? readCorefile() : [];
const oursFor = (scenario: Scenario, tag: string): Ours | undefined => {
  const ours = MAPPED[tag];
  return ours?.delegatedOnly === true && scenario.undelegated.length > 0 ? undefined : ours;
};
/** Something that must be said is in golive's words too; or nothing must be, and something that must not. */
const isMapped = (scenario: Scenario): boolean => {
  const tags = scenario.mandatory.length > 0 ? scenario.mandatory : scenario.forbidden;
  return scenario.zone !== '.' && tags.some((tag) => oursFor(scenario, tag) !== undefined);
};
const mapped = scenarios.filter(isMapped);
const plans = new Map(mapped.map((scenario) => [scenario.id, planOf(scenario, blocks)]));
const servable = mapped.filter(({ id }) => 'addresses' in plans.get(id)!);

/** What golive does not say and must, or says and must not, in Zonemaster's tags. */
function differences(scenario: Scenario, line: Line): string[] {
  if ('unservable' in line) return [line.unservable];
  const must = scenario.mandatory.filter((tag) => oursFor(scenario, tag) !== undefined);
  const said = new Set(must.map((tag) => MAPPED[tag]!.says));
  const mustNot = scenario.forbidden.filter((tag) => {
    const ours = oursFor(scenario, tag);
    return ours !== undefined && !said.has(ours.says);
  });
  return [
    ...must.filter((tag) => !MAPPED[tag]!.holds(line.look)).map((tag) => `without ${tag}`),
    ...mustNot.filter((tag) => MAPPED[tag]!.holds(line.look)).map((tag) => `with ${tag}`),
  ];
}

const AT_ONCE = 2;
let dir: string;
const lines = new Map<string, Line>();
const label = zonemasterHere ? '' : ' (SKIPPED: ../shared/corpora is not here, nothing was tested)';

describe.skipIf(!zonemasterHere)(`Zonemaster’s test zones on NSD${label}`, () => {
  beforeAll(async () => {
    dir = mkdtempSync(join(tmpdir(), 'golive-zonemaster-test-'));
    const shares = Array.from({ length: AT_ONCE }, (_, share) =>
      servable.filter((_one, index) => index % AT_ONCE === share),
    );
    await Promise.all(shares.map((share, index) => look(share, join(dir, `${index}.json`))));
  }, 900_000);

  afterAll(() => {
    rmSync(dir, { recursive: true, force: true });
    const ran = servable.filter(({ id }) => lines.has(id));
    const differing = ran.filter((scenario) => differences(scenario, lines.get(scenario.id)!).length > 0);
    const explained = differing.filter(({ id }) => EXPLAINED[id] !== undefined);
    console.log(
      `Zonemaster: ${scenarios.length} scenarios, ${mapped.length} whose tags are ours too, ${ran.length} run on NSD, ` +
        `${ran.length - differing.length} agree, ${explained.length} explained, ${differing.length - explained.length} differ`,
    );
  });

  test('every mandatory tag is in golive’s words, or there is a reason why it is not', () => {
    const rest = new Set(scenarios.flatMap(({ mandatory }) => mandatory).filter((tag) => MAPPED[tag] === undefined));
    expect([...rest].filter((tag) => !UNMAPPED.some(([tags]) => tags.test(tag)))).toEqual([]);
    for (const [tags] of UNMAPPED)
      expect(
        scenarios.some(({ mandatory }) => mandatory.some((tag) => tags.test(tag))),
        `${tags}`,
      ).toBe(true);
    expect(scenarios.length).toBeGreaterThan(279);
  });

  test('what name servers do not do is not served', () => {
    const reasons = mapped.flatMap(({ id }) => {
      const plan = plans.get(id)!;
      return 'unservable' in plan ? [`${id}: ${plan.unservable}`] : [];
    });
    expect(reasons.length).toBeLessThan(mapped.length / 4);
    console.log(`not served by an ordinary name server:\n  ${reasons.join('\n  ')}`);
  });

  test('nothing is explained that was not run', () =>
    expect(Object.keys(EXPLAINED).filter((id) => !servable.some((scenario) => scenario.id === id))).toEqual([]));

  for (const scenario of servable) {
    const because = Object.values(EXPLAINED[scenario.id] ?? {});
    const words = because.length === 0 ? 'as Zonemaster says' : `differs: ${[...new Set(because)].join('; ')}`;
    test(`${scenario.id} ${words}`, () => {
      const line = lines.get(scenario.id)!;
      const found = differences(scenario, line);
      expect(found.sort(), JSON.stringify(line, null, 1)).toEqual(Object.keys(EXPLAINED[scenario.id] ?? {}).sort());
    });
  }
});

/** Runs them one after another in a network of their own. @throws Error: it did not come to its end */
function look(share: readonly Scenario[], file: string): Promise<void> {
  writeFileSync(file, JSON.stringify(share.map(({ id }) => id)));
  const program = join(import.meta.dirname, 'kit/zonemaster-child.ts');
  const child = spawn('unshare', ['--net', '--kill-child', '--fork', '--', process.execPath, program, file], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let out = '';
  let errors = '';
  child.stdout.on('data', (chunk: Buffer) => {
    out += chunk.toString('utf8');
  });
  child.stderr.on('data', (chunk: Buffer) => {
    errors += chunk.toString('utf8');
  });
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) => {
      for (const line of out.split('\n').filter((text) => text !== '')) {
        const read = JSON.parse(line) as Line;
        lines.set(read.id, read);
      }
      if (code === 0 && share.every(({ id }) => lines.has(id))) resolve();
      else reject(new Error(`looking at Zonemaster’s zones ended with ${code}: ${errors.slice(-2000)}`));
    });
  });
}
