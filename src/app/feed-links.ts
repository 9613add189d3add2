import { hash } from 'node:crypto';
import { didYouMean, GoLiveError } from '../domain/errors.ts';
import type { FeedLink } from '../ports/store.ts';
import type { App } from './app.ts';
import { parseListen } from './config/listen.ts';
import { findMigrations } from './find.ts';
import type { Who } from './say.ts';
import { checkWho } from './say.ts';

/** Whose calendar: everybody's where neither is named. */
export interface FeedAsked {
  readonly person?: string;
  /** A domain, a project or a migration: the calendar of that customer. */
  readonly domain?: string;
}

export type FeedOf = Pick<FeedLink, 'scope' | 'subject'>;

export const FEED_PATH = '/calendar/';

/** As the store keeps a token: whoever reads the store cannot subscribe. */
export function hashOf(token: string): string {
  return hash('sha256', token, 'hex');
}

/** @throws GoLiveError `usage`: both are named, or nobody here is called that; `domain-unknown` */
export async function feedOf(app: App, { person, domain }: FeedAsked): Promise<FeedOf> {
  if (person !== undefined && domain !== undefined)
    throw new GoLiveError('usage', {
      subject: `--person with ${domain.slice(0, 253)}`,
      fix: 'Name a person or a domain: a calendar is one or the other’s.',
    });
  if (domain !== undefined) {
    const [header] = await findMigrations(app.store, domain);
    return { scope: 'project', subject: header!.projectId };
  }
  return person === undefined
    ? { scope: 'agency', subject: '' }
    : { scope: 'person', subject: await personNamed(app, person) };
}

/** Names that a typing error is compared with. */
const COMPARED = 2000;
const LISTED = 8;

async function personNamed(app: App, name: string): Promise<string> {
  const known = await peopleOf(app);
  const found = known.find((one) => one === name) ?? known.find((one) => one.toLowerCase() === name.toLowerCase());
  if (found !== undefined) return found;
  const meant = didYouMean(name, known);
  const listed = known.slice(0, LISTED).join(', ');
  throw new GoLiveError('usage', {
    subject: `--person ${JSON.stringify(name.slice(0, 80))}`,
    why: 'nobody here is called that',
    fix:
      meant !== undefined
        ? `Did you mean ${meant}?`
        : known.length === 0
          ? 'Write your people in golive.yaml: people: [{ name: Anna }].'
          : `There are: ${listed}${known.length > LISTED ? ', …' : ''}.`,
  });
}

/** Everybody who is in the configuration, owns a project, or is on duty in a half-day. */
async function peopleOf(app: App): Promise<string[]> {
  const [projections, bookings] = await Promise.all([
    app.store.listProjections({ limit: COMPARED }),
    app.store.bookings('0', '9~'),
  ]);
  const owners = projections.map(
    ({ projection }) => (projection.summary as { readonly project?: { readonly owner?: string } }).project?.owner,
  );
  const all = [...app.config.people.map(({ name }) => name), ...owners, ...bookings.map(({ onDuty }) => onDuty)];
  return [...new Set(all.filter((name) => name !== undefined))].sort();
}

export interface NewLink {
  readonly link: FeedLink;
  /** The secret address; this is the one moment at which it is known. Without a host (`/calendar/…`) where nobody can say ours. */
  readonly address: string;
  readonly hasHost: boolean;
}

/**
 * Makes a secret address for a calendar. `token` is at least 128 bits of chance, written in letters, digits, `-` and `_`; its hash is kept and
 * it is not.
 *
 * @throws GoLiveError as `feedOf`
 */
export async function linkFeed(app: App, asked: FeedAsked, who: Who, token: string): Promise<NewLink> {
  checkWho(who);
  const link: FeedLink = {
    id: app.newId('c'),
    tokenHash: hashOf(token),
    ...(await feedOf(app, asked)),
    by: who.by,
    createdMs: app.clock.now(),
  };
  await app.store.addFeed(link);
  const base = baseOf(app);
  return { link, address: `${base ?? ''}${FEED_PATH}${token}.ics`, hasHost: base !== undefined };
}

/** `https://golive.example.nl`, without a slash at its end. */
export function baseOf({ config: { serve } }: App): string | undefined {
  if (serve.url !== undefined) return serve.url.replace(/\/+$/, '');
  const listen = parseListen(serve.listen);
  if (listen?.kind !== 'tcp' || listen.port === 0) return undefined;
  return `http://${listen.host.includes(':') ? `[${listen.host}]` : listen.host}:${listen.port}`;
}

/** @throws GoLiveError `usage`: there is none of that id */
export async function unlinkFeed(app: App, id: string): Promise<void> {
  if (await app.store.removeFeed(id)) return;
  const known = await app.store.feeds();
  const meant = didYouMean(
    id,
    known.map((feed) => feed.id),
  );
  throw new GoLiveError('usage', {
    subject: `calendar address ${JSON.stringify(id.slice(0, 80))}`,
    why: 'there is none of that id',
    fix: meant === undefined ? 'golive calendar links lists them.' : `Did you mean ${meant}?`,
  });
}
