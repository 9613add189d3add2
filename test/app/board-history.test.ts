import { describe, expect, test } from 'vitest';
import type { CellState } from '../../src/app/board-document.ts';
import { paceOf, ttlLeft } from '../../src/app/board-document.ts';
import type { Sample } from '../../src/app/board-history.ts';
import { boardMemory, samplesOf, spansOf } from '../../src/app/board-history.ts';
import type { StoredEvent } from '../../src/domain/journal.ts';
import { HOUR, MINUTE } from '../../src/domain/time.ts';

const sample = (atMs: number, states: Readonly<Record<string, string>>): Sample => ({
  atMs,
  states: new Map(Object.entries(states)),
});

const watched = (atMs: number, resolvers: readonly object[]): StoredEvent =>
  ({
    seq: atMs,
    atMs,
    by: 'golive',
    event: { type: 'step', step: 'watch-propagation', event: 'waitFor', detail: { facts: { resolvers } } },
  }) as unknown as StoredEvent;

describe('how things went', () => {
  test('looks that saw the same are one span, whatever order they come in', () => {
    const spans = spansOf([sample(30, { a: 'new' }), sample(10, { a: 'old' }), sample(20, { a: 'old', b: 'new' })]);
    expect(spans.get('a')).toEqual([
      { fromMs: 10, toMs: 20, state: 'old' },
      { fromMs: 30, toMs: 30, state: 'new' },
    ]);
    expect(spans.get('b')).toEqual([{ fromMs: 20, toMs: 20, state: 'new' }]);
  });

  test('a cache that falls back is seen to', () => {
    const spans = spansOf([sample(1, { a: 'new' }), sample(2, { a: 'old' }), sample(3, { a: 'new' })]);
    expect(spans.get('a')?.map(({ state }) => state)).toEqual(['new', 'old', 'new']);
  });

  test('the journal tells of every look of the engine, and of a turn whose look is not there', () => {
    const spans = spansOf(
      samplesOf([
        watched(100, [{ name: 'one', outcome: 'old', clearsAtMs: 900 }]),
        watched(200, [{ name: 'one', outcome: 'new', turnedAtMs: 150 }]),
      ]),
    );
    expect(spans.get('one')).toEqual([
      { fromMs: 100, toMs: 100, state: 'old' },
      { fromMs: 150, toMs: 200, state: 'new' },
    ]);
  });

  test('what is no list of resolvers is no look', () => {
    expect(samplesOf([watched(1, 'nothing' as never), watched(2, [{ name: 7, outcome: null }])])).toEqual([
      { atMs: 2, states: new Map() },
    ]);
  });
});

describe('the memory of looks', () => {
  test('keeps the first and the last of a run, and no more than so many', () => {
    const memory = boardMemory(10, 4);
    for (let at = 1; at <= 50; at++) memory.add('m', sample(at, { a: 'old' }));
    expect(memory.samples('m').map(({ atMs }) => atMs)).toEqual([1, 50]);
    for (let at = 51; at <= 60; at++) memory.add('m', sample(at, { a: at % 2 === 0 ? 'old' : 'new' }));
    expect(memory.samples('m').map(({ atMs }) => atMs)).toEqual([57, 58, 59, 60]);
  });

  test('forgets the migration that nobody looked at the longest', () => {
    const memory = boardMemory(2);
    memory.add('a', sample(1, {}));
    memory.add('b', sample(2, {}));
    memory.add('a', sample(3, { x: 'new' }));
    memory.add('c', sample(4, {}));
    expect(['a', 'b', 'c'].map((id) => memory.samples(id).length)).toEqual([2, 0, 1]);
  });
});

describe('who is early and who is late', () => {
  const END = 10 * HOUR;
  const cases: readonly [CellState, number, ReturnType<typeof paceOf>][] = [
    ['new', END - 1, 'early'],
    ['new', END, 'over'],
    ['old', END - 1, 'due'],
    ['old', END, 'late'],
    ['mixed', END, 'late'],
    ['error', END, undefined], // who said nothing is not late
    ['not-asked', END, undefined],
  ];
  for (const [state, now, pace] of cases)
    test(`${state} ${now < END ? 'before' : 'at'} the end is ${pace ?? 'neither'}`, () =>
      expect(paceOf(state, END, now)).toBe(pace));
  test('nobody is, where the end is not known', () => expect(paceOf('old', undefined, END)).toBeUndefined());
  test('a TTL goes on running after it was read', () => {
    expect(ttlLeft(300, 0, MINUTE)).toBe(240);
    expect(ttlLeft(30, 0, MINUTE)).toBe(0);
    expect(ttlLeft(null, 0, MINUTE)).toBeUndefined();
  });
});
