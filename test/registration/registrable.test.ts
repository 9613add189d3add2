import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, expect, test } from 'vitest';
import { GoLiveError } from '../../src/domain/errors.ts';
import { fqdn, isName } from '../../src/domain/name.ts';
import { keepingEndingOf, registrableDomain, registrableOf } from '../../src/registration/registrable.ts';
import fc from '../fast-check.ts';

describe('what a name is to a registry', () => {
  const rows: readonly [name: string, kind: string, what: string][] = [
    ['klant.nl', 'registrable', 'klant.nl.'],
    ['KLANT.NL.', 'registrable', 'klant.nl.'],
    ['www.klant.nl', 'below', 'klant.nl.'],
    ['klant.co.uk', 'registrable', 'klant.co.uk.'],
    ['www.shop.klant.co.uk', 'below', 'klant.co.uk.'],
    ['co.uk', 'suffix', 'co.uk.'],
    ['nl', 'suffix', 'nl.'],
    ['klant.uk.com', 'registrable', 'klant.uk.com.'],
    ['www.klant.uk.com', 'below', 'klant.uk.com.'],
    ['uk.com', 'suffix', 'uk.com.'],
    ['foo.github.io', 'shared', 'github.io.'],
    ['a.foo.github.io', 'shared', 'github.io.'],
    ['github.io', 'suffix', 'github.io.'],
    ['shop.myshopify.com', 'shared', 'myshopify.com.'],
    ['klant.123website.nl', 'shared', '123website.nl.'],
    ['klant.myspreadshop.nl', 'shared', 'myspreadshop.nl.'],
    ['klant.synology.me', 'shared', 'synology.me.'],
    ['klant.duckdns.org', 'shared', 'duckdns.org.'],
    ['klant.my.canva.site', 'shared', 'my.canva.site.'],
    ['klant.s3.amazonaws.com', 'shared', 's3.amazonaws.com.'],
    ['klant.s3.eu-central-1.amazonaws.com', 'shared', 's3.eu-central-1.amazonaws.com.'],
    // Private parts of the list that nobody here knows to be lent: sold, by whoever holds the suffix.
    ['klant.co.ua', 'registrable', 'klant.co.ua.'],
    ['klant.com.ru', 'registrable', 'klant.com.ru.'],
    ['klant.priv.at', 'registrable', 'klant.priv.at.'],
    ['klant.lublin.pl', 'registrable', 'klant.lublin.pl.'],
    ['www.klant.medecin.fr', 'below', 'klant.medecin.fr.'],
    ['klant.it.com', 'registrable', 'klant.it.com.'],
    ['lublin.pl', 'suffix', 'lublin.pl.'],
    ['café-dezon.be', 'registrable', 'xn--caf-dezon-d4a.be.'],
    ['пример.рф', 'registrable', 'xn--e1afmkfd.xn--p1ai.'],
    ['klant.amsterdam', 'registrable', 'klant.amsterdam.'],
    ['klant.nll', 'unknown-ending', 'nll.'],
    ['klant.local', 'unknown-ending', 'local.'],
    ['www.ck', 'registrable', 'www.ck.'], // an exception to *.ck
    ['any.ck', 'suffix', 'any.ck.'],
  ];
  test.each(rows)('%s: %s %s', (name, kind, what) => {
    const found = registrableOf(fqdn(name));
    expect([found.kind, 'domain' in found ? found.domain : found.suffix]).toEqual([kind, what]);
  });

  test.each([
    ['klant.com', 'com.'],
    ['www.klant.co.uk', 'uk.'],
    ['klant.uk.com', 'uk.com.'],
    ['www.klant.uk.com', 'uk.com.'],
    ['uk.com', 'com.'], // it is registered itself, at the registry of com
    ['klant.lublin.pl', 'lublin.pl.'],
    ['klant.ac.uk', 'ac.uk.'],
    ['klant.org.za', 'org.za.'],
    ['klant.nll', 'nll.'],
    ['nl', 'nl.'],
  ])('%s is kept by the registry of %s', (name, ending) => {
    expect(keepingEndingOf(fqdn(name))).toBe(ending);
  });
});

describe('what a person gives as the domain', () => {
  const refused: readonly [text: string, line: RegExp][] = [
    ['', /empty/],
    ['www.klant.nl', /name in klant\.nl\. Did you mean klant\.nl\?$/],
    ['mail.klant.co.uk', /Did you mean klant\.co\.uk\?$/],
    ['co.uk', /it is an ending: each name below it is somebody’s own/],
    ['nl', /it is an ending: each name below it is somebody’s own/],
    ['uk.com', /it is an ending: each name below it is somebody’s own/],
    ['www.klant.co.ua', /Did you mean klant\.co\.ua\?$/],
    ['klant.nll', /no top-level domain is called \.nll/],
    ['klant', /top-level domain alone|no top-level domain/],
    ['192.0.2.1', /IP address/],
    ['[2001:db8::1]', /IP address/],
    ['2001:db8::1', /IP address/],
    ['https://www.klant.nl/contact?x=1', /web address\. Did you mean klant\.nl\?$/],
    ['www.klant.nl/contact', /web address\. Did you mean klant\.nl\?$/],
    ['klant.nl:443', /web address\. Did you mean klant\.nl\?$/],
    ['https://user:pw@klant.nl/', /web address\. Did you mean klant\.nl\?$/],
    ['info@www.klant.nl', /mail address\. Did you mean klant\.nl\?$/],
    ['info@foo.github.io', /mail address\. Write the name alone/],
    ['foo.github.io', /github\.io.*nobody can transfer/],
    ['*.klant.nl', /wildcard/],
    ['_dmarc.klant.nl', /service name/],
    ['klant .nl', /its character 6 is a blank, which no domain name has/],
    ['bak kerij.nl', /its character 4 is a blank, which/],
    ['klant,nl', /its character 6 is ",", which no domain name has/],
    ['klant.nl;oud.nl', /its character 9 is ";", which/],
    ['klant!.רשת', /its character 6 is "!", which/],
    ['kla\u0000nt.nl', /its character 4 is U\+0000, invisible, which/],
    ['klant..nl', /nothing between two of its dots/],
    ['-klant.nl', /begins or ends with a hyphen/],
    ['klant-.nl', /begins or ends with a hyphen/],
  ];
  test.each(refused)('%j is refused in one line', (text, line) => {
    let thrown: unknown;
    try {
      registrableDomain(text);
    } catch (error) {
      thrown = error;
    }
    expect(thrown).toBeInstanceOf(GoLiveError);
    const { code, message } = thrown as GoLiveError;
    expect(code).toBe('name-invalid');
    expect(message).toMatch(line);
    expect(message).not.toContain('\n');
  });

  test('what is offered is accepted', () => {
    for (const [text] of refused)
      try {
        registrableDomain(text);
      } catch (error) {
        const [, meant] = /Did you mean (\S+)\?$/.exec((error as GoLiveError).message) ?? [];
        if (meant !== undefined) expect(registrableDomain(meant)).toBe(fqdn(meant));
      }
  });

  test('a private DNS may have endings of its own', () => {
    expect(registrableDomain('klant.lab', true)).toBe('klant.lab.');
    expect(() => registrableDomain('www.klant.nl', true)).toThrow('Did you mean klant.nl?');
  });

  test('whatever is typed: a domain or one line, never anything else', () => {
    const label = fc.stringMatching(/^[a-z0-9][a-z0-9-]{0,8}$/);
    const odd = fc.oneof(
      fc.string({ unit: 'grapheme', maxLength: 40 }),
      fc.array(label, { maxLength: 5 }).map((labels) => labels.join('.')),
    );
    fc.assert(
      fc.property(odd, fc.constantFrom('', '.nl', '.co.uk', '.co.ua', '.github.io', '.example'), (text, ending) => {
        try {
          const domain = registrableDomain(text + ending);
          expect(registrableOf(domain)).toEqual({ kind: 'registrable', domain });
        } catch (error) {
          expect(error).toBeInstanceOf(GoLiveError);
          expect((error as GoLiveError).code).toBe('name-invalid');
        }
      }),
      { numRuns: 1000 },
    );
  });
});

const CORPUS = resolve(import.meta.dirname, '../../../shared/corpora/dns/psl/test_psl.txt');
const there = existsSync(CORPUS);
if (!there) console.info('the Public Suffix List’s own tests are not here; they are left out');

describe.runIf(there)('the Public Suffix List’s own tests', () => {
  const cases = there
    ? [...readFileSync(CORPUS, 'utf8').matchAll(/^checkPublicSuffix\('([^']+)', (?:'([^']+)'|null)\);/gm)].map(
        ([, name, expected]) => [name!, expected] as const,
      )
    : [];

  test('there are some', () => expect(cases.length).toBeGreaterThan(60));

  test.each(cases)('%s → %s', (name, expected) => {
    if (!isName(name)) return expect(expected).toBeUndefined(); // a leading dot: no name at all
    const found = registrableOf(fqdn(name));
    // The list's own rule for what it does not know is `*`; we would rather ask whether the ending was meant.
    if (found.kind === 'unknown-ending') return expect(name).toMatch(/example$/i);
    return expect('domain' in found ? found.domain : undefined).toBe(expected && fqdn(expected));
  });
});
