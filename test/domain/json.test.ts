import { expect, test } from 'vitest';
import { canonicalJson, sameJson } from '../../src/domain/json.ts';
import fc from '../fast-check.ts';

/** As `canonicalJson` promises it, done the long way: every member sorted by name, whatever the order was. */
function longWay(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map((item) => longWay(item ?? null)).join(',')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const members = Object.entries(value).filter(([, member]) => member !== undefined);
  const sorted = Object.entries(Object.fromEntries(members.sort(([a], [b]) => (a < b ? -1 : 1))));
  return `{${sorted.map(([name, member]) => `${JSON.stringify(name)}:${longWay(member)}`).join(',')}}`;
}

const { value: anyJson } = fc.letrec((tie) => ({
  value: fc.oneof(
    { maxDepth: 4 },
    fc.constantFrom(undefined, null, true, 0, -0, 1, '', 'a', Number.NaN),
    fc.array(tie('value'), { maxLength: 3 }),
    fc.dictionary(fc.constantFrom('a', 'b', 'c', '10', '9', '__proto__', 'toString'), tie('value'), { maxKeys: 3 }),
  ),
}));

/** The same JSON in another order of members. */
const turned = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(turned);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .reverse()
      .map(([name, member]) => [name, turned(member)]),
  );
};

test('canonical JSON sorts every member and leaves out what is undefined', () => {
  fc.assert(
    fc.property(anyJson, (value) => {
      fc.pre(value !== undefined);
      expect(canonicalJson(value)).toBe(longWay(value));
      expect(canonicalJson(turned(value))).toBe(longWay(value));
    }),
    { numRuns: 500 },
  );
});

test('two values are the same exactly when their canonical JSON is', () => {
  fc.assert(
    fc.property(anyJson, anyJson, (a, b) => {
      expect(sameJson({ a }, { a: b })).toBe(canonicalJson({ a }) === canonicalJson({ a: b }));
      expect(sameJson(a, turned(a))).toBe(true);
    }),
    { numRuns: 5000 },
  );
});

test('what is in order already is not copied, and what is not is not changed', () => {
  const given = { b: { d: 1, c: [2, { f: 3, e: 4 }] }, a: 5 };
  expect(canonicalJson(given)).toBe('{"a":5,"b":{"c":[2,{"e":4,"f":3}],"d":1}}');
  expect(JSON.stringify(given)).toBe('{"b":{"d":1,"c":[2,{"f":3,"e":4}]},"a":5}');
});
