import type { Calendar } from '../../scheduler/slot.ts';
import { codeFindings } from '../domain/code-life.ts';
import { GoLiveError } from '../domain/errors.ts';
import type { Phase } from '../domain/lifecycle.ts';
import { isOver } from '../domain/lifecycle.ts';
import type { EpochMs } from '../domain/time.ts';
import type { Style } from '../texts/render.ts';
import { render } from '../texts/render.ts';
import type { App } from './app.ts';
import { movedTime } from './booking/moved-time.ts';
import { noLongerSafe } from './booking/no-longer-safe.ts';
import { calendarOf } from './config/slots.ts';
import type { DocumentOf, StatusEntry } from './documents.ts';
import { findMigrations } from './find.ts';
import type { Summary } from './summary.ts';
import { documentOf, domainPair, findingIn, isoAt, sentenceIn, styleOf, titleIn } from './voice.ts';

export const PAGE = 100;
export const LONGEST_PAGE = 1000;

/** The state of one domain or project, or a page of all; read from the projections alone, so no journal is opened. */
export async function statusDocument(
  app: App,
  asked: { readonly domain?: string; readonly after?: string; readonly limit?: number },
): Promise<DocumentOf<'status'>> {
  const style = styleOf(app);
  const calendar = calendarOf(app);
  const shown = (summary: Summary): StatusEntry => {
    const notes = slotNotes(summary, calendar, style, app.clock.now());
    return { ...entryIn(summary, style, app.clock.now()), ...(notes.length === 0 ? {} : { notes }) };
  };
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
      migrations: rows.map((row) => shown(row.projection.summary as Summary)),
    });
  }
  const rows = await app.store.listProjections({
    limit: limit + 1,
    ...(asked.after === undefined ? {} : { after: asked.after }),
  });
  const page = rows.slice(0, limit);
  const last = page.at(-1);
  return documentOf('status', app, {
    migrations: page.map((row) => shown(row.projection.summary as Summary)),
    counts: await app.store.countByStatus(),
    ...(rows.length > limit && last !== undefined ? { next: last.id } : {}),
  });
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
