import { z } from 'zod';
import { isDefinite } from '../dns/views.ts';
import type { Finding } from '../domain/finding.ts';
import { message } from '../domain/message.ts';
import type { Fqdn } from '../domain/name.ts';
import { isUnder } from '../domain/name.ts';
import type { EpochMs } from '../domain/time.ts';
import type { Dns, ServerAddress } from '../ports/dns.ts';
import { Name } from './schemas.ts';

export const GlueSchema = z.object({
  server: Name,
  /** Addresses that each parent server hands out for it, with who said so; only of those that hand out any. */
  glue: z.array(z.object({ parent: z.string(), addresses: z.array(z.string()).readonly() })).readonly(),
  /** What the zone itself will say; `null`: it could not be asked. */
  own: z.array(z.string()).readonly().nullable(),
});
export type GlueSight = z.infer<typeof GlueSchema>;

/**
 * Addresses that the parent hands out with the delegation (RFC 9471) beside those that the zone itself gives. Only name servers inside the zone
 * have glue that counts; for others nothing is asked.
 */
export async function readGlue(
  dns: Dns,
  zone: Fqdn,
  parents: readonly ServerAddress[],
  nameServers: readonly Fqdn[],
  own: (name: Fqdn) => Promise<readonly string[] | null>,
  signal: AbortSignal,
): Promise<GlueSight[]> {
  const inside = [...new Set(nameServers)].filter((name) => isUnder(name, zone)).sort();
  if (inside.length === 0) return [];
  const asked = parents.filter(({ address }) => address !== '');
  const answers = await dns.askAll(
    asked.map((server) => ({ server, name: zone, type: 'NS', recursive: false })),
    signal,
  );
  return Promise.all(
    inside.map(async (server) => {
      const glue = answers.flatMap((answer) => {
        if (!isDefinite(answer.outcome)) return [];
        const addresses = answer.additional
          .filter(({ name, type }) => name === server && (type === 'A' || type === 'AAAA'))
          .flatMap(({ rdatas }) => rdatas)
          .sort();
        const { name, address } = answer.question.server;
        return addresses.length === 0 ? [] : [{ parent: `${name ?? ''} ${address}`.trim(), addresses }];
      });
      const said = await own(server);
      return { server, glue, own: said === null ? null : [...said].sort() };
    }),
  );
}

/** @param leaving servers that nobody will be sent to after the switch: their glue harms until then at most */
export function judgeGlue(sights: readonly GlueSight[], leaving: readonly Fqdn[], now: EpochMs): Finding[] {
  return sights.flatMap(({ server, glue, own }): Finding[] => {
    if (own === null) return [];
    const wrong = glue.filter(({ addresses }) => addresses.join(' ') !== own.join(' '));
    if (wrong.length === 0) return [];
    const given = [...new Set(wrong.flatMap(({ addresses }) => addresses))].join(', ');
    return [
      {
        tag: 'GLUE_DIFFERS',
        subject: server,
        message: message('preflight.glue', { server, given, own: own.join(', ') || '–' }),
        evidence: wrong.map(({ parent, addresses }) => ({
          asked: `${parent} ${server} A, AAAA`,
          answered: addresses.join(', '),
          atMs: now,
        })),
        ...lowered(server, own, wrong, leaving),
      },
    ];
  });
}

/**
 * Some of a server's addresses are as good a way to it as all of them, only fewer; a referral also leaves out what has no room in it. One
 * that is not the server's own leads astray.
 */
function lowered(
  server: Fqdn,
  own: readonly string[],
  wrong: GlueSight['glue'],
  leaving: readonly Fqdn[],
): Pick<Finding, 'severity'> {
  if (wrong.every(({ addresses }) => addresses.every((address) => own.includes(address))))
    return { severity: 'notice' };
  return leaving.includes(server) ? { severity: 'warning' } : {};
}
