import { ruleFor, transferDays } from '../../checks/registration-sight.ts';
import { factsOf } from '../../domain/answers.ts';
import { stepsOf } from '../../domain/migration.ts';
import type { Fqdn } from '../../domain/name.ts';
import { displayName } from '../../domain/name.ts';
import type { When } from '../../domain/playbook.ts';
import { holds } from '../../domain/playbook.ts';
import type { Part } from '../../domain/project.ts';
import type { EpochMs } from '../../domain/time.ts';
import { DAY, SECOND } from '../../domain/time.ts';
import type { TldRule } from '../../registration/tld-rules.ts';
import { tldRuleOf } from '../../registration/tld-rules.ts';
import type { Leaving } from '../../steps/close-old-service.ts';
import { leavingOf } from '../../steps/close-old-service.ts';
import { gainingTagOf } from '../../steps/transfer-sight.ts';
import type { Config } from '../config/schema.ts';
import { oldServiceUntilMs } from '../old-service.ts';
import type { Loaded } from '../record.ts';
import { plainValue } from './lay-out.ts';

export type Staying = 'domain' | 'hosting' | 'mail' | 'dns';

/** What only the customer can let us into, and where a move needs it. */
const ACCESS = {
  registrar: [{ registration: ['moves'] }, { registration: ['stays'], nameServers: ['switch'] }],
  'registrant-mail': { registration: ['moves'] },
  dns: [
    { nameServers: ['switch'] },
    { nameServers: ['stays'], hosting: ['moves'] },
    { nameServers: ['stays'], mail: ['moves'] },
  ],
  hosting: { role: ['main', 'site-only'], hosting: ['moves'] },
  mail: { role: ['main', 'mail-only'], mail: ['moves'] },
} as const satisfies Record<string, When>;
export type Access = keyof typeof ACCESS;

export function accessNeeded({ answers, role }: Pick<Loaded['state'], 'answers' | 'role'>): readonly Access[] {
  const facts = factsOf(answers, role);
  return (Object.keys(ACCESS) as Access[]).filter((part) => holds(ACCESS[part], facts));
}

/** All that a letter may hold. What is absent is not known; a letter then leaves its sentence out or shows a gap. */
export interface LetterFacts {
  /** U-labels, no final dot. */
  readonly domain: string;
  readonly rule: TldRule;
  /** The registration itself moves, not only what the name leads to. */
  readonly isTransferred: boolean;
  /** What leaves the present provider besides the registration. */
  readonly leaves: Leaving;
  /** What stays where it is, for good. */
  readonly stays: readonly Staying[];
  /** What the customer is asked to let us into. */
  readonly access: readonly Access[];
  /** Absent: a project that was begun without one bears the domain's name. */
  readonly customer?: string;
  /** Who is written to at the customer, by the parts they play. */
  readonly contacts: readonly { readonly name: string; readonly mail?: string; readonly parts: readonly Part[] }[];
  readonly owner?: string;
  readonly agency?: string;
  /** The gaining registrar's tag (.uk). */
  readonly tag?: string;
  /** The old service and its DNS must last until then. */
  readonly keepUntilMs?: EpochMs;
  readonly slotMs?: EpochMs;
  /** The outage as it was shown to whoever accepts it, seconds. */
  readonly outage?: {
    readonly allSeconds: number;
    readonly transferSeconds: number;
    readonly ttlSeconds: number;
    /** Nobody published how long a transfer takes there: its time is assumed. */
    readonly isAssumed?: true;
  };
  /** The lock was taken off, or there was none: nobody is asked for it any more. */
  readonly isUnlocked?: true;
  /** Whether the losing registrar cuts its DNS was answered. */
  readonly cutsKnown: boolean;
  /** By step of the catalogue. */
  readonly dueMs: Readonly<Record<string, EpochMs>>;
}

/** What the configuration says of an agency that never gave its name. */
const NO_NAME = 'the agency';

export function letterFactsOf({ project, playbook, state }: Loaded, agency: Config['agency']): LetterFacts {
  const steps = stepsOf(playbook, state);
  const keepUntilMs = oldServiceUntilMs(steps, state);
  const shown = steps.find(({ step }) => step === 'accept-interruption');
  const facts = (shown && state.steps[shown.id]?.facts) ?? {};
  const { outageSeconds, transferSeconds, ttlSeconds } = facts;
  const unlock = steps.find(({ step }) => step === 'unlock-domain');
  const free = state.answers.free ?? {};
  const cuts = free['losingRegistrarCuts']?.trim().toLowerCase();
  const customer = plainValue(project.customer);
  const isNamed = customer !== '' && !project.domains.some(({ domain }) => displayName(domain) === customer);
  const owner = project.ownerAssumed === true ? '' : plainValue(project.owner);
  const tag = gainingTagOf(state);
  return {
    domain: displayName(state.domain),
    rule: tldRuleOf(state.domain),
    isTransferred: state.answers.registration === 'moves',
    leaves: leavingOf(state.answers),
    stays: staysOf(state.answers),
    access: accessNeeded(state),
    ...(isNamed ? { customer } : {}),
    contacts: project.contacts.flatMap(({ name, mail, parts }) => {
      const plain = plainValue(name);
      return plain === '' ? [] : [{ name: plain, parts, ...(mail === undefined ? {} : { mail: plainValue(mail) }) }];
    }),
    ...(owner === '' ? {} : { owner }),
    ...(agency.name === NO_NAME || plainValue(agency.name) === '' ? {} : { agency: plainValue(agency.name) }),
    ...(tag === undefined ? {} : { tag }),
    ...(keepUntilMs === undefined ? {} : { keepUntilMs }),
    ...(state.slot === undefined ? {} : { slotMs: state.slot.startsAtMs }),
    ...(typeof outageSeconds === 'number' && typeof transferSeconds === 'number' && typeof ttlSeconds === 'number'
      ? {
          outage: {
            allSeconds: outageSeconds,
            transferSeconds,
            ttlSeconds,
            ...(isAssumed(state.domain, transferSeconds) ? { isAssumed: true } : {}),
          },
        }
      : {}),
    ...(unlock !== undefined && state.steps[unlock.id]?.state === 'done' ? { isUnlocked: true } : {}),
    cutsKnown: cuts === 'yes' || cuts === 'no',
    dueMs: Object.fromEntries(
      steps.flatMap(({ id, step }) => {
        const dueMs = state.steps[id]?.task?.dueMs;
        return dueMs === undefined ? [] : [[step, dueMs] as const];
      }),
    ),
  };
}

function staysOf({ registration, hosting, mail, nameServers }: Loaded['state']['answers']): readonly Staying[] {
  const parts = { domain: registration, hosting, mail, dns: nameServers };
  return (Object.keys(parts) as Staying[]).filter((part) => parts[part] === 'stays');
}

/** The playbook or a registrar's adapter may know better than the table; then another time was shown than the assumed one. */
function isAssumed(domain: Fqdn, transferSeconds: number): boolean {
  const { days, assumed } = transferDays(ruleFor(domain));
  return assumed && transferSeconds === Math.round((days * DAY) / SECOND);
}
