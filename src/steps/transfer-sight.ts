import { z } from 'zod';
import { readDelegation } from '../checks/delegation.ts';
import { newNameServersOf } from '../checks/zone-memory.ts';
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
  registry: z.object({
    outcome: z.enum(['found', 'not-found', 'unknown']),
    /** The registrar's id, or its name where the registry gives no id. */
    registrar: z.string().optional(),
    statuses: z.array(z.string()),
    nameServers: z.array(FqdnJson),
  }),
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
  const registration = await ports.registry.lookUp(domain, signal);
  const registrar = registration.registrar?.id || registration.registrar?.name;
  const losing = await ports.losingRegistrar?.read(domain, signal);
  const gaining = await ports.gainingRegistrar?.read(domain, signal);
  const orders = (await ports.gainingRegistrar?.transfers(domain, signal)) ?? [];
  return {
    registry: {
      outcome: registration.outcome,
      ...(registrar === undefined ? {} : { registrar }),
      statuses: [...registration.statuses].sort(),
      nameServers: [...registration.nameServers].sort(),
    },
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

/** Whether the registry shows another registrar than before the transfer was asked for, and no transfer under way. */
export function hasNewRegistrar({ registry }: TransferSight, before: unknown): boolean {
  return (
    registry.outcome === 'found' &&
    typeof before === 'string' &&
    registry.registrar !== undefined &&
    registry.registrar !== before &&
    !registry.statuses.includes('pendingTransfer')
  );
}
