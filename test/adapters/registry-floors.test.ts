import { beforeEach, describe, expect, test } from 'vitest';
import { type Floors, withFloors } from '../../src/adapters/registry/floors.ts';
import { type Fqdn, fqdn } from '../../src/domain/name.ts';
import { DAY, HOUR, MINUTE, SECOND } from '../../src/domain/time.ts';
import type { Clock } from '../../src/ports/clock.ts';
import { type Freshness, NEAR_A_CHANGE, type Registration } from '../../src/ports/registry.ts';
import { never } from '../contract/laboratory.ts';

/** Stands still until `pass`, which wakes the sleepers one after the other, each at its time. */
function heldClock() {
  let nowMs = 1_000_000;
  const sleepers: { readonly untilMs: number; readonly wake: () => void }[] = [];
  const clock: Clock = {
    now: () => nowMs,
    sleepUntil: (untilMs, signal) =>
      new Promise((wake) => {
        sleepers.push({ untilMs, wake });
        signal.addEventListener('abort', () => wake());
      }),
  };
  const settle = async () => {
    for (let turn = 0; turn < 50; turn++) await Promise.resolve();
  };
  const pass = async (ms: number) => {
    const endMs = nowMs + ms;
    for (;;) {
      await settle();
      const next = sleepers.filter(({ untilMs }) => untilMs <= endMs).sort((a, b) => a.untilMs - b.untilMs)[0];
      if (next === undefined) break;
      sleepers.splice(sleepers.indexOf(next), 1);
      nowMs = Math.max(nowMs, next.untilMs);
      next.wake();
    }
    nowMs = endMs;
    await settle();
  };
  return { clock, pass };
}

const NL = fqdn('klant.nl');
const nothing = { statuses: [], nameServers: [], ds: [], source: 'rdap.test' };
const FOUND: Partial<Registration> = { outcome: 'found', statuses: ['ok'] };
const UNKNOWN: Partial<Registration> = { outcome: 'unknown', why: 'timeout' };
const limited = (retryAfterMs?: number): Partial<Registration> => ({
  outcome: 'unknown',
  why: '429',
  slowDown: retryAfterMs === undefined ? {} : { retryAfterMs },
});

let asked: { readonly domain: Fqdn; readonly atMs: number }[];
let answers: Partial<Registration>[];
let hold: Promise<void>;
let held: ReturnType<typeof heldClock>;
beforeEach(() => {
  asked = [];
  answers = [];
  hold = Promise.resolve();
  held = heldClock();
});

/** Answers with the next of `answers`, then always `found`; an aborted question is unknown. */
const floored = (changed?: Partial<Floors>) =>
  withFloors(
    {
      async lookUp(domain, signal) {
        asked.push({ domain, atMs: held.clock.now() });
        const next = answers.shift() ?? FOUND;
        await Promise.race([hold, new Promise((gone) => signal.addEventListener('abort', gone))]);
        const answer = signal.aborted ? UNKNOWN : next;
        return { ...nothing, atMs: held.clock.now(), ...answer } as Registration;
      },
    },
    held.clock,
    changed,
  );

describe('kept', () => {
  test.each<[string, Partial<Registration>, Freshness | undefined, number]>([
    ['a day', FOUND, undefined, DAY],
    ['a quarter of an hour near a change', FOUND, NEAR_A_CHANGE, 15 * MINUTE],
    ['a quarter of an hour for who wants it younger', FOUND, { notOlderThanMs: 0 }, 15 * MINUTE],
    ['a day for who would take an older one', FOUND, { notOlderThanMs: 30 * DAY }, DAY],
    ['"not registered" as long as the rest', { outcome: 'not-found' }, undefined, DAY],
    ['what was no answer, five minutes', UNKNOWN, undefined, 5 * MINUTE],
    ['what was no answer, five minutes near a change too', UNKNOWN, NEAR_A_CHANGE, 5 * MINUTE],
  ])('%s', async (_title, answer, freshness, keptMs) => {
    answers = [answer];
    const registry = floored();
    const first = await registry.lookUp(NL, never(), freshness);
    await held.pass(keptMs - 1);
    expect(await registry.lookUp(NL, never(), freshness)).toBe(first);
    expect(asked).toHaveLength(1);
    await held.pass(1);
    await registry.lookUp(NL, never(), freshness);
    expect(asked).toHaveLength(2);
  });
  test('an answer of a quiet day is too old once a change is near, and says itself when it was asked', async () => {
    const registry = floored();
    const first = await registry.lookUp(NL, never());
    await held.pass(HOUR);
    expect(await registry.lookUp(NL, never())).toMatchObject({ atMs: first.atMs });
    expect(asked).toHaveLength(1);
    expect(await registry.lookUp(NL, never(), NEAR_A_CHANGE)).toMatchObject({ atMs: first.atMs + HOUR });
    expect(asked).toHaveLength(2);
  });
  test('what could be asked only in part is kept, and the registry is left alone all the same', async () => {
    answers = [{ ...FOUND, slowDown: { retryAfterMs: HOUR } }];
    const registry = floored();
    await registry.lookUp(NL, never());
    await held.pass(MINUTE);
    expect((await registry.lookUp(NL, never())).outcome).toBe('found');
    expect(await registry.lookUp(fqdn('anders.nl'), never())).toMatchObject({
      outcome: 'unknown',
      slowDown: { retryAfterMs: HOUR - MINUTE },
    });
    expect(asked).toHaveLength(1);
  });
});

describe('pace', () => {
  test('50 domains at once reach their registry a second apart; another registry does not wait for them', async () => {
    const registry = floored();
    const domains = Array.from({ length: 50 }, (_none, at) => fqdn(`klant${at}.nl`));
    const all = Promise.all([...domains, fqdn('klant.be')].map((domain) => registry.lookUp(domain, never())));
    await held.pass(MINUTE);
    expect((await all).every(({ outcome }) => outcome === 'found')).toBe(true);
    const times = asked.filter(({ domain }) => domain.endsWith('.nl.')).map(({ atMs }) => atMs - asked[0]!.atMs);
    expect(times).toEqual(domains.map((_domain, at) => at * SECOND));
    expect(asked.find(({ domain }) => domain === 'klant.be.')!.atMs).toBe(asked[0]!.atMs);
  });
  test('two who ask about one domain share the question', async () => {
    const registry = floored();
    const [one, other] = await Promise.all([registry.lookUp(NL, never()), registry.lookUp(NL, never())]);
    expect(one).toBe(other);
    expect(asked).toHaveLength(1);
  });
  test('who gives up takes nothing from who asked with them', async () => {
    let release = () => {};
    hold = new Promise((done) => {
      release = done;
    });
    const registry = floored();
    const gone = new AbortController();
    const first = registry.lookUp(NL, gone.signal);
    const second = registry.lookUp(NL, never());
    await held.pass(0);
    gone.abort();
    expect((await first).outcome).toBe('unknown');
    release();
    await held.pass(SECOND);
    expect((await second).outcome).toBe('found');
    expect(asked).toHaveLength(2);
  });
  test('who gives up while another asks, or while it is its turn to wait, gets unknown at once', async () => {
    hold = new Promise(() => {});
    const registry = floored();
    void registry.lookUp(NL, never());
    const gone = new AbortController();
    const both = [registry.lookUp(NL, gone.signal), registry.lookUp(fqdn('anders.nl'), gone.signal)];
    await held.pass(0);
    gone.abort();
    for (const one of both)
      expect(await one).toMatchObject({ outcome: 'unknown', why: 'given up before it was asked' });
    expect(asked).toHaveLength(1);
  });
});

describe('back-off', () => {
  const tryAt = async (registry: ReturnType<typeof floored>, laterMs: number) => {
    await held.pass(laterMs);
    const looking = registry.lookUp(NL, never());
    await held.pass(0);
    return { registration: await looking, asked: asked.length };
  };
  test.each<[string, number | undefined, number]>([
    ['for as long as it asks', 2 * HOUR, 2 * HOUR],
    ['a minute where it does not say', undefined, MINUTE],
    ['a day where it asks for a year', 365 * DAY, DAY],
    ['a second where it asks for none', 0, SECOND],
  ])('%s', async (_title, retryAfterMs, restMs) => {
    answers = [limited(retryAfterMs)];
    const registry = floored();
    expect((await tryAt(registry, 0)).registration.why).toBe('429');
    const resting = await tryAt(registry, restMs - 1);
    expect(resting).toMatchObject({ asked: 1, registration: { outcome: 'unknown', slowDown: { retryAfterMs: 1 } } });
    expect(resting.registration.why).toMatch(/\.nl asked us to slow down/);
    expect(await tryAt(registry, 1)).toMatchObject({ asked: 2, registration: { outcome: 'found' } });
  });
  test('each further time twice as long, an hour at most; an answer ends the row', async () => {
    answers = Array.from({ length: 8 }, () => limited());
    const registry = floored();
    const rests: number[] = [];
    for (let time = 0; time < 8; time++) {
      await tryAt(registry, 0);
      const { registration } = await tryAt(registry, 0);
      rests.push(registration.slowDown!.retryAfterMs! / MINUTE);
      await held.pass(registration.slowDown!.retryAfterMs!);
    }
    expect(rests).toEqual([1, 2, 4, 8, 16, 32, 60, 60]);
    expect((await tryAt(registry, 0)).registration.outcome).toBe('found');
    answers = [limited()];
    await tryAt(registry, DAY);
    expect((await tryAt(registry, 0)).registration.slowDown).toEqual({ retryAfterMs: MINUTE });
  });
  test('who asks for too little again and again is left alone for longer all the same', async () => {
    answers = Array.from({ length: 60 }, () => limited(1500));
    const registry = floored();
    for (let second = 0; second < 600; second++) await tryAt(registry, SECOND);
    expect(asked.map(({ atMs }) => (atMs - asked[0]!.atMs) / SECOND)).toEqual([0, 2, 122, 362]);
  });
  test.each<[string, number | undefined, number]>([
    ['as long as it asks for', 5 * SECOND, 5 * SECOND],
    ['a minute', undefined, MINUTE],
  ])('questions that were under way together are told once in a row: %s', async (_title, retryAfterMs, restMs) => {
    let release = () => {};
    hold = new Promise((done) => {
      release = done;
    });
    answers = Array.from({ length: 7 }, () => limited(retryAfterMs));
    const registry = floored();
    const all = Array.from({ length: 6 }, (_none, at) => registry.lookUp(fqdn(`klant${at}.nl`), never()));
    await held.pass(8 * SECOND);
    release();
    await Promise.all(all);
    expect((await tryAt(registry, 0)).registration.slowDown).toEqual({ retryAfterMs: restMs });
    expect(await tryAt(registry, restMs)).toMatchObject({ asked: 7, registration: { why: '429' } });
    // Said again after the rest: that is twice.
    expect((await tryAt(registry, 0)).registration.slowDown).toEqual({ retryAfterMs: 2 * MINUTE });
  });
  test('those who wait their turn are told; an answer that is still good serves; another registry is asked', async () => {
    const registry = floored();
    await registry.lookUp(NL, never());
    await held.pass(SECOND);
    answers = [limited(HOUR)];
    const others = ['a.nl', 'b.nl', 'c.nl'].map((name) => registry.lookUp(fqdn(name), never()));
    await held.pass(MINUTE);
    expect((await Promise.all(others)).map(({ outcome }) => outcome)).toEqual(['unknown', 'unknown', 'unknown']);
    expect(asked).toHaveLength(2);
    expect((await registry.lookUp(NL, never())).outcome).toBe('found');
    expect((await registry.lookUp(fqdn('klant.be'), never())).outcome).toBe('found');
    expect(asked).toHaveLength(3);
  });
});
