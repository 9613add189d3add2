import { expect, test } from 'vitest';
import { readDelegation } from '../../src/checks/delegation.ts';
import { judgeServers, readServers } from '../../src/checks/servers.ts';
import { Walker } from '../../src/checks/walk.ts';
import { fqdn } from '../../src/domain/name.ts';
import type { DnsQuestion } from '../../src/ports/dns.ts';
import { internet, signal } from './internet.ts';

const ZONE = fqdn('klant.nl');
const NAMES = [fqdn('ns1.klant.nl'), fqdn('ns2.klant.nl')];
const [NL, ONE, TWO, OTHER] = ['192.0.2.2', '192.0.2.11', '192.0.2.12', '192.0.2.13'] as const;
const root = { '.': ['@ NS root.test.', 'nl. NS ns.dns.nl.', `ns.dns.nl. A ${NL}`] };
const nl = {
  nl: [
    '@ NS ns.dns.nl.',
    ...NAMES.map((name) => `klant.nl. NS ${name}`),
    `ns1.klant.nl. A ${ONE}`,
    `ns2.klant.nl. A ${TWO}`,
  ],
};
const klant = (...records: string[]) => ({ 'klant.nl': [...NAMES.map((name) => `@ NS ${name}`), ...records] });

/** What is found at the addresses of both servers, where the zone itself says this of them. */
async function look(own: readonly string[], broken?: (question: DnsQuestion) => 'servfail' | undefined) {
  const zone = klant(...own);
  const dns = internet({ '192.0.2.1': root, [NL]: nl, [ONE]: zone, [TWO]: zone, [OTHER]: zone }, broken);
  const walker = new Walker(dns, signal());
  await readDelegation(dns, ZONE, signal(), walker);
  const view = await readServers(dns, ZONE, NAMES, [], signal(), walker);
  return { view, walker, seen: view.servers.map(({ server, address, outcome }) => `${server} ${address} ${outcome}`) };
}

test('name servers that the zone itself does not know are asked where the delegation leads', async () =>
  expect((await look([])).seen).toEqual([`ns1.klant.nl. ${ONE} answer`, `ns2.klant.nl. ${TWO} answer`]));

test('one that has another address in the zone is asked at both', async () =>
  expect((await look([`ns1.klant.nl. A ${ONE}`, `ns2.klant.nl. A ${OTHER}`])).seen).toEqual([
    `ns1.klant.nl. ${ONE} answer`,
    `ns2.klant.nl. ${OTHER} answer`,
    `ns2.klant.nl. ${TWO} answer`,
  ]));

test('servers inside a zone that none of them can serve are lame, not without address', async () => {
  const fails = ({ server }: DnsQuestion) =>
    [ONE, TWO].some((one) => one === server.address) ? 'servfail' : undefined;
  const { view, seen } = await look([], fails);
  expect(seen).toEqual([`ns1.klant.nl. ${ONE} servfail`, `ns2.klant.nl. ${TWO} servfail`]);
  expect(judgeServers(view, 0).map(({ tag }) => tag)).toEqual(['SERVER_LAME', 'SERVER_LAME']);
});

test('what somebody says of a server that is to come is not mixed with what the delegation says of its name today', async () => {
  const { walker } = await look([]);
  walker.know(NAMES[0]!, [OTHER]);
  expect((await walker.serverAddressesOf(NAMES[0]!)).addresses).toEqual([OTHER]);
});

test('mail and sites go by the zone alone', async () => {
  const { walker } = await look([`ns2.klant.nl. A ${OTHER}`]);
  expect((await walker.addressesOf(NAMES[1]!)).addresses).toEqual([OTHER]);
});
