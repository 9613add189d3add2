import { beforeEach, describe, expect, test } from 'vitest';
import { answerSecret } from '../../src/app/answer.ts';
import { newProject } from '../../src/app/new-project.ts';
import { say } from '../../src/app/say.ts';
import { forgetSecrets } from '../../src/domain/scrub.ts';
import { Secret } from '../../src/domain/secret.ts';
import { DAY } from '../../src/domain/time.ts';
import type { Office } from '../app/small-office.ts';
import { ANNA, FRIDAY, smallOffice } from '../app/small-office.ts';
import { goliveOn } from './world-shell.ts';

let office: Office;
beforeEach(() => {
  forgetSecrets();
  office = smallOffice({ agency: { name: 'Voorbeeld Media', language: 'en' } });
});
const begin = async (domain: string, customer = 'Klant BV') => {
  await newProject(office.app, [domain], { playbook: 'small', customer }, ANNA);
  await say(office.app, domain, 'approve', {}, ANNA);
};
const golive = (args: readonly string[], input = '') =>
  goliveOn({ dns: {} as never, app: office.app, shell: { readInput: async () => input } as never }, args);

describe('golive letter', () => {
  test('lists what fits, each with the step that waits for it', async () => {
    await begin('klant.nl');
    const { code, out, err } = await golive(['letter', 'klant.nl']);
    expect(code).toBe(0);
    expect(out).toMatchInlineSnapshot(`
      "losing-registrar-question
        klant.nl: question about an outgoing transfer
        to the losing registrar; for the step ask-losing-registrar
      customer-access
        Move of klant.nl: access needed
        to the customer; for the step collect-access"
    `);
    expect(err).toBe('To print one: golive letter klant.nl losing-registrar-question');
  });
  test('prints one letter and nothing else, its subject first', async () => {
    await begin('klant.nl');
    const { code, out, err } = await golive(['letter', 'klant.nl', 'losing-registrar', '--language', 'NL']);
    expect([code, err]).toEqual([0, '']);
    expect(out).toMatch(
      /^Onderwerp: klant\.nl: vraag over een uitgaande verhuizing\n\nGeachte heer, mevrouw,\n\nWij schrijven u/,
    );
    expect(out).toMatch(/Met vriendelijke groet,\n\nVoorbeeld Media\nnamens Klant BV, houder van klant\.nl$/);
  });
  test('to whom it is to be mailed stands on stderr, where that is known', async () => {
    const login = { name: 'Jan', parts: ['login-owner' as const], mail: 'jan@klant.example' };
    await newProject(office.app, ['klant.nl'], { playbook: 'small', contacts: [login] }, ANNA);
    const { out, err } = await golive(['letter', 'klant.nl', 'customer-access', '--language', 'en']);
    expect(out).toContain('Dear Jan,');
    expect([out.includes('jan@'), err]).toEqual([false, 'To be sent to jan@klant.example.']);
  });
  test('as JSON it is one document', async () => {
    await begin('klant.nl');
    const { out } = await golive(['letter', 'klant.nl', 'customer-access', '--json', '--language', 'de']);
    expect(JSON.parse(out)).toMatchObject({
      schema: 'golive.letter/1',
      domain: 'klant.nl',
      fitting: [{ which: 'losing-registrar-question', step: 'ask-losing-registrar' }, { which: 'customer-access' }],
      letter: {
        which: 'customer-access',
        to: 'customer',
        language: 'de',
        gaps: [],
        text: expect.stringMatching(/^Betreff: /),
      },
    });
  });
  test('a hostile customer reaches no terminal', async () => {
    await begin('klant.nl', 'Klant\u001b[2J\u202e BV');
    const { out } = await golive(['letter', 'klant.nl', 'losing-registrar']);
    expect(out.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\p{Cf}]/u);
    expect(out).toContain('Klant [2J BV');
  });
  test.each<[args: readonly string[], says: RegExp]>([
    [
      ['letter', 'klant.nl', 'losing-registrar', '--language', 'it'],
      /^golive: --language "it" .*Write one of nl, de, fr, en/,
    ],
    [['letter', 'klant.nl', 'nonsense'], /^golive: letter "nonsense" .*There are customer-access, /],
    [['letter', 'ander.nl'], /^golive: ander\.nl /],
  ])('%j is refused in one line', async (args, says) => {
    await begin('klant.nl');
    const { code, out, err } = await golive(args);
    expect([code, out]).toEqual([2, '']);
    expect(err).toMatch(says);
  });
});

describe('golive answer D authcode', () => {
  test.each<[domain: string, input: string, args: readonly string[], says: RegExp]>([
    ['klant.be', '123-456-7O9-012-345\n', [], /its character 10 is none that codes of \.be have/],
    ['klant.nl', 'AuthCode: Zx9-kQ2w', [], /begins with a label/],
    ['klant.com', 'Zx9kQ', [], /has 5 characters.*6 to 32.*if the registrar gave it like this, add --as-given/],
    ['klant.be', '123-456-789-012-345', ['--issued', '2026-11-01'], /ran out on 2026-11-08 00:00\. Ask the registrar/],
    ['klant.nl', 'Zx9-kQ2w', ['--issued', 'monday'], /--issued "monday" .*it is no date/],
  ])('%s %j %j is refused, and shows nothing of it', async (domain, input, args, says) => {
    await begin(domain);
    const { code, out, err } = await golive(['answer', domain, 'authcode', ...args], input);
    expect([code, out]).toEqual([2, '']);
    expect(err).toMatch(says);
    expect(err).not.toMatch(/Zx9|kQ|7O9/);
    expect(await office.app.store.secretsKept()).toEqual([]);
  });
  test('its options go with nothing else', async () => {
    await begin('klant.nl');
    for (const args of [
      ['mailTo=x', '--issued', '2026-11-01'],
      ['ftp', '--as-given'],
      ['mailTo=x', '--as-given'],
    ])
      expect(await golive(['answer', 'klant.nl', ...args], 'secret')).toMatchObject({ code: 2, out: '' });
  });
  test.each([
    [
      'klant.be',
      '123-456-789-012-345',
      /^The transfer code of klant\.be is kept, encrypted\. It holds until Fri,? 27 Nov/,
    ],
    ['klant.nl', 'Zx9-kQ2w', /^The transfer code of klant\.nl is kept, encrypted\. Until when it holds is not known\./],
  ])('of %s, taken, is said to be kept and until when; never shown', async (domain, code, says) => {
    await begin(domain);
    const { code: exit, out, err } = await golive(['answer', domain, 'authcode'], code);
    expect(exit).toBe(0);
    expect(out.replaceAll(/\s+/g, ' ')).toMatch(says);
    expect(out + err).not.toContain(code);
  });
  test('an unusual one is taken when a person says so', async () => {
    await begin('klant.com');
    expect(await golive(['answer', 'klant.com', 'authcode', '--as-given'], 'Zx9kQ\n')).toMatchObject({ code: 0 });
  });
});

describe('golive status tells how long a code holds', () => {
  const shown = async (domain: string) => {
    const { out } = await golive(['status', domain]);
    const entry = JSON.parse((await golive(['status', domain, '--json'])).out).migrations[0];
    return { out, entry };
  };
  test('its life counts from the day it was made; a quarter left is a finding', async () => {
    await begin('klant.be');
    await golive(['answer', 'klant.be', 'authcode', '--issued', '2026-11-18'], '123-456-789-012-345');
    const first = await shown('klant.be');
    expect(first.entry).toMatchObject({ transferCode: { until: '2026-11-25T00:00:00.000+01:00' }, findings: [] });
    expect(first.out).toMatch(/Transfer code +holds until Wed,? 25 Nov/);
    office.clock.jumpTo(FRIDAY + 3.5 * DAY);
    const later = await shown('klant.be');
    expect(later.entry.findings).toMatchObject([
      { tag: 'CODE_EXPIRES_SOON', severity: 'warning', subject: 'klant.be' },
    ]);
    expect(later.entry.risk).not.toBe('none');
    expect(later.out).toContain('CODE_EXPIRES_SOON klant.be: The transfer code of klant.be holds only until');
    office.clock.jumpTo(FRIDAY + 6 * DAY);
    expect((await shown('klant.be')).out).toContain('ran out on');
  });
  test('without an end it says so, and forgotten it says nothing', async () => {
    await begin('klant.nl');
    await answerSecret(office.app, 'klant.nl', 'authcode', new Secret('Zx9-kQ2w'), ANNA);
    expect((await shown('klant.nl')).out).toMatch(/Transfer code +kept; until when it holds is not known/);
    await say(office.app, 'klant.nl', 'cancel', { leave: true }, { ...ANNA, why: 'enough' });
    const after = await shown('klant.nl');
    expect([after.entry.transferCode, after.out.includes('Transfer code')]).toEqual([undefined, false]);
  });
});
