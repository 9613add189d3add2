import { GoLiveError } from '../domain/errors.ts';
import type { Fqdn } from '../domain/name.ts';
import type { EpochMs } from '../domain/time.ts';
import { SECOND } from '../domain/time.ts';
import type { Hosting, HostingOrder, HostingService } from '../ports/hosting.ts';
import type { Door } from './faults.ts';
import type { Scenario, Side } from './scenario.ts';
import type { Files, Tables } from './site.ts';
import { Timeline } from './timeline.ts';

interface Order {
  readonly id: string;
  readonly domain: Fqdn;
  readonly key: string;
  readonly plan: string;
  readonly includesTransfer: boolean;
  readonly paidMs?: EpochMs;
  readonly cancelled: boolean;
}

export interface Database {
  readonly name: string;
  readonly tables: Tables;
  readonly linked: boolean;
}

export interface Account {
  readonly files: Files;
  readonly databases: readonly Database[];
  readonly certificateFor: readonly string[];
  readonly published: boolean;
  readonly frozen: boolean;
}

const EMPTY: Account = { files: new Map(), databases: [], certificateFor: [], published: true, frozen: false };

/** A web host's orders and accounts, by hand or by API. */
export class HostingCore {
  readonly side: Side;
  readonly address: string;
  readonly #now: () => EpochMs;
  readonly #installMs: number;
  readonly #orders = new Timeline<readonly Order[]>([]);
  readonly #accounts = new Map<Fqdn, Timeline<Account>>();
  #serial = 0;

  constructor(side: Side, address: string, now: () => EpochMs, scenario: Scenario) {
    this.side = side;
    this.address = address;
    this.#now = now;
    this.#installMs = scenario.hostingInstallSeconds * SECOND;
  }

  /** A service that runs since long. */
  begin(domain: Fqdn, account: Account): void {
    const order = this.order(domain, 'standaard', 'from-the-beginning');
    this.#change(order.id, { paidMs: Number.NEGATIVE_INFINITY });
    this.#accounts.set(domain, new Timeline(account));
  }

  orders(domain: Fqdn, atMs = this.#now()): HostingOrder[] {
    return this.#orders
      .at(atMs)
      .filter((order) => order.domain === domain)
      .toReversed()
      .map(({ id, key, plan, includesTransfer, ...order }) => {
        return { id, domain, key, plan, includesTransfer, state: this.#stateOf(order, atMs) };
      });
  }

  domains(): Fqdn[] {
    return [...new Set(this.#orders.last().map(({ domain }) => domain))];
  }

  order(domain: Fqdn, plan: string, key: string): HostingOrder {
    this.#serial++;
    const made = { id: `h-${this.side}-${this.#serial}`, domain, plan, key, includesTransfer: false, cancelled: false };
    this.#orders.set([...this.#orders.last(), made], this.#now());
    return this.orders(domain)[0]!;
  }

  pay(id: string): void {
    const order = this.#find(id);
    if (order.cancelled) throw refusal(id, 'a cancelled order cannot be paid');
    if (order.paidMs === undefined) this.#change(id, { paidMs: this.#now() });
  }

  cancel(id: string): void {
    const { domain, cancelled } = this.#find(id);
    if (cancelled) return;
    this.#change(id, { cancelled: true });
    if (!this.isActive(domain)) this.#accounts.get(domain)?.set(EMPTY, this.#now());
  }

  isActive(domain: Fqdn, atMs = this.#now()): boolean {
    return this.#orders.at(atMs).some((order) => order.domain === domain && this.#stateOf(order, atMs) === 'active');
  }

  account(domain: Fqdn, atMs = this.#now()): Account | undefined {
    return this.isActive(domain, atMs) ? (this.#accounts.get(domain)?.at(atMs) ?? EMPTY) : undefined;
  }

  change(domain: Fqdn, part: Partial<Account>): void {
    const account = this.account(domain);
    if (account === undefined) throw refusal(domain, 'no active hosting for this domain');
    const timeline = this.#accounts.get(domain) ?? new Timeline<Account>(EMPTY);
    this.#accounts.set(domain, timeline);
    timeline.set({ ...account, ...part }, this.#now());
  }

  service(domain: Fqdn, atMs = this.#now()): HostingService | undefined {
    const account = this.account(domain, atMs);
    if (account === undefined) return undefined;
    const { certificateFor, published, frozen } = account;
    const databases = account.databases.map(({ name, tables, linked }) => ({ name, tables: tables.size, linked }));
    return { addresses: [this.address], databases, certificateFor, published, frozen };
  }

  createDatabase(domain: Fqdn, name: string): void {
    const databases = this.#required(domain).databases;
    if (databases.some((database) => database.name === name)) return;
    this.change(domain, { databases: [...databases, { name, tables: new Map(), linked: false }] });
  }

  linkDatabase(domain: Fqdn, name: string): void {
    const databases = this.#required(domain).databases;
    if (!databases.some((database) => database.name === name)) throw refusal(name, 'no such database');
    this.change(domain, { databases: databases.map((one) => ({ ...one, linked: one.name === name })) });
  }

  #required(domain: Fqdn): Account {
    const account = this.account(domain);
    if (account === undefined) throw refusal(domain, 'no active hosting for this domain');
    return account;
  }

  #find(id: string): Order {
    const order = this.#orders.last().find((one) => one.id === id);
    if (order === undefined) throw refusal(id, 'no such order');
    return order;
  }

  #change(id: string, part: Partial<Order>): void {
    this.#orders.set(
      this.#orders.last().map((order) => (order.id === id ? { ...order, ...part } : order)),
      this.#now(),
    );
  }

  #stateOf(order: Pick<Order, 'paidMs' | 'cancelled'>, atMs: EpochMs): HostingOrder['state'] {
    if (order.cancelled) return 'cancelled';
    if (order.paidMs === undefined) return 'unpaid';
    return atMs < order.paidMs + this.#installMs ? 'installing' : 'active';
  }
}

/** The host's API. Reads lag by its consistency time. */
export function hostingApi(core: HostingCore, door: Door, consistencyMs: number, now: () => EpochMs): Hosting {
  const call = (name: string) => `${core.side}Hosting.${name}`;
  const shown = () => now() - consistencyMs;
  const change = (name: string, signal: AbortSignal, work: () => void) =>
    door.change(call(name), signal, undefined, work);
  return {
    consistencyMs,
    orders: (domain, signal) => door.read(call('orders'), signal, () => core.orders(domain, shown())),
    order: ({ domain, plan, key }, signal) =>
      door.change(call('order'), signal, { kind: 'once', key }, () => core.order(domain, plan, key)),
    payOrder: (id, key, signal) => door.change(call('payOrder'), signal, { kind: 'keyed', key }, () => core.pay(id)),
    cancelOrder: (id, signal) => change('cancelOrder', signal, () => core.cancel(id)),
    service: (domain, signal) => door.read(call('service'), signal, () => core.service(domain, shown())),
    createDatabase: (domain, name, signal) => change('createDatabase', signal, () => core.createDatabase(domain, name)),
    linkDatabase: (domain, name, signal) => change('linkDatabase', signal, () => core.linkDatabase(domain, name)),
    requestCertificate: (domain, hosts, signal) =>
      change('requestCertificate', signal, () => requestCertificate(core, domain, hosts)),
    setPublished: (domain, published, signal) =>
      change('setPublished', signal, () => core.change(domain, { published })),
    setFrozen: (domain, frozen, signal) => change('setFrozen', signal, () => core.change(domain, { frozen })),
  };
}

export function requestCertificate(core: HostingCore, domain: Fqdn, hosts: readonly string[]): void {
  core.change(domain, { certificateFor: [...new Set(hosts.map(bareHost))].sort() });
}

/** A host name as a browser knows it: no final dot. */
export function bareHost(host: string): string {
  return host.toLowerCase().replace(/\.$/, '');
}

function refusal(subject: string, why: string): GoLiveError {
  return new GoLiveError('refused', { subject, why });
}
