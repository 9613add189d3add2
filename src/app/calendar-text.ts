import { displayName } from '../domain/name.ts';
import type { Project } from '../domain/project.ts';
import { scrub } from '../domain/scrub.ts';
import type { Style } from '../texts/render.ts';
import { render } from '../texts/render.ts';
import type { App } from './app.ts';
import type { Entry } from './calendar-entries.ts';
import type { Move } from './calendar-moves.ts';
import { movesOf } from './calendar-moves.ts';
import type { FeedOf } from './feed-links.ts';

export interface EventText {
  readonly summary: string;
  readonly description: string;
}

/** Domains that are named in the line on top of an event; below it stand all. */
const NAMED = 3;

/** What an event says. The customer reads of their own move alone, in words without ours. */
export async function eventText(
  app: App,
  entry: Entry,
  project: Project,
  of: FeedOf,
  style: Style,
): Promise<EventText> {
  const say = (text: string, values: Readonly<Record<string, string | number>> = {}) =>
    scrub(render({ text, values }, style));
  const names = project.domains.map(({ domain }) => displayName(domain));
  const first = names.slice(0, NAMED).join(', ');
  const domains = names.length > NAMED ? say('feed.and-more', { domains: first, count: names.length - NAMED }) : first;
  const isForCustomer = of.scope === 'project';
  const summary = isForCustomer
    ? say('feed.customer.summary', { domains })
    : say('feed.summary', { customer: project.customer, domains });
  const lines = isForCustomer
    ? await forCustomer(app, entry, project, say)
    : await forAgency(app, entry, project, of, say);
  return {
    summary: say(`feed.summary.${entry.status}`, { summary }),
    description: [...(names.length > NAMED ? [say('feed.domains', { domains: names.join(', ') })] : []), ...lines].join(
      '\n',
    ),
  };
}

type Say = (text: string, values?: Readonly<Record<string, string | number>>) => string;

async function forCustomer(app: App, { booking, status }: Entry, project: Project, say: Say): Promise<string[]> {
  const moves = await movesOf(app, project);
  // The half-day is theirs still, and nobody goes live in it.
  const isOff = status === 'confirmed' && moves.length > 0 && moves.every(({ isAway }) => isAway);
  return [
    ...whatMoves(moves, say, (option) => `feed.customer.option.${option}`),
    ...(isOff ? [] : [say(`feed.customer.${status}`, { until: booking.heldUntilMs ?? 0 })]),
    say('feed.customer.contact', { person: booking.onDuty ?? project.owner, agency: app.config.agency.name }),
  ];
}

async function forAgency(
  app: App,
  { booking, status }: Entry,
  project: Project,
  of: FeedOf,
  say: Say,
): Promise<string[]> {
  const moves = await movesOf(app, project);
  const domain = project.domains[0]?.domain.slice(0, -1) ?? project.id;
  const person = booking.onDuty ?? project.owner;
  const statuses = moves.map((move) => ({
    domain: displayName(move.domain),
    status: say(`status.${move.status}`),
  }));
  const areAlike = new Set(statuses.map((one) => one.status)).size === 1;
  return [
    ...whatMoves(moves, say, (option) => `interview.option.${option}`).map((line) =>
      moves[0]?.option === undefined ? line : say('feed.option', { option: line }),
    ),
    ...(statuses.length === 0
      ? []
      : [
          say('feed.status', {
            status: areAlike ? statuses[0]!.status : statuses.map((one) => say('feed.status-of', one)).join(', '),
          }),
        ]),
    of.scope === 'person' && person !== of.subject
      ? say('feed.taken-over', { person })
      : say('feed.on-duty', { person }),
    ...(status === 'tentative' ? [say('feed.held', { until: booking.heldUntilMs ?? 0, domain })] : []),
    say('feed.look', { domain }),
  ];
}

/** Of the main domain: which of the options it is, else what moves. */
function whatMoves([main]: readonly Move[], say: Say, keyOf: (option: number) => string): string[] {
  if (main === undefined) return [];
  if (main.option !== undefined) return [say(keyOf(main.option))];
  const parts = main.moving.map((axis) => say(`feed.part.${axis}`));
  return [parts.length === 0 ? say('feed.goes-live') : say('feed.moves', { parts: parts.join(', ') })];
}
