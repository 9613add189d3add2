import type { InFourLanguages } from '../domain/message.ts';

/** What is said about the switch itself: too early, half, with the old zone left as it was, and when it can safely be. */
export const SWITCH_TEXTS = {
  'dns.watch-parents.title': {
    nl: 'golive kijkt tot de omzetting bij elke server van het register.',
    de: 'golive sieht bis zur Umstellung bei jedem Server der Registry nach.',
    fr: 'golive consulte chaque serveur du registre jusqu’à la bascule.',
    en: 'golive looks at every server of the registry until the switch.',
  },
  'dns.watch-parents.old': {
    nl: '{zone} staat bij het register nog op zijn oude nameservers; golive blijft kijken tot de omzetting.',
    de: '{zone} liegt bei der Registry noch auf den alten Nameservern; golive sieht bis zur Umstellung weiter nach.',
    fr: 'Le registre désigne encore les anciens serveurs de noms de {zone} ; golive surveille jusqu’à la bascule.',
    en: 'The registry still names the old servers of {zone}; golive keeps looking until the switch.',
  },
  'dns.watch-parents.switched': {
    nl: 'Het register verwijst {zone} naar de nieuwe nameservers.',
    de: 'Die Registry verweist {zone} auf die neuen Nameserver.',
    fr: 'Le registre renvoie {zone} vers les nouveaux serveurs de noms.',
    en: 'The registry refers {zone} to the new name servers.',
  },
  'dns.watch-parents.not-ready': {
    nl: '{zone} staat bij het register al op de nieuwe nameservers, maar de nieuwe zone is nog niet klaar: bezoekers en mail komen nu niet aan. Laat bij de registrar meteen de oude nameservers terugzetten ({old}), of maak create-zone nu af.',
    de: '{zone} liegt bei der Registry schon auf den neuen Nameservern, aber die neue Zone ist nicht fertig: Besucher und E-Mails kommen jetzt nicht an. Beim Registrar sofort die alten Nameserver zurücksetzen lassen ({old}), oder create-zone jetzt abschließen.',
    fr: 'Le registre désigne déjà les nouveaux serveurs de noms de {zone}, mais la nouvelle zone n’est pas prête : visiteurs et courrier n’arrivent plus. Faites remettre tout de suite les anciens serveurs chez le bureau d’enregistrement ({old}), ou terminez create-zone maintenant.',
    en: 'The registry already names the new servers of {zone}, but the new zone is not ready: visitors and mail get lost now. Have the old name servers put back at the registrar at once ({old}), or finish create-zone now.',
  },
  'dns.finding.early-switch': {
    nl: '{zone} is omgezet voordat golive erom vroeg, gezien op {at:time}. Dit geldt als de omzetting; alle termijnen lopen vanaf dat moment.',
    de: '{zone} wurde umgestellt, bevor golive darum bat, gesehen am {at:time}. Das gilt als die Umstellung; alle Fristen laufen ab diesem Moment.',
    fr: '{zone} a basculé avant que golive ne le demande, constaté le {at:time}. Cela vaut bascule ; tous les délais courent à partir de ce moment.',
    en: '{zone} was switched before golive asked for it, seen {at:time}. This counts as the cutover; every deadline runs from that moment.',
  },
  'dns.finding.old-apex-ns-stays': {
    nl: 'De oude zone {zone} noemt nog haar eigen nameservers. Caches die daarop afgaan blijven daar zolang de oude servers antwoorden; laat die antwoorden tot elke cache om is, op zijn vroegst {until:time}.',
    de: 'Die alte Zone {zone} nennt noch ihre eigenen Nameserver. Caches, die sich danach richten, bleiben dort, solange die alten Server antworten; sie müssen antworten, bis jeder Cache umgestellt ist, frühestens {until:time}.',
    fr: 'L’ancienne zone {zone} désigne encore ses propres serveurs de noms. Les caches qui s’y fient y restent tant que ces serveurs répondent ; laissez-les répondre jusqu’à ce que chaque cache ait basculé, au plus tôt {until:time}.',
    en: 'The old zone {zone} still names its own servers. Caches that go by it stay there as long as the old servers answer; let them answer until every cache has turned, {until:time} at the earliest.',
  },
  'dns.fix.old-apex-ns': {
    nl: 'Zet in de oude zone {zone} de NS-records van de zone zelf op {servers}.',
    de: 'In der alten Zone {zone} die NS-Records der Zone selbst auf {servers} setzen.',
    fr: 'Dans l’ancienne zone {zone}, faites pointer les enregistrements NS de la zone elle-même vers {servers}.',
    en: 'In the old zone {zone}, set the NS records of the zone itself to {servers}.',
  },
  'dns.change-delegation.withheld': {
    nl: '{zone} gaat naar de nieuwe nameservers. Wie dat wijzigt krijgt hun namen pas als preflight groen licht geeft.',
    de: '{zone} kommt auf die neuen Nameserver. Wer das ändert, erhält deren Namen erst, wenn preflight grünes Licht gibt.',
    fr: '{zone} passe aux nouveaux serveurs de noms. Leurs noms ne sont remis à qui fait ce changement que lorsque preflight donne son feu vert.',
    en: '{zone} moves to the new name servers. Whoever changes that is given their names only once preflight says go.',
  },
  'dns.change-delegation.wait-old-apex': {
    nl: 'De oude nameservers van {zone} geven de nieuwe NS-records van de oude zone nog niet.',
    de: 'Die alten Nameserver von {zone} liefern die neuen NS-Records der alten Zone noch nicht.',
    fr: 'Les anciens serveurs de noms de {zone} ne donnent pas encore les nouveaux enregistrements NS de l’ancienne zone.',
    en: 'The old name servers of {zone} do not give the old zone’s new NS records yet.',
  },
  'dns.change-delegation.undo-cost-signed': {
    nl: 'Teruggaan met {zone} duurt tot {seconds:duration} voordat ook de laatste cache terug is. De nieuwe zone is al ondertekend: staat er dan een DS van haar bij het register, dan moet die eerst weg en uit de caches zijn.',
    de: 'Der Rückweg für {zone} dauert bis zu {seconds:duration}, bis auch der letzte Cache zurück ist. Die neue Zone ist schon signiert: Steht dann ein DS von ihr bei der Registry, muss er zuerst weg und aus den Caches sein.',
    fr: 'Revenir en arrière pour {zone} prend jusqu’à {seconds:duration}, jusqu’au dernier cache. La nouvelle zone est déjà signée : si son DS se trouve alors au registre, il doit d’abord disparaître, des caches aussi.',
    en: 'Going back with {zone} takes up to {seconds:duration} until the last cache is back. The new zone is signed already: if a DS of it is at the registry by then, that has to go first, from the caches too.',
  },
  'dns.wait.ds-back': {
    nl: 'De DS van de nieuwe zone {zone} is weg, maar caches mogen hem nog onthouden tot {until:time} ({sum}). Dan pas kan {zone} terug.',
    de: 'Der DS der neuen Zone {zone} ist weg, aber Caches dürfen ihn noch bis {until:time} behalten ({sum}). Erst dann kann {zone} zurück.',
    fr: 'Le DS de la nouvelle zone {zone} a disparu, mais des caches peuvent le retenir jusqu’à {until:time} ({sum}). Le retour de {zone} n’est possible qu’ensuite.',
    en: 'The DS of the new zone {zone} is gone, but caches may keep it until {until:time} ({sum}). Only then can {zone} go back.',
  },
  'dns.remove-ds.maybe-cached': {
    nl: 'De zone {zone} is ondertekend en heeft bij het register geen DS. Wanneer die verdween is niet te zien: caches kunnen hem nog onthouden tot {until:time} ({sum}).',
    de: 'Die Zone {zone} ist signiert und hat bei der Registry keinen DS. Wann er verschwand, ist nicht zu sehen: Caches können ihn noch bis {until:time} behalten ({sum}).',
    fr: 'La zone {zone} est signée et n’a pas de DS au registre. Impossible de voir depuis quand : des caches peuvent encore le retenir jusqu’à {until:time} ({sum}).',
    en: 'The zone {zone} is signed and has no DS at the registry. When it went is not to be seen: caches may still keep it until {until:time} ({sum}).',
  },
  'dns.restore-ds.undo-cost': {
    nl: 'De DS van {zone} gaat weer weg bij het register, en pas als caches hem vergeten zijn kan het domein verder terug.',
    de: 'Der DS von {zone} wird bei der Registry wieder entfernt, und erst wenn die Caches ihn vergessen haben, kann die Domain weiter zurück.',
    fr: 'Le DS de {zone} est retiré du registre, et le domaine ne peut revenir plus loin que lorsque les caches l’ont oublié.',
    en: 'The DS of {zone} is removed at the registry again, and the domain can go further back only when caches have forgotten it.',
  },
  'dns.restore-ds.unfit': {
    nl: 'Bij het register staat nu een DS voor {zone} waar de zone geen sleutel voor heeft; validerende resolvers antwoorden niet meer. Laat hem bij de registrar weghalen of vervangen:\n{ds:lines}',
    de: 'Bei der Registry steht jetzt ein DS für {zone}, zu dem die Zone keinen Schlüssel hat; validierende Resolver antworten nicht mehr. Beim Registrar entfernen oder ersetzen lassen:\n{ds:lines}',
    fr: 'Le registre publie maintenant pour {zone} un DS auquel aucune clé de la zone ne répond ; les résolveurs validants ne répondent plus. Faites-le retirer ou remplacer chez le bureau d’enregistrement :\n{ds:lines}',
    en: 'The registry now has a DS for {zone} that no key of the zone satisfies; validating resolvers no longer answer. Have it removed or replaced at the registrar:\n{ds:lines}',
  },
  'dns.finding.ds-changed': {
    nl: 'Bij de verhuizing van {zone} is de DS bij het register veranderd: eerst {before}, nu {after}.',
    de: 'Beim Transfer von {zone} hat sich der DS bei der Registry geändert: vorher {before}, jetzt {after}.',
    fr: 'Pendant le transfert de {zone}, le DS au registre a changé : d’abord {before}, maintenant {after}.',
    en: 'With the transfer of {zone} the DS at the registry changed: {before} before, {after} now.',
  },
  'dns.finding.ttl-too-long': {
    nl: '{what} mag {ttl:duration} in caches blijven. Een omzetting kan op zijn vroegst {earliest:time} veilig plaatsvinden ({sum}).',
    de: '{what} darf {ttl:duration} in Caches bleiben. Eine Umstellung ist frühestens {earliest:time} sicher möglich ({sum}).',
    fr: '{what} peut rester {ttl:duration} dans les caches. Une bascule n’est sûre qu’à partir de {earliest:time} ({sum}).',
    en: '{what} may stay in caches for {ttl:duration}. A switch is safe from {earliest:time} on at the earliest ({sum}).',
  },
  'plan.old-service-until': {
    nl: 'De oude dienst mag dicht na {until:time}.',
    de: 'Der alte Dienst darf nach {until:time} geschlossen werden.',
    fr: 'L’ancien service peut être fermé après {until:time}.',
    en: 'The old service may be closed after {until:time}.',
  },
  'cli.old-service-until': {
    nl: 'Oude dienst tot',
    de: 'Alter Dienst bis',
    fr: 'Ancien service jusqu’au',
    en: 'Old service until',
  },
  'dns.close.other-domains': {
    nl: 'De oude dienst draagt ook {domains}: die zijn nog niet overal vergeten.',
    de: 'Der alte Dienst trägt auch {domains}: Diese sind noch nicht überall vergessen.',
    fr: 'L’ancien service porte aussi {domains}, qui ne sont pas encore oubliés partout.',
    en: 'The old service carries {domains} too, which are not forgotten everywhere yet.',
  },
} as const satisfies Record<string, InFourLanguages>;
