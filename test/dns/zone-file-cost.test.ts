import { describe, expect, test } from 'vitest';
import { readZoneFile } from '../../src/dns/zone-file.ts';
import { cpuMs } from '../playbook/cpu-ms.ts';
import { ZONE } from './zone-file-samples.ts';

describe('the work grows with the text', () => {
  const filled = (piece: string) => (length: number) => piece.repeat(length / piece.length);
  for (const [what, make] of [
    ['opening parentheses', filled('(\n')],
    ['parentheses', filled('((\n')],
    ['quotes', filled('"\n')],
    ['backslashes', filled('\\')],
    ['comments', filled(';x\n')],
    ['one word', filled('a')],
    ['one string', (length: number) => `a 1 TXT "${'x'.repeat(length)}"`],
    ['labels', (length: number) => `a 1 NS ${'a.'.repeat(length / 2)}`],
    ['records', filled('a 1 A 192.0.2.1\n')],
    ['records with targets that were meant as absolute', filled('a 1 MX 10 b.com\n')],
    [
      'other names',
      (length: number) => Array.from({ length: length / 16 }, (_, at) => `n${at} 1 A 192.0.2.1\n`).join(''),
    ],
    [
      'data of one name',
      (length: number) => Array.from({ length: length / 16 }, (_, at) => `a 1 TXT ${at}\n`).join(''),
    ],
    ['$GENERATE', filled('$GENERATE 1-4 a$ 1 A 192.0.2.$\n')],
    ['aliases', filled('a 1 CNAME b\na 1 TXT x\n')],
  ] as const)
    test(what, () => {
      const [short, long] = [20_000, 160_000].map((length) =>
        cpuMs(() => readZoneFile(make(length), { origin: ZONE })),
      ) as [number, number];
      // Eight times the text; twice that is left to the collector of garbage, and a floor to the clock.
      expect(long).toBeLessThan(Math.max(short, 5) * 16);
    });
});
