import { inspect } from 'node:util';
import { expect } from 'vitest';
import type { Fqdn } from '../../src/domain/name.ts';
import { Secret } from '../../src/domain/secret.ts';
import type { Registrar } from '../../src/ports/registrar.ts';
import { never, refuses } from './laboratory.ts';
import { contract } from './promise.ts';

export interface RegistrarFixture {
  readonly losing: Registrar;
  readonly gaining: Registrar;
  /** Held by the losing registrar, locked, with a DS; a transfer needs payment and confirmation. */
  readonly domain: Fqdn;
  readonly otherNameServers: readonly Fqdn[];
  /** Lets the consistency window pass. */
  settle(): Promise<void>;
  /** Lets a confirmed transfer complete. */
  complete(): Promise<void>;
  /** Forbids updates of the domain, at the registry. */
  prohibitUpdate(): Promise<void>;
  close(): Promise<void>;
}

const DS = `12345 13 2 ${'ab'.repeat(32)}`;

/** Every promise of the port `Registrar`, on both sides of a transfer. */
export function registrarContract(
  name: string,
  open: () => Promise<RegistrarFixture>,
  skip: Readonly<Record<string, string>> = {},
): void {
  const unlocked = async ({ losing, domain, settle }: RegistrarFixture): Promise<Secret> => {
    await losing.setLock(domain, false, never());
    await settle();
    return (await losing.authInfo(domain, never())).code;
  };
  const order = async (fixture: RegistrarFixture, authInfo: Secret, key: string) =>
    fixture.gaining.requestTransfer(
      { domain: fixture.domain, authInfo, nameServers: fixture.otherNameServers, key },
      never(),
    );
  const newest = async ({ gaining, domain, settle }: RegistrarFixture) => {
    await settle();
    return (await gaining.transfers(domain, never()))[0]!;
  };

  contract<RegistrarFixture>(`${name} keeps its promises as a registrar`, open, skip, {
    'what is not held here reads as undefined and refuses every change as not-held': async ({ gaining, domain }) => {
      expect(await gaining.read(domain, never())).toBeUndefined();
      await refuses('not-held', () => gaining.setNameServers(domain, [], never()));
      await refuses('not-held', () => gaining.setLock(domain, false, never()));
      await refuses('not-held', () => gaining.setDs(domain, [], never()));
      await refuses('not-held', () => gaining.authInfo(domain, never()));
    },
    'what is held reads with its name servers, lock and DS': async ({ losing, domain }) => {
      const held = (await losing.read(domain, never()))!;
      expect(held.locked).toBe(true);
      expect(held.nameServers.length).toBeGreaterThanOrEqual(2);
      expect(held.ds[0]).toMatch(/^\d+ \d+ \d+ [0-9a-f]+$/);
    },
    'name servers are set exactly, and may be set again': async ({ losing, domain, otherNameServers, settle }) => {
      for (let round = 0; round < 2; round++) {
        await losing.setNameServers(domain, otherNameServers, never());
        await settle();
        expect((await losing.read(domain, never()))!.nameServers).toEqual([...otherNameServers].sort());
      }
    },
    'the DS set is replaced; none given removes it': async ({ losing, domain, settle }) => {
      for (const wanted of [[DS], [DS], [], []]) {
        await losing.setDs(domain, wanted, never());
        await settle();
        expect((await losing.read(domain, never()))!.ds).toEqual(wanted);
      }
    },
    'the lock is lifted and set, each as often as one likes': async ({ losing, domain, settle }) => {
      for (const locked of [false, false, true, true]) {
        await losing.setLock(domain, locked, never());
        await settle();
        expect((await losing.read(domain, never()))!.locked).toBe(locked);
      }
    },
    'updates are refused while the registry prohibits them': async ({
      losing,
      domain,
      otherNameServers,
      prohibitUpdate,
    }) => {
      await prohibitUpdate();
      await refuses('refused', () => losing.setNameServers(domain, otherNameServers, never()));
      await refuses('refused', () => losing.setDs(domain, [], never()));
    },
    'there is no transfer code for a locked domain': ({ losing, domain }) =>
      refuses('refused', () => losing.authInfo(domain, never())),
    'a transfer code is a secret': async (fixture) => {
      const code = await unlocked(fixture);
      expect(code.reveal().length).toBeGreaterThan(5);
      expect([String(code), JSON.stringify(code), inspect(code)]).toEqual(['***', '"***"', '***']);
    },
    'a wrong code, or a locked domain, is refused and leaves no order': async (fixture) => {
      const code = await unlocked(fixture);
      await refuses('refused', () => order(fixture, new Secret('wrong'), 'k1'));
      await fixture.losing.setLock(fixture.domain, true, never());
      await refuses('refused', () => order(fixture, code, 'k2'));
      await fixture.settle();
      expect(await fixture.gaining.transfers(fixture.domain, never())).toEqual([]);
    },
    'an order shows with its key after the consistency window, unpaid': async (fixture) => {
      const made = await order(fixture, await unlocked(fixture), 'k1');
      expect(made).toMatchObject({ domain: fixture.domain, key: 'k1', state: 'unpaid' });
      expect(await newest(fixture)).toEqual(made);
      expect(await fixture.losing.transfers(fixture.domain, never())).toEqual([]);
    },
    'an order sent twice is two orders, newest first': async (fixture) => {
      const code = await unlocked(fixture);
      const first = await order(fixture, code, 'k1');
      const second = await order(fixture, code, 'k1');
      expect(second.id).not.toBe(first.id);
      await fixture.settle();
      const ids = (await fixture.gaining.transfers(fixture.domain, never())).map(({ id }) => id);
      expect(ids).toEqual([second.id, first.id]);
    },
    'paying and confirming with the same key again changes nothing': async (fixture) => {
      const { id } = await order(fixture, await unlocked(fixture), 'k1');
      for (let round = 0; round < 2; round++) await fixture.gaining.payTransfer(id, 'pay', never());
      expect((await newest(fixture)).state).toBe('awaiting-confirmation');
      for (let round = 0; round < 2; round++) await fixture.gaining.confirmTransfer(id, 'yes', never());
      expect((await newest(fixture)).state).toBe('pending');
    },
    'a domain in transfer refuses changes at the losing side': async (fixture) => {
      const { id } = await order(fixture, await unlocked(fixture), 'k1');
      await fixture.gaining.payTransfer(id, 'pay', never());
      const { losing, domain, otherNameServers } = fixture;
      await refuses('refused', () => losing.setNameServers(domain, otherNameServers, never()));
      await refuses('refused', () => losing.setLock(domain, true, never()));
    },
    'a completed transfer moves the domain, with the name servers of its order': async (fixture) => {
      const { id } = await order(fixture, await unlocked(fixture), 'k1');
      await fixture.gaining.payTransfer(id, 'pay', never());
      await fixture.gaining.confirmTransfer(id, 'yes', never());
      await fixture.complete();
      expect((await newest(fixture)).state).toBe('completed');
      const held = (await fixture.gaining.read(fixture.domain, never()))!;
      expect(held).toMatchObject({ nameServers: [...fixture.otherNameServers].sort(), locked: false });
      expect(await fixture.losing.read(fixture.domain, never())).toBeUndefined();
      await fixture.gaining.setLock(fixture.domain, true, never());
    },
    'the second of two orders is refused once the first runs': async (fixture) => {
      const code = await unlocked(fixture);
      const [first, second] = [await order(fixture, code, 'k1'), await order(fixture, code, 'k2')];
      await fixture.gaining.payTransfer(first.id, 'pay1', never());
      await fixture.gaining.payTransfer(second.id, 'pay2', never());
      expect(await newest(fixture)).toMatchObject({ id: second.id, state: 'refused', why: 'pendingTransfer' });
    },
  });
}
