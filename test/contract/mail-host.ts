import { expect } from 'vitest';
import type { Fqdn } from '../../src/domain/name.ts';
import { fqdn, isUnder } from '../../src/domain/name.ts';
import type { Rrset } from '../../src/domain/rrset.ts';
import type { MailHost } from '../../src/ports/mail-host.ts';
import { never, refuses } from './laboratory.ts';
import { contract } from './promise.ts';

export interface MailHostFixture {
  readonly port: MailHost;
  /** A domain without mailboxes here, and without seats; its TXT must be seen first. */
  readonly domain: Fqdn;
  settle(): Promise<void>;
  /** Puts a record into the zone that is live now. */
  publish(record: Rrset): Promise<void>;
  close(): Promise<void>;
}

/** Every promise of the port `MailHost`. */
export function mailHostContract(
  name: string,
  open: () => Promise<MailHostFixture>,
  skip: Readonly<Record<string, string>> = {},
): void {
  const licensed = ({ port, domain }: MailHostFixture, count = 3) =>
    port.orderLicences({ domain, count, key: 'k1' }, never());
  const listed = async ({ port, domain, settle }: MailHostFixture) => {
    await settle();
    return port.mailboxes(domain, never());
  };
  const at = (local: string, domain: Fqdn) => `${local}@${domain.slice(0, -1)}`;

  contract<MailHostFixture>(`${name} keeps its promises as a mail host`, open, skip, {
    'a domain that is not known has no mailboxes': async ({ port }) => {
      expect(await port.mailboxes(fqdn('onbekend.example.'), never())).toEqual([]);
    },
    'a mailbox keeps its spelling, is made once, and only for its own domain': async (fixture) => {
      await licensed(fixture);
      const address = at('Jan.de.Bakker', fixture.domain);
      await fixture.port.createMailbox(address, never());
      await fixture.port.createMailbox(address, never());
      await fixture.port.createMailbox(address.toLowerCase(), never());
      expect(await listed(fixture)).toEqual([address]);
      expect(await fixture.port.mailboxes(fqdn('elders.example.'), never())).toEqual([]);
    },
    'a deleted mailbox is gone, and may be deleted again': async (fixture) => {
      await licensed(fixture);
      await fixture.port.createMailbox(at('info', fixture.domain), never());
      for (let round = 0; round < 2; round++) await fixture.port.deleteMailbox(at('info', fixture.domain), never());
      expect(await listed(fixture)).toEqual([]);
    },
    'what is no address is refused': async ({ port }) => {
      await refuses('refused', () => port.createMailbox('geen adres', never()));
    },
    'the records it asks for are RRsets of the domain, with MX and SPF among them': async ({ port, domain }) => {
      const sets = await port.records(domain, never());
      for (const set of sets) {
        expect(isUnder(set.name, domain)).toBe(true);
        expect(set.rdatas).toEqual([...set.rdatas].sort());
      }
      expect(sets.some(({ name: owner, type }) => owner === domain && type === 'MX')).toBe(true);
      expect(
        sets.some(({ type, rdatas }) => type === 'TXT' && rdatas.some((data) => data.startsWith('"v=spf1 '))),
      ).toBe(true);
    },
    'a domain is verified only after its record is in the live zone and somebody asked to look': async (fixture) => {
      const { port, domain, publish, settle } = fixture;
      const verified = async () => {
        await settle();
        return (await port.verification(domain, never()))!.verified;
      };
      await port.verify(domain, never());
      expect(await verified()).toBe(false);
      await publish((await port.verification(domain, never()))!.record);
      expect(await verified()).toBe(false);
      for (let round = 0; round < 2; round++) await port.verify(domain, never());
      expect(await verified()).toBe(true);
    },
    'seats are ordered with a key that shows; ordering twice gives twice as many': async (fixture) => {
      expect(await fixture.port.licences(fixture.domain, never())).toEqual({ total: 0 });
      for (const total of [3, 6]) {
        await licensed(fixture);
        await fixture.settle();
        expect(await fixture.port.licences(fixture.domain, never())).toEqual({ total, key: 'k1' });
      }
    },
    'ordered seats can be given up, again and again': async (fixture) => {
      await licensed(fixture);
      for (let round = 0; round < 2; round++) await fixture.port.cancelLicences(fixture.domain, never());
      await fixture.settle();
      expect(await fixture.port.licences(fixture.domain, never())).toEqual({ total: 0 });
    },
    'a mailbox without a free seat is refused': async (fixture) => {
      await licensed(fixture, 1);
      await fixture.port.createMailbox(at('info', fixture.domain), never());
      await refuses('refused', () => fixture.port.createMailbox(at('jan', fixture.domain), never()));
    },
  });
}
