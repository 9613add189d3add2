import { describe, expect, test } from 'vitest';
import { AfterSwitch } from '../../src/checks/after-switch.ts';
import { judgeCaa, readCaa } from '../../src/checks/caa.ts';
import { Walker } from '../../src/checks/walk.ts';
import { caaNamesOf, caaSynonyms } from '../../src/dns/authorities.ts';
import { caaForbids } from '../../src/dns/caa.ts';
import { fqdn } from '../../src/domain/name.ts';
import { rrset } from '../../src/domain/rrset.ts';
import { internet, signal } from '../checks/internet.ts';
import fc from '../fast-check.ts';

const LE = ['letsencrypt.org'];

describe('a CAA RRset', () => {
  const sets: readonly [title: string, rdatas: readonly string[], allowed: boolean, wildcard?: boolean][] = [
    ['names the authority', ['0 issue "letsencrypt.org"'], true],
    ['names it with parameters', ['0 issue "letsencrypt.org; validationmethods=dns-01"'], true],
    ['names it in capitals', ['0 issue "LetsEncrypt.ORG"'], true],
    ['names it among others', ['0 issue "sectigo.com"', '0 issue "letsencrypt.org"'], true],
    ['names another', ['0 issue "sectigo.com"'], false],
    ['names one that only ends like it', ['0 issue "notletsencrypt.org"'], false],
    ['names nobody', ['0 issue ";"'], false],
    ['names nobody, the short way', ['0 issue ""'], false],
    ['says only whom to tell', ['0 iodef "mailto:ca@klant.nl"'], true],
    ['has only a rule for wildcards', ['0 issuewild ";"'], true],
    ['has a rule for wildcards, and one is wanted', ['0 issue "letsencrypt.org"', '0 issuewild ";"'], false, true],
    ['has none for wildcards, and one is wanted', ['0 issue "letsencrypt.org"'], true, true],
    ['allows wildcards alone', ['0 issue ";"', '0 issuewild "letsencrypt.org"'], true, true],
    ['has an unknown tag', ['0 tbs "x"', '0 issue "letsencrypt.org"'], true],
    ['has an unknown tag that is critical', ['128 tbs "x"', '0 issue "letsencrypt.org"'], false],
    ['has a known tag that is critical', ['128 issue "letsencrypt.org"'], true],
    ['has a tag that cannot be written', ['\\# 10 000769737375652d7879', '0 issue "letsencrypt.org"'], true],
    ['has one that is critical', ['\\# 10 800769737375652d7879', '0 issue "letsencrypt.org"'], false],
    ['is of mail certificates', ['0 issuemail "sectigo.com"'], true],
    ['cannot be read', ['\\# 3 000000'], false],
  ];
  test.each(sets)('%s', (_title, rdatas, allowed, wildcard = false) =>
    expect(caaForbids(rdatas, LE, wildcard).length === 0).toBe(allowed),
  );
  test('whatever stands there is judged', () => {
    fc.assert(
      fc.property(fc.array(fc.string()), fc.boolean(), (rdatas, wildcard) =>
        Array.isArray(caaForbids(rdatas, LE, wildcard)),
      ),
    );
  });
});

test.each([
  ["Let's Encrypt", 'letsencrypt.org'],
  ['Sectigo Limited', 'sectigo.com'],
  ['DigiCert Inc', 'digicert.com'],
  ['Google Trust Services', 'pki.goog'],
  ['GlobalSign nv-sa', 'globalsign.com'],
  ['Amazon', 'amazon.com'],
  ['golive toy authority', undefined],
  ['', undefined],
])('certificates of %j are allowed by %s', (issuer, name) => expect(caaNamesOf(issuer)?.[0]).toBe(name));

test('one authority goes by several names; an unknown one by its own', () => {
  expect(caaSynonyms('comodoca.com')).toContain('sectigo.com');
  expect(caaSynonyms('CA.example.')).toEqual(['ca.example']);
});

describe('the climb', () => {
  const ZONE = fqdn('klant.nl');
  const sectigo = '0 issue "sectigo.com"';
  const zone = (...lines: readonly string[]) =>
    lines.map((line) => {
      const [name, type, ...data] = line.split(' ');
      return rrset(fqdn(name!), type!, 60, [data.join(' ')]);
    });
  const climb = async (host: string, lines: readonly string[], nl: readonly string[] = [], silent?: string) => {
    const dns = internet(
      { '192.0.2.1': { '.': ['@ NS root.test.', 'nl. NS root.test.'], nl: ['@ NS root.test.', ...nl] } },
      ({ name }) => (name === silent ? 'timeout' : undefined),
    );
    const after = new AfterSwitch(ZONE, zone('klant.nl SOA x', ...lines), new Walker(dns, signal()));
    const sights = await readCaa([{ host, authority: 'letsencrypt.org', known: 'answer', wildcard: false }], after);
    return {
      at: sights[0]!.at,
      tags: judgeCaa(sights, 0).map(({ tag }) => tag),
      asked: dns.asked.map(({ name }) => name),
    };
  };

  const rows: readonly [
    title: string,
    host: string,
    lines: readonly string[],
    nl: readonly string[],
    at: string | null,
  ][] = [
    ['nothing on the way', 'www.klant.nl', ['www.klant.nl A 192.0.2.1'], [], null],
    [
      'at the host',
      'www.klant.nl',
      [`www.klant.nl CAA ${sectigo}`, 'klant.nl CAA 0 issue "letsencrypt.org"'],
      [],
      'www.klant.nl.',
    ],
    ['at the apex', 'www.klant.nl', ['www.klant.nl A 192.0.2.1', `klant.nl CAA ${sectigo}`], [], 'klant.nl.'],
    ['at the parent', 'klant.nl', ['klant.nl A 192.0.2.1'], [`nl. CAA ${sectigo}`], 'nl.'],
    ['at the alias’s target', 'www.klant.nl', ['www.klant.nl CNAME host.nl.'], [`host.nl. CAA ${sectigo}`], 'host.nl.'],
    [
      'not above the alias’s target',
      'www.klant.nl',
      ['www.klant.nl CNAME a.host.nl.', 'klant.nl A 192.0.2.1'],
      [`host.nl. CAA ${sectigo}`, 'a.host.nl. A 192.0.2.1'],
      null,
    ],
  ];
  test.each(rows)('%s', async (_title, host, lines, nl, where) => {
    const { at, tags } = await climb(host, lines, nl);
    expect([at, tags]).toEqual([where, where === null ? [] : ['CAA_FORBIDS']]);
  });
  test('a parent that does not say leaves it open', async () =>
    expect((await climb('klant.nl', ['klant.nl A 192.0.2.1'], [], 'nl.')).tags).toEqual(['UNANSWERED']));
  test('names of the zone are looked up in the zone as it will be', async () =>
    expect(
      (await climb('www.klant.nl', ['www.klant.nl A 192.0.2.1'])).asked.filter((name) => name.endsWith('klant.nl.')),
    ).toEqual([]));
});
