import type { Finding, Verdict } from '../domain/finding.ts';
import { message } from '../domain/message.ts';
import { displayName } from '../domain/name.ts';
import type { Tag } from '../domain/severity.ts';
import type { EpochMs } from '../domain/time.ts';
import { countedServers } from './parity.ts';
import type { Judging, Outcome, ServerAnswers, ServersView } from './views.ts';

const TAG_OF: Readonly<Record<Exclude<Outcome, 'answer'>, Tag>> = {
  // It was reached and does not know the zone, or cannot serve it (RFC 9499 §7, "lame").
  nodata: 'SERVER_LAME',
  nxdomain: 'SERVER_LAME',
  referral: 'SERVER_LAME',
  lame: 'SERVER_LAME',
  refused: 'SERVER_LAME',
  servfail: 'SERVER_LAME',
  malformed: 'SERVER_UNREACHABLE',
  timeout: 'SERVER_UNREACHABLE',
  unreachable: 'SERVER_UNREACHABLE',
  'not-asked': 'NOT_ASKED',
};

/** Whether every counted address serves the zone with authority over UDP and TCP. Not reached is unknown; reached and not serving is no. */
export function allServe(view: ServersView, judging: Judging = {}): Verdict {
  const servers = countedServers(view, judging);
  const names = new Set(view.servers.map(({ server }) => server));
  const worst = servers.flatMap(({ outcome, tcp }) => (outcome === 'answer' ? [tcp] : [outcome]));
  if (worst.some((outcome) => outcome !== 'answer' && TAG_OF[outcome] === 'SERVER_LAME')) return 'no';
  if (servers.length === 0 || worst.some((outcome) => outcome !== 'answer')) return 'unknown';
  return [...names].every((name) => servers.some(({ server }) => server === name)) ? 'yes' : 'unknown';
}

/** Whether no address knows the zone any more; `no` as soon as one serves it. SERVFAIL is also what a server says that has the zone and cannot load it. */
export function noneServes(view: ServersView): Verdict {
  if (view.servers.some(({ outcome }) => outcome === 'answer')) return 'no';
  const all = view.servers.every(
    ({ outcome }) => outcome !== 'answer' && outcome !== 'servfail' && TAG_OF[outcome] === 'SERVER_LAME',
  );
  return view.servers.length > 0 && all ? 'yes' : 'unknown';
}

export function anyServes(view: ServersView): boolean {
  return view.servers.some(({ outcome }) => outcome === 'answer');
}

/** What is wrong with the servers themselves, address by address. */
export function judgeServers(view: ServersView, now: EpochMs): Finding[] {
  if (noneServes(view) === 'yes')
    return [
      {
        tag: 'ZONE_ABSENT',
        subject: view.zone,
        message: message('dns.finding.zone-absent', { zone: displayName(view.zone) }),
        evidence: view.servers.map((server) => soaEvidence(server, server.outcome, 'udp', now)),
      },
    ];
  const findings: Finding[] = [];
  for (const server of view.servers) {
    const subject = server.address === '' ? server.server : `${server.server} ${server.address}`;
    const values = { server: server.server, address: server.address === '' ? '–' : server.address, zone: view.zone };
    // Where it is was not found out in time: nobody can take that on, and it says nothing of the server.
    if (server.outcome === 'not-asked' && server.address === '') {
      findings.push({
        tag: 'UNANSWERED',
        subject,
        message: message('dns.finding.server-not-found', values),
        evidence: [{ asked: `${server.server} A, AAAA`, answered: server.outcome.toUpperCase(), atMs: now }],
        fix: message('dns.fix.server-not-found'),
      });
    } else if (server.outcome !== 'answer') {
      const tag = TAG_OF[server.outcome];
      findings.push({
        tag,
        subject,
        message: message(TEXT_OF[tag]!, { ...values, outcome: server.outcome }),
        evidence: [soaEvidence(server, server.outcome, 'udp', now)],
        ...(tag === 'NOT_ASKED' ? { fix: message('dns.fix.not-asked') } : {}),
      });
    } else if (server.tcp !== 'answer') {
      const tag = server.tcp === 'not-asked' ? 'NOT_ASKED' : 'TCP_REFUSED';
      findings.push({
        tag,
        subject,
        message: message(TEXT_OF[tag]!, { ...values, outcome: server.tcp }),
        evidence: [soaEvidence(server, server.tcp, 'tcp', now)],
      });
    }
  }
  for (const [server, alias] of new Map(view.servers.flatMap((one) => (one.alias ? [[one.server, one.alias]] : []))))
    findings.push({
      tag: 'SERVER_IS_ALIAS',
      subject: server,
      message: message('dns.finding.server-alias', { server, alias }),
      evidence: [{ asked: `${server} A, AAAA`, answered: `CNAME ${alias}`, atMs: now }],
    });
  const serials = new Set(view.servers.flatMap(({ serial }) => serial ?? []));
  if (serials.size > 1)
    findings.push({
      tag: 'SERIALS_DIFFER',
      subject: view.zone,
      message: message('dns.finding.serials', {
        zone: view.zone,
        serials: [...serials].sort((a, b) => a - b).join(', '),
      }),
      evidence: view.servers
        .filter(({ serial }) => serial !== null)
        .map((server) => ({
          asked: `${server.server} ${server.address} SOA`,
          answered: `${server.serial}`,
          atMs: now,
        })),
    });
  return findings;
}

const TEXT_OF: Partial<Record<Tag, string>> = {
  SERVER_LAME: 'dns.finding.server-lame',
  SERVER_UNREACHABLE: 'dns.finding.server-unreachable',
  NOT_ASKED: 'dns.finding.not-asked',
  TCP_REFUSED: 'dns.finding.tcp-refused',
};

function soaEvidence(server: ServerAnswers, outcome: Outcome, transport: 'udp' | 'tcp', now: EpochMs) {
  return {
    asked: `${server.server} ${server.address === '' ? '–' : server.address} SOA/${transport}`,
    answered: outcome.toUpperCase(),
    atMs: now,
  };
}
