import type { Answers, Role } from '../domain/answers.ts';
import { playbookFor } from '../domain/answers.ts';
import { didYouMean, GoLiveError } from '../domain/errors.ts';
import type { AddedTask } from '../domain/journal.ts';
import { foldAll, stepsOf } from '../domain/migration.ts';
import type { Fqdn } from '../domain/name.ts';
import { child, displayName, fqdn, isName } from '../domain/name.ts';
import type { Origin } from '../domain/origin.ts';
import type { Playbook } from '../domain/playbook.ts';
import { playbookDigest } from '../domain/playbook.ts';
import type { Contact, Project } from '../domain/project.ts';
import type { NewEvent } from '../ports/store.ts';
import type { AnswersFile, AnswersGiven } from './answers-file.ts';
import {
  AnswersFile as AnswersFileSchema,
  AnswersSchema,
  AXES,
  asAnswers,
  compact,
  PROJECT_FIELDS,
  parseAnswers,
} from './answers-file.ts';
import type { App } from './app.ts';
import { readFree } from './interview/free-answers.ts';
import { interviewFromFile } from './interview/from-file.ts';
import type { Setting } from './interview/interview.ts';
import { leftOpen } from './interview/interview.ts';
import { landed, originsOf } from './interview/land.ts';
import { tasksFromAnswers } from './interview/tasks.ts';
import { projectionOf } from './projection.ts';
import type { Loaded } from './record.ts';
import type { Who } from './say.ts';
import { checkWho } from './say.ts';
import { styleOf } from './voice.ts';

interface Planned {
  readonly domain: Fqdn;
  readonly role: Role;
  readonly answers: Answers;
  readonly playbook: Playbook;
}

/** What an interview knows beyond the answers themselves. */
export interface Asked {
  /** Where the answers came from, by the interview's questions. */
  readonly origins?: Readonly<Record<string, Origin>>;
  /** Questions that were put to somebody and stayed open. */
  readonly open?: readonly string[];
}

/**
 * Makes a project of one or more domains, each with its migration in draft, pinned to its playbook as it is now.
 *
 * @param domains the first is the main one, more are redirects unless the answers file gives them another role
 * @throws GoLiveError `name-invalid`, `answer-invalid` (an axis is missing), `playbook-unknown`, `already-exists`
 */
export async function newProject(
  app: App,
  domains: readonly string[],
  written: AnswersGiven,
  who: Who,
  asked: Asked = {},
): Promise<{ readonly project: Project; readonly migrations: readonly Loaded[] }> {
  checkWho(who);
  const playbooks = await app.playbooks();
  const names = domains.map(movable);
  const said = withInterview(app, names, parseAnswers(AnswersFileSchema, written, 'the answers'), written, playbooks);
  const parsed = parseAnswers(AnswersFileSchema, said.given, 'the answers');
  const given = parsed.free === undefined || names[0] === undefined ? parsed : withFree(app, names[0], parsed);
  const origins = { ...said.origins, ...asked.origins };
  const open = [...said.open, ...(asked.open ?? [])];
  const planned = plan(names, given, playbooks);
  const now = app.clock.now();
  const language = given.language ?? app.config.agency.language;
  const ids = planned.map(() => app.newId('m'));
  const project: Project = {
    id: app.newId('p'),
    customer: given.customer ?? displayName(planned[0]!.domain),
    language,
    owner: given.owner ?? who.by,
    ...(given.owner === undefined ? { ownerAssumed: true } : {}),
    contacts: (given.contacts ?? []).map(
      (contact) => ({ ...compact(contact), language: contact.language ?? language }) as Contact,
    ),
    domains: planned.map(({ domain, role }, index) => ({ domain, role, migrationId: ids[index]! })),
  };
  const migrations = planned.map((one, index) => {
    const id = ids[index]!;
    const events: NewEvent[] = [
      {
        ...who,
        atMs: now,
        event: {
          type: 'created',
          migrationId: id,
          projectId: project.id,
          domain: one.domain,
          role: one.role,
          answers: one.answers,
          playbook: { id: one.playbook.id, digest: playbookDigest(one.playbook) },
          tasks: [
            ...(one.role === 'main' ? checklist(app.config.checklists.after, one) : []),
            ...(index === 0 ? fromAnswers(app, one, open, language) : []),
          ],
          ...(index === 0 && Object.keys(origins).length > 0 ? { origins } : {}),
        },
      },
    ];
    const state = foldAll(events.map((event, seq) => ({ ...event, seq: seq + 1 })));
    return { loaded: { project, playbook: one.playbook, state }, events };
  });
  await app.store.createProject(
    project,
    migrations.map(({ loaded, events }) => ({
      header: { id: loaded.state.id, projectId: project.id, domain: loaded.state.domain, createdMs: now },
      events,
      projection: projectionOf(loaded, now),
    })),
    [
      ...new Map(
        planned.map(({ playbook }) => [playbookDigest(playbook), { digest: playbookDigest(playbook), playbook }]),
      ).values(),
    ],
  );
  return { project, migrations: migrations.map(({ loaded }) => loaded) };
}

/** The free answers that the calendar goes by, as they are kept. @throws GoLiveError `answer-invalid` */
function withFree(app: Pick<App, 'config'>, domain: Fqdn, given: AnswersFile): AnswersFile {
  const style = styleOf(app);
  return { ...given, free: readFree(given.free ?? {}, { domain, language: given.language ?? style.language }, style) };
}

/** The answers under `interview:` put where they belong; without any all stays as it is written. */
function withInterview(
  app: App,
  names: readonly Fqdn[],
  given: AnswersFile,
  written: AnswersGiven,
  playbooks: ReadonlyMap<string, Playbook>,
): {
  readonly given: AnswersGiven;
  readonly origins: Readonly<Record<string, Origin>>;
  readonly open: readonly string[];
} {
  const { interview, ...plain } = written;
  const main = names[0];
  if (interview === undefined || interview === null || main === undefined)
    return { given: plain, origins: {}, open: [] };
  const setting = settingFor(app, main, names.length > 1, plain, given.playbook, playbooks);
  const read = interviewFromFile(interview, setting, { ...styleOf(app), language: setting.language }, 'the answers');
  return {
    given: landed(read),
    origins: originsOf(read),
    open: leftOpen(read).flatMap(({ id }) => (read.answers[id] === undefined ? [] : [id])),
  };
}

/**
 * What an interview about these answers begins with: they count as given, and so does what the playbook brings.
 *
 * @throws GoLiveError `playbook-unknown`
 */
export function settingFor(
  app: Pick<App, 'config'>,
  domain: Fqdn,
  more: boolean,
  { interview: _interview, ...given }: AnswersGiven,
  playbook: string | undefined,
  playbooks: ReadonlyMap<string, Playbook>,
): Setting {
  const preset = playbook === undefined ? undefined : playbookNamed(playbook, playbooks).answers;
  return {
    domain,
    role: given.role ?? 'main',
    language: given.language ?? app.config.agency.language,
    given: { ...preset, ...given },
    dnsHost: Object.values(app.config.providers).some(({ does }) => does.includes('newDnsHost')),
    more: more || (given.domains ?? []).length > 0,
  };
}

/** Work that follows from the answers, and from what was asked and stayed open. */
function fromAnswers(
  { config }: Pick<App, 'config'>,
  { answers, domain, playbook, role }: Planned,
  open: readonly string[],
  customer: Project['language'],
): AddedTask[] {
  return tasksFromAnswers({
    domain,
    free: answers.free,
    open,
    steps: stepsOf(playbook, { answers, role, tasks: [] }),
    languages: { agency: config.agency.language, customer },
  });
}

/** A domain that somebody can hold: a name under an ending, and no wildcard or service name. @throws GoLiveError `name-invalid` */
export function movable(text: string): Fqdn {
  if (!isName(text))
    throw new GoLiveError('name-invalid', {
      subject: JSON.stringify(text.slice(0, 80)),
      fix: 'Write the name alone, like klant.nl.',
    });
  const name = fqdn(text);
  if (!/^(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.){2,}$/.test(name))
    throw new GoLiveError('name-invalid', {
      subject: JSON.stringify(displayName(name)),
      why: 'nobody can move this one',
      fix: 'Write a name with its ending, like klant.nl.',
    });
  return name;
}

function plan(domains: readonly Fqdn[], given: AnswersFile, playbooks: ReadonlyMap<string, Playbook>): Planned[] {
  const main = domains[0];
  if (main === undefined) throw new GoLiveError('usage', { subject: 'golive new', why: 'it needs a domain' });
  const asked = given.playbook === undefined ? undefined : playbookNamed(given.playbook, playbooks);
  const common: Record<string, unknown> = { ...asked?.answers, ...compact(given) };
  for (const field of PROJECT_FIELDS) delete common[field];
  const others = [
    ...domains.slice(1).map((domain) => ({ domain, role: 'redirect' as const })),
    ...(given.domains ?? []).filter(({ domain }) => domain !== main),
  ];
  const all = [{ domain: main, role: given.role ?? 'main' }, ...others];
  for (const { domain } of given.domains ?? []) movable(domain);
  const seen = new Set<Fqdn>();
  const each = all.map(({ domain, role, ...own }): Planned => {
    if (seen.has(domain))
      throw new GoLiveError('usage', { subject: displayName(domain), why: 'it is named twice', fix: 'Name it once.' });
    seen.add(domain);
    const written = { ...(domain === main ? common : forOther(common, role)), ...compact(own) };
    const answers = completed(
      asAnswers(parseAnswers(AnswersSchema, written, `the answers for ${displayName(domain)}`), domain),
      domain,
    );
    return { domain, role, answers, playbook: asked ?? playbookNamed(playbookFor(answers), playbooks) };
  });
  return each.map((one) => (one.domain === main ? { ...one, answers: withLeading(one.answers, each) } : one));
}

/** The names of the domains that only lead to the site are the site's too: its new host must answer for them, with a certificate. */
function withLeading(answers: Answers, all: readonly Planned[]): Answers {
  const { site } = answers;
  if (site === undefined || answers.hosting !== 'moves') return answers;
  const leading = all
    .filter((one) => one.role === 'redirect' && one.answers.hosting === 'moves')
    .flatMap(({ domain }) => [domain.slice(0, -1), child('www', domain).slice(0, -1)]);
  return { ...answers, site: { ...site, redirects: [...new Set([...site.redirects, ...leading])] } };
}

/** What was said of the main domain and holds for no other: its records, and its mailboxes. A name that only leads on keeps its mail as it is. */
function forOther(common: Readonly<Record<string, unknown>>, role: Role): Record<string, unknown> {
  const { zoneChanges: _changes, zoneExport: _export, mailboxes: _mailboxes, ...rest } = common;
  const leads = role === 'redirect' || role === 'parked' || role === 'site-only';
  return leads && AXES.mail.safeParse(rest['mail']).data === 'moves' ? { ...rest, mail: 'stays' } : rest;
}

export function playbookNamed(id: string, playbooks: ReadonlyMap<string, Playbook>): Playbook {
  const playbook = playbooks.get(id);
  if (playbook !== undefined) return playbook;
  const meant = didYouMean(id, playbooks.keys());
  throw new GoLiveError('playbook-unknown', {
    subject: id.slice(0, 80),
    fix: meant === undefined ? `There are ${[...playbooks.keys()].join(', ')}.` : `Did you mean ${meant}?`,
  });
}

/** Where nothing was said of the site, what the axes imply: one that moves comes from the old host, one that is ours goes live in place. */
function completed(answers: Answers, domain: Fqdn): Answers {
  if (answers.site !== undefined || answers.hosting === 'stays') return answers;
  const apex = domain.slice(0, -1);
  return {
    ...answers,
    site: {
      source: answers.hosting === 'moves' ? 'old-host' : 'in-place',
      canonicalHost: child('www', domain).slice(0, -1),
      redirects: [apex],
      database: false,
    },
  };
}

/** The agency's own checks after a go-live: each is a task that the customer's sign-off waits for. */
function checklist(titles: readonly string[], { answers, role, playbook }: Planned): AddedTask[] {
  const steps = stepsOf(playbook, { answers, role, tasks: [] });
  const idsOf = (step: string) => steps.filter((one) => one.step === step).map(({ id }) => id);
  return titles.map((title, index) => ({
    id: `checklist-${index + 1}`,
    title,
    owner: 'agency',
    after: idsOf('verify-live'),
    before: idsOf('customer-signoff'),
  }));
}
