import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type GoLive, goliveOn } from './kit/golive.ts';
import { type Lab, startLab } from './kit/lab.ts';
import {
  createAuthority,
  type Listening,
  startMailServer,
  startSilence,
  startSite,
  startUdpOnly,
} from './kit/sites.ts';
import { HOSTS, INFRASTRUCTURE, NEW, ROWS, SERVERS } from './preflight-rows.ts';

// `golive preflight D --to …` as it is typed, against real name servers: the world is the lab's, the verdict is golive's.

const EXIT = { go: 0, 'already-moved': 0, 'no-go': 1, unknown: 5 } as const;

/** As a monitoring system reads it. */
const MONITOR = { propagated: 0, partial: 1, 'not-started': 1, failed: 2, unknown: 3 } as const;

interface Preflight {
  readonly domain: string;
  readonly verdict: string;
  readonly gates: { readonly cutover: string; readonly transfer: string };
  readonly findings: readonly { readonly tag: string; readonly subject: string }[];
}

let lab: Lab;
let golive: GoLive;
const around: Listening[] = [];

beforeAll(async () => {
  lab = await startLab({
    servers: SERVERS,
    hosts: HOSTS,
    zones: [...INFRASTRUCTURE, ...ROWS.flatMap(({ zone }) => zone ?? [])],
    caches: ['unbound', 'pdns-recursor'],
  });
  const authority = createAuthority();
  const caFile = join(lab.dir, 'ca.pem');
  writeFileSync(caFile, authority.certificatePem);
  around.push(
    await startSite(lab.address('web'), authority),
    await startSite(lab.address('web2'), authority),
    await startMailServer(lab.address('mail'), 'mx.dienst.nl'),
    await startSilence(lab.address('silent')),
    await startUdpOnly(lab.address('udpOnly'), lab.address('new1')),
  );
  golive = goliveOn(lab, { caFile });
  for (const { before } of ROWS) await before?.(lab);
});
afterAll(async () => {
  for (const one of around) await one.stop();
  await lab?.stop();
});

describe.concurrent('preflight', () => {
  test.each(ROWS)('$title: $verdict', async (row) => {
    const { domain, to = NEW, options = [], verdict, gates = {}, tags = [], not = [] } = row;
    const { code, document } = await golive.json('preflight', domain, '--to', to.join(','), ...options);
    const seen = document as Preflight;
    const found = seen.findings.map(({ tag }) => tag);
    const what = JSON.stringify(seen.findings.map(({ tag, subject }) => `${tag} ${subject}`));
    expect(found, what).toEqual(expect.arrayContaining([...tags]));
    for (const tag of not) expect(found, what).not.toContain(tag);
    expect({ verdict: seen.verdict, code }, what).toEqual({ verdict, code: EXIT[verdict] });
    expect(seen.gates, what).toMatchObject(gates);
  });
});

describe.concurrent('check', () => {
  const rows = ROWS.flatMap((row) => (row.check === undefined ? [] : [{ ...row, check: row.check }]));
  test.each(rows)('$title: $check', async ({ domain, to = NEW, check }) => {
    const { code, document } = await golive.json('check', domain, '--to', to.join(','));
    const [result] = (document as { readonly results: readonly { readonly verdict: string }[] }).results;
    expect({ verdict: result?.verdict, code }, JSON.stringify(result)).toEqual({
      verdict: check,
      code: MONITOR[check],
    });
    const line = await golive.run('check', domain, '--to', to.join(','));
    expect(line.out.trimEnd().split('\n').length).toBe(1);
    expect(line.code).toBe(MONITOR[check]);
  });
});
