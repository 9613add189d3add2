import { isOver } from '../../domain/lifecycle.ts';
import type { Message } from '../../domain/message.ts';
import type { StepRecord } from '../../domain/migration.ts';
import { stepsOf } from '../../domain/migration.ts';
import { displayName } from '../../domain/name.ts';
import type { PlaybookStep } from '../../domain/playbook.ts';
import type { Part, Project } from '../../domain/project.ts';
import { statusOf } from '../../domain/status.ts';
import type { EpochMs } from '../../domain/time.ts';
import { leavingOf } from '../../steps/close-old-service.ts';
import type { Loaded } from '../record.ts';
import { secretFieldsOf } from '../secret-fields.ts';
import type { Title } from '../step-title.ts';
import { titleOf } from '../step-title.ts';
import { keyOf } from './key.ts';
import type { Customer } from './links.ts';

/**
 * What can be done about it on the page. accept: say yes to what is shown. secret: hand in what only the vault may see. choice: one of a few
 * answers. mailboxes: hand in the list. done: say that it was done. talk: nothing; the agency is to be called.
 */
export type TurnKind = 'accept' | 'secret' | 'choice' | 'mailboxes' | 'done' | 'talk';

/** Something that waits for this customer's people. */
export interface Turn {
  /** Names this question of this step in this project, and nothing anywhere else. */
  readonly key: string;
  readonly kind: TurnKind;
  readonly migrationId: string;
  /** As the playbook calls it. */
  readonly step: string;
  /** As the catalogue calls it: what the page's words go by. */
  readonly of: string;
  /** Which of the step's words, where it asks for different things; absent: the usual ones. */
  readonly about?: string;
  readonly domain: string;
  readonly title: Title;
  readonly values: NonNullable<Message['values']>;
  readonly wants?: string;
  readonly dueMs?: EpochMs;
  /** Somebody said that it was done, and it is not to be seen yet. */
  readonly saidMs?: EpochMs;
  /** Whom it waits for, where it is not whoever follows this link. */
  readonly other?: string;
}

/** Steps whose whole point is the customer's own yes. That to the plan, or to a change, is not said on this page. */
const ACCEPTS: ReadonlySet<string> = new Set(['customer-signoff', 'accept-limits', 'accept-interruption']);

/** Questions with few answers, and what each is called. */
export const CHOICES: Readonly<Record<string, readonly string[]>> = { losingRegistrarCuts: ['no', 'yes', 'unknown'] };

const CUSTOMERS: ReadonlySet<Part> = new Set(['customer', 'login-owner']);
/** The agency's own people do these where the customer named nobody. */
const NAMED: ReadonlySet<Part> = new Set(['approver', 'tester']);

/** Whether the person of this part is one of the customer's. */
export function isTheirs(project: Project, part: Part, step: string): boolean {
  return CUSTOMERS.has(part) || (NAMED.has(part) && (ACCEPTS.has(step) || contactFor(project, part) !== undefined));
}

function contactFor({ contacts }: Project, part: Part): string | undefined {
  return contacts.find(({ parts }) => parts.includes(part))?.name;
}

/** Whose part it is, where a link that names a person is another's. */
function otherThan({ link: { contact }, party: { project } }: Customer, part: Part): string | undefined {
  if (contact === undefined) return undefined;
  const meant = contactFor(project, part);
  const plays = project.contacts.find(({ name }) => name === contact)?.parts.includes(part) === true;
  return meant === undefined || plays ? undefined : meant;
}

/** What waits for this customer's people now, in the order of the steps. */
export function turnsOf(customer: Customer): readonly Turn[] {
  return customer.party.migrations.flatMap((loaded) => {
    if (!isAsked(loaded)) return [];
    return stepsOf(loaded.playbook, loaded.state).flatMap((step) => turnOf(customer, loaded, step) ?? []);
  });
}

/** A draft asks nothing, and neither does what is paused or over. */
function isAsked({ playbook, state }: Loaded): boolean {
  return state.started && !state.paused && !isOver(statusOf(playbook, state));
}

function turnOf(customer: Customer, { playbook, state, project }: Loaded, step: PlaybookStep): Turn | undefined {
  const record = state.steps[step.id];
  const task = record?.task;
  const isBack = record?.state === 'undoing';
  if (task === undefined || (record?.state !== 'needs-you' && !isBack)) return undefined;
  if (!isTheirs(project, task.owner, step.step) || ABOUT_THE_HALF_DAY.has(task.wants ?? '')) return undefined;
  if (!isBack && isAnswered(state, step, record)) return undefined;
  const secrets = secretFieldsOf(stepsOf(playbook, state));
  const other = otherThan(customer, task.owner);
  const values = valuesOf(task, record);
  return {
    key: keyOf(state.id, step.id, task.text.text, values, task.wants ?? ''),
    kind: isBack ? (task.closesOnWord ? 'done' : 'talk') : kindOf(step, task, secrets),
    migrationId: state.id,
    step: step.id,
    of: isBack ? 'back' : step.step,
    ...(isBack ? {} : aboutOf(state, step)),
    domain: displayName(state.domain),
    title: titleOf(step),
    values,
    ...(task.wants === undefined ? {} : { wants: task.wants }),
    ...(task.dueMs === undefined ? {} : { dueMs: task.dueMs }),
    ...(record.claimed === undefined ? {} : { saidMs: record.claimed.atMs }),
    ...(other === undefined ? {} : { other }),
  };
}

/** Where several changes are one task, which names no value, the page says what is to be set at the registrar. */
function valuesOf({ text }: NonNullable<StepRecord['task']>, { changes = [] }: StepRecord): Turn['values'] {
  const told =
    text.text === 'engine.do-by-hand' ? changes.find((change) => change.text === AT_THE_REGISTRAR) : undefined;
  return (told ?? text).values ?? {};
}

const AT_THE_REGISTRAR = 'dns.change-delegation.parent';

/** What may be cancelled, and what is to be looked at, is not the same in every move; the page never says to cancel the name servers. */
function aboutOf({ answers }: Loaded['state'], { step }: PlaybookStep): Pick<Turn, 'about'> {
  if (step === 'customer-signoff') return answers.mail === 'none' ? { about: 'no-mail' } : {};
  if (step !== 'close-old-service') return {};
  const leaving = leavingOf(answers);
  return leaving === 'hosting-mail-dns' ? {} : { about: leaving.replace(/-dns$/, '') };
}

/** What it waits for has come since it asked, and nobody has looked yet. */
function isAnswered({ secrets, answers, approvals }: Loaded['state'], step: PlaybookStep, record: StepRecord): boolean {
  const wants = record.task?.wants;
  const fields = SECRETS_OF[step.step]?.(step) ?? [];
  if (wants !== undefined && fields.includes(wants)) return fields.every((field) => cameSince(secrets[field], record));
  if (wants !== undefined && Object.hasOwn(CHOICES, wants)) return answers.free?.[wants] !== undefined;
  return ACCEPTS.has(step.step) && approvals.some((one) => one.step === step.id && one.atMs >= record.sinceMs);
}

/** A code that ran out is asked for once more: the one that there is came before. */
function cameSince(secret: { readonly storedMs: EpochMs } | undefined, record: StepRecord | undefined): boolean {
  return secret !== undefined && (record === undefined || secret.storedMs >= record.sinceMs);
}

/** They are said where the half-day is shown. */
const ABOUT_THE_HALF_DAY: ReadonlySet<string> = new Set(['slot', 'confirmation']);

function kindOf(step: PlaybookStep, task: NonNullable<StepRecord['task']>, secrets: ReadonlySet<string>): TurnKind {
  const { wants } = task;
  if (ACCEPTS.has(step.step)) return 'accept';
  if (wants === undefined) return 'done';
  if (secrets.has(wants)) return 'secret';
  if (wants === 'mailboxes') return 'mailboxes';
  return Object.hasOwn(CHOICES, wants) ? 'choice' : 'talk';
}

/** Something that a customer hands in for the vault: asked for now, or there and to be replaced. */
export interface SecretPlace {
  readonly key: string;
  readonly migrationId: string;
  readonly field: string;
  readonly domain: string;
  readonly isAsked: boolean;
  readonly receivedMs?: EpochMs;
}

/** Steps that ask for secrets, and what each asks for. */
const SECRETS_OF: Readonly<Record<string, (step: PlaybookStep) => readonly string[]>> = {
  'obtain-authcode': () => ['authcode'],
  'collect-access': ({ params }) => (Array.isArray(params['fields']) ? params['fields'].map(String) : []),
};

/** The secrets that whoever follows this link may hand in: what is asked of them, and what came and is not used up yet. */
export function secretPlaces(customer: Customer): readonly SecretPlace[] {
  return customer.party.migrations.flatMap((loaded) => {
    if (!isAsked(loaded) || loaded.state.rollingBack) return [];
    const { playbook, state, project } = loaded;
    const steps = stepsOf(playbook, state);
    return steps.flatMap((step) => {
      const fields = SECRETS_OF[step.step]?.(step) ?? [];
      const record = state.steps[step.id];
      const owner = record?.task?.owner ?? step.owner;
      if (!isTheirs(project, owner, step.step) || otherThan(customer, owner) !== undefined) return [];
      const isAsked = record?.state === 'needs-you';
      return fields.flatMap((field): SecretPlace[] => {
        const receivedMs = state.secrets[field]?.storedMs;
        const isOpen = isAsked || (receivedMs !== undefined && !isUsed(steps, state, field));
        if (!isOpen) return [];
        return [
          {
            key: keyOf(state.id, 'secret', field),
            migrationId: state.id,
            field,
            domain: displayName(state.domain),
            isAsked: isAsked && !cameSince(state.secrets[field], record),
            ...(receivedMs === undefined ? {} : { receivedMs }),
          },
        ];
      });
    });
  });
}

/** A code that the transfer was asked for with is not changed any more: nobody would look at another one. */
function isUsed(steps: readonly PlaybookStep[], { steps: records }: Loaded['state'], field: string): boolean {
  if (field !== 'authcode') return false;
  const request = steps.find(({ step }) => step === 'request-transfer');
  const record = request && records[request.id];
  return record?.startedMs !== undefined || record?.claimed !== undefined || record?.state === 'done';
}
