import type { Dns, DnsAnswer } from '../ports/dns.ts';
import { MOST_QUESTIONS } from './walk.ts';

/** What one domain may cost the servers that its owner and others run; a domain that needs more is not asked through. */
export interface BoundedDns extends Dns {
  /** Questions that were left out. */
  readonly left: number;
  /** Questions that were put, to resolvers too. */
  readonly asked: number;
  /** Lets this many more be put. */
  allow(more: number): void;
}

/**
 * The DNS with an end: so many questions to servers in charge, then `not-asked`. Resolvers are counted by nobody but the configuration, and
 * are not bounded here.
 */
export function boundedDns(dns: Dns, most: number = MOST_QUESTIONS): BoundedDns {
  let room = most;
  let left = 0;
  let asked = 0;
  return {
    roots: dns.roots,
    resolvers: dns.resolvers,
    transfer: (server, zone, signal) => dns.transfer(server, zone, signal),
    get left() {
      return left;
    },
    get asked() {
      return asked;
    },
    allow(more) {
      room += more;
    },
    async askAll(questions, signal) {
      const within = questions.map((question) => question.recursive || room-- > 0);
      room = Math.max(0, room);
      const put = questions.filter((_question, index) => within[index]);
      asked += put.length;
      left += questions.length - put.length;
      const answers = (await dns.askAll(put, signal)).values();
      return questions.map((question, index): DnsAnswer => {
        if (within[index]) return answers.next().value!;
        const empty = { authoritative: false, answer: [], authority: [], additional: [] } as const;
        return { question, outcome: 'not-asked', ...empty, why: 'as many questions as one domain may cost', atMs: 0 };
      });
    },
  };
}
