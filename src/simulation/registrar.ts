import { Secret } from '../domain/secret.ts';
import type { EpochMs } from '../domain/time.ts';
import type { Registrar, TransferOrder } from '../ports/registrar.ts';
import type { TldOverrides } from '../ports/tld-rule.ts';
import type { Door } from './faults.ts';
import type { RegistryCore } from './registry.ts';
import type { WorldTransfer } from './registry-record.ts';
import type { Side } from './scenario.ts';

const CALLS: Readonly<Record<Side, string>> = { old: 'losingRegistrar', new: 'gainingRegistrar' };

/** One registrar's API: the registry's rules behind it, its own account in front. Reads lag by the account's consistency time. */
export function registrarApi(
  side: Side,
  registry: RegistryCore,
  door: Door,
  consistencyMs: number,
  now: () => EpochMs,
  tldOverrides: TldOverrides,
): Registrar {
  const call = (name: string) => `${CALLS[side]}.${name}`;
  const shown = () => now() - consistencyMs;
  return {
    consistencyMs,
    tldOverrides,
    read: (domain, signal) =>
      door.read(call('read'), signal, () => {
        const record = registry.record(domain, shown());
        if (record === undefined || record.holder !== side) return undefined;
        return { nameServers: record.nameServers, locked: record.locked, ds: record.ds };
      }),
    setNameServers: (domain, nameServers, signal) =>
      door.change(call('setNameServers'), signal, undefined, () => registry.setNameServers(domain, side, nameServers)),
    setLock: (domain, locked, signal) =>
      door.change(call('setLock'), signal, undefined, () => registry.setLock(domain, side, locked)),
    setDs: (domain, ds, signal) =>
      door.change(call('setDs'), signal, undefined, () => registry.setDs(domain, side, ds)),
    authInfo: (domain, signal) =>
      door.read(call('authInfo'), signal, () => {
        const { code, expiresAtMs } = registry.authInfo(domain, side);
        return { code: new Secret(code), expiresAtMs };
      }),
    transfers: (domain, signal) =>
      door.read(call('transfers'), signal, () => registry.transfers(domain, side, shown()).map(asOrder)),
    requestTransfer: (order, signal) =>
      door.change(call('requestTransfer'), signal, { kind: 'once', key: order.key }, () =>
        asOrder(
          registry.requestTransfer(order.domain, side, {
            code: order.authInfo.reveal(),
            nameServers: order.nameServers,
            key: order.key,
          }),
        ),
      ),
    payTransfer: (orderId, key, signal) =>
      door.change(call('payTransfer'), signal, { kind: 'keyed', key }, () => registry.payTransfer(orderId, side)),
    confirmTransfer: (orderId, key, signal) =>
      door.change(call('confirmTransfer'), signal, { kind: 'keyed', key }, () =>
        registry.confirmTransfer(orderId, side),
      ),
  };
}

function asOrder({ id, domain, key, state, why }: WorldTransfer): TransferOrder {
  return why === undefined ? { id, domain, key, state } : { id, domain, key, state, why };
}
