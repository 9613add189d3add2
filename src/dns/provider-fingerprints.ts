import type { Fqdn } from '../domain/name.ts';
import { child, isName } from '../domain/name.ts';
import type { Rrset } from '../domain/rrset.ts';
import { isSpf } from './rdata.ts';

/** What gives a provider away, and the names its customers have with it. */
interface Fingerprint {
  readonly id: string;
  readonly provider: string;
  /** One of these in the data of the apex is enough; of `spf` each word of the policy is looked at. What is in brackets is `{1}` in a name. */
  readonly seen: { readonly mx?: RegExp; readonly ns?: RegExp; readonly spf?: RegExp };
  /** Each entry is a name, or several of which one is enough, that the provider's own instructions ask for. */
  readonly expects?: readonly (readonly string[])[];
  /** Worth a question; their absence says nothing. */
  readonly asks?: readonly string[];
  /** Its names are random: nobody can guess them. */
  readonly random?: true;
  /** When somebody last looked at the provider's instructions. */
  readonly reviewed: string;
}

const dkim = (...selectors: string[]): string[] => selectors.map((selector) => `${selector}._domainkey`);
const each = (...labels: string[]): string[][] => labels.map((label) => [label]);
const reviewed = '2026-11-20';

export const FINGERPRINTS: readonly Fingerprint[] = [
  {
    id: 'microsoft-365',
    provider: 'Microsoft 365',
    seen: {
      mx: /\.mail\.protection\.outlook\.com\.$|\.mx\.microsoft\.$/,
      spf: /^include:spf\.protection\.outlook\.com$/,
    },
    expects: each('autodiscover', ...dkim('selector1', 'selector2')),
    asks: [
      'enterpriseregistration',
      'enterpriseenrollment',
      'lyncdiscover',
      'sip',
      '_sip._tls',
      '_sipfederationtls._tcp',
      'msoid',
    ],
    reviewed,
  },
  {
    id: 'google',
    provider: 'Google Workspace',
    seen: { mx: /(?:aspmx.*\.google(?:mail)?|\bsmtp\.google)\.com\.$/, spf: /^include:_spf\.google\.com$/ },
    expects: each(...dkim('google')),
    asks: ['calendar', 'drive', 'sites', 'groups'],
    reviewed,
  },
  {
    id: 'zoho',
    provider: 'Zoho Mail',
    seen: { mx: /\.zoho(?:mail|cloud)?\.[a-z.]+$/, spf: /^include:(?:.*\.)?zoho(?:mail)?\.[a-z.]+$/ },
    expects: [dkim('zmail', 'zoho', 'default', 'mail')],
    reviewed,
  },
  {
    id: 'proton',
    provider: 'Proton Mail',
    seen: { mx: /\bmail(?:sec)?\.protonmail\.ch\.$/, spf: /^include:_spf\.protonmail\.ch$/ },
    expects: each(...dkim('protonmail', 'protonmail2', 'protonmail3')),
    reviewed,
  },
  {
    id: 'fastmail',
    provider: 'Fastmail',
    seen: { mx: /\.messagingengine\.com\.$/ },
    expects: each(...dkim('fm1', 'fm2', 'fm3')),
    asks: ['_jmap._tcp', '_carddavs._tcp', '_caldavs._tcp', ...dkim('mesmtp', 'fm4')],
    reviewed,
  },
  {
    id: 'icloud',
    provider: 'iCloud Mail',
    seen: { mx: /\.mail\.icloud\.com\.$/ },
    expects: each(...dkim('sig1')),
    reviewed,
  },
  {
    id: 'mailbox-org',
    provider: 'mailbox.org',
    seen: { mx: /\.mailbox\.org\.$/, spf: /^include:mailbox\.org$/ },
    expects: each(...dkim('mbo0001', 'mbo0002', 'mbo0003', 'mbo0004')),
    asks: ['_autodiscover._tcp', 'autoconfig'],
    reviewed,
  },
  {
    id: 'startmail',
    provider: 'StartMail',
    seen: { mx: /\.startmail\.com\.$/ },
    expects: each(...dkim('startmail1', 'startmail2')),
    reviewed,
  },
  {
    id: 'ionos',
    provider: 'IONOS',
    seen: { mx: /\.(?:ionos|kundenserver|1and1)\.[a-z.]+$/, ns: /\.ui-dns\.[a-z]+\.$/ },
    expects: each(...dkim('s1-ionos', 's2-ionos')),
    asks: [...dkim('s42582890'), 'autodiscover', '_domainconnect'],
    reviewed,
  },
  {
    id: 'transip',
    provider: 'TransIP',
    seen: {
      mx: /\.transip\.(?:email|nl)\.$/,
      ns: /\.transip\.(?:net|nl|eu)\.$/,
      spf: /^include:_spf\.transip\.email$/,
    },
    asks: [
      ...dkim('transip-a', 'transip-b', 'transip-c'),
      'x-transip-mail-auth',
      'autoconfig',
      'autodiscover',
      'webmail',
    ],
    reviewed,
  },
  {
    id: 'ovh',
    provider: 'OVHcloud',
    seen: {
      mx: /\.mail\.ovh\.(?:net|ca)\.$/,
      ns: /\.(?:ovh|anycast\.me)\.?[a-z]*\.$/,
      spf: /^include:mx\.ovh\.(?:com|ca)$/,
    },
    asks: [
      ...['autoconfig', 'autodiscover', '_autodiscover._tcp', 'imap', 'pop3', 'smtp', 'ownercheck', 'ovhcontrol'],
      ...dkim('ovhmo-selector-1', 'ovhmo-selector-2'),
    ],
    reviewed,
  },
  {
    id: 'strato',
    provider: 'Strato',
    seen: { mx: /\.rzone\.de\.$/, ns: /\.(?:rzone|strato[a-z-]*)\.de\.$/ },
    asks: [...dkim('strato-dkim-0002', 'strato-dkim-0003'), 'autoconfig', 'autodiscover'],
    reviewed,
  },
  {
    id: 'hostnet',
    provider: 'Hostnet',
    seen: { mx: /\.hostnet\.nl\.$/, ns: /\.hostnet(?:bv)?\.(?:nl|com)\.$/, spf: /^include:_?spf\.hostnet\.nl$/ },
    asks: [...dkim('hostnet', 'default', 'mail'), 'autoconfig', 'autodiscover', 'webmail'],
    reviewed,
  },
  {
    id: 'mailjet',
    provider: 'Mailjet',
    seen: { spf: /^include:spf\.mailjet\.com$/ },
    expects: each(...dkim('mailjet')),
    asks: ['bnc3'],
    reviewed,
  },
  {
    id: 'mailchimp',
    provider: 'Mailchimp',
    seen: { spf: /^include:(?:servers\.mcsv\.net|spf\.mandrillapp\.com)$/ },
    expects: [dkim('k1', 'k2', 'k3', 'mandrill', 'mte1')],
    reviewed,
  },
  {
    id: 'sendgrid',
    provider: 'SendGrid',
    seen: { spf: /^include:(?:.*\.)?sendgrid\.net$/ },
    expects: [dkim('s1', 'smtpapi', 'm1')],
    asks: dkim('s2', 'm2', 'sendgrid'),
    reviewed,
  },
  {
    id: 'mailgun',
    provider: 'Mailgun',
    seen: { spf: /^include:(?:eu\.)?mailgun\.org$/ },
    expects: [[...dkim('smtp', 'mx', 'k1', 'pic', 'mta', 'krs', 'mailo', 'email', 's1'), 'email.mg', 'email']],
    asks: [
      'mg',
      'mail._domainkey.mg',
      'mx._domainkey.mg',
      'smtp._domainkey.mg',
      'k1._domainkey.mg',
      'pic._domainkey.mg',
    ],
    reviewed,
  },
  {
    id: 'brevo',
    provider: 'Brevo',
    seen: { spf: /^include:spf\.(?:brevo|sendinblue)\.com$/ },
    expects: [dkim('mail', 'brevo1', 'brevo2', 'sib')],
    reviewed,
  },
  {
    id: 'hubspot',
    provider: 'HubSpot',
    seen: { spf: /^include:(\d+)\.spf\d+\.hubspotemail\.net$/ },
    expects: each(...dkim('hs1-{1}', 'hs2-{1}')),
    reviewed,
  },
  {
    id: 'zendesk',
    provider: 'Zendesk',
    seen: { spf: /^include:mail\.zendesk\.com$/ },
    expects: each(...dkim('zendesk1', 'zendesk2')),
    asks: ['zendeskverification', 'zendesk1', 'zendesk2', 'zendesk3', 'zendesk4', 'support'],
    reviewed,
  },
  {
    id: 'postmark',
    provider: 'Postmark',
    seen: { spf: /^include:spf\.mtasv\.net$/ },
    asks: ['pm-bounces', ...dkim('pm')],
    random: true,
    reviewed,
  },
  {
    id: 'amazon-ses',
    provider: 'Amazon SES',
    seen: { spf: /^include:amazonses\.com$/ },
    asks: ['_amazonses'],
    random: true,
    reviewed,
  },
];

/** A provider that a zone points to, with the names its customers have. */
export interface SeenProvider {
  readonly id: string;
  readonly provider: string;
  /** What gave it away: `klant.nl. MX`. */
  readonly by: string;
  readonly expects: readonly (readonly Fqdn[])[];
  readonly asks: readonly Fqdn[];
  readonly random: boolean;
}

/** Who serves this zone's mail, DNS and newsletters, by MX, NS and SPF of its apex. */
export function providersOf(zone: Fqdn, rrsets: readonly Rrset[]): SeenProvider[] {
  const at = (type: string): readonly string[] =>
    rrsets.find((set) => set.name === zone && set.type === type)?.rdatas ?? [];
  const data = {
    mx: at('MX'),
    ns: at('NS'),
    spf: at('TXT')
      .filter(isSpf)
      .flatMap((txt) => txt.slice(1, -1).split(' '))
      .map((word) =>
        word
          .toLowerCase()
          .replace(/^[+~?-]/, '')
          .replace(/\.$/, ''),
      ),
  };
  return FINGERPRINTS.flatMap((row) => {
    for (const [where, type] of [
      ['mx', 'MX'],
      ['ns', 'NS'],
      ['spf', 'TXT'],
    ] as const) {
      const pattern = row.seen[where];
      const match = pattern && data[where].map((text) => pattern.exec(text)).find((found) => found !== null);
      if (match === undefined || match === null) continue;
      const names = (labels: readonly string[]): Fqdn[] =>
        labels
          .map((label) => label.replace('{1}', match[1] ?? ''))
          .flatMap((label) => (isName(`${label}.${zone}`) ? [child(label, zone)] : []));
      const { id, provider, expects = [], asks = [], random = false } = row;
      return [{ id, provider, by: `${zone} ${type}`, expects: expects.map(names), asks: names(asks), random }];
    }
    return [];
  });
}
