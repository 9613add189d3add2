/** What a key is about. */
export type Family =
  | 'domain' | 'registrar' | 'registrar-id' | 'referral' | 'name-server' | 'status' | 'created' | 'updated' | 'expires' | 'deleted' | 'ds' | 'signed' | 'holder'; // biome-ignore format: a list

/** Keys by meaning, as `keyOf` gives them. A registry with a word of its own is a word here. */
const KEYS: Readonly<Record<Family, readonly string[]>> = {
  domain: ['domain', 'domain name', 'domainname', 'domain-name', 'query', 'ace', 'ascii', 'complete domain name', 'dominio', 'domínio', 'nome de domínio', 'nombre de dominio', 'nom de domaine', 'domaine', 'domena', 'domäne', '도메인이름', 'ドメイン名', 'domain name requested', 'full domain name'],
  registrar: ['registrar', 'registrar name', 'sponsoring registrar', 'registrar organization', 'current registar', 'current registrar', 'authorized agency', 'authorised registrar', 'registration service provider', 'registration service provided by', 'registrar-name', 'registrar of record', 'sponsoring registrar organization', 'domain support', 'technical manager', 'provider', 'bureau d\'enregistrement', 'registrador', 'registrar company', 'reg by', 'registered by', '등록대행자', 'registrar service provider', 'domain registrar', 'registrar info', 'registered through', 'registrar organisation', 'account name registrar', 'account name', 'current registrar name', 'registrar contact name'],
  'registrar-id': ['registrar iana id', 'sponsoring registrar iana id', 'registrar id', 'registrar handle', 'registrar-id', 'registrar tag', 'registrar code', 'iana id'],
  referral: ['registrar whois server', 'whois server', 'whois', 'refer', 'referralserver', 'registrar whois', 'whois-server', 'registrar whois server url'],
  'name-server': ['name server', 'name servers', 'nameserver', 'nameservers', 'nserver', 'ns', 'nservers', 'dns', 'hostname', 'host name', 'domain nameservers', 'domain name servers', 'domain servers', 'domain servers in listed order', 'nameserver in listed order', 'name servers information', 'dns servers', 'dns server', 'primary server', 'secondary server', 'primary name server', 'secondary name server', 'ns name', 'ns server', 'nameserver information', 'name server information', 'servidor', 'servidor de nombres de dominio', 'servidores de nombres', 'servidores de nombre', 'servidores de nomes', 'namenserver', 'serveur dns', 'serveurs de noms', 'serveur de noms', 'servers', 'host', 'ネームサーバ', '호스트이름', 'name server hostname', 'primary ns', 'secondary ns', 'primary dns', 'secondary dns', 'nameserver name', 'ns hostname', 'nservers list', 'dns name', 'domain server', 'dns host', 'nsl', 'name server handle name', 'nserver name', 'server'],
  status: ['status', 'domain status', 'domain-status', 'state', 'registration status', 'query status', 'eppstatus', 'epp status', 'flags', 'domain state', 'registrar status', 'estado', 'statut', 'état', 'stato', 'stav', 'status do domínio', '状態', '등록정보 보호', 'domain name status', 'ロック状態', 'lock status', 'estatus', 'estatus del dominio', 'estado del dominio', 'current status', 'status registration', 'registry status', 'domain prohibit status', 'domaininfo', 'object status', 'domainstatus', 'domaintype', 'transfer status'],
  created: ['created', 'creation date', 'created on', 'created date', 'registered', 'registered on', 'registered date', 'registration date', 'registration time', 'record created', 'record created on', 'domain created', 'domain registered', 'created at', 'domain creation date', 'domain name commencement date', 'commencement date', 'first registration date', 'domain registration date', 'date registered', 'date created', 'date approved', 'activated on', 'activated', 'activation date', 'activation', 'acivated', 'registered since', 'creation time', 'domain record activated', 'date de création', 'date de creation', 'fecha de creación', 'fecha de registro', 'fecha de creacion', 'data de criação', 'data de registo', 'data di registrazione', 'domain created on', 'domain dateregistered', 'domain registration time', 'registered at', 'registration', 'assigned', 'created-date', 'creation-date', 'registered-date', 'registrationdate', 'creationdate', 'createddate', 'domain date registered', '登録年月日', '등록일', 'record created date', 'domain_dateregistered', 'domain registered on', 'create date', 'anlagedatum', 'aangemaakt', 'registratiedatum', 'registrierungsdatum', 'domain activation date', 'first registered', 'domain name created', 'entry created', 'datum registratie', 'validity start'],
  updated: ['updated', 'updated date', 'updated on', 'update date', 'changed', 'modified', 'last update', 'last updated', 'last updated date', 'last-update', 'last-updated', 'last modified', 'last modified date', 'last modification', 'modification date', 'domain last updated date', 'domain datelastmodified', 'record last updated on', 'record last modified', 'last changed', 'last change', 'date modified', 'entry updated', 'domain record last updated', 'updated at', 'domain last modified', 'date de modification', 'fecha de modificación', 'última actualización', 'last update date', 'last changed date', 'record updated', 'update time', 'ultima actualizacion', 'última actualizacion', 'last transaction date', 'domain update date', 'last modified on', 'changed date', 'updated time', '最終更新', '최근 정보 변경일', 'registry updated date', 'updated-date', 'domain updated date', 'modified date', 'laatst gewijzigd', 'letzte änderung', 'mise à jour'],
  expires: ['expires', 'expires on', 'expires at', 'expire', 'expire date', 'expire-date', 'expiry date', 'expiry', 'expiration date', 'expiration time', 'expiration', 'expiration on', 'registry expiry date', 'registrar registration expiration date', 'domain expiration date', 'record expires', 'record expires on', 'record will expire on', 'record expires at', 'paid-till', 'paid till', 'valid until', 'valid-until', 'valid to', 'validity', 'renewal date', 'domain expires', 'domain expires on', 'exp date', 'expires date', 'expiration-date', 'expirydate', 'expirationdate', 'domain name expiration date', 'registration expiration date', 'registry expiration date', 'domain expiry date', 'date d\'expiration', 'fecha de expiración', 'fecha de vencimiento', 'fecha de expiracion', 'data de expiração', 'data di scadenza', 'scadenza', '有効期限', '사용 종료일', 'expires-on', 'registered until', 'valid thru', 'domain datebilleduntil', 'domain renewal date', 'renewal', 'expired', 'date renewal', 'ablaufdatum', 'vervaldatum', 'expired date', 'expiration date of registration', 'registration expires', 'domain valid until', 'expiry on', 'paid until', 'registration end date', 'valid-date', 'record expired', 'domain billing until', 'paidtill'],
  deleted: ['delete date', 'delete'],
  ds: ['ds', 'ds-rdata', 'dsdata', 'ds data', 'ds record', 'ds rdata', 'dnssec ds data', 'ds-data', 'delegation signer', 'dnssec ds', 'ds records', 'dnssec delegation', 'dsrecord', 'signing key', '署名鍵', 'dnssec ds record', 'ds rr', 'delegation signer record'],
  signed: ['dnssec', 'signed', 'domain signed', 'dnssec signed', 'secure dns', 'dnssec status', 'securedns', 'dnssec enabled', 'delegation signed', 'dnskey', 'keys', 'signed delegation', 'secdns'],
  holder: ['registrant', 'registrant name', 'registrant organization', 'holder', 'holder-c', 'owner', 'owner-c', 'org', 'person', 'organization', 'organisation', 'domain holder', 'registrant contact', 'registrant id', 'registry registrant id', 'holder of domain name', 'tech-c', 'admin-c', 'descr', 'technical contact', 'administrative contact', 'domain owner', 'titular', 'organization using domain name', 'registrant-name', 'registrant contact name', '登録者名', 'organisation name', 'owner name', 'owner contact', 'domain registrant', 'admin contact', 'domain manager', 'registrant type', 'owner orgname', 'tech contact', 'holder name'],
}; // biome-ignore format: a table

/** Without accents: registries write `Última actualización` with both, one or none. */
export function folded(text: string): string {
  return text
    .normalize('NFD')
    .replace(/\p{Mn}/gu, '')
    .normalize('NFC');
}

const FAMILY: ReadonlyMap<string, Family> = new Map(
  (Object.entries(KEYS) as [Family, readonly string[]][]).flatMap(([family, keys]) =>
    keys.map((key) => [folded(key), family] as const),
  ),
);

/** Families told by a part of the key, for registries this table has not met; their values must fit too. */
const PARTS: readonly (readonly [Family, RegExp])[] = [
  ['name-server', /\b(?:name ?-?servers?|nservers?|namenserver|dns ?servers?|ns ?\d{0,2}|ns\d{1,2} hostname|server hostname)\b/],
  ['expires', /\b(?:expir\w{0,8}|paid.?till|paid.?until|valid.?(?:until|till|thru|to)|vencimiento|ablauf\w{0,6}|verval\w{0,6})\b/],
  ['updated', /\b(?:updated?|modif\w{0,9}|changed?|last.?update)\b/],
  ['created', /\b(?:creat\w{0,6}|registered|registration date|regist\w{0,8} (?:date|time|on)|activat\w{0,4}|commenc\w{0,8})\b/],
  ['status', /\bstatus\b/],
]; // biome-ignore format: a table

/** Keys with these parts are about something else, whatever else they hold. */
const NOT_THE_DOMAIN =
  /\b(?:registrant|admin\w{0,11}|tech\w{0,6}|billing|contact|owner|holder|option|whois|reseller|database|transfer\w{0,4}|query|lookup|free|available|availability|period|fee|dnssec|key|ip|address|handle|id|url|email|e-mail|phone|last aa|nslastaa|abuse|code|record maintained|verification|validation|redemption|pending|delete\w?|outzone|grace|card|re-registration|publish\w{0,2}|type)\b/;

/** @returns the family, and whether it was told by a part of the key only */
export function familyOf(key: string): { readonly family: Family; readonly loose: boolean } | undefined {
  const family = FAMILY.get(key);
  if (family !== undefined) return { family, loose: false };
  if (key.length > 60 || NOT_THE_DOMAIN.test(key)) return undefined;
  const part = PARTS.find(([, pattern]) => pattern.test(key));
  return part === undefined ? undefined : { family: part[0], loose: true };
}
