import { createHash, timingSafeEqual } from 'node:crypto';
import type { FeedEvent } from '../../scheduler/ical/calendar.ts';
import { calendarParts } from '../../scheduler/ical/calendar.ts';
import { slotSpan } from '../../scheduler/slot.ts';
import { canonicalJson } from '../domain/json.ts';
import type { Project } from '../domain/project.ts';
import { DAY } from '../domain/time.ts';
import type { Style } from '../texts/render.ts';
import { render } from '../texts/render.ts';
import type { App } from './app.ts';
import { breaths } from './breath.ts';
import type { Entry } from './calendar-entries.ts';
import { entriesOf } from './calendar-entries.ts';
import { eventText } from './calendar-text.ts';
import { calendarOf } from './config/slots.ts';
import type { FeedOf } from './feed-links.ts';
import { styleOf } from './voice.ts';

const PRODUCT = '-//golive//golive//EN';
const REFRESH_HOURS = 1;

export interface FeedFile {
  /** RFC 5545. */
  readonly text: string;
  /** Weak: the text also carries the moment at which it was made, and this stays the same until a booking changes. */
  readonly etag: string;
  /** How many there are in it. */
  readonly events: number;
}

/** The feed behind a secret address, by the hash of its token; `undefined`: there is no such address, or its customer is gone. */
export async function feedAt(app: App, tokenHash: string): Promise<FeedFile | undefined> {
  const link = await app.store.findFeed(tokenHash);
  if (link === undefined || !isSame(link.tokenHash, tokenHash)) return undefined;
  if (link.scope === 'project' && (await app.store.readProject(link.subject)) === undefined) return undefined;
  return shared(app, link);
}

const UNDER_WAY = new WeakMap<App['store'], Map<string, Promise<FeedFile>>>();

/** Who asks while it is being worked out for another gets the same. */
function shared(app: App, { scope, subject }: FeedOf): Promise<FeedFile> {
  const all = UNDER_WAY.get(app.store) ?? new Map<string, Promise<FeedFile>>();
  UNDER_WAY.set(app.store, all);
  const key = `${scope} ${subject}`;
  const file = all.get(key) ?? calendarFile(app, { scope, subject }).finally(() => all.delete(key));
  all.set(key, file);
  return file;
}

/** In the same time whatever differs. */
function isSame(a: string, b: string): boolean {
  const [one, other] = [Buffer.from(a), Buffer.from(b)];
  return one.length === other.length && timingSafeEqual(one, other);
}

/**
 * The calendar of the agency, a person or a customer as iCalendar: one event for each booking, with all domains of its project. The customer's
 * is in the customer's language and says nothing of others.
 */
export async function calendarFile(app: App, of: FeedOf): Promise<FeedFile> {
  const now = app.clock.now();
  const breathe = breaths();
  const { timeZone } = app.config.agency;
  const projects = new Map<string, Project | undefined>();
  const projectOf = async (id: string): Promise<Project | undefined> => {
    if (!projects.has(id)) projects.set(id, await app.store.readProject(id));
    return projects.get(id);
  };
  const ownerOf = async (id: string) => (await projectOf(id))?.owner;
  const customer = of.scope === 'project' ? await projectOf(of.subject) : undefined;
  const style: Style = { ...styleOf(app), ...(customer === undefined ? {} : { language: customer.language }) };
  const entries = await entriesOf(app.store, of, now, timeZone, ownerOf, breathe);
  const events: FeedEvent[] = [];
  for (const entry of [...entries].sort(byStart)) {
    const project = await projectOf(entry.booking.projectId);
    if (project !== undefined) events.push(await eventOf(app, entry, project, of, style));
    await breathe();
  }
  const values = { agency: app.config.agency.name, person: of.subject, customer: customer?.customer ?? '' };
  const name = render({ text: `feed.name.${of.scope}`, values }, style);
  const feed = { name, prodId: PRODUCT, timeZone, refreshHours: REFRESH_HOURS, events };
  const digest = createHash('sha256').update(canonicalJson({ ...feed, events: events.length }));
  for (const event of events) {
    digest.update(canonicalJson(event));
    await breathe();
  }
  let text = '';
  for (const part of calendarParts({ ...feed, nowMs: now })) {
    text += part;
    await breathe();
  }
  return { text, events: events.length, etag: `W/"${digest.digest('hex').slice(0, 32)}"` };
}

const byStart = (a: Entry, b: Entry): number =>
  a.booking.slot.localeCompare(b.booking.slot) || a.booking.id.localeCompare(b.booking.id);

async function eventOf(app: App, entry: Entry, project: Project, of: FeedOf, style: Style): Promise<FeedEvent> {
  const { booking, status, sequence, changedMs } = entry;
  // A store from before these were kept has none; the rules in force say what the half-day is.
  const { startsAtMs, endsAtMs } = booking.startsAtMs > 0 ? booking : slotSpan(booking.slot, calendarOf(app));
  return {
    uid: `${booking.id}@golive`,
    sequence,
    status,
    startsAtMs,
    endsAtMs,
    createdMs: booking.createdMs,
    changedMs,
    ...(await eventText(app, entry, project, of, style)),
    alarmsBeforeMs: of.scope === 'project' ? [] : [DAY],
  };
}
