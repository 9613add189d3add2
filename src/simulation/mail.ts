import { GoLiveError } from '../domain/errors.ts';
import { sha256 } from '../domain/json.ts';
import type { Fqdn } from '../domain/name.ts';
import { child, fqdn } from '../domain/name.ts';
import type { Rrset } from '../domain/rrset.ts';
import { rrset } from '../domain/rrset.ts';
import type { EpochMs } from '../domain/time.ts';
import type { MailboxComparison, MailCopier, MailHost } from '../ports/mail-host.ts';
import type { Door } from './faults.ts';
import type { Scenario, Side } from './scenario.ts';
import { Timeline } from './timeline.ts';
import type { WorldSmtpAnswer } from './types.ts';

interface MailDomain {
  readonly seats: number;
  readonly key?: string;
  readonly verified: boolean;
}

/** One mail service: its mailboxes and what lies in them, by hand or by API. */
export class MailHostCore {
  readonly side: Side;
  readonly #now: () => EpochMs;
  readonly #scenario: Scenario;
  readonly #mailboxes = new Timeline<ReadonlyMap<string, string>>(new Map());
  readonly #messages = new Map<string, Set<string>>();
  readonly #domains = new Map<Fqdn, Timeline<MailDomain>>();
  readonly #recordsFor: (domain: Fqdn) => readonly Rrset[];
  /** Whether the live DNS shows this TXT record. */
  readonly #seen: (record: Rrset) => boolean;

  constructor(
    side: Side,
    now: () => EpochMs,
    scenario: Scenario,
    recordsFor: (domain: Fqdn) => readonly Rrset[],
    seen: (record: Rrset) => boolean,
  ) {
    this.side = side;
    this.#now = now;
    this.#scenario = scenario;
    this.#recordsFor = recordsFor;
    this.#seen = seen;
  }

  /** Mailboxes that are there from the beginning. */
  begin(domain: Fqdn, mailboxes: Readonly<Record<string, number>>): void {
    this.#change(domain, { seats: 100, verified: true });
    for (const [local, count] of Object.entries(mailboxes)) {
      const address = `${local}@${domain.slice(0, -1)}`;
      this.create(address);
      for (let index = 1; index <= count; index++) this.put(address, `<${index}.${local}@${domain.slice(0, -1)}>`);
    }
  }

  mailboxes(domain?: Fqdn, atMs = this.#now()): string[] {
    const spelled = [...this.#mailboxes.at(atMs).values()];
    return spelled.filter((address) => domain === undefined || domainOf(address) === domain).sort();
  }

  has(address: string): boolean {
    return this.#mailboxes.last().has(address.toLowerCase());
  }

  create(address: string): void {
    if (this.has(address)) return;
    const domain = domainOf(address);
    if (this.mailboxes(domain).length >= this.#domain(domain).seats)
      throw new GoLiveError('refused', { subject: address, why: 'no seat is free: order licences first' });
    this.#mailboxes.set(new Map([...this.#mailboxes.last(), [address.toLowerCase(), address]]), this.#now());
    this.#messages.set(address.toLowerCase(), new Set());
  }

  remove(address: string): void {
    if (!this.has(address)) return;
    this.#mailboxes.set(
      new Map([...this.#mailboxes.last()].filter(([key]) => key !== address.toLowerCase())),
      this.#now(),
    );
    this.#messages.delete(address.toLowerCase());
  }

  messages(address: string): readonly string[] {
    return [...(this.#messages.get(address.toLowerCase()) ?? [])].sort();
  }

  put(address: string, id: string): void {
    const box = this.#messages.get(address.toLowerCase());
    if (box === undefined) throw new GoLiveError('refused', { subject: address, why: 'no such mailbox' });
    box.add(id);
  }

  /** What it says to RCPT TO. */
  rcpt(recipient: string): WorldSmtpAnswer {
    if (!/^[^@\s]+@[^@\s]+$/.test(recipient)) return { code: 501, text: '5.1.3 bad recipient address syntax' };
    // RFC 5321 §4.5.1: whoever takes a domain's mail takes its postmaster's.
    const postmaster = /^postmaster@/i.test(recipient) && this.mailboxes(domainOf(recipient)).length > 0;
    if (!postmaster && !this.has(recipient)) return { code: 550, text: '5.1.1 no such user here' };
    if (!this.#domain(domainOf(recipient)).verified) return { code: 550, text: '5.7.1 domain not verified' };
    return { code: 250, text: '2.1.5 ok' };
  }

  records(domain: Fqdn): readonly Rrset[] {
    return this.#recordsFor(domain);
  }

  verification(domain: Fqdn, atMs = this.#now()): { readonly record: Rrset; readonly verified: boolean } | undefined {
    if (this.side === 'old' || !this.#scenario.mailNeedsVerification) return undefined;
    const token = `"golive-mail=${sha256(`verify ${domain}`).slice(0, 20)}"`;
    return {
      record: rrset(child('_mailverify', domain), 'TXT', 3600, [token]),
      verified: this.#domain(domain, atMs).verified,
    };
  }

  verify(domain: Fqdn): void {
    const asked = this.verification(domain);
    if (asked === undefined || asked.verified || !this.#seen(asked.record)) return;
    this.#change(domain, { verified: true });
  }

  licences(domain: Fqdn, atMs = this.#now()): { readonly total: number; readonly key?: string } {
    const { seats, key } = this.#domain(domain, atMs);
    return key === undefined ? { total: seats } : { total: seats, key };
  }

  orderLicences(domain: Fqdn, count: number, key: string): void {
    this.#change(domain, { seats: this.#domain(domain).seats + count, key });
  }

  cancelLicences(domain: Fqdn): void {
    const { key: _given, ...kept } = this.#domain(domain);
    const seats = this.side === 'old' ? kept.seats : this.#scenario.mailSeatsIncluded;
    this.#write(domain, { ...kept, seats });
  }

  #domain(domain: Fqdn, atMs = this.#now()): MailDomain {
    const fresh = { seats: this.#scenario.mailSeatsIncluded, verified: !this.#scenario.mailNeedsVerification };
    return this.#domains.get(domain)?.at(atMs) ?? fresh;
  }

  #change(domain: Fqdn, part: Partial<MailDomain>): void {
    this.#write(domain, { ...this.#domain(domain), ...part });
  }

  #write(domain: Fqdn, value: MailDomain): void {
    const timeline = this.#domains.get(domain) ?? new Timeline(this.#domain(domain));
    this.#domains.set(domain, timeline);
    timeline.set(value, this.#now());
  }
}

/** The service's API. Lists lag by its consistency time. */
export function mailHostApi(core: MailHostCore, door: Door, consistencyMs: number, now: () => EpochMs): MailHost {
  const call = (name: string) => `${core.side}MailHost.${name}`;
  const shown = () => now() - consistencyMs;
  const change = (name: string, signal: AbortSignal, work: () => void) =>
    door.change(call(name), signal, undefined, work);
  return {
    consistencyMs,
    mailboxes: (domain, signal) => door.read(call('mailboxes'), signal, () => core.mailboxes(domain, shown())),
    createMailbox: (address, signal) => change('createMailbox', signal, () => core.create(address)),
    deleteMailbox: (address, signal) => change('deleteMailbox', signal, () => core.remove(address)),
    records: (domain, signal) => door.read(call('records'), signal, () => core.records(domain)),
    verification: (domain, signal) => door.read(call('verification'), signal, () => core.verification(domain, shown())),
    verify: (domain, signal) => change('verify', signal, () => core.verify(domain)),
    licences: (domain, signal) => door.read(call('licences'), signal, () => core.licences(domain, shown())),
    orderLicences: ({ domain, count, key }, signal) =>
      door.change(call('orderLicences'), signal, { kind: 'once', key }, () => core.orderLicences(domain, count, key)),
    cancelLicences: (domain, signal) => change('cancelLicences', signal, () => core.cancelLicences(domain)),
  };
}

export function copyMail(from: MailHostCore, to: MailHostCore, address: string): void {
  if (!from.has(address)) throw new GoLiveError('refused', { subject: address, why: 'no such mailbox to copy from' });
  if (!to.has(address)) throw new GoLiveError('refused', { subject: address, why: 'no such mailbox to copy to' });
  for (const id of from.messages(address)) to.put(address, id);
}

export function mailCopierApi(source: MailHostCore, target: MailHostCore, door: Door): MailCopier {
  return {
    compare: (addresses, signal) =>
      door.read('mailCopier.compare', signal, () => addresses.map((address) => compareMail(source, target, address))),
    copy: (address, direction, signal) =>
      door.change('mailCopier.copy', signal, undefined, () =>
        direction === 'forward' ? copyMail(source, target, address) : copyMail(target, source, address),
      ),
  };
}

function compareMail(source: MailHostCore, target: MailHostCore, address: string): MailboxComparison {
  const here = source.messages(address);
  const there = target.messages(address);
  return {
    address,
    source: here.length,
    target: there.length,
    missing: here.filter((id) => !there.includes(id)).length,
    onlyAtTarget: there.filter((id) => !here.includes(id)).length,
  };
}

/** @throws GoLiveError `refused`: no mail address */
function domainOf(address: string): Fqdn {
  const at = address.lastIndexOf('@');
  if (at < 1) throw new GoLiveError('refused', { subject: address, why: 'not a mail address' });
  return fqdn(address.slice(at + 1));
}
