import { dateAt } from '../../scheduler/slot.ts';
import { isOver } from '../domain/lifecycle.ts';
import { stepsOf } from '../domain/migration.ts';
import type { App } from './app.ts';
import { haveAllMoved, partyOf } from './booking/party.ts';
import { standing } from './booking/stands.ts';
import { bookingHistory } from './booking-history.ts';
import type { DocumentOf } from './documents.ts';
import { feedLinksDocument } from './feed-documents.ts';
import { projectDocument } from './project-document.ts';
import { slotsDocument } from './slots-document.ts';
import { titleOf } from './step-title.ts';
import type { Summary } from './summary.ts';
import { domainPair, isoAt, styleOf, titleIn } from './voice.ts';

/** What a page needs on which a project's half-day is chosen. @throws GoLiveError `domain-unknown` */
export async function bookingPage(app: App, asked: string, range: { readonly from: string; readonly days: number }) {
  const project = await projectDocument(app, asked);
  const [slots, history, party, links] = await Promise.all([
    slotsDocument(app, { ...range, domain: project.id }),
    bookingHistory(app, project.id),
    partyOf(app, project.id),
    feedLinksDocument(app),
  ]);
  const style = styleOf(app);
  const byId = new Map(party.migrations.map((loaded) => [loaded.state.id, loaded]));
  return {
    project,
    slots: slots.slots,
    earliest: slots.earliest ?? { terms: [] },
    unmeasured: slots.unmeasured ?? [],
    history: history.changes,
    standing: standing(party.migrations).map(({ domain, migrationId, step, doneMs }) => {
      const { playbook, state } = byId.get(migrationId)!;
      const known = stepsOf(playbook, state).find(({ id }) => id === step);
      return {
        domain: domainPair(domain).domainUnicode,
        title: known === undefined ? step : titleIn(titleOf(known), style),
        since: isoAt(doneMs, style.timeZone),
      };
    }),
    people: app.config.people.map(({ name }) => name),
    hasBegun: haveAllMoved(party),
    links: links.links.filter(({ scope, subject }) => scope === 'project' && subject === project.id),
  };
}

/** The agency's date now. */
export function todayOf(app: App): string {
  return dateAt(app.clock.now(), app.config.agency.timeZone);
}

const LOOKED_AT = 200;
const SHOWN = 20;

/** Projects whose traffic is still to be moved, and that have no half-day for it; what needs somebody first. */
export async function withoutHalfDay(app: App): Promise<{ readonly id: string; readonly customer: string }[]> {
  const { rows } = await app.store.urgentProjections({ limit: LOOKED_AT });
  const found = new Map<string, string>();
  for (const { projection } of rows) {
    const { project, slot, status, phase } = projection.summary as Summary;
    const isAhead = !isOver(status) && status !== 'rolling-back' && (phase === 'prepare' || phase === 'cutover');
    if (isAhead && slot === undefined) found.set(project.id, project.customer);
  }
  return [...found].slice(0, SHOWN).map(([id, customer]) => ({ id, customer }));
}

export type BookingPage = Awaited<ReturnType<typeof bookingPage>>;
export type LinksShown = DocumentOf<'calendarLinks'>['links'];
