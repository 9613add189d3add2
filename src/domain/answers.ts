import type { Rrset } from './rrset.ts';

/** What is known and decided about one move. The four axes are always there; the rest is asked for when it is needed. */
export interface Answers {
  /** Who holds the domain name: us already, another and it stays there, or it moves to us. */
  readonly registration: 'ours' | 'stays' | 'moves';
  readonly hosting: 'ours' | 'stays' | 'moves';
  readonly mail: 'ours' | 'stays' | 'moves' | 'none';
  readonly nameServers: 'ours' | 'switch' | 'stays';
  /** The new zone's name servers, absolute names. Without them they come from the new DNS host's adapter. */
  readonly newNameServers?: readonly string[];
  /** The registrar sets the name servers together with the transfer. */
  readonly nameServersWithTransfer?: boolean;
  readonly site?: {
    readonly source: 'old-host' | 'dev-server' | 'in-place';
    readonly canonicalHost: string;
    readonly redirects: readonly string[];
    readonly database: boolean;
  };
  /** Where mail goes, in words ("Microsoft 365"), or the name of the provider. */
  readonly mailTo?: string;
  readonly mailboxes?: readonly string[];
  /** Decided differences between the old and the new zone, beyond those that follow from the axes. */
  readonly zoneChanges?: readonly (
    | { readonly set: Rrset; readonly why: string }
    | { readonly remove: { readonly name: string; readonly type: string }; readonly why: string }
  )[];
  /** A zone file or export of the old zone, as RRsets, when a person brought one. */
  readonly zoneExport?: readonly Rrset[];
  /** Which configured provider plays which part here; the configuration's own mapping is the default. */
  readonly providers?: Readonly<Partial<Record<ProviderPart, string>>>;
  /** Free answers, by name: "does the losing registrar cut DNS on transfer?" and whatever a playbook asks. */
  readonly free?: Readonly<Record<string, string>>;
}

/** The parts a provider can play in a move; `old*` and `losing*` are the side that is left. */
export const PROVIDER_PARTS = [
  'oldDnsHost',
  'newDnsHost',
  'losingRegistrar',
  'gainingRegistrar',
  'oldHosting',
  'newHosting',
  'oldMailHost',
  'newMailHost',
] as const;
export type ProviderPart = (typeof PROVIDER_PARTS)[number];

/** What a domain is for in its project (design §3). Site and mailboxes are moved once, in the main domain's migration. */
export type Role = 'main' | 'redirect' | 'mail-only' | 'site-only' | 'parked';
export const ROLES = ['main', 'redirect', 'mail-only', 'site-only', 'parked'] as const satisfies readonly Role[];

/** How traffic moves (design §3). */
export type CutoverKind = 'delegation' | 'records' | 'publish' | 'transfer';

/**
 * The cutover kind that follows from the answers. Switching name servers moves everything with them; else a host that changes is a change
 * of records; else a site that goes live where it already stands is published.
 */
export function cutoverKindOf(answers: Answers): CutoverKind {
  if (answers.nameServers === 'switch')
    return answers.registration === 'moves' && answers.nameServersWithTransfer === true ? 'transfer' : 'delegation';
  if (answers.hosting === 'moves' || answers.mail === 'moves') return 'records';
  return answers.hosting === 'ours' ? 'publish' : 'records';
}

/** The agency's four named options (Livegang); any other mix is no option and works just as well. */
export type Option = 1 | 2 | 3 | 4;

const OPTIONS: readonly {
  readonly option: Option;
  readonly axes: Pick<Answers, 'registration' | 'hosting' | 'mail' | 'nameServers'>;
}[] = [
  { option: 1, axes: { registration: 'ours', hosting: 'ours', mail: 'ours', nameServers: 'ours' } },
  { option: 2, axes: { registration: 'stays', hosting: 'ours', mail: 'ours', nameServers: 'ours' } },
  { option: 3, axes: { registration: 'moves', hosting: 'moves', mail: 'moves', nameServers: 'switch' } },
  { option: 4, axes: { registration: 'stays', hosting: 'stays', mail: 'stays', nameServers: 'stays' } },
];

export function optionOf(answers: Answers): Option | undefined {
  return OPTIONS.find(({ axes }) =>
    (Object.keys(axes) as (keyof typeof axes)[]).every((axis) => axes[axis] === answers[axis]),
  )?.option;
}

/** The playbook proposed for these answers: the option's preset, else the graph without interruption. */
export function playbookFor(answers: Answers): string {
  const option = optionOf(answers);
  return option === undefined ? 'move-without-interruption' : `livegang-${option}`;
}

/** What a playbook's `when` may ask about: plain words, so that a condition is data. */
export type Facts = Readonly<Record<FactName, string>>;
export const FACT_NAMES = [
  'registration',
  'hosting',
  'mail',
  'nameServers',
  'role',
  'cutover',
  'site',
  'database',
  'option',
] as const;
export type FactName = (typeof FACT_NAMES)[number];

/** The values each fact can take; `playbook lint` knows a typing error from these. */
export const FACT_VALUES: Readonly<Record<FactName, readonly string[]>> = {
  registration: ['ours', 'stays', 'moves'],
  hosting: ['ours', 'stays', 'moves'],
  mail: ['ours', 'stays', 'moves', 'none'],
  nameServers: ['ours', 'switch', 'stays'],
  role: ROLES,
  cutover: ['delegation', 'records', 'publish', 'transfer'],
  site: ['old-host', 'dev-server', 'in-place', 'none'],
  database: ['yes', 'no'],
  option: ['1', '2', '3', '4', 'none'],
};

export function factsOf(answers: Answers, role: Role): Facts {
  return {
    registration: answers.registration,
    hosting: answers.hosting,
    mail: answers.mail,
    nameServers: answers.nameServers,
    role,
    cutover: cutoverKindOf(answers),
    site: answers.site?.source ?? 'none',
    database: answers.site?.database ? 'yes' : 'no',
    option: String(optionOf(answers) ?? 'none'),
  };
}
