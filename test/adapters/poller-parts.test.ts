import { describe, expect, test } from 'vitest';
import { judgePacket, PACKET } from '../../src/adapters/dns/sockets/acceptance.ts';
import { OperatorRate } from '../../src/adapters/dns/sockets/operator-rate.ts';
import { Operators } from '../../src/adapters/dns/sockets/operators.ts';
import { MOST_PENDING, PendingIds } from '../../src/adapters/dns/sockets/pending-ids.ts';
import { makeQuery, type Query, QueryCache } from '../../src/adapters/dns/sockets/question-bytes.ts';
import { RandomWords } from '../../src/adapters/dns/sockets/random.ts';
import { Slot } from '../../src/adapters/dns/sockets/slot.ts';
import { receiveBufferErrors } from '../../src/adapters/dns/sockets/statistics.ts';
import { type Timed, Timeouts } from '../../src/adapters/dns/sockets/timeouts.ts';
import { decode, encodeQuery, encodeResponse, type Message } from '../../src/dns/wire.ts';
import { type Fqdn, fqdn } from '../../src/domain/name.ts';
import { SECOND } from '../../src/domain/time.ts';
import fc from '../fast-check.ts';

const KLANT = fqdn('klant.nl');

function message(bytes: Uint8Array): Message {
  const decoded = decode(bytes);
  if ('malformed' in decoded) throw new Error(decoded.malformed);
  return decoded.message;
}

describe('what is accepted as the answer', () => {
  const query = Buffer.from(
    encodeQuery({ id: 0x1234, name: KLANT, type: 'A', recursive: false, caseBits: Uint8Array.of(1) }),
  );
  const record = { name: KLANT, type: 'A', ttlSeconds: 60, rdata: '192.0.2.1' };
  const reply = { rcode: 0, authoritative: true, recursionAvailable: false, authority: [], additional: [] };
  const answer = Buffer.from(encodeResponse(message(query), { ...reply, answer: [record] }, 65_535));
  const changed = (at: number, value: number) => Buffer.from(answer).fill(value, at, at + 1);
  for (const [what, bytes, expected] of [
    ['the answer', answer, 'ours'],
    ['a query instead of a response', changed(2, 0), 'garbage'],
    ['another opcode', changed(2, 0x88), 'garbage'],
    ['no question', changed(5, 0), 'garbage'],
    ['two questions', changed(5, 2), 'garbage'],
    ['another name', changed(14, 0x78), 'otherQuestion'],
    ['the name in another case', changed(13, 0x6b), 'otherCase'],
    ['a dot for a label’s length', changed(18, 0x2e), 'otherQuestion'],
    ['another type', changed(23, 28), 'otherQuestion'],
    ['a type that differs as cases do', changed(23, 0x21), 'otherQuestion'],
    ['another class', changed(25, 3), 'otherQuestion'],
    ['a cut question', answer.subarray(0, 20), 'otherQuestion'],
    ['eleven bytes', answer.subarray(0, 11), 'garbage'],
    ['FORMERR without a question', Buffer.from('123480010000000000000000', 'hex'), 'noEdns'],
    ['FORMERR with the question', changed(3, 1), 'noEdns'],
    ['NOTIMP without a question', Buffer.from('123480040000000000000000', 'hex'), 'noEdns'],
    ['NOTIMP with the question', changed(3, 4), 'noEdns'],
    ['REFUSED without a question', Buffer.from('123480050000000000000000', 'hex'), 'ours'],
    ['SERVFAIL without a question', Buffer.from('123480020000000000000000', 'hex'), 'garbage'],
    [
      'REFUSED without a question, and more records than fit',
      Buffer.from('123480050000000000000001', 'hex'),
      'impossible',
    ],
    ['twelve bytes of ones', Buffer.alloc(12, 0xff), 'garbage'],
    ['a record announced that cannot be there', changed(9, 9), 'impossible'],
    ['65,535 of them', changed(6, 0xff), 'impossible'],
    ['a truncated one that is cut anywhere', Buffer.from(answer.subarray(0, 30)).fill(0x86, 2, 3), 'ours'],
  ] as const)
    test(`${what}: ${expected}`, () => expect(judgePacket(query, 26, bytes)).toBe(PACKET[expected]));

  test('noise is never ours, but for a refusal, which says nothing', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 100 }), (noise) => {
        if (((noise[3] ?? 0) & 0xf) !== 5) expect(judgePacket(query, 26, noise)).not.toBe(PACKET.ours);
      }),
    );
  });
});

describe('a query', () => {
  const octetsOf = ({ slab, start, length }: Query) => slab.bytes.subarray(start, start + length);
  const labels = fc.stringMatching(/^[a-z0-9_]([a-z0-9-]{0,20}[a-z])?$/);
  const names = fc.array(labels, { minLength: 1, maxLength: 6 }).map((parts) => fqdn(`${parts.join('.')}.nl`));
  const flags = fc.record({ recursive: fc.boolean(), dnssec: fc.boolean(), checkingDisabled: fc.boolean() });
  test('is what the encoder makes of it, whatever the name, type and flags', () => {
    fc.assert(
      fc.property(names, fc.constantFrom('A', 'MX', 'TYPE65'), flags, (name, type, wanted) => {
        const made = makeQuery(name, type, wanted);
        expect(octetsOf(made)).toEqual(Buffer.from(encodeQuery({ id: 0, name, type, ...wanted })));
      }),
    );
    const root = makeQuery('.' as Fqdn, 'NS', { recursive: false });
    expect(octetsOf(root)).toEqual(Buffer.from(encodeQuery({ id: 0, name: fqdn('.'), type: 'NS', recursive: false })));
  });
  test('differs when it is sent in nothing but the case of its letters, any of them, and EDNS', () => {
    const slot = new Slot(0);
    fc.assert(
      fc.property(names, fc.integer(), fc.boolean(), (name, capitals, edns) => {
        slot.query = makeQuery(name, 'MX', { recursive: true });
        slot.questionEnd = slot.query.questionEnd;
        slot.edns = edns;
        slot.write(capitals);
        slot.message.writeUInt16BE(0, 0);
        const plain = Buffer.from(encodeQuery({ id: 0, name, type: 'MX', recursive: true, edns }));
        expect(slot.message.toString('latin1').toLowerCase()).toBe(plain.toString('latin1').toLowerCase());
        slot.write(-1);
        expect(slot.message.toString('latin1', 12, plain.length)).toContain(name.split('.')[0]!.toUpperCase());
        slot.write(0);
        slot.message.writeUInt16BE(0, 0);
        expect(slot.message).toEqual(plain);
      }),
    );
    const fresh = new Slot(1);
    const capitals = Array.from({ length: 32 }, (_, bit) => {
      fresh.query = makeQuery(fqdn('abcdefghijklmnopqrstuvwxyzabcdef.nl'), 'A', { recursive: true });
      fresh.write(1 << bit);
      return fresh.message.toString('latin1').search(/[A-Z]/);
    });
    expect(new Set(capitals.filter((at) => at >= 0)).size).toBeGreaterThanOrEqual(31);
  });
  for (const cast of ['a\\.b.nl.', 'klant.nl', 'a..nl.', `${'a'.repeat(64)}.nl.`, 'klänt.nl.', 'KLANT.nl.', ''])
    test(`for "${cast.slice(0, 20)}" is for the name that this is, or refused`, () => {
      const made = () => message(octetsOf(makeQuery(cast as Fqdn, 'A', { recursive: true }))).question?.name;
      let name: Fqdn | undefined;
      try {
        name = fqdn(cast);
      } catch (thrown) {
        expect(made).toThrow((thrown as Error).message);
        return;
      }
      expect(made()).toBe(name);
    });
  test('is kept, as long as there are few', () => {
    const cache = new QueryCache(2);
    const [first, , again] = ['A', 'MX', 'A'].map((type) => cache.get(KLANT, type, { recursive: true }));
    expect(again).toBe(first);
    expect(cache.get(KLANT, 'A', { recursive: false })).not.toBe(first);
    expect(cache.get(KLANT, 'A', { recursive: true })).not.toBe(first);
  });
});

describe('ids', () => {
  test('a pending one is never given out again, up to the last', () => {
    const pending = new PendingIds();
    const random = new RandomWords();
    const ids = Array.from({ length: MOST_PENDING }, (_, slot) => pending.take(slot, random));
    expect(new Set(ids).size).toBe(MOST_PENDING);
    expect(ids.map((id) => pending.slotOf(id))).toEqual(ids.map((_id, slot) => slot));
    expect(() => pending.take(1, random)).toThrow(RangeError);
    const others = Array.from({ length: 0x10000 }, (_, id) => id).filter((id) => !ids.includes(id));
    expect(others.every((id) => pending.slotOf(id) < 0)).toBe(true);
    for (const id of ids) pending.release(id);
    expect([pending.count, ...ids.map((id) => pending.slotOf(id))].every((value) => value <= 0)).toBe(true);
  });
  test('are drawn from all there are', () => {
    const pending = new PendingIds();
    const random = new RandomWords();
    const drawn = new Set<number>();
    for (let turn = 0; turn < 0x100000 && drawn.size < 0x10000; turn++) {
      const id = pending.take(65_534, random);
      expect(pending.slotOf(id)).toBe(65_534);
      drawn.add(id);
      pending.release(id);
    }
    expect(drawn.size).toBeGreaterThan(65_500);
  });
});

describe('time-outs', () => {
  class Member implements Timed<Member> {
    deadlineMs = 0;
    queue: { remove(member: Member): void } | undefined;
    ahead: Member | undefined;
    behind: Member | undefined;
  }
  test('end in the order of their deadlines, and who left is not among them', () => {
    const moves = fc.array(
      fc.record({ who: fc.nat(9), timeoutClass: fc.nat(6), leaves: fc.boolean(), laterMs: fc.nat(400) }),
    );
    fc.assert(
      fc.property(moves, (steps) => {
        const members = Array.from({ length: 10 }, () => new Member());
        const timeouts = new Timeouts<Member>(100);
        const model = new Map<Member, number>();
        let nowMs = 0;
        for (const { who, timeoutClass, leaves, laterMs } of steps) {
          nowMs += laterMs;
          const due = [...model].filter(([, deadlineMs]) => deadlineMs <= nowMs).map(([member]) => member);
          const expired = new Set<Member>();
          for (let one = timeouts.expired(nowMs); one !== undefined; one = timeouts.expired(nowMs)) expired.add(one);
          expect(expired).toEqual(new Set(due));
          for (const member of due) model.delete(member);
          const member = members[who]!;
          if (leaves) {
            member.queue?.remove(member);
            model.delete(member);
          } else {
            timeouts.start(member, timeoutClass, nowMs);
            model.set(member, nowMs + 100 * 2 ** Math.min(4, timeoutClass));
          }
          expect(timeouts.nextMs()).toBe(Math.min(Infinity, ...model.values()));
        }
      }),
    );
  });
});

describe('how fast an operator is asked', () => {
  /** So many as may go in this second, asked for every millisecond. */
  function sentIn(rate: OperatorRate, fromMs: number, toMs: number): number {
    let sent = 0;
    for (let nowMs = fromMs; nowMs < toMs; nowMs++)
      while (rate.waitMs(nowMs) === 0) {
        rate.take(nowMs);
        rate.answered(nowMs);
        sent++;
      }
    return sent;
  }
  test('at most its ceiling a second, after a burst of half of one', () => {
    const rate = new OperatorRate(100, 0);
    expect(sentIn(rate, 0, SECOND)).toBeLessThanOrEqual(150);
    for (let second = 1; second < 5; second++) expect(sentIn(rate, second * SECOND, (second + 1) * SECOND)).toBe(100);
  });
  test('what is said to be the wait is the wait', () => {
    const rate = new OperatorRate(100, 0);
    for (let index = 0; index < 50; index++) rate.take(0);
    expect(rate.waitMs(0)).toBe(10);
    expect([rate.waitMs(9) > 0, rate.waitMs(10)]).toEqual([true, 0]);
    rate.take(10);
    for (let index = 0; index < 9; index++) rate.take(10); // asked again, without waiting
    expect(rate.waitMs(10)).toBe(100);
  });
  test('REFUSED halves it, once a second at most, and never under two', () => {
    const rate = new OperatorRate(100, 0);
    for (let index = 0; index < 10; index++) rate.refused(index);
    expect(rate.perSecond).toBeCloseTo(50, 1);
    for (let second = 1; second < 20; second++) rate.refused(second * SECOND);
    expect(rate.perSecond).toBe(2);
  });
  test('then it grows by 5 % a second, to its ceiling', () => {
    const rate = new OperatorRate(100, 0);
    rate.refused(0);
    for (const [second, expected] of [
      [1, 52.5],
      [2, 55.1],
      [14, 99],
      [16, 100],
      [60, 100],
    ] as const) {
      rate.waitMs(second * SECOND);
      expect(rate.perSecond).toBeCloseTo(expected, 0);
    }
  });
  for (const [answered, unanswered, perSecond, rests] of [
    [500, 0, 100, false],
    [198, 2, 100, false],
    [98, 2, 50, false],
    [20, 10, 100, false],
    [33, 8, 100, false],
    [32, 8, 100, true],
    [0, 40, 100, true],
  ] as const)
    test(`${answered} answered and ${unanswered} not: ${perSecond} a second${rests ? ', and it rests' : ''}`, () => {
      const rate = new OperatorRate(100, 0);
      for (let index = 0; index < answered; index++) rate.answered(index);
      for (let index = 0; index < unanswered; index++) rate.unanswered(answered + index);
      expect(rate.perSecond).toBeCloseTo(perSecond, 0);
      const lastMs = answered + unanswered - 1;
      expect(rate.restsUntil(lastMs)).toBe(rests ? lastMs + 30_000 : undefined);
      expect(rate.restsUntil(lastMs + 30_000)).toBeUndefined();
    });
  test('what lies back more than ten seconds is forgotten', () => {
    const rate = new OperatorRate(100, 0);
    for (let index = 0; index < 39; index++) rate.unanswered(0);
    rate.unanswered(10_001);
    expect(rate.restsUntil(10_001)).toBeUndefined();
  });
  test('no limit is no limit', () => {
    const rate = new OperatorRate(Infinity, 0);
    for (let index = 0; index < 1000; index++) {
      rate.take(0);
      rate.unanswered(0);
      rate.refused(0);
    }
    expect([rate.waitMs(0), rate.restsUntil(0), rate.perSecond]).toEqual([0, undefined, Infinity]);
  });
});

describe('operators', () => {
  const operators = new Operators({}, [
    { address: '192.0.2.1', operator: 'Example' },
    { address: '[2001:db8::1]:5353', operator: 'Example' },
    { address: '192.0.2.3' },
  ]);
  const of = (address: string, text = address, isPrivate = false) => operators.rateOf(address, text, isPrivate, 0);
  test('all addresses of one share its rate', () => {
    expect(of('192.0.2.1').rate).toBe(of('2001:db8::1', '[2001:db8::1]:5353').rate);
    expect(of('8.8.8.8').rate).toBe(of('2001:4860:4860::8844').rate);
    expect(of('192.0.2.3').rate).not.toBe(of('192.0.2.4').rate);
  });
  for (const [address, isPrivate, perSecond] of [
    ['8.8.4.4', false, 500],
    ['192.0.2.1', false, 100],
    ['198.41.0.4', false, 100],
    ['127.0.0.1', true, Infinity],
  ] as const)
    test(`${address}: ${perSecond} a second`, () =>
      expect(of(address, address, isPrivate).rate.ceilingPerSecond).toBe(perSecond));
  test('the limits can be set', () => {
    const careful = new Operators({ publicPerSecond: 20, privatePerSecond: 7 }, []);
    expect(careful.rateOf('192.0.2.9', '192.0.2.9', false, 0).rate.ceilingPerSecond).toBe(20);
    expect(careful.rateOf('127.0.0.1', '127.0.0.1', true, 0).rate.ceilingPerSecond).toBe(7);
  });
});

test.runIf(process.platform === 'linux')('the system says how many packets it dropped', () => {
  expect(receiveBufferErrors()).toBeGreaterThanOrEqual(0);
});
