import type { Part } from '../../domain/project.ts';
import type { Axis } from '../answers-file.ts';
import { AXES } from '../answers-file.ts';
import type { Line } from './facts.ts';

/** What a question is about; people see it above the question. */
export const BLOCKS = [
  'axes',
  'domain',
  'rights',
  'dns-users',
  'mail',
  'site',
  'commerce',
  'slot',
  'after',
  'privacy',
] as const;
export type Block = (typeof BLOCKS)[number];

/** What can be answered. `list`: several, with commas; of mail addresses also a file. `contact`: a name, with commas a mail address and a phone number. */
export type Kind =
  | { readonly kind: 'one-of'; readonly values: readonly string[] }
  | { readonly kind: 'yes-no' | 'text' | 'mail' | 'host' | 'date' | 'region' }
  | { readonly kind: 'contact'; readonly phone?: true }
  | { readonly kind: 'list'; readonly of: 'text' | 'mail' | 'host' | 'domain' | 'dates' | 'half-days' | 'tags' };

/** Where an answer is put. */
export type Lands =
  | { readonly to: 'axis'; readonly name: Axis }
  | { readonly to: 'answer'; readonly name: 'mailTo' | 'newNameServers' | 'mailboxes' }
  | { readonly to: 'site'; readonly name: 'source' | 'canonicalHost' | 'database' }
  | { readonly to: 'free'; readonly name: string }
  | { readonly to: 'contact'; readonly part: Part }
  | { readonly to: 'project'; readonly name: 'customer' | 'domains' };

/**
 * What becomes of a question that stays open. `needed`: there is no draft without it. `step`: this step of the playbooks asks for it. `task`: a task
 * of the plan. `open`: nothing waits for it.
 */
export type WhenOpen = 'needed' | 'task' | 'open' | { readonly step: string };

/** One question; its text and its reason are `interview.ask.<id>` and `interview.why.<id>` in `src/texts/interview.ts`. */
export interface Question {
  readonly id: string;
  readonly block: Block;
  readonly kind: Kind;
  readonly when?: readonly Line[];
  readonly lands: Lands;
  readonly open: WhenOpen;
  /** Whose answer is proposed where this one has none. */
  readonly like?: string;
}

const MOVES_DNS: Line = { nameServers: ['switch'] };
const MOVES_MAIL: Line = { role: ['main', 'mail-only'], mail: ['moves'] };
const MOVES_SITE: Line = { role: ['main', 'site-only'], hosting: ['moves'] };
const MOVES_NAME: Line = { registration: ['moves'] };
const OUR_SITE: Line = { role: ['main', 'site-only'], hosting: ['ours', 'moves'] };
const ANYTHING_MOVES: readonly Line[] = [MOVES_NAME, MOVES_DNS, MOVES_SITE, MOVES_MAIL];
/** There is a half-day to be booked. */
const HAS_SLOT: readonly Line[] = [
  { nameServers: ['ours', 'switch'] },
  { hosting: ['ours', 'moves'] },
  { mail: ['moves'] },
];
/** Somebody else makes the change (as in the playbooks). */
const BY_THIRD_PARTY: Line = {
  registration: ['ours', 'stays'],
  hosting: ['stays'],
  mail: ['ours', 'stays', 'none'],
  nameServers: ['stays'],
};

const axis = (name: Axis, values: readonly string[]): Question => ({
  id: name,
  block: 'axes',
  kind: { kind: 'one-of', values },
  lands: { to: 'axis', name },
  open: 'needed',
});
const free = (
  id: string,
  block: Block,
  kind: Kind,
  open: WhenOpen,
  when: readonly Line[],
  like: { readonly like?: string } = {},
): Question => ({ id, block, kind, when, lands: { to: 'free', name: id }, open, ...like });

const listOf = (of: Extract<Kind, { kind: 'list' }>['of']): Kind => ({ kind: 'list', of });
const TEXTS = listOf('text');
const YES_NO: Kind = { kind: 'yes-no' };
const HOST: Kind = { kind: 'host' };
const CONTACT: Kind = { kind: 'contact' };

/** Every question of `golive new`, in the order in which they are asked. Only what changes a plan, a gate, a text or the half-day is asked. */
export const QUESTIONS: readonly Question[] = [
  axis('registration', ['ours', 'stays', 'moves']),
  axis('nameServers', ['ours', 'switch', 'stays']),
  axis('hosting', ['ours', 'stays', 'moves']),
  axis('mail', ['ours', 'stays', 'moves', 'none']),

  {
    id: 'customer',
    block: 'domain',
    kind: { kind: 'text' },
    lands: { to: 'project', name: 'customer' },
    open: 'open',
  },
  {
    id: 'moreDomains',
    block: 'domain',
    kind: listOf('domain'),
    when: [{ ...OUR_SITE, role: ['main'], more: ['no'] }],
    lands: { to: 'project', name: 'domains' },
    open: 'open',
  },
  {
    id: 'loginOwner',
    block: 'domain',
    kind: CONTACT,
    when: ANYTHING_MOVES,
    lands: { to: 'contact', part: 'login-owner' },
    open: 'open',
  },
  free(
    'losingRegistrarCuts',
    'domain',
    { kind: 'one-of', values: ['yes', 'no', 'unknown'] },
    { step: 'ask-losing-registrar' },
    [MOVES_NAME],
  ),
  free('registrantMail', 'domain', { kind: 'mail' }, 'task', [MOVES_NAME]),

  free('mandate', 'rights', YES_NO, 'task', ANYTHING_MOVES),
  {
    id: 'approver',
    block: 'rights',
    kind: CONTACT,
    when: HAS_SLOT,
    lands: { to: 'contact', part: 'approver' },
    open: 'open',
    like: 'loginOwner',
  },
  {
    id: 'thirdParty',
    block: 'rights',
    kind: CONTACT,
    when: [BY_THIRD_PARTY],
    lands: { to: 'contact', part: 'third-party' },
    open: 'open',
  },

  {
    id: 'newNameServers',
    block: 'dns-users',
    kind: listOf('host'),
    when: [
      { ...MOVES_DNS, dnsHost: ['no'] },
      { ...MOVES_NAME, nameServers: ['ours'], dnsHost: ['no'] },
    ],
    lands: { to: 'answer', name: 'newNameServers' },
    open: { step: 'create-zone' },
  },
  free('dnsUsers', 'dns-users', TEXTS, 'task', [MOVES_DNS]),

  {
    id: 'mailTo',
    block: 'mail',
    kind: { kind: 'text' },
    when: [MOVES_MAIL],
    lands: { to: 'answer', name: 'mailTo' },
    open: 'open',
  },
  {
    id: 'mailboxes',
    block: 'mail',
    kind: listOf('mail'),
    when: [MOVES_MAIL],
    lands: { to: 'answer', name: 'mailboxes' },
    open: { step: 'recreate-mailboxes' },
  },
  free('mailExtras', 'mail', TEXTS, 'task', [MOVES_MAIL]),
  free('mailSourceHost', 'mail', HOST, 'open', [MOVES_MAIL]),

  {
    id: 'siteSource',
    block: 'site',
    kind: { kind: 'one-of', values: ['old-host', 'dev-server', 'in-place'] },
    when: [OUR_SITE],
    lands: { to: 'site', name: 'source' },
    open: 'open',
  },
  free('devServerHost', 'site', HOST, 'open', [{ ...OUR_SITE, site: ['dev-server'] }]),
  free('siteSourceHost', 'site', HOST, 'open', [{ ...MOVES_SITE, site: ['old-host'] }]),
  {
    id: 'canonicalHost',
    block: 'site',
    kind: HOST,
    when: [OUR_SITE],
    lands: { to: 'site', name: 'canonicalHost' },
    open: 'open',
  },
  {
    id: 'database',
    block: 'site',
    kind: YES_NO,
    when: [{ ...MOVES_SITE, site: ['old-host', 'dev-server'] }],
    lands: { to: 'site', name: 'database' },
    open: 'open',
  },

  free('shop', 'commerce', YES_NO, 'open', [OUR_SITE]),
  free('shopFreeze', 'commerce', listOf('dates'), 'task', [{ ...OUR_SITE, shop: ['yes'] }]),
  free('shopMayClose', 'commerce', YES_NO, 'task', [{ ...MOVES_SITE, shop: ['yes'] }]),
  free('paymentCallbacks', 'commerce', TEXTS, 'task', [{ ...OUR_SITE, shop: ['yes'] }]),

  {
    id: 'onTheDay',
    block: 'slot',
    kind: { kind: 'contact', phone: true },
    when: HAS_SLOT,
    lands: { to: 'contact', part: 'customer' },
    open: 'open',
  },
  {
    id: 'tester',
    block: 'slot',
    kind: CONTACT,
    when: HAS_SLOT,
    lands: { to: 'contact', part: 'tester' },
    open: 'open',
    like: 'approver',
  },
  free('preferredHalfDays', 'slot', listOf('half-days'), 'open', HAS_SLOT),
  free('notOn', 'slot', listOf('dates'), 'open', HAS_SLOT),
  free('region', 'slot', { kind: 'region' }, 'open', HAS_SLOT),
  free('tags', 'slot', listOf('tags'), 'open', HAS_SLOT),

  free('oldContracts', 'after', TEXTS, 'open', [MOVES_NAME, MOVES_SITE, MOVES_MAIL]),
  free('oldContractEnds', 'after', { kind: 'date' }, 'open', [MOVES_NAME, MOVES_SITE, MOVES_MAIL]),

  free('processingAgreement', 'privacy', YES_NO, 'task', [MOVES_SITE, MOVES_MAIL]),
];

const BY_ID: ReadonlyMap<string, Question> = new Map(QUESTIONS.map((question) => [question.id, question]));

export function questionNamed(id: string): Question | undefined {
  return BY_ID.get(id);
}

/** Ids of the questions that a look from outside can propose an answer for. */
export const SEEN_FROM_OUTSIDE: ReadonlySet<string> = new Set([...Object.keys(AXES), 'dnsUsers', 'shop']);
