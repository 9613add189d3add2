/**
 * RDAP status values and what EPP calls them (RFC 8056 §2). Keys are without blanks and capitals, because registries write them in several ways;
 * an EPP status is its own key in lower case.
 */
const FROM_RDAP: Readonly<Record<string, string>> = {
  active: 'ok',
  associated: 'linked',
  // RDAP's own (RFC 9083 §10.2.2).
  locked: 'locked',
  // Registered before RFC 8056 (RFC 9083 §10.2.2), and do not say who set them. Taken for the registry's: to wait needlessly is the smaller mistake.
  transferprohibited: 'serverTransferProhibited',
  updateprohibited: 'serverUpdateProhibited',
  deleteprohibited: 'serverDeleteProhibited',
  renewprohibited: 'serverRenewProhibited',
  // Of no document, written by registries whose names wait in quarantine before they are free.
  quarantine: 'redemptionPeriod',
  inquarantine: 'redemptionPeriod',
};

/** RFC 5731 §2.3 and RFC 3915 §3.1; `linked` is of RFC 5732 and 5733. */
const EPP = [
  'addPeriod',
  'autoRenewPeriod',
  'clientDeleteProhibited',
  'clientHold',
  'clientRenewProhibited',
  'clientTransferProhibited',
  'clientUpdateProhibited',
  'inactive',
  'linked',
  'ok',
  'pendingCreate',
  'pendingDelete',
  'pendingRenew',
  'pendingRestore',
  'pendingTransfer',
  'pendingUpdate',
  'redemptionPeriod',
  'renewPeriod',
  'serverDeleteProhibited',
  'serverHold',
  'serverRenewProhibited',
  'serverTransferProhibited',
  'serverUpdateProhibited',
  'transferPeriod',
] as const;

const BY_KEY: ReadonlyMap<string, string> = new Map([
  ...Object.entries(FROM_RDAP),
  ...EPP.map((status) => [status.toLowerCase(), status] as const),
]);

const KNOWN: ReadonlySet<string> = new Set(BY_KEY.values());

/** Whether it is a status that either document knows, in EPP's name, and not a registry's own words. */
export const isKnownStatus = (status: string): boolean => KNOWN.has(status);

/**
 * The EPP status that is meant: `client transfer prohibited`, `clientTransferProhibited` and `clientTransferProhibited https://icann.org/epp#…` are
 * one. What neither document knows stays as it is written (`locked`), for the registry's own table to read.
 */
export function eppStatus(text: string): string {
  // Nothing but the address: its end names the status.
  const bare = text.replace(/\s*\(?https?:.*$/is, '').trim() || (/#([a-z]{2,40})\W*$/i.exec(text)?.[1] ?? text.trim());
  return BY_KEY.get(bare.toLowerCase().replace(/[\s_-]+/g, '')) ?? bare;
}
