// What others may have written into zones, registrations, folders and forms: it may be shown, and nothing more.

const BREAKS_OUT = `"'><img src=x onerror="document.title='owned'"><script>document.title='owned'</script>`;
/** Turns the letters after it around, on a page that lets it. */
const TURNED = 'evil\u202Etxt.exe\u2066';
const CONTROL = 'a\u0000b\u001b[31mc\u009b1md\u2028e';
const LONG = `${'onafgebroken'.repeat(24)} `;

/** Where it comes from, and what it says there. */
export const HOSTILE = {
  txt: `v=spf1 ${BREAKS_OUT} ${CONTROL} -all`,
  whois: `Registrar: </time></main></body>${BREAKS_OUT}\u202E.rartsiger`,
  folder: `INBOX/../${TURNED}${BREAKS_OUT}`,
  customer: `Kwaad & Zn <b>${TURNED}</b>${BREAKS_OUT}`,
  contact: `Piet${BREAKS_OUT}`,
  note: `{{constructor.constructor('alert(1)')()}} javascript:alert(1) ${BREAKS_OUT}${LONG}`,
  task: `Bel "Jan" ${TURNED}${BREAKS_OUT}`,
} as const;

/** Stands in no page as it is; what it begins with says which text was let through. */
export const NEVER_IN_A_PAGE = /<img src=x|<script>document|\u202e|\u2066|\u0000|\u001b|\u009b/i;
