import { isName } from '../domain/name.ts';

/** A policy as fetched from `https://mta-sts.<domain>/.well-known/mta-sts.txt` (RFC 8461 §3.2). */
export interface MtaStsPolicy {
  readonly mode: 'enforce' | 'testing' | 'none';
  /** Host names, or `*.` and a name for any one label before it; lower case, no final dot. */
  readonly mx: readonly string[];
  /** How long a sender may hold others to it without asking again. */
  readonly maxAgeSeconds: number;
}

/** RFC 8461 §3.2: about a year. */
const MOST_AGE_SECONDS = 31_557_600;
/** RFC 8461 §3.3: senders may stop reading here. */
const MOST_CHARACTERS = 64 * 1024;

/** `undefined`: no policy that a sender would take. */
export function readMtaSts(text: string): MtaStsPolicy | undefined {
  const fields = text
    .slice(0, MOST_CHARACTERS)
    .split('\n')
    .flatMap((line): [string, string][] => {
      const colon = line.indexOf(':');
      return colon < 0 ? [] : [[line.slice(0, colon).trim().toLowerCase(), line.slice(colon + 1).trim()]];
    });
  const one = (name: string): string | undefined => fields.find(([key]) => key === name)?.[1];
  const mode = one('mode')?.toLowerCase();
  const maxAge = Number(one('max_age'));
  if (one('version')?.toLowerCase() !== 'stsv1' || !/^\d+$/.test(one('max_age') ?? '')) return undefined;
  if (mode !== 'enforce' && mode !== 'testing' && mode !== 'none') return undefined;
  const mx = fields.filter(([key]) => key === 'mx').map(([, value]) => value.toLowerCase().replace(/\.$/, ''));
  if (mode !== 'none' && mx.length === 0) return undefined;
  return { mode, mx, maxAgeSeconds: Math.min(maxAge, MOST_AGE_SECONDS) };
}

/** Whether a sender that holds this policy would deliver to the host (RFC 8461 §4.1); a wildcard stands for exactly one label. */
export function mtaStsAllows(policy: MtaStsPolicy, host: string): boolean {
  const name = host.toLowerCase().replace(/\.$/, '');
  return policy.mx.some((pattern) =>
    pattern.startsWith('*.')
      ? name.slice(name.indexOf('.') + 1) === pattern.slice(2) && name.includes('.')
      : isName(pattern) && pattern === name,
  );
}
