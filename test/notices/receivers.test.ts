import { describe, expect, test } from 'vitest';
import { ConfigFile } from '../../src/app/config/schema.ts';
import type { Telling } from '../../src/app/notices/receivers.ts';
import { receiversOf } from '../../src/app/notices/receivers.ts';
import { fqdn } from '../../src/domain/name.ts';
import type { Notice } from '../../src/domain/notice.ts';
import type { Contact, Project } from '../../src/domain/project.ts';
import { HOOK, OPS, SMTP } from './told.ts';

const contact = (name: string, parts: Contact['parts'], mail = `${name.toLowerCase()}@klant.nl`): Contact => ({
  name,
  parts,
  mail,
  language: 'fr',
});
const project = (...contacts: readonly Contact[]): Project => ({
  id: 'p-1',
  customer: 'Klant BV',
  language: 'nl',
  owner: 'Anna',
  contacts,
  domains: [{ domain: fqdn('klant.nl'), role: 'main', migrationId: 'm-1' }],
});
const of = (event: Notice['event'], more: Partial<Notice> = {}): Notice => ({
  id: 'n-1',
  event,
  atMs: 0,
  by: 'golive',
  project: { id: 'p-1', customer: 'Klant BV', owner: 'Anna' },
  domains: [fqdn('klant.nl')],
  ...more,
});
const PEOPLE = [
  { name: 'Anna', mail: 'anna@bureau.example' },
  { name: 'Bert', mail: 'bert@bureau.example' },
];
const config = (notify: readonly object[], more: object = {}): Telling =>
  ConfigFile.parse({ smtp: SMTP, notify, people: PEOPLE, ...more }) as unknown as Telling;
const who = (settings: Telling, asked: Project, notice: Notice) =>
  receiversOf(settings, asked, notice).map(({ target, audience }) => `${audience} ${target.replace(/@.*/, '')}`);

const JAN = contact('Jan', ['customer']);
const PIET = contact('Piet', ['login-owner']);
const LISA = contact('Lisa', ['third-party']);
const CUSTOMER = { to: 'customer' };

describe('who is told', () => {
  test.each([
    [
      'the agency, of everything it did not leave out',
      [OPS, HOOK],
      of('booked'),
      ['agency mail:ops', 'agency webhook:team'],
    ],
    ['… and of nothing it did', [{ ...OPS, events: ['halted'] }], of('booked'), []],
    ['the owner, without being configured, of what they must act on', [], of('halted'), ['owner mail:anna']],
    ['… not of what only happens', [], of('propagated'), []],
    ['… not when switched off', [{ to: 'owner', events: [] }], of('halted'), []],
    ['… of all they ask for', [{ to: 'owner', events: ['propagated'] }], of('propagated'), ['owner mail:anna']],
    [
      'whoever is on duty too',
      [],
      of('tomorrow', { slot: { slot: 's', startsAtMs: 1, endsAtMs: 2, onDuty: 'Bert' } }),
      ['owner mail:anna', 'owner mail:bert'],
    ],
    [
      'an address that is there twice, once',
      [{ ...OPS, address: 'Anna@bureau.example' }],
      of('halted'),
      ['agency mail:anna'],
    ],
    ['the owner of a task of theirs', [], of('your-turn', { part: 'agency', who: 'Anna' }), ['owner mail:anna']],
    ['not the owner of somebody else’s', [], of('your-turn', { part: 'customer', who: 'Jan' }), []],
    ['not of its first reminder either', [], of('reminder', { part: 'customer', who: 'Jan', nth: 1, of: 3 }), []],
    ['but of its last', [], of('reminder', { part: 'customer', who: 'Jan', nth: 3, of: 3 }), ['owner mail:anna']],
    ['no customer, before somebody has switched that on', [OPS], of('booked'), ['agency mail:ops']],
    ['the customer, of their half-day', [CUSTOMER], of('booked'), ['customer mail:jan']],
    [
      'the customer, that it is tomorrow',
      [CUSTOMER],
      of('tomorrow', { variant: 'go' }),
      ['owner mail:anna', 'customer mail:jan'],
    ],
    [
      'not the customer, that something stands in the way',
      [CUSTOMER],
      of('tomorrow', { variant: 'no-go' }),
      ['owner mail:anna'],
    ],
    ['no customer of gates, halts and transfers', [CUSTOMER, { to: 'owner', events: [] }], of('gate-closed'), []],
    [
      'whoever plays the part, of its task',
      [CUSTOMER],
      of('your-turn', { part: 'login-owner', who: 'Piet' }),
      ['customer mail:piet'],
    ],
    [
      'a third party, of theirs',
      [CUSTOMER],
      of('your-turn', { part: 'third-party', who: 'Lisa' }),
      ['customer mail:lisa'],
    ],
    [
      'the agency for a part that nobody plays',
      [CUSTOMER],
      of('your-turn', { part: 'tester', who: 'Anna' }),
      ['owner mail:anna'],
    ],
    [
      'no customer of the agency’s own tasks',
      [CUSTOMER],
      of('your-turn', { part: 'agency', who: 'Anna' }),
      ['owner mail:anna'],
    ],
  ] as const)('%s', (_title, notify, notice, expected) => {
    expect(who(config(notify), project(PIET, JAN, LISA), notice)).toEqual(expected);
  });
  test('the first who can be reached, where nobody is named as the customer; nobody where none can', () => {
    expect(who(config([CUSTOMER]), project({ ...JAN, mail: 'x@y.nl', parts: ['tester'] }), of('booked'))).toEqual([
      'customer mail:x',
    ]);
    const { mail: _mail, ...silent } = JAN;
    expect(who(config([CUSTOMER]), project(silent), of('booked'))).toEqual([]);
  });
  test('the customer in their language, the agency in its own or in the one it chose', () => {
    const settings = config([OPS, { ...HOOK, language: 'de' }, CUSTOMER], { agency: { language: 'nl' } });
    expect(receiversOf(settings, project(JAN), of('booked')).map(({ language }) => language)).toEqual([
      'nl',
      'de',
      'fr',
    ]);
  });
  test('nobody by mail where no server is named', () => {
    const { smtp: _smtp, ...rest } = config([]);
    expect(who(rest as Telling, project(JAN), of('halted'))).toEqual([]);
  });
});
