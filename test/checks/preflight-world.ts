import type { PreflightJudgement } from '../../src/checks/preflight.ts';
import { judgePreflight } from '../../src/checks/preflight.ts';
import type { PreflightContext, PreflightOptions } from '../../src/checks/preflight-sight.ts';
import { PreflightSight, seePreflight } from '../../src/checks/preflight-sight.ts';
import { intendedZone } from '../../src/dns/intended-zone.ts';
import type { Answers } from '../../src/domain/answers.ts';
import { fqdn } from '../../src/domain/name.ts';
import type { Rrset } from '../../src/domain/rrset.ts';
import { rrset } from '../../src/domain/rrset.ts';
import type { DnsOutcome, DnsQuestion } from '../../src/ports/dns.ts';
import type { SmtpAnswer, WebAnswer } from '../../src/ports/outside.ts';
import type { Registration } from '../../src/ports/registry.ts';
import type { StepPorts } from '../../src/ports/step-ports.ts';
import type { Internet, Zones } from './internet.ts';
import { internet, signal } from './internet.ts';

export const ZONE = fqdn('klant.nl');
export const OLD = ['192.0.2.11', '192.0.2.12'] as const;
export const NEW = ['192.0.2.21', '192.0.2.22'] as const;
export const NEW_NS = ['ns1.nieuw.nl.', 'ns2.nieuw.nl.'];
export const OLD_NS = ['ns1.oud.nl.', 'ns2.oud.nl.'];
const NOW = Date.UTC(2026, 10, 20, 12);

const KEY = 'MIGfMA0GCSqGSIb3DQEBAQUAA4GNADCBiQKBgQ==';

/** The records of the domain without its name servers. */
export const RECORDS: readonly string[] = [
  '@ A 198.51.100.80',
  '@ MX 10 mail.klant.nl.',
  '@ TXT "v=spf1 include:spf.elders.nl -all"',
  'www.klant.nl. CNAME klant.nl.',
  'mail.klant.nl. A 198.51.100.25',
  '_dmarc.klant.nl. TXT "v=DMARC1; p=none"',
  `mail._domainkey.klant.nl. TXT "v=DKIM1; k=rsa; p=${KEY}"`,
];

export interface Made {
  /** Each may add, take away (`-` before the line) or replace whole by a function. */
  readonly old?: readonly string[];
  readonly new?: readonly string[];
  /** The parent's zone: klant.nl's delegation and what else stands there. */
  readonly parent?: readonly string[];
  readonly elsewhere?: Zones;
  /** More of the root's zone. */
  readonly root?: readonly string[];
  readonly delegatedTo?: readonly string[];
  /** What the second of the parent's servers says instead. */
  readonly delegatedToSays?: readonly string[];
  readonly newNs?: readonly string[];
  /** Zones that new servers hold in the place of the customer's. */
  readonly newHolds?: Zones;
  readonly broken?: (question: DnsQuestion) => DnsOutcome | undefined;
  /** By `scheme://host@address/path`, path left out for the front page. */
  readonly web?: Readonly<Record<string, Partial<WebAnswer>>>;
  readonly smtp?: Readonly<Record<string, Partial<SmtpAnswer>>>;
  readonly registry?: Partial<Registration>;
}

function edited(records: readonly string[], edits: readonly string[] = []): string[] {
  const away = new Set(edits.filter((line) => line.startsWith('-')).map((line) => line.slice(1)));
  const kept = records.filter((line) => !away.has(line));
  for (const line of away) if (!records.includes(line)) throw new Error(`there is no ${line} to take away`);
  return [...kept, ...edits.filter((line) => !line.startsWith('-'))];
}

export class PreflightWorld {
  readonly dns: Internet;
  readonly visited: string[] = [];
  readonly ports: StepPorts;
  readonly made: Made;

  constructor(made: Made = {}) {
    this.made = made;
    const delegated = made.delegatedTo ?? OLD_NS;
    const newNs = made.newNs ?? NEW_NS;
    const old = [...OLD_NS.map((ns) => `@ NS ${ns}`), ...edited(RECORDS, made.old)];
    const fresh = [...newNs.map((ns) => `@ NS ${ns}`), ...edited(RECORDS, made.new)];
    const oudNl = ['@ NS ns1.oud.nl.', '@ NS ns2.oud.nl.', `ns1.oud.nl. A ${OLD[0]}`, `ns2.oud.nl. A ${OLD[1]}`];
    const nieuwNl = [
      '@ NS ns1.nieuw.nl.',
      '@ NS ns2.nieuw.nl.',
      `ns1.nieuw.nl. A ${NEW[0]}`,
      `ns2.nieuw.nl. A ${NEW[1]}`,
    ];
    const nl = (ns: readonly string[]): string[] => [
      '@ NS ns1.dns.nl.',
      '@ NS ns2.dns.nl.',
      'ns1.dns.nl. A 192.0.2.2',
      'ns2.dns.nl. A 192.0.2.3',
      ...ns.map((server) => `klant.nl. NS ${server}`),
      ...['oud', 'nieuw'].flatMap((name) => [`${name}.nl. NS ns1.${name}.nl.`, `${name}.nl. NS ns2.${name}.nl.`]),
      ...[...oudNl, ...nieuwNl].filter((line) => / A /.test(line)),
      'elders.nl. NS ns.elders.nl.',
      'ns.elders.nl. A 192.0.2.31',
      ...(made.parent ?? []),
    ];
    const elders = [
      '@ NS ns.elders.nl.',
      'ns.elders.nl. A 192.0.2.31',
      'mx.elders.nl. A 203.0.113.25',
      'spf.elders.nl. TXT "v=spf1 ip4:203.0.113.0/24 -all"',
    ];
    const arpa = [
      '@ NS ns.elders.nl.',
      '25.100.51.198.in-addr.arpa. PTR mail.klant.nl.',
      '25.113.0.203.in-addr.arpa. PTR mx.elders.nl.',
    ];
    const holds = made.newHolds ?? { 'klant.nl': fresh };
    this.dns = internet(
      {
        '192.0.2.1': {
          '.': [
            '@ NS root.test.',
            'nl. NS ns1.dns.nl.',
            'nl. NS ns2.dns.nl.',
            'ns1.dns.nl. A 192.0.2.2',
            'ns2.dns.nl. A 192.0.2.3',
            'in-addr.arpa. NS ns.elders.nl.',
            'ns.elders.nl. A 192.0.2.31',
            ...(made.root ?? []),
          ],
        },
        '192.0.2.2': { nl: nl(delegated) },
        '192.0.2.3': { nl: nl(made.delegatedToSays ?? delegated) },
        ...Object.fromEntries(OLD.map((address) => [address, { 'oud.nl': oudNl, 'klant.nl': old }])),
        ...Object.fromEntries(NEW.map((address) => [address, { 'nieuw.nl': nieuwNl, ...holds }])),
        '192.0.2.31': { 'elders.nl': elders, 'in-addr.arpa': arpa, ...made.elsewhere },
      },
      made.broken,
    );
    this.ports = {
      dns: this.dns,
      web: { get: async (request) => this.#visit(request) },
      smtp: {
        wouldAccept: async ({ address }) => ({
          outcome: 'accepted',
          banner: '220 mail ESMTP',
          reply: '250 OK',
          atMs: NOW,
          ...made.smtp?.[address],
        }),
      },
      registry: {
        lookUp: async () => ({
          outcome: 'unknown',
          statuses: [],
          nameServers: [],
          ds: [],
          source: 'test',
          atMs: NOW,
          ...made.registry,
        }),
      },
      vault: { read: async () => undefined, store: async () => undefined, forget: async () => undefined },
    };
  }

  /** Every address has the same site under every name, with a certificate for it, unless the test says otherwise. */
  #visit({ scheme, host, address, path }: Parameters<StepPorts['web']['get']>[0]): WebAnswer {
    const key = `${scheme}://${host}@${address}${path === '/' ? '' : path}`;
    this.visited.push(key);
    return {
      outcome: 'answer',
      status: 200,
      headers: {},
      body: '<title>Bakkerij</title><p>Elke dag vers brood van de zon, met liefde gebakken.</p>',
      atMs: NOW,
      ...(scheme === 'https'
        ? { certificate: { valid: true, hosts: [host], expiresMs: NOW, issuer: "Let's Encrypt" } }
        : {}),
      ...this.made.web?.[key],
    };
  }

  /** As `golive preflight klant.nl --to …` sees it. */
  outside(
    more: { readonly free?: Answers['free']; readonly options?: PreflightOptions } = {},
  ): Promise<PreflightJudgement> {
    const answers: Answers = {
      registration: 'stays',
      hosting: 'stays',
      mail: 'stays',
      nameServers: 'switch',
      newNameServers: this.made.newNs ?? NEW_NS,
      ...(more.free === undefined ? {} : { free: more.free }),
    };
    return this.judge({ answers }, { undecided: true, ...more.options });
  }

  /** As the step of a migration sees it, whose zone was made from this inventory with these answers. */
  migration(
    answers: Partial<Answers> = {},
    more: {
      readonly inventory?: readonly Rrset[];
      readonly siteAddresses?: readonly string[];
      readonly mailRecords?: readonly Rrset[];
      readonly slot?: { readonly startsAtMs: number };
    } = {},
  ): Promise<PreflightJudgement> {
    const newNs = (this.made.newNs ?? NEW_NS).map((name) => fqdn(name));
    const inventory = more.inventory ?? this.inventory();
    const all: Answers = {
      registration: 'moves',
      hosting: 'stays',
      mail: 'stays',
      nameServers: 'switch',
      newNameServers: newNs,
      ...answers,
    };
    const { rrsets: intended, decided } = intendedZone(inventory, {
      zone: ZONE,
      newNameServers: newNs,
      ...(more.siteAddresses === undefined ? {} : { siteAddresses: more.siteAddresses }),
      ...(more.mailRecords === undefined ? {} : { mailRecords: more.mailRecords }),
      ...(all.zoneChanges === undefined ? {} : { zoneChanges: all.zoneChanges }),
    });
    const facts = {
      intended,
      decided,
      inventory,
      nameServers: newNs,
      oldNameServers: OLD_NS,
      completeness: 'exported',
    };
    const free = {
      ...(more.siteAddresses === undefined ? {} : { newAddresses: more.siteAddresses.join(',') }),
      ...all.free,
    };
    return this.judge({
      answers: { ...all, free },
      earlier: { 'create-zone': { state: 'done', facts } },
      ...(more.slot === undefined ? {} : { slot: more.slot }),
    });
  }

  inventory(): Rrset[] {
    const sets = new Map<string, Rrset>();
    const lines = [...OLD_NS.map((ns) => `@ NS ${ns}`), ...edited(RECORDS, this.made.old)];
    for (const line of lines) {
      const [owner, written, ...data] = line.split(' ');
      const [type, ttl = '3600'] = written!.split('/');
      const name = owner === '@' ? ZONE : fqdn(owner!);
      const known = sets.get(`${name} ${type}`)?.rdatas ?? [];
      sets.set(`${name} ${type}`, rrset(name, type!, Number(ttl), [...known, data.join(' ')]));
    }
    return [...sets.values()];
  }

  async judge(ctx: Partial<PreflightContext>, options: PreflightOptions = {}): Promise<PreflightJudgement> {
    const whole: PreflightContext = {
      domain: ZONE,
      stepId: 'preflight',
      role: 'main',
      answers: { registration: 'stays', hosting: 'stays', mail: 'stays', nameServers: 'switch' },
      earlier: {},
      available: [],
      ...ctx,
    };
    const seen = await seePreflight(whole, this.ports, options, signal());
    // What a step observes is stored as JSON; judging must not need more than that.
    const stored = PreflightSight.parse(JSON.parse(JSON.stringify(seen)));
    return judgePreflight(whole, stored, NOW);
  }
}

export const NOW_MS = NOW;
