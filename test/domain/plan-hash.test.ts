import { expect, test } from 'vitest';
import { planHash } from '../../src/domain/migration.ts';
import type { Fqdn } from '../../src/domain/name.ts';

const hashOf = (steps: Readonly<Record<string, object>>): string =>
  planHash({
    playbook: { id: 'p', digest: 'd' },
    domain: 'klant.nl.' as Fqdn,
    role: 'main',
    answers: { registration: 'moves', hosting: 'moves', mail: 'moves', nameServers: 'stays' },
    steps: Object.fromEntries(
      Object.entries(steps).map(([id, plan]) => [id, { state: 'done', seq: 1, sinceMs: 0, facts: { plan } }]),
    ) as never,
  });

test('a second look that finds the plan as it was fixed leaves the approval as it is; one that finds another does not', () => {
  const first = hashOf({ preflight: { records: 'a' } });
  expect(hashOf({ preflight: { records: 'a' }, 'preflight-again': { records: 'a' } })).toBe(first);
  expect(hashOf({ preflight: { records: 'a' }, 'preflight-again': { records: 'b' } })).not.toBe(first);
});
