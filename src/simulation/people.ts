import { GoLiveError } from '../domain/errors.ts';
import { sha256 } from '../domain/json.ts';
import { fqdn } from '../domain/name.ts';
import { bareHost, requestCertificate } from './hosting.ts';
import { copyMail } from './mail.ts';
import { REGISTRARS } from './registry-record.ts';
import type { Side } from './scenario.ts';
import type { SiteCopierCore } from './site-copier.ts';
import type { Cores } from './snapshot.ts';
import type { Delivery, People } from './types.ts';

interface Seen {
  /** Rdatas of a name as a resolver answers them; undefined when it fails. Default: the first resolver. */
  resolve(name: string, type: string, resolver?: string): readonly string[] | undefined;
  webSide(address: string): Side | undefined;
  mailSide(address: string): Side | undefined;
  /** The site's host name. */
  siteHost(domain: string): string;
  readonly thirdParty: readonly string[];
}

/** Humans with their panels. Each does what the API call would, without passing the API's door. */
export function people(cores: Cores, siteCopier: SiteCopierCore, seen: Seen): People {
  const { registry, dnsHost, hosting, mailHost } = cores;
  let letters = 0;
  const unlocked = new Set<string>();
  const holder = (domain: string): Side => {
    const record = registry.record(fqdn(domain));
    if (record === undefined) throw new GoLiveError('not-held', { subject: domain });
    return record.holder;
  };
  const setLock = (domain: string, locked: boolean) => registry.setLock(fqdn(domain), holder(domain), locked);
  const setDs = (domain: string, ds: readonly string[]) => registry.setDs(fqdn(domain), holder(domain), ds);
  const deliver = (address: string, resolver: string | undefined): Delivery => {
    const domain = address.slice(address.lastIndexOf('@') + 1);
    const exchanges = (seen.resolve(`${domain}.`, 'MX', resolver) ?? [])
      .map((rdata) => rdata.split(' '))
      .sort((a, b) => Number(a[0]) - Number(b[0]));
    if (exchanges.length === 0) return { at: 'nowhere', why: 'no MX found' };
    for (const [, exchange] of exchanges) {
      const [server] = seen.resolve(exchange!, 'A', resolver) ?? [];
      const side = server === undefined ? undefined : seen.mailSide(server);
      if (side === undefined) continue;
      const reply = mailHost[side].rcpt(address);
      if (reply.code !== 250) return { at: 'nowhere', why: `${side}: ${reply.code} ${reply.text}` };
      letters++;
      mailHost[side].put(address, `<${letters}@elsewhere.example>`);
      return { at: side };
    }
    return { at: 'nowhere', why: 'no mail server listens where the MX points' };
  };
  return {
    createZone: (host, zone) => dnsHost[host].create(fqdn(zone)),
    deleteZone: (host, zone) => dnsHost[host].remove(fqdn(zone)),
    signZone: (host, zone) => void dnsHost[host].sign(fqdn(zone)),
    look: (domain) => {
      const verification = mailHost.new.verification(fqdn(domain));
      return {
        nameServers: dnsHost.new.nameServers,
        tag: REGISTRARS.new.tag,
        addresses: hosting.new.service(fqdn(domain))?.addresses ?? [],
        thirdParty: seen.thirdParty,
        mailRecords: mailHost.new.records(fqdn(domain)),
        mailboxes: mailHost.old.mailboxes(fqdn(domain)),
        ...(verification === undefined ? {} : { verification: verification.record }),
      };
    },
    putRrsets: (host, zone, rrsets) => dnsHost[host].put(fqdn(zone), rrsets),
    setTtls: (host, zone, ttls) => dnsHost[host].setTtls(fqdn(zone), ttls),
    setNameServers: (domain, nameServers) =>
      registry.setNameServers(fqdn(domain), holder(domain), nameServers.map(fqdn)),
    setLock,
    unlock: (domain) => {
      if (registry.record(fqdn(domain))?.locked === true) unlocked.add(fqdn(domain));
      setLock(domain, false);
    },
    lockAsBefore: (domain) => {
      if (unlocked.delete(fqdn(domain))) setLock(domain, true);
    },
    setDs,
    removeDs: (domain) => setDs(domain, []),
    setStatuses: (domain, statuses) => registry.setStatuses(fqdn(domain), statuses),
    readAuthInfo: (domain) => registry.authInfo(fqdn(domain), holder(domain)).code,
    requestTransfer: (domain, code, nameServers) =>
      registry.requestTransfer(fqdn(domain), 'new', { code, nameServers: nameServers.map(fqdn), key: 'by hand' }).id,
    pushTag: (domain, tag) => registry.pushTag(fqdn(domain), holder(domain), tag),
    takeTagBack: (domain) => registry.takeTagBack(fqdn(domain)),
    payTransfer: (domain) =>
      registry.payTransfer(newest(domain, registry.transfers(fqdn(domain), 'new'), 'unpaid'), 'new'),
    confirmTransfer: (domain) => {
      const orders = registry.transfers(fqdn(domain), 'new');
      const waits = orders.some(({ state }) => state === 'awaiting-confirmation');
      // No mail came, and none will.
      if (!waits && orders.some(({ state }) => state === 'pending' || state === 'completed')) return;
      registry.confirmTransfer(newest(domain, orders, 'awaiting-confirmation'), 'holder');
    },
    orderHosting: (domain) => hosting.new.order(fqdn(domain), 'standaard', 'by hand').id,
    payHostingOrder: (domain) => hosting.new.pay(newest(domain, hosting.new.orders(fqdn(domain)), 'unpaid')),
    cancelHosting: (side, domain) => {
      for (const order of hosting[side].orders(fqdn(domain))) hosting[side].cancel(order.id);
    },
    backUpSite: (domain) => siteCopier.backUp(fqdn(domain)),
    copySite: (domain) => siteCopier.copyFiles(fqdn(domain)),
    createDatabase: (domain, name) => hosting.new.createDatabase(fqdn(domain), name),
    importDatabase: (domain) => siteCopier.importDatabase(fqdn(domain)),
    linkDatabase: (domain, name) => hosting.new.linkDatabase(fqdn(domain), name),
    requestCertificate: (domain, hosts) => requestCertificate(hosting.new, fqdn(domain), hosts),
    setPublished: (side, domain, published) => hosting[side].change(fqdn(domain), { published }),
    setFrozen: (side, domain, frozen) => hosting[side].change(fqdn(domain), { frozen }),
    editSite: (domain, path) => {
      const [address] = seen.resolve(`${bareHost(seen.siteHost(domain))}.`, 'A') ?? [];
      const side = address === undefined ? undefined : seen.webSide(address);
      const account = side === undefined ? undefined : hosting[side].account(fqdn(domain));
      if (side === undefined || account === undefined || account.frozen) return false;
      letters++;
      const files = new Map([...account.files, [path, `edited ${letters} ${sha256(path).slice(0, 8)}`]]);
      hosting[side].change(fqdn(domain), { files });
      return true;
    },
    createMailbox: (host, address) => mailHost[host].create(address),
    deleteMailbox: (host, address) => mailHost[host].remove(address),
    orderLicences: (domain, count) => mailHost.new.orderLicences(fqdn(domain), count, 'by hand'),
    cancelLicences: (domain) => mailHost.new.cancelLicences(fqdn(domain)),
    verifyMailDomain: (domain) => mailHost.new.verify(fqdn(domain)),
    copyMail: (address, direction = 'forward') =>
      direction === 'forward'
        ? copyMail(mailHost.old, mailHost.new, address)
        : copyMail(mailHost.new, mailHost.old, address),
    deliverMail: (address, options = {}) => {
      let last: Delivery = { at: 'nowhere', why: 'nothing was sent' };
      for (let index = 0; index < (options.count ?? 1); index++) last = deliver(address, options.resolver);
      return last;
    },
  };
}

function newest(
  domain: string,
  orders: readonly { readonly id: string; readonly state: string }[],
  state: string,
): string {
  const order = orders.find((one) => one.state === state);
  if (order === undefined) throw new GoLiveError('refused', { subject: domain, why: `no order of it is ${state}` });
  return order.id;
}
