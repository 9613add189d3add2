import { expect, test } from 'vitest';
import { spfFault } from '../../src/dns/spf.ts';

const cases: readonly (readonly [policy: string, fault: string | undefined])[] = [
  ['v=spf1', undefined],
  ['v=spf1 -all', undefined],
  ['v=spf1 a mx ip4:192.0.2.50 ip6:2001:db8:0:8::50 ?all', undefined],
  ['v=spf1 +a:mail.klant.nl/24//64 mx:klant.nl mx/30 ptr ptr:klant.nl ~all', undefined],
  ['v=spf1 include:_spf.elders.example exists:%{i}._spf.%{d2r.-} redirect=_spf.%{d}', undefined],
  ['v=spf1 IP4:192.0.2.0/24 Include:a.nl exp=why.%{d} unknown=later -ALL', undefined],
  ['v=spf1 a  mx   -all', undefined],
  ['v=spf1 amx-all', 'amx-all'],
  ['v=spf1 include', 'include'],
  ['v=spf1 include: -all', 'include:'],
  ['v=spf1 ip4:mail.klant.nl -all', 'ip4:mail.klant.nl'],
  ['v=spf1 ip4 192.0.2.1 -all', 'ip4'],
  ['v=spf1 a, mx -all', 'a,'],
  ['v=spf1 include:%{x} -all', 'include:%{x}'],
  ['v=spf1 - all', '-'],
  ['v=spf1 include\\0117\\245 -all', 'include\\0117\\245'],
  ['v=spf1 redirect=a.nl redirect=b.nl', 'redirect'],
];

for (const [policy, fault] of cases)
  test(`${policy} ${fault === undefined ? 'is a policy' : `is none: ${fault}`}`, () =>
    expect(spfFault(`"${policy}"`)).toBe(fault));
