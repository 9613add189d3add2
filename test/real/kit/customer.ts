import { readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { Lab } from './lab.ts';
import { createAuthority, type Listening, startMailServer, startSite } from './sites.ts';

/** What stands behind a customer's names in every laboratory: a site and a mail server, and the authority that a golive there believes. */
export async function startCustomer(
  lab: Lab,
): Promise<{ readonly caFile: string; readonly around: readonly Listening[] }> {
  const authority = createAuthority();
  const caFile = join(lab.dir, 'ca.pem');
  writeFileSync(caFile, authority.certificatePem);
  const around = [
    await startSite(lab.address('web'), authority),
    await startMailServer(lab.address('mail'), 'mx.dienst.nl'),
  ];
  return { caFile, around };
}

/** The built-in playbook as `in-seconds`, with TTLs that a test can wait for. @throws Error when it has other TTLs than it had */
export function inSeconds(ttlSeconds: number): string {
  const text = readFileSync(resolve(import.meta.dirname, '../../../playbooks/move-without-interruption.yaml'), 'utf8')
    .replace('id: move-without-interruption', 'id: in-seconds')
    .replaceAll(/ttlSeconds: (?:300|3600)\b/g, `ttlSeconds: ${ttlSeconds}`);
  if (text.match(new RegExp(`ttlSeconds: ${ttlSeconds}\\b`, 'g'))?.length !== 2) throw new Error('other TTLs than two');
  return text;
}
