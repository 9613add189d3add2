import type { Inspection } from '../../checks/inspection.ts';
import { GoLiveError } from '../../domain/errors.ts';
import { isOver } from '../../domain/lifecycle.ts';
import type { Fqdn } from '../../domain/name.ts';
import { displayName } from '../../domain/name.ts';
import type { Origin } from '../../domain/origin.ts';
import { statusOf } from '../../domain/status.ts';
import { registrableDomain } from '../../registration/registrable.ts';
import type { AnswersGiven, Axis } from '../answers-file.ts';
import { AXES } from '../answers-file.ts';
import type { App } from '../app.ts';
import { hasOwnRoots } from '../config/schema.ts';
import type { DocumentOf } from '../documents.ts';
import { settingFor } from '../new-project.ts';
import type { Loaded } from '../record.ts';
import { load } from '../record.ts';
import { documentOf, domainPair, findingIn, isoAt, styleOf } from '../voice.ts';
import type { Ending } from './ending.ts';
import { interviewFromFile } from './from-file.ts';
import type { Interview } from './interview.ts';
import { isGiven, leftOpen, questionsOf } from './interview.ts';
import { QUESTIONS } from './questions.ts';

/**
 * The interview that is still to be held about these domains: what a file and the command line say is not asked, and what a file's `interview:` says
 * counts as answered. `empty`: whether what stands there empty was left open by whoever had the file, or is asked.
 *
 * @throws GoLiveError `name-invalid`, `answer-invalid`, `playbook-unknown`
 */
export async function beginInterview(
  app: App,
  domains: readonly string[],
  given: AnswersGiven,
  empty: 'open' | 'asked',
): Promise<Interview> {
  const names = domains.map((domain) => domainToMove(app.config, domain));
  const setting = settingFor(app, names[0]!, names.length > 1, given, given.playbook, await app.playbooks());
  const style = { ...styleOf(app), language: setting.language };
  const read = interviewFromFile(given.interview, setting, style, 'the answers');
  if (empty === 'open') return read;
  const answers = Object.fromEntries(Object.entries(read.answers).filter(([, { value }]) => value !== null));
  return { ...read, answers, asked: [] };
}

/** A domain that somebody can hold and move. @throws GoLiveError `name-invalid`, with the domain that was probably meant */
export function domainToMove(config: App['config'], text: string): Fqdn {
  return registrableDomain(text, hasOwnRoots(config));
}

/** The axes that nobody has answered; without them there is no draft. */
export function missingAxes(interview: Interview): readonly Axis[] {
  const open = new Set(leftOpen(interview).map(({ id }) => id));
  return (Object.keys(AXES) as Axis[]).filter((axis) => open.has(axis));
}

/** Where nobody is there to be asked. @throws GoLiveError `answer-missing` */
export function refuseMissing(interview: Interview): void {
  const missing = missingAxes(interview);
  if (missing.length === 0) return;
  throw new GoLiveError('answer-missing', {
    subject: 'golive new',
    why: missing.join(', '),
    fix: 'Give --answers FILE, --playbook livegang-1 … -4, or --registration, --hosting, --mail and --name-servers; --answers-template writes the file.',
  });
}

/** Before anybody answers thirty questions. @throws GoLiveError `already-exists` */
export async function refuseLive(app: App, domain: Fqdn): Promise<void> {
  const [newest] = await app.store.findMigrations(domain);
  if (newest === undefined) return;
  const loaded = await load(app, newest.id);
  if (isOver(statusOf(loaded.playbook, loaded.state))) return;
  const name = displayName(domain);
  throw new GoLiveError('already-exists', {
    subject: `a migration of ${name}`,
    why: `${newest.id} is not over`,
    fix: `Go on with it: golive status ${name}. Or end it first: golive cancel ${name} --why "…".`,
  });
}

/** Where the answers came from that nobody was asked for: a file, the command line, or the playbook. */
export function originsGiven(
  interview: Interview,
  file: Readonly<Record<string, unknown>>,
  said: ReadonlySet<string>,
): Readonly<Record<string, Origin>> {
  const { given } = interview.setting;
  const asked = new Set(questionsOf(interview).map(({ id }) => id));
  return Object.fromEntries(
    QUESTIONS.filter((question) => !asked.has(question.id) && isGiven(question, given)).map((question) => [
      question.id,
      said.has('name' in question.lands ? question.lands.name : '')
        ? 'said'
        : isGiven(question, file)
          ? 'file'
          : 'preset',
    ]),
  );
}

/** The document that `golive new` prints. */
export function createdDocument(
  app: App,
  migrations: readonly Loaded[],
  ending: Ending,
  open: readonly string[],
  inspection: Inspection | undefined,
): DocumentOf<'created'> {
  const { project, state } = migrations[0]!;
  const { timeZone } = styleOf(app);
  const style = { timeZone, language: project.language };
  return documentOf('created', app, {
    project: { id: project.id, customer: project.customer },
    migrations: migrations.map(({ state: one }) => ({
      id: one.id,
      ...domainPair(one.domain),
      playbook: one.playbook.id,
      role: one.role,
    })),
    option: ending.option ?? null,
    optionText: ending.optionText,
    cutoverKind: ending.cutoverKind,
    ...(ending.slot === undefined
      ? {}
      : { earliestSlot: { slot: ending.slot.slot, startsAt: isoAt(ending.slot.startsAtMs, timeZone) } }),
    slotWhy: ending.slotWhy,
    unmeasured: ending.unmeasured.map((domain) => domainPair(domain).domain),
    ...(ending.transfer === undefined
      ? {}
      : { earliestTransfer: { at: isoAt(ending.transfer.atMs, timeZone), why: ending.transfer.why } }),
    ...(inspection === undefined ? {} : { inspectedAt: isoAt(inspection.atMs, timeZone) }),
    findings: ending.findings.map((finding) => findingIn(finding, style)),
    tasks: [...ending.tasks],
    open: [...open],
    warnings: [...ending.warnings],
    next: `golive plan ${domainPair(state.domain).domain}`,
  });
}
