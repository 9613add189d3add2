/** Status names of EPP (RFC 5731 §2.3) and of its grace periods (RFC 3915 §3.1). */
const EPP = [
  'ok', 'inactive', 'clientDeleteProhibited', 'clientHold', 'clientRenewProhibited', 'clientTransferProhibited', 'clientUpdateProhibited',
  'serverDeleteProhibited', 'serverHold', 'serverRenewProhibited', 'serverTransferProhibited', 'serverUpdateProhibited',
  'pendingCreate', 'pendingDelete', 'pendingRenew', 'pendingTransfer', 'pendingUpdate', 'pendingRestore', 'redemptionPeriod',
  'addPeriod', 'autoRenewPeriod', 'renewPeriod', 'transferPeriod', 'linked',
] as const; // biome-ignore format: a list

type EppStatus = (typeof EPP)[number];

/** Letters only, lower case: `Client-Transfer-Prohibited`, `CLIENT_TRANSFER_PROHIBITED` and RFC 8056's `client transfer prohibited` are one. */
const letters = (text: string): string => text.toLowerCase().replace(/[^a-z]/g, '');

/** Words of registries and old registrars, by their letters. `ok` says registered and working; a lock it does not deny where none is shown. */
const WORDS: Readonly<Record<string, EppStatus>> = {
  active: 'ok', activo: 'ok', aktiv: 'ok', actif: 'ok', ativo: 'ok', attivo: 'ok', registrado: 'ok', enregistre: 'ok', activeacute: 'ok', connect: 'ok', connected: 'ok', registered: 'ok', okuntil: 'ok', delegated: 'ok', published: 'ok', taken: 'ok', paid: 'ok', paidandinzone: 'ok',
  normal: 'ok', normalstate: 'ok', notavailable: 'ok', granted: 'ok', assigned: 'ok', complete: 'ok', inzone: 'ok', validated: 'ok', inuse: 'ok',
  registereduntilexpirydate: 'ok', registereduntilcancelled: 'ok', registeredandnolongerrequired: 'pendingDelete', domainregistered: 'ok', activated: 'ok', live: 'ok',
  renewalrequired: 'autoRenewPeriod', nolongerrequired: 'pendingDelete', registeredrenewalrequired: 'autoRenewPeriod',
  notdelegated: 'inactive', noname: 'inactive', nonameservers: 'inactive', failed: 'inactive', techpro: 'inactive', nodns: 'inactive', registerednodelegation: 'inactive',
  inactivedomain: 'inactive', inactivenodns: 'inactive', notinzone: 'inactive',
  onhold: 'serverHold', hold: 'serverHold', registryhold: 'serverHold', registrarhold: 'clientHold', suspended: 'serverHold', suspendido: 'serverHold', suspenso: 'serverHold', sospeso: 'serverHold', suspendu: 'serverHold', gesperrt: 'serverHold', blocked: 'serverHold', disabled: 'serverHold',
  thisregistrationhasbeensuspended: 'serverHold', frozen: 'serverHold', outzone: 'serverHold', kept: 'serverHold', deactivated: 'serverHold', seized: 'serverHold',
  inquarantine: 'redemptionPeriod', quarantine: 'redemptionPeriod', redemption: 'redemptionPeriod', redemptionperiodbyregistry: 'redemptionPeriod', graceperiod: 'autoRenewPeriod',
  redemptionno: 'redemptionPeriod', redemptionhold: 'redemptionPeriod', expired: 'autoRenewPeriod', tobesuspended: 'redemptionPeriod', autorenewgrace: 'autoRenewPeriod', autorenewgraceperiod: 'autoRenewPeriod',
  pendingdeleterestorable: 'redemptionPeriod', pendingdeletescheduledforrelease: 'pendingDelete', pendingpurge: 'pendingDelete', pendingrelease: 'pendingDelete', tobedeleted: 'pendingDelete', tobereleased: 'pendingDelete', domok: 'ok', domta: 'ok', domdakt: 'inactive', domlnot: 'ok', domwarn: 'ok', domheld: 'redemptionPeriod', domexp: 'autoRenewPeriod',
  todelete: 'pendingDelete', deleted: 'pendingDelete', pendingtransferin: 'pendingTransfer', transferring: 'pendingTransfer', intransfer: 'pendingTransfer', transferpending: 'pendingTransfer',
  addgraceperiod: 'addPeriod', renewgraceperiod: 'renewPeriod', transfergraceperiod: 'transferPeriod', new: 'addPeriod',
  clientxferprohibited: 'clientTransferProhibited', serverxferprohibited: 'serverTransferProhibited', registrarlock: 'clientTransferProhibited', registrarlocked: 'clientTransferProhibited',
  clientlock: 'clientTransferProhibited', locked: 'clientTransferProhibited', lock: 'clientTransferProhibited', transferlock: 'clientTransferProhibited', domaintransferlocked: 'clientTransferProhibited',
  transferlocked: 'clientTransferProhibited', agentchangelocked: 'clientTransferProhibited', transferprohibited: 'clientTransferProhibited', updateprohibited: 'clientUpdateProhibited',
  deleteprohibited: 'clientDeleteProhibited', renewprohibited: 'clientRenewProhibited', registrylock: 'serverTransferProhibited', registrylocked: 'serverTransferProhibited',
  transferprohibitedbyregistrar: 'clientTransferProhibited', updateprohibitedbyregistrar: 'clientUpdateProhibited', deleteprohibitedbyregistrar: 'clientDeleteProhibited', renewprohibitedbyregistrar: 'clientRenewProhibited',
  transferprohibitedbyregistry: 'serverTransferProhibited', updateprohibitedbyregistry: 'serverUpdateProhibited', deleteprohibitedbyregistry: 'serverDeleteProhibited', renewprohibitedbyregistry: 'serverRenewProhibited',
  sponsoringregistrarchangeforbidden: 'serverTransferProhibited', updateforbidden: 'serverUpdateProhibited', deletionforbidden: 'serverDeleteProhibited', registrationrenewalforbidden: 'serverRenewProhibited',
  sponsoringregistrarchangeprohibited: 'serverTransferProhibited', deletionprohibited: 'serverDeleteProhibited', registrationrenewalprohibited: 'serverRenewProhibited',
  outofservice: 'serverHold', frozensince: 'serverHold', serverforcedelete: 'pendingDelete', deletecandidate: 'pendingDelete', domainblocked: 'serverUpdateProhibited', domainisntgeneratedinzone: 'inactive', thedomainislockedtotransfer: 'clientTransferProhibited',
  administrativelyblocked: 'serverUpdateProhibited', inredemption: 'redemptionPeriod', inredemptionperiod: 'redemptionPeriod', redemptionnoprovider: 'redemptionPeriod',
  holdsince: 'serverHold', frozenokuntil: 'serverUpdateProhibited', stopped: 'serverHold', restricteddisposal: 'serverTransferProhibited', restrictedrights: 'serverTransferProhibited',
  revoked: 'serverHold', tobereassigned: 'serverHold', bulktransfer: 'pendingTransfer',
  clientupdtlock: 'clientUpdateProhibited', clientupdtdeltlock: 'clientUpdateProhibited',
  domainisadministrativelykeptoutofzone: 'serverHold', thedomainisadministrativelykeptoutofzone: 'serverHold', thedomainisntgeneratedinthezone: 'inactive',
}; // biome-ignore format: a table

const BY_LETTERS: ReadonlyMap<string, EppStatus> = new Map([
  ...Object.entries(WORDS),
  ...EPP.map((name) => [letters(name), name] as const),
]);

/** FRED has these words for what the registry set, beside `Sponsoring registrar change prohibited`. */
const FRED: Readonly<Record<string, EppStatus>> = { updateprohibited: 'serverUpdateProhibited' };

/** Words that are EPP's in one registry and mean another thing there. */
const OWN: Readonly<Record<string, Readonly<Record<string, EppStatus>>>> = {
  jp: { suspended: 'redemptionPeriod' },
  cz: FRED,
  cr: FRED,
  fi: { graceperiod: 'redemptionPeriod', expired: 'redemptionPeriod' },
  ee: { expired: 'serverHold' },
  // «Reserved» by who holds it and gave no name servers; behind it may stand what its registrar does about it.
  pt: { active: 'ok', reserved: 'inactive' },
  lu: { reserved: 'inactive', reservedonhold: 'clientHold', reservedpendingdelete: 'redemptionPeriod' },
  // Pending legal activity: withdrawn it works no more, on hold it does; neither can be transferred.
  eu: { withdrawn: 'serverHold', onhold: 'serverTransferProhibited' },
  // Somebody's who has yet to activate it; until then it is not in the zone.
  dk: { reserved: 'serverHold' },
};

/** Statuses told in a sentence beside the record, by top-level domain. */
const SENTENCES: Readonly<Record<string, readonly (readonly [sentence: RegExp, status: EppStatus])[]>> = {
  // The registry's list of its messages, 2026-11-21.
  pl: [
    [/\bis undergoing proceeding\b/i, 'serverHold'],
    [/\bbilling period ha[ds] finished\b/i, 'serverHold'],
    [/\bis to be released after termination\b/i, 'pendingDelete'],
    [/\bis (?:awaiting|queued up for) registration\b/i, 'pendingCreate'],
  ],
};

/** The EPP status that a line of its own tells; undefined for all others. */
export function statusInSentence(line: string, topLevelDomain: string): string | undefined {
  const own = Object.hasOwn(SENTENCES, topLevelDomain) ? SENTENCES[topLevelDomain]! : [];
  return own.find(([sentence]) => sentence.test(line))?.[1];
}

/** The EPP status a word of a registry stands for; undefined where it has none or does not concern the registration. */
export function eppStatus(word: string, topLevelDomain = ''): string | undefined {
  const key = letters(word);
  return ownStatus(key, topLevelDomain) ?? BY_LETTERS.get(key);
}

function ownStatus(key: string, topLevelDomain: string): EppStatus | undefined {
  const own = Object.hasOwn(OWN, topLevelDomain) ? OWN[topLevelDomain]! : {};
  return Object.hasOwn(own, key) ? own[key] : undefined;
}

/** The status words of one value, in time linear in it: `REGISTERED, DELEGATED`, `clientHold https://…`, `ok (paid and in zone)`, `ok - Normal state.` */
export function statusWords(value: string, topLevelDomain = ''): readonly string[] {
  // A registry's own value is one, whatever stands between its letters: `RESERVED (ON HOLD)`.
  if (ownStatus(letters(value), topLevelDomain) !== undefined) return [value.trim().slice(0, 80)];
  const bare = value
    .replace(/https?:\/\/\S*/gi, ' ')
    .replace(/\([^()]*\)?|\*+|#\S*/g, ' ')
    .replace(/ [-–—]+(?: .*)?$/, '');
  const words = bare
    .split(/[,;|]|\s\/\s/)
    .map((word) => word.replace(/\s+/g, ' ').replace(/^[\s.-]+|(?<![\s.])[\s.]+$/g, ''))
    .flatMap(apart)
    .filter((word) => word !== '' && word.length <= 80);
  // Nothing but the address: its end names the status.
  return words.length > 0 ? words : [...value.matchAll(/#([a-z]{2,40})\b/gi)].map((one) => one[1]!).filter(isKnown);
}

const isKnown = (word: string): boolean => BY_LETTERS.has(letters(word));
const isEppOwn = (word: string): boolean => /[a-z][A-Z]/.test(word);

/** `ok clientTransferProhibited`, `clientHold/clientUpdateProhibited` are two. Words that make no status each are one, unless EPP's own is among them. */
function apart(words: string): readonly string[] {
  if (isKnown(words)) return [words];
  const each = words.split(/[\s/]+/);
  const known = each.filter(isKnown);
  return known.length === each.length || known.some(isEppOwn) ? known : [words];
}
