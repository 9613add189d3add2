import { type Fqdn, fqdn, isName } from '../../domain/name.ts';
import { asWritten, unlikeNumber } from '../registrar-id.ts';
import { type Field, keyOf } from './lines.ts';
import type { Meant } from './read-whois.ts';
import type { WhoisReading } from './reading.ts';

/** A delegation has at most 13 in practice; a text with thousands is not one. */
const NAME_SERVERS = 50;

/** The host names of the delegation, each once, in the order of the text; addresses and remarks beside them are left. */
export function nameServersOf(fields: readonly Meant[], domain: Fqdn | undefined): readonly Fqdn[] {
  const found = new Set<Fqdn>();
  for (const field of fields) {
    if (field.family !== 'name-server') continue;
    for (const name of hostsIn(field.value)) {
      // `DNS: emilstahl.dk` repeats the name itself in A-labels.
      if (field.key === 'dns' && name === domain) continue;
      found.add(name);
      if (found.size >= NAME_SERVERS) return [...found];
    }
  }
  return [...found];
}

/** Hosts at the start of a value: `ns1.x.nl 192.0.2.1`, `ns1.x.nl,ns2.x.nl`, `ns1.x.nl (192.0.2.1)`, `ns1.x.fi [OK]`. */
function hostsIn(value: string): readonly Fqdn[] {
  const hosts: Fqdn[] = [];
  const words = value
    .slice(0, 300)
    .replace(/^\S{1,253}\s+(?:IN\s+)?NS\s+/i, '')
    .split(/[\s,;]+/, 20);
  for (const word of words) {
    if (/^[([]/.test(word)) break;
    const bare = word.replace(/[.:]$/, '').replace(/\(.*$/, '');
    const host =
      /^(?=.{4,253}$)[a-z0-9_\u0080-\uffff-]+(?:\.[a-z0-9_\u0080-\uffff-]+)+$/i.test(bare) && !/\.\d+$/.test(bare);
    if (host && isName(bare) && !/^not\.defined$/i.test(bare)) hosts.push(fqdn(bare));
    else if (
      hosts.length === 0 &&
      words.length > 2 &&
      !/^(?:\d{1,2}[.)]?|ns\d{0,2}|-|\*|primary|secondary|master|slave)$/i.test(bare)
    )
      break;
  }
  return hosts;
}

const ORGANISATION: ReadonlySet<string> = new Set(['organization', 'organisation', 'org', 'organization name']);
const NAME_KEYS: ReadonlySet<string> = new Set([
  'name',
  'organization',
  'organisation',
  'org',
  'organization name',
  'company',
  'registrar',
]);

/** The registrar, in order: beside its key, below it, or by name or organisation in its section. */
export function readRegistrar(all: readonly Field[], fields: readonly Meant[]): WhoisReading['registrar'] {
  const sayings = fields.filter(({ family, value }) => family === 'registrar' && isSaid(value)).slice(0, SAYINGS);
  // Who sold it may stand beside who holds it at the registry.
  const proper = sayings.filter(({ key }) => REGISTRAR_ITSELF.test(key));
  const lines = (proper.length > 0 ? proper : sayings).filter(({ below }) => !below);
  // Registries of other scripts often say it twice.
  const latin = lines.find(({ value }) => /[a-z]{2}/i.test(value.replace(/https?:\S*/gi, '')));
  const first = lines[0];
  const beside =
    (first !== undefined &&
    latin !== undefined &&
    latin.block !== first.block &&
    !/[a-z]{2}/i.test(first.value.replace(/https?:\S*/gi, ''))
      ? latin
      : first) ??
    proper[0] ??
    sayings[0];
  const inside = (keys: ReadonlySet<string>) =>
    all.find((field) => field.section === 'registrar' && !field.below && keys.has(field.key) && isSaid(field.value));
  const chosen = beside?.below === false ? beside : (inside(new Set(['name'])) ?? inside(NAME_KEYS) ?? beside);
  if (chosen === undefined) {
    const handle = idIn(fields);
    return handle === undefined ? undefined : { id: handle, name: asWritten(handle) };
  }
  const same = sayings.filter(
    (saying) => saying.value === chosen.value && (isHandle(saying.value) || opens(all, saying)),
  );
  // `Organization: Vecchio S.r.l.`, `Name: VECCHIO-REG`.
  const organisation = isHandle(chosen.value) && chosen.section === 'registrar' ? inside(ORGANISATION) : undefined;
  const named = organisation?.value ?? same.map((handle) => nameAfter(all, handle)).find((name) => name !== undefined);
  if (named !== undefined) return { id: chosen.value.trim(), name: named.slice(0, 200) };
  const tag = /\[Tag = ([^\]]{1,40})\]/i.exec(chosen.value)?.[1]?.trim();
  const id = idIn(fields) ?? tag ?? '';
  const name = chosen.value
    .slice(0, 200)
    .replace(/\[Tag = [^\]]{1,40}\]?/i, '')
    .replace(/\(? ?https?:\/\/[^\s)]{1,150} ?\)?/i, '')
    .replace(/\s+/g, ' ')
    .trim();
  return name === '' && id === ''
    ? undefined
    : { id, name: name === '' ? id : name, ...(tag === undefined ? {} : { tag }) };
}

/** What the record calls its registrar by; a number is IANA's where its key says so. */
function idIn(fields: readonly Meant[]): string | undefined {
  const told = fields.find(({ family, value }) => family === 'registrar-id' && isSaid(value));
  const id = told?.value.slice(0, 60).trim();
  return id === undefined || /\biana\b/.test(told!.key) ? id : unlikeNumber(id);
}

/** A record names its registrar a few times, people's blocks included. */
const SAYINGS = 20;

/** Keys that name the registrar, not a provider behind it. */
const REGISTRAR_ITSELF = /\b(?:registrar|registar|registrador|agency)\b|등록대행자|bureau d'enregistrement/;

/** `ACTI-0024`: a key into the registry's own list. */
function isHandle(value: string): boolean {
  return /^[A-Z0-9]{2,12}[-_][A-Z0-9-]{2,12}$/.test(value.trim());
}

/** One word that begins a block of its own, which is about it. */
function opens(all: readonly Field[], { value, block, line }: Field): boolean {
  return /^\S{1,60}$/.test(value) && all.find((field) => field.block === block)?.line === line;
}

/** What the same block says of a handle right after it. */
function nameAfter(all: readonly Field[], handle: Field): string | undefined {
  const start = all.findIndex(
    ({ line, block, key }) => line === handle.line && block === handle.block && key === handle.key,
  );
  // Lines below the heading `Registrar:` are its address.
  return all
    .slice(start + 1, start + 4)
    .find(({ key, block, below }) => !below && block === handle.block && NAME_KEYS.has(key))?.value;
}

/** Not a placeholder. */
function isSaid(value: string): boolean {
  return (
    value.trim() !== '' &&
    !/^(?:-+|n\/?a|none|null|unknown|not applicable|no registrar listed\b.{0,200}|redacted.{0,30}|not disclosed.{0,30})$/i.test(
      value.trim(),
    )
  );
}

/** The WHOIS server named for more, without scheme, port or path: none of them is ours to follow. */
export function readReferral(fields: readonly Meant[]): string | undefined {
  for (const { family, value } of fields) {
    if (family !== 'referral') continue;
    const host = value
      .trim()
      .slice(0, 260)
      .replace(/^r?whois:\/\//i, '')
      .replace(/^https?:\/\/.*$/i, '')
      .split(/[/:\s]/, 1)[0]!;
    if (/^(?=.{4,253}$)[a-z0-9-]+(?:\.[a-z0-9-]+)+\.?$/i.test(host))
      return keyOf(host) === '' ? undefined : host.toLowerCase().replace(/\.$/, '');
  }
  return undefined;
}
