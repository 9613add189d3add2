import type { JournalEvent } from '../../src/domain/journal.ts';
import type { Fqdn } from '../../src/domain/name.ts';
import type { Rrset } from '../../src/domain/rrset.ts';
import type { EpochMs } from '../../src/domain/time.ts';
import { SECOND } from '../../src/domain/time.ts';
import type { Caches } from './caches.ts';
import type { Outside } from './outside.ts';

/** An edit of the old zone this short before the switch may be missed by the last check; afterwards it must not be (I1, I2). */
const WINDOW_MS = 120 * SECOND;
/** One look at the old zone and the next, where nothing hinders. */
const LOOK_MS = 16 * 60 * SECOND;

interface Edit {
  readonly set: Rrset;
  readonly atMs: EpochMs;
}

const idOf = ({ name, type }: Pick<Rrset, 'name' | 'type'>) => `${name} ${type}`;

/** What the customer edits in the old zone while it is moved: who was told of it, and what the new servers say instead. */
export class Edits {
  readonly all: Edit[] = [];
  /** With interruption: from here on the old zone may be cut any moment, and what is edited there is lost with it (docs/limits.md). */
  leavingMs = Number.POSITIVE_INFINITY;
  readonly #outside: Outside;
  readonly #caches: Caches;
  readonly #told = new Set<string>();

  constructor(outside: Outside, caches: Caches) {
    this.#outside = outside;
    this.#caches = caches;
  }

  /** A finding, a task or a change of golive's may name what was edited. */
  heard(event: JournalEvent): void {
    if (this.all.length === 0 || event.type !== 'step') return;
    const text = JSON.stringify([event.detail.findings, event.detail.changes, event.detail.facts]);
    for (const { set } of this.all)
      if (text.includes(set.name) && set.rdatas.every((rdata) => text.includes(JSON.stringify(rdata).slice(1, -1))))
        this.#told.add(idOf(set));
  }

  /** Whether a finding, a task or a change named this RRset after it was edited. */
  wasTold(set: Rrset): boolean {
    return this.#told.has(idOf(set));
  }

  isEdited(set: Pick<Rrset, 'name' | 'type'>): boolean {
    return this.all.some((edit) => idOf(edit.set) === idOf(set));
  }

  /** Made while somebody could still be served by the old zone, and early enough for a look. */
  mattersToNew({ atMs }: Edit): boolean {
    return atMs <= this.#caches.old.untilMs - LOOK_MS && atMs < this.leavingMs;
  }

  /** Nothing came after it. */
  isLast(edit: Edit): boolean {
    return edit === this.all.findLast(({ set }) => idOf(set) === idOf(edit.set));
  }

  /** Edits of the zone that is being left, from the switch until caches forgot it, that nobody was told of (I2). */
  silent(): string[] {
    const { switchedMs } = this.#caches;
    if (switchedMs === undefined) return [];
    return this.all
      .filter((edit) => edit.atMs >= switchedMs - WINDOW_MS && this.mattersToNew(edit) && !this.wasTold(edit.set))
      .map(({ set, atMs }) => `${idOf(set)} was edited at ${new Date(atMs).toISOString()} and nobody was told`);
  }

  /** Where a new server says otherwise than the old zone, besides what the move changes; asked over UDP and TCP, with authority (I1). */
  differences(): string[] {
    const outside = this.#outside;
    const seenBefore = Math.min(outside.trueNow() - WINDOW_MS, this.leavingMs);
    const recent = new Set(this.all.filter(({ atMs }) => atMs >= seenBefore).map(({ set }) => idOf(set)));
    const differences: string[] = [];
    for (const set of outside.oldZone()) {
      const { name, type, rdatas } = set;
      if (recent.has(idOf(set)) || this.#moves(name, type) || !this.#canBeKnown(name)) continue;
      for (const server of outside.servers('new'))
        for (const transport of ['udp', 'tcp'] as const) {
          const said = outside.world.answerDns(server.address, { name, type, recursive: false, transport });
          const where = `${server.name} ${transport} ${idOf(set)}`;
          if (typeof said === 'string') differences.push(`${where}: ${said}`);
          else if (type === 'NS') continue;
          else if (!said.authoritative) differences.push(`${where}: no authority`);
          else {
            const got = said.answer.filter((record) => record.type === type).map(({ rdata }) => rdata);
            if (got.sort().join() !== [...rdatas].sort().join())
              differences.push(`${where}: ${got.join()} for ${rdatas.join()}`);
          }
        }
    }
    return differences;
  }

  /** Without access to the old zone only the usual names can be found; that the rest is unknown is said to people. */
  #canBeKnown(name: Fqdn): boolean {
    const { domain } = this.#outside;
    if (!this.#outside.isOldZoneClosed()) return true;
    return name === domain || ['www', '_dmarc', 'autodiscover'].some((label) => name === `${label}.${domain}`);
  }

  /** What the new side has otherwise on purpose: its own name servers, the site's address, the mail service's records. */
  #moves(name: Fqdn, type: string): boolean {
    const { domain, answers } = this.#outside;
    if (name === domain && type === 'NS') return true;
    if (answers['hosting'] === 'moves' && (name === domain || name === `www.${domain}`) && type === 'A') return true;
    if (name.startsWith('_acme') || (name === domain && type === 'TXT')) return true;
    if (answers['mail'] !== 'moves') return false;
    return (name === domain && type === 'MX') || name.includes('._domainkey.') || name === `autodiscover.${domain}`;
  }
}
