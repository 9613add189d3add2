import type { Directive, ServerBlock } from './zonemaster-corefile.ts';
import { zoneOf } from './zonemaster-corefile.ts';
import type { Scenario } from './zonemaster-spec.ts';

/** A change of a zone file: CoreDNS answers for these names from templates, before it looks into the file. */
export type Edit =
  | { readonly kind: 'set'; readonly name: string; readonly type: string; readonly records: readonly string[] }
  | { readonly kind: 'drop-name'; readonly name: string };

/** What one address does with one zone. */
export type Serving =
  | { readonly kind: 'file'; readonly zone: string; readonly file: string; readonly edits: readonly Edit[] }
  /** A zone that is made of templates alone. */
  | { readonly kind: 'records'; readonly zone: string; readonly records: readonly string[] }
  /** The zone is there and cannot be read: SERVFAIL. */
  | { readonly kind: 'broken'; readonly zone: string }
  /** No answer at all. */
  | { readonly kind: 'silent'; readonly zone: string }
  /** The zone is not there: REFUSED, as NSD says of zones it does not know. */
  | { readonly kind: 'refused'; readonly zone: string };

/** Addresses with what they serve; or why no ordinary name server serves it. */
export type Plan = { readonly addresses: ReadonlyMap<string, readonly Serving[]> } | { readonly unservable: string };

const TREE: ReadonlySet<string> = new Set(['.', 'xa.', 'xb.', 'arpa.']);

/** What has to run so that a scenario can be looked at: the tree down to its zone, and every zone that carries its name. */
export function planOf(scenario: Scenario, blocks: readonly ServerBlock[]): Plan {
  const label = scenario.name.toLowerCase().replaceAll('_', '-');
  const tree = scenario.roots[0]!;
  const isOwn = (zone: string): boolean => {
    if (zone === scenario.zone) return true;
    const labels = zone.split('.');
    return labels.includes(label) && labels.includes(scenario.testCase);
  };
  const isOfAll = (zone: string): boolean => TREE.has(zone) || zone.split('.')[0] === scenario.testCase;
  const addresses = new Map<string, Serving[]>();
  for (const block of blocks) {
    for (const zone of zonesOf(block)) {
      if (!isOwn(zone) && !isOfAll(zone)) continue;
      // Several trees have a root of their own; the zones below are told apart by their test case.
      if (zone === '.' && !block.addresses.some((address) => scenario.roots.includes(address))) continue;
      const serving = servingOf(block, zone, scenario.zone);
      if ('unservable' in serving) {
        if (isOwn(zone)) return serving;
        continue;
      }
      for (const address of block.addresses) {
        const known = addresses.get(address) ?? [];
        if (known.some((one) => one.zone === serving.serving[0]?.zone))
          return { unservable: `${address} is told two things about ${zone}` };
        addresses.set(address, [...known, ...serving.serving]);
      }
    }
  }
  return addresses.has(tree) ? { addresses } : { unservable: `nobody serves the root at ${tree}` };
}

/** The zones that a block speaks of: of its files, and its own where it has none. */
function zonesOf({ zones, directives }: ServerBlock): readonly string[] {
  const files = directives.filter(({ name }) => name === 'file').map(({ args }) => zoneOf(args[1] ?? zones[0]!));
  return [...new Set(files.length > 0 ? files : zones)];
}

function servingOf(
  block: ServerBlock,
  zone: string,
  looked: string,
): { readonly serving: readonly Serving[] } | { readonly unservable: string } {
  const { directives } = block;
  const about = (name: string): boolean => name === zone || name.endsWith(`.${zone}`);
  const templates = directives
    .filter(({ name }) => name === 'template')
    .map((one) => templateOf(one, zone))
    .filter(({ name }) => about(name));
  const file = directives.find(({ name, args }) => name === 'file' && zoneOf(args[1] ?? zone) === zone)?.args[0];
  if (directives.some(({ name }) => name === 'view' || name === 'unbound'))
    return { unservable: 'one server says different things to different questions, or is a resolver' };
  for (const acl of directives.filter(({ name }) => name === 'acl')) {
    if (!acl.args.map(zoneOf).some(about) && acl.args.length > 0) continue;
    if (acl.body.some((words) => words.length > 1))
      return { unservable: 'it drops questions of one type and answers others' };
    return { serving: [{ kind: 'silent', zone }] };
  }
  const whole = templates.find(({ name, type, rcode }) => name === zone && type === 'ANY' && rcode !== undefined);
  if (whole?.rcode === 'SERVFAIL') return { serving: [{ kind: 'broken', zone }] };
  if (whole?.rcode === 'REFUSED') return { serving: [{ kind: 'refused', zone }] };
  // "No such name", with the SOA of the zone above: as a server says that has that zone and not this name.
  const soa = whole?.rcode === 'NXDOMAIN' ? whole.others.find((record) => /\sSOA\s/.test(record)) : undefined;
  if (soa !== undefined) return { serving: [{ kind: 'records', zone: zoneOf(soa.split(/\s/)[0]!), records: [soa] }] };
  const header = directives
    .filter(({ name }) => name === 'header')
    .flatMap(({ body }) => body.map((words) => words.join(' ')));
  if (header.length > 0)
    return { unservable: `it answers with "${header.join(', ')}", which name servers never do for a zone they have` };
  const edits: Edit[] = [];
  const own: string[] = [];
  for (const template of templates) {
    const { name, type, rcode, answers, others } = template;
    if (type === 'ANY' && rcode === 'NXDOMAIN' && name !== zone) edits.push({ kind: 'drop-name', name });
    else if (rcode !== undefined && rcode !== 'NOERROR')
      return { unservable: `it answers ${rcode} to ${type} of ${name}` };
    else if (type === 'ANY' && answers.length === 0 && others.length > 0)
      return { unservable: 'it refers to others and says that it is the authority, or the other way round' };
    else if (type === 'ANY') return { unservable: 'it answers every question with the same records' };
    else if (file !== undefined) edits.push({ kind: 'set', name, type, records: answers });
    own.push(...answers);
  }
  if (file !== undefined) return { serving: [{ kind: 'file', zone, file, edits }] };
  // Made of templates: a zone of its own for each name with a SOA.
  const soas = [
    ...new Set(own.filter((record) => /\sSOA\s/.test(record)).map((record) => zoneOf(record.split(/\s/)[0]!))),
  ];
  if (soas.length === 0) return { unservable: 'it has no zone, only single answers' };
  const all = [...new Set(templates.flatMap(({ answers }) => answers))];
  const serving = soas.map(
    (apex): Serving => ({
      kind: 'records',
      zone: apex,
      records: all.filter((record) => closest(zoneOf(record.split(/\s/)[0]!), soas) === apex),
    }),
  );
  return serving.some((one) => one.zone === looked || looked.endsWith(`.${one.zone}`)) || soas.length > 0
    ? { serving }
    : { unservable: 'no zone' };
}

const closest = (name: string, zones: readonly string[]): string | undefined =>
  zones.filter((zone) => name === zone || name.endsWith(`.${zone}`)).sort((a, b) => b.length - a.length)[0];

function templateOf({ args, body }: Directive, zone: string) {
  const [, type, ...names] = args;
  const lines = (key: string): string[] => body.filter(([first]) => first === key).map(([, text]) => text!);
  return {
    name: names.length === 0 ? zone : zoneOf(names[0]!),
    type: type!.toUpperCase(),
    rcode: lines('rcode')[0]?.toUpperCase(),
    answers: lines('answer').map(withEnd),
    others: [...lines('authority'), ...lines('additional')].map(withEnd),
  };
}

/** In templates an owner name may stand without its last dot. */
const withEnd = (record: string): string => record.replace(/^(\S*[^.\s])(?=\s)/, '$1.');
