import { expect } from 'vitest';
import type { Fqdn } from '../../src/domain/name.ts';
import { child } from '../../src/domain/name.ts';
import { rrset } from '../../src/domain/rrset.ts';
import type { Dns, DnsOutcome, DnsQuestion } from '../../src/ports/dns.ts';
import { given, never } from './laboratory.ts';
import { contract } from './promise.ts';

export interface DnsFixture {
  readonly port: Dns;
  /** Delegated, with A and MX, a subdelegation `intern`, without a name `geen`. */
  readonly domain: Fqdn;
  readonly parent: string;
  /** Holds the zone. */
  readonly child: string;
  /** All that hold it. */
  readonly zoneServers: readonly string[];
  /** Does not hold it. */
  readonly stranger: string;
  /** An address where nobody answers. */
  readonly deadAddress: string;
  fault(address: string, kind: 'servfail' | 'lame' | 'refuses-tcp' | undefined): Promise<void>;
  /** Lets so much time pass. */
  pass(seconds: number): Promise<void>;
  close(): Promise<void>;
}

/** Every promise of the port `Dns`. */
export function dnsContract(
  name: string,
  open: () => Promise<DnsFixture>,
  skip: Readonly<Record<string, string>> = {},
): void {
  const question = (address: string, owner: Fqdn, type: string, recursive = false): DnsQuestion => {
    return { server: { address }, name: owner, type, recursive };
  };
  const ask = async ({ port }: DnsFixture, one: DnsQuestion) => (await port.askAll([one], never()))[0]!;

  contract<DnsFixture>(`${name} keeps its promises as a view of the DNS`, open, skip, {
    'there are roots and resolvers to begin with, and one of them counts': ({ port }) => {
      expect(port.roots.length).toBeGreaterThan(0);
      expect(port.resolvers.some(({ gate }) => gate)).toBe(true);
      return Promise.resolve();
    },
    'answers come in the order of the questions, each with its question': async (fixture) => {
      const { domain, child: server, parent, port } = fixture;
      const questions = ['A', 'NS', 'MX', 'TXT', 'AAAA'].flatMap((type) => [
        question(server, domain, type),
        question(parent, domain, type),
      ]);
      const answers = await port.askAll(questions, never());
      expect(answers.map((answer) => answer.question)).toEqual(questions);
      expect(await port.askAll([], never())).toEqual([]);
    },
    'every outcome is told apart': async (fixture) => {
      const { domain, child: server, parent, stranger, fault } = fixture;
      const outcome = async (one: DnsQuestion): Promise<DnsOutcome> => (await ask(fixture, one)).outcome;
      const seen: Record<string, DnsOutcome> = {
        answer: await outcome(question(server, domain, 'A')),
        nodata: await outcome(question(server, domain, 'AAAA')),
        nxdomain: await outcome(question(server, child('geen', domain), 'A')),
        referral: await outcome(question(parent, domain, 'A')),
        refused: await outcome(question(stranger, domain, 'A')),
      };
      for (const kind of ['servfail', 'lame'] as const) {
        await fault(server, kind);
        seen[kind] = await outcome(question(server, domain, 'A'));
        await fault(server, undefined);
      }
      for (const [expected, actual] of Object.entries(seen)) expect(actual).toBe(expected);
    },
    'an answer says AA, and is canonical RRsets': async (fixture) => {
      const { authoritative, answer } = await ask(fixture, question(fixture.child, fixture.domain, 'NS'));
      expect(authoritative).toBe(true);
      const [set] = answer;
      expect(answer).toEqual([rrset(fixture.domain, 'NS', set!.ttlSeconds, set!.rdatas)]);
    },
    'a referral has the NS and DS of the parent’s side, and the glue': async (fixture) => {
      const said = await ask(fixture, question(fixture.parent, fixture.domain, 'NS'));
      expect(said.authoritative).toBe(false);
      expect(said.authority.map(({ type }) => type).sort()).toEqual(['DS', 'NS']);
      expect(said.additional.every(({ type }) => type === 'A')).toBe(true);
      expect(said.additional.length).toBeGreaterThan(0);
    },
    'a subdelegation is a referral of the child': async (fixture) => {
      const said = await ask(fixture, question(fixture.child, child('intern', fixture.domain), 'NS'));
      expect(said).toMatchObject({ outcome: 'referral', authoritative: false });
    },
    'a negative answer has the SOA': async (fixture) => {
      const said = await ask(fixture, question(fixture.child, child('geen', fixture.domain), 'A'));
      expect(said.authority.map(({ type }) => type)).toEqual(['SOA']);
    },
    'TCP gives what UDP gives, and a server that refuses it is unreachable there': async (fixture) => {
      const overUdp = await ask(fixture, question(fixture.child, fixture.domain, 'TXT'));
      const tcp = { ...question(fixture.child, fixture.domain, 'TXT'), transport: 'tcp' } as const;
      expect((await ask(fixture, tcp)).answer).toEqual(overUdp.answer);
      await fixture.fault(fixture.child, 'refuses-tcp');
      expect((await ask(fixture, tcp)).outcome).toBe('unreachable');
      expect((await ask(fixture, question(fixture.child, fixture.domain, 'TXT'))).outcome).toBe('answer');
    },
    'a resolver’s TTL is what is left': async (fixture) => {
      const { address } = fixture.port.resolvers[0]!;
      const first = await ask(fixture, question(address, fixture.domain, 'A', true));
      await fixture.pass(100);
      const second = await ask(fixture, question(address, fixture.domain, 'A', true));
      expect(first.outcome).toBe('answer');
      expect(second.answer[0]!.rdatas).toEqual(first.answer[0]!.rdatas);
      expect(second.answer[0]!.ttlSeconds).toBeLessThanOrEqual(first.answer[0]!.ttlSeconds - 99);
      expect(second.atMs).toBeGreaterThanOrEqual(first.atMs + 99_000);
    },
    'a resolver that cannot find out says servfail, with a reason': async (fixture) => {
      const { address } = fixture.port.resolvers[0]!;
      for (const server of fixture.zoneServers) await fixture.fault(server, 'servfail');
      const said = await ask(fixture, question(address, fixture.domain, 'A', true));
      expect(said.outcome).toBe('servfail');
      expect(said.why).toBeTruthy();
    },
    'where nobody answers it is a timeout or unreachable, never a no': async (fixture) => {
      const { outcome } = await ask(fixture, question(fixture.deadAddress, fixture.domain, 'A'));
      expect(['timeout', 'unreachable']).toContain(outcome);
    },
    'an address family this machine cannot route is not asked': async (fixture) => {
      const { outcome, why } = await ask(fixture, question('2001:db8::53', fixture.domain, 'A'));
      expect(['not-asked', 'unreachable']).toContain(outcome);
      expect(why).toBeTruthy();
    },
    'what was given up is not asked, and does not reject': async ({ port, child: server, domain }) => {
      const [said] = await port.askAll([question(server, domain, 'A')], given());
      expect(['not-asked', 'timeout', 'unreachable']).toContain(said!.outcome);
    },
  });
}
