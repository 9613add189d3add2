import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, describe, expect, test } from 'vitest';
import { answersOnDisk } from '../../src/adapters/registry/answers-on-disk.ts';
import { withFloors } from '../../src/adapters/registry/floors.ts';
import { type Fqdn, fqdn } from '../../src/domain/name.ts';
import { DAY, HOUR, MINUTE, SECOND } from '../../src/domain/time.ts';
import type { Clock } from '../../src/ports/clock.ts';
import { type Freshness, NEAR_A_CHANGE, type Registration } from '../../src/ports/registry.ts';
import { never } from '../contract/laboratory.ts';
import fc from '../fast-check.ts';

// Each `process()` is a golive of its own: nothing but the folder is shared, as with cron's `golive tick`.

const NL = fqdn('klant.nl');
const START = Date.UTC(2026, 10, 20);
let folder: string;
let nowMs: number;
let asked: { readonly domain: Fqdn; readonly atMs: number }[];
let answers: Partial<Registration>[];
beforeEach(() => {
  folder = join(mkdtempSync(join(tmpdir(), 'golive-answers-')), 'golive', 'registry');
  nowMs = START;
  asked = [];
  answers = [];
});

const clock: Clock = {
  now: () => nowMs,
  async sleepUntil(untilMs) {
    nowMs = Math.max(nowMs, untilMs);
  },
};
const FULL: Registration = {
  outcome: 'found',
  registrar: { id: '292', name: 'Registrar Example, Inc.', tag: 'EXAMPLE' },
  reseller: 'Bakker & Zoon',
  statuses: ['clientTransferProhibited'],
  statusesCut: true,
  nameServers: [fqdn('ns1.oud.nl')],
  ds: ['1 13 2 ab'],
  createdMs: 1,
  expiresMs: START + DAY,
  updatedMs: 3,
  soldUntilMs: 2,
  transferredMs: 4,
  delegationSigned: true,
  source: 'rdap.example',
  evidence: [{ asked: 'rdap.example', answered: 'registered', atMs: START }],
  atMs: START,
};

const process = (at = folder) =>
  withFloors(
    {
      async lookUp(domain) {
        asked.push({ domain, atMs: nowMs });
        return { ...FULL, ...answers.shift(), atMs: nowMs };
      },
    },
    clock,
    {},
    answersOnDisk(at),
  );
const ask = (freshness?: Freshness, domain = NL) => process().lookUp(domain, never(), freshness);
const files = () => readdirSync(folder).sort();
const answerFile = () => join(folder, files().find((name) => name.startsWith('answer-'))!);

describe('between processes', () => {
  test('an answer serves the next one word for word', async () => {
    const first = await ask();
    nowMs += HOUR;
    expect(await ask()).toEqual(first);
    expect(asked).toHaveLength(1);
  });
  test.each<[string, Freshness | undefined, number]>([
    ['a day', undefined, DAY],
    ['a quarter of an hour near a change', NEAR_A_CHANGE, 15 * MINUTE],
  ])('%s, and no longer', async (_title, freshness, ms) => {
    await ask(freshness);
    nowMs = START + ms - 1;
    await ask(freshness);
    expect(asked).toHaveLength(1);
    nowMs = START + ms;
    expect(await ask(freshness)).toMatchObject({ atMs: START + ms });
    expect(asked).toHaveLength(2);
  });
  test('cron every five minutes for a day: 96 questions near a change, one otherwise', async () => {
    for (; nowMs < START + DAY; nowMs = START + Math.round((nowMs - START) / (5 * MINUTE) + 1) * 5 * MINUTE)
      await ask(NEAR_A_CHANGE);
    expect(asked).toHaveLength(96);
    expect(Math.min(...asked.slice(1).map(({ atMs }, at) => atMs - asked[at]!.atMs))).toBe(15 * MINUTE);
    asked = [];
    nowMs = START + 2 * DAY;
    for (let tick = 0; tick < 288; tick++, nowMs += 5 * MINUTE) await ask();
    expect(asked).toHaveLength(1);
  });
  test('a rest holds for all of them, and its reason names the time', async () => {
    answers = [{ outcome: 'unknown', slowDown: { retryAfterMs: 2 * HOUR } }];
    await ask();
    for (const ms of [0, HOUR, 2 * HOUR - 1]) {
      nowMs = START + ms;
      expect(await ask(NEAR_A_CHANGE, fqdn('anders.nl'))).toMatchObject({
        outcome: 'unknown',
        why: expect.stringContaining(`until ${new Date(START + 2 * HOUR).toISOString()}`),
        slowDown: { retryAfterMs: 2 * HOUR - ms },
        evidence: [{ asked: 'the registry of .nl', atMs: nowMs }],
      });
    }
    expect(asked).toHaveLength(1);
    nowMs = START + 2 * HOUR;
    expect((await ask(NEAR_A_CHANGE, fqdn('anders.nl'))).outcome).toBe('found');
  });
  test('a kept answer still serves while the registry rests, if it is young enough for who asks', async () => {
    await ask();
    nowMs += HOUR;
    answers = [{ outcome: 'unknown', slowDown: { retryAfterMs: HOUR } }];
    await ask(undefined, fqdn('anders.nl'));
    expect(await ask()).toMatchObject({ outcome: 'found', atMs: START });
    expect(await ask(NEAR_A_CHANGE)).toMatchObject({ outcome: 'unknown', slowDown: {} });
  });
  test('each further rest is twice as long, whoever heard of it', async () => {
    const rests: number[] = [];
    for (let time = 0; time < 4; time++) {
      answers = [{ outcome: 'unknown', slowDown: {} }];
      await ask();
      const ms = (await ask()).slowDown!.retryAfterMs!;
      rests.push(ms / MINUTE);
      nowMs += ms;
    }
    expect(rests).toEqual([1, 2, 4, 8]);
  });
  test('questions of several leave a second apart', async () => {
    for (let at = 0; at < 5; at++) await ask(undefined, fqdn(`klant${at}.nl`));
    expect(asked.map(({ atMs }) => atMs - START)).toEqual([0, 1, 2, 3, 4].map((at) => at * SECOND));
  });
  test('a clock that was set back neither believes an answer of tomorrow nor rests for ever', async () => {
    answers = [{}, { outcome: 'unknown', slowDown: { retryAfterMs: DAY } }];
    await ask();
    await ask(undefined, fqdn('anders.nl'));
    nowMs = START - 300 * DAY;
    expect(await ask()).toMatchObject({ outcome: 'unknown', slowDown: { retryAfterMs: DAY } });
    nowMs += DAY;
    expect(asked).toHaveLength(2);
  });
});

describe('what lies there', () => {
  test('is for this user alone, under names that nobody chose', async () => {
    await ask(undefined, fqdn('a--b.xn--p1ai'));
    expect(files()).toEqual([
      expect.stringMatching(/^answer-[0-9a-f]{40}\.json$/),
      expect.stringMatching(/^patience-[0-9a-f]{40}\.json$/),
    ]);
    expect(statSync(folder).mode & 0o777).toBe(0o700);
    for (const name of files()) expect(statSync(join(folder, name)).mode & 0o777).toBe(0o600);
  });
  test.each<[string, (text: string) => string | Buffer]>([
    ['nothing', () => ''],
    ['half of it', (text) => text.slice(0, text.length / 2)],
    ['no JSON', () => '<html>'],
    ['another form', (text) => text.replace('answer/1', 'answer/2')],
    ["another domain's answer", (text) => text.replace('klant.nl.', 'ander.nl.')],
    ['an outcome there is none of', (text) => text.replace('"found"', '"free"')],
    ['a moment that is none', (text) => text.replace(/"askedMs":\d+/, '"askedMs":"now"')],
    ['a moment that never comes', (text) => text.replace(/"askedMs":\d+/, '"askedMs":1e300')],
    ['a name server that is no name', (text) => text.replace('ns1.oud.nl.', 'ns1 oud nl')],
    ['more than fits', (text) => text.replace(/}$/, `,"more":"${'x'.repeat(70_000)}"}`)],
    ['octets of nothing', () => Buffer.from([0xff, 0xfe, 0, 1, 2])],
    ['a list', () => '[]'],
    ['null', () => 'null'],
    ['very deep', () => '['.repeat(30_000)],
  ])('damaged, it counts as not there: %s', async (_title, damage) => {
    await ask();
    const file = answerFile();
    writeFileSync(file, damage(readFileSync(file, 'utf8')));
    expect((await ask()).outcome).toBe('found');
    expect(asked).toHaveLength(2);
    // What was had instead took its place.
    await ask();
    expect(asked).toHaveLength(2);
  });
  test('cut anywhere, with any octet changed, it is what it was or not there', async () => {
    const first = await ask();
    const file = answerFile();
    const whole = readFileSync(file);
    const read = () => answersOnDisk(folder).answerOf(NL)?.registration;
    fc.assert(
      fc.property(fc.nat(whole.length - 1), (end) => {
        writeFileSync(file, whole.subarray(0, end));
        expect(read()).toBeUndefined();
      }),
      { numRuns: 200 },
    );
    fc.assert(
      fc.property(fc.nat(whole.length - 1), fc.integer({ min: 0, max: 255 }), (at, octet) => {
        const changed = Buffer.from(whole);
        changed[at] = octet;
        writeFileSync(file, changed);
        const found = read();
        if (found !== undefined) expect(['found', 'not-found', 'unknown']).toContain(found.outcome);
      }),
      { numRuns: 500 },
    );
    writeFileSync(file, whole);
    expect(read()).toEqual(first);
  });
  test('a folder that cannot be made, or is a file, costs the memory and nothing else', async () => {
    const file = join(mkdtempSync(join(tmpdir(), 'golive-answers-')), 'file');
    writeFileSync(file, 'mine');
    for (const at of [join(file, 'below'), file]) {
      asked = [];
      const one = process(at);
      await one.lookUp(NL, never());
      await one.lookUp(NL, never());
      expect(asked).toHaveLength(1);
    }
    expect(readFileSync(file, 'utf8')).toBe('mine');
  });
  test('an answer beyond 64 kB is kept by its own process alone', async () => {
    answers = [{ why: 'x'.repeat(70_000) }];
    const one = process();
    await one.lookUp(NL, never());
    await one.lookUp(NL, never());
    expect(asked).toHaveLength(1);
    expect(files().filter((name) => name.startsWith('answer-'))).toEqual([]);
  });
  test('no more than its bounds: the oldest go, and whatever is too old', async () => {
    const memory = answersOnDisk(folder, { mostFiles: 20, sweepEvery: 5 });
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, 'left-behind.new'), '');
    utimesSync(join(folder, 'left-behind.new'), 1, 1);
    for (let at = 0; at < 60; at++) {
      memory.keepAnswer(fqdn(`klant${at}.nl`), { registration: FULL, askedMs: START });
      expect(files().length).toBeLessThanOrEqual(20);
    }
    expect(files()).not.toContain('left-behind.new');
    const after = answersOnDisk(folder);
    expect(after.answerOf(fqdn('klant59.nl'))?.registration).toEqual(FULL);
    expect(after.answerOf(fqdn('klant0.nl'))).toBeUndefined();
  });
  test('of four who write at once nobody reads half, and nothing is left lying', () => {
    const script = `
      const { answersOnDisk } = await import(${JSON.stringify(join(import.meta.dirname, '../../src/adapters/registry/answers-on-disk.ts'))});
      const memory = answersOnDisk(process.argv[1]);
      const reader = answersOnDisk(process.argv[1]);
      const registration = { outcome: 'found', statuses: Array(50).fill('x'.repeat(200)), nameServers: [], ds: [], source: 's', atMs: 1 };
      for (let at = 1; at <= 200; at++) {
        memory.keepAnswer('klant.nl.', { registration, askedMs: at });
        if (reader.answerOf('klant.nl.')?.registration.statuses.length !== 50) throw new Error('half');
      }`;
    const run =
      'for n in 1 2 3 4; do "$0" --input-type=module -e "$1" "$2" & all="$all $!"; done; for p in $all; do wait $p || exit 1; done';
    execFileSync('bash', ['-c', run, globalThis.process.execPath, script, folder], { timeout: 20_000 });
    expect(files()).toEqual([expect.stringMatching(/^answer-[0-9a-f]{40}\.json$/)]);
  });
});

test('a folder without rights is as good as none', async () => {
  await ask();
  chmodSync(folder, 0o000);
  try {
    expect((await ask()).outcome).toBe('found');
  } finally {
    chmodSync(folder, 0o700);
  }
});
