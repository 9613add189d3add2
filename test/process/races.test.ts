import { expect, it } from 'vitest';
import { sqliteBook } from '../races/judge.ts';
import { race } from '../races/races.ts';

const store = 'sqlite:FOLDER/races.db';

it('gives a half-day that twenty want at once to one of them, in four processes on one file', async () => {
  const { faults, wouldDouble, controls, refusals } = await race({ store, openBook: sqliteBook, races: 200 });
  expect(faults).toEqual([]);
  expect(refusals).toBeGreaterThan(1000);
  // The control: to look first and write afterwards would promise it to several, every time.
  expect([controls, wouldDouble]).toEqual([20, 20]);
}, 120_000);

it('does so for twenty commands as well', async () => {
  const { faults, refusals } = await race({ store, openBook: sqliteBook, races: 2, byCommandLine: true });
  expect(faults).toEqual([]);
  expect(refusals).toBeGreaterThan(20);
}, 120_000);
