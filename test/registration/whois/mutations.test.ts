import { expect, test } from 'vitest';
import { readWhois } from '../../../src/registration/whois/read-whois.ts';
import { readMutated } from './mutations.ts';

test('2,000 mutated answers: none escapes, none takes 100 ms', { timeout: 60_000 }, () => {
  const { uncaught, slowestMs } = readMutated(2000, 5);
  expect(uncaught).toEqual([]);
  expect(slowestMs).toBeLessThan(100);
});

test('64 kB of one thing is read in 100 ms of this machine', () => {
  const things = ['a', ' ', ':', '.', '. ', 'a.', 'a:', 'a: b\n', '\n', '\t', '-', ' -', '(', '[', '1', '1.', '/', '%', 'no match ', 'domain: a.nl\n', 'name server: ns1.a.nl ns2.a.nl\n', 'ns: a,b.c,', 'the domain ', 'limit ', 'created: 2020-01-01\n', 'ä.', 'x@', '状', 'DS: 1 13 2 ab\n', 'Status: ok, ', 'a 1999 ']; // biome-ignore format: a list
  const slow = things.flatMap((thing) => {
    const text = thing.repeat(Math.ceil(65_536 / thing.length));
    const times = [0, 1, 2].map(() => {
      const before = process.cpuUsage();
      readWhois(text);
      const { user, system } = process.cpuUsage(before);
      return (user + system) / 1000;
    });
    const ms = Math.min(...times);
    return ms < 100 ? [] : [`${JSON.stringify(thing)} ${ms} ms`];
  });
  expect(slow).toEqual([]);
});
