import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { transferZone } from '../../src/adapters/dns/sockets/transfer.ts';
import { openRfc2136 } from '../../src/adapters/dns-host/rfc2136/index.ts';
import { readSettings } from '../../src/adapters/dns-host/rfc2136/schema.ts';
import type { FailureCode, GoLiveError } from '../../src/domain/errors.ts';
import { fqdn } from '../../src/domain/name.ts';
import { rrset } from '../../src/domain/rrset.ts';
import { Secret } from '../../src/domain/secret.ts';
import { dnsHostContract } from '../contract/dns-host.ts';
import { never } from '../contract/laboratory.ts';
import { type Addresses, reserveAddresses } from './kit/addresses.ts';
import type { Authoritative, ServerOptions } from './kit/authoritative.ts';
import { startBind } from './kit/bind.ts';
import { startKnot } from './kit/knot.ts';
import { startNsd } from './kit/nsd.ts';
import { runProgram } from './kit/processes.ts';

const NAME_SERVERS = ['ns1.host.nl.', 'ns2.host.nl.'];
const BY_HAND = {
  'a deleted zone is gone, and may be deleted again': 'RFC 2136 makes and removes no zones: a person does',
};

describe('a server that signs only now and then', () => {
  test('nsd: a large zone by AXFR, most of its messages unsigned', async () => {
    const secret = randomBytes(32).toString('base64');
    const key = { name: 'golive.', algorithm: 'hmac-sha256', secret };
    const zone = fqdn('groot.nl');
    const address = await addresses.next();
    const lines = Array.from({ length: 100_000 }, (_, n) => `h${n} 300 IN TXT "${'x'.repeat(100)}"\n`).join('');
    const text = `@ 3600 IN SOA ns1.host.nl. admin.host.nl. 1 3600 600 86400 60\n@ 3600 IN NS ns1.host.nl.\n${lines}`;
    const nsd = await startNsd({
      address,
      dir: mkdtempSync(join(dir, 'nsd-')),
      access: { key, transfer: 'with-key' },
      zones: [{ zone, text }],
    });
    try {
      const target = { address, port: 53 };
      const tsig = { name: 'golive.', algorithm: 'hmac-sha256', secret: new Secret(secret) } as const;
      const heard = await transferZone({ target, zone, tsig, nowMs: Date.now }, never());
      expect(heard.kind === 'zone' ? heard.rrsets.length : heard).toBe(100_001);
      // The same bytes without the key are refused: it is the signature that opens the door.
      expect(await transferZone({ target, zone, nowMs: Date.now }, never())).toMatchObject({ kind: 'rcode' });
    } finally {
      await nsd.stop();
    }
  });
});

describe('a BIND that judges mail exchangers, as it does where nobody has told it not to', () => {
  const zone = fqdn('velen.nl');
  const secret = randomBytes(32).toString('base64');
  const key = { name: 'golive', algorithm: 'hmac-sha256', secret };
  let server: Authoritative;
  beforeAll(async () => {
    const text = `@ 3600 IN SOA ns1.host.nl. admin.host.nl. 1 3600 600 86400 60\n@ 3600 IN NS ns1.host.nl.\n`;
    const address = await addresses.next('on-lo');
    const access = { key, transfer: 'with-key', update: 'with-key' } as const;
    const own = mkdtempSync(join(dir, 'judging-'));
    server = await startBind({ address, dir: own, access, judges: true, zones: [{ zone, text }] });
  });
  afterAll(() => server.stop());
  const host = () =>
    openRfc2136(readSettings({ server: server.address, keyName: 'golive', secret: new Secret(secret) }), Date.now);

  test('takes hosts by the thousand, and the one among them that mail goes to', async () => {
    const hosts = Array.from({ length: 1500 }, (_, n) => rrset(fqdn(`h${n}.velen.nl`), 'A', 300, ['192.0.2.9']));
    const mail = rrset(fqdn('mail.velen.nl'), 'A', 300, ['192.0.2.2']);
    const mx = rrset(zone, 'MX', 300, ['10 mail.velen.nl.']);
    const puts = [mx, ...hosts, mail].map((set) => ({ ...set, before: [] }));
    await host().putRrsets(zone, puts, never());
    expect(await host().readZone(zone, never())).toHaveLength(1503);
  });

  for (const target of ['weg.velen.nl.', 'bijnaam.velen.nl.'])
    test(`refuses mail at ${target}, and golive says which`, async () => {
      const mx = rrset(fqdn('los.velen.nl'), 'MX', 300, [`10 ${target}`]);
      const alias = rrset(fqdn('bijnaam.velen.nl'), 'CNAME', 300, [zone]);
      await expect(host().putRrsets(zone, [alias, mx], never())).rejects.toMatchObject({
        code: 'refused',
        fix: expect.stringContaining(`los.velen.nl. MX ${target}`),
      });
    });
});

const SOFTWARE: readonly {
  readonly name: string;
  readonly start: (options: ServerOptions) => Promise<Authoritative>;
  readonly algorithm: string;
  readonly skip: Readonly<Record<string, string>>;
}[] = [
  { name: 'knot', start: startKnot, algorithm: 'hmac-sha512', skip: {} },
  { name: 'bind', start: startBind, algorithm: 'hmac-sha256', skip: {} },
];

let addresses: Addresses;
const dir = mkdtempSync(join(tmpdir(), 'golive-real-'));
beforeAll(async () => {
  addresses = await reserveAddresses();
});
afterAll(async () => {
  await addresses.release();
  rmSync(dir, { recursive: true, force: true });
});

for (const { name, start, algorithm, skip } of SOFTWARE) {
  const secret = randomBytes(32).toString('base64');
  const key = { name: 'golive', algorithm, secret };
  let server: Authoritative | undefined;
  let zones = 0;
  const running = async (): Promise<Authoritative> => {
    server ??= await start({
      address: await addresses.next('on-lo'),
      dir: mkdtempSync(join(dir, `${name}-`)),
      access: { key, transfer: 'with-key', update: 'with-key' },
    });
    return server;
  };
  const hostWith = (address: string, other: object = {}, nowMs: () => number = Date.now) =>
    openRfc2136(
      readSettings({ server: address, keyName: 'golive', algorithm, secret: new Secret(secret), ...other }),
      nowMs,
    );
  const zoneFile = (more = '') =>
    `@ 3600 IN SOA ns1.host.nl. admin.host.nl. 1 3600 600 86400 60\n${NAME_SERVERS.map((ns) => `@ 3600 IN NS ${ns}\n`).join('')}${more}`;
  afterAll(() => server?.stop());

  dnsHostContract(
    `rfc2136 on ${name}`,
    async () => {
      const { address, put, remove } = await running();
      const zone = fqdn(`klant${++zones}.nl`);
      let made = false;
      return {
        port: hostWith(address, { nameServers: NAME_SERVERS }),
        zone,
        makeZone: async () => {
          if (!made) await put([{ zone, text: zoneFile() }]);
          made = true;
        },
        settle: async () => {},
        close: async () => {
          if (made) await remove(zone);
        },
      };
    },
    { ...BY_HAND, ...skip },
  );

  describe(`rfc2136 on ${name}, beside nsupdate and kdig`, () => {
    const zone = fqdn('samen.nl');
    let address: string;
    beforeAll(async () => {
      const one = await running();
      address = one.address;
      await one.put([{ zone, text: zoneFile('www 300 IN A 192.0.2.1\n') }]);
    });
    const kdig = async (...args: string[]) =>
      (await runProgram('kdig', [`@${address}`, '+short', ...args])).trim().split('\n').sort();

    test('what is put is what kdig reads', async () => {
      await hostWith(address).putRrsets(
        zone,
        [rrset(fqdn('www.samen.nl'), 'A', 60, ['192.0.2.3', '192.0.2.2'])],
        never(),
      );
      expect(await kdig('www.samen.nl', 'A')).toEqual(['192.0.2.2', '192.0.2.3']);
    });

    test('the calls that are shown, typed into nsupdate, do the same', async () => {
      const host = hostWith(address);
      const before = (await host.readZone(zone, never())).find(({ type }) => type === 'A')!;
      const mx = rrset(zone, 'MX', 300, ['10 mail.samen.nl.']);
      const deed = {
        kind: 'put',
        zone,
        rrsets: [
          { ...mx, before: [] },
          { ...before, rdatas: ['192.0.2.77'], before: before.rdatas },
        ],
      } as const;
      const [call] = host.calls!(deed);
      expect(call).not.toContain(secret);
      const script = call!.split('\n').slice(1).join('\n');
      const file = join(dir, `${name}.nsupdate`);
      writeFileSync(file, `${script}\n`);
      await runProgram('nsupdate', ['-v', '-y', `${algorithm}:golive:${secret}`, file]);
      expect(await kdig('samen.nl', 'MX')).toEqual(['10 mail.samen.nl.']);
      expect(await kdig('www.samen.nl', 'A')).toEqual(['192.0.2.77']);
      // Typed a second time its conditions no longer hold.
      await expect(runProgram('nsupdate', ['-v', '-y', `${algorithm}:golive:${secret}`, file])).rejects.toThrow(
        /NXRRSET|YXRRSET/,
      );
    });

    test('a text longer than a string, typed into nsupdate', async () => {
      const key = rrset(fqdn('s._domainkey.samen.nl'), 'TXT', 300, [`"v=DKIM1; p=${'A'.repeat(400)}"`]);
      const [call] = hostWith(address).calls!({ kind: 'put', zone, rrsets: [{ ...key, before: [] }] });
      const file = join(dir, `${name}-long.nsupdate`);
      writeFileSync(file, `${call!.split('\n').slice(1).join('\n')}\n`);
      await runProgram('nsupdate', ['-v', '-y', `${algorithm}:golive:${secret}`, file]);
      expect((await hostWith(address).readZone(zone, never())).find((set) => set.name === key.name)).toEqual(key);
    });

    test('another TTL changes nothing else, whatever the data looks like', async () => {
      const odd = fqdn('oneven.nl');
      const lines = [
        'p._ipp._tcp 3600 IN TXT "txtvers=1" "rp=ipp/print"',
        'half 3600 IN TXT "v=DKIM1; p=MIGf" "MA0G"',
        'svc 3600 IN HTTPS 0 WWW.Oneven.nl.',
        '_dns 3600 IN SVCB 1 Svc.Host.nl. alpn=dot port=853',
        '@ 3600 IN CAA 0 issue "letsencrypt.org"',
      ];
      await (await running()).put([{ zone: odd, text: zoneFile(`${lines.join('\n')}\n`) }]);
      const host = hostWith(address);
      const before = await host.readZone(odd, never());
      const puts = before.filter(({ type }) => type !== 'NS').map((set) => ({ ...set, ttlSeconds: 300 }));
      await host.putRrsets(
        odd,
        puts.map((set) => ({ ...set, before: set.rdatas })),
        never(),
      );
      expect((await host.readZone(odd, never())).filter(({ type }) => type !== 'NS')).toEqual(puts);
      expect(await kdig('p._ipp._tcp.oneven.nl', 'TXT')).toEqual(['"txtvers=1" "rp=ipp/print"']);
      expect(await kdig('half.oneven.nl', 'TXT')).toEqual(['"v=DKIM1; p=MIGf" "MA0G"']);
    });

    const wrongs: readonly (readonly [string, FailureCode, RegExp, object, (() => number)?])[] = [
      ['another key', 'credentials-rejected', /BADKEY/, { keyName: 'vreemd' }],
      ['another secret', 'credentials-rejected', /BADSIG/, { secret: new Secret(randomBytes(32).toString('base64')) }],
      ['a clock an hour off', 'refused', /BADTIME.*3[56]\d\d s apart/, {}, () => Date.now() - 3_600_000],
    ];
    for (const [what, code, why, other, nowMs] of wrongs)
      test(`${what} is told apart, to read and to write`, async () => {
        const host = hostWith(address, other, nowMs);
        const mx = rrset(zone, 'MX', 300, ['10 elders.nl.']);
        for (const call of [() => host.readZone(zone, never()), () => host.putRrsets(zone, [mx], never())]) {
          const failure = await call().then(
            () => undefined,
            (thrown: unknown) => thrown as GoLiveError,
          );
          expect(failure?.code).toBe(code);
          expect(failure!.message).toMatch(why);
          expect(failure!.message).not.toContain(secret);
        }
      });

    test('a single apex NS can get another TTL', async () => {
      const alone = fqdn('alleen.nl');
      const soa = '@ 3600 IN SOA ns1.host.nl. admin.host.nl. 1 3600 600 86400 60';
      await (await running()).put([{ zone: alone, text: `${soa}\n@ 3600 IN NS ns1.host.nl.\n` }]);
      await hostWith(address).putRrsets(alone, [rrset(alone, 'NS', 300, ['ns1.host.nl.'])], never());
      const answer = await runProgram('kdig', [`@${address}`, '+noall', '+answer', 'alleen.nl', 'NS']);
      expect(answer.trim().split(/\s+/)).toEqual(['alleen.nl.', '300', 'IN', 'NS', 'ns1.host.nl.']);
    });

    test('a large zone comes in many signed messages, whole', async () => {
      const lines = Array.from({ length: 20_000 }, (_, index) => `h${index} 300 IN TXT "${'x'.repeat(100)}"\n`);
      const large = fqdn('groot.nl');
      await (await running()).put([{ zone: large, text: zoneFile(lines.join('')) }]);
      expect(await hostWith(address).readZone(large, never())).toHaveLength(20_001);
    });
  });
}
