import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { memoryPorts } from '../../src/adapters/memory-ports.ts';
import type { PreflightEntry } from '../../src/app/documents.ts';
import { DOCUMENTS } from '../../src/app/documents.ts';
import { schemaDocument } from '../../src/app/schema-document.ts';
import { GoLiveError } from '../../src/domain/errors.ts';
import { fits } from '../app/json-schema.ts';
import type { Made } from '../checks/preflight-world.ts';
import { NEW, NEW_NS, PreflightWorld } from '../checks/preflight-world.ts';
import { simulated } from '../engine/simulated-app.ts';
import { expectOneLine } from './in-process.ts';
import type { Around } from './world-shell.ts';
import { goliveOn } from './world-shell.ts';

const TO = ['--to', NEW_NS.map((name) => name.slice(0, -1)).join(',')];
const NONE = new GoLiveError('config-missing', { subject: 'golive.yaml' });

function around(made: Made = {}, config: object = {}): Around {
  const { ports } = new PreflightWorld(made);
  return {
    dns: ports.dns,
    config,
    shell: {
      viewsOf: async () => ports,
      openApp: async () => {
        throw NONE;
      },
    },
  };
}
const preflight = (made: Made, args: readonly string[], config?: object) =>
  goliveOn(around(made, config), ['preflight', 'klant.nl', ...TO, ...args]);

const SILENT: Made = { broken: () => 'timeout' };
const WITHOUT_MX: Made = { new: ['-@ MX 10 mail.klant.nl.'] };

describe('golive preflight without a migration', () => {
  const rows: readonly [title: string, made: Made, code: number, verdict: string, first: RegExp][] = [
    ['nothing stands against it', {}, 0, 'go', /^GO {2}klant\.nl → ns1\.nieuw\.nl, ns2\.nieuw\.nl$/],
    ['mail would be lost', WITHOUT_MX, 1, 'no-go', /^NO-GO {2}klant\.nl → /],
    ['it is done already', { delegatedTo: NEW_NS }, 0, 'already-moved', /^ALREADY MOVED {2}klant\.nl/],
    ['no network', SILENT, 5, 'unknown', /^UNKNOWN {2}klant\.nl/],
    [
      'no parent answers',
      { broken: ({ server }) => (/^192\.0\.2\.[23]$/.test(server.address) ? 'timeout' : undefined) },
      5,
      'unknown',
      /^UNKNOWN/,
    ],
    ['it is not delegated', { delegatedTo: [] }, 1, 'no-go', /^NO-GO/],
  ];
  test.each(rows)('%s: exit %3$i', async (_title, made, code, verdict, first) => {
    const text = await preflight(made, []);
    expect([text.code, text.err]).toEqual([code, '']);
    expect(text.out.split('\n')[0]).toMatch(first);
    const json = await preflight(made, ['--json']);
    const document = JSON.parse(json.out) as PreflightEntry;
    expect([json.code, document.verdict]).toEqual([code, verdict]);
    DOCUMENTS.preflight.parse(document);
    expect(fits(schemaDocument('preflight'), document)).toEqual([]);
  });

  test('the text says what is wrong, who said so, what to do, and what it was compared with', async () => {
    const { out } = await preflight(WITHOUT_MX, []);
    expect(out).toMatch(/^error {2}RRSET_MISSING {2}klant\.nl MX$/m);
    expect(out).toMatch(/klant\.nl MX is missing at 2 address\(es\); intended is 10 mail\.klant\.nl\./);
    expect(out).toMatch(/asked ns1\.nieuw\.nl 192\.0\.2\.21 klant\.nl MX, answered NODATA/);
    expect(out).toMatch(/→ Add klant\.nl MX at the new DNS host/);
    expect(out).toMatch(/Compared with 8 records found by asking/);
    expect(out).toMatch(/Switch: no-go\. Transfer of the registration: unknown\./);
    expect(out.indexOf('error ')).toBeLessThan(out.indexOf('warning '));
    for (const line of out.split('\n')) expect(line.length).toBeLessThanOrEqual(140);
  });

  test('the document has every record of the old zone, and where it was found', async () => {
    const { out } = await preflight({}, ['--json']);
    const { inventory, nameServers, domain } = JSON.parse(out) as PreflightEntry;
    expect([domain, nameServers]).toEqual(['klant.nl', ['ns1.nieuw.nl', 'ns2.nieuw.nl']]);
    expect(inventory.records.find(({ type }) => type === 'MX')).toEqual({
      name: 'klant.nl',
      type: 'MX',
      ttlSeconds: 3600,
      rdata: ['10 mail.klant.nl.'],
    });
    expect(Object.keys(inventory.provenance).sort()).toEqual(
      inventory.records.map(({ name, type }) => `${name} ${type}`).sort(),
    );
  });

  test('what does no harm is one line, without evidence', async () => {
    const ttls = ['-@ A 198.51.100.80', '@ A/300 198.51.100.80'];
    const { out } = await preflight({ new: ttls }, []);
    expect(out).toMatch(/^info TTL_DIFFERS klant\.nl A$/m);
    expect(out).not.toContain('is not the intended one');
  });

  test('in each language a whole sentence', async () => {
    const made: Made[] = [
      {},
      WITHOUT_MX,
      SILENT,
      { delegatedTo: NEW_NS },
      { newHolds: {} },
      { parent: ['klant.nl. DS 1 13 2 aa'] },
    ];
    for (const language of ['nl', 'de', 'fr', 'en'])
      for (const one of made)
        expect((await preflight(one, [], { agency: { language } })).out).not.toMatch(
          /(?:^|\s)(?:preflight|dns)\.[a-z-]+\.|\{\w+/,
        );
  });

  test('an export of the old zone makes the list whole', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'golive-preflight-'));
    const file = join(folder, 'klant.nl.zone');
    writeFileSync(file, '@ 3600 IN A 198.51.100.80\nraar-x7q 60 IN A 198.51.100.81\n');
    const made: Made = { old: ['raar-x7q.klant.nl. A 198.51.100.81'] };
    const guessed = JSON.parse((await preflight(made, ['--json'])).out) as PreflightEntry;
    expect([guessed.verdict, guessed.inventory.completeness]).toEqual(['go', 'guessed']);
    const told = await preflight(made, ['--json', '--zone-file', file]);
    const document = JSON.parse(told.out) as PreflightEntry;
    expect([told.code, document.inventory.completeness]).toEqual([1, 'exported']);
    expect(document.findings.map(({ tag, subject }) => `${tag} ${subject}`)).toContain(
      'RRSET_MISSING raar-x7q.klant.nl A',
    );
  });

  test('a server that nobody can find yet is given with its address', async () => {
    const made: Made = { newNs: ['ns1.klant.nl.'], new: [`ns1.klant.nl. A ${NEW[0]}`] };
    const blind = await goliveOn(around(made), ['preflight', 'klant.nl', '--to', 'ns1.klant.nl', '--json']);
    expect((JSON.parse(blind.out) as PreflightEntry).findings.map(({ tag }) => tag)).toContain('SERVER_UNREACHABLE');
    const told = await goliveOn(around(made), ['preflight', 'klant.nl', '--to', `ns1.klant.nl=${NEW[0]}`, '--json']);
    expect((JSON.parse(told.out) as PreflightEntry).verdict).toBe('go');
  });

  test('who will issue the certificate can be said', async () => {
    const caa: Made = { old: ['@ CAA 0 issue "sectigo.com"'], new: ['@ CAA 0 issue "sectigo.com"'] };
    expect((await preflight(caa, [])).code).toBe(1);
    expect((await preflight(caa, ['--certificate-authority', 'sectigo.com'])).code).toBe(0);
  });

  test('what servers say cannot write to the terminal', async () => {
    const evil = '\u001b]0;x\u0007\u202e';
    const made: Made = {
      old: [`@ TXT "${evil}"`],
      smtp: { '198.51.100.26': { outcome: 'refused', reply: `550 ${evil}` } },
      new: ['-mail.klant.nl. A 198.51.100.25', 'mail.klant.nl. A 198.51.100.26'],
    };
    for (const more of [[], ['--json']]) {
      const { out } = await preflight(made, more);
      expect(out.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\p{Cf}]/u);
    }
  });
});

describe('what is typed wrong ends with 2, in one line', () => {
  const rows: readonly [what: string, args: readonly string[], line: RegExp][] = [
    ['no domain name', ['x..nl', ...TO], /"x\.\.nl" is not a domain name/],
    ['a TLD alone', ['nl', ...TO], /it is a top-level domain alone/],
    ['an IP address', ['192.0.2.1', ...TO], /it is an IP address/],
    ['an IPv6 address', ['2001:db8::1', ...TO], /it is an IP address/],
    ['over 255 octets', [`${'a.'.repeat(140)}nl`, ...TO], /more than the 255/],
    ['mixed scripts', ['klаnt.nl', ...TO], /it mixes scripts: Latin with Cyrillic: а \(U\+0430\)/],
    ['a web address', ['https://klant.nl/', ...TO], /Write the name alone: klant\.nl/],
    ['an escape sequence', ['\u001b]0;x\u0007', ...TO], /\\u001b\]0;x\\u0007/],
    ['a server that is none', ['klant.nl', '--to', 'ns..x'], /"ns\.\.x" is not a domain name/],
    ['a server that is an address', ['klant.nl', '--to', '192.0.2.1'], /it is an IP address/],
    ['no server', ['klant.nl', '--to', ' , '], /it names no server/],
    [
      'fourteen servers',
      ['klant.nl', '--to', Array.from({ length: 14 }, (_, at) => `ns${at}.x.nl`).join()],
      /it names 14 servers/,
    ],
    ['a zone file that is not there', ['klant.nl', ...TO, '--zone-file', 'no.zone'], /there is no such file/],
    [
      'no migration and no servers',
      ['klant.nl'],
      /klant\.nl is not a domain, migration or project here\. Without a migration name the planned servers: golive preflight klant\.nl --to/,
    ],
    ['no migration and no name', ['klаnt.nl'], /it mixes scripts/],
    ['no domain', [], /missing required argument 'domain'/],
    [
      'an option of --to alone',
      ['klant.nl', '--accept-not-asked'],
      /--accept-not-asked is not understood: a migration has its own answers/,
    ],
    ['an unknown option', ['klant.nl', '--too', 'x'], /unknown option '--too'/],
  ];
  for (const json of [[], ['--json']])
    test.each(rows)(`%s ${json.join('')}`, async (_what, args, line) =>
      expectOneLine(await goliveOn(around(), ['preflight', ...args, ...json]), 2, line),
    );

  test('whatever breaks inside is unknown, not no-go', async () => {
    const broken = around();
    const viewsOf = async (): Promise<never> => {
      throw new TypeError('x is undefined');
    };
    const ended = await goliveOn({ ...broken, shell: { ...broken.shell, viewsOf } }, ['preflight', 'klant.nl', ...TO]);
    expect([ended.code, ended.out]).toEqual([5, '']);
    expect(ended.err.split('\n')).toHaveLength(1);
  });
});

describe('golive preflight of a migration', () => {
  test('a draft is looked at as it would be made now', async () => {
    const { app, world } = await simulated();
    const { vault: _vault, ...ports } = memoryPorts(world);
    const ended = await goliveOn({ dns: ports.dns, app }, ['preflight', world.domain.slice(0, -1), '--json']);
    const document = JSON.parse(ended.out) as PreflightEntry;
    DOCUMENTS.preflight.parse(document);
    const tags = document.findings.map(({ tag }) => tag);
    expect([ended.code, document.verdict]).toEqual([1, 'no-go']);
    expect(tags).toEqual(expect.arrayContaining(['ZONE_ABSENT', 'DS_BLOCKS_SWITCH', 'UNANSWERED']));
    expect(document.inventory.completeness).toBe('exported');
  });

  test('what golive has still to do before it is said, with the command on a line of its own', async () => {
    const { app, world } = await simulated();
    const { vault: _vault, ...ports } = memoryPorts(world);
    const domain = world.domain.slice(0, -1);
    const { out } = await goliveOn({ dns: ports.dns, app }, ['preflight', domain]);
    expect(out).toMatch(/^Not done yet, and perhaps the cause: \d+ steps \(collect-access, /m);
    expect(out.split('\n').at(-1)).toBe(`  golive plan ${domain}`);
  });

  test('a project with several domains is one document, and its worst verdict counts', async () => {
    const { app, world, ids } = await simulated({ domains: ['bakkerijdezon.example'] });
    const { vault: _vault, ...ports } = memoryPorts(world);
    expect(ids).toHaveLength(2);
    const project = (await app.store.listProjections({ limit: 5 }))[0]!.projectId;
    const ended = await goliveOn({ dns: ports.dns, app }, ['preflight', project, '--json']);
    const document: unknown = JSON.parse(ended.out);
    const { results } = DOCUMENTS.preflights.parse(document);
    expect(fits(schemaDocument('preflights'), document)).toEqual([]);
    expect([ended.code, results.length]).toEqual([1, 2]);
  });
});
