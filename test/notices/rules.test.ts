import { describe, expect, test } from 'vitest';
import { noticesOf } from '../../src/app/notices/rules.ts';
import { load } from '../../src/app/record.ts';
import { runThrough } from '../../src/app/run-through.ts';
import type { JournalEvent, StepDetail, StoredEvent } from '../../src/domain/journal.ts';
import type { StepEventName } from '../../src/domain/lifecycle.ts';
import { message } from '../../src/domain/message.ts';
import { fqdn } from '../../src/domain/name.ts';
import type { Project } from '../../src/domain/project.ts';
import { DAY, HOUR } from '../../src/domain/time.ts';
import { builtInPlaybooks, EVERYTHING, MONDAY_EVENING, simulated } from '../engine/simulated-app.ts';
import { OPS, signal, telling, told } from './told.ts';

const NOW = Date.parse('2026-11-20T10:00:00+01:00');
const PLAYBOOK = builtInPlaybooks().get('livegang-3')!;
const PROJECT: Project = {
  id: 'p-1',
  customer: 'Klant BV',
  language: 'nl',
  owner: 'Anna',
  contacts: [],
  domains: [{ domain: fqdn('klant.nl'), role: 'main', migrationId: 'm-1' }],
};
const SLOT = { slot: '2026-12-01/morning', startsAtMs: NOW + 11 * DAY, endsAtMs: NOW + 11 * DAY + 4 * HOUR };

const CREATED: JournalEvent = {
  type: 'created',
  migrationId: 'm-1',
  projectId: 'p-1',
  domain: fqdn('klant.nl'),
  role: 'main',
  answers: EVERYTHING as never,
  playbook: { id: PLAYBOOK.id, digest: 'd' },
  tasks: [],
};
const APPROVED: JournalEvent = { type: 'approved', step: 'plan', planHash: 'h' };
const BOOKED: JournalEvent = { type: 'booked', slot: SLOT };
const step = (id: string, event: StepEventName, detail: StepDetail = {}): JournalEvent => ({
  type: 'step',
  step: id,
  event,
  detail,
});
const waits = (facts: StepDetail['facts'] = {}): StepDetail => ({
  waitsFor: { for: 'outside', untilMs: NOW, lookAgainMs: NOW, reason: message('engine.checking') },
  facts,
});
const asks = (text = 'task.approve'): StepDetail => ({
  task: { text: message(text), owner: 'agency', closesOnWord: true },
});
const blocks = (text = 'dns.blocked.plan-changed'): StepDetail => ({ blocked: { reason: message(text) } });

function toldOf(...events: readonly JournalEvent[]): string[] {
  const journal = [CREATED, APPROVED, ...events].map(
    (event, at): StoredEvent => ({ seq: at + 1, atMs: NOW + at, by: 'golive', event }),
  );
  const { now, later } = noticesOf({ project: PROJECT, playbook: PLAYBOOK, bookings: [] }, undefined, journal);
  const name = ({ event, variant }: { event: string; variant?: string }) =>
    variant === undefined ? event : `${event} ${variant}`;
  return [...now.map(name), ...later.map(({ notice, dueMs }) => `${name(notice)} at ${(dueMs - NOW) / HOUR}`)];
}

const HELD = { ...SLOT, heldUntilMs: NOW + DAY };
const CASES: readonly (readonly [title: string, events: readonly JournalEvent[], told: readonly string[]])[] = [
  ['a plan that is approved tells nobody', [], []],
  ['a half-day that is held', [{ type: 'booked', slot: HELD }], ['booked held']],
  ['… and confirmed', [{ type: 'booked', slot: HELD }, BOOKED], ['booked held', 'booked confirmed']],
  [
    '… or ran out',
    [{ type: 'booked', slot: { ...HELD, heldUntilMs: NOW } }, { type: 'unbooked' }],
    ['booked held', 'unbooked lapsed'],
  ],
  [
    'one that moves, by its name',
    [BOOKED, { type: 'booked', slot: { ...SLOT, slot: '2026-12-02/morning' } }],
    ['booked', 'moved'],
  ],
  [
    '… or only by its hour',
    [BOOKED, { type: 'booked', slot: { ...SLOT, startsAtMs: SLOT.startsAtMs + HOUR } }],
    ['booked', 'moved'],
  ],
  ['another on duty moves nothing', [BOOKED, { type: 'booked', slot: { ...SLOT, onDuty: 'Bert' } }], ['booked']],
  ['a half-day given back that there was not', [{ type: 'unbooked' }], []],
  [
    'the day before: its verdict once',
    [
      BOOKED,
      step('day-before', 'waitFor', waits({ verdict: 'go' })),
      step('day-before', 'waitFor', waits({ verdict: 'go', lookedMs: 2 })),
    ],
    ['booked', 'tomorrow go'],
  ],
  [
    '… and each that is another',
    [
      BOOKED,
      step('day-before', 'waitFor', waits({ verdict: 'go' })),
      step('day-before', 'asked', { ...asks('task.day-before.found'), facts: { verdict: 'no-go' } }),
      step('day-before', 'waitFor', waits({ verdict: 'go' })),
    ],
    ['booked', 'tomorrow go', 'tomorrow no-go', 'tomorrow go'],
  ],
  [
    'a question put twice is one',
    [step('collect-access', 'asked', asks()), step('collect-access', 'asked', asks())],
    ['your-turn'],
  ],
  [
    'another question is another',
    [step('collect-access', 'asked', asks()), step('collect-access', 'asked', asks('task.custom'))],
    ['your-turn', 'your-turn'],
  ],
  [
    'a task that is due',
    [step('collect-access', 'asked', { task: { ...asks().task!, dueMs: NOW + 5 * HOUR } })],
    ['your-turn', 'overdue at 5'],
  ],
  [
    'a wait with a deadline',
    [step('watch-transfer', 'waitFor', { waitsFor: { ...waits().waitsFor!, deadlineMs: NOW + 5 * HOUR } })],
    ['overdue at 5'],
  ],
  [
    'a gate that closes, once',
    [step('preflight', 'blocked', blocks()), step('preflight', 'blocked', blocks('engine.checking'))],
    ['gate-closed'],
  ],
  [
    '… and again, after it had opened',
    [step('preflight', 'blocked', blocks()), step('preflight', 'ready'), step('preflight', 'blocked', blocks())],
    ['gate-closed', 'gate-closed'],
  ],
  [
    'a mover that waits for its hour is no closed gate',
    [step('change-delegation', 'blocked', blocks('dns.blocked.slot'))],
    [],
  ],
  [
    'the switch, by golive',
    [
      step('change-delegation', 'started'),
      step('change-delegation', 'waitFor', waits()),
      step('change-delegation', 'started'),
    ],
    ['cutover-begun'],
  ],
  [
    'the switch, by hand',
    [
      step('change-delegation', 'asked', asks()),
      step('change-delegation', 'claimed'),
      step('change-delegation', 'observedDone'),
    ],
    ['your-turn', 'cutover-begun'],
  ],
  [
    'the switch by somebody else, once',
    [
      step('watch-parents', 'waitFor', waits({ early: true, switchedAtMs: NOW })),
      step('watch-parents', 'waitFor', waits({ early: true, switchedAtMs: NOW, ds: [] })),
      step('preflight', 'observedDone', { facts: { alreadyMoved: true } }),
      step('change-delegation', 'observedDone', { facts: { early: true } }),
    ],
    ['early-switch'],
  ],
  [
    '… that only preflight saw',
    [step('preflight', 'observedDone', { facts: { alreadyMoved: true } })],
    ['early-switch'],
  ],
  ['everywhere', [step('watch-propagation', 'observedDone')], ['propagated']],
  [
    'the transfer',
    [
      step('request-transfer', 'started'),
      step('request-transfer', 'observedDone'),
      step('watch-transfer', 'observedDone'),
    ],
    ['transfer-begun', 'transfer-done'],
  ],
  ['a way back with nothing to take back is over at once', [{ type: 'rollback-begun' }], ['rolled-back done']],
  [
    'a way back',
    [
      step('lower-ttl', 'started'),
      { type: 'rollback-begun' },
      step('lower-ttl', 'undoStarted'),
      step('lower-ttl', 'undone'),
    ],
    ['rolled-back begun', 'rolled-back done'],
  ],
  [
    'a step that fails',
    [step('create-zone', 'failed', { failure: { code: 'refused', text: 'no', retry: 'never' } })],
    ['halted'],
  ],
  ['the sign-off', [step('customer-signoff', 'observedDone'), step('hand-over', 'observedDone')], ['accepted']],
];

describe('what is told of', () => {
  test.each(CASES)('%s', (_title, events, expected) => {
    expect(toldOf(...events)).toEqual(expected);
  });
});

test('a whole move tells what happened, in order, and of nothing that was over before anybody could be asked', async () => {
  const { app, agency, ids } = await simulated();
  const all = told(telling(app, { notify: [OPS] }));
  await runThrough(app, agency, ids, { signal, untilMs: MONDAY_EVENING + 40 * DAY, onPass: () => all.pass() });
  await all.pass();
  expect(all.mails().flatMap(({ event }) => (event === 'your-turn' ? [] : [event]))).toEqual([
    'booked',
    'tomorrow',
    'cutover-begun',
    'accepted',
    'propagated',
    'transfer-begun',
    'transfer-done',
  ]);
  const text = all
    .mails()
    .map((mail) => mail.subject + mail.text)
    .join('\n');
  expect(text).not.toMatch(/undefined|NaN|\{\w+(:\w+)?\}|notice\.\w|\[object/);
  const code = (await load(app, ids[0]!)).state.secrets;
  expect(code).toEqual({});
});

test('a move that is taken back after the switch says so, and what it had promised is not told any more', async () => {
  const { app, agency, ids } = await simulated({ seed: 2 });
  const { say } = await import('../../src/app/say.ts');
  const all = told(telling(app, { notify: [OPS] }));
  let isBack = false;
  await runThrough(app, agency, ids, {
    signal,
    untilMs: MONDAY_EVENING + 40 * DAY,
    onPass: async () => {
      await all.pass();
      if (!isBack && all.mails().some(({ event }) => event === 'cutover-begun')) {
        isBack = true;
        await say(app, ids[0]!, 'rollback', {}, { by: 'Anna', why: 'the shop is empty' });
      }
    },
  });
  await all.pass();
  const after = all.mails().map(({ event, subject }) => (event === 'rolled-back' ? subject.split(':')[0]! : event));
  expect(after.slice(after.indexOf('cutover-begun')).filter((one) => one !== 'your-turn')).toEqual([
    'cutover-begun',
    'Going back has begun',
    'Taken back',
  ]);
  expect(all.mails().find(({ subject }) => subject.startsWith('Going back'))!.text).toContain('the shop is empty');
});
