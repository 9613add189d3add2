/**
 * Names that zones of small businesses have, asked one by one where no export of the zone is at hand. Names that nobody can guess (random
 * DKIM selectors) stay unfound: such an inventory is graded `guessed`. Reviewed 2026-11-20.
 */
export const APEX_TYPES = ['A', 'AAAA', 'CNAME', 'MX', 'TXT', 'NS', 'CAA', 'HTTPS', 'SVCB', 'SRV', 'NAPTR'] as const;

/** What is asked of a name that turned out to exist. */
export const HOST_TYPES = ['A', 'AAAA', 'MX', 'TXT', 'CAA', 'HTTPS', 'SRV', 'TLSA', 'SSHFP'] as const;

const WEB = `www * m shop webshop winkel api cdn static img images media assets dev test staging acc acceptatie beta demo blog nieuws app
  apps portal klant klanten kunden mijn my intranet intern extern status support help docs wiki ftp sftp vpn remote cloud nextcloud cpanel whm plesk webdisk
  login sso auth secure old new ns ns1 ns2 ns3 ns4 server host git crm erp agenda calendar kalender afspraken booking reserveren`;
const MAIL = `mail smtp imap pop pop3 webmail mx mx0 mx1 mx2 mx3 mx4 relay mailgate mailserver email em bounce bounces send newsletter
  nieuwsbrief mailing lists autodiscover autoconfig mta-sts`;
const SERVICES = `_autodiscover._tcp _imaps._tcp _imap._tcp _submission._tcp _submissions._tcp _pop3s._tcp _pop3._tcp _caldavs._tcp
  _carddavs._tcp _caldav._tcp _carddav._tcp _sip._tls _sip._tcp _sip._udp _sips._tcp _sipfederationtls._tcp _xmpp-client._tcp
  _xmpp-server._tcp _matrix._tcp _matrix-fed._tcp _minecraft._tcp _ldap._tcp _kerberos._udp _stun._udp _turn._udp`;
const POLICIES = `_dmarc _mta-sts _smtp._tls default._bimi _adsp._domainkey _domainkey _acme-challenge _acme-challenge.www _dnslink
  _domainconnect _vercel _amazonses _github-challenge _github-pages-challenge _dnsauth _psl _atproto`;
const MICROSOFT = 'enterpriseregistration enterpriseenrollment lyncdiscover sip msoid';
const SELECTORS = `default dkim mail google selector1 selector2 k1 k2 k3 s1 s2 s1024 s2048 smtp mx mandrill mailjet mte1 mte2 zoho zmail
  protonmail protonmail2 protonmail3 fm1 fm2 fm3 sig1 cm pm everlytickey1 everlytickey2 ctct1 ctct2 hs1 hs2 krs sendgrid ovhmo-selector-1
  ovhmo-selector-2 transip-a transip-b transip-c x dk key1 key2 brevo1 brevo2 sib mailchannels a1 strato-dkim-0002 strato-dkim-0003`;

const words = (text: string): string[] => text.split(/\s+/).filter((word) => word !== '');

/** Labels below the apex, and the type that is asked first. */
export const DICTIONARY: readonly { readonly label: string; readonly type: string }[] = [
  ...words(WEB).map((label) => ({ label, type: 'A' })),
  ...words(MAIL).map((label) => ({ label, type: 'A' })),
  ...words(MICROSOFT).map((label) => ({ label, type: 'A' })),
  ...words(SERVICES).map((label) => ({ label, type: 'SRV' })),
  ...words(POLICIES).map((label) => ({ label, type: 'TXT' })),
  ...words(SELECTORS).map((selector) => ({ label: `${selector}._domainkey`, type: 'TXT' })),
];

/** Host names by which people and programs find the mail service; they do not follow the site to another host. */
export const MAIL_HOST_LABELS: ReadonlySet<string> = new Set(
  words(
    'mail smtp imap pop pop3 webmail mx mx0 mx1 mx2 mx3 mx4 relay mailgate mailserver email autodiscover autoconfig mta-sts',
  ),
);

/** Doors to the old provider's panel; they lead nowhere else. */
export const PANEL_LABELS: ReadonlySet<string> = new Set(words('cpanel whm plesk webdisk ns ns1 ns2 ns3 ns4'));

/** How mail programs find their settings: with another mail service these must not stay as they are. */
export const MAIL_CLIENT_LABELS: ReadonlySet<string> = new Set(
  words(
    `autodiscover autoconfig _autodiscover._tcp _imaps._tcp _imap._tcp _pop3s._tcp _pop3._tcp _submission._tcp _submissions._tcp`,
  ),
);

/** Made by the operator that signs a zone; another operator makes its own (RFC 4034, 5155, 7344, 8976). */
export const SIGNING_TYPES: ReadonlySet<string> = new Set(
  words('DNSKEY CDS CDNSKEY RRSIG NSEC NSEC3 NSEC3PARAM ZONEMD'),
);
