import type { Web } from '../../../ports/outside.ts';
import type { World } from '../../../simulation/world.ts';

const MOST_BODY = 256 * 1024;

/** Visits the simulated web servers without sockets. */
export function memoryWeb(world: World): Web {
  return {
    get: async ({ scheme, host, address, path }, signal) => {
      const atMs = world.clock.now();
      if (signal.aborted) return { outcome: 'not-asked', why: 'given up before it was asked', atMs };
      const answer = world.web(address, { scheme, host, path });
      if (answer === undefined) return { outcome: 'unreachable', why: 'nobody listens there', atMs };
      const { status, headers, body, certificate } = answer;
      const page = { outcome: 'answer', status, headers, body: body.slice(0, MOST_BODY), atMs } as const;
      if (scheme === 'http') return page;
      if (certificate === undefined) return { outcome: 'tls-failed', why: 'no TLS there', atMs };
      const why = !certificate.hosts.some((one) => covers(one, host))
        ? `the certificate is for ${certificate.hosts.join(', ')}`
        : certificate.expiresMs <= atMs
          ? 'the certificate has expired'
          : undefined;
      return {
        ...page,
        certificate: { ...certificate, valid: why === undefined, ...(why === undefined ? {} : { why }) },
      };
    },
  };
}

/** RFC 9525 §6.3: a wildcard stands for exactly one whole label. */
function covers(pattern: string, host: string): boolean {
  const name = host.toLowerCase().replace(/\.$/, '');
  return pattern === name || (pattern.startsWith('*.') && name.slice(name.indexOf('.') + 1) === pattern.slice(2));
}
