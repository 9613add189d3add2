import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { ruleFor } from '../../src/checks/registration-sight.ts';
import type { Decision } from '../../src/domain/decision.ts';
import type { Fqdn } from '../../src/domain/name.ts';
import { DAY, HOUR, SECOND } from '../../src/domain/time.ts';
import { TLD_TABLE } from '../../src/registration/tld-table.ts';
import { acceptInterruption } from '../../src/steps/accept-interruption.ts';
import { confirmTransfer } from '../../src/steps/confirm-transfer.ts';
import type { AnyStep } from '../../src/steps/contract.ts';
import { obtainAuthcode } from '../../src/steps/obtain-authcode.ts';
import { relockDomain } from '../../src/steps/relock-domain.ts';
import { requestTransfer } from '../../src/steps/request-transfer.ts';
import { unlockDomain } from '../../src/steps/unlock-domain.ts';
import { watchTransfer } from '../../src/steps/watch-transfer.ts';
import type { RigOptions } from './rig.ts';
import { Rig } from './rig.ts';

// What each step does by the rule of the ending: what was seen goes in, a decision comes out. No world behind it.

const NEW = ['ns1.nieuw-host.example.', 'ns2.nieuw-host.example.'];
const BY_HAND = ['losingRegistrar', 'gainingRegistrar'] as const;
const NOW = Date.parse('2026-12-01T08:00:00Z');

interface Seen {
  readonly registry?: object;
  readonly more?: object;
  readonly earlier?: Rig['earlier'];
}

function look(step: AnyStep, tld: string, { registry = {}, more = {}, earlier = {} }: Seen, options: RigOptions = {}) {
  const domain = `klant.${tld}.` as Fqdn;
  const rig = new Rig({ ...options, scenario: { domain } });
  Object.assign(rig.earlier, { 'watch-propagation': { state: 'done', facts: { worstCaseAtMs: 0 } } }, earlier);
  const sight = {
    registry: { outcome: 'found', registrar: '9001', statuses: ['ok'], nameServers: NEW, ...registry },
    rule: ruleFor(domain),
    parents: [{ ns: NEW, outcome: 'referral' }],
    newNameServers: NEW,
    orders: [],
    codeHeld: false,
    ds: [],
    ...more,
  };
  return { ctx: rig.ctx(step), seen: step.observed.parse(sight) };
}

function planned(step: AnyStep, tld: string, seen: Seen, options: RigOptions = {}) {
  const looked = look(step, tld, seen, options);
  return step.plan(looked.ctx, looked.seen, NOW) as Decision<unknown>;
}

function takenBack(step: AnyStep, tld: string, before: Seen, now: Seen, options: RigOptions = {}) {
  const { ctx, seen } = look(step, tld, now, options);
  return step.undo!(ctx, look(step, tld, before, options).seen, seen, NOW) as Decision<unknown>;
}

/** `ask task.x`, `done`, `act`; a word closes an `ask!`. */
function told(decision: Decision<unknown>): string {
  if (decision.kind === 'ask') return `ask${decision.closesOnWord ? '!' : ''} ${decision.task.text}`;
  if (decision.kind === 'blocked' || decision.kind === 'wait') return `${decision.kind} ${decision.reason.text}`;
  if (decision.kind === 'done' && decision.why !== undefined) return `done ${decision.why.text}`;
  return decision.kind;
}

const HIDDEN = 'ask! task.unlock-domain.hidden';
const NONE = 'done task.unlock-domain.no-lock';
const CODE = 'ask task.obtain-authcode';
const CONFIRM = 'ask! task.confirm-transfer';
const AT_ONCE = 'done task.confirm-transfer.none';

interface Row {
  /** Nothing of a lock shows, and nobody has an API. */
  readonly unlock: string;
  readonly relock: string;
  readonly code: string;
  readonly confirm: string;
  /** Days until a person is told; `~`: assumed, and said so. */
  readonly watch: string;
  readonly undo: string;
}

const GTLD: Row = { unlock: 'done', relock: 'act', code: CODE, confirm: CONFIRM, watch: '10', undo: 'days' };
const ROWS: Readonly<Record<string, Row>> = {
  nl: { unlock: NONE, relock: NONE, code: CODE, confirm: AT_ONCE, watch: '1', undo: 'never' },
  be: {
    unlock: HIDDEN,
    relock: 'ask! task.relock-domain.hidden',
    code: `${CODE}.mailed-holds`,
    confirm: AT_ONCE,
    watch: '1',
    undo: 'never',
  },
  de: { unlock: NONE, relock: NONE, code: `${CODE}.holds`, confirm: AT_ONCE, watch: '1', undo: 'never' },
  eu: {
    unlock: HIDDEN,
    relock: 'ask! task.relock-domain.hidden',
    code: `${CODE}.or-holder`,
    confirm: CONFIRM,
    watch: '5',
    undo: 'unknown',
  },
  fr: { unlock: NONE, relock: NONE, code: CODE, confirm: CONFIRM, watch: '22', undo: 'days' },
  uk: {
    unlock: HIDDEN,
    relock: 'ask! task.relock-domain.hidden',
    code: 'ask task.obtain-tag',
    confirm: AT_ONCE,
    watch: '2',
    undo: 'unknown',
  },
  com: GTLD,
  net: GTLD,
  org: GTLD,
  io: { ...GTLD, watch: '~10', undo: 'unknown' },
  ch: {
    unlock: HIDDEN,
    relock: 'ask! task.relock-domain.hidden',
    code: CODE,
    confirm: AT_ONCE,
    watch: '1',
    undo: 'never',
  },
  at: { unlock: NONE, relock: NONE, code: CODE, confirm: AT_ONCE, watch: '1', undo: 'never' },
  '*': GTLD,
  '?': {
    unlock: HIDDEN,
    relock: 'ask! task.relock-domain.hidden',
    code: `${CODE}.unknown`,
    confirm: CONFIRM,
    watch: '~10',
    undo: 'unknown',
  },
};
const LABELS: Readonly<Record<string, string>> = { '*': 'museum', '?': 'pl' };
const ENDINGS = TLD_TABLE.map(({ tld }) => [tld, LABELS[tld] ?? tld] as const);
const held = { more: { codeHeld: true } };

test('there is a row for every ending of the table', () =>
  expect(Object.keys(ROWS).sort()).toEqual(TLD_TABLE.map(({ tld }) => tld).sort()));

describe.each(ENDINGS)('.%s', (row, tld) => {
  const wanted = ROWS[row]!;
  const isTagged = row === 'uk';
  const byHand = { without: BY_HAND };

  test('by hand', () => {
    expect(told(planned(unlockDomain, tld, {}, byHand))).toBe(wanted.unlock);
    expect(told(planned(relockDomain, tld, {}, byHand))).toBe(wanted.relock);
    expect(told(planned(obtainAuthcode, tld, {}, byHand))).toBe(wanted.code);
    expect(told(planned(confirmTransfer, tld, {}, byHand))).toBe(wanted.confirm);
    expect(told(planned(requestTransfer, tld, isTagged ? {} : held, { ...byHand, ...tagged }))).toBe(
      isTagged ? 'ask task.request-transfer.tag' : 'ask! task.request-transfer',
    );
  });
  test('a lock that shows all the same counts, whoever takes it off', () => {
    const shown = { registry: { statuses: ['clientTransferProhibited'] } };
    for (const options of [byHand, {}]) expect(told(planned(unlockDomain, tld, shown, options))).toBe('act');
    expect(told(planned(unlockDomain, tld, { more: { lockedAtLosing: true } }))).toBe('act');
  });
  test('with an API it is asked, and nobody waits for a status', () => {
    expect(told(planned(unlockDomain, tld, { more: { lockedAtLosing: false } }))).toMatch(/^done/);
    expect(told(planned(obtainAuthcode, tld, {}))).toBe(isTagged ? 'ask task.obtain-tag' : 'act');
    expect(told(planned(relockDomain, tld, { more: { lockedAtGaining: true } }))).toBe('done');
    expect(told(planned(relockDomain, tld, { more: { lockedAtGaining: false } }))).toBe(
      wanted.relock === NONE ? NONE : 'act',
    );
  });
  test('how long, and what leads back', () => {
    const watched = planned(watchTransfer, tld, {});
    const days = ((watched as { deadlineMs: number }).deadlineMs - NOW) / DAY;
    const assumed = told(watched) === 'wait task.watch-transfer.assumed';
    expect(`${assumed ? '~' : ''}${days}`).toBe(wanted.watch);
    const rig = new Rig({ scenario: { domain: `klant.${tld}.` } });
    expect(requestTransfer.undoCost?.(rig.ctx(requestTransfer) as never).text).toBe(
      `task.request-transfer.undo-cost.${wanted.undo}`,
    );
  });
  test('the outage that is shown says where its length is assumed', () => {
    const rig = new Rig({ scenario: { domain: `klant.${tld}.` }, interruption: 'accepted' });
    const ctx = rig.ctx(acceptInterruption) as never;
    const shown = acceptInterruption.plan(ctx, { nsTtlSeconds: 3600, rule: ruleFor(`klant.${tld}.` as Fqdn) }, NOW);
    const assumed = wanted.watch.startsWith('~');
    // What is at once gets an hour; the watch gives it a day before somebody is told.
    const hours = wanted.watch === '1' ? 1 : Number(wanted.watch.replace('~', '')) * 24;
    expect(shown).toMatchObject({
      task: { text: `task.accept-interruption${assumed ? '.assumed' : ''}`, values: { transferHours: hours } },
    });
  });
});

describe('docs/transfers.md says what the table says', () => {
  const document = readFileSync('docs/transfers.md', 'utf8');
  test.each(ENDINGS)('.%s', (row, tld) => {
    const cells = document
      .split('\n')
      .find((line) => line.startsWith('| `') && line.split('|')[1]!.includes(`\`${row}\``))!;
    const [, , lock, proof, from, holds, takes, confirms] = cells.split('|').map((cell) => cell.trim());
    const rule = ruleFor(`klant.${tld}.` as Fqdn);
    const words = { none: 'none', observable: 'shows', hidden: 'does not show' };
    expect(lock).toMatch(rule.lock === undefined ? /unknown|does not show/ : words[rule.lock]);
    if (rule.proof !== undefined) expect(proof).toContain(rule.proof);
    if (rule.codeLifetimeSeconds !== undefined) expect(holds).toBe(`${(rule.codeLifetimeSeconds * SECOND) / DAY} days`);
    expect(from?.includes('registrant')).toBe(rule.codeMailedTo === 'registrant');
    expect(takes).toMatch(
      rule.atMostDays === undefined
        ? /unknown/
        : rule.atMostDays === 0
          ? /at once/
          : new RegExp(`${rule.atMostDays} days`),
    );
    expect(confirms).toBe(ROWS[row]!.confirm === AT_ONCE ? 'none' : 'asked');
  });
});

const tagged = { answers: { free: { gainingTag: 'nieuw-host' } } };

describe('a tag', () => {
  test.each([
    ['NIEUW-HOST', 'done'],
    [' nieuw-host ', 'done'],
    ['', 'ask task.obtain-tag'],
    ['NIEUW HOST', 'ask task.obtain-tag.form'],
    ['N', 'ask task.obtain-tag.form'],
    ['A-TAG-OF-SEVENTEEN', 'ask task.obtain-tag.form'],
    // The one that holds it: a slip, or a push that has happened.
    ['oud-host', 'ask! task.obtain-tag.same'],
  ])('%j: %s', (gainingTag, wanted) =>
    expect(
      told(planned(obtainAuthcode, 'uk', { registry: { tag: 'OUD-HOST' } }, { answers: { free: { gainingTag } } })),
    ).toBe(wanted),
  );
  test('the push is a person’s task with the tag in it, closed by what the registry shows', () => {
    const asked = planned(requestTransfer, 'uk', { registry: { tag: 'OUD-HOST' } }, tagged);
    expect(asked).toMatchObject({ kind: 'ask', task: { values: { tag: 'NIEUW-HOST' } }, owner: 'login-owner' });
    expect(asked).not.toHaveProperty('closesOnWord');
    expect(told(planned(requestTransfer, 'uk', { registry: { tag: 'nieuw-host' } }, tagged))).toBe('done');
    const earlier = { 'request-transfer': { state: 'working', facts: { fromRegistrar: '9001' } } } as const;
    const other = { registry: { registrar: '9002' }, earlier };
    expect(told(planned(requestTransfer, 'uk', other, tagged)), 'a registry that shows no tags').toBe('done');
    expect(told(planned(requestTransfer, 'uk', {}))).toBe('blocked task.transfer.no-tag');
  });
  test('who says that it was done is believed until the deadline, and there is no way back from that', () => {
    const rig = new Rig({ ...tagged, scenario: { domain: 'klant.uk.' } });
    rig.earlier['watch-propagation'] = { state: 'done', facts: { worstCaseAtMs: 0 } };
    rig.claim();
    const sight = { registry: { outcome: 'found', statuses: [], nameServers: NEW }, newNameServers: NEW, orders: [] };
    const parents = [{ ns: NEW, outcome: 'referral' }];
    const seen = requestTransfer.observed.parse({ ...sight, parents, codeHeld: false });
    const decision = requestTransfer.plan(rig.ctx(requestTransfer) as never, seen, NOW) as Decision<unknown>;
    expect(told(decision)).toBe('wait task.request-transfer.tag-waits');
    expect(decision).toMatchObject({ deadlineMs: rig.clock.now() + 2 * DAY });
  });
  test.each<[string, object, number | undefined, string]>([
    ['nobody was asked yet', {}, undefined, 'done'],
    ['somebody was asked, and may have done it', { tag: 'OUD-HOST' }, 7, 'ask! task.request-transfer.tag-back'],
    ['it has gone', { tag: 'NIEUW-HOST' }, 7, 'blocked task.request-transfer.has-gone'],
  ])('on the way back: %s', (_title, registry, askedMs, wanted) => {
    const rig = new Rig({ ...tagged, scenario: { domain: 'klant.uk.' } });
    if (askedMs !== undefined) rig.earlier['request-transfer'] = { state: 'undoing', askedMs, facts: {} };
    const seen = requestTransfer.observed.parse({
      registry: { outcome: 'found', statuses: [], nameServers: NEW, ...registry },
      ...{ parents: [], newNameServers: NEW, orders: [], codeHeld: false },
    });
    expect(told(requestTransfer.undo!(rig.ctx(requestTransfer) as never, seen, seen, NOW))).toBe(wanted);
  });
  test('counts for no other ending', () =>
    expect(told(planned(requestTransfer, 'com', { registry: { tag: 'NIEUW-HOST' } }, tagged))).toBe(
      'blocked task.transfer.no-code',
    ));
});

describe('a code is fetched late', () => {
  const caches = (left: number) => ({
    'watch-propagation': { state: 'done', facts: { worstCaseAtMs: NOW + left } } as const,
  });
  test.each([
    // .be: 7 days; .de: 30 days; .nl: unknown, counted with 5
    ['be', 8 * DAY, 'wait task.obtain-authcode.late'],
    ['be', 6 * DAY, 'blocked task.transfer.caches'],
    ['de', 8 * DAY, 'blocked task.transfer.caches'],
    ['nl', 6 * DAY, 'wait task.obtain-authcode.late-assumed'],
    ['nl', 4 * DAY, 'blocked task.transfer.caches'],
  ])('.%s, %d ms before the caches have forgotten: %s', (tld, left, wanted) => {
    const decision = planned(obtainAuthcode, tld, { earlier: caches(left) });
    expect(told(decision)).toBe(wanted);
    if (decision.kind === 'wait')
      expect(decision).toMatchObject({ untilMs: NOW + left, reason: { values: { left: left / SECOND } } });
  });
  test('not weeks before the registry takes a request', () => {
    const createdMs = NOW - 20 * DAY;
    const decision = planned(obtainAuthcode, 'com', { registry: { createdMs } });
    expect(decision).toMatchObject({ kind: 'wait', untilMs: createdMs + 60 * DAY });
    expect(told(planned(obtainAuthcode, 'com', { registry: { createdMs: NOW - 58 * DAY } }))).toBe('act');
  });
});

describe('windows of the registry', () => {
  const good = { more: { codeHeld: true } };
  test.each<[string, object, string, number?]>([
    ['com', { createdMs: NOW - 59 * DAY }, 'blocked registration.young.registration', NOW + DAY],
    ['com', { createdMs: NOW - 60 * DAY }, 'act'],
    [
      'com',
      { createdMs: NOW - 900 * DAY, transferredMs: NOW - DAY },
      'blocked registration.young.transfer',
      NOW + 59 * DAY,
    ],
    // The one that ends last.
    [
      'com',
      { createdMs: NOW - 2 * DAY, transferredMs: NOW - DAY },
      'blocked registration.young.transfer',
      NOW + 59 * DAY,
    ],
    ['nl', { createdMs: NOW - DAY }, 'act'],
    // Nobody knows: the registry will say.
    ['be', { createdMs: NOW - DAY }, 'act'],
  ])('.%s %o: %s', (tld, registry, wanted, untilMs) => {
    const decision = planned(requestTransfer, tld, { registry, ...good });
    expect(told(decision)).toBe(wanted);
    if (untilMs === undefined) return;
    expect(decision).toMatchObject({ untilMs, findings: [{ tag: 'TRANSFER_TOO_SOON' }] });
  });
});

describe('the registrar’s lock in RDAP’s own word', () => {
  const locked = { registry: { statuses: ['locked'] }, more: { codeHeld: true } };
  test('is taken off, stands before the transfer, and is put back on by nobody twice', () => {
    expect(planned(unlockDomain, 'com', locked)).toMatchObject({ kind: 'act', facts: { wasLocked: true } });
    expect(told(planned(requestTransfer, 'com', locked))).toBe('blocked task.transfer.locked');
    expect(told(planned(relockDomain, 'com', locked))).toBe('done');
  });
});

describe('a registry that would show a lock and tells no status', () => {
  const byHand = { without: BY_HAND };
  const untold = { statuses: [] };
  const cut = { statuses: ['clientDeleteProhibited'], statusesCut: true };
  const earlier = { 'unlock-domain': { state: 'working', facts: { wasLocked: true } } } as const;
  test.each([untold, cut])('has not shown that it is open: %o', (registry) => {
    for (const more of [{}, { earlier }]) {
      const decision = planned(unlockDomain, 'com', { registry, ...more }, byHand);
      expect(decision.kind).not.toBe('done');
      expect(decision.facts).not.toHaveProperty('wasLocked', false);
    }
  });
  test('leaves it to a person’s word where a registry may never tell, unless a lock was seen, or the answer broke off', () => {
    expect(told(planned(unlockDomain, 'com', { registry: untold }, byHand))).toBe(HIDDEN);
    expect(told(planned(unlockDomain, 'com', { registry: untold, earlier }, byHand))).toBe('act');
    expect(told(planned(unlockDomain, 'com', { registry: cut }, byHand))).toBe('act');
  });
  test('does not hold up who sees it in the account, nor an ending where no lock shows', () => {
    const open = { registry: untold, more: { lockedAtLosing: false } };
    expect(planned(unlockDomain, 'com', open)).toMatchObject({ kind: 'done', facts: { wasLocked: false } });
    expect(told(planned(unlockDomain, 'nl', { registry: untold }, byHand))).toBe(NONE);
    expect(told(planned(unlockDomain, 'be', { registry: untold }, byHand))).toBe(HIDDEN);
  });
  test('one that showed is gone where statuses are told without it, not where the answer broke off or tells none', () => {
    expect(told(planned(unlockDomain, 'be', { earlier }, byHand))).toBe('done');
    expect(told(planned(unlockDomain, 'be', { registry: cut, earlier }, byHand))).toBe(HIDDEN);
    expect(told(planned(unlockDomain, 'be', { registry: untold, earlier }, byHand))).toBe(HIDDEN);
  });
  test('is not one whose answer broke off before its first status', () =>
    expect(told(planned(unlockDomain, 'com', { registry: { ...cut, statuses: [] } }, byHand))).toBe('act'));
  test('a word that nobody knows tells no status', () => {
    const odd = { registry: { statuses: ['client transfer locked'] } };
    expect(told(planned(unlockDomain, 'com', odd, byHand))).toBe(HIDDEN);
    expect(told(planned(unlockDomain, 'com', { registry: { statuses: ['locked by us', 'ok'] } }, byHand))).toBe('done');
  });
  test('a lock that was heard of an answer that broke off is one', () =>
    expect(
      planned(unlockDomain, 'com', { registry: { statuses: ['clientTransferProhibited'], statusesCut: true } }),
    ).toMatchObject({
      kind: 'act',
      facts: { wasLocked: true },
    }));
});

describe('on the way back a lock that a person was asked to take off', () => {
  const byHand = { without: BY_HAND };
  const unseen = { registry: { outcome: 'unknown' } };
  const asked = (facts: object) =>
    ({ earlier: { 'unlock-domain': { state: 'undoing', askedMs: NOW, facts } } }) as Seen;
  const locked = { registry: { statuses: ['clientTransferProhibited'] } };
  test('is put back on where it was seen', () =>
    expect(told(takenBack(unlockDomain, 'com', locked, asked({ wasLocked: true }), byHand))).toBe('act'));
  test('is put back by whoever took it off, where nobody could see whether it was on', () =>
    expect(told(takenBack(unlockDomain, 'com', unseen, asked({}), byHand))).toBe('ask! task.unlock-domain.put-back'));
  test('is left where it shows, and where it was seen to be off', () => {
    expect(told(takenBack(unlockDomain, 'com', unseen, { ...asked({}), ...locked }, byHand))).toBe('done');
    expect(told(takenBack(unlockDomain, 'com', {}, asked({ wasLocked: false }), byHand))).toBe('done');
  });
});

test('an ending that another registry keeps is named as it is', () =>
  expect(planned(unlockDomain, 'uk.com', {}, { without: BY_HAND })).toMatchObject({
    task: { text: 'task.unlock-domain.hidden', values: { domain: 'klant.uk.com', tld: 'uk.com' } },
  }));

describe('what stands against it is named, by every step', () => {
  const STEPS = [unlockDomain, obtainAuthcode, requestTransfer];
  test.each([
    ['redemptionPeriod', 'task.transfer.redemption', 'IN_REDEMPTION'],
    ['pendingDelete', 'task.transfer.redemption', 'IN_REDEMPTION'],
    ['clientHold', 'task.transfer.hold', 'ON_HOLD'],
    ['serverHold', 'task.transfer.hold', 'ON_HOLD'],
    ['serverTransferProhibited', 'task.unlock-domain.by-registry', 'TRANSFER_LOCKED_BY_REGISTRY'],
    ['pendingTransfer', 'task.transfer.another-runs', 'TRANSFER_PENDING'],
  ])('%s', (status, text, tag) => {
    for (const step of STEPS) {
      const locked = { registry: { statuses: [status, 'clientTransferProhibited'] } };
      const decision = planned(step, 'com', locked);
      expect(told(decision), step.id).toBe(`blocked ${text}`);
      expect(decision).toMatchObject({ findings: expect.arrayContaining([expect.objectContaining({ tag })]) });
    }
  });
  test('with an interruption too, once it is accepted', () => {
    const rig = new Rig({ interruption: 'accepted' });
    rig.earlier['accept-interruption'] = { state: 'done', facts: { shownMs: 0 } };
    rig.approve('accept-interruption');
    const sight = { registry: { outcome: 'found', statuses: ['clientHold'], nameServers: NEW }, parents: [] };
    const seen = requestTransfer.observed.parse({ ...sight, newNameServers: NEW, orders: [], codeHeld: true });
    expect(told(requestTransfer.plan(rig.ctx(requestTransfer) as never, seen, NOW) as never)).toBe(
      'blocked task.transfer.hold',
    );
  });
  test('the address that the code is mailed to lies on the domain itself', () => {
    const options = (registrantMail: string) => ({ without: BY_HAND, answers: { free: { registrantMail } } });
    const asked = (mail: string) => planned(obtainAuthcode, 'be', {}, options(mail));
    for (const mail of ['jan@klant.be', 'Jan@KLANT.be', 'jan@mail.klant.be'])
      expect(asked(mail), mail).toMatchObject({ findings: [{ tag: 'REGISTRANT_MAIL_MOVES' }] });
    for (const mail of ['jan@anderklant.be', 'klant.be@elders.be', ''])
      expect(asked(mail), mail).not.toHaveProperty('findings');
    expect(planned(confirmTransfer, 'com', {}, options('jan@klant.com'))).toMatchObject({
      findings: [{ tag: 'REGISTRANT_MAIL_MOVES' }],
    });
  });
});

describe('a delegation that goes back to the old servers after the deadline', () => {
  const HERE = {
    'watch-propagation': { state: 'done', facts: { worstCaseAtMs: NOW - 1, switchedAtMs: NOW - 1 - DAY } },
  };
  const old = { parents: [{ ns: ['ns1.oud-host.example.'], outcome: 'referral' }] };
  test.each([unlockDomain, obtainAuthcode, requestTransfer].map((step) => [step.id, step] as const))(
    'is remembered by %s, and caches get the same time once more',
    (id, step) => {
      const look = (facts: object, more: object = {}) =>
        planned(step, 'com', {
          more: { lockedAtLosing: true, ...more },
          earlier: { ...HERE, [id]: { state: 'blocked', facts } } as never,
        });
      const went = look({}, old);
      expect(told(went)).toBe('blocked task.transfer.old-name-servers');
      expect(went.facts).toEqual({ wentBack: true });
      const back = look({ wentBack: true });
      expect(back).toMatchObject({ kind: 'blocked', untilMs: NOW + DAY, facts: { wentBack: false, backAtMs: NOW } });
      expect(told(look({ wentBack: false, backAtMs: NOW - DAY + HOUR }))).toBe('blocked task.transfer.went-back');
      expect(told(look({ wentBack: false, backAtMs: NOW - DAY }))).not.toContain('went-back');
    },
  );
});

test('where the registry names no registrar and nobody has an API, the new account is looked into by a person', () => {
  const unnamed = { registry: { registrar: undefined } };
  const known = { 'request-transfer': { state: 'done', facts: { fromRegistrar: '9001' } } } as const;
  const byHand = { without: BY_HAND };
  expect(told(planned(watchTransfer, 'de', unnamed, byHand))).toBe('ask! task.watch-transfer.by-hand');
  // It named one before, so that it will name the next; or the account's API shows it; or nobody answered.
  expect(planned(watchTransfer, 'de', { ...unnamed, earlier: known }, byHand).kind).toBe('wait');
  expect(planned(watchTransfer, 'de', unnamed).kind).toBe('wait');
  const silent = { registry: { registrar: undefined, outcome: 'unknown' } };
  expect(planned(watchTransfer, 'de', silent, byHand).kind).toBe('wait');
});

test('a registrar that nobody could compare with the one before is looked at by a person', () => {
  const named = { registry: { registrar: '9002' } };
  expect(told(planned(watchTransfer, 'com', named, { without: BY_HAND }))).toBe(
    'ask! task.watch-transfer.not-compared',
  );
  expect(planned(watchTransfer, 'com', named).kind).toBe('wait');
});

describe('a registrar that is told otherwise than the one before', () => {
  const NOT_COMPARED = 'ask! task.watch-transfer.not-compared';
  const before = (fromRegistrar: string) =>
    ({ 'request-transfer': { state: 'done', facts: { fromRegistrar } } }) as const;
  const watched = (
    from: string,
    registrar: string,
    more: object = {},
    without: readonly (typeof BY_HAND)[number][] = BY_HAND,
  ) => planned(watchTransfer, 'com', { registry: { registrar, ...more }, earlier: before(from) }, { without });
  test.each([
    ['146', 'NIEUW-REG', NOT_COMPARED],
    ['NIEUW-REG', '146', NOT_COMPARED],
    ['146', 'handle:1234', NOT_COMPARED],
    ['whois:146', 'whois:Nieuwe Hoster', NOT_COMPARED],
    // Whom the other source names nobody compares; the one that was asked first is asked again.
    ['146', 'whois:Nieuwe Hoster', 'wait task.watch-transfer'],
    ['146', '146', 'wait task.watch-transfer'],
    ['146', '9002', 'done'],
  ])('from %s to %s: %s', (from, registrar, wanted) => {
    expect(told(watched(from, registrar))).toBe(wanted);
  });
  test('is shown as the registry writes it', () =>
    expect(watched('146', 'handle:1234')).toMatchObject({
      task: { values: { registrar: '1234' } },
      lookAgainMs: NOW + HOUR,
    }));
  test('is waited for while the transfer runs, where the answer broke off, and where the account shows it', () => {
    expect(watched('146', 'NIEUW-REG', { statuses: ['pendingTransfer'] }).kind).toBe('wait');
    expect(watched('146', 'NIEUW-REG', { statusesCut: true }).kind).toBe('wait');
    expect(watched('146', 'NIEUW-REG', { outcome: 'unknown' }).kind).toBe('wait');
    expect(watched('146', 'NIEUW-REG', {}, ['losingRegistrar']).kind).toBe('wait');
  });
});

test('the old registrar is known from any step that saw it, also when the registry was silent at the request', () => {
  const earlier = { 'unlock-domain': { state: 'done', facts: { fromRegistrar: '9001' } } } as const;
  expect(planned(watchTransfer, 'com', { registry: { registrar: '9002' }, earlier }).kind).toBe('done');
  expect(planned(watchTransfer, 'com', { registry: { registrar: '9002' } }).kind).toBe('wait');
  expect(planned(unlockDomain, 'com', {}, { without: BY_HAND }).facts).toMatchObject({ fromRegistrar: '9001' });
  // While it is pending the registry still names the old one.
  const pending = { registry: { statuses: ['pendingTransfer'] } };
  expect(planned(requestTransfer, 'com', pending, { without: BY_HAND })).toMatchObject({
    kind: 'done',
    facts: { fromRegistrar: '9001' },
  });
});

test('a registrar’s adapter knows better, cell by cell: the losing one of locks and codes, the gaining one of the rest', () => {
  const cell = <T>(value: T) => ({ value, by: 'reported', source: 'its own pages', seen: '2026-11-20' }) as const;
  const losingRegistrar = { tldOverrides: { nl: { lock: cell('hidden'), cancelDays: cell(9) } } };
  const gainingRegistrar = { tldOverrides: { nl: { lock: cell('observable'), cancelDays: cell(3) } } };
  const both = ruleFor('klant.nl.' as Fqdn, { losingRegistrar, gainingRegistrar } as never);
  expect(both).toMatchObject({ lock: 'hidden', cancelDays: 3, proof: 'code' });
  expect(ruleFor('klant.be.' as Fqdn, { losingRegistrar } as never)).toEqual(ruleFor('klant.be.' as Fqdn));
});
