/**
 * Certificate authorities by the organisation that their certificates name as issuer, and the names that each goes by in CAA records (their
 * certification practice statements, CCADB's list of CAA identifiers). Patterns, because organisations carry many legal forms. Reviewed
 * 2026-11-20.
 */
const AUTHORITIES: readonly { readonly issuer: RegExp; readonly caa: readonly string[] }[] = [
  { issuer: /^let'?s encrypt\b|^isrg\b/i, caa: ['letsencrypt.org'] },
  { issuer: /^zerossl\b/i, caa: ['sectigo.com', 'zerossl.com'] },
  {
    issuer: /^sectigo\b|^comodo\b|^the usertrust\b|^trustasia\b|^gandi\b|^gehirn\b/i,
    caa: ['sectigo.com', 'comodo.com', 'comodoca.com', 'usertrust.com', 'trust-provider.com'],
  },
  {
    issuer: /^digicert\b|^geotrust\b|^thawte\b|^rapidssl\b|^symantec\b|^quovadis\b/i,
    caa: [
      'digicert.com',
      'www.digicert.com',
      'digicert.ne.jp',
      'cybertrust.ne.jp',
      'symantec.com',
      'thawte.com',
      'geotrust.com',
      'rapidssl.com',
      'quovadisglobal.com',
    ],
  },
  { issuer: /^globalsign\b/i, caa: ['globalsign.com'] },
  { issuer: /^google trust services\b/i, caa: ['pki.goog', 'google.com'] },
  { issuer: /^amazon\b/i, caa: ['amazon.com', 'amazontrust.com', 'awstrust.com', 'amazonaws.com', 'aws.amazon.com'] },
  { issuer: /^godaddy\b|^starfield\b/i, caa: ['godaddy.com', 'starfieldtech.com'] },
  { issuer: /^entrust\b|^affirmtrust\b/i, caa: ['entrust.net', 'affirmtrust.com'] },
  { issuer: /^buypass\b/i, caa: ['buypass.com', 'buypass.no'] },
  { issuer: /^actalis\b/i, caa: ['actalis.it'] },
  { issuer: /^ssl corp|^ssl\.com\b/i, caa: ['ssl.com'] },
  { issuer: /^swisssign\b/i, caa: ['swisssign.com', 'swisssign.net', 'swisssign.ch'] },
  { issuer: /^unizeto\b|^asseco\b|^certum\b/i, caa: ['certum.pl', 'certum.eu'] },
  { issuer: /^hellenic academic\b|^harica\b|^greek universities\b/i, caa: ['harica.gr'] },
  { issuer: /^telia\b/i, caa: ['telia.com', 'telia.fi', 'telia.se'] },
  { issuer: /^d-trust\b/i, caa: ['d-trust.net', 'dtrust.de', 'd-trust.de', 'dtrust.net'] },
  { issuer: /^t-systems\b|^deutsche telekom\b/i, caa: ['telesec.de', 'pki.dfn.de', 'dfn.de'] },
  { issuer: /^identrust\b/i, caa: ['identrust.com'] },
  { issuer: /^certigna\b|^dhimyotis\b/i, caa: ['certigna.fr'] },
  { issuer: /^firmaprofesional\b/i, caa: ['firmaprofesional.com'] },
];

/** What a new certificate is ordered from where nobody said otherwise. */
export const USUAL_AUTHORITY = 'letsencrypt.org';

/** The CAA names of the authority that issued a certificate; `undefined`: an authority this table does not know. */
export function caaNamesOf(issuer: string): readonly string[] | undefined {
  return AUTHORITIES.find((authority) => authority.issuer.test(issuer.trim()))?.caa;
}

/** All names of the authority that goes by this one. */
export function caaSynonyms(name: string): readonly string[] {
  const known = name.trim().toLowerCase().replace(/\.$/, '');
  return AUTHORITIES.find(({ caa }) => caa.includes(known))?.caa ?? [known];
}
