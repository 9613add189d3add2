import { hash } from 'node:crypto';
import { didYouMean, GoLiveError } from '../../domain/errors.ts';
import { isOver } from '../../domain/lifecycle.ts';
import { statusOf } from '../../domain/status.ts';
import type { EpochMs } from '../../domain/time.ts';
import { DAY } from '../../domain/time.ts';
import type { Credential } from '../../ports/store.ts';
import type { App } from '../app.ts';
import type { Party } from '../booking/party.ts';
import { partyOf, partyOfProject } from '../booking/party.ts';
import { baseOf, hashOf } from '../feed-links.ts';
import type { Who } from '../say.ts';
import { checkWho } from '../say.ts';

/** What ways in stand on: the wall's clock, whatever clock a laboratory has, and chance. */
export interface LinkParts {
  wallNow(): EpochMs;
  newToken(): string;
}

export interface LinkAsked {
  /** A domain, a project or a migration: the page is the whole project's. */
  readonly domain: string;
  /** How long it opens the page, by the wall's clock. */
  readonly days?: number;
  /** A contact of the project: whoever follows the link speaks in this name, and does this person's part alone. */
  readonly contact?: string;
}

export interface CustomerLink {
  readonly id: string;
  readonly projectId: string;
  readonly contact?: string;
  readonly by: string;
  readonly createdMs: EpochMs;
  readonly expiresMs: EpochMs;
}

export interface NewCustomerLink {
  readonly link: CustomerLink;
  readonly customer: string;
  /** The secret address; this is the one moment at which it is known. Without a host (`/c/…`) where nobody can say ours. */
  readonly address: string;
  readonly hasHost: boolean;
}

export const CUSTOMER_PATH = '/c/';
export const USUAL_DAYS = 90;
const MOST_DAYS = 730;
/** A page of something that is over for so long opens no more; by golive's clock, as the project's own moments are. */
export const OPEN_AFTER_END_MS = 30 * DAY;

/**
 * Makes a secret address of a customer's page. Its hash is kept and it is not.
 *
 * @throws GoLiveError `domain-unknown`; `usage`: a number of days that cannot be, or nobody of the project is called so
 */
export async function newCustomerLink(
  app: App,
  parts: LinkParts,
  { domain, days = USUAL_DAYS, contact }: LinkAsked,
  who: Who,
): Promise<NewCustomerLink> {
  checkWho(who);
  if (!Number.isInteger(days) || days < 1 || days > MOST_DAYS)
    throw new GoLiveError('usage', {
      subject: `--days ${days}`,
      fix: `Give a whole number from 1 to ${MOST_DAYS}; without it the link opens the page for ${USUAL_DAYS} days.`,
    });
  const { project } = await partyOf(app, domain);
  const name = contact === undefined ? undefined : contactNamed(project.contacts, contact);
  const token = parts.newToken();
  const now = parts.wallNow();
  const credential: Credential = {
    kind: 'customer-link',
    id: app.newId('l'),
    hash: hashOf(token),
    subject: project.id,
    by: who.by,
    createdMs: now,
    expiresMs: now + days * DAY,
    data: { feedHash: hashOf(feedTokenOf(token)), ...(name === undefined ? {} : { contact: name }) },
  };
  await app.store.putCredential(credential, true);
  const base = baseOf(app);
  return {
    link: linkOf(credential),
    customer: project.customer,
    address: `${base ?? ''}${CUSTOMER_PATH}${token}`,
    hasHost: base !== undefined,
  };
}

function contactNamed(contacts: Party['project']['contacts'], asked: string): string {
  const names = contacts.map(({ name }) => name);
  const found = names.find((name) => name === asked) ?? names.find((n) => n.toLowerCase() === asked.toLowerCase());
  if (found !== undefined) return found;
  const meant = didYouMean(asked, names);
  throw new GoLiveError('usage', {
    subject: `--contact ${JSON.stringify(asked.slice(0, 80))}`,
    why: 'nobody of this customer is called that',
    fix:
      meant !== undefined
        ? `Did you mean ${meant}?`
        : names.length === 0
          ? 'This project names no contacts; leave --contact away.'
          : `There are: ${names.slice(0, 8).join(', ')}.`,
  });
}

/** The calendar's own secret, which follows from the page's and not the other way round: each page has one, and none has to be kept. */
export function feedTokenOf(token: string): string {
  return hash('sha256', `calendar of ${token}`, 'base64url');
}

/** Those that open something still, of one project or of all. */
export async function customerLinks(app: App, wallNow: EpochMs, domain?: string): Promise<readonly CustomerLink[]> {
  const subject = domain === undefined ? undefined : (await partyOf(app, domain)).project.id;
  const all = await app.store.credentials('customer-link', subject);
  return all
    .map(linkOf)
    .filter(({ expiresMs }) => expiresMs > wallNow)
    .sort((a, b) => b.createdMs - a.createdMs);
}

/** Takes a link back, and the calendar that was subscribed to with it. @throws GoLiveError `usage`: there is none of that id */
export async function endCustomerLink(app: App, id: string): Promise<CustomerLink> {
  const ended = await app.store.takeCredential('customer-link', id);
  if (ended !== undefined) {
    await removeFeedOf(app, ended);
    return linkOf(ended);
  }
  const known = await app.store.credentials('customer-link');
  const meant = didYouMean(
    id,
    known.map((link) => link.id),
  );
  throw new GoLiveError('usage', {
    subject: `customer link ${JSON.stringify(id.slice(0, 80))}`,
    why: 'there is none of that id',
    fix: meant === undefined ? 'golive customer links lists them.' : `Did you mean ${meant}?`,
  });
}

/** A calendar opens no longer than the link it was made with: those of links that have run out go with them. */
export async function endOverdueLinks(app: App, wallNow: EpochMs): Promise<void> {
  for (const link of await app.store.credentials('customer-link')) {
    if ((link.expiresMs ?? 0) > wallNow) continue;
    await removeFeedOf(app, link); // first: without the link nobody would know of it
    await app.store.takeCredential('customer-link', link.id);
  }
}

async function removeFeedOf({ store }: App, { data }: Credential): Promise<void> {
  const feed = await store.findFeed(String(data['feedHash']));
  if (feed !== undefined) await store.removeFeed(feed.id);
}

/** What somebody with a link has before them: its project, and nothing else of the store. */
export interface Customer {
  readonly link: CustomerLink;
  readonly party: Party;
  /** Who speaks, as people would say it. */
  readonly name: string;
}

/** What a page's token looks like at all; what does not is looked up nowhere. */
const TOKEN = /^[A-Za-z0-9_-]{16,100}$/;

/**
 * Who follows a link. `undefined`: there is no such link, or not any more: it has run out, was taken back, or all of it has been over for a month.
 * The caller says the same in each case.
 */
export async function customerAt(app: App, wallNow: EpochMs, token: string): Promise<Customer | undefined> {
  if (!TOKEN.test(token)) return undefined;
  const credential = await app.store.findCredential('customer-link', hashOf(token));
  if (credential === undefined || (credential.expiresMs ?? 0) <= wallNow) return undefined;
  const project = await app.store.readProject(credential.subject);
  if (project === undefined) return undefined;
  const party = await partyOfProject(app, project);
  if (app.clock.now() > endedMs(party) + OPEN_AFTER_END_MS) return undefined;
  const link = linkOf(credential);
  return { link, party, name: link.contact ?? project.customer };
}

/** The last that happened, of a project in which nothing will happen any more; else infinity. */
function endedMs({ migrations }: Party): EpochMs {
  const isOpen = migrations.some(({ playbook, state }) => !isOver(statusOf(playbook, state)));
  return isOpen ? Number.POSITIVE_INFINITY : Math.max(...migrations.map(({ state }) => state.changedMs));
}

function linkOf({ id, subject, by, createdMs, expiresMs, data }: Credential): CustomerLink {
  const contact = data['contact'];
  return {
    id,
    projectId: subject,
    ...(typeof contact === 'string' ? { contact } : {}),
    by,
    createdMs,
    expiresMs: expiresMs ?? 0,
  };
}

const LONGEST_NAME = 150;
const BY_THE_LINK = ', by the link';

/** How the journal names whoever said something on the page. */
export function whoSays({ name }: Pick<Customer, 'name'>): Who {
  const plain = name
    .replace(/[\p{Cc}\p{Cf}]+/gu, ' ')
    .trim()
    .slice(0, LONGEST_NAME);
  return { by: `customer ${plain}${BY_THE_LINK}` };
}

export function isByTheLink(by: string): boolean {
  return by.startsWith('customer ') && by.endsWith(BY_THE_LINK);
}
