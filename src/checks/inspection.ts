import type { Answers, Option } from '../domain/answers.ts';
import type { Evidence, Finding } from '../domain/finding.ts';
import type { Message } from '../domain/message.ts';
import type { Fqdn } from '../domain/name.ts';
import type { EpochMs } from '../domain/time.ts';
import type { Registration } from '../ports/registry.ts';

/** How sure an answer is: `high` was said by whoever decides it, `middle` follows from marks that several agree on, `low` from one mark. */
export type Confidence = 'high' | 'middle' | 'low';

/**
 * Where something stands, seen from outside. `ours`: the configuration's `ours` names it. `elsewhere`: it is somebody else's, known or not.
 * `none`: there is none. `unknown`: nobody answered usefully; never taken for one of the others.
 */
export type Where = 'ours' | 'elsewhere' | 'none' | 'unknown';

/** One of the four answers. */
export interface SeenAnswer {
  readonly where: Where;
  /** Who it is, as people call it; absent: nobody we know. */
  readonly who?: string;
  readonly confidence: Confidence;
  readonly evidence: readonly Evidence[];
}

/** What belongs to the agency itself (`ours` in the configuration); without it everything is `elsewhere`. */
export interface Ours {
  /** Registrars by name, IANA id or tag. */
  readonly registrars: readonly string[];
  /** Host names; `*.agency.example` stands for all below. */
  readonly nameServers: readonly string[];
  /** Addresses and CIDR blocks of its web hosts. */
  readonly addresses: readonly string[];
  /** Host names, as for name servers. */
  readonly mailServers: readonly string[];
}

/** What anybody can learn of a domain without an account anywhere. */
export interface Inspection {
  readonly domain: Fqdn;
  readonly atMs: EpochMs;
  readonly registration: SeenAnswer & { readonly seen: Registration };
  readonly hosting: SeenAnswer & {
    readonly addresses: readonly string[];
    readonly reverseNames: readonly string[];
    /** What the site says it runs on (`Server`, `X-Powered-By`), at most 200 characters. */
    readonly software?: string;
    /** What answers in the site's place; where the site stands behind it is not to be seen. */
    readonly proxy?: string;
  };
  readonly mail: SeenAnswer & {
    readonly mailServers: readonly string[];
    readonly spf?: string;
    /** What takes the mail in before the mailboxes do; those are elsewhere. */
    readonly filter?: string;
    /** Where mail programs are sent for their settings. */
    readonly autodiscover?: string;
    readonly dmarc?: string;
    /** Selectors cannot be listed from outside: none found is not none. */
    readonly dkim?: 'found' | 'unknown';
  };
  readonly nameServers: SeenAnswer & {
    readonly parent: readonly Fqdn[];
    readonly child: readonly Fqdn[];
    /** The longest TTL of the delegation; absent: no parent said. */
    readonly ttlSeconds?: number;
  };
  /** `broken`: there is a DS that the zone does not satisfy. */
  readonly dnssec: 'signed' | 'unsigned' | 'broken' | 'unknown';
  readonly ds: readonly string[];
  /** Absent: nobody can say (`findings` tell why). */
  readonly earliestTransfer?: { readonly atMs: EpochMs; readonly reason: Message };
  readonly findings: readonly Finding[];
  readonly proposal: {
    /** The four axes as far as they follow from what was seen: `elsewhere` is proposed to move, what is `ours` stays ours. */
    readonly answers: Partial<Pick<Answers, 'registration' | 'hosting' | 'mail' | 'nameServers'>>;
    readonly option?: Option;
    readonly playbook: string;
  };
  /** The lowest of the four. */
  readonly confidence: Confidence;
}
