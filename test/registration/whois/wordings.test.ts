import { describe, expect, test } from 'vitest';
import { fqdn } from '../../../src/domain/name.ts';
import { readWhois } from '../../../src/registration/whois/read-whois.ts';
import { RECORDS } from './texts.ts';

const KLANT = fqdn('klant.nl');
const read = (text: string) => readWhois(text, KLANT);

/** What a registry writes when nobody holds the name, in the languages and grammars of registries. */
const FREE: readonly string[] = [
  'No match for domain "klant.nl" (ERROR:101)',
  'ERROR: No match',
  'klant.nl domain is free',
  'klant.nl - Domain name does not exist',
  'Sorry, but domain: "klant.nl", not found in database',
  'The queried object does not exist: previous registration D1-TEST was purged on 2019-12-30T23:18:42.0Z (DOMAIN NOT FOUND)',
  'Status: AVAILABLE (No match for domain "klant.nl")',
  'Domain name: klant.nl\nDomain Status: Available for registration',
  'Domain unknown',
  'No whois information found.',
  'Die Domain klant.nl ist derzeit nicht vergeben',
  'Kein Eintrag gefunden',
  'Het domein klant.nl is beschikbaar',
  'De domeinnaam klant.nl is niet geregistreerd.',
  "Le domaine klant.nl n'est pas enregistré.",
  'Le nom de domaine klant.nl est libre',
  "Le domaine klant.nl n'existe pas",
  'El dominio klant.nl está disponible',
  'El dominio no se encuentra registrado en NIC Voorbeeld',
  'Il dominio klant.nl non è registrato',
  'O domínio klant.nl não está registrado',
  'Domena klant.nl nie jest zarejestrowana',
  'Doména klant.nl nebyla nalezena',
  'Domänen klant.nl är ledig',
  'Domænet klant.nl er ikke registreret',
  'Verkkotunnusta klant.nl ei löydy',
  'Domeniul klant.nl nu este înregistrat',
  'Домен klant.nl не зарегистрирован',
  '域名 klant.nl 未注册',
  'Domain Name: klant.nl\nThe queried object does not exist: No Object Found',
  'NIC WHOIS server\nAll rights\n\nNO OBJECT FOUND!\nobject:.............klant.nl\ntype:...............domain',
  '[ This database is for the administration of networks. ]\nNo match!!\n\nUse it so.',
  '%rwhois V-1.5:003fff:00\n%error 230 No Objects Found',
  'Voorbeeld whoisd V1.1\nNo match for klant',
  '% Use it so.\n% All rights reserved.\n%\n% WHOIS klant.nl\n% No such domain',
  '% Use it so.\n\n% Domain: klant.nl\n% No such domain',
  '# Use it so, says the registry:\n# https://registry.test\n#\n# 2026-01-20T12:24:07+01:00\n# Object not found',
  '% Use it so.\n\nVoorbeeld Whois Server Version 2.0\nNOT FOUND',
  '% Use it so.\n\nhttps://registry.test/whois\nNo match',
];

/** Sentences with the same words that are about something else, or not sure. */
const NOT_FREE: readonly string[] = [
  'The use of this service is\nfree of charge until further notice. All rights reserved.',
  '% free of charge',
  'HTTP/1.1 404 Not Found\r\nContent-Type: text/plain\r\n\r\nNot Found',
  'No match for klant.nl could be determined, server overloaded',
  'Not found. Please try again later.',
  'Request limit exceeded; domain not found',
  'Domain klant.nl could not be found due to a temporary error',
  'Domain klant.nl is not registered here.',
  'klant.nl not found on this server',
  'klant.nl is not registered with this registrar',
  'Domain not found, marked private, or error in your query.',
  'No such host',
  'Available: No',
  'available: 0',
  'Available: 2020-08-04',
  'Not registered: no',
  'klant.nl is available for sale',
  'klant.nl is available for purchase',
  'No match for domain "klant.nl" because the registry is down',
  'Name server ns1.klant.nl not found',
  'No name servers found',
  'No match for "ANDER.NL".',
  'Domain: ander.nl\nStatus: free',
  'Status: free\nDomain: ander.nl',
  'Status: free\n\nDomain: ander.nl',
  'Status: available for backorder',
  'Status: Available soon',
  'Status: free speech',
  'klant.nl is available from 2027-01-01',
  'klant.nl is no longer available',
  'Registrant type:\n   Unknown',
  'Not known at this time',
  'Not registered trademarks of the registry',
  'Not found in blacklist',
  'Is available.',
  'klant.nl: registration pending\nNo match',
  'Use it so.\n\n% WHOIS ander.nl\n% No such domain',
  'Use it so.\n\nMore at https://registry.test\nno match',
  'Use it so.\n\nfor a list as of 2026-01-20\nno match',
  ...['is available.', 'available', 'free', '"no match"', 'no match', 'not registered trademarks of the registry', 'not known at this time', 'Not found in blacklist'].flatMap((piece) => [
    `Sorry, your network is on our list.\nIf a domain is listed as\n${piece}\nhere it may be registered elsewhere.`,
    `Sorry, your network is on our list.\n\n% If a domain is listed as\n% ${piece}\n% here it may be registered elsewhere.`,
    `Sorry, your network is on our list.\n\nIf the answer is\n${piece}\n\nask elsewhere.`,
  ]), // biome-ignore format: a list
];

/** Refusals: too often, in words a back-off must know. */
const TOO_OFTEN: readonly string[] = [
  'Vous avez dépassé la limite de requêtes',
  'U heeft het maximum aantal aanvragen overschreden',
  'Das Limit von 10 Anfragen wurde überschritten',
  'Ha excedido el número máximo de consultas',
  'È stato superato il limite di interrogazioni',
  'Przekroczono limit zapytań',
  'Překročen limit dotazů',
  'För många förfrågningar',
  'Muitas consultas, aguarde',
  'Превышен лимит запросов',
  '查询过于频繁',
];

describe('free only by a clear sentence about the very name', () => {
  test.each(FREE)('%j', (text) => {
    expect(read(text)).toMatchObject({ outcome: 'not-found', verdict: 'free' });
    expect(read(`% Terms of use apply.\n\n${text}\n\n% Copyright of the registry.\n`).outcome).toBe('not-found');
  });
  test.each(NOT_FREE)('%j says nothing of it', (text) => expect(read(text).outcome).toBe('unknown'));
  test.each(TOO_OFTEN)('%j asks us to slow down', (text) =>
    expect(read(text)).toMatchObject({ outcome: 'unknown', verdict: 'rate-limited' }),
  );
  test.each([
    'Server can’t process your request.'.replace('’', "'"),
    'The lookup for klant.nl can temporarily not be answered.',
  ])('%j is a refusal', (text) => expect(read(text)).toMatchObject({ outcome: 'unknown', verdict: 'refused' }));

  test('a bare sentence counts at the start; below a record in words nobody here knows it is about a part of it', () => {
    const foreign = Array.from({ length: 8 }, (_, index) => `Wortlaut ${'abcdefgh'[index]}: Wert ${index}`).join('\n');
    expect(read(`${foreign}\nNo entries found.\n`).outcome).toBe('unknown');
    expect(read(`${foreign}\nNo match for "klant.nl".\n`).outcome).toBe('not-found');
    expect(read(`No entries found.\n${foreign}\n`).outcome).toBe('not-found');
  });
});

describe('a record whose words are not understood is never free', () => {
  const changes: Readonly<Record<string, (text: string) => string>> = {
    'other keys': (text) => text.replace(/^(\s*)\p{L}[^:\n]{0,40}:/gmu, '$1Qwert:'),
    'no keys': (text) => text.replace(/^.*?: */gm, ''),
    'no colons': (text) => text.replaceAll(':', ' '),
    'its first half': (text) => text.slice(0, text.length / 2),
    'its second half': (text) => text.slice(text.length / 2),
    'its remarks only': (text) => text.replace(/^[^\n%#>]*:.*$/gm, ''),
  };
  test.each(Object.keys(changes))('%s', (change) => {
    for (const [name, text] of Object.entries(RECORDS))
      expect([name, readWhois(changes[change]!(text), fqdn(name)).outcome]).not.toEqual([name, 'not-found']);
  });
});
