import { describe, expect, test } from 'vitest';
import { decode } from '../../src/dns/wire.ts';
import { Malformed, walk } from '../../src/dns/wire-reader.ts';
import { GoLiveError } from '../../src/domain/errors.ts';
import { fqdn } from '../../src/domain/name.ts';
import { corpusFiles, corpusHere, orSkipped, type Verdict, verdicts } from './corpus.ts';

/** Packets that another reader takes and we do not, or the other way round, with the reason. */
const DIFFERENCES: Readonly<Record<string, { readonly ours: string; readonly because: string }>> = {
  'clusterfuzz-5651369832218624': {
    ours: 'a class other than IN',
    because: 'its question is of class 0; golive speaks of class IN alone, and such a packet answers nothing it asked',
  },
};

/** What we say of a packet, in the words of the recorded verdicts. */
function ourVerdict(bytes: Uint8Array): Verdict & { readonly why?: string } {
  const decoded = decode(bytes);
  if ('malformed' in decoded) return { ok: 0, why: decoded.malformed };
  return { ok: 1, an: decoded.message.answer.length, q: decoded.message.question === undefined ? 0 : 1 };
}

describe.skipIf(!corpusHere)(`packets of c-ares's fuzzers${orSkipped}`, () => {
  const expected = corpusHere ? verdicts() : {};
  const packets = corpusFiles('fuzzinput');

  test('there is a verdict for each of the 74', () => {
    expect([...packets.keys()].sort()).toEqual(Object.keys(expected).sort());
    expect(packets.size).toBe(74);
  });

  for (const [file, bytes] of packets) {
    const difference = DIFFERENCES[file];
    if (difference === undefined)
      test(`${file} is ${expected[file]?.ok === 1 ? 'read' : 'refused'}, as others do`, () => {
        const { ok, an, q, why } = ourVerdict(bytes);
        expect({ ok, an, q }, why ?? 'read').toEqual({
          ok: expected[file]?.ok,
          an: expected[file]?.an,
          q: expected[file]?.q,
        });
      });
    else
      test(`${file} differs: ${difference.because}`, () => {
        expect(expected[file]?.ok).toBe(1);
        expect(ourVerdict(bytes)).toEqual({ ok: 0, why: difference.ours });
      });
  }

  test('the skeleton alone is read or refused as malformed, never another error', () => {
    for (const bytes of packets.values())
      try {
        walk(bytes);
      } catch (thrown) {
        expect(thrown).toBeInstanceOf(Malformed);
      }
  });
});

/** Names as c-ares's fuzzers write them; `undefined`: no name of a host or service. All other files hold URIs. */
const NAMES: Readonly<Record<string, readonly [expected: string | undefined, why: string]>> = {
  name01: ['normal.name.', 'a name'],
  name02: ['singlelabel.', 'one label; whether it can be looked at is a question of its own'],
  name03: [undefined, 'a label of 82 octets'],
  name04: [undefined, 'a dot inside a label, which no host has'],
  name05: [undefined, 'it ends in a dot inside a label'],
  name06: ['absolute.name.', 'an absolute name'],
  name07: [undefined, 'an empty label'],
  name08: ['utf8.xn--9aa.data.com.', 'U-labels become A-labels'],
  name09: ['astral.plane.utf8.name.xn--2n7c.org.', 'characters beyond 16 bits are read whole'],
};

describe.skipIf(!corpusHere)(`names of c-ares's fuzzers${orSkipped}`, () => {
  const files = corpusFiles('fuzznames');
  const read = (text: string): string | undefined => {
    try {
      return fqdn(text);
    } catch (thrown) {
      expect(thrown).toBeInstanceOf(GoLiveError);
      expect((thrown as GoLiveError).code).toBe('name-invalid');
      return undefined;
    }
  };

  test('there are 45', () => expect(files.size).toBe(45));

  for (const [file, bytes] of files) {
    const text = bytes.toString('utf8');
    const [expected, why] = NAMES[file] ?? [undefined, 'a URI, or a name with a line break'];
    test(`${file} is ${expected === undefined ? 'refused' : 'read'}: ${why}`, () => expect(read(text)).toBe(expected));
  }

  test('uri32 without its line break is a name', () =>
    expect(read((files.get('uri32') ?? Buffer.alloc(0)).toString('utf8').trim())).toBe('www.example.com.'));
});
