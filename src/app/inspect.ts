import type { InspectViews } from '../checks/inspect.ts';
import { inspectDomain } from '../checks/inspect.ts';
import type { Inspection, SeenAnswer } from '../checks/inspection.ts';
import type { Fqdn } from '../domain/name.ts';
import { withoutFinalDots } from '../domain/name.ts';
import type { Clock } from '../ports/clock.ts';
import type { Style } from '../texts/render.ts';
import { render } from '../texts/render.ts';
import type { Config } from './config/schema.ts';
import type { InspectEntry } from './documents.ts';
import { isAsked, knownFacts } from './interview/facts.ts';
import { foundIn } from './interview/found.ts';
import { QUESTIONS } from './interview/questions.ts';
import { domainPair, findingIn, isoAt, styleOf } from './voice.ts';

export interface InspectParts {
  readonly config: Config;
  readonly clock: Clock;
  readonly views: InspectViews;
}

/** At once; how often each registry may be asked is the registry port's business. */
const AT_ONCE = 6;

function inspectOne(parts: InspectParts, domain: Fqdn, signal: AbortSignal): Promise<Inspection> {
  const { config, clock, views } = parts;
  return inspectDomain(views, domain, { now: () => clock.now(), ours: config.ours }, signal);
}

/** The interview's questions that arise if what is proposed is done, without those that a look from outside answers. */
function questionsLeft({ providers }: Config, inspection: Inspection): string[] {
  const { answers } = inspection.proposal;
  const found = foundIn(inspection);
  const shop = found.get('shop')?.value;
  const hasDnsHost = Object.values(providers).some(({ does }) => does.includes('newDnsHost'));
  const facts = knownFacts(answers, 'main', {
    dnsHost: hasDnsHost ? 'yes' : 'no',
    more: 'no',
    ...(shop === undefined ? {} : { shop }),
  });
  return QUESTIONS.filter(({ id, when }) => isAsked(when, facts) && found.get(id)?.value === undefined).map(
    ({ id }) => id,
  );
}

/**
 * Every domain, a few at once. Calls `done` as each ends; when the signal aborts it begins no more, and answers with those that had ended.
 *
 * @returns in the order of the domains; `undefined` for what was not looked at to its end
 */
export async function inspectAll(
  parts: InspectParts,
  domains: readonly Fqdn[],
  signal: AbortSignal,
  done: (inspection: Inspection, count: number) => void = () => undefined,
): Promise<(Inspection | undefined)[]> {
  const inspections: (Inspection | undefined)[] = domains.map(() => undefined);
  const left = domains.entries();
  let count = 0;
  const worker = async (): Promise<void> => {
    for (const [index, domain] of left) {
      if (signal.aborted) return;
      try {
        const inspection = await inspectOne(parts, domain, signal);
        inspections[index] = inspection;
        done(inspection, ++count);
      } catch (thrown) {
        if (signal.aborted) return;
        throw thrown;
      }
    }
  };
  await Promise.all(Array.from({ length: Math.min(AT_ONCE, domains.length) }, worker));
  return inspections;
}

/** Nobody answered anything about it: not the registry, not a parent server. */
export function learnedNothing(inspection: Inspection): boolean {
  return (['registration', 'nameServers', 'hosting', 'mail'] as const).every(
    (axis) => inspection[axis].where === 'unknown' && inspection[axis].who === undefined,
  );
}

export function inspectEntry(parts: Pick<InspectParts, 'config'>, inspection: Inspection): InspectEntry {
  const style = styleOf(parts);
  const at = (moment: number): string => isoAt(moment, style.timeZone);
  const { registration, hosting, mail, nameServers, proposal, earliestTransfer } = inspection;
  const { seen } = registration;
  return {
    ...domainPair(inspection.domain),
    registration: {
      ...seenIn(registration, style),
      outcome: seen.outcome,
      registrar: seen.registrar?.name ?? null,
      ...(seen.registrar?.id === undefined || seen.registrar.id === '' ? {} : { registrarId: seen.registrar.id }),
      ...(seen.reseller === undefined ? {} : { reseller: seen.reseller }),
      statuses: [...seen.statuses],
      ...(seen.createdMs === undefined ? {} : { createdAt: at(seen.createdMs) }),
      ...(seen.updatedMs === undefined ? {} : { updatedAt: at(seen.updatedMs) }),
      ...(seen.transferredMs === undefined ? {} : { transferredAt: at(seen.transferredMs) }),
      expiresAt: seen.expiresMs === undefined ? null : at(seen.expiresMs),
      nameServers: seen.nameServers.map(bare),
      dnssec: inspection.dnssec,
      ds: [...inspection.ds],
      source: seen.source,
      ...(seen.why === undefined ? {} : { why: seen.why }),
    },
    hosting: {
      ...seenIn(hosting, style),
      addresses: [...hosting.addresses],
      reverseNames: [...hosting.reverseNames],
      ...(hosting.software === undefined ? {} : { software: hosting.software }),
      ...(hosting.proxy === undefined ? {} : { proxy: hosting.proxy }),
    },
    mail: {
      ...seenIn(mail, style),
      mailServers: [...mail.mailServers],
      ...(mail.spf === undefined ? {} : { spf: mail.spf }),
      ...(mail.dmarc === undefined ? {} : { dmarc: mail.dmarc }),
      dkim: mail.dkim ?? 'unknown',
      ...(mail.autodiscover === undefined ? {} : { autodiscover: mail.autodiscover }),
      ...(mail.filter === undefined ? {} : { filter: mail.filter }),
    },
    nameServers: {
      ...seenIn(nameServers, style),
      parent: nameServers.parent.map(bare),
      child: nameServers.child.map(bare),
      ttlSeconds: nameServers.ttlSeconds ?? null,
    },
    option: proposal.option ?? null,
    playbook: proposal.playbook,
    answers: proposal.answers,
    ...(earliestTransfer === undefined
      ? {}
      : {
          earliestTransferAt: at(earliestTransfer.atMs),
          earliestTransferReason: render(earliestTransfer.reason, style),
        }),
    toAsk: questionsLeft(parts.config, inspection),
    findings: inspection.findings.map((finding) => findingIn(finding, style)),
    confidence: inspection.confidence,
  };
}

function seenIn({ where, who, confidence, evidence }: SeenAnswer, style: Style) {
  return {
    where,
    who: who ?? null,
    confidence,
    evidence: evidence.map(({ asked, answered, atMs }) => ({
      asked: withoutFinalDots(asked),
      answered,
      at: isoAt(atMs, style.timeZone),
    })),
  };
}

const bare = (name: string): string => name.replace(/\.$/, '');
