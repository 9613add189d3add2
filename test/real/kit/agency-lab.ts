import { writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { type GoLive, goliveOn } from './golive.ts';
import { type Lab, type LabZone, startLab } from './lab.ts';
import { createAuthority, type Listening, startMailServer, startSite } from './sites.ts';

const OLD = ['ns1.oud.nl.', 'ns2.oud.nl.'];
const NEW = ['ns1.nieuw.nl.', 'ns2.nieuw.nl.'];
const CONTENT = ['@ IN A {web}', 'www IN CNAME @', '@ IN MX 10 mx.dienst.nl.', '@ IN TXT "v=spf1 mx -all"'];
const DAY_SECONDS = 86_400;
const WEEK_SECONDS = 7 * DAY_SECONDS;

/** The customers' zones that are there, each with what makes it wait: they stand at the old provider. */
const ZONES: readonly Omit<LabZone, 'at'>[] = [
  { zone: 'weekblad.nl.', records: CONTENT, ttlSeconds: WEEK_SECONDS },
  {
    zone: 'getekend.nl.',
    records: CONTENT,
    signed: true,
    dsTtlSeconds: DAY_SECONDS,
    dnskeyTtlSeconds: 3 * DAY_SECONDS,
  },
  { zone: 'verhuist.be.', records: CONTENT, delegationTtlSeconds: DAY_SECONDS },
  {
    zone: 'posterij.nl.',
    records: [...CONTENT, '_mta-sts IN TXT "v=STSv1; id=20261201"', 'mta-sts IN A {policy}'],
  },
  { zone: 'webwinkel-mooi.nl.', records: CONTENT },
];

const POLICY = ['version: STSv1', 'mode: enforce', 'mx: mx.dienst.nl', `max_age: ${WEEK_SECONDS}`, ''].join('\r\n');

export interface Agency {
  readonly lab: Lab;
  readonly golive: GoLive;
  /** Of `golive serve`, once it runs. */
  readonly serveAt: string;
  stop(): Promise<void>;
}

/** An agency of two, its `golive.yaml`, and an Internet in which some of its customers' domains are. */
export async function startAgency(clockMs: number): Promise<Agency> {
  const lab = await startLab({
    servers: {
      root: { software: 'nsd', names: ['a.root.test.'] },
      tld: { software: 'knot', names: ['a.nic.nl.'] },
      old: { software: 'bind', names: OLD },
      new1: { software: 'nsd', names: NEW },
    },
    hosts: {
      web: ['web.dienst.nl.'],
      mail: ['mx.dienst.nl.'],
      policy: ['policy.dienst.nl.'],
      newWeb: ['web.nieuw.nl.'],
      newMail: ['mx.nieuw.nl.'],
    },
    zones: [
      { zone: '.', at: ['root'], signed: true },
      { zone: 'nl.', at: ['tld'], signed: true },
      { zone: 'be.', at: ['tld'], signed: true },
      { zone: 'oud.nl.', at: ['old'], ns: OLD },
      { zone: 'nieuw.nl.', at: ['new1'], ns: NEW },
      { zone: 'dienst.nl.', at: ['old'], ns: OLD },
      ...ZONES.map((zone) => ({ ...zone, at: ['old'], ns: OLD })),
    ],
    caches: ['unbound'],
  });
  const around: Listening[] = [];
  const stop = async (): Promise<void> => {
    await Promise.all(around.splice(0).map((one) => one.stop()));
    await lab.stop();
  };
  try {
    const authority = createAuthority();
    const caFile = join(lab.dir, 'ca.pem');
    writeFileSync(caFile, authority.certificatePem);
    const host = await startWebHost(lab.address('newWeb'));
    around.push(
      host,
      await startSite(lab.address('web'), authority),
      await startSite(lab.address('policy'), authority, { pages: { '/.well-known/mta-sts.txt': POLICY } }),
      // Not a certificate in sight: the new host has been asked for one, and takes its time.
      await startSite(lab.address('newWeb'), authority, { certificateFor: () => [] }),
      await startMailServer(lab.address('mail'), 'mx.dienst.nl'),
      await startMailServer(lab.address('newMail'), 'mx.nieuw.nl'),
    );
    const serveAt = `127.0.0.1:${await freePort()}`;
    const golive = goliveOn(lab, {
      caFile,
      clockMs,
      env: { GOLIVE_LISTEN: serveAt, HOST_TOKEN: host.token },
      yaml: [
        'slots:',
        '  closed:',
        '    - { range: "2026-12-24", why: "Christmas Eve" }',
        '    - { range: "2026-12-28..2027-01-01", why: "between the years" }',
        '  freezes:',
        '    - { range: "2026-12-14..2026-12-31", tags: [shop], why: "Christmas sales" }',
        'people: [{ name: Anna, mail: anna@voorbeeld.nl }, { name: Bram, mail: bram@voorbeeld.nl }]',
        'providers:',
        `  webhost: { adapter: simulated, url: ${JSON.stringify(host.url)}, token: { env: HOST_TOKEN } }`,
      ].join('\n'),
    });
    return { lab, golive, serveAt, stop };
  } catch (thrown) {
    await stop();
    throw thrown;
  }
}

/** The API of a web host, as golive's laboratory speaks it, with one service for everybody. A certificate can be asked for. */
async function startWebHost(
  siteAddress: string,
): Promise<Listening & { readonly url: string; readonly token: string }> {
  const token = 'a-host-of-the-laboratory';
  const answers: Readonly<Record<string, unknown>> = {
    '/rpc/parts': {
      newHosting: { methods: ['orders', 'service', 'requestCertificate'], constants: { consistencyMs: 0 } },
    },
    '/rpc/newHosting/orders': [],
    '/rpc/newHosting/service': {
      addresses: [siteAddress],
      databases: [],
      certificateFor: [],
      published: false,
      frozen: false,
    },
    '/rpc/newHosting/requestCertificate': null,
  };
  const server = createServer((request, response) => {
    const value = request.headers.authorization === `Bearer ${token}` ? answers[request.url ?? ''] : undefined;
    request.resume().on('end', () => {
      response.writeHead(value === undefined ? 404 : 200, { 'content-type': 'application/json', connection: 'close' });
      response.end(JSON.stringify({ value }));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    address,
    url: `http://${address}`,
    token,
    stop: () => new Promise((resolve) => server.close(() => resolve())),
  };
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise<void>((resolve) => server.close(() => resolve()));
  return port;
}
