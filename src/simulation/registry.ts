import { GoLiveError } from '../domain/errors.ts';
import { sha256 } from '../domain/json.ts';
import type { Fqdn } from '../domain/name.ts';
import type { EpochMs } from '../domain/time.ts';
import { DAY, SECOND } from '../domain/time.ts';
import type { Registration } from '../ports/registry.ts';
import type { Delegated, RegistryRecord, WorldTransfer } from './registry-record.ts';
import { canonicalDs, delegatedBy, REGISTRARS, refusal, sameDelegation, statusesOf } from './registry-record.ts';
import type { Scenario, Side } from './scenario.ts';
import { Timeline } from './timeline.ts';

/** The key of what a push leaves in the registry's own books; no account lists it. */
const PUSHED = 'pushed';

const NO_UPDATE = ['clientUpdateProhibited', 'serverUpdateProhibited'];
const NO_TRANSFER = ['serverTransferProhibited', 'clientHold', 'serverHold', 'redemptionPeriod', 'pendingDelete'];

interface Outside {
  /** Whether these name servers answer for the domain with authority. */
  serve(domain: Fqdn, nameServers: readonly Fqdn[]): boolean;
  /** The losing side is told of an outgoing transfer. */
  leaving(domain: Fqdn, from: Side): void;
  /** A transfer was over at that moment; it may be in the past, because nobody looked meanwhile. */
  completed?(domain: Fqdn, to: Side, atMs: EpochMs): void;
}

/** The registry's database and its rules, with both registrars' accounts in it. */
export class RegistryCore {
  readonly #now: () => EpochMs;
  readonly #scenario: Scenario;
  readonly #seed: number;
  readonly #outside: Outside;
  readonly #begun: EpochMs;
  readonly #records = new Map<Fqdn, Timeline<RegistryRecord>>();
  readonly #published = new Map<Fqdn, Timeline<Delegated>>();
  readonly #transfers = new Map<Fqdn, Timeline<readonly WorldTransfer[]>>();
  #serial = 0;
  #codes = 0;
  #nextCompletionMs: EpochMs = Number.POSITIVE_INFINITY;

  constructor(now: () => EpochMs, begunMs: EpochMs, scenario: Scenario, seed: number, outside: Outside) {
    this.#now = now;
    this.#scenario = scenario;
    this.#seed = seed;
    this.#outside = outside;
    this.#begun = begunMs;
  }

  register(domain: Fqdn, record: RegistryRecord): void {
    this.#records.set(domain, new Timeline(record));
    this.#published.set(domain, new Timeline(delegatedBy(record)));
    this.#transfers.set(domain, new Timeline<readonly WorldTransfer[]>([]));
  }

  domains(): Fqdn[] {
    return [...this.#records.keys()];
  }

  delegation(domain: Fqdn): Delegated {
    this.#settle();
    return this.#published.get(domain)!.at(this.#now());
  }

  record(domain: Fqdn, atMs = this.#now()): RegistryRecord | undefined {
    this.#settle();
    return this.#records.get(domain)?.at(atMs);
  }

  /** Orders into one account, newest first. */
  transfers(domain: Fqdn, to: Side, atMs = this.#now()): readonly WorldTransfer[] {
    this.#settle();
    const orders = this.#transfers.get(domain)?.at(atMs) ?? [];
    return orders.filter((order) => order.to === to && order.key !== PUSHED).toReversed();
  }

  /** Brings what has come due meanwhile: completed transfers, each at its own moment. Every look at the books begins with it. */
  #settle(): void {
    if (this.#now() < this.#nextCompletionMs) return;
    this.#nextCompletionMs = Number.POSITIVE_INFINITY;
    for (const [domain, timeline] of this.#transfers)
      for (const order of timeline.last()) {
        if (order.state !== 'pending' || order.completesMs === undefined) continue;
        if (order.completesMs > this.#now())
          this.#nextCompletionMs = Math.min(this.#nextCompletionMs, order.completesMs);
        else this.#complete(domain, order, order.completesMs);
      }
  }

  setNameServers(domain: Fqdn, by: Side, nameServers: readonly Fqdn[]): void {
    const record = this.#updatable(domain, by);
    if (nameServers.length < 2) throw refusal(domain, 'the registry wants at least two name servers');
    if (this.#scenario.registryChecksNameServers && !this.#outside.serve(domain, nameServers))
      throw refusal(domain, 'the registry found a name server that does not answer for it with authority');
    this.#write(domain, { ...record, nameServers: [...new Set(nameServers)].sort() });
  }

  setDs(domain: Fqdn, by: Side, ds: readonly string[]): void {
    this.#write(domain, { ...this.#updatable(domain, by), ds: [...new Set(ds.map(canonicalDs))].sort() });
  }

  setLock(domain: Fqdn, by: Side, locked: boolean): void {
    const record = this.#held(domain, by);
    if (record.locked === locked) return;
    if (record.pending) throw refusal(domain, 'pendingTransfer');
    this.#write(domain, { ...record, locked });
  }

  setStatuses(domain: Fqdn, statuses: readonly string[]): void {
    const record = this.record(domain);
    if (record === undefined) throw new GoLiveError('not-held', { subject: domain });
    this.#write(domain, { ...record, statuses: [...statuses].sort() });
  }

  /** The same code until it ends. */
  authInfo(domain: Fqdn, by: Side): { readonly code: string; readonly expiresAtMs: EpochMs } {
    const record = this.#held(domain, by);
    if (this.#scenario.tagPush) throw refusal(domain, 'there are no codes here: the tag is changed instead');
    if (record.locked) throw refusal(domain, 'clientTransferProhibited: no code for a locked domain');
    if (record.authInfo !== undefined && record.authInfo.expiresAtMs > this.#now()) return record.authInfo;
    this.#codes++;
    const code = this.#newCode(domain);
    const authInfo = { code, expiresAtMs: this.#now() + this.#scenario.authInfoValidSeconds * SECOND };
    this.#write(domain, { ...record, authInfo });
    return authInfo;
  }

  #newCode(domain: Fqdn): string {
    const digest = sha256(`${this.#seed} ${domain} ${this.#codes}`);
    if (this.#scenario.codeForm === 'any') return `${digest.slice(0, 12)}-Zn!`;
    return this.#scenario.codeForm === 'digits'
      ? BigInt(`0x${digest}`).toString().slice(0, 15).match(/.{3}/g)!.join('-')
      : digest.slice(0, 16).toUpperCase().match(/.{4}/g)!.join('-');
  }

  /** The losing registrar changes the tag: nobody is asked, and the name servers stay. */
  pushTag(domain: Fqdn, by: Side, tag: string): void {
    const record = this.#held(domain, by);
    if (!this.#scenario.tagPush) throw refusal(domain, 'there are no tags here');
    const to = (['old', 'new'] as const).find((side) => REGISTRARS[side].tag === tag.toUpperCase());
    if (to === undefined) throw refusal(domain, 'no registrar has this tag');
    const why = this.#whyNoTransfer(record);
    if (why !== undefined) throw refusal(domain, why);
    if (
      to === record.holder ||
      this.#transfers
        .get(domain)!
        .last()
        .some(({ state }) => state === 'pending')
    )
      return;
    this.#serial++;
    this.#outside.leaving(domain, record.holder);
    this.#run({ id: `p-${this.#serial}`, domain, key: PUSHED, state: 'pending', to, nameServers: [] });
    this.#settle();
  }

  /** Both registrars see to it that the domain is, and stays, where it was before a push. */
  takeTagBack(domain: Fqdn): void {
    this.#settle();
    const pushed = this.#transfers
      .get(domain)!
      .last()
      .filter(({ key }) => key === PUSHED);
    for (const order of pushed) if (order.state === 'pending') this.#putTransfer({ ...order, state: 'cancelled' });
    const record = this.record(domain)!;
    if (pushed.length > 0 && record.holder === 'new') this.#write(domain, { ...record, holder: 'old' });
  }

  /** Every call is an order of its own. */
  requestTransfer(
    domain: Fqdn,
    to: Side,
    order: { readonly code: string; readonly nameServers: readonly Fqdn[]; readonly key: string },
  ): WorldTransfer {
    const record = this.record(domain);
    if (record === undefined) throw refusal(domain, 'no such domain is registered');
    if (record.holder === to) throw refusal(domain, 'it is in this account already');
    if (this.#scenario.tagPush) throw refusal(domain, 'it must be pushed to the tag by the losing registrar');
    if (this.#scenario.orderWantsNameServers && order.nameServers.length < 2)
      throw refusal(domain, 'the order must name its name servers');
    const why = this.#whyNoTransfer(record);
    if (why !== undefined) throw refusal(domain, why);
    if (record.authInfo === undefined || record.authInfo.code !== order.code)
      throw refusal(domain, 'wrong transfer code');
    if (record.authInfo.expiresAtMs <= this.#now()) throw refusal(domain, 'expired transfer code');
    this.#serial++;
    const made: WorldTransfer = {
      id: `t-${this.#serial}`,
      domain,
      key: order.key,
      state: 'unpaid',
      to,
      nameServers: [...new Set(order.nameServers)].sort(),
    };
    this.#putTransfer(made);
    return this.#scenario.transferNeedsPayment ? made : this.#begin(made);
  }

  payTransfer(id: string, by: Side): void {
    const order = this.#order(id, by);
    if (order.state === 'cancelled') throw refusal(id, 'a cancelled order cannot be paid');
    if (order.state === 'unpaid') this.#begin(order);
  }

  confirmTransfer(id: string, by: Side | 'holder'): void {
    const order = this.#order(id, by);
    if (by !== 'holder' && !this.#scenario.accountMayConfirm)
      throw refusal(id, 'only the holder can confirm, by the mail');
    if (order.state === 'pending' || order.state === 'completed') return;
    if (order.state !== 'awaiting-confirmation') throw refusal(id, `nothing to confirm: the order is ${order.state}`);
    this.#run(order);
  }

  lookUp(domain: Fqdn): Registration {
    const record = this.record(domain);
    const base = { source: 'rdap.nic.example', atMs: this.#now() };
    if (record === undefined) return { ...base, outcome: 'not-found', statuses: [], nameServers: [], ds: [] };
    const { lockShown, registeredDaysAgo, expiresInDays } = this.#scenario;
    const statuses = statusesOf(record).filter((status) => lockShown || status !== 'clientTransferProhibited');
    return {
      ...base,
      outcome: 'found',
      registrar: this.#shown(record.holder),
      statuses: statuses.length === 0 ? ['ok'] : statuses,
      nameServers: record.nameServers,
      ds: record.ds,
      createdMs: this.#begun - registeredDaysAgo * DAY,
      expiresMs: this.#begun + expiresInDays * DAY,
      ...(record.transferredMs === undefined ? {} : { transferredMs: record.transferredMs }),
    };
  }

  #shown(holder: Side) {
    const { id, name, tag } = REGISTRARS[holder];
    return this.#scenario.tagPush ? { id, name, tag } : { id, name };
  }

  /** The registry hears of it: from here on it is pending, and the losing side knows. */
  #begin(order: WorldTransfer): WorldTransfer {
    const record = this.record(order.domain)!;
    const why = record.holder === order.to ? 'it is in this account already' : this.#whyNoTransfer(record);
    if (why !== undefined) return this.#putTransfer({ ...order, state: 'refused', why });
    this.#write(order.domain, { ...record, pending: true });
    this.#outside.leaving(order.domain, record.holder);
    if (this.#scenario.transferNeedsConfirmation)
      return this.#putTransfer({ ...order, state: 'awaiting-confirmation' });
    return this.#run(order);
  }

  #run(order: WorldTransfer): WorldTransfer {
    const completesMs = this.#now() + this.#scenario.transferSeconds * SECOND;
    this.#nextCompletionMs = Math.min(this.#nextCompletionMs, completesMs);
    return this.#putTransfer({ ...order, state: 'pending', completesMs });
  }

  #complete(domain: Fqdn, order: WorldTransfer, atMs: EpochMs): void {
    const record = this.record(domain, atMs)!;
    const { authInfo: _used, ...kept } = record;
    const nameServers = order.nameServers.length === 0 ? record.nameServers : order.nameServers;
    const held = { holder: order.to, nameServers, locked: false, pending: false, transferredMs: atMs };
    this.#write(domain, { ...kept, ...held }, atMs);
    this.#putTransfer({ ...order, state: 'completed' }, atMs);
    this.#outside.completed?.(domain, order.to, atMs);
  }

  #whyNoTransfer(record: RegistryRecord): string | undefined {
    if (record.pending) return 'pendingTransfer';
    if (record.locked) return 'clientTransferProhibited';
    const { registeredDaysAgo, lockDaysAfterRegistration } = this.#scenario;
    if (this.#now() < this.#begun + (lockDaysAfterRegistration - registeredDaysAgo) * DAY) return 'it is too young';
    return record.statuses.find((status) => NO_TRANSFER.includes(status));
  }

  #held(domain: Fqdn, by: Side): RegistryRecord {
    const record = this.record(domain);
    if (record === undefined || record.holder !== by) throw new GoLiveError('not-held', { subject: domain });
    return record;
  }

  #updatable(domain: Fqdn, by: Side): RegistryRecord {
    const record = this.#held(domain, by);
    const why = record.pending ? 'pendingTransfer' : record.statuses.find((status) => NO_UPDATE.includes(status));
    if (why !== undefined) throw refusal(domain, why);
    return record;
  }

  #order(id: string, by: Side | 'holder'): WorldTransfer {
    this.#settle();
    for (const timeline of this.#transfers.values()) {
      const found = timeline.last().find((order) => order.id === id && (by === 'holder' || order.to === by));
      if (found !== undefined) return found;
    }
    throw refusal(id, 'no such transfer order in this account');
  }

  #putTransfer(order: WorldTransfer, atMs = this.#now()): WorldTransfer {
    const timeline = this.#transfers.get(order.domain)!;
    const orders = timeline.last();
    const known = orders.some(({ id }) => id === order.id);
    timeline.set(known ? orders.map((one) => (one.id === order.id ? order : one)) : [...orders, order], atMs);
    return order;
  }

  #write(domain: Fqdn, record: RegistryRecord, atMs = this.#now()): void {
    this.#records.get(domain)!.set(record, atMs);
    const published = this.#published.get(domain)!;
    const next = delegatedBy(record);
    if (sameDelegation(published.last(), next)) return;
    published.set(next, atMs + this.#scenario.registryPublishSeconds * SECOND);
  }
}
