import { chmodSync, writeFileSync } from 'node:fs';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { deskFolder } from './command-line.ts';
import { goliveIn } from './in-process.ts';

describe('golive doctor asks a PowerDNS', () => {
  const json = (status: number, body: object, headers = {}): RequestListener => {
    return (_request, response) => void response.writeHead(status, headers).end(JSON.stringify(body));
  };
  const server = (body: object): RequestListener =>
    json(200, { version: '4.9.0', daemon_type: 'authoritative', ...body });
  /** The server as it should be, which has no such zone, or answers otherwise for it. */
  const withZone = (zone: RequestListener): RequestListener => {
    return (request, response) => (request.url!.includes('/zones/') ? zone : server({}))(request, response);
  };
  /** What it says of a provider that answers so. */
  async function saidOf(answer: RequestListener): Promise<string> {
    const http = createServer(answer);
    await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve));
    try {
      const { port } = http.address() as AddressInfo;
      const provider = {
        adapter: 'powerdns',
        url: `http://127.0.0.1:${port}`,
        apiKey: { file: 'api.key' },
        does: ['newDnsHost'],
      };
      // Nothing listens on port 1.
      const roots = '[{ name: a., address: "127.0.0.1:1" }]';
      const folder = deskFolder(
        `store: sqlite:golive.db\ndns: { roots: ${roots} }\nproviders: { ours: ${JSON.stringify(provider)} }\n`,
      );
      writeFileSync(join(folder, 'api.key'), 'k');
      chmodSync(join(folder, 'api.key'), 0o600);
      const ended = await goliveIn(folder, ['doctor', '--json']);
      const { checks } = JSON.parse(ended.out) as { checks: { what: string; outcome: string; why?: string }[] };
      const { outcome, why = '' } = checks.find(({ what }) => what === 'provider ours')!;
      return `${outcome} ${why}`.trim();
    } finally {
      http.close();
    }
  }
  test.each([
    ['that sends elsewhere', json(301, {}, { location: 'http://elders.example/' }), /^failed .*status 301.*elsewhere/],
    ['that is none', json(404, {}), /^failed .*no PowerDNS API of version 1 there/],
    ['that is a recursor', server({ daemon_type: 'recursor' }), /^failed .*a recursor, which holds no zones/],
    ['that is too old', server({ version: '3.4.11' }), /^failed .*3\.4\.11 is older than 4\.0/],
    ['that wants to be left alone', json(429, {}, { 'retry-after': '60' }), /^warning .*status 429/],
    ['that has no such zone', withZone(json(404, { error: 'Not Found' })), /^ok$/],
    // Some refuse to speak of a zone that is nobody's; of the others it says nothing.
    ['that refuses this one zone', withZone(json(422, { error: 'not here' })), /^ok$/],
  ])('%s', async (_title, answer, said) => expect(await saidOf(answer)).toMatch(said));
});
