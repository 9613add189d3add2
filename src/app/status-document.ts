import type { Calendar } from '../../scheduler/slot.ts';
import { codeFindings } from '../domain/code-life.ts';
import { GoLiveError } from '../domain/errors.ts';
import type { MigrationStatus, Phase } from '../domain/lifecycle.ts';
import { isOver } from '../domain/lifecycle.ts';
import type { EpochMs } from '../domain/time.ts';
import type { Store } from '../ports/store.ts';
import type { Style } from '../texts/render.ts';
import { render } from '../texts/render.ts';
import type { App } from './app.ts';
import { movedTime } from './booking/moved-time.ts';
import { noLongerSafe } from './booking/no-longer-safe.ts';
import { calendarOf } from './config/slots.ts';
import type { DocumentOf, StatusEntry } from './documents.ts';
import { findMigrations } from './find.ts';
import { withUndelivered } from './notices/lost.ts';
import type { Summary } from './summary.ts';
import { documentOf, domainPair, findingIn, isoAt, sentenceIn, styleOf, titleIn } from './voice.ts';

export const PAGE = 100;
export const LONGEST_PAGE = 1000;

export interface StatusAsked {
  readonly domain?: string;
  /** The `next` of the page before. */
  readonly after?: string;
  readonly limit?: number;
  /** `id` (the default): each page follows the one before, whatever happens meanwhile. `urgent`: what needs somebody comes first. */
  readonly order?: 'id' | 'urgent';
  /** Only these, and only those that hold this text in a domain, a customer's name or an id; both in the order `urgent`. */
  readonly statuses?: readonly MigrationStatus[];
  readonly text?: string;
}

/** The state of one domain or project, or a page of all; read from the projections alone, so no journal is opened. */
export async function statusDocument(app: App, asked: StatusAsked): Promise<DocumentOf<'status'>> {
  const shown = (summary: unknown): StatusEntry => shownEntry(app, summary as Summary);
  const limit = asked.limit ?? PAGE;
  if (!Number.isInteger(limit) || limit < 1 || limit > LONGEST_PAGE)
    throw new GoLiveError('usage', {
      subject: `--limit ${limit}`,
      fix: `Give a whole number from 1 to ${LONGEST_PAGE}.`,
    });
  if (asked.domain !== undefined) {
    const ids = (await findMigrations(app.store, asked.domain)).map(({ id }) => id);
    const rows = await app.store.listProjections({ limit: ids.length, ids });
    return documentOf('status', app, {
      migrations: await withUndelivered(
        app,
        rows.map((row) => shown(row.projection.summary)),
      ),
    });
  }
  const { rows, next } = await pageOf(app, asked, limit);
  return documentOf('status', app, {
    migrations: await withUndelivered(
      app,
      rows.map((row) => shown(row.projection.summary)),
    ),
    counts: await app.store.countByStatus(),
    ...(next === undefined ? {} : { next }),
  });
}

async function pageOf(
  { store }: App,
  { after, order, statuses, text }: StatusAsked,
  limit: number,
): ReturnType<Store['urgentProjections']> {
  const from = after === undefined ? {} : { after };
  if (order === 'urgent' || statuses !== undefined || text !== undefined)
    return store.urgentProjections({
      limit,
      ...from,
      ...(statuses === undefined ? {} : { statuses }),
      ...(text === undefined ? {} : { text }),
    });
  const rows = await store.listProjections({ limit: limit + 1, ...from });
  const page = rows.slice(0, limit);
  const last = page.at(-1);
  return rows.length > limit && last !== undefined ? { rows: page, next: last.id } : { rows: page };
}

/** As in the status document: the entry, and what is to know of its half-day. */
export function shownEntry(app: App, summary: Summary): StatusEntry {
  const style = styleOf(app);
  const now = app.clock.now();
  const notes = slotNotes(summary, calendarOf(app), style, now);
  return { ...entryIn(summary, style, now), ...(notes.length === 0 ? {} : { notes }) };
}

/** A stored summary in a language, with what follows from the time by itself: the life that is left of a transfer code. */
export function entryIn(summary: Summary, style: Style, now: EpochMs): StatusEntry {
  const at = (moment: number) => isoAt(moment, style.timeZone);
  const { code } = summary;
  const ofTheCode = codeFindings(summary.domain, code, now).filter(
    ({ tag }) => !summary.findings.some((known) => known.tag === tag),
  );
  return {
    id: summary.id,
    project: summary.project,
    ...domainPair(summary.domain),
    role: summary.role,
    option: summary.option ?? null,
    cutoverKind: summary.cutoverKind,
    playbook: summary.playbook,
    status: summary.status,
    phase: summary.phase,
    ...(summary.slot === undefined
      ? {}
      : {
          slot: summary.slot.slot,
          slotStartsAt: at(summary.slot.startsAtMs),
          slotEndsAt: at(summary.slot.endsAtMs),
          ...(summary.slot.heldUntilMs === undefined ? {} : { slotHeldUntil: at(summary.slot.heldUntilMs) }),
          ...(summary.slot.onDuty === undefined ? {} : { slotOwner: summary.slot.onDuty }),
        }),
    progress: summary.progress,
    ...(summary.requests === undefined ? {} : { requests: summary.requests }),
    now: summary.now.map((entry) => ({
      step: entry.step,
      title: titleIn(entry.title, style),
      status: entry.status,
      since: at(entry.sinceMs),
      ...(entry.waitsFor === undefined ? {} : { waitsFor: sentenceIn(entry.waitsFor, style) }),
      ...(entry.untilMs === undefined ? {} : { until: at(entry.untilMs) }),
      ...(entry.who === undefined ? {} : { who: entry.who }),
      ...(entry.wants === undefined ? {} : { wants: entry.wants }),
      ...(entry.wantsSecret === undefined ? {} : { wantsSecret: entry.wantsSecret }),
      ...(entry.undo === undefined ? {} : { undo: sentenceIn(entry.undo, style) }),
    })),
    next: summary.next.map((entry) => ({
      step: entry.step,
      title: titleIn(entry.title, style),
      who: entry.who,
      ...(entry.atMs === undefined ? {} : { at: at(entry.atMs) }),
      ...(entry.undo === undefined ? {} : { undo: sentenceIn(entry.undo, style) }),
    })),
    ...(summary.deadlineMs === undefined ? {} : { deadline: at(summary.deadlineMs) }),
    ...(summary.oldServiceUntilMs === undefined ? {} : { oldServiceMayCloseAfter: at(summary.oldServiceUntilMs) }),
    ...(code === undefined
      ? {}
      : {
          transferCode: {
            storedAt: at(code.storedMs),
            ...(code.expiresAtMs === undefined ? {} : { until: at(code.expiresAtMs) }),
          },
        }),
    findings: [...summary.findings, ...ofTheCode].map((finding) => findingIn(finding, style)),
    risk: summary.risk === 'none' && ofTheCode.length > 0 ? 'low' : summary.risk,
    changedAt: at(summary.changedMs),
  };
}

/**
 * What is to know of a half-day ahead: that its moments are others by now, and that the agency's calendar has closed since. What speaks
 * against it in the move itself is in no projection; `slots` and `doctor` say that.
 */
function slotNotes(summary: Summary, calendar: Calendar, style: Style, now: EpochMs): string[] {
  const { slot, status, phase, project } = summary;
  if (slot === undefined || slot.endsAtMs <= now || isOver(status)) return [];
  const booked = BEFORE_THE_SWITCH.has(phase) ? { booked: slot } : {};
  const customer = { ...NOBODY, name: project.customer, projectId: project.id, ...booked };
  return [...movedTime(slot, calendar), ...noLongerSafe(calendar, now, customer)].map(({ why }) => render(why, style));
}

const BEFORE_THE_SWITCH: ReadonlySet<Phase> = new Set(['prepare', 'cutover']);
const NOBODY = { tags: [], leads: [], unmeasured: [], liked: [], blocked: [] };
