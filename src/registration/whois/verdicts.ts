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

/** Subjects of a sentence: `the domain @`, `domain name: @`, `object @`, `@`. */
const SUBJECT =
  '(?:sorry,? (?:but )?)?(?:data not found\\. )?(?:the |this |above |your )?(?:queried |requested |specified )?(?:domain name|domain|object|name|data|key|record|entry|query)?:? ?(?:\\[?@\\]?|you requested|you have requested)?,? ?(?:\\(@\\) )?:? ?';

const SENTENCES: readonly Sentence[] = [
  // Who is asked too often, or does not want to answer.
  { says: 'rate-limited', pattern: /\b(?:limit|quota|rate|maximum|queries|requests|connections|lookups)\b.{0,80}\b(?:exceeded|reached|hit)\b(?!\. reduced)/ },
  { says: 'rate-limited', pattern: /\b(?:exceeded|reached|over)\b.{0,50}\b(?:limit|quota|rate|maximum|number of|allowed|queries|requests)\b/ },
  { says: 'rate-limited', pattern: /\btoo many\b.{0,30}\b(?:connections?|quer\w{1,3}|requests?|lookups?|attempts?)\b|^too (?:many|fast|frequent)/ },
  { says: 'rate-limited', pattern: /\b(?:requests?|quer(?:y|ies)) per (?:second|minute|hour|day)\b.{0,20}\ballowed\b|\bonly \d{1,6} (?:requests?|quer(?:y|ies)|lookups?) (?:per|a|every)\b/ },
  { says: 'rate-limited', pattern: /\bplease (?:slow down|go away|wait (?:for )?\d|try again (?:in|after))\b|^(?:slow down|go away)|^(?:you (?:are|have been|were) )?(?:throttled|rate.?limit(?:ed)?)(?: exceeded)?$|\bstill in grace period\b|^excessive quer(?:ying|ies)(?:$|, )/ },
  { says: 'rate-limited', pattern: /^(?:zu viele|trop de|te veel|demasiad[oa]s|troppe) (?:anfragen|requ[eê]tes|aanvragen|verzoeken|consultas|richieste|connexions|verbindungen)|\b(?:anfragelimit|abfragelimit)\b|^limite? (?:de requ[eê]tes )?(?:d[ée]pass[ée]e?|atteinte|superato|überschritten)/ },
  { says: 'refused', pattern: /\b(?:ip(?: address)?|client|host|you(?:r ip(?: address)?)?) (?:has|have|is|are|was)? ?(?:been )?(?:temporarily |currently )?(?:blocked|blacklisted|banned|denied|restricted)\b/ },
  { says: 'refused', pattern: /^(?:error:? ?)?(?:-\d+: )?(?:access (?:is |was |has been )?(?:denied|refused|blocked|restricted)|connection refused|permission denied|request(?:s)? (?:of this client )?(?:is|are|was) (?:not permitted|denied|refused)|not authori[sz]ed|unauthori[sz]ed|forbidden)\b/ },
  { says: 'refused', pattern: /\b(?:requests? of this client (?:is|are) not permitted|access control limit|ip is not authori[sz]ed|not authori[sz]ed to use this|conditions of use.{0,40}not (?:accepted|met))\b/ },
  { says: 'refused', pattern: /^(?:error:? ?|sorry,? ?|@: |the |this )?(?:whois |our |registry )?(?:server|service|database|system)? ?(?:is )?(?:too busy|busy|temporarily unavailable|currently unavailable|unavailable|down for maintenance|under maintenance|timed? ?out|unreachable)\b/ },
  { says: 'refused', pattern: /\b(?:server too busy|temporarily (?:unavailable|disabled|out of (?:service|order))|try again later|internal (?:server )?error|database (?:error|is down|connection)|service unavailable|maintenance in progress|could not be processed|unable to (?:process|connect|complete)|timeout while)\b/ },
  { says: 'refused', pattern: /^(?:error:? ?)?(?:\d{3,12}:? ?)?(?:invalid (?:input|query|request|syntax|parameter|domain)\b(?! or domain name not known)|syntax error|malformed|bad request|unknown (?:command|tld|zone|option)|unsupported|illegal|non bijective|query (?:is )?(?:malformed|invalid)|this (?:tld|zone) (?:is not|has no)|no whois server|tld (?:is )?not supported|this whois server does not)/ },

  // Names nobody can have by asking.
  { says: 'reserved', opening: true, pattern: /^(?:registry )?(?:reserved|restricted|blocked|prohibited|forbidden|unassignable|premium name)\b/ },
  { says: 'reserved', pattern: /^not available for registration/ },
  { says: 'reserved', pattern: /^(?:sorry,? )?(?:the |this )?(?:domain name|domain|name|@)(?: @)?(?: you requested)? ?(?:is )?(?:a )?(?:registry |currently |also )?(?:(?:reserved|restricted|blocked|prohibited|forbidden|withheld|unassignable)\b|in the reserved list|not available for registration|not allowed|not eligible|premium name\b)/ },
  { says: 'reserved', pattern: /^(?:the )?(?:this )?(?:domain(?: name)?|name)(?: @)? (?:is )?(?:not available(?: or is reserved by the registry)?$|cannot be registered|can ?not be registered|may not be registered|not available,? (?:reserved|blocked))/ },
  { says: 'reserved', pattern: /^(?:the )?registration of this (?:domain|name) (?:is|has been) (?:restricted|blocked|not allowed)|^not available for (?:second level )?registration|^reserved (?:by|name|domain)|^domain reserved|^name is reserved|^(?:this )?domain name (?:is )?(?:held|reserved)|^available for application|^dpml block|^blocked by/ },
  { says: 'reserved', pattern: /\b(?:is|has been) (?:reserved|blocked|withheld) (?:by|from|under|for) (?:the )?(?:registry|icann|registration|afilias|registro|dpml|policy|launch)\b/ },

  // Names that are free.
  { says: 'free', pattern: /^(?:not found|no match(?:es)?|no found|available|free|not registered|unregistered|nothing found|none found|key not found|object_not_found|no_se_encontro_el_objeto\/object_not_found|no entries found|no data found|object not found|domain not found|does not exist)(?: ?(?:for|[:,-]) ?(?:the )?(?:domain(?: name)?:? ?)?\S{0,253})?$/ },
  { says: 'free', pattern: /^no (?:match(?:es|ing)?|such|found)\b.{0,120}$/ },
  { says: 'free', pattern: /^no (?:matching )?(?:domain )?(?:data|records?|entries|entry|objects?|domains?|names?|results?)(?: names?| records?)? (?:was |were |is |are |has been |have been )?(?:found|matching|match(?:es|ed)?|exists?|matched)\b.{0,120}$/ },
  { says: 'free', pattern: /^no information (?:was found|is available|available)? ?(?:about|for|on) (?:the )?(?:domain(?: name)?)? ?@.{0,80}$/ },
  { says: 'free', pattern: new RegExp(`^${SUBJECT}(?:could not be found|cannot be found|(?:was |is |has )?not (?:been )?(?:yet )?(?:found|registe?red|registred|exists?|existing|known)|does ?n[o']t exist|does not match|no existe|no match|no entr(?:y|ies) found|is free|free|unregistered|is unregistered|is unknown|doesn't exist)\\b.{0,100}$`) },
  { says: 'free', pattern: new RegExp(`^${SUBJECT}is (?:still |currently )?(?:available|free)(?: for (?:registration|purchase|sale))?(?: via .{0,60})?$`) },
  { says: 'free', pattern: /^we do(?: not|n't) have an entry in our database matching|^(?:this )?domain is not available in our whois database|^above domain name is not registered|^unfortunately,? no results|^(?:\*\*\* ?)?nothing found\b|^invalid query or domain name not known|^no records? (?:was|were) found|^domain (?:has )?no(?:t been)? registered|^not registered - |^@ ?- no match|^the domain has not been registered|^@,? not found|^domain not registered|^there is no information available on the domain|^you queried for @ but this server does not have|^any data for @$/ },
  { says: 'free', pattern: /^nincs tal[aá]lat|^kein(?:e)? (?:eintr(?:ag|äge)|treffer|daten|domain)\b.{0,40}\b(?:gefunden|vorhanden)|^(?:die |diese )?domain(?: @)? ist (?:nicht registriert|frei|noch frei)|^geen (?:gegevens|resultaten|domein\w{0,4}|treffers)\b.{0,40}\bgevonden|^(?:het |dit )?domein(?:naam)?(?: @)? is (?:vrij|niet geregistreerd|nog vrij)|^aucun(?:e)? (?:objet|r[ée]sultat|enregistrement|entr[ée]e|domaine|donn[ée]e)\b.{0,40}\btrouv[ée]e?|^(?:le )?(?:nom de )?domaine(?: @)? (?:n'existe pas|est (?:libre|disponible)|n'est pas enregistr[ée])|^(?:el )?dominio(?: @)? (?:no existe|no (?:est[aá] |se encuentra )?registrado|no encontrado|non (?:esiste|trovato|registrato))|^(?:o )?dom[ií]nio(?: @)? (?:inexistente|n[aã]o (?:existe|encontrado|registrado))|^no se (?:ha )?encontr\w{1,4}\b|^nessun risultato|^brak (?:danych|domeny)|상기 도메인이름은 등록되어 있지 않습니다|該当するデータがありません|^домен (?:@ )?(?:не найден|свободен|не зарегистрирован)/ },
]; // biome-ignore format: a table

/** Values of a status that are no status of a registration. */
const VALUES: readonly Sentence[] = [
  { says: 'free', pattern: /^(?:\d{3} )?(?:available|free|not registe?red|unregistered|no object found|not found|no match|object does not exist|does not exist|nonexistent|non-existent|vacant|vrij|frei|libre|disponible|disponibile|livre|domain not found|not exist|unassigned|object not found|unallocated|undelegated and free|no such domain)\b(?! for application)/ },
  { says: 'reserved', pattern: /^(?:reserved|unassignable|not allowed|forbidden|prohibited|premium\b.{0,20}|restricted|unavailable|withdrawn|excluded|not assignable|reserviert|gereserveerd|r[ée]serv[ée]|reservado|riservato|blocked by|withheld|unregistrable|not available for registration|unregistrable)\b/ },
  { says: 'refused', pattern: /^(?:\d{3} )?(?:invalid\b|request denied|error\b|denied\b|refused\b|this whois server does not|unknown zone)/ },
]; // biome-ignore format: a table

/** Numbers of query_status that mean too often or not at all, as the New Zealand registry sends them. */
const CODES: Readonly<Record<string, Sentence['says']>> = {
  '220': 'free',
  '440': 'rate-limited',
  '447': 'reserved',
  '500': 'refused',
};

/** What one line that is no field says; undefined for all that decides nothing. `aboutIt`: whether a name in it is the one asked for. */
export function verdictOfLine(
  line: string,
  asked: (name: string) => boolean,
  opening = false,
): Sentence['says'] | undefined {
  if (line.length > 220) return undefined;
  let elsewhere = false;
  const plain = line
    .toLowerCase()
    .replace(/^(?:[%#>*;\s-]{1,10})/, '')
    .replace(/["'“”‘’«»`]/g, '')
    .replace(/(?:[\p{L}\p{N}_-]{1,63}\.){1,10}[\p{L}\p{N}-]{2,63}\b/gu, (name) => {
      if (!asked(name)) elsewhere = true;
      return '@';
    })
    .replace(/^(?:error:? ?\d{0,4}:? ?)(?=.*(?:found|regist))/, '')
    .replace(/\s+/g, ' ')
    .replace(/[\s.!…:]{1,20}$/, '')
    .trim();
  if (plain === '') return undefined;
  const says = SENTENCES.find((sentence) => (opening || !sentence.opening) && sentence.pattern.test(plain))?.says;
  // «No match for other.example» says nothing of the name we asked for.
  return says === 'free' && elsewhere ? undefined : says;
}

/** What the value of a status says besides being one. */
export function verdictOfStatus(value: string): Sentence['says'] | undefined {
  const plain = value.slice(0, 200).toLowerCase().replace(/["'*]/g, '').replace(/\s+/g, ' ').trim();
  const code = /^(\d{3}) /.exec(plain)?.[1] ?? '';
  if (Object.hasOwn(CODES, code)) return CODES[code];
  return VALUES.find(({ pattern }) => pattern.test(plain))?.says;
}
