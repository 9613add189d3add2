/**
 * Names that zones of small businesses have, asked one by one where no export of the zone is at hand. Names that nobody can guess (random
 * DKIM selectors) stay unfound: such an inventory is graded `guessed`. Reviewed 2026-11-20.
 */
export const APEX_TYPES = ['A', 'AAAA', 'CNAME', 'MX', 'TXT', 'NS', 'CAA', 'HTTPS', 'SVCB', 'SRV', 'NAPTR'] as const;

/** What is asked of a name that turned out to exist; NS finds a zone below that the same servers hold. */
export const HOST_TYPES = ['A', 'AAAA', 'MX', 'TXT', 'CAA', 'HTTPS', 'SRV', 'TLSA', 'SSHFP', 'NS'] as const;
/** What is asked of a service name (`_dmarc`, `_tcp`) that exists and has not the type that was expected. */
export const SERVICE_TYPES = ['TXT', 'SRV', 'CNAME', 'TLSA', 'PTR'] as const;
/** What a wildcard may hold. */
export const WILDCARD_TYPES = ['A', 'AAAA', 'CNAME', 'MX', 'TXT', 'SRV', 'CAA'] as const;

const WEB = `www * m mobile shop webshop winkel api cdn static img images media assets dev test staging stage preview acc acceptatie beta demo blog
  nieuws news app apps portal portaal klant klanten kunden mijn my intranet intern extranet extern status support help helpdesk docs wiki kb ftp sftp
  vpn remote rdp cloud nextcloud owncloud cpanel whm plesk webdisk directadmin panel admin beheer cms login sso auth secure old new oud nieuw ns ns1 ns2
  ns3 ns4 server host git gitlab crm erp agenda calendar kalender afspraken booking reserveren forum chat files download downloads upload video stream
  jobs vacatures events go link links click track tracking info stats analytics monitor backup nas db mysql phpmyadmin wp wordpress office exchange owa
  pbx voip telefoon phone camera router gateway proxy lb asuid asuid.www`;
const MAIL = `mail mail2 smtp smtp2 imap pop pop3 webmail roundcube mx mx0 mx1 mx2 mx3 mx4 relay mailgate mailserver antispam spam email em mg bounce
  bounces send newsletter nieuwsbrief mailing mailings marketing lists pm-bounces autodiscover autoconfig mta-sts`;
const SERVICES = `_tcp _udp _tls _autodiscover._tcp _imaps._tcp _imap._tcp _submission._tcp _submissions._tcp _pop3s._tcp _pop3._tcp _caldavs._tcp
  _carddavs._tcp _caldav._tcp _carddav._tcp _jmap._tcp _sieve._tcp _sip._tls _sip._tcp _sip._udp _sips._tcp _sipfederationtls._tcp _h323cs._tcp
  _xmpp-client._tcp _xmpp-server._tcp _xmpps-client._tcp _matrix._tcp _matrix-fed._tcp _minecraft._tcp _ts3._udp _ldap._tcp _kerberos._tcp
  _kerberos._udp _gc._tcp _vlmcs._tcp _stun._udp _turn._udp _http._tcp _https._tcp _mta-sts._tcp`;
/** RFC 6698 §3, RFC 7672: keys of the usual hosts; those of mail servers are asked for when the MX names them. */
const KEYS = '_443._tcp _443._tcp.www _25._tcp.mail _465._tcp.mail _587._tcp.mail _993._tcp.mail _25._tcp.mx';
const POLICIES = `_dmarc _mta-sts _smtp._tls default._bimi _adsp._domainkey _domainkey _report._dmarc _spf spf _spf1 _spf2 _acme-challenge
  _acme-challenge.www _dnslink _domainconnect _vercel _amazonses _github-challenge _github-pages-challenge _gitlab-pages-verification-code _dnsauth
  _pki-validation _psl _atproto _mailchannels _cf-custom-hostname _globalsign-domain-verification`;
const MICROSOFT = 'enterpriseregistration enterpriseenrollment lyncdiscover sip msoid';
/** Years, and the days on which Google changed its keys. */
const DATES = `2016 2017 2018 2019 2020 2021 2022 2023 2024 2025 2026 20120113 20150623 20161025 20210112 20221208 20230601`;
const SELECTORS = `default dkim dkim1 dkim2 mail mail1 mail2 email google selector selector1 selector2 sel1 sel2 k1 k2 k3 s1 s2 s3 s1024 s2048 smtp
  smtpapi mx mandrill mailjet mte1 mte2 zoho zmail protonmail protonmail2 protonmail3 fm1 fm2 fm3 sig1 cm pm everlytickey1 everlytickey2 ctct1 ctct2 hs1
  hs2 krs sendgrid ovhmo-selector-1 ovhmo-selector-2 transip-a transip-b transip-c x dk dk1 key key1 key2 brevo1 brevo2 sib mailchannels a1 m1 m2 mta
  pic mailo mg strato-dkim-0002 strato-dkim-0003 s1-ionos s2-ionos s42582890 mbo0001 mbo0002 mbo0003 mbo0004 startmail1 startmail2 zendesk1 zendesk2
  scph spop1024 amazonses hostnet server ${DATES}`;

const words = (text: string): string[] => text.split(/\s+/).filter((word) => word !== '');

/** Labels below the apex, and the type that is asked first. */
export const DICTIONARY: readonly { readonly label: string; readonly type: string }[] = [
  ...words(WEB).map((label) => ({ label, type: 'A' })),
  ...words(MAIL).map((label) => ({ label, type: 'A' })),
  ...words(MICROSOFT).map((label) => ({ label, type: 'A' })),
  ...words(SERVICES).map((label) => ({ label, type: 'SRV' })),
  ...words(KEYS).map((label) => ({ label, type: 'TLSA' })),
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
export const PANEL_LABELS: ReadonlySet<string> = new Set(
  words('cpanel whm plesk webdisk cpcontacts cpcalendars ns ns1 ns2 ns3 ns4'),
);

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
