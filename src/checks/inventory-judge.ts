import { isWireType } from '../dns/wire-types.ts';
import type { Evidence, Finding } from '../domain/finding.ts';
import type { Message } from '../domain/message.ts';
import { message } from '../domain/message.ts';
import type { Fqdn } from '../domain/name.ts';
import { displayName } from '../domain/name.ts';
import { rrsetKey } from '../domain/rrset.ts';
import type { EpochMs } from '../domain/time.ts';
import type { Inventory, Tried } from './inventory.ts';

/** Names that one sentence lists. */
const MOST_LISTED = 10;
/** A finding of their own is made of these at the zone's own name (`ALIAS_AT_APEX`). */
const APEX_ALIASES: ReadonlySet<string> = new Set(['ALIAS', 'ANAME']);

/** What a person should know about the list before trusting it; none where it is complete and live. */
export function judgeInventory(zone: Fqdn, inventory: Inventory, now: EpochMs): Finding[] {
  const { completeness, rrsets, expected = [], hidden = [], unheard = [] } = inventory;
  const shown = displayName(zone);
  const findings: Finding[] = [];
  const add = (subject: string, said: Message, evidence: readonly Evidence[], fix: Message): void => {
    findings.push({ tag: 'INVENTORY_INCOMPLETE', subject, message: said, evidence, fix });
  };
  const graded = { asked: `${zone} inventory`, answered: `${completeness}, ${rrsets.length} RRsets`, atMs: now };
  const main = gradeMessage(shown, inventory);
  if (main !== undefined)
    add(zone, main, [graded, ...(inventory.tried ?? []).map((one) => evidenceOf(zone, one, now))], fixFor(inventory));
  if (unheard.length > 0)
    add(
      unheard[0]!,
      message('inventory.unheard', { zone: shown, names: list(unheard) }),
      unheard.slice(0, MOST_LISTED).map((asked) => ({ asked, answered: 'no answer', atMs: now })),
      message('inventory.fix.again'),
    );
  for (const { provider, by, names } of expected)
    add(
      names[0]!,
      message('inventory.expected', { zone: shown, provider, names: list(names) }),
      [
        { asked: by, answered: provider, atMs: now },
        ...names.slice(0, MOST_LISTED).map((asked) => ({ asked, answered: 'not found', atMs: now })),
      ],
      message('inventory.fix.expected', { provider }),
    );
  const own = rrsets.filter(({ name, type }) => !isWireType(type) && !(name === zone && APEX_ALIASES.has(type)));
  if (own.length > 0)
    add(
      rrsetKey(own[0]!),
      message('inventory.own-word', { zone: shown, names: list(own.map(rrsetKey)) }),
      own.slice(0, MOST_LISTED).map((set) => ({ asked: rrsetKey(set), answered: set.rdatas.join(', '), atMs: now })),
      message('inventory.fix.own-word'),
    );
  if (inventory.leftOut !== undefined)
    add(
      zone,
      message('inventory.left-out', { zone: shown }),
      [{ asked: `${zone} ${completeness === 'transferred' ? 'AXFR' : 'API'}`, answered: inventory.leftOut, atMs: now }],
      message('inventory.fix.left-out'),
    );
  if (hidden.length > 0)
    add(
      hidden[0]!,
      message('inventory.hidden', { names: list(hidden) }),
      hidden.slice(0, MOST_LISTED).map((asked) => ({ asked, answered: 'NODATA', atMs: now })),
      fixFor(inventory),
    );
  return findings;
}

/** What the grade means here; `undefined`: nothing is wanting. */
function gradeMessage(zone: string, inventory: Inventory): Message | undefined {
  const { completeness, rrsets, unanswered, notLive, beyondExport = [], cutShort = false } = inventory;
  const values = { zone, count: rrsets.length, unanswered, notLive: notLive.length, beyond: beyondExport.length };
  if (completeness === 'guessed') return message(cutShort ? 'inventory.cut-short' : 'inventory.guessed', values);
  // A list of the zone's own servers is whole whatever an older export says.
  if (completeness === 'exported' && (notLive.length > 0 || beyondExport.length > 0))
    return message('inventory.export-differs', { ...values, names: list([...notLive, ...beyondExport]) });
  return unanswered > 0 || cutShort ? message('inventory.unanswered', values) : undefined;
}

function evidenceOf(zone: Fqdn, { source, outcome }: Tried, atMs: EpochMs): Evidence {
  return { asked: source === 'transfer' ? `${zone} AXFR` : `${zone} NSEC`, answered: outcome, atMs };
}

function fixFor({ completeness, unanswered }: Inventory): Message {
  return message(completeness === 'guessed' || unanswered === 0 ? 'inventory.fix.export' : 'inventory.fix.again');
}

function list(names: readonly string[]): string {
  const some = names.slice(0, MOST_LISTED).join(', ');
  return names.length > MOST_LISTED ? `${some} … (${names.length})` : some;
}
