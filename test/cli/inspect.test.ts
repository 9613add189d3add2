import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { DOCUMENTS } from '../../src/app/documents.ts';
import { schemaDocument } from '../../src/app/schema-document.ts';
import { inspectSummary } from '../../src/cli/inspect-summary.ts';
import type { Shell } from '../../src/cli/shell.ts';
import { LANGUAGES } from '../../src/domain/message.ts';
import { DAY } from '../../src/domain/time.ts';
import type { Registration } from '../../src/ports/registry.ts';
import { fits } from '../app/json-schema.ts';
import type { Made } from '../checks/preflight-world.ts';
import { PreflightWorld } from '../checks/preflight-world.ts';
import { expectOneLine } from './in-process.ts';
import type { Around } from './world-shell.ts';
import { goliveOn } from './world-shell.ts';

const NOW = Date.UTC(2027, 0, 11, 19);
const HELD: Partial<Registration> = {
  outcome: 'found',
  registrar: { id: '9001', name: 'Oud Host B.V.' },
  statuses: ['clientTransferProhibited'],
  createdMs: NOW - 3000 * DAY,
  expiresMs: NOW + 200 * DAY,
  source: 'rdap.test',
};
const nobody = (): Promise<never> => Promise.reject(new Error('there is no store here'));

function around(made: Made = {}, config: object = {}, shell: Partial<Shell> = {}): Around {
  const { ports } = new PreflightWorld({ registry: HELD, ...made });
  return { dns: ports.dns, config, shell: { columns: 80, viewsOf: async () => ports, openApp: nobody, ...shell } };
}
const inspect = (args: readonly string[], made?: Made, config?: object, shell?: Partial<Shell>) =>
  goliveOn(around(made, config, shell), ['inspect', ...args]);
const SILENT: Made = { broken: () => 'timeout', registry: { outcome: 'unknown' }, web: {} };

describe('golive inspect', () => {
  test('one domain as an account manager reads it; no store is opened', async () => {
    const { code, out, err } = await inspect(['klant.nl']);
    expect([code, err]).toEqual([0, '']);
    expect(out.replace(/\d+ questions/, 'so many questions')).toMatchInlineSnapshot(`
      "klant.nl
        Registration  Oud Host B.V. (sure)
                      until Friday, 30 July 2027 · DNSSEC off
        Name servers  provider not recognised
                      ns1.oud.nl, ns2.oud.nl
        Website       provider not recognised
                      198.51.100.80
        Mail          provider not recognised
                      mail.klant.nl
        Transfer      as soon as the registrar takes the lock off, which can be the
                      same day
        Proposal      option 3 if everything moves to us (livegang-3); if everything
                      stays where it is, option 4 (livegang-4)
        Still to ask  so many questions; golive new klant.nl asks them
        warning – klant.nl is locked against transfers at the registrar.
          → Have the customer or the present registrar take the lock off, shortly
          before the transfer."
    `);
  });

  test('no line is wider than the terminal, in any language, also with long names', async () => {
    const long = `${'web-server-with-a-name-that-goes-on.'.repeat(4)}test.`;
    const made: Made = {
      old: [`@ MX 20 mx.${'a'.repeat(60)}.${'b'.repeat(60)}.example.`],
      parent: [`klant.nl. DS 1 13 2 ${'a'.repeat(64)}`],
      elsewhere: { 'in-addr.arpa': ['@ NS ns.elders.nl.', `80.100.51.198.in-addr.arpa. PTR ${long}`] },
      web: { 'https://klant.nl@198.51.100.80': { headers: { server: 'x'.repeat(500) } } },
    };
    for (const language of LANGUAGES) {
      const { out } = await inspect(['klant.nl'], made, { agency: { language } });
      for (const line of out.split('\n')) expect(line.length, line).toBeLessThanOrEqual(80);
      expect(out).not.toMatch(/(?:^|\s)(?:inspect|preflight|dns)\.[a-z-]+\.|\{\w+/m);
    }
  });

  test('what a site says of itself steers no terminal', async () => {
    const made: Made = { web: { 'https://klant.nl@198.51.100.80': { headers: { server: 'a\u001b[31mb\u202ec' } } } };
    const { out } = await inspect(['klant.nl'], made);
    expect(out).toContain('\\u{1b}');
    expect(out.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\p{Cf}]/u);
  });

  test('one document for one domain, one for several', async () => {
    const one = JSON.parse((await inspect(['klant.nl', '--json'])).out) as Record<string, unknown>;
    DOCUMENTS.inspect.parse(one);
    expect(one).toMatchObject({ schema: 'golive.inspect/1', domain: 'klant.nl', option: 3, playbook: 'livegang-3' });
    expect(one['registration']).toMatchObject({
      registrar: 'Oud Host B.V.',
      statuses: ['clientTransferProhibited'],
      dnssec: 'unsigned',
      source: 'rdap.test',
      where: 'elsewhere',
    });
    const { out, err, code } = await inspect(['klant.nl', 'oud.nl', 'www.klant.nl', '--json']);
    const several = DOCUMENTS.inspects.parse(JSON.parse(out));
    expect(several.results.map(({ domain }) => domain)).toEqual(['klant.nl', 'oud.nl']);
    expect(several.refused).toEqual([
      { input: 'www.klant.nl', why: expect.stringMatching(/Did you mean klant\.nl\?$/) },
    ]);
    expect(fits(schemaDocument('inspects'), several)).toEqual([]);
    expect([err, code]).toEqual([expect.stringMatching(/^golive: "www\.klant\.nl".*Did you mean klant\.nl\?$/), 2]);
  });

  const refused: readonly [args: readonly string[], line: RegExp][] = [
    [[], /^golive: golive inspect is not understood: it names no domain\./],
    [['www.klant.nl'], /Did you mean klant\.nl\?$/],
    [['https://www.klant.nl/x'], /Did you mean klant\.nl\?$/],
    [['co.uk'], /it is an ending: each name below it is somebody’s own/],
    [['foo.github.io'], /nobody can transfer/],
    [['klant.nll'], /no top-level domain is called \.nll/],
    [['192.0.2.1'], /IP address/],
    [['info@klant.nl'], /mail address\. Did you mean klant\.nl\?$/],
    [[''], /empty/],
    [['--csv', 'nothing.csv'], /there is no such file/],
  ];
  test.each(refused)('%j: one line, exit 2', async (args, line) => {
    expectOneLine(await inspect(args), 2, line);
  });

  test('nobody answers anything: exit 5, and it says that this is not "free"', async () => {
    const { code, out } = await inspect(['klant.nl'], SILENT);
    expect(code).toBe(5);
    expect(out).toMatch(/does\s+not\s+mean\s+that\s+the\s+name\s+is\s+free/);
    expect(out).toMatch(/Registration +unknown$/m);
  });

  test('what nobody has registered cannot move: neither a date nor a proposal is shown', async () => {
    const { out, code } = await inspect(['nergens.nl'], { registry: { outcome: 'not-found' } });
    expect(code).toBe(0);
    expect(out).toMatch(/Registration +none \(sure\)\n +Name servers +none/);
    expect(out).not.toMatch(/Transfer|Proposal|Still to ask|DNSSEC/);
  });

  test('a registry that does not publish the registrar says so; nothing known proposes nothing', async () => {
    const { registrar: _none, ...unnamed } = HELD;
    expect((await inspect(['klant.nl'], { registry: unnamed })).out).toMatch(/Registration +registrar not published$/m);
    expect((await inspect(['klant.nl'], SILENT)).out).toMatch(/Proposal +none yet: nothing could be learned/);
  });

  test('one domain: what is looked at, and no count of one', async () => {
    const told: string[] = [];
    await inspect(['klant.nl'], {}, {}, { progress: (text) => void told.push(text) });
    expect(told[0]).toBe('looking at klant.nl; this takes less than a minute');
    expect(told.at(-1)).toBe('');
  });

  test('a list in another encoding: bad lines in their order, with the way out', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'golive-inspect-'));
    const list = 'domein\nklant.nl\n"a"b.nl\nb\u00fccher.nl\nwww.oud.nl\n';
    writeFileSync(join(folder, 'list.csv'), list, 'latin1');
    const shell = { surroundings: { cwd: folder, home: folder, env: {} } };
    const { code, err } = await inspect(['--csv', 'list.csv'], {}, {}, shell);
    expect(code).toBe(2);
    expect(err.split('\n')).toEqual([
      expect.stringMatching(/list\.csv:3 .*closing quote/),
      expect.stringMatching(/list\.csv:4 .*not UTF-8\. Save the file as CSV in UTF-8\.$/),
      expect.stringMatching(/list\.csv:5 .*Did you mean oud\.nl/),
    ]);
  });

  test('a list without one good line: still a document, where one was asked for', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'golive-inspect-'));
    writeFileSync(join(folder, 'list.csv'), 'www.klant.nl\n');
    const shell = { surroundings: { cwd: folder, home: folder, env: {} } };
    const { code, out } = await inspect(['--csv', 'list.csv', '--json'], {}, {}, shell);
    const document = DOCUMENTS.inspects.parse(JSON.parse(out));
    expect([code, document.results, document.refused.map(({ place }) => place)]).toEqual([2, [], ['list.csv:1']]);
  });

  test('a list: bad lines are named, the others go on', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'golive-inspect-'));
    writeFileSync(
      join(folder, 'list.csv'),
      'Customer;Domain\r\nZon;klant.nl\r\nMaan;www.oud.nl\r\nZon;klant.nl\r\n;oud.nl\r\n',
    );
    const shell = { surroundings: { cwd: folder, home: folder, env: {} } };
    const { code, out, err } = await inspect(['--csv', 'list.csv'], {}, {}, shell);
    expect(out.match(/^\S+$/gm)).toEqual(['klant.nl', 'oud.nl']);
    expect([code, err]).toEqual([2, expect.stringMatching(/^golive: list\.csv:3 {2}"www\.oud\.nl".*oud\.nl\?$/)]);
  });

  test('fifty domains: progress on one line of a terminal, a line for every ten elsewhere', async () => {
    const names = Array.from({ length: 50 }, (_one, index) => `klant${index}.nl`);
    const plain = await inspect(names, {}, {});
    expect(plain.err.split('\n')).toEqual([10, 20, 30, 40, 50].map((done) => `${done} of 50 domains looked at`));
    const told: string[] = [];
    const terminal = await inspect(names, {}, {}, { progress: (text) => void told.push(text) });
    expect(terminal.err).toBe('');
    expect(told[0]).toBe('0 of 50 domains looked at');
    expect(told.filter((text) => text.startsWith('49 of'))).toHaveLength(1);
    expect(told.at(-1)).toBe('');
    expect(terminal.out.match(/^klant\d+\.nl$/gm)).toEqual(names);
  });

  test('more than five end with a block on the output, fewer and a document without', async () => {
    const names = ['klant.nl', 'weg.nl', 'vast.nl', 'slot.nl', 'stil.nl', 'oud.nl'];
    const { out } = await inspect(names);
    expect(out.split('\n\n').at(-1)!.split('\n')).toEqual([
      '6 domains, each under the worst that stands in its way',
      expect.stringMatching(/^ {2}critical +4 +weg\.nl, vast\.nl, slot\.nl, stil\.nl$/),
      expect.stringMatching(/^ {2}warning +2 +klant\.nl, oud\.nl$/),
    ]);
    expect((await inspect(names.slice(1))).out).not.toContain('each under the worst');
    expect(JSON.parse((await inspect([...names, '--json'])).out).results).toHaveLength(6);
  });

  test('the block: each domain once, under its worst; who did not answer is not said to be wrong, nor well', () => {
    type Entry = Parameters<typeof inspectSummary>[0][number];
    const seen = (where: string, who: string | null = null) => ({ where, who });
    const entry = (domain: string, findings: readonly [tag: string, severity: string][], hosting = seen('elsewhere')) =>
      ({
        domain,
        domainUnicode: domain,
        findings: findings.map(([tag, severity]) => ({ tag, severity })),
        registration: seen('ours'),
        nameServers: seen('elsewhere', 'x'),
        mail: seen('none'),
        hosting,
      }) as unknown as Entry;
    const silent: [string, string] = ['REGISTRATION_UNKNOWN', 'warning'];
    const entries = [
      entry('a.nl', []),
      entry('b.nl', [silent, ['UNANSWERED', 'warning']]),
      entry('c.nl', [silent, ['TRANSFER_LOCKED', 'warning']]),
      entry('d.nl', [
        ['TRANSFER_LOCKED', 'warning'],
        ['SERVER_UNREACHABLE', 'error'],
      ]),
      entry('e.nl', [
        ['SERVER_UNREACHABLE', 'error'],
        ['ON_HOLD', 'critical'],
      ]),
      entry('f.nl', [['DMARC_MISSING', 'notice']]),
      entry('g.nl', [], seen('unknown')),
      entry('h.nl', [], seen('unknown', 'Behind B.V.')),
    ];
    for (const language of LANGUAGES) {
      const lines = inspectSummary(entries, { language, timeZone: 'UTC' }, 80, false);
      expect(lines.slice(2).map((line) => line.replace(/^.*?(\d+) +/, '$1 '))).toEqual([
        '1 e.nl',
        '1 d.nl',
        '1 c.nl',
        '2 b.nl, g.nl',
        '3 a.nl, f.nl, h.nl',
      ]);
      expect(lines.join('\n')).not.toMatch(/(?:inspect|preflight)\.\w|\{\w/);
    }
    expect(inspectSummary(entries.slice(0, 5), { language: 'nl', timeZone: 'UTC' }, 80, false)).toEqual([]);
    const many = Array.from({ length: 50 }, (_one, index) => entry(`klant${index}.nl`, []));
    for (const line of inspectSummary(many, { language: 'de', timeZone: 'UTC' }, 60, false))
      expect(line.length).toBeLessThanOrEqual(60);
  });

  test('interrupted: what was done is shown, the others are named', async () => {
    const stop = new AbortController();
    const { ports } = new PreflightWorld({ registry: HELD });
    let asked = 0;
    const lookUp: typeof ports.registry.lookUp = (domain, signal) => {
      if (++asked > 6) stop.abort();
      return ports.registry.lookUp(domain, signal);
    };
    const names = Array.from({ length: 20 }, (_one, index) => `klant${index}.nl`);
    const shell = { signal: stop.signal, viewsOf: async () => ({ ...ports, registry: { lookUp } }) };
    const { code, out, err } = await inspect([...names, '--json'], {}, {}, shell);
    const { results, unfinished } = DOCUMENTS.inspects.parse(JSON.parse(out));
    expect(code).toBe(130);
    expect(results.length).toBeGreaterThan(0);
    expect(results.length + unfinished!.length).toBe(20);
    expect(err).toMatch(/^Interrupted: \d+ of 20 domains/);
  });
});
