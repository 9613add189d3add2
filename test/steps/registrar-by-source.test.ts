import { expect, test } from 'vitest';
import type { TransferSight } from '../../src/steps/transfer-sight.ts';
import { hasNewRegistrar } from '../../src/steps/transfer-sight.ts';

const sight = (registrar: string | undefined, statuses: readonly string[] = []): TransferSight => ({
  registry: {
    outcome: 'found',
    ...(registrar === undefined ? {} : { registrar }),
    statuses: [...statuses],
    nameServers: [],
  },
  parents: [],
  newNameServers: [],
  orders: [],
  codeHeld: false,
});

test.each<[string, string, string | undefined, boolean]>([
  ['RDAP both times, another handle', '292', '1234', true],
  ['RDAP both times, the same', '292', '292', false],
  ['RDAP first, then WHOIS with its name', '292', 'whois:Oude Hoster B.V.', false],
  ['WHOIS first, then RDAP with its handle', 'whois:Oude Hoster B.V.', '292', false],
  ['WHOIS both times, another name', 'whois:Oude Hoster B.V.', 'whois:Nieuwe Hoster', true],
  ['WHOIS both times, the same', 'whois:Oude Hoster B.V.', 'whois:Oude Hoster B.V.', false],
  ['RDAP by a handle of the registry, then WHOIS with the number', 'R1234-IO', 'whois:1234', false],
  ['RDAP with the number, then WHOIS with the same', '292', 'whois:292', false],
  ['RDAP with the number, then WHOIS with another', '292', 'whois:1234', true],
  ['WHOIS with the number, then RDAP with another', 'whois:292', '1234', true],
  ['WHOIS by name, then WHOIS by number', 'whois:Oude Hoster B.V.', 'whois:292', false],
  ['RDAP by handle, then RDAP by number', 'R1234-IO', '292', false],
  ['RDAP by number, then RDAP by its handle alone', '292', 'MARKMONITOR', false],
  ['RDAP by a handle of digits, then WHOIS with the number', 'handle:1234', 'whois:292', false],
  ['RDAP by a handle of digits, then another', 'handle:1234', 'handle:5678', true],
  ['a journal’s handle of digits, then the same as one', '1234', 'handle:1234', false],
  ['RDAP by handles, another', 'R1234-IO', 'R5678-IO', true],
  ['a journal’s number with noughts before it, then the same', '0292', '292', false],
  ['… then WHOIS with another', '000292', 'whois:1234', true],
  ['a journal’s word in the place of a number, then RDAP by handle', 'not applicable', 'H1', false],
  ['… another', 'N/A', 'H1', false],
  ['… nought', '0', '292', false],
  ['a handle of nought, then RDAP by handle', 'handle:0', 'handle:292', false],
  ['… of WHOIS', 'whois:handle:0', 'whois:handle:292', false],
  ['a handle of digits, then nought', 'handle:292', 'handle:0', false],
  ['nobody says', '292', undefined, false],
])('a registration that was seen by %s', (_title, before, now, isNew) => {
  expect(hasNewRegistrar(sight(now), before)).toBe(isNew);
  expect(hasNewRegistrar(sight(now, ['pendingTransfer']), before)).toBe(false);
  const cut = sight(now);
  expect(hasNewRegistrar({ ...cut, registry: { ...cut.registry, statusesCut: true } }, before), 'cut').toBe(false);
});
