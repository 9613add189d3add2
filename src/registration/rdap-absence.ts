import type { Fqdn } from '../domain/name.ts';
import { fqdnOrNone } from '../domain/name.ts';

/** What a 404 may be about besides the name: the server, the ending, our asking, a name that is kept back. */
const NOT_ABOUT_IT =
  /\b(?:tld|top.level|zone|bootstrap|not (?:supported|served|authori[sz]ed|authoritative|managed|responsible)|unsupported|no rdap|rate|quota|limit\w{0,3}|too many|denied|refused|reserved|blocked|restricted|premium|pending|redemption|quarantine|not available for|unavailable|temporar\w{0,4}|maintenance|cached?|on this server|cannot (?:get|post|head)|endpoint|path|route|resource type)\b/i;

/** Whether a text of an error says no more than that the name is not there. `klant.zone was not found` says nothing of a zone. */
export function isAboutName(text: string, domain: Fqdn): boolean {
  const rest = text.replace(/(?:[\p{L}\p{N}_-]{1,63}\.){1,10}\p{L}[\p{L}\p{N}-]{1,62}/gu, (name) =>
    fqdnOrNone(name) === domain ? '@' : name,
  );
  return !NOT_ABOUT_IT.test(rest);
}
