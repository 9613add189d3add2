import { describe, expect, test } from 'vitest';
import { judgeRegistration, registrationAnswer } from '../../src/checks/inspect-registration.ts';
import { judgeTransferDate } from '../../src/checks/inspect-transfer.ts';
import { fqdn } from '../../src/domain/name.ts';
import { DAY } from '../../src/domain/time.ts';
import type { Registration } from '../../src/ports/registry.ts';
import { known, tldRuleOf } from '../../src/registration/tld-rules.ts';
import { TLD_TABLE } from '../../src/registration/tld-table.ts';
import { CATALOG } from '../../src/texts/catalog.ts';
import fc from '../fast-check.ts';

const NOW = Date.UTC(2026, 10, 20, 12);
const ago = (days: number): number => NOW - days * DAY;
const OLD: Registration = {
  outcome: 'found',
  registrar: { id: '1', name: 'Oud' },
  statuses: ['ok'],
  nameServers: [],
  ds: [],
  createdMs: ago(3000),
  expiresMs: NOW + 200 * DAY,
  source: 'test',
  atMs: NOW,
};

function dateOf(name: string, more: Partial<Registration>) {
  const domain = fqdn(name);
  const answer = registrationAnswer(domain, { ...OLD, ...more }, true, {
    registrars: [],
    nameServers: [],
    addresses: [],
    mailServers: [],
  });
  const judged = judgeRegistration(domain, answer, NOW);
  return judgeTransferDate(domain, answer.seen, tldRuleOf(domain), judged, NOW);
}

describe('the earliest transfer', () => {
  const undated: Partial<Registration> = { createdMs: undefined as never };
  /** Days from now and the reason; else the tag of the finding that says why there is none, or nothing where another finding does. */
  type Expected = readonly [days: number, reason: string] | string | undefined;
  const rows: readonly [title: string, name: string, more: Partial<Registration>, expected: Expected][] = [
    ['nl has no such lock', 'klant.nl', { createdMs: ago(1) }, [0, 'now']],
    ['com, long ago', 'klant.com', {}, [0, 'now']],
    ['com, registered today', 'klant.com', { createdMs: NOW }, [60, 'after-registration']],
    ['com, registered 59 days ago', 'klant.com', { createdMs: ago(59) }, [1, 'after-registration']],
    ['com, registered 60 days ago', 'klant.com', { createdMs: ago(60) }, [0, 'now']],
    ['com, transferred 10 days ago', 'klant.com', { transferredMs: ago(10) }, [50, 'after-transfer']],
    ['both: the later one counts', 'klant.com', { createdMs: ago(30), transferredMs: ago(5) }, [55, 'after-transfer']],
    [
      'transferred in a period that the registry shows',
      'klant.com',
      { statuses: ['transferPeriod'], updatedMs: ago(2) },
      [58, 'after-transfer'],
    ],
    ['changed lately, by what nobody says', 'klant.com', { updatedMs: ago(10) }, [0, 'now-unless']],
    ['changed long ago', 'klant.com', { updatedMs: ago(61) }, [0, 'now']],
    ['com, no status told', 'klant.com', { statuses: [] }, [0, 'unseen']],
    [
      'com, the answer broke off',
      'klant.com',
      { statuses: ['clientDeleteProhibited'], statusesCut: true },
      [0, 'unseen'],
    ],
    [
      'com, no status told, and changed lately',
      'klant.com',
      { statuses: [], updatedMs: ago(10) },
      [0, 'unseen-unless'],
    ],
    ['io, no status told, and no change', 'klant.io', { statuses: [] }, [0, 'unseen-unless-lately']],
    ['nl, where no lock would show', 'klant.nl', { statuses: [] }, [0, 'now']],
    [
      'com without a date, in the days after a registration',
      'klant.com',
      { ...undated, statuses: ['addPeriod'], updatedMs: ago(2) },
      [58, 'after-registration'],
    ],
    ['locked at the registrar', 'klant.com', { statuses: ['clientTransferProhibited'] }, [0, 'unlock']],
    [
      'locked, and changed lately',
      'klant.com',
      { statuses: ['clientTransferProhibited'], updatedMs: ago(10) },
      [0, 'unlock-unless'],
    ],
    [
      'locked at the registrar in its first days',
      'klant.com',
      { createdMs: ago(10), statuses: ['clientTransferProhibited'] },
      [50, 'after-registration'],
    ],
    [
      'locked by the registry, with a date',
      'klant.com',
      { createdMs: ago(10), statuses: ['serverTransferProhibited'] },
      [50, 'after-registration'],
    ],
    ['locked by the registry, no date', 'klant.com', { statuses: ['serverTransferProhibited'] }, undefined],
    ['a transfer under way', 'klant.com', { statuses: ['pendingTransfer'] }, undefined],
    ['in redemption', 'klant.com', { statuses: ['redemptionPeriod'] }, undefined],
    ['on hold', 'klant.nl', { statuses: ['serverHold'] }, undefined],
    ['not known to the registry', 'klant.com', { outcome: 'not-found' }, undefined],
    ['nobody answered', 'klant.com', { outcome: 'unknown' }, undefined],
    ['com without a date of registration', 'klant.com', undated, 'TRANSFER_DATE_UNKNOWN'],
    ['be: nobody documents a lock, and no change shows', 'klant.be', {}, [0, 'now-unless-lately']],
    ['be, changed long ago', 'klant.be', { updatedMs: ago(61) }, [0, 'now']],
    ['be, changed lately', 'klant.be', { updatedMs: ago(59) }, 'TRANSFER_DATE_UNKNOWN'],
    ['be, transferred lately', 'klant.be', { transferredMs: ago(59), updatedMs: ago(59) }, 'TRANSFER_DATE_UNKNOWN'],
    ['de, registered lately', 'klant.de', { createdMs: ago(59), updatedMs: ago(59) }, 'TRANSFER_DATE_UNKNOWN'],
    ['de shows no date of registration', 'klant.de', { ...undated, updatedMs: ago(100) }, [0, 'now-unless-lately']],
    [
      'de, locked all the same',
      'klant.de',
      { ...undated, statuses: ['clientTransferProhibited'] },
      [0, 'unlock-unless-lately'],
    ],
    ['io, just registered: a date that is known', 'klant.io', { createdMs: ago(10) }, [50, 'after-registration']],
    ['an ending without a row', 'klant.zz', {}, 'TRANSFER_DATE_UNKNOWN'],
  ];
  test.each(rows)('%s', (_title, name, more, expected) => {
    const { earliest, findings } = dateOf(name, more);
    if (typeof expected === 'object') {
      expect([(earliest!.atMs - NOW) / DAY, earliest!.reason.text]).toEqual([
        expected[0],
        `inspect.earliest.${expected[1]}`,
      ]);
      expect(findings).toEqual([]);
    } else {
      expect(earliest).toBeUndefined();
      expect(findings.map(({ tag }) => tag)).toEqual(expected === undefined ? [] : [expected]);
    }
  });

  test('a tag instead of a code is told for uk, and for no other', () => {
    const told = ['klant.co.uk', 'klant.nl', 'klant.com', 'klant.zz'].map((name) =>
      dateOf(name, {}).findings.some(({ tag }) => tag === 'TRANSFER_BY_TAG'),
    );
    expect(told).toEqual([true, false, false, false]);
  });

  test('a lock that may be there never becomes a date, and a date never lies before a lock that is known', () => {
    const moment = fc.option(fc.integer({ min: 0, max: 200 }).map(ago), { nil: undefined });
    const statuses = fc.subarray([
      'ok',
      'clientTransferProhibited',
      'serverTransferProhibited',
      'pendingTransfer',
      'transferPeriod',
    ]);
    fc.assert(
      fc.property(
        fc.constantFrom(...TLD_TABLE.map(({ tld }) => (tld === '*' ? 'shop' : tld === '?' ? 'zz' : tld))),
        fc.record({ createdMs: moment, transferredMs: moment, updatedMs: moment, statuses }),
        (tld, more) => {
          const { earliest, findings } = dateOf(`klant.${tld}`, more as Partial<Registration>);
          const rule = tldRuleOf(fqdn(`klant.${tld}`));
          for (const { message, fix } of findings)
            for (const one of [message, fix!]) expect(CATALOG).toHaveProperty([one.text]);
          if (earliest === undefined) return;
          expect(CATALOG).toHaveProperty([earliest.reason.text]);
          expect(earliest.atMs).toBeGreaterThanOrEqual(NOW);
          if (earliest.atMs === NOW) {
            const inLock = (from: number | undefined, days: number | undefined) =>
              from !== undefined && days !== undefined && days > 0 && from + days * DAY > NOW;
            // Whatever may lock it lies longer back than any lock lasts, or nobody can see it and the reason says so.
            if (known(rule.lockDaysAfterRegistration) === undefined) expect(inLock(more.createdMs, 60)).toBe(false);
            if (known(rule.lockDaysAfterTransfer) === undefined) {
              expect(inLock(more.transferredMs, 60)).toBe(false);
              if (more.transferredMs === undefined) expect(inLock(more.updatedMs, 60)).toBe(false);
            }
            expect(tld).not.toBe('zz');
            expect(inLock(more.createdMs, known(rule.lockDaysAfterRegistration))).toBe(false);
            expect(inLock(more.transferredMs, known(rule.lockDaysAfterTransfer))).toBe(false);
          }
          expect(more.statuses).not.toContain('pendingTransfer');
        },
      ),
      { numRuns: 1000 },
    );
  });
});
