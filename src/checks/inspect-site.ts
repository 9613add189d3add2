import type { Sighting } from '../dns/who-serves.ts';
import { whoServes } from '../dns/who-serves.ts';
import type { Evidence, Finding } from '../domain/finding.ts';
import { message } from '../domain/message.ts';
import type { Fqdn } from '../domain/name.ts';
import { child, displayName } from '../domain/name.ts';
import type { EpochMs } from '../domain/time.ts';
import type { Web, WebAnswer } from '../ports/outside.ts';
import type { AfterSwitch, WillSay } from './after-switch.ts';
import { authoritiesFor, judgeCaa, readCaa } from './caa.ts';
import { isOurAddress, shareOf } from './inspect-ours.ts';
import type { Bounds } from './inspect-part.ts';
import { part } from './inspect-part.ts';
import type { SiteMark } from './inspect-site-marks.ts';
import { marksOf, marksOfAliases } from './inspect-site-marks.ts';
import type { Inspection, Ours } from './inspection.ts';
import { reverseName } from './reverse-dns.ts';
import type { SiteAnswer } from './site-answers.ts';
import { readSite } from './site-answers.ts';

/** More addresses than this are somebody's farm; these speak for all. */
const MOST_ADDRESSES = 4;
const LONGEST_SOFTWARE = 200;

/** How one address answered for one of the site's hosts. */
interface Page {
  readonly url: string;
  readonly address: string;
  readonly answer: WebAnswer;
}

export interface SiteSight {
  /** The apex and `www`. */
  readonly hosts: readonly { readonly host: Fqdn; readonly said: WillSay }[];
  readonly addresses: readonly string[];
  /** Without those whose address gives no name. */
  readonly reverseNames: readonly string[];
  readonly reverse: readonly Evidence[];
  readonly pages: readonly Page[];
  readonly site: readonly SiteAnswer[];
  readonly caa: readonly Finding[];
}

export async function seeSite(
  web: Web,
  domain: Fqdn,
  worldOf: () => AfterSwitch,
  bounds: Bounds,
  now: () => EpochMs,
): Promise<SiteSight> {
  const nobody: WillSay = { outcome: 'unknown', rdatas: [], aliases: [] };
  const world = worldOf();
  const hosts = await Promise.all(
    [domain, child('www', domain)].map(async (host) => ({
      host,
      said: await part(
        bounds,
        () => world.addressesOf(host),
        () => nobody,
      ),
    })),
  );
  const addresses = [...new Set(hosts.flatMap(({ said }) => said.rdatas))];
  const [reverse, pages] = await Promise.all([
    seeReverse(addresses.slice(0, MOST_ADDRESSES), worldOf(), bounds, now),
    seePages(web, hosts, bounds),
  ]);
  const shown = hosts.filter(({ said }) => said.rdatas.length > 0).map(({ host }) => host.slice(0, -1));
  const caa = await part(
    bounds,
    async () => {
      const questions = authoritiesFor(shown, pages.site, { answered: undefined, willOrder: true });
      return judgeCaa(await readCaa(questions, worldOf()), now());
    },
    () => [],
  );
  return { hosts, addresses, ...reverse, ...pages, caa };
}

async function seeReverse(addresses: readonly string[], world: AfterSwitch, bounds: Bounds, now: () => EpochMs) {
  const found = await Promise.all(
    addresses.map(async (address) => {
      const name = reverseName(address);
      if (name === undefined) return { names: [], evidence: [] };
      const nobody: WillSay = { outcome: 'unknown', rdatas: [], aliases: [] };
      const { outcome, rdatas } = await part(
        bounds,
        () => world.ask(name, 'PTR'),
        () => nobody,
      );
      const evidence = [{ asked: `${address} PTR`, answered: rdatas.join(', ') || outcome, atMs: now() }];
      return { names: rdatas, evidence };
    }),
  );
  return {
    reverseNames: [...new Set(found.flatMap(({ names }) => names))].map((name) => name.replace(/\.$/, '')),
    reverse: found.flatMap(({ evidence }) => evidence),
  };
}

/** Each host at its first address that this machine may ask, over HTTP and HTTPS, as a visitor would be answered. */
async function seePages(web: Web, hosts: SiteSight['hosts'], bounds: Bounds) {
  const pages: Page[] = [];
  const remembering: Web = {
    get: async (request, signal) => {
      const answer = await web.get(request, signal);
      pages.push({ url: `${request.scheme}://${request.host}/`, address: request.address, answer });
      return answer;
    },
  };
  const site = await Promise.all(
    hosts.map(async ({ host, said }): Promise<readonly SiteAnswer[]> => {
      for (const address of said.rdatas.slice(0, MOST_ADDRESSES)) {
        const answers = await part<readonly SiteAnswer[]>(
          bounds,
          (signal) => readSite(remembering, [host.slice(0, -1)], [address], signal),
          () => [],
        );
        if (answers.some(({ outcome }) => outcome !== 'not-asked')) return answers;
      }
      return [];
    }),
  );
  return { site: site.flat(), pages: pages.sort((a, b) => (a.url < b.url ? -1 : 1)) };
}

/** Who holds the site, by the address, its own name and what the site says of itself. */
export function siteAnswer(sight: SiteSight, ours: Ours, now: EpochMs): Inspection['hosting'] {
  const { hosts, addresses, reverseNames } = sight;
  const aliases = hosts.flatMap(({ said }) => said.aliases).map((name) => name.replace(/\.$/, ''));
  const inPages = sight.pages.flatMap(({ answer }) => marksOf(answer.headers ?? {}, answer.body ?? ''));
  const inNames = marksOfAliases(aliases);
  const marks = [...inPages, ...inNames];
  const sightings = whoHosts([...aliases, ...reverseNames]);
  const software = softwareOf(sight, marks);
  const proxy =
    marks.find(({ kind }) => kind === 'proxy')?.name ??
    sightings.find(({ serves }) => serves.includes('proxy'))?.provider;
  const base = {
    addresses,
    reverseNames,
    ...(software === '' ? {} : { software }),
    evidence: evidenceOf(sight, sightings, now),
  };
  if (addresses.length === 0) {
    const known = hosts.every(({ said }) => said.outcome === 'nodata' || said.outcome === 'nxdomain');
    return known ? { ...base, where: 'none', confidence: 'high' } : { ...base, where: 'unknown', confidence: 'low' };
  }
  const share = shareOf(addresses, (address) => isOurAddress(address, ours.addresses));
  // One of the two names may stand elsewhere, and said nothing.
  const isWhole = hosts.every(({ said }) => said.outcome !== 'unknown' && said.outcome !== 'loop');
  if (share === 'all') return { ...base, where: 'ours', confidence: isWhole ? 'high' : 'middle' };
  if (share === 'some') return { ...base, where: 'unknown', confidence: 'low' };
  if (proxy !== undefined) return { ...base, where: 'unknown', who: proxy, proxy, confidence: 'low' };
  const reverse = sightings.map(({ provider }) => provider);
  const [who] = [...reverse, ...platformsIn(inNames), ...platformsIn(inPages)];
  if (who === undefined) return { ...base, where: 'elsewhere', confidence: 'low' };
  const agreeing = [reverse, platformsIn(inNames), platformsIn(inPages)].filter((said) => said.includes(who));
  return { ...base, where: 'elsewhere', who, confidence: agreeing.length > 1 ? 'middle' : 'low' };
}

/** A zone of a hoster's in which its name servers are known is its own in the names of its web servers too. */
function whoHosts(hosts: readonly string[]): Sighting[] {
  return hosts.flatMap((host) => {
    const named = whoServes({ reverseNames: [host] });
    return named.length > 0
      ? named
      : whoServes({ nameServers: [host] }).filter(({ serves }) => serves.includes('hosting'));
  });
}

const platformsIn = (marks: readonly SiteMark[]): string[] =>
  marks.filter(({ kind }) => kind === 'platform').map(({ name }) => name);

/** What it runs on as it says itself, then what is recognised in the page. */
function softwareOf({ pages }: SiteSight, marks: readonly SiteMark[]): string {
  const said = pages.flatMap(({ answer }) => {
    const headers = new Map(Object.entries(answer.headers ?? {}).map(([name, value]) => [name.toLowerCase(), value]));
    return ['server', 'x-powered-by'].flatMap((name) => headers.get(name)?.trim() || []);
  });
  const recognised = marks.filter(({ kind }) => kind === 'software').map(({ name }) => name);
  return [...new Set([...recognised, ...said])].join(', ').slice(0, LONGEST_SOFTWARE);
}

const TOLD_HEADERS = ['server', 'x-powered-by', 'via', 'location'];

function evidenceOf(sight: SiteSight, sightings: readonly Sighting[], now: EpochMs): Evidence[] {
  return [
    ...sight.hosts.map(({ host, said }) => ({
      asked: `${host} A, AAAA`,
      answered: [...said.aliases.map((alias) => `CNAME ${alias}`), ...said.rdatas].join(', ') || said.outcome,
      atMs: now,
    })),
    ...sight.reverse,
    ...sight.pages.map(({ url, address, answer }) => ({
      asked: `GET ${url} at ${address}`,
      answered: [
        answer.status === undefined ? answer.outcome : `HTTP ${answer.status}`,
        ...Object.entries(answer.headers ?? {})
          .filter(([name]) => TOLD_HEADERS.includes(name.toLowerCase()))
          .map(([name, value]) => `${name}: ${value.slice(0, LONGEST_SOFTWARE)}`),
      ].join(', '),
      atMs: answer.atMs,
    })),
    ...sightings.map((sighting) => sightingEvidence(sighting, now)),
  ];
}

export function sightingEvidence({ host, provider, sure, sources }: Sighting, now: EpochMs): Evidence {
  return { asked: `who has ${host}`, answered: `${provider} (${sure}; ${sources[0] ?? '–'})`, atMs: now };
}

/** What a person should know of the site; the one that stands there is not ours to mend. */
export function judgeSiteSight(
  domain: Fqdn,
  { hosting, nameServers }: Pick<Inspection, 'hosting' | 'nameServers'>,
  sight: SiteSight,
  now: EpochMs,
): Finding[] {
  const zone = displayName(domain);
  // Where no parent answers nobody does, and that is said already.
  const heard = nameServers.parent.length > 0;
  const silent = (heard ? sight.hosts : []).filter(({ said }) => said.outcome === 'unknown' || said.outcome === 'loop');
  const first = hosting.evidence.slice(0, 2);
  return [
    ...(hosting.proxy === undefined
      ? []
      : [
          {
            tag: 'SITE_BEHIND_PROXY',
            subject: domain,
            message: message('inspect.behind-proxy', { zone, proxy: hosting.proxy }),
            evidence:
              sight.pages.length === 0 ? first : hosting.evidence.filter(({ asked }) => asked.startsWith('GET ')),
            fix: message('inspect.fix.behind-proxy', { proxy: hosting.proxy }),
          },
        ]),
    ...silent.map(({ host }) => ({
      tag: 'UNANSWERED',
      subject: host,
      message: message('inspect.site-unanswered', { host: displayName(host) }),
      evidence: [{ asked: `${host} A, AAAA`, answered: '–', atMs: now }],
    })),
    ...sight.caa,
  ];
}
