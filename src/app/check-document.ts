import { wantedServers } from '../checks/propagation-expected.ts';
import type { TermWhat } from '../dns/deadline.ts';
import {
  deadlinePerRrset,
  decisiveTerms,
  TERM_GROUPS,
  termsWithin,
  worstCaseAt,
  worstCaseSeconds,
} from '../dns/deadline.ts';
import { kindOfParent } from '../dns/propagation.ts';
import { resolverRow } from '../dns/resolver-table.ts';
import type { ServerAnswers } from '../dns/views.ts';
import { answerTo } from '../dns/views.ts';
import type { Fqdn } from '../domain/name.ts';
import { displayName, withoutFinalDots } from '../domain/name.ts';
import { clampTtlSeconds } from '../domain/time.ts';
import type { Style } from '../texts/render.ts';
import { render } from '../texts/render.ts';
import type { Checked, CheckParts } from './check.ts';
import { reasonOf } from './check-reason.ts';
import type { CheckResult, DocumentOf } from './documents.ts';
import { documentOf, domainPair, findingIn, isoAt, styleOf } from './voice.ts';

type Seen = NonNullable<Checked['seen']>;

export function checkDocument(
  parts: Pick<CheckParts, 'config' | 'clock' | 'dns'>,
  checked: readonly Checked[],
): DocumentOf<'check'> {
  const style = styleOf(parts);
  const regions = new Map(parts.dns.resolvers.map(({ address, region }) => [address, region]));
  return documentOf('check', parts, {
    results: checked.map((one) => (one.seen === undefined ? failed(one) : seenIn(one, one.seen, style, regions))),
  });
}

/** The reason in a language; what could not be looked at says so itself. */
export function whyOf({ seen, failure }: Checked, style: Style): string {
  if (seen === undefined) return failure?.message ?? '';
  const { text, late } = reasonOf(seen);
  const why = render(text, style);
  return late ? render({ text: 'check.why.late', values: { why } }, style) : why;
}

function failed({ asked, failure, exit }: Checked): CheckResult {
  return {
    domain: asked,
    domainUnicode: asked,
    verdict: 'unknown',
    why: failure?.message ?? '',
    exit,
    expected: { source: 'asked', kind: 'agreement', nameServers: [], oldNameServers: null, records: [] },
    delegation: { parent: [], child: [] },
    resolvers: [],
    deadline: {
      switchedAt: null,
      worstCaseAt: null,
      seconds: 0,
      terms: [],
      rrsets: [],
      undoSeconds: 0,
      oldServiceMayBeClosedAfter: null,
    },
    questions: 0,
    findings: [],
  };
}

function seenIn(
  checked: Checked,
  seen: Seen,
  style: Style,
  regions: ReadonlyMap<string, string | undefined>,
): CheckResult {
  const { expected, sight, propagation, due, questions } = seen;
  const named = [...new Set(sight.delegation.parents.flatMap(({ ns }) => ns))].sort();
  const wanted = wantedServers(expected, named);
  const bare = (names: readonly Fqdn[]): string[] => names.map((name) => name.slice(0, -1));
  return {
    ...domainPair(expected.zone),
    verdict: propagation.verdict,
    why: whyOf(checked, style),
    exit: checked.exit,
    due,
    expected: {
      source: expected.source,
      kind: expected.kind,
      nameServers: bare(wanted),
      oldNameServers: sight.oldNameServers === null ? null : bare(sight.oldNameServers),
      records: expected.sets.map(({ name, type, rdatas }) => ({ name: name.slice(0, -1), type, rdata: [...rdatas] })),
    },
    delegation: {
      parent: sight.delegation.parents.map((parent) => ({
        server: parent.server.replace(/(?<=.)\.$/, ''),
        address: parent.address,
        ns: bare(parent.ns),
        ds: [...parent.ds],
        ttlSeconds: parent.nsTtlSeconds,
        outcome: parent.outcome,
        says: kindOfParent(parent, wanted, sight.oldNameServers),
      })),
      child: [
        ...sight.newServers.servers.map((server) => childRow(expected.zone, server, 'new')),
        ...sight.oldServers.servers.map((server) => childRow(expected.zone, server, 'old')),
      ],
    },
    resolvers: sight.resolvers.map((answer) => resolverRowOf(answer, seen, style, regions.get(answer.address))),
    deadline: deadlineIn(seen, style),
    questions,
    findings: propagation.findings.map((finding) => findingIn(finding, style)),
  };
}

function childRow(zone: Fqdn, server: ServerAnswers, side: 'new' | 'old') {
  return {
    server: displayName(server.server),
    address: server.address,
    side,
    authoritative: server.outcome === 'answer',
    serial: server.serial,
    ns: (answerTo(server, zone, 'NS')?.rdatas ?? []).map((name) => name.replace(/\.$/, '')),
    outcome: server.outcome,
    tcp: server.tcp,
  };
}

function resolverRowOf(
  answer: Seen['sight']['resolvers'][number],
  { sight, propagation, expected }: Seen,
  style: Style,
  region: string | undefined,
): CheckResult['resolvers'][number] {
  const at = (moment: number) => isoAt(moment, style.timeZone);
  const honest = sight.honesty.find(({ address }) => address === answer.address)?.honest ?? 'unknown';
  const ceiling = resolverRow(answer.address)?.ttlCeilingSeconds;
  const worst =
    expected.switchedAtMs === undefined
      ? null
      : worstCaseAt({ switchedAtMs: expected.switchedAtMs, terms: termsWithin(propagation.terms, ceiling) });
  return {
    name: answer.resolver,
    address: answer.address,
    ...(region === undefined ? {} : { region }),
    record: displayName(answer.name),
    type: answer.type,
    outcome: answer.outcome,
    rdata: [...answer.rdatas],
    ttlSeconds: answer.ttlSeconds,
    ...(answer.clearsAtMs === null ? {} : { clearsAt: at(answer.clearsAtMs) }),
    ...(worst === null ? {} : { worstCaseAt: at(worst) }),
    gate: answer.gate && honest !== 'no',
    honest,
    ...(answer.why === null ? {} : { why: answer.why }),
  };
}

function deadlineIn({ expected, propagation }: Seen, style: Style): CheckResult['deadline'] {
  const { terms, worstCaseAtMs } = propagation;
  const at = (moment: number) => isoAt(moment, style.timeZone);
  const { switchedAtMs } = expected;
  const rrsets = terms.length === 0 ? [] : deadlinePerRrset({ switchedAtMs: switchedAtMs ?? 0, terms });
  return {
    switchedAt: switchedAtMs === undefined ? null : at(switchedAtMs),
    worstCaseAt: worstCaseAtMs === null ? null : at(worstCaseAtMs),
    seconds: worstCaseSeconds(terms),
    terms: decisiveTerms(terms).map(({ what, seconds, source }) => ({
      what,
      seconds: clampTtlSeconds(seconds),
      source: withoutFinalDots(source),
    })),
    rrsets: rrsets.map(({ source, seconds, atMs }) => ({
      source: withoutFinalDots(source),
      seconds,
      ...(switchedAtMs === undefined ? {} : { at: at(atMs) }),
    })),
    undoSeconds: worstCaseSeconds(terms),
    oldServiceMayBeClosedAfter: worstCaseAtMs === null ? null : at(expected.oldServiceUntilMs ?? worstCaseAtMs),
  };
}

/** For people: of terms that run at the same time the longest; what is left adds up to the whole. */
export function longestTerms<T extends { readonly what: string; readonly seconds: number }>(terms: readonly T[]): T[] {
  const longest = new Map<string, T>();
  for (const term of terms) {
    const group = TERM_GROUPS[term.what as TermWhat];
    if (term.seconds > (longest.get(group)?.seconds ?? -1)) longest.set(group, term);
  }
  return [...longest.values()];
}
