import { describe, expect, test } from 'vitest';
import type { Cost, Derive } from '../../../src/app/access/passwords.ts';
import { COST, deriveByScrypt, faultOfPassword, passwords } from '../../../src/app/access/passwords.ts';

const CHEAP: Cost = { N: 16, r: 8, p: 1 };
const GOOD = 'paard batterij nietje';

describe('what may be a password', () => {
  test.each([
    ['elf letters', 'kortwoordje', 'too-short'],
    ['twelve letters', 'kortwoordjes', undefined],
    ['twelve emoji count as twelve', '🐴🔋🧷🐄🌞🐟🐕🍞🚲🏠🌳🎈', undefined],
    ['eleven that are twelve before they are put together', `e\u0301${'bcdfghjklm'}`, 'too-short'],
    ['256 characters', 'abcdefgh'.repeat(32).replace(/^a/, 'zq'.slice(0, 1)), undefined],
    ['257 characters', `${'qwzxcvbn'.repeat(32)}x`, 'too-long'],
    ['one letter again and again', 'aaaaaaaaaaaaaaaa', 'too-plain'],
    ['a few letters again and again', 'abababababababcd', 'too-plain'],
    ['what everybody takes', 'Wachtwoord123', 'too-plain'],
    ['that twice', 'passwordpassword1', 'too-plain'],
    ['a row of keys', 'qwertyuiopas', 'too-plain'],
    ['numbers in a row, backwards', '987654321098', 'too-plain'],
    ['the own name again and again', 'Anna de Vries Anna de Vries', 'too-plain'],
    ['words', GOOD, undefined],
  ] as const)('%s', (_title, password, fault) => {
    expect(faultOfPassword(password, 'Anna de Vries')).toBe(fault);
  });
});

describe('scrypt', () => {
  test('is as dear as it should be, and its parameters stand with it', async () => {
    expect(COST).toEqual({ N: 131_072, r: 8, p: 1 });
    const kept = await passwords().stored(GOOD, 'c2FsdA', 'known');
    expect(kept).toMatch(/^scrypt\$N=131072,r=8,p=1\$c2FsdA\$[\w-]{43}$/);
    expect(kept).toContain((await deriveByScrypt(GOOD, 'c2FsdA', COST)).toString('base64url'));
  });
  test('knows the right one, in whichever form the keyboard writes it', async () => {
    const door = passwords(deriveByScrypt, CHEAP);
    const kept = await door.stored('cafe\u0301 ﬁets boomgaard', 'x', 'known');
    expect(await door.matches(kept, 'caf\u00e9 fiets boomgaard', 'stranger')).toBe(true);
    expect(await door.matches(kept, 'café fiets boomgaarD', 'stranger')).toBe(false);
    expect(await door.matches(kept, '', 'stranger')).toBe(false);
  });
  test.each([
    undefined,
    '',
    'plain text',
    'scrypt$N=16,r=8,p=1$x$',
    'scrypt$N=16,r=8,p=1$x$AAAA',
    'scrypt$N=99999999,r=99,p=9$x$AAAA',
  ])('takes nothing for the right one where %s is stored', async (stored) => {
    expect(await passwords(deriveByScrypt, CHEAP).matches(stored, GOOD, 'known')).toBe(false);
  });
  test('does the same work whether there is somebody or not', async () => {
    const done: Cost[] = [];
    const counting: Derive = async (_password, _salt, cost) => {
      done.push(cost);
      return Buffer.alloc(32);
    };
    const door = passwords(counting);
    const kept = await door.stored(GOOD, 'x', 'known');
    await door.matches(kept, 'wrong', 'stranger');
    await door.matches(undefined, 'wrong', 'stranger');
    expect(done).toEqual([COST, COST, COST]);
  });
});

describe('the queue', () => {
  /** Work that ends when it is told to. */
  function slow() {
    const open: (() => void)[] = [];
    let most = 0;
    const derive: Derive = (password) =>
      new Promise((resolve) => {
        open.push(() => resolve(Buffer.from(password.padEnd(32))));
        most = Math.max(most, open.length);
      });
    const turn = () => new Promise<void>((resolve) => setImmediate(resolve));
    return {
      derive,
      begun: () => open.length,
      most: () => most,
      async endOne() {
        open.shift()!();
        await turn();
      },
      turn,
    };
  }
  test('lets one stranger at a time through, and somebody known always beside that one', async () => {
    const work = slow();
    const door = passwords(work.derive, CHEAP);
    const strangers = Array.from({ length: 5 }, () => door.matches(undefined, 'guess', 'stranger'));
    await work.turn();
    expect(work.begun()).toBe(1);
    const known = door.stored('known', 'x', 'known');
    await work.turn();
    expect(work.begun()).toBe(2);
    while (work.begun() > 0) await work.endOne();
    expect(await Promise.all(strangers)).toEqual([false, false, false, false, false]);
    expect(await known).toMatch(/^scrypt/);
    expect(work.most()).toBe(2);
  });
  test('refuses a stranger too many, with no work done, while somebody known still has a place', async () => {
    const work = slow();
    const door = passwords(work.derive, CHEAP);
    const asked = Array.from({ length: 40 }, () => door.matches(undefined, 'guess', 'stranger'));
    const known = door.stored('known', 'x', 'known');
    await work.turn();
    let ended = 0;
    while (work.begun() > 0) {
      await work.endOne();
      ended += 1;
    }
    const answers = await Promise.all(asked);
    expect(answers.filter((answer) => answer === undefined)).toHaveLength(40 - 17);
    expect(await known).toMatch(/^scrypt/);
    expect(ended).toBe(17 + 1);
  });
  test('goes on after work that failed', async () => {
    let fails = true;
    const door = passwords(async () => {
      if (fails) throw new Error('no memory');
      return Buffer.alloc(32);
    }, CHEAP);
    for (let nth = 0; nth < 5; nth++) await expect(door.stored(GOOD, 'x', 'stranger')).rejects.toThrow('no memory');
    fails = false;
    expect(await door.stored(GOOD, 'x', 'stranger')).toMatch(/^scrypt/);
  });
});
