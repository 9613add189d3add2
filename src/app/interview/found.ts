import type { Inspection, SeenAnswer } from '../../checks/inspection.ts';
import { whoServes } from '../../dns/who-serves.ts';
import type { Message } from '../../domain/message.ts';
import { message } from '../../domain/message.ts';
import type { Fqdn } from '../../domain/name.ts';
import type { AnswersGiven, Axis } from '../answers-file.ts';
import { SIGNED } from '../earliest-slot.ts';
import { SEEN_FROM_OUTSIDE } from './questions.ts';

/** What a look from outside says to a question. */
export interface Found {
  /** As it is kept; absent: something was seen, and no answer follows from it. */
  readonly value?: string;
  /** What was seen, and how sure that is. */
  readonly seen: Message;
}

const AXES_SEEN: readonly Axis[] = ['registration', 'nameServers', 'hosting', 'mail'];

/** Answers that the look proposes, by the question's id. */
export function foundIn(inspection: Inspection): ReadonlyMap<string, Found> {
  const found = new Map<string, Found>();
  for (const axis of AXES_SEEN) {
    const value = inspection.proposal.answers[axis];
    found.set(axis, {
      ...(value === undefined ? {} : { value }),
      seen: seenOf(axis, inspection[axis], hintOf(inspection, axis)),
    });
  }
  const senders = sendersIn(inspection);
  if (senders.length > 0)
    found.set('dnsUsers', {
      value: senders.join(', '),
      seen: message('interview.found.spf', { who: senders.join(', ') }),
    });
  const software = inspection.hosting.software ?? '';
  const shop = /woocommerce|magento|shopware|prestashop|shopify|lightspeed|opencart|ccv shop/i.exec(software)?.[0];
  if (shop !== undefined) found.set('shop', { value: 'yes', seen: message('interview.found.software', { who: shop }) });
  return new Map([...found].filter(([id]) => SEEN_FROM_OUTSIDE.has(id)));
}

function seenOf(axis: Axis, { where, who, confidence }: SeenAnswer, hint: string): Message {
  if (where === 'unknown') return message('interview.found.unknown');
  if (where === 'none') return message(`interview.found.${axis === 'registration' ? 'not-registered' : 'none'}`);
  const name = who ?? hint;
  return message(`interview.found.${where}.${confidence}`, { who: name === '' ? '?' : name });
}

/** What stands there, where nobody we know was recognised. */
function hintOf(inspection: Inspection, axis: Axis): string {
  const hosts: Readonly<Record<Axis, readonly string[]>> = {
    registration: [],
    nameServers: inspection.nameServers.parent,
    hosting: inspection.hosting.addresses,
    mail: inspection.mail.mailServers,
  };
  return hosts[axis].slice(0, 2).join(', ');
}

/** Services that may send in the domain's name, as far as its SPF policy names known ones; who holds the mailboxes is none of them. */
function sendersIn({ mail }: Inspection): string[] {
  const spfIncludes = [...(mail.spf ?? '').matchAll(/(?:include:|redirect=)(\S+)/g)].map(([, host]) => host!);
  const holders = new Set(whoServes({ mailServers: mail.mailServers }).map(({ provider }) => provider));
  return [...new Set(whoServes({ spfIncludes }).map(({ provider }) => provider))].filter(
    (provider) => !holders.has(provider),
  );
}

/** What was seen and no question asks for, as free answers: that the domain is signed, which its half-day has to wait for. */
export function withSeen(given: AnswersGiven, domain: Fqdn, inspection: Inspection | undefined): AnswersGiven {
  if ((inspection?.ds.length ?? 0) === 0) return given;
  return { ...given, free: { ...given.free, [SIGNED]: domain.slice(0, -1) } };
}
