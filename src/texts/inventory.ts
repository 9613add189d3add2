import type { InFourLanguages } from '../domain/message.ts';

/** What is said of the list of an old zone's records. */
export const INVENTORY_TEXTS = {
  'inventory.guessed': {
    nl: 'Van {zone} is geen volledige lijst te krijgen; {count} recordsets zijn gevonden onder gebruikelijke namen, andere kunnen ontbreken. Onbeantwoorde vragen: {unanswered}.',
    de: 'Von {zone} ist keine vollständige Liste zu bekommen; {count} Recordsets wurden unter üblichen Namen gefunden, andere können fehlen. Unbeantwortete Fragen: {unanswered}.',
    fr: 'Aucune liste complète de {zone} n’est accessible ; {count} jeux d’enregistrements ont été trouvés sous des noms courants, d’autres peuvent manquer. Questions sans réponse : {unanswered}.',
    en: 'No complete list of {zone} can be had; {count} record sets were found under usual names, others may be missing. Unanswered questions: {unanswered}.',
  },
  'inventory.cut-short': {
    nl: 'Het uitlezen van {zone} is afgebroken omdat het te lang duurde of te groot werd; {count} recordsets zijn gevonden. Onbeantwoorde vragen: {unanswered}.',
    de: 'Das Auslesen von {zone} wurde abgebrochen, weil es zu lange dauerte oder zu groß wurde; {count} Recordsets wurden gefunden. Unbeantwortete Fragen: {unanswered}.',
    fr: 'La lecture de {zone} a été interrompue, trop longue ou trop volumineuse ; {count} jeux d’enregistrements ont été trouvés. Questions sans réponse : {unanswered}.',
    en: 'Reading {zone} was ended because it took too long or grew too large; {count} record sets were found. Unanswered questions: {unanswered}.',
  },
  'inventory.export-differs': {
    nl: 'De export van {zone} en de nameservers verschillen ({names}): {notLive} recordsets staan alleen in de export, {beyond} alleen op de nameservers.',
    de: 'Der Export von {zone} und die Nameserver stimmen nicht überein ({names}): {notLive} Recordsets stehen nur im Export, {beyond} nur auf den Nameservern.',
    fr: 'L’export de {zone} et les serveurs de noms diffèrent ({names}) : {notLive} jeux d’enregistrements figurent seulement dans l’export, {beyond} seulement sur les serveurs de noms.',
    en: 'The export of {zone} and its name servers differ ({names}): {notLive} record sets are only in the export, {beyond} only at the name servers.',
  },
  'inventory.unanswered': {
    nl: 'De lijst van {zone} is niet helemaal gelezen: {unanswered} vragen bleven onbeantwoord; {count} recordsets zijn gevonden.',
    de: 'Die Liste von {zone} wurde nicht ganz gelesen: {unanswered} Fragen blieben unbeantwortet; {count} Recordsets wurden gefunden.',
    fr: 'La liste de {zone} n’a pas été lue entièrement : {unanswered} questions sont restées sans réponse ; {count} jeux d’enregistrements ont été trouvés.',
    en: 'The list of {zone} was not read to its end: {unanswered} questions stayed unanswered; {count} record sets were found.',
  },
  'inventory.unheard': {
    nl: 'De nameservers van {zone} gaven geen antwoord over {names}. Of dit er nog is, is onbekend; het is overgenomen zoals het in de export staat.',
    de: 'Die Nameserver von {zone} gaben keine Antwort zu {names}. Ob es das noch gibt, ist unbekannt; übernommen wurde es so, wie es im Export steht.',
    fr: 'Les serveurs de noms de {zone} n’ont pas répondu sur {names}. On ignore si cela existe encore ; l’export a été repris tel quel.',
    en: 'The name servers of {zone} gave no answer about {names}. Whether these are still there is unknown; they were taken over as the export has them.',
  },
  'inventory.expected': {
    nl: '{zone} gebruikt {provider}; wat daarbij hoort is niet gevonden: {names}.',
    de: '{zone} nutzt {provider}; was dazugehört, wurde nicht gefunden: {names}.',
    fr: '{zone} utilise {provider} ; ce qui va avec n’a pas été trouvé : {names}.',
    en: '{zone} uses {provider}; what belongs to it was not found: {names}.',
  },
  'inventory.hidden': {
    nl: 'Deze namen bestaan, maar wat eronder staat is niet gevonden: {names}.',
    de: 'Diese Namen gibt es, aber was darunter steht, wurde nicht gefunden: {names}.',
    fr: 'Ces noms existent, mais ce qu’ils portent n’a pas été trouvé : {names}.',
    en: 'These names exist, but what is at or below them was not found: {names}.',
  },
  'inventory.zones-below': {
    nl: 'Deze namen zijn eigen zones bij de servers die {zone} verlaat, en verdwijnen met die servers: {names}.',
    de: 'Diese Namen sind eigene Zonen bei den Servern, die {zone} verlässt, und verschwinden mit ihnen: {names}.',
    fr: 'Ces noms sont des zones à part sur les serveurs que {zone} quitte, et disparaîtront avec eux : {names}.',
    en: 'These names are zones of their own at the servers that {zone} leaves, and go when those go: {names}.',
  },
  'inventory.left-out': {
    nl: 'In {zone} staan namen met tekens die geen host of dienst heeft; hun records gaan niet mee.',
    de: 'In {zone} stehen Namen mit Zeichen, die kein Host und kein Dienst hat; ihre Records ziehen nicht mit um.',
    fr: '{zone} contient des noms avec des caractères qu’aucun hôte ni service ne porte ; leurs enregistrements ne suivent pas.',
    en: '{zone} holds names with characters that no host or service has; their records do not come along.',
  },
  'inventory.fix.left-out': {
    nl: 'Zet ze met de hand in de nieuwe zone, als iemand ze nog gebruikt.',
    de: 'Von Hand in die neue Zone eintragen, falls sie noch jemand nutzt.',
    fr: 'Ajoutez-les à la main dans la nouvelle zone si quelqu’un s’en sert encore.',
    en: 'Put them into the new zone by hand, if anybody still uses them.',
  },
  'inventory.own-word': {
    nl: 'In {zone} staan records die alleen de huidige DNS-aanbieder kent: {names}. Waar ze met adressen antwoorden, zijn die van vandaag overgenomen; de rest gaat niet mee.',
    de: 'In {zone} stehen Records, die nur der jetzige DNS-Anbieter kennt: {names}. Wo sie mit Adressen antworten, wurden die von heute übernommen; der Rest zieht nicht mit um.',
    fr: '{zone} contient des enregistrements que seul l’hébergeur DNS actuel connaît : {names}. Là où ils répondent par des adresses, celles d’aujourd’hui ont été reprises ; le reste ne suit pas.',
    en: '{zone} holds records that only its present DNS host knows: {names}. Where they answer with addresses, those of today were taken over; the rest does not come along.',
  },
  'inventory.fix.zones-below': {
    nl: 'Neem over wat erin staat, ook wat hier niet is gevonden: als records van deze zone, of als eigen zone bij de nieuwe DNS-aanbieder.',
    de: 'Übernehmen, was darin steht, auch was hier nicht gefunden wurde: als Records dieser Zone oder als eigene Zone beim neuen DNS-Anbieter.',
    fr: 'Reprenez ce qu’elles contiennent, aussi ce qui n’a pas été trouvé ici : comme enregistrements de cette zone, ou comme zone à part chez le nouvel hébergeur DNS.',
    en: 'Bring along what is in them, also what was not found here: as records of this zone, or as a zone of its own at the new DNS host.',
  },
  'inventory.fix.own-word': {
    nl: 'Zoek uit waarvoor ze dienen en leg met zoneChanges vast wat er in de nieuwe zone moet staan.',
    de: 'Herausfinden, wozu sie dienen, und mit zoneChanges festlegen, was in der neuen Zone stehen soll.',
    fr: 'Déterminez à quoi ils servent et fixez avec zoneChanges ce que la nouvelle zone doit contenir.',
    en: 'Find out what they are for, and say with zoneChanges what the new zone shall hold.',
  },
  'inventory.fix.export': {
    nl: 'Vraag de huidige DNS-aanbieder om een export van de zone (zonebestand) en geef die op met: golive answer DOMEIN zoneExport=@BESTAND',
    de: 'Den jetzigen DNS-Anbieter um einen Export der Zone (Zonendatei) bitten und angeben: golive answer DOMAIN zoneExport=@DATEI',
    fr: 'Demandez un export de la zone (fichier de zone) à l’hébergeur DNS actuel et donnez-le avec : golive answer DOMAINE zoneExport=@FICHIER',
    en: 'Ask the present DNS host for an export of the zone (a zone file) and give it with: golive answer DOMAIN zoneExport=@FILE',
  },
  'inventory.fix.again': {
    nl: 'Kijk later opnieuw; blijven antwoorden uit, vraag dan de DNS-aanbieder waarom.',
    de: 'Später noch einmal nachsehen; bleiben Antworten aus, den DNS-Anbieter nach dem Grund fragen.',
    fr: 'Réessayez plus tard ; si des réponses manquent encore, demandez pourquoi à l’hébergeur DNS.',
    en: 'Look again later; if answers stay away, ask the DNS host why.',
  },
  'inventory.fix.expected': {
    nl: 'Kijk in het beheer van {provider} welke records het vraagt, of geef een export van de zone op met: golive answer DOMEIN zoneExport=@BESTAND',
    de: 'In der Verwaltung von {provider} nachsehen, welche Records nötig sind, oder einen Export der Zone angeben: golive answer DOMAIN zoneExport=@DATEI',
    fr: 'Regardez dans l’administration de {provider} quels enregistrements sont demandés, ou donnez un export de la zone avec : golive answer DOMAINE zoneExport=@FICHIER',
    en: 'See in the administration of {provider} which records it asks for, or give an export of the zone with: golive answer DOMAIN zoneExport=@FILE',
  },
} as const satisfies Record<string, InFourLanguages>;
