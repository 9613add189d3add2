import { expect } from 'vitest';
import type { Laboratory, OpenLaboratory } from './laboratory.ts';
import { CONSISTENCY_SECONDS, given, never, refuses } from './laboratory.ts';
import { contract } from './promise.ts';

/** What every API owes when something goes wrong, shown on one call that makes something and one that is made once. */
export function failuresContract(
  name: string,
  open: OpenLaboratory,
  skip: Readonly<Record<string, string>> = {},
): void {
  const create = ({ ports, domain }: Laboratory, signal = never()) => ports.newDnsHost.createZone(domain, signal);
  const isThere = async ({ ports, domain, pass }: Laboratory): Promise<boolean> => {
    await pass(CONSISTENCY_SECONDS);
    return ports.newDnsHost.readZone(domain, never()).then(
      () => true,
      () => false,
    );
  };
  contract<Laboratory>(`${name} tells failures apart`, open, skip, {
    'refused, rate-limited and unreachable mean: not done': async (laboratory) => {
      for (const kind of ['refused', 'rate-limited', 'unreachable'] as const) {
        await laboratory.faults.next('newDnsHost.createZone', kind);
        await refuses(kind, () => create(laboratory));
      }
      expect(await isThere(laboratory)).toBe(false);
      expect((await laboratory.counters())['newDnsHost.createZone'] ?? 0).toBe(0);
    },
    'rate-limited says when to come back': async (laboratory) => {
      await laboratory.faults.next('newDnsHost.createZone', 'rate-limited');
      await expect(create(laboratory)).rejects.toMatchObject({ retryAfterMs: expect.any(Number) });
    },
    'a lost answer means: it may have been done; and here it was': async (laboratory) => {
      await laboratory.faults.next('newDnsHost.createZone', 'lost-answer');
      await refuses('answer-lost', () => create(laboratory));
      expect(await isThere(laboratory)).toBe(true);
      expect((await laboratory.counters())['newDnsHost.createZone']).toBe(1);
    },
    'a slow answer is an answer': async (laboratory) => {
      await laboratory.faults.next('newDnsHost.createZone', 'slow');
      await create(laboratory);
      expect(await isThere(laboratory)).toBe(true);
    },
    'what was given up before it was sent is unreachable: not done': async (laboratory) => {
      await refuses('unreachable', () => create(laboratory, given()));
      expect(await isThere(laboratory)).toBe(false);
    },
    'the world counts what it did, and keys that came again': async (laboratory) => {
      const { ports, domain } = laboratory;
      const { id } = await ports.newHosting.order({ domain, plan: 'standaard', key: 'k' }, never());
      await ports.newHosting.order({ domain, plan: 'standaard', key: 'k' }, never());
      for (let round = 0; round < 3; round++) await ports.newHosting.payOrder(id, 'p', never());
      expect(await laboratory.counters()).toMatchObject({
        'newHosting.order': 2,
        'newHosting.order:same-key': 1,
        'newHosting.payOrder': 1,
        'newHosting.payOrder:same-key': 2,
      });
    },
  });
}
