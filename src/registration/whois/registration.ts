import { printable } from '../../dns/wire-text.ts';
import type { Evidence } from '../../domain/finding.ts';
import type { EpochMs } from '../../domain/time.ts';
import type { Registration } from '../../ports/registry.ts';
import type { Verdict, WhoisReading } from './reading.ts';

/** Why an answer tells neither. */
const WHY: Readonly<Record<Verdict, string>> = {
  registered: 'is registered',
  free: 'is not registered',
  reserved: 'says that the name is reserved or blocked: nobody holds it, and it cannot be had by asking',
  'rate-limited': 'says that it was asked too often',
  refused: 'did not want to or could not answer',
  elsewhere: 'answered about another name',
  unclear: 'gave an answer that says neither',
  empty: 'said nothing',
};

const MOST_SHOWN = 200;

interface Told {
  /** Host of the server. */
  readonly source: string;
  readonly evidence: readonly Evidence[];
  readonly atMs: EpochMs;
  /** Instead of the verdict's own words. */
  readonly why?: string;
}

/** A reading as the answer of a registry. */
export function registrationOf(reading: WhoisReading, { source, evidence, atMs, why }: Told): Registration {
  const { outcome, verdict, registrar, createdMs, updatedMs, expiresMs, signed } = reading;
  const limited = verdict === 'rate-limited';
  const retryAfterMs = limited ? retryAfter(reading.evidence) : undefined;
  return {
    outcome,
    statuses: reading.statuses,
    ...(reading.statusesCut === undefined ? {} : { statusesCut: reading.statusesCut }),
    nameServers: reading.nameServers,
    ds: reading.ds,
    ...(registrar === undefined ? {} : { registrar: shownRegistrar(registrar) }),
    ...(createdMs === undefined ? {} : { createdMs }),
    ...(updatedMs === undefined ? {} : { updatedMs }),
    ...(expiresMs === undefined ? {} : { expiresMs }),
    ...(signed === undefined ? {} : { delegationSigned: signed }),
    source,
    ...(outcome === 'unknown' ? { why: why ?? reading.why ?? `${source} ${WHY[verdict]}` } : {}),
    evidence,
    ...(limited ? { slowDown: retryAfterMs === undefined ? {} : { retryAfterMs } } : {}),
    atMs,
  };
}

/** What was cut off in the middle of a character ends before it. */
function shownRegistrar({
  id,
  name,
  tag,
}: NonNullable<WhoisReading['registrar']>): NonNullable<Registration['registrar']> {
  const shown = { id: printable(id, MOST_SHOWN), name: printable(name, MOST_SHOWN) };
  return tag === undefined ? shown : { ...shown, tag: printable(tag, MOST_SHOWN) };
}

/** How long a server asks to be left alone: `replenished in 50 seconds`, `wait 3 minutes`. */
function retryAfter(lines: readonly string[]): number | undefined {
  for (const line of lines) {
    const match = /\b(?:in|for|after|wait|period of)(?: for)? (\d{1,7}) ?(s|sec|second|min|minute|hour)s?\b/i.exec(
      line,
    );
    if (match === null) continue;
    const unit = match[2]!.toLowerCase();
    return Number(match[1]) * (unit.startsWith('s') ? 1000 : unit.startsWith('m') ? 60_000 : 3_600_000);
  }
  return undefined;
}

/** The registry's answer, with what only the registrar's tells. Another server's contradiction changes nothing of it. */
export function mergeReadings(registry: WhoisReading, registrar: WhoisReading): WhoisReading {
  if (registrar.outcome !== 'found') return registry;
  const { statusesCut: theirs, ...more } = registrar;
  const isCut = registry.statusesCut ?? (registry.statuses.length > 0 ? undefined : theirs);
  return {
    ...more,
    ...registry,
    ...(isCut === undefined ? {} : { statusesCut: isCut }),
    statuses: registry.statuses.length > 0 ? registry.statuses : registrar.statuses,
    statusWords: registry.statusWords.length > 0 ? registry.statusWords : registrar.statusWords,
    nameServers: registry.nameServers.length > 0 ? registry.nameServers : registrar.nameServers,
    ds: registry.ds.length > 0 ? registry.ds : registrar.ds,
  };
}
