import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type GoLive, goliveOn } from './kit/golive.ts';
import { type Lab, startLab } from './kit/lab.ts';
import { runProgram } from './kit/processes.ts';

const KEY = { name: 'golive', algorithm: 'hmac-sha256', secret: Buffer.alloc(32, 7).toString('base64') };
const NEW = ['ns1.nieuw.nl.', 'ns2.nieuw.nl.'];

let lab: Lab;
let golive: GoLive;
beforeAll(async () => {
  lab = await startLab({
    servers: {
      root: { software: 'nsd', names: ['a.root.test.'] },
      nl: { software: 'nsd', names: ['a.nic.nl.'] },
      old: { software: 'bind', names: ['ns1.oud.nl.'], access: { key: KEY, update: 'with-key', transfer: 'with-key' } },
      new: { software: 'powerdns', names: NEW },
    },
    zones: [
      { zone: '.', at: ['root'] },
      { zone: 'nl.', at: ['nl'] },
      { zone: 'oud.nl.', at: ['old'] },
      { zone: 'nieuw.nl.', at: ['new'], ns: NEW },
      {
        zone: 'klant.nl.',
        at: ['old'],
        ttlSeconds: 7200,
        records: [
          '@ IN A 192.0.2.1',
          'www IN A 192.0.2.1',
          '@ IN MX 10 mail',
          'mail IN A 192.0.2.2',
          '@ IN TXT "v=spf1 mx -all"',
        ],
      },
    ],
  });
  const { apiUrl, apiKey } = lab.powerDns('new');
  golive = goliveOn(lab, {
    env: { PDNS_KEY: apiKey },
    yaml: [
      'providers:',
      `  bind: { adapter: rfc2136, server: ${JSON.stringify(lab.address('old'))}, keyName: golive, secret: { file: tsig }, does: [oldDnsHost] }`,
      `  pdns: { adapter: powerdns, url: ${JSON.stringify(apiUrl)}, apiKey: { env: PDNS_KEY }, nameServers: ${JSON.stringify(NEW)}, does: [newDnsHost] }`,
    ].join('\n'),
    files: {
      tsig: KEY.secret,
      'answers.json': JSON.stringify({
        registration: 'stays',
        hosting: 'stays',
        mail: 'stays',
        nameServers: 'switch',
        customer: 'Klant',
        owner: 'Anna',
      }),
    },
  });
});
afterAll(() => lab?.stop());

const said = async (...args: string[]): Promise<string> => {
  const { code, out, err } = await golive.run(...args);
  expect(code, `golive ${args.join(' ')}\n${out}${err}`).toBe(0);
  return out;
};
const dig = async (id: string, ...question: string[]) =>
  (await runProgram('dig', [`@${lab.address(id)}`, '+noall', '+answer', ...question])).trim().split(/\s+/);

test('from the plan to both zones, by what is shown and nothing else; and the old zone can be put back', async () => {
  await said('new', 'klant.nl', '--answers', 'answers.json');
  const plan = await said('plan', 'klant.nl');
  expect(plan).toContain(`server ${lab.address('old')} 53\n`);
  expect(plan).toMatch(/prereq yxrrset www\.klant\.nl\. A 192\.0\.2\.1\n/);
  expect(plan).toMatch(/update add www\.klant\.nl\. 300 A 192\.0\.2\.1\n/);
  expect(plan).toContain(`POST ${lab.powerDns('new').apiUrl}/api/v1/servers/localhost/zones\n`);
  expect(plan).toMatch(/\{"name":"www\.klant\.nl\.","type":"A","changetype":"REPLACE","ttl":3600,"records":\[/);
  for (const secret of [KEY.secret, lab.powerDns('new').apiKey]) expect(plan).not.toContain(secret);

  await said('approve', 'klant.nl', '--by', 'Anna');
  await said('tick');
  await said('done', 'klant.nl', 'collect-access', '--by', 'Anna');
  await said('tick');
  expect(await dig('old', 'www.klant.nl', 'A')).toEqual(['www.klant.nl.', '300', 'IN', 'A', '192.0.2.1']);
  expect((await dig('new', 'klant.nl', 'MX')).slice(2)).toEqual(['IN', 'MX', '10', 'mail.klant.nl.']);

  // What the journal keeps is a zone file that BIND's own checker reads, and it holds the TTLs of before.
  const file = join(lab.dir, 'before.zone');
  const backup = await said('journal', 'klant.nl', '--zone-file', 'lower-ttl');
  writeFileSync(file, backup);
  const checked = await runProgram('named-checkzone', ['-D', '-s', 'full', 'klant.nl', file]);
  expect(checked.replace(/[ \t]+/g, ' ')).toContain('\nwww.klant.nl. 7200 IN A 192.0.2.1\n');
  for (const command of ['journal', 'status'])
    for (const secret of [KEY.secret, lab.powerDns('new').apiKey])
      expect(await said(command, 'klant.nl', '--json')).not.toContain(secret);
});
