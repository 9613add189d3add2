import type { Finding } from '../domain/finding.ts';
import { message } from '../domain/message.ts';
import type { Fqdn } from '../domain/name.ts';
import type { Rrset } from '../domain/rrset.ts';
import { rrsetKey } from '../domain/rrset.ts';
import type { EpochMs } from '../domain/time.ts';

/** What an HTTPS record may say and still lead nowhere else than the name's own addresses do (RFC 9460 §7). */
const HARMLESS: ReadonlySet<string> = new Set(['alpn', 'ipv4hint', 'ipv6hint', 'ech']);

/** A and AAAA; an HTTPS record cannot stand beside an alias. */
export function addressesAt(rrsets: readonly Rrset[], name: string): readonly string[] {
  return rrsets
    .filter((set) => set.name === name && (set.type === 'A' || set.type === 'AAAA'))
    .flatMap(({ rdatas }) => rdatas);
}

function paramsOf(rdata: string): readonly (readonly [key: string, value: string])[] {
  const params = rdata.split(' ').slice(2);
  return params.map((param) => [param.split('=', 1)[0]!, param.slice(param.indexOf('=') + 1).replaceAll('"', '')]);
}

/** It speaks for the name itself: no alias (priority 0), no other host. */
function isOfItself(name: string, rdata: string): boolean {
  const [priority, target] = rdata.split(' ');
  return /^[1-9]\d*$/.test(priority!) && (target === '.' || target === name);
}

const hintsOf = (rdata: string): string[] =>
  paramsOf(rdata).flatMap(([key, value]) => (key === 'ipv4hint' || key === 'ipv6hint' ? value.split(',') : []));

/** Whether browsers that go by this record come where they would come without it. A key for ECH that the old record has is the old server's. */
export function leadsToItself(
  name: string,
  rdata: string,
  addresses: readonly string[],
  old: readonly string[],
): boolean {
  return (
    isOfItself(name, rdata) &&
    hintsOf(rdata).every((hint) => addresses.includes(hint)) &&
    paramsOf(rdata).every(
      ([key, value]) =>
        HARMLESS.has(key) && !(key === 'ech' && old.some((one) => paramsOf(one).some(([, had]) => had === value))),
    )
  );
}

/** A name that has got other addresses, and an HTTPS record that does not know: browsers go by its hints before they have asked for A. */
export function judgeHttpsHints(before: readonly Rrset[], after: readonly Rrset[], now: EpochMs): Finding[] {
  return after
    .filter(({ type }) => type === 'HTTPS')
    .flatMap((set): Finding[] => {
      const name: Fqdn = set.name;
      const addresses = addressesAt(after, name);
      if (addresses.length === 0 || sorted(addresses) === sorted(addressesAt(before, name))) return [];
      const hints = set.rdatas.filter((rdata) => isOfItself(name, rdata)).flatMap(hintsOf);
      const strange = [...new Set(hints)].filter((hint) => !addresses.includes(hint));
      if (strange.length === 0) return [];
      return [
        {
          tag: 'RRSET_DIFFERS',
          subject: rrsetKey(set),
          message: message('preflight.https-hint', {
            name,
            hints: strange.join(', '),
            addresses: addresses.join(', '),
          }),
          evidence: [{ asked: rrsetKey(set), answered: set.rdatas.join(', '), atMs: now }],
          fix: message('preflight.fix.https-hint', { subject: rrsetKey(set) }),
        },
      ];
    });
}

const sorted = (addresses: readonly string[]): string => [...addresses].sort().join();
