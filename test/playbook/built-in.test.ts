import { resolve } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { Answers, Facts, Role } from '../../src/domain/answers.ts';
import { factsOf } from '../../src/domain/answers.ts';
import type { Playbook, PlaybookStep } from '../../src/domain/playbook.ts';
import { presentSteps } from '../../src/domain/playbook.ts';
import { everyMix, mixText } from '../../src/playbook/mixes.ts';
import { BUILT_IN, playbookNamed } from './built-in.ts';

const without = playbookNamed('move-without-interruption');
const interrupted = playbookNamed('move-with-interruption');

test('the built-in playbooks have no issues', () => {
  expect(BUILT_IN.issues).toEqual([]);
  expect([...BUILT_IN.playbooks.keys()].sort()).toEqual([
    'livegang-1',
    'livegang-2',
    'livegang-3',
    'livegang-4',
    'move-with-interruption',
    'move-without-interruption',
  ]);
});

const SITE =
  'backup-site copy-site create-database import-database link-database prepare-certificate freeze-content unfreeze-content publish-site order-hosting pay-order'.split(
    ' ',
  );
const MAIL = 'order-mail-licences verify-mail-domain recreate-mailboxes copy-mail send-client-settings'.split(' ');
const TRANSFER =
  'unlock-domain obtain-authcode request-transfer pay-transfer confirm-transfer watch-transfer relock-domain'.split(
    ' ',
  );
const ZONE = 'create-zone remove-ds change-delegation'.split(' ');
const AT_THE_REGISTRAR = 'remove-ds change-delegation unlock-domain obtain-authcode relock-domain restore-ds'.split(
  ' ',
);
const MOVERS = ['change-delegation', 'change-records', 'publish-site', 'instruct-third-party'];
const BARE = [
  ...ZONE,
  'ask-losing-registrar',
  'restore-ds',
  ...TRANSFER,
  'lower-ttl',
  'raise-ttl',
  'watch-parents',
  'preflight',
  'approve',
  'day-before',
  'wait-for-slot',
  'change-records',
  'watch-propagation',
  'instruct-third-party',
  'accept-interruption',
];

/** The present steps, and who comes before whom by their `after` alone. */
function planOf(playbook: Playbook, facts: Facts) {
  const steps = presentSteps(playbook, facts);
  const before = new Map<string, ReadonlySet<string>>();
  for (const step of steps) before.set(step.id, new Set(step.after.flatMap((id) => [id, ...before.get(id)!])));
  const has = (name: string) => steps.some(({ step }) => step === name);
  /** Every step of the second name comes after every step of the first; absent ones are fine. */
  const ordered = (first: string, second: string) =>
    of(first).every(({ id }) => of(second).every((later) => before.get(later.id)!.has(id)));
  const of = (name: string) =>
    steps.filter(({ step, id }) => id === name || (step === name && !steps.some((one) => one.id === name)));
  return { steps, has, ordered };
}
type Plan = ReturnType<typeof planOf>;

/** What every mix of answers must keep, of either graph. */
const LAWS: Readonly<Record<string, (plan: Plan, facts: Facts) => boolean>> = {
  'every step can be reached': ({ steps }) =>
    steps.every(({ after }) => after.every((id) => steps.some((step) => step.id === id))),
  'traffic moves after checks, approval and slot': ({ has, ordered }) =>
    ['change-delegation', 'change-records', 'publish-site'].every(
      (mover) =>
        !has(mover) || ['preflight', 'approve', 'wait-for-slot'].every((gate) => has(gate) && ordered(gate, mover)),
    ),
  'everything is checked once more on the day, before anything of it begins': ({ steps, has, ordered }) =>
    !has('wait-for-slot') ||
    (steps.some(({ id }) => id === 'preflight-again') &&
      ordered('wait-for-slot', 'preflight-again') &&
      ['freeze-content', 'change-delegation', 'change-records', 'publish-site'].every((one) =>
        ordered('preflight-again', one),
      )),
  'the parents are watched before anything else of a switch': ({ has }, { nameServers }) =>
    (nameServers === 'switch') === has('watch-parents'),
  'traffic moves in one way at most': ({ has }) => MOVERS.filter(has).length <= 1,
  'a main domain’s traffic moves, unless nothing but the registration does': (
    { has },
    { role, registration, hosting, mail, nameServers },
  ) =>
    role !== 'main' ||
    MOVERS.some(has) !==
      (registration === 'moves' && hosting === 'stays' && mail !== 'moves' && nameServers === 'stays'),
  'mail that does not move is left alone': ({ has }, { mail }) => mail === 'moves' || !MAIL.some(has),
  'hosting that does not move is not ordered, copied or closed': ({ has }, { hosting, mail }) =>
    hosting === 'moves' ||
    (!['order-hosting', 'pay-order', 'copy-site', 'backup-site', 'create-database'].some(has) &&
      (mail === 'moves' || !has('close-old-service'))),
  'a registration that does not move is not transferred': ({ has }, { registration }) =>
    registration === 'moves' || !TRANSFER.some(has),
  'a registration that moves is transferred, in order': ({ steps }, { registration }) =>
    registration !== 'moves' ||
    steps
      .filter(({ step }) => TRANSFER.includes(step))
      .map(({ step }) => step)
      .join() === TRANSFER.join(),
  'where the registration moves and the name servers stay, somebody is asked whether they are cut off': (
    { has, ordered },
    { registration, nameServers },
  ) =>
    registration !== 'moves' ||
    nameServers !== 'stays' ||
    (has('ask-losing-registrar') && ordered('ask-losing-registrar', 'unlock-domain')),
  'nobody is asked of a transfer that is not': ({ has }, { registration }) =>
    registration === 'moves' || !has('ask-losing-registrar'),
  'name servers that do not switch keep their zone': ({ has }, { nameServers }) =>
    nameServers === 'switch' || !ZONE.some(has),
  'name servers that switch do so over a complete zone without DS': ({ has, ordered }, { nameServers }) =>
    nameServers !== 'switch' ||
    (ZONE.every(has) &&
      has('restore-ds') &&
      ordered('create-zone', 'change-delegation') &&
      ordered('remove-ds', 'change-delegation') &&
      ordered('change-delegation', 'restore-ds')),
  'what is changed at the registrar is asked of whoever holds the domain there by then': (
    { steps, has, ordered },
    { registration },
  ) =>
    steps
      .filter(({ step }) => AT_THE_REGISTRAR.includes(step))
      .every(({ id, owner }) => {
        const isTransferred = has('watch-transfer') && ordered('watch-transfer', id);
        return owner === (registration === 'ours' || isTransferred ? 'agency' : 'login-owner');
      }),
  'a redirect or a parked domain gets its zone, name servers and transfer only': ({ steps }, { role }) =>
    !['redirect', 'parked'].includes(role) || steps.every(({ step }) => BARE.includes(step)),
  'a mail domain has no site': ({ has }, { role }) => role !== 'mail-only' || !SITE.some(has),
  'a site domain has no mail': ({ has }, { role }) => role !== 'site-only' || !MAIL.some(has),
  'content is frozen while it moves, and only then': ({ has, ordered }) =>
    has('freeze-content') === has('unfreeze-content') &&
    MOVERS.every(
      (mover) =>
        ordered('freeze-content', mover) && ordered('copy-site-delta', mover) && ordered(mover, 'unfreeze-content'),
    ) &&
    ordered('freeze-content', 'copy-site-delta'),
  'TTLs are lowered before and raised after': ({ has, ordered }) =>
    has('lower-ttl') === has('raise-ttl') &&
    MOVERS.every((mover) => ordered('lower-ttl', mover) && ordered(mover, 'raise-ttl')),
  'what was changed in the DNS is watched': ({ has, ordered }) =>
    MOVERS.every(
      (mover) =>
        mover === 'publish-site' || !has(mover) || (has('watch-propagation') && ordered(mover, 'watch-propagation')),
    ),
  'the old service is closed when nothing points or is left there': ({ ordered }) =>
    ['watch-propagation', 'copy-mail-final', 'copy-mail', 'watch-transfer', 'verify-live', 'customer-signoff'].every(
      (step) => ordered(step, 'close-old-service'),
    ),
  'the hand-over is last': ({ steps, has }) => !has('hand-over') || steps.at(-1)!.step === 'hand-over',
};

const WITHOUT: typeof LAWS = {
  'nothing of a transfer begins while a cache may ask the old name servers': ({ has, ordered }) =>
    TRANSFER.slice(0, 3).every(
      (step) =>
        ordered('watch-propagation', step) &&
        (!has(step) || !(has('change-delegation') || has('change-records')) || has('watch-propagation')),
    ),
  'the last mail is fetched after the deadline, before the transfer': ({ ordered }) =>
    ordered('copy-mail-presync', 'change-delegation') &&
    ordered('watch-propagation', 'copy-mail-final') &&
    ordered('copy-mail-final', 'unlock-domain'),
  'nobody is asked to accept an outage': ({ has }) => !has('accept-interruption'),
  'hosting is ordered long before the transfer': ({ ordered }) => ordered('order-hosting', 'unlock-domain'),
};

const WITH: typeof LAWS = {
  'everything waits for the person who accepts the outage': ({ steps, ordered }) =>
    steps[0]!.step === 'accept-interruption' && steps.slice(1).every(({ id }) => ordered('accept-interruption', id)),
  'mailboxes are made after the transfer': ({ ordered }) => ordered('watch-transfer', 'recreate-mailboxes'),
  'name servers switch after the transfer': ({ ordered }) => ordered('watch-transfer', 'change-delegation'),
  'the zone is copied while the old one answers': ({ ordered }) => ordered('create-zone', 'request-transfer'),
  'mail is copied when none can arrive at the old place': ({ ordered }) => ordered('watch-propagation', 'copy-mail'),
};

describe('in every mix of answers and every role', () => {
  for (const [playbook, laws] of [
    [without, { ...LAWS, ...WITHOUT }],
    [interrupted, { ...LAWS, ...WITH }],
  ] as const) {
    const plans = everyMix().map((facts) => [facts, planOf(playbook, facts)] as const);
    for (const [law, holds] of Object.entries(laws))
      test(`${playbook.id}: ${law}`, () => {
        const broken = plans.find(([facts, plan]) => !holds(plan, facts));
        expect(broken && `${mixText(broken[0])}: ${broken[1].steps.map(({ id }) => id).join(' ')}`).toBeUndefined();
      });
  }
});

const ALL_MOVES: Answers = {
  registration: 'moves',
  hosting: 'moves',
  mail: 'moves',
  nameServers: 'switch',
  site: { source: 'old-host', canonicalHost: 'www.klant.example.', redirects: [], database: true },
};

describe('the four options', () => {
  const stepsOf = (option: number) => {
    const playbook = playbookNamed(`livegang-${option}`);
    return presentSteps(playbook, factsOf(playbook.answers as Answers, 'main'));
  };
  for (const option of [1, 2, 3, 4])
    test(`livegang-${option} is option ${option}`, () =>
      expect(factsOf(playbookNamed(`livegang-${option}`).answers as Answers, 'main').option).toBe(String(option)));
  for (const option of [1, 2])
    test(`option ${option} asks nothing of the customer`, () =>
      expect(new Set(stepsOf(option).map(({ owner }) => owner))).toEqual(new Set(['agency'])));
  for (const option of [1, 2, 4])
    test(`option ${option} has no transfer`, () =>
      expect(stepsOf(option).filter(({ step }) => TRANSFER.includes(step))).toEqual([]));
  test('option 4 is a sheet for others, watched from outside', () =>
    expect(stepsOf(4).map(({ step }) => step)).toEqual([
      'accept-limits',
      'instruct-third-party',
      'watch-propagation',
      'verify-live',
      'hand-over',
    ]));
});

test('the registrar that switches the name servers is the losing one without, the gaining one with interruption', () => {
  const via = (playbook: Playbook) => playbook.steps.find(({ id }) => id === 'change-delegation')!.params['via'];
  expect([via(without), via(interrupted)]).toEqual(['losingRegistrar', 'gainingRegistrar']);
});

test('with interruption the name servers are changed where the domain is by then, which need not be a new registrar', () => {
  const { warning } = interrupted.steps.find(({ id }) => id === 'change-delegation')!;
  const where = {
    nl: 'bij de registrar die de domeinnaam dan heeft',
    de: 'bei dem Registrar, der den Domainnamen dann hat',
    fr: 'chez le bureau d’enregistrement qui a alors le nom de domaine',
    en: 'at the registrar that holds the domain by then',
  };
  for (const [language, words] of Object.entries(where)) expect(warning?.[language as 'nl']).toContain(words);
});

const flags = (step: PlaybookStep) =>
  [
    ...(step.step === step.id ? [] : [`step ${step.step}`]),
    step.owner,
    ...(step.dueHoursBeforeSlot === undefined ? [] : [`due ${step.dueHoursBeforeSlot} h before`]),
    ...(step.needsApproval ? ['needs approval'] : []),
    ...(step.pointOfNoReturn ? ['no way back'] : []),
    ...Object.entries(step.params).map(([name, value]) => `${name} ${value}`),
  ].join(', ');

/** One step a line: `id (who, when, …) after …`. */
const rendered = (playbook: Playbook, facts: Facts) =>
  `${presentSteps(playbook, facts)
    .map((step) => `${step.id} (${flags(step)})${step.after.length === 0 ? '' : ` after ${step.after.join(', ')}`}`)
    .join('\n')}\n`;

const PLANS: readonly [name: string, playbook: string, answers: Partial<Answers>, role: Role][] = [
  ...[1, 2, 3, 4].map((option): (typeof PLANS)[number] => [`livegang-${option}`, `livegang-${option}`, {}, 'main']),
  ['without-interruption', 'move-without-interruption', ALL_MOVES, 'main'],
  ['with-interruption', 'move-with-interruption', ALL_MOVES, 'main'],
  [
    'mail-stays-at-microsoft',
    'move-without-interruption',
    { ...ALL_MOVES, mail: 'stays', mailTo: 'Microsoft 365' },
    'main',
  ],
  [
    'only-mail-moves',
    'move-without-interruption',
    { registration: 'stays', hosting: 'stays', mail: 'moves', nameServers: 'stays' },
    'main',
  ],
  [
    'only-the-registration-moves',
    'move-without-interruption',
    { registration: 'moves', hosting: 'stays', mail: 'stays', nameServers: 'stays' },
    'main',
  ],
  ['redirect-domain', 'move-without-interruption', ALL_MOVES, 'redirect'],
];

describe('plans', () => {
  for (const [name, id, answers, role] of PLANS)
    test(name, async () => {
      const playbook = playbookNamed(id);
      const facts = factsOf({ ...playbook.answers, ...answers } as Answers, role);
      await expect(rendered(playbook, facts)).toMatchFileSnapshot(
        resolve(import.meta.dirname, `../golden/playbook-${name}.txt`),
      );
    });
});
