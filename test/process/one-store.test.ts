import { expect, test } from 'vitest';
import { crowd } from './crowd.ts';
import { move } from './move.ts';

test('two serves and tick after tick on one store: all end well and nothing is done twice', async () => {
  let others: { ticks: number; ill: string[] } | undefined;
  const moved = await move({
    pace: 12,
    leaseMs: 1500,
    lagMs: 300,
    giveUpAfterSeconds: 120,
    untilStep: 'change-delegation',
    beside: (lab) => {
      const beside = crowd(lab);
      return {
        async end() {
          others = await beside.end();
        },
      };
    },
  });
  expect(others?.ill).toEqual([]);
  expect(others?.ticks).toBeGreaterThan(5);
  const { exit, lost, doctor, complaints, probeFailures } = moved;
  expect({ exit, lost, doctor, complaints, probeFailures }).toEqual({
    exit: 0,
    lost: 0,
    doctor: '',
    complaints: [],
    probeFailures: [],
  });
  // Every call of a move up to the switch, and how often it takes one worker.
  expect(moved.counters).toEqual({
    'losingRegistrar.setDs': 1,
    'losingRegistrar.setNameServers': 1,
    'mailCopier.copy': 3,
    'newDnsHost.createZone': 1,
    'newDnsHost.putRrsets': 1,
    'newHosting.createDatabase': 1,
    'newHosting.linkDatabase': 1,
    'newHosting.order': 1,
    'newHosting.payOrder': 1,
    'newHosting.requestCertificate': 1,
    'newMailHost.createMailbox': 3,
    'newMailHost.orderLicences': 1,
    'newMailHost.verify': 1,
    // The TTLs once more where the mail service's TXT was planned before the short ones showed, and written before anybody could tell.
    'oldDnsHost.putRrsets': expect.toSatisfy((count) => count === 3 || count === 4),
    'oldHosting.setFrozen': 1,
    'siteCopier.backUp': 1,
    'siteCopier.copyFiles': 1,
    'siteCopier.importDatabase': 1,
  });
});
