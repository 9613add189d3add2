import { resolve } from 'node:path';
import type { BoundedDns } from '../checks/bounded-dns.ts';
import { boundedDns } from '../checks/bounded-dns.ts';
import { readHonesty } from '../checks/canaries.ts';
import type { Propagation, Sight } from '../checks/propagation.ts';
import { judgeSight } from '../checks/propagation.ts';
import type { Authorities, Expectation } from '../checks/propagation-expected.ts';
import { agreementOn, readAuthorities, resolverQuestions, truthOf } from '../checks/propagation-expected.ts';
import { readResolvers } from '../checks/resolvers.ts';
import { worstCaseSeconds } from '../dns/deadline.ts';
import { SIGNING_TYPES } from '../dns/dictionary.ts';
import { goneFrom, parityQuestions } from '../dns/parity.ts';
import { formatZoneFileIssue, hasErrors, readZoneFile } from '../dns/zone-file.ts';
import { asGoLiveError, GoLiveError } from '../domain/errors.ts';
import { isOver } from '../domain/lifecycle.ts';
import type { Fqdn } from '../domain/name.ts';
import { domainName, fqdn, isName } from '../domain/name.ts';
import type { Rrset } from '../domain/rrset.ts';
import { rrset } from '../domain/rrset.ts';
import { statusOf } from '../domain/status.ts';
import type { EpochMs } from '../domain/time.ts';
import { SECOND } from '../domain/time.ts';
import type { Clock } from '../ports/clock.ts';
import type { Dns } from '../ports/dns.ts';
import type { App } from './app.ts';
import type { Config } from './config/schema.ts';
import { readTextFile, whyUnread } from './config/text-file.ts';
import { expectationOf } from './expectation.ts';
import { findMigrations } from './find.ts';
import { load } from './record.ts';

/** What a check stands on. Without a store it knows only what it is told and what it sees. */
export interface CheckParts {
  readonly config: Config;
  readonly clock: Clock;
  readonly dns: Dns;
  readonly app?: App;
}

export interface Asked {
  /** As a person wrote them: domains, projects, migrations. */
  readonly domains: readonly string[];
  /** Every migration that is booked or under way. */
  readonly all?: boolean;
  readonly to?: readonly string[];
  /** A file of records. */
  readonly expect?: string;
  readonly cwd: string;
}

/** Where a change stands beside its date. ahead: booked, and its half-day has not begun. late: it should be over, and is not. */
export const DUES = ['ahead', 'running', 'late', 'over'] as const;
export type Due = (typeof DUES)[number];

export interface Checked {
  /** The domain, or what was written where it is none. */
  readonly asked: string;
  readonly seen?: {
    readonly expected: Expectation;
    readonly sight: Sight;
    readonly propagation: Propagation;
    readonly due: Due;
    readonly nowMs: EpochMs;
    /** Questions put. */
    readonly questions: number;
  };
  /** It could not be looked at. */
  readonly failure?: GoLiveError;
  /** As a monitoring system reads it: 0 fine, 1 on its way, 2 failed or late, 3 unknown. */
  readonly exit: 0 | 1 | 2 | 3;
}

const AT_ONCE = 10;
/** Wall time for one domain. */
const MOST_MS = 30_000;
const PAGE = 500;

/** Looks at every domain that was asked for, several at once. Never throws for one of them: what cannot be looked at is unknown. */
export async function check(parts: CheckParts, asked: Asked, signal: AbortSignal): Promise<readonly Checked[]> {
  const wanted = await targetsOf(parts, asked);
  const results: Checked[] = [];
  const queue = wanted.entries();
  const worker = async (): Promise<void> => {
    for (const [index, target] of queue) results[index] = await checkOne(parts, target, signal);
  };
  await Promise.all(Array.from({ length: Math.min(AT_ONCE, wanted.length) }, worker));
  return results;
}

export type Target =
  | { readonly asked: string; readonly expected: Expectation }
  | Required<Pick<Checked, 'asked' | 'failure'>>;

async function checkOne(parts: CheckParts, target: Target, signal: AbortSignal): Promise<Checked> {
  if ('failure' in target) return { ...target, exit: 3 };
  const { asked, expected } = target;
  try {
    const { sight, questions } = await lookAt(parts.dns, expected, signal);
    return judged(asked, expected, sight, parts.clock.now(), questions);
  } catch (thrown) {
    return { asked, failure: asGoLiveError(thrown, asked), exit: 3 };
  }
}

/** One whole look within the bounds of one domain. Resolvers come last: until the servers in charge say the right thing, they are only shown. */
export async function lookAt(
  dns: Dns,
  expected: Expectation,
  signal: AbortSignal,
): Promise<{ readonly sight: Sight; readonly questions: number }> {
  const inTime = AbortSignal.any([signal, AbortSignal.timeout(MOST_MS)]);
  const bounded = boundedFor(dns, expected);
  const authorities = await readAuthorities(bounded, expected, inTime);
  const truth = truthOf(expected, authorities, 0, { acceptNotAsked: true });
  const resolvers = await readResolvers(bounded, resolverQuestions(expected, authorities, truth), inTime);
  const zones = [...(expected.planned?.intended ?? []), ...(expected.planned?.inventory ?? []), ...expected.before];
  const honesty = await readHonesty(
    bounded,
    {
      ...authorities,
      servers: [authorities.newServers, authorities.oldServers],
      apex: isApexKnown(expected, authorities),
    },
    [...zones, ...expected.sets],
    inTime,
  );
  const spent = bounded.left > 0 || inTime.aborted;
  return { sight: { ...authorities, resolvers, honesty, spent }, questions: bounded.asked };
}

/** The DNS within the bounds of one domain. What its owner can make long is bounded; the registry's servers, and records that we want to see, are not the owner's. */
export function boundedFor(dns: Dns, expected: Expectation): BoundedDns {
  const bounded = boundedDns(dns);
  bounded.allow(MOST_PARENT_QUESTIONS + SERVERS * questionsIn(expected));
  return bounded;
}

/** NS and DS at the addresses of thirteen servers, IPv4 and IPv6. */
const MOST_PARENT_QUESTIONS = 52;
/** Addresses that a zone of ordinary size is served from, old and new. */
const SERVERS = 16;

function questionsIn({ zone, planned, sets, gone }: Expectation): number {
  const { intended, inventory } = planned ?? { intended: [], inventory: [] };
  const whole = planned === undefined ? 0 : parityQuestions(zone, intended, goneFrom(inventory, intended)).length;
  return whole + inventory.length + sets.length + gone.length;
}

/**
 * Whether a resolver may be held to what the zone's servers say of a name nobody made. Where nobody knows the servers that were left, their
 * wildcard may be what it gives: it is late then, and no liar.
 */
export function isApexKnown({ kind }: Expectation, { oldNameServers }: Authorities): boolean {
  return kind === 'records' || (oldNameServers ?? []).length > 0;
}

export function judged(asked: string, expected: Expectation, sight: Sight, nowMs: EpochMs, questions: number): Checked {
  const before = judgeSight(expected, sight, nowMs);
  // Parent and children agree, and what shall be is not said yet: nothing has begun.
  const nothingYet = expected.unplanned === true && before.verdict === 'propagated';
  const propagation: Propagation = nothingYet ? { ...before, verdict: 'not-started' } : before;
  const due = dueOf(expected, propagation, nowMs);
  return {
    asked,
    seen: { expected, sight, propagation, due, nowMs, questions },
    exit: exitOf(propagation.verdict, due),
  };
}

/** Late is what should be over: the computed deadline, or before the switch the end of its half-day. */
export function dueOf(expected: Expectation, propagation: Propagation, now: EpochMs): Due {
  const { slot, switchedAtMs } = expected;
  const { worstCaseAtMs, verdict, terms } = propagation;
  if (verdict === 'propagated') return 'over';
  if (verdict === 'unknown') return 'running'; // nobody can say that it is late
  if (worstCaseAtMs !== null) return now >= worstCaseAtMs ? 'late' : 'running';
  if (slot === undefined || switchedAtMs !== undefined) return 'running';
  if (now < slot.startsAtMs) return 'ahead';
  const begun = verdict !== 'not-started';
  const endsMs = begun ? slot.endsAtMs + worstCaseSeconds(terms) * SECOND : slot.endsAtMs;
  return now >= endsMs ? 'late' : 'running';
}

export function exitOf(verdict: Propagation['verdict'], due: Due): Checked['exit'] {
  if (verdict === 'propagated') return 0;
  if (verdict === 'unknown') return 3;
  if (verdict === 'failed' || due === 'late') return 2;
  return verdict === 'not-started' && due === 'ahead' ? 0 : 1;
}

/** A failure weighs more than something unknown, and that more than a change on its way. */
const BY_WEIGHT = [0, 1, 3, 2] as const;

export function worstExit(checked: readonly Pick<Checked, 'exit'>[]): Checked['exit'] {
  return BY_WEIGHT[Math.max(0, ...checked.map(({ exit }) => BY_WEIGHT.indexOf(exit)))]!;
}

/** What is to be looked at. A text that is no domain, project or migration has its failure, and the others go on. */
export async function targetsOf(parts: CheckParts, asked: Asked): Promise<readonly Target[]> {
  if (asked.all === true) {
    if (asked.domains.length > 0 || asked.to !== undefined || asked.expect !== undefined)
      throw new GoLiveError('usage', { subject: '--all', fix: 'Give --all alone, or domains without it.' });
    return parts.app === undefined ? [] : allOf(parts.app);
  }
  if (asked.domains.length === 0)
    throw new GoLiveError('usage', {
      subject: 'golive check',
      why: 'no domain is named',
      fix: 'Name one, or give --all.',
    });
  if ((asked.to !== undefined || asked.expect !== undefined) && asked.domains.length > 1)
    throw new GoLiveError('usage', { subject: '--to and --expect', fix: 'Name one domain with them.' });
  const targets = await Promise.all(
    asked.domains.map(async (text): Promise<readonly Target[]> => {
      try {
        return await targetsNamed(parts, asked, text);
      } catch (thrown) {
        return [{ asked: text, failure: asGoLiveError(thrown, text.slice(0, 253)) }];
      }
    }),
  );
  return targets.flat();
}

async function targetsNamed({ app }: CheckParts, asked: Asked, text: string): Promise<readonly Target[]> {
  if (asked.to !== undefined || asked.expect !== undefined) {
    const zone = domainName(text);
    return [{ asked: shownAs(zone), expected: expectationAsked(zone, asked) }];
  }
  const headers = app === undefined ? [] : await migrationsNamed(app, text);
  if (headers.length === 0) {
    const zone = domainName(text);
    return [{ asked: shownAs(zone), expected: agreementOn(zone) }];
  }
  return Promise.all(
    headers.map(async ({ id, domain }) => ({ asked: shownAs(domain), expected: expectationOf(await load(app!, id)) })),
  );
}

/** None where nothing of that name is known here. @throws GoLiveError where the store cannot be read */
async function migrationsNamed(app: App, text: string) {
  try {
    return await findMigrations(app.store, text);
  } catch (thrown) {
    if (asGoLiveError(thrown, text).code === 'domain-unknown') return [];
    throw thrown;
  }
}

const shownAs = (zone: Fqdn): string => zone.slice(0, -1);

function expectationAsked(zone: Fqdn, asked: Asked): Expectation {
  const base: Expectation = { ...agreementOn(zone), source: 'asked' };
  const sets = asked.expect === undefined ? [] : recordsIn(zone, resolve(asked.cwd, asked.expect), asked.expect);
  if (asked.to === undefined) return { ...base, kind: 'records', sets };
  return { ...base, kind: 'switch', newNameServers: nameServersIn(asked.to), sets };
}

function nameServersIn(texts: readonly string[]): readonly Fqdn[] {
  const names = texts.flatMap((text) => text.split(',')).map((text) => text.trim());
  const wrong = names.find((name) => name === '' || !isName(name) || !name.includes('.'));
  if (wrong !== undefined || names.length === 0)
    throw new GoLiveError('usage', {
      subject: `--to ${JSON.stringify((wrong ?? '').slice(0, 80))}`,
      why: 'it is not the name of a server',
      fix: 'Write names with commas, like ns1.example.net,ns2.example.net.',
    });
  return [...new Set(names.map((name) => fqdn(name)))].sort();
}

/** A zone file, or lines of `name TYPE data`. A name that is written whole but without its final dot is taken for what it looks like. */
function recordsIn(zone: Fqdn, file: string, shown: string): readonly Rrset[] {
  let text: string;
  try {
    text = readTextFile(file);
  } catch (thrown) {
    throw new GoLiveError('usage', { subject: `--expect ${shown}`, why: whyUnread(thrown), cause: thrown });
  }
  const read = readZoneFile(text, { origin: zone });
  const faults = read.issues.filter(({ severity }) => severity === 'error');
  if (hasErrors(read))
    throw new GoLiveError('usage', {
      subject: `--expect ${shown}`,
      why: formatZoneFileIssue(shown, faults[0]!),
      fix: 'Write a zone file, or lines like: www A 192.0.2.1',
    });
  const sets = new Map<string, Rrset>();
  for (const set of read.rrsets) {
    const name = fqdn(once(set.name, zone));
    if (set.type === 'SOA' || SIGNING_TYPES.has(set.type) || (set.type === 'NS' && name === zone)) continue;
    const rdatas = set.rdatas.map((rdata) => once(rdata, zone));
    const known = sets.get(`${name} ${set.type}`);
    sets.set(`${name} ${set.type}`, rrset(name, set.type, set.ttlSeconds, [...(known?.rdatas ?? []), ...rdatas]));
  }
  if (sets.size === 0)
    throw new GoLiveError('usage', {
      subject: `--expect ${shown}`,
      why: 'there is no record in it that can be looked for',
      fix: 'Write a zone file, or lines like: www A 192.0.2.1',
    });
  return [...sets.values()];
}

/** `www.klant.nl` in a file of klant.nl means itself, whatever a zone file makes of it. */
function once(text: string, zone: Fqdn): string {
  const doubled = `.${zone}${zone}`;
  if (text === `${zone}${zone}`) return zone;
  return text.endsWith(doubled) && !text.startsWith('"') ? text.slice(0, -zone.length) : text;
}

/** Booked or under way; drafts that nobody booked and what is over are left out. */
async function allOf(app: App): Promise<readonly Target[]> {
  const targets: Target[] = [];
  for (let after: string | undefined; ; ) {
    const page = await app.store.listProjections({ limit: PAGE, ...(after === undefined ? {} : { after }) });
    for (const { id, domain, projection } of page) {
      if (isOver(projection.status)) continue;
      try {
        const loaded = await load(app, id);
        if (statusOf(loaded.playbook, loaded.state) === 'draft' && loaded.state.slot === undefined) continue;
        targets.push({ asked: shownAs(domain), expected: expectationOf(loaded) });
      } catch (thrown) {
        targets.push({ asked: shownAs(domain), failure: asGoLiveError(thrown, shownAs(domain)) });
      }
    }
    after = page.at(-1)?.id;
    if (page.length < PAGE) return targets;
  }
}
