import { inspect } from 'node:util';
import { expect, test } from 'vitest';
import { Secret } from '../../src/domain/secret.ts';

const secret = new Secret('hunter2');

const ways: readonly [how: string, printed: string][] = [
  ['String()', String(secret)],
  ['a template', `${secret}`],
  ['concatenation', `x${secret}`],
  ['JSON', JSON.stringify({ deep: [{ secret }] })],
  ['inspect', inspect({ deep: [{ secret }] }, { depth: 9, showHidden: true })],
  ['an error', inspect(new Error(`failed with ${secret}`, { cause: secret }))],
  ['its keys', JSON.stringify([Object.keys(secret), Object.entries(secret), { ...secret }])],
  ['a number', String(Number(secret))],
];
test.each(ways)('%s does not show it', (_how, printed) => expect(printed).not.toContain('hunter2'));

test('reveal gives it', () => expect(secret.reveal()).toBe('hunter2'));
