import { describe, expect, test } from 'vitest';
import type { CacheState, Copy } from '../../src/dns/look-schedule.ts';
import {
  chanceOf,
  copyLooks,
  heard,
  nextOldZoneLook,
  nextParentLook,
  nextServersLook,
  UNASKED,
} from '../../src/dns/look-schedule.ts';
import { TURN_OUTCOMES } from '../../src/dns/propagation.ts';
import { DAY, HOUR, MINUTE, SECOND } from '../../src/domain/time.ts';
import { MOST_LATE_MS, MOST_RATIO, watchMany } from '../bench/watch.ts';
import fc from '../fast-check.ts';

const T0 = Date.UTC(2027, 0, 11, 9);
const parent = {
  lastMs: T0,
  cutoverAtMs: T0 + 6 * HOUR,
  watchedSinceMs: T0,
  delegated: 'no',
  changing: false,
} as const;

describe('the parents', () => {
  const rows: readonly [title: string, state: Parameters<typeof nextParentLook>[0], afterMs: number][] = [
    ['never looked at', { ...parent, lastMs: null }, 0],
    ['long before the cutover', parent, 15 * MINUTE],
    ['shortly before: not past its beginning', { ...parent, lastMs: T0 + 6 * HOUR - 5 * MINUTE }, 3 * MINUTE],
    ['in the half-day', { ...parent, lastMs: T0 + 6 * HOUR }, 20 * SECOND],
    ['hours later, and nothing has happened', { ...parent, lastMs: T0 + 11 * HOUR }, 2 * MINUTE],
    ['one of them has changed, whenever that is', { ...parent, changing: true }, 20 * SECOND],
    ['nobody said when: whoever watches expects it now', { ...parent, cutoverAtMs: null }, 20 * SECOND],
    ['all have the new set', { ...parent, delegated: 'yes', lastMs: T0 + 6 * HOUR }, HOUR],
    ['nobody answers', { ...parent, delegated: 'unknown', lastMs: T0 + 7 * HOUR }, 20 * SECOND],
  ];
  test.each(rows)('%s', (_title, state, afterMs) =>
    expect(nextParentLook(state, 0.5) - (state.lastMs ?? T0)).toBe(afterMs),
  );
  test('around the cutover every 15 to 30 seconds, each domain a little otherwise', () =>
    fc.assert(
      fc.property(fc.string(), (name) => {
        const after = nextParentLook({ ...parent, changing: true }, chanceOf(name)) - T0;
        expect(after).toBeGreaterThanOrEqual(15 * SECOND);
        expect(after).toBeLessThanOrEqual(30 * SECOND);
      }),
    ));
});

test('the servers: soon where they are wrong, seldom where they are right', () =>
  expect(
    [null, T0].flatMap((last) => (['yes', 'no', 'unknown'] as const).map((is) => nextServersLook(last, is, T0) - T0)),
  ).toEqual([0, 0, 0, 2 * HOUR, MINUTE, MINUTE]));
test('the old zone: until its TTLs have ended', () =>
  expect([
    nextOldZoneLook(null, T0 + DAY, T0),
    nextOldZoneLook(T0, T0 + DAY, T0),
    nextOldZoneLook(T0 + DAY, T0 + DAY, T0),
    nextOldZoneLook(T0, null, T0),
  ]).toEqual([T0, T0 + HOUR, null, T0 + HOUR]));

const cache: CacheState = { rightSinceMs: T0, deadlineMs: T0 + DAY, pathIsRight: false, sharded: false };
const ns: Copy = { ...UNASKED, ttlSeconds: 86_400, shows: false };
const site: Copy = { ...UNASKED, ttlSeconds: 300, shows: true };
const mail: Copy = { ...UNASKED, ttlSeconds: 3600, shows: true };
const old = (copy: Copy, leftMs: number): Copy => heard(copy, { outcome: 'old', clearsAtMs: T0 + leftMs }, T0);
const fresh = (copy: Copy, times = 1): Copy =>
  Array.from({ length: times }).reduce<Copy>((one) => heard(one, { outcome: 'new', clearsAtMs: null }, T0), copy);
const looks = (copies: readonly Copy[], state: Partial<CacheState> = {}) =>
  copyLooks(copies, { ...cache, ...state }, 0).map((at) => (at === null ? null : at - T0));

describe('a cache', () => {
  const rows: readonly [
    title: string,
    copies: readonly Copy[],
    state: Partial<CacheState>,
    expected: (number | null)[],
  ][] = [
    ['all at once, as soon as the truth stands', [ns, site, mail], {}, [0, 0, 0]],
    [
      'the longest that speaks for the way there when it dies, the site now and then, the apex NS when it dies',
      [old(ns, 5 * HOUR), old(site, MINUTE), old(mail, HOUR)],
      {},
      [5 * HOUR + SECOND, 30 * MINUTE, HOUR + SECOND],
    ],
    [
      'others wait until one of them is new …',
      [old(site, MINUTE), old(site, 2 * MINUTE), old(mail, HOUR)],
      {},
      [30 * MINUTE, null, HOUR + SECOND],
    ],
    [
      '… then each when its own copy dies',
      [old(site, MINUTE), old(site, 2 * MINUTE), fresh(mail, 2)],
      {},
      [MINUTE + SECOND, 2 * MINUTE + SECOND, null],
    ],
    [
      'a new apex NS shows nothing: the old zone may name the new servers too',
      [fresh(ns, 2), old(site, MINUTE)],
      {},
      [null, MINUTE + SECOND],
    ],
    [
      'in a zone that stays each when its own copy dies',
      [old(site, MINUTE), old(mail, HOUR)],
      { pathIsRight: true },
      [MINUTE + SECOND, HOUR + SECOND],
    ],
    ['nobody the same within half a minute', [old(site, 2 * SECOND)], {}, [30 * SECOND]],
    ['new: once more after a minute', [fresh(site)], {}, [MINUTE]],
    ['new twice: no more', [fresh(site, 2)], {}, [null]],
    ['where several caches answer, new twice is not enough', [fresh(site, 2)], { sharded: true }, [5 * MINUTE]],
    ['… and six times is', [fresh(site, 6)], { sharded: true }, [null]],
    ['no answer: again after a minute', [heard(site, { outcome: 'error', clearsAtMs: null }, T0)], {}, [MINUTE]],
    [
      'past the deadline every five minutes',
      [heard(site, { outcome: 'old', clearsAtMs: T0 + 30 * SECOND }, T0)],
      { deadlineMs: T0 },
      [5 * MINUTE],
    ],
  ];
  test.each(rows)('%s', (_title, copies, state, expected) => expect(looks(copies, state)).toEqual(expected));

  test('a silent one is asked less and less, and never given up', () => {
    let copy = site;
    const waits: number[] = [];
    for (let times = 0; times < 7; times++) {
      copy = heard(copy, { outcome: 'error', clearsAtMs: null }, T0);
      waits.push(looks([copy])[0]! / MINUTE);
    }
    expect(waits).toEqual([1, 2, 4, 8, 15, 15, 15]);
  });

  test('never before the copy that it holds dies, and some question is always due until all are settled', () => {
    const copy = fc.record({
      ttlSeconds: fc.constantFrom(60, 300, 3600, 86_400),
      shows: fc.boolean(),
      askedAtMs: fc.constantFrom(null, T0),
      outcome: fc.constantFrom(...TURN_OUTCOMES),
      clearsAtMs: fc.integer({ min: T0, max: T0 + DAY }),
      matches: fc.integer({ min: 1, max: 3 }),
      silences: fc.integer({ min: 0, max: 40 }),
    });
    fc.assert(
      fc.property(
        fc.array(copy, { minLength: 1, maxLength: 6 }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (all, chance) => {
          const found = copyLooks(all, cache, chance);
          for (const [index, at] of found.entries()) {
            const one = all[index]!;
            if (at !== null && one.askedAtMs !== null && ['old', 'mixed', 'other', 'negative'].includes(one.outcome))
              expect(at).toBeGreaterThan(one.clearsAtMs);
          }
          const settled = all.every((one) => one.askedAtMs !== null && one.outcome === 'new' && one.matches >= 2);
          expect(found.every((at) => at === null)).toBe(settled);
        },
      ),
    );
  });
});

test('200 simulated cutovers: at most a tenth of the questions, each turn known within a minute', () => {
  const figures = watchMany(200);
  expect(figures.turns).toBeGreaterThan(1000);
  expect(figures.ratio).toBeLessThanOrEqual(MOST_RATIO);
  expect([figures.lateTurns, figures.missed]).toEqual([0, 0]);
  expect(figures.worstLateMs).toBeLessThanOrEqual(MOST_LATE_MS);
  expect(figures.worstParentLateMs).toBeLessThanOrEqual(MOST_LATE_MS);
});
