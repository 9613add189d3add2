import { z } from 'zod';
import { readDelegation } from '../checks/delegation.ts';
import { RegistrationSeen, RuleSeen, registrationSeen, ruleFor } from '../checks/registration-sight.ts';
import { newNameServersOf } from '../checks/zone-memory.ts';
import type { Answers } from '../domain/answers.ts';
import type { Registration } from '../ports/registry.ts';
import { NEAR_A_CHANGE } from '../ports/registry.ts';
import type { StepPorts } from '../ports/step-ports.ts';
import type { StepContext } from './contract.ts';
import { FqdnJson } from './json-types.ts';

const Order = z.object({
  id: z.string(),
  ours: z.boolean(),
  state: z.enum(['unpaid', 'awaiting-confirmation', 'pending', 'completed', 'refused', 'cancelled']),
  why: z.string().optional(),
});
export type TransferOrderSeen = z.infer<typeof Order>;

/** What is to be seen of a registration on its way: the public registry first, then what the accounts on both sides say. */
export const TransferSight = z.object({
  registry: RegistrationSeen.extend({
    /** The registrar's id, or its name where the registry gives no id; `whois:` before one that only WHOIS knows. */
    registrar: z.string().optional(),
    /** What a push transfer is addressed to (.uk). */
    tag: z.string().exactOptional(),
    nameServers: z.array(FqdnJson),
  }),
  /** How registrations under this ending are moved, with what the registrars' adapters know better. */
  rule: RuleSeen.exactOptional(),
  /** Per address of each parent server; empty where this step does not ask. */
  parents: z.array(z.object({ ns: z.array(FqdnJson), outcome: z.string() })),
  /** The servers the domain moves to; empty: nobody knows. */
  newNameServers: z.array(FqdnJson),
  /** Lock as the losing registrar's account shows it; absent: no API, or not held there. */
  lockedAtLosing: z.boolean().optional(),
  /** Absent: no API, or not held there. */
  lockedAtGaining: z.boolean().optional(),
  /** Newest first. */
  orders: z.array(Order),
  /** A transfer code is in the vault. */
  codeHeld: z.boolean(),
});
export type TransferSight = z.infer<typeof TransferSight>;

export async function seeTransfer(
  ctx: StepContext<unknown>,
  ports: StepPorts,
  signal: AbortSignal,
  { parents }: { readonly parents: boolean },
): Promise<TransferSight> {
  const { domain } = ctx;
  const registration = await ports.registry.lookUp(domain, signal, NEAR_A_CHANGE);
  const registrar = registrarKey(registration);
  const losing = await ports.losingRegistrar?.read(domain, signal);
  const gaining = await ports.gainingRegistrar?.read(domain, signal);
  const orders = (await ports.gainingRegistrar?.transfers(domain, signal)) ?? [];
  return {
    registry: {
      ...registrationSeen(registration),
      ...(registrar === undefined ? {} : { registrar }),
      ...(registration.registrar?.tag === undefined ? {} : { tag: registration.registrar.tag }),
      nameServers: [...registration.nameServers].sort(),
    },
    rule: ruleFor(domain, ports),
    parents: parents
      ? (await readDelegation(ports.dns, domain, signal)).parents.map(({ ns, outcome }) => ({
          ns: [...ns].sort(),
          outcome,
        }))
      : [],
    newNameServers: [...((await newNameServersOf(ctx, ports, signal)) ?? [])],
    ...(losing === undefined ? {} : { lockedAtLosing: losing.locked }),
    ...(gaining === undefined ? {} : { lockedAtGaining: gaining.locked }),
    orders: orders.map(({ id, key, state, why }) => ({
      id,
      ours: key.startsWith(`${ctx.migrationId}/`),
      state,
      ...(why === undefined ? {} : { why }),
    })),
    codeHeld: (await ports.vault.read('authcode')) !== undefined,
  };
}

const RUNNING: readonly string[] = ['unpaid', 'awaiting-confirmation', 'pending'];

/**
 * The transfer that this move stands on: the newest of ours that was not refused or cancelled; else one that runs, whoever ordered it.
 * A finished one of somebody else counts only while the domain is held there: it may be years old.
 */
export function transferOf({ orders, lockedAtGaining }: TransferSight): TransferOrderSeen | undefined {
  const live = orders.filter(({ state }) => state !== 'refused' && state !== 'cancelled');
  return (
    live.find(({ ours }) => ours) ??
    live.find(({ state }) => RUNNING.includes(state) || (state === 'completed' && lockedAtGaining !== undefined))
  );
}

/** Ours that came to nothing, newest first. */
export function failedTransfers({ orders }: TransferSight): TransferOrderSeen[] {
  return orders.filter(({ ours, state }) => ours && (state === 'refused' || state === 'cancelled'));
}

/** The rule that was seen; where a sight has none, the table's. */
export function ruleIn(
  { domain }: Pick<StepContext<unknown>, 'domain'>,
  { rule }: Pick<TransferSight, 'rule'>,
): RuleSeen {
  return rule ?? ruleFor(domain);
}

/** Whether the domain is where it shall go: in the gaining account, at another registrar than before, or on the tag it was pushed to. */
export function hasArrived(ctx: StepContext<unknown>, sight: TransferSight, before: unknown): boolean {
  return sight.lockedAtGaining !== undefined || hasNewRegistrar(sight, before) || hasGainingTag(ctx, sight);
}

function hasGainingTag(ctx: StepContext<unknown>, sight: TransferSight): boolean {
  const { outcome, tag } = sight.registry;
  const wanted = gainingTagOf(ctx);
  return (
    ruleIn(ctx, sight).proof === 'tag' && outcome === 'found' && wanted !== undefined && tag?.toUpperCase() === wanted
  );
}

/** The tag of the gaining registrar as a person gave it (`golive answer D gainingTag=…`); `undefined`: none, or it has no tag's form. */
export function gainingTagOf(ctx: { readonly answers: Pick<Answers, 'free'> }): string | undefined {
  const given = ctx.answers.free?.[GAINING_TAG]?.trim().toUpperCase();
  return given !== undefined && /^[A-Z0-9][A-Z0-9-]{1,15}$/.test(given) ? given : undefined;
}
export const GAINING_TAG = 'gainingTag';

/** One registrar has a handle by RDAP and a name by WHOIS: which of both was asked must not look like a transfer. */
function registrarKey({ registrar }: Registration): string | undefined {
  const key = registrar?.id || registrar?.name;
  return registrar?.by === undefined || key === undefined ? key : `${registrar.by}:${key}`;
}

const IANA_NUMBER = /^(?:whois:)?0*([1-9]\d{0,4})$/;

/** What servers write in the place of IANA's number. Journals may have it as the registrar's id; the same registrar is known by its handle now. */
const NO_ID =
  /^(?:whois:)?(?:handle:)?(?:0+|-+|n\/?a|none|null|nil|unknown|undefined|not[\s_-]?(?:applicable|available|assigned))$/i;

const isNamedByWhois = (key: string): boolean => key.startsWith('whois:');

/**
 * Whether both are one registrar; `undefined`: that is not to be said. RDAP's handles compare with each other, WHOIS names with WHOIS names, and
 * IANA's numbers with each other whoever gave them; none of them with what is of another kind.
 */
function isSameRegistrar(one: string, other: string): boolean | undefined {
  if (NO_ID.test(one.trim()) || NO_ID.test(other.trim())) return undefined;
  const [first, second] = [one, other].map((key) => IANA_NUMBER.exec(key)?.[1]);
  if (first !== undefined && second !== undefined) return first === second;
  // A server that leaves the number out once gives the handle in its place.
  if (first !== second) return undefined;
  return isNamedByWhois(one) === isNamedByWhois(other) ? one === other : undefined;
}

/**
 * Whether the registry shows another registrar than before the transfer was asked for, and no transfer under way. What WHOIS and RDAP call it is not
 * compared.
 */
export function hasNewRegistrar({ registry }: TransferSight, before: unknown): boolean {
  const { registrar } = registry;
  return (
    typeof before === 'string' &&
    registrar !== undefined &&
    isSameRegistrar(before, registrar) === false &&
    isSettled(registry)
  );
}

/**
 * Whether the registry names one of which nobody can say that it is the one before, or that it is not: a handle in the place of a number. What the other
 * of WHOIS and RDAP calls it is no sign of anything: the first is asked again.
 */
export function hasUnlikeRegistrar({ registry }: TransferSight, before: string): boolean {
  const { registrar } = registry;
  return (
    registrar !== undefined &&
    isNamedByWhois(before) === isNamedByWhois(registrar) &&
    isSameRegistrar(before, registrar) === undefined &&
    isSettled(registry)
  );
}

/** It is told, as far as it shows, after the transfer and not during it. */
function isSettled({ outcome, statuses, statusesCut }: RegistrationSeen): boolean {
  return outcome === 'found' && !statuses.includes('pendingTransfer') && statusesCut === undefined;
}
