import type { Verdict } from './reading.ts';

/**
 * Sentences that decide, one line each. A line is compared in lower case without comment marks, quotes and final punctuation; names with a
 * dot stand as `@`. Patterns are anchored or word-bound and without nested repeats, so that each is linear.
 */
interface Sentence {
  readonly says: Extract<Verdict, 'free' | 'reserved' | 'rate-limited' | 'refused'>;
  readonly pattern: RegExp;
  /** Counts only as the first line that is no comment: elsewhere such words end a disclaimer. */
  readonly opening?: true;
}

/** Predicates of a name that nobody holds. */
const IS_ABSENT =
  '(?:could not be found|cannot be found|(?:was |is |has )?not (?:been )?(?:yet )?(?:found|registe?red|registred|exists?|existing|known)|does ?no?t exist|does not match|no existe|no match|no entr(?:y|ies) found|doesnt exist)';

/** Subjects of a sentence: `the domain @`, `domain name: @`, `object @`, `@`. A predicate alone is what a line of the terms of use may begin with. */
const SUBJECT =
  `(?:sorry,? (?:but )?)?(?:data not found\\. )?(?!${IS_ABSENT}|is\\b)` +
  '(?:the |this |above |your )?(?:queried |requested |specified )?(?:domain name|domain|object|name|data|key|record|entry|query)?:? ?(?:\\[?@\\]?|you requested|you have requested)?,? ?(?:\\(@\\) )?:? ?';

/** The thing asked for, in the languages of registries, with its article. */
const NOUN =
  '(?:(?:die|diese|der|het|dit|de|deze|le|la|el|il|o|a|den|det) )?(?:nom de domaine|nome di dominio|nome de dom[ií]nio|nombre de dominio|domeinnaam|domainname|domain|domein|domaine|dom[ií]nio|dom[eé]na|domeniul?|domæn(?:et|enavnet)?|domän(?:en|namnet)?|domenet|domeenenimi|domén|verkkotunnus(?:ta)?|alan ad[iı]|домен(?:ное имя)?|域名)';

/** «is free», «is not registered» in those languages; apostrophes are gone before. */
const IS_FREE = [
  'ist (?:noch |derzeit )?(?:frei|verfügbar|nicht (?:registriert|vergeben|vorhanden))', '(?:wurde )?nicht gefunden', 'is (?:nog )?(?:vrij|beschikbaar|niet (?:geregistreerd|gevonden))', '(?:werd )?niet gevonden',
  'n(?:est|a) pas (?:été )?(?:enregistr[ée]e?|attribu[ée]e?|trouv[ée]e?)', 'est (?:libre|disponible|introuvable)', 'nexiste pas', '(?:no|n[aã]o|non) (?:est[aá]|é|è|se encuentra) (?:registrad[oa]|registrato)', '(?:est[aá]|é|è) (?:disponible|dispon[ií]vel|disponibile|libre|livre|libero)',
  '(?:no|n[aã]o|non) (?:existe|esiste|encontrado|registrado|trovato|registrato)', 'no se encuentra registrado en nic \\p{L}{2,20}', 'is (?:free|available|unregistered|not (?:registered|found))', 'inexistente', 'neby(?:la|l) nalezen[ay]?', 'n(?:ení|ie je) registrov[aá]n[aáý]', 'je voľn[áý]|je voln[áý]', 'nie jest zarejestrowan[ay]', 'jest (?:wolna|dostępna)',
  'är (?:ledigt?|inte registrera[dt])', 'er (?:ledigt?|ikke registrer(?:e)?t)', 'nu (?:este|a fost) (?:[iî]nregistrat|g[aă]sit)', 'nem (?:található|regisztrált)', 'ei (?:löydy|leitud|ole (?:rekisteröity|registreeritud))', 'on vapaa', 'bulunamad[iı]', 'не (?:найден[оа]?|зарегистрирован[оа]?)', 'свободен|свободно', '(?:未注册|未被注册|不存在|可以注册)',
].join('|'); // biome-ignore format: a list

const SENTENCES: readonly Sentence[] = [
  // Who is asked too often, or does not want to answer.
  { says: 'rate-limited', pattern: /\b(?:limit|quota|rate|maximum|queries|requests|connections|lookups)\b.{0,80}\b(?:exceeded|reached|hit)\b(?!\. reduced)/ },
  { says: 'rate-limited', pattern: /\b(?:exceeded|reached|over)\b.{0,50}\b(?:limit|quota|rate|maximum|number of|allowed|queries|requests)\b/ },
  { says: 'rate-limited', pattern: /\btoo many\b.{0,30}\b(?:connections?|quer\w{1,3}|requests?|lookups?|attempts?)\b|^too (?:many|fast|frequent)/ },
  { says: 'rate-limited', pattern: /\b(?:requests?|quer(?:y|ies)) per (?:second|minute|hour|day)\b.{0,20}\ballowed\b|\bonly \d{1,6} (?:requests?|quer(?:y|ies)|lookups?) (?:per|a|every)\b/ },
  { says: 'rate-limited', pattern: /\bplease (?:slow down|go away|wait (?:for )?\d|try again (?:in|after))\b|^(?:slow down|go away)|^(?:you (?:are|have been|were) )?(?:throttled|rate.?limit(?:ed)?)(?: exceeded)?$|\bstill in grace period\b|^excessive quer(?:ying|ies)(?:$|, )/ },
  { says: 'rate-limited', pattern: /^(?:zu viele|trop de|te veel|demasiad[oa]s|troppe) (?:anfragen|requ[eê]tes|aanvragen|verzoeken|consultas|richieste|connexions|verbindungen)|\b(?:anfragelimit|abfragelimit)\b|^limite? (?:de requ[eê]tes )?(?:d[ée]pass[ée]e?|atteinte|superato|überschritten)/ },
  { says: 'rate-limited', pattern: /(?<!\p{L})(?:l[ií]mites?|limiet|limit|quotas?|m[aá]ximo|maximum|maximale|aantal|nombre|n[uú]mero)(?!\p{L}).{0,60}(?<!\p{L})(?:[uü]berschritten|erreicht|overschreden|bereikt|d[ée]pass[ée]e?s?|atteinte?|excedid[oa]|superad[oa]|superato|alcanzado|atingido|raggiunto|p[rř]ekro[cč]en\p{L}?|przekroczon[oya]|överskriden|overskredet|ylitetty|t[uú]ll[eé]pve)|(?<!\p{L})(?:[uü]berschritten|overschreden|d[ée]pass[ée]|excedido|superato|p[rř]ekro[cč]en|przekroczono)(?!\p{L}).{0,40}(?<!\p{L})(?:l[ií]mite?|limiet|limitu?|maximum|m[aá]ximo|n[uú]mero|aantal|quota)/u },
  { says: 'rate-limited', pattern: /^(?:för många|for mange|liian monta|prea multe|túl sok|příliš mnoho|zbyt wiele|muitas|muchas|molte) \p{L}{4,20}|превышен\p{L}{0,3} (?:лимит|количество|число)|(?:查询|查詢)(?:过于频繁|過於頻繁|次数)|(?:制限|上限)を超え/u },
  { says: 'refused', pattern: /\b(?:ip(?: address)?|client|host|you(?:r ip(?: address)?)?) (?:has|have|is|are|was)? ?(?:been )?(?:temporarily |currently )?(?:blocked|blacklisted|banned|denied|restricted)\b/ },
  { says: 'refused', pattern: /^(?:error:? ?)?(?:-\d+: )?(?:access (?:is |was |has been )?(?:denied|refused|blocked|restricted)|connection refused|permission denied|request(?:s)? (?:of this client )?(?:is|are|was) (?:not permitted|denied|refused)|not authori[sz]ed|unauthori[sz]ed|forbidden)\b/ },
  { says: 'refused', pattern: /\b(?:requests? of this client (?:is|are) not permitted|access control limit|ip is not authori[sz]ed|not authori[sz]ed to use this|conditions of use.{0,40}not (?:accepted|met))\b/ },
  { says: 'refused', pattern: /^(?:error:? ?|sorry,? ?|@: |the |this )?(?:whois |our |registry )?(?:server|service|database|system)? ?(?:is )?(?:too busy|busy|temporarily unavailable|currently unavailable|unavailable|down for maintenance|under maintenance|timed? ?out|unreachable)\b/ },
  { says: 'refused', pattern: /\b(?:server too busy|(?:temporarily|currently) (?:not|cannot) be answered|temporarily (?:unavailable|disabled|out of (?:service|order))|try again later|internal (?:server )?error|database (?:error|is down|connection)|service unavailable|maintenance in progress|could not be processed|(?:unable to|can'?t|cannot|could not|couldn'?t) (?:process|connect|complete)|timeout while)\b/ },
  { says: 'refused', pattern: /^(?:error:? ?)?(?:\d{3,12}:? ?)?(?:invalid (?:input|query|request|syntax|parameter|domain)\b(?! or domain name not known)|syntax error|malformed|bad request|unknown (?:command|tld|zone|option)|unsupported|illegal|non bijective|query (?:is )?(?:malformed|invalid)|this (?:tld|zone) (?:is not|has no)|no whois server|tld (?:is )?not supported|this whois server does not)/ },

  // Names nobody can have by asking.
  { says: 'reserved', opening: true, pattern: /^(?:registry )?(?:reserved|restricted|blocked|prohibited|forbidden|unassignable|premium(?: domain)? name)\b/ },
  { says: 'reserved', pattern: /^not available for registration/ },
  { says: 'reserved', pattern: /^(?:sorry,? )?(?:the |this )?(?:domain name|domain|name|@)(?: @)?(?: you requested)? ?(?:is )?(?:a )?(?:registry |currently |also )?(?:(?:reserved|restricted|blocked|prohibited|forbidden|withheld|unassignable)\b|in the reserved list|not available for registration|not allowed|not eligible|premium name\b)/ },
  { says: 'reserved', pattern: /^(?:the )?(?:this )?(?:domain(?: name)?|name)(?: @)? (?:is )?(?:not available(?: or is reserved by the registry)?$|cannot be registered|can ?not be registered|may not be registered|not available,? (?:reserved|blocked))/ },
  { says: 'reserved', pattern: /^(?:the )?registration of this (?:domain|name) (?:is|has been) (?:restricted|blocked|not allowed)|^not available for (?:second level )?registration|^reserved (?:by|name|domain)|^domain reserved|^name is reserved|^(?:this )?domain name (?:is )?(?:held|reserved)|^available for application|^dpml block|^blocked by/ },
  { says: 'reserved', pattern: /\b(?:is|has been) (?:reserved|blocked|withheld) (?:by|from|under|for) (?:the )?(?:registry|icann|registration|afilias|registro|dpml|policy|launch)\b/ },

  // Names that are free.
  { says: 'free', pattern: /^(?:not found|no match(?:es)?|no found|available|free|not registered|unregistered|nothing found|none found|key not found|object_not_found|no_se_encontro_el_objeto\/object_not_found|no entries found|no data found|object not found|domain not found|does not exist)(?: ?(?:for|[:,-]) ?(?:the )?(?:domain(?: name)?:? ?)?\S{0,253})?$/ },
  { says: 'free', pattern: /^no (?:match(?:es)?|found|(?:match(?:es|ing)? |such )(?:domain|name|object|record|entry|entries|data|registration|key)s?)\b.{0,120}$/ },
  { says: 'free', pattern: /^no (?:matching )?(?:domain )?(?:data|records?|entries|entry|objects?|domains?|names?|results?)(?: names?| records?)? (?:was |were |is |are |has been |have been )?(?:found|matching|match(?:es|ed)?|exists?|matched)\b.{0,120}$/ },
  { says: 'free', pattern: /^no information (?:was found|is available|available)? ?(?:about|for|on) (?:the )?(?:domain(?: name)?)? ?@.{0,80}$/ },
  { says: 'free', pattern: new RegExp(`^${SUBJECT}${IS_ABSENT}\\b.{0,100}$`) },
  { says: 'free', pattern: new RegExp(`^${SUBJECT}is (?:still |currently )?(?:available|free|unregistered|unknown)(?: for registration)?(?: via .{0,60})?$`) },
  { says: 'free', pattern: /^we do(?: not|n't) have an entry in our database matching|^(?:this )?domain is not available in our whois database|^above domain name is not registered|^unfortunately,? no results|^(?:\*\*\* ?)?nothing found\b|^invalid query or domain name not known|^no records? (?:was|were) found|^no whois information (?:was )?found$|^there is no (?:match|record|entry) for (?:this |the )?(?:domain(?: name)?)?(?: ?@)?$|^domain (?:name )?unknown$|^domain (?:has )?no(?:t been)? registered|^not registered - |^@ ?- (?:no match|(?:domain name |domain )?(?:does not exist|not found|is free|is available)$)|^the domain has not been registered|^@,? not found|^domain not registered|^there is no information available on the domain|^you queried for @ but this server does not have|^any data for @$/ },
  { says: 'free', pattern: /^nincs tal[aá]lat|^kein(?:e)? (?:eintr(?:ag|äge)|treffer|daten|domain)\b.{0,40}\b(?:gefunden|vorhanden)$|^geen (?:gegevens|resultaten|domein\w{0,4}|treffers)\b.{0,40}\bgevonden$|^aucun(?:e)? (?:objet|r[ée]sultat|enregistrement|entr[ée]e|domaine|donn[ée]e)\b.{0,40}\btrouv[ée]e?(?: pour @)?$|^no se (?:ha )?encontr\w{1,4}\b(?: .{0,30}@)?$|^nessun risultato$|^brak (?:danych|domeny)$|상기 도메인이름은 등록되어 있지 않습니다|該当するデータがありません/ },
  { says: 'free', pattern: new RegExp(`^(?:${NOUN}(?: @)?|@(?: ${NOUN})?|${NOUN}[: ]*@) ?(?:${IS_FREE})$`, 'u') },
]; // biome-ignore format: a table

/** Values of a status that are no status of a registration. */
const VALUES: readonly Sentence[] = [
  { says: 'free', pattern: /^(?:\d{3} )?(?:available|free|not registe?red|unregistered|no object found|not found|no match|object does not exist|does not exist|nonexistent|non-existent|vacant|vrij|frei|libre|disponible|disponibile|livre|domain not found|not exist|unassigned|object not found|unallocated|undelegated and free|no such domain)(?: for (?:registration|purchase))?(?:$|[.;!]|,? \(?(?:no match|not found)(?: for .{0,120})?\)?$)/ },
  { says: 'reserved', pattern: /^(?:reserved|unassignable|not allowed|forbidden|prohibited|premium\b.{0,20}|restricted|unavailable|withdrawn|excluded|not assignable|reserviert|gereserveerd|r[ée]serv[ée]|reservado|riservato|blocked by|withheld|unregistrable|not available for registration|unregistrable)\b|^blocked$/ },
  { says: 'refused', pattern: /^(?:\d{3} )?(?:invalid\b|request denied|error\b|denied\b|refused\b|this whois server does not|unknown zone)/ },
]; // biome-ignore format: a table

/** Numbers of query_status that mean too often or not at all, as the New Zealand registry sends them. */
const CODES: Readonly<Record<string, Sentence['says']>> = {
  '220': 'free',
  '440': 'rate-limited',
  '447': 'reserved',
  '500': 'refused',
};

/** Words with which "not found" may be about the service, the moment or the terms of use instead of the name. */
const DOUBT =
  /\b(?:limit\w{0,3}|quota|exceed\w{0,3}|because|down|offline|later|retry|try|again|temporar\w{0,4}|timeout|timed out|error|overload\w{0,3}|determin\w{0,3}|here|servers?|service|with us|fail\w{0,3}|cache\w?|blocked|denied|refused|unless|but|however|charge|warrant\w{0,3}|guarant\w{0,3}|liab\w{0,5}|permi\w{0,6}|prohibit\w{0,3}|unavailable|maintenance|whitelist\w{0,3}|authori[sz]ed|contacts?|nameservers?|name servers?|registrars?|registrant)\b/;

/** `Available: no`: a key with its value, and no sentence. */
const DENIED = /^\D{1,30}[:=,-] ?(?:no|none|false|\d[\d.:/-]{0,30})$/;

interface Said {
  readonly says: Sentence['says'];
  /** The line has the very name asked for. */
  readonly names: boolean;
}

/** What one line that is no field says; undefined for all that decides nothing. `asked`: whether a name in it is the one asked for. */
export function verdictOfLine(line: string, asked: (name: string) => boolean, opening = false): Said | undefined {
  if (line.length > 220) return undefined;
  let elsewhere = false;
  let names = false;
  const plain = line
    .toLowerCase()
    .replace(/^(?:[%#>*;\s-]{1,10})/, '')
    .replace(/["'“”‘’«»`]/g, '')
    .replace(/(?:[\p{L}\p{N}_-]{1,63}\.){1,10}\p{L}[\p{L}\p{N}-]{1,62}\b/gu, (name) => {
      if (asked(name)) names = true;
      else elsewhere = true;
      return '@';
    })
    .replace(/^(?:error:? ?\d{0,4}:? ?)(?=.*(?:found|regist|match))/, '')
    .replace(/\s+/g, ' ')
    .replace(/[\s.!…:]{1,20}$/, '')
    .trim();
  if (plain === '') return undefined;
  const says = SENTENCES.find((sentence) => (opening || !sentence.opening) && sentence.pattern.test(plain))?.says;
  // «The queried object does not exist: this domain name is reserved».
  const because = says === 'free' ? (/: (.+)$/.exec(plain)?.[1] ?? '') : '';
  if (because !== '' && SENTENCES.some((sentence) => sentence.says === 'reserved' && sentence.pattern.test(because)))
    return { says: 'reserved', names };
  // «No match for other.example» says nothing of the name we asked for.
  if (
    says === undefined ||
    (says === 'free' &&
      (elsewhere || DENIED.test(plain) || DOUBT.test(plain.replace(/^sorry,? but |\(error:? ?\d{1,5}\)?$/g, ''))))
  )
    return undefined;
  return { says, names };
}

/** What the value of a status says besides being one. */
export function verdictOfStatus(value: string): Sentence['says'] | undefined {
  const plain = value.slice(0, 200).toLowerCase().replace(/["'*]/g, '').replace(/\s+/g, ' ').trim();
  const code = /^(\d{3}) /.exec(plain)?.[1] ?? '';
  if (Object.hasOwn(CODES, code)) return CODES[code];
  return VALUES.find(({ pattern }) => pattern.test(plain))?.says;
}
