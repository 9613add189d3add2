import type { Fqdn } from '../../src/domain/name.ts';
import type { Scenario } from '../../src/simulation/world.ts';
import { clockContract } from './clock.ts';
import { copiersContract } from './copiers.ts';
import { dnsContract } from './dns.ts';
import { dnsHostContract } from './dns-host.ts';
import { failuresContract } from './failures.ts';
import { hostingContract } from './hosting.ts';
import type { Laboratory, OpenLaboratory } from './laboratory.ts';
import { CONSISTENCY_SECONDS, CONTRACT_SCENARIO, never } from './laboratory.ts';
import { mailHostContract } from './mail-host.ts';
import type { OutsideFixture } from './outside.ts';
import { smtpContract, webContract } from './outside.ts';
import { registrarContract } from './registrar.ts';
import { registryContract } from './registry.ts';

/** Titles of promises that a kind of laboratory cannot keep, and why, by suite. */
export type Skips = Readonly<Partial<Record<Suite, Readonly<Record<string, string>>>>>;
type Suite =
  | 'dnsHost'
  | 'registrar'
  | 'registry'
  | 'hosting'
  | 'mailHost'
  | 'copiers'
  | 'dns'
  | 'web'
  | 'smtp'
  | 'clock'
  | 'failures';

/** Runs every suite on laboratories of one kind: in memory, or behind sockets. */
export function allContracts(name: string, openLaboratory: OpenLaboratory, skips: Skips = {}): void {
  const open = (scenario: Partial<Scenario> = {}) => openLaboratory({ ...CONTRACT_SCENARIO, ...scenario });
  const fixture =
    <Fixture>(make: (laboratory: Laboratory) => Fixture | Promise<Fixture>, scenario: Partial<Scenario> = {}) =>
    async () => {
      const laboratory = await open(scenario);
      const settle = () => laboratory.pass(CONSISTENCY_SECONDS);
      return { settle, close: () => laboratory.close(), ...(await make(laboratory)) };
    };
  const newServers = ({ servers }: Laboratory): Fqdn[] =>
    servers.filter(({ kind }) => kind === 'new').map((server) => server.name);

  dnsHostContract(
    name,
    fixture(({ ports, domain }) => ({ port: ports.newDnsHost, zone: domain })),
    skips.dnsHost,
  );
  registrarContract(
    name,
    fixture((laboratory) => ({
      losing: laboratory.ports.losingRegistrar,
      gaining: laboratory.ports.gainingRegistrar,
      domain: laboratory.domain,
      otherNameServers: newServers(laboratory),
      complete: () => laboratory.pass(CONTRACT_SCENARIO.transferSeconds),
      prohibitUpdate: () => laboratory.people.setStatuses(laboratory.domain, ['clientUpdateProhibited']),
    })),
    skips.registrar,
  );
  registryContract(
    name,
    fixture(({ ports, domain, people, faults }) => ({
      port: ports.registry,
      domain,
      unlock: () => people.unlock(domain),
      breakNext: () => faults.next('registry.lookUp', 'unreachable'),
    })),
    skips.registry,
  );
  hostingContract(
    name,
    fixture(({ ports, domain, pass }) => ({
      port: ports.newHosting,
      domain,
      install: () => pass(CONTRACT_SCENARIO.hostingInstallSeconds + CONSISTENCY_SECONDS),
    })),
    skips.hosting,
  );
  mailHostContract(
    name,
    fixture(
      ({ ports, domain, people }) => ({
        port: ports.newMailHost,
        domain,
        publish: (record: Parameters<typeof people.putRrsets>[2][number]) => people.putRrsets('old', domain, [record]),
      }),
      { mailNeedsVerification: true, mailSeatsIncluded: 0 },
    ),
    skips.mailHost,
  );
  copiersContract(name, fixture(copiersIn), skips.copiers);
  dnsContract(
    name,
    fixture(({ ports, domain, servers, faults, pass }) => {
      const address = (kind: string) => servers.find((server) => server.kind === kind)!.address;
      return {
        port: ports.dns,
        domain,
        parent: address('tld'),
        child: address('old'),
        zoneServers: servers.filter(({ kind }) => kind === 'old').map((server) => server.address),
        stranger: address('new'),
        deadAddress: deadAddress(address('old')),
        fault: faults.dns,
        pass,
      };
    }),
    skips.dns,
  );
  webContract(name, fixture(outsideIn), skips.web);
  smtpContract(name, fixture(outsideIn), skips.smtp);
  clockContract(
    name,
    fixture(({ clock }) => ({ clock })),
    skips.clock,
  );
  failuresContract(name, () => open(), skips.failures);
}

/** An address of the world's net where nobody listens. */
function deadAddress(living: string): string {
  return `${living.slice(0, living.lastIndexOf('.'))}.250`;
}

function outsideIn({ ports, domain, endpoints }: Laboratory): Omit<OutsideFixture, 'close'> {
  const bare = domain.slice(0, -1);
  const web = endpoints.find(({ kind, side }) => kind === 'web' && side === 'old')!;
  const mail = endpoints.find(({ kind, side }) => kind === 'mail' && side === 'old')!;
  return {
    web: ports.web,
    smtp: ports.smtp,
    site: { address: web.address, host: `www.${bare}`, redirecting: bare, otherHost: 'elders.example' },
    mail: { address: mail.address, host: mail.name, recipient: `info@${bare}`, nobody: `niemand@${bare}` },
    deadAddress: deadAddress(web.address),
  };
}

async function copiersIn(laboratory: Laboratory) {
  const { ports, domain, people, pass } = laboratory;
  const address = `info@${domain.slice(0, -1)}`;
  await people.orderHosting(domain);
  await people.payHostingOrder(domain);
  await pass(CONTRACT_SCENARIO.hostingInstallSeconds);
  await people.createDatabase(domain, 'site');
  await people.linkDatabase(domain, 'site');
  await people.createMailbox('new', address);
  const deliver = async (side: 'source' | 'target') => {
    if (side === 'target') {
      const [mx] = (await ports.newMailHost.records(domain, never())).filter(({ type }) => type === 'MX');
      await people.putRrsets('old', domain, [mx!]);
    }
    // A resolver that has not asked yet sees the MX as it is now.
    const resolver = side === 'target' ? 'child-centric' : 'parent-centric';
    const delivered = await people.deliverMail(address, { resolver });
    if (delivered.at !== (side === 'target' ? 'new' : 'old')) throw new Error(`delivered at ${delivered.at}`);
  };
  return {
    site: ports.siteCopier,
    mail: ports.mailCopier,
    domain,
    address,
    onlyAtSource: `jan@${domain.slice(0, -1)}`,
    editSource: async () => {
      if (!(await people.editSite(domain, '/contact.html'))) throw new Error('the page could not be edited');
    },
    deliver,
  };
}
