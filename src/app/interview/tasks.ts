import type { Answers } from '../../domain/answers.ts';
import type { AddedTask } from '../../domain/journal.ts';
import type { Language } from '../../domain/message.ts';
import type { Fqdn } from '../../domain/name.ts';
import { displayName } from '../../domain/name.ts';
import type { PlaybookStep } from '../../domain/playbook.ts';
import type { Part } from '../../domain/project.ts';
import { render } from '../../texts/render.ts';
import { isMailOf, itemsOf } from './read.ts';

/** A task that follows from an answer: between which kinds of steps it stands, and whose it is. */
interface Row {
  /** Of the free answer, and of the question. */
  readonly name: string;
  readonly owner: Part;
  readonly after: readonly string[];
  readonly before: readonly string[];
  /** For which answers; `each`: one task for each item of a list. */
  readonly where: 'no' | 'each' | 'any' | 'on-the-domain';
  /** Also where the question was put and stayed open, with a title of its own. */
  readonly open: boolean;
}

/** Free answers that become work. A step of the playbook that asks by itself needs no row. */
const ROWS: readonly Row[] = [
  { name: 'mandate', owner: 'approver', after: [], before: ['approve'], where: 'no', open: true },
  {
    name: 'registrantMail',
    owner: 'login-owner',
    after: [],
    before: ['unlock-domain', 'obtain-authcode'],
    where: 'on-the-domain',
    open: true,
  },
  { name: 'dnsUsers', owner: 'agency', after: ['create-zone'], before: ['approve'], where: 'each', open: true },
  {
    name: 'mailExtras',
    owner: 'agency',
    after: ['recreate-mailboxes'],
    before: ['send-client-settings'],
    where: 'each',
    open: true,
  },
  { name: 'shopFreeze', owner: 'agency', after: [], before: ['wait-for-slot'], where: 'any', open: true },
  { name: 'shopMayClose', owner: 'agency', after: [], before: ['wait-for-slot'], where: 'no', open: true },
  {
    name: 'paymentCallbacks',
    owner: 'tester',
    after: ['verify-live'],
    before: ['customer-signoff'],
    where: 'each',
    open: true,
  },
  {
    name: 'processingAgreement',
    owner: 'approver',
    after: [],
    before: ['copy-site', 'copy-mail'],
    where: 'no',
    open: true,
  },
  { name: 'oldContractEnds', owner: 'customer', after: [], before: ['wait-for-slot'], where: 'any', open: false },
  { name: 'oldContracts', owner: 'customer', after: ['close-old-service'], before: [], where: 'each', open: false },
];

/** The free answers that become tasks. */
export const TASK_ANSWERS: ReadonlySet<string> = new Set(ROWS.map(({ name }) => name));

const MOST_TASKS_EACH = 20;

export interface TasksFrom {
  readonly domain: Fqdn;
  readonly free: Answers['free'];
  /** Ids of questions that were put to somebody and stayed open. */
  readonly open: readonly string[];
  readonly steps: readonly PlaybookStep[];
  /** For the agency's own tasks, and for the customer's. */
  readonly languages: { readonly agency: Language; readonly customer: Language };
}

/** What the answers ask to be done beyond the playbook's steps. A task is done by a person and closed by a person's word. */
export function tasksFromAnswers({ domain, free, open, steps, languages }: TasksFrom): AddedTask[] {
  return ROWS.flatMap((row) => {
    const items = itemsFor(row, free?.[row.name], domain);
    const isOpen = row.open && free?.[row.name] === undefined && open.includes(row.name);
    const titles = isOpen ? [{ key: 'open', item: '' }] : items.map((item) => ({ key: 'do', item }));
    const language = row.owner === 'agency' ? languages.agency : languages.customer;
    return titles.map(
      ({ key, item }, index): AddedTask => ({
        id: `todo-${kebab(row.name)}${titles.length === 1 ? '' : `-${index + 1}`}`,
        title: render(
          { text: `interview.task.${row.name}.${key}`, values: { item, domain: displayName(domain) } },
          { language, timeZone: 'UTC' },
        ),
        owner: row.owner,
        after: idsOf(row.after, steps),
        before: firstOf(row.before, steps),
      }),
    );
  });
}

function itemsFor({ where }: Row, value: string | undefined, domain: Fqdn): readonly string[] {
  if (value === undefined) return [];
  if (where === 'no') return value.trim().toLowerCase() === 'no' ? [value] : [];
  if (where === 'on-the-domain') return isMailOf(value, domain) ? [value] : [];
  return where === 'any' ? [value] : itemsOf(value.replaceAll(/\s*[,;]\s*/g, ', ')).slice(0, MOST_TASKS_EACH);
}

const idsOf = (kinds: readonly string[], steps: readonly PlaybookStep[]): string[] =>
  steps.filter(({ step }) => kinds.includes(step)).map(({ id }) => id);

/** Of each kind the step that comes first: who waits for a copy waits before its first pass. */
const firstOf = (kinds: readonly string[], steps: readonly PlaybookStep[]): string[] =>
  kinds.flatMap((kind) => steps.find(({ step }) => step === kind)?.id ?? []);

const kebab = (name: string): string => name.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
