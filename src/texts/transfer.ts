import type { InFourLanguages } from '../domain/message.ts';

/** What is said of a transfer by the rule of its ending, and of what stands against one. */
export const TRANSFER_TEXTS = {
  // Findings
  'registration.locked': {
    nl: '{domain} heeft een verhuisblokkade ({status}); die gaat eraf zodra de verhuizing mag beginnen.',
    de: '{domain} hat eine Transfersperre ({status}); sie wird aufgehoben, sobald der Transfer beginnen darf.',
    fr: '{domain} a un verrou de transfert ({status}) ; il sera levé dès que le transfert pourra commencer.',
    en: '{domain} has a transfer lock ({status}); it comes off as soon as the transfer may begin.',
  },
  'registration.fix.TRANSFER_LOCKED': {
    nl: 'Nu is er niets te doen; zorg dat iemand bij de huidige registrar kan inloggen.',
    de: 'Jetzt ist nichts zu tun; sorgen Sie dafür, dass sich jemand beim jetzigen Registrar anmelden kann.',
    fr: 'Rien à faire pour l’instant ; veillez à ce que quelqu’un puisse se connecter chez le bureau d’enregistrement actuel.',
    en: 'Nothing to do now; make sure that somebody can log in at the present registrar.',
  },
  'registration.locked-by-registry': {
    nl: 'De registry zelf blokkeert de verhuizing van {domain} ({status}).',
    de: 'Die Registry selbst sperrt den Transfer von {domain} ({status}).',
    fr: 'Le registre lui-même interdit le transfert de {domain} ({status}).',
    en: 'The registry itself forbids the transfer of {domain} ({status}).',
  },
  'registration.fix.TRANSFER_LOCKED_BY_REGISTRY': {
    nl: 'Laat de huidige registrar bij de registry navragen waarom, en tot wanneer.',
    de: 'Lassen Sie den jetzigen Registrar bei der Registry klären, warum und bis wann.',
    fr: 'Faites demander au registre, par le bureau d’enregistrement actuel, pourquoi et jusqu’à quand.',
    en: 'Have the present registrar ask the registry why, and until when.',
  },
  'registration.young.registration': {
    nl: '{domain} is op {since:time} geregistreerd; de eerste {days} dagen wordt een verhuizing geweigerd, dus tot {until:time}.',
    de: '{domain} wurde am {since:time} registriert; in den ersten {days} Tagen wird ein Transfer abgelehnt, also bis {until:time}.',
    fr: '{domain} a été enregistré le {since:time} ; un transfert est refusé pendant les {days} premiers jours, donc jusqu’au {until:time}.',
    en: '{domain} was registered on {since:time}; a transfer is refused for the first {days} days, so until {until:time}.',
  },
  'registration.young.transfer': {
    nl: '{domain} is op {since:time} verhuisd; binnen {days} dagen wordt een nieuwe verhuizing geweigerd, dus tot {until:time}.',
    de: '{domain} wurde am {since:time} transferiert; innerhalb von {days} Tagen wird ein neuer Transfer abgelehnt, also bis {until:time}.',
    fr: '{domain} a été transféré le {since:time} ; un nouveau transfert est refusé pendant {days} jours, donc jusqu’au {until:time}.',
    en: '{domain} was transferred on {since:time}; another transfer is refused within {days} days, so until {until:time}.',
  },
  'registration.fix.TRANSFER_TOO_SOON': {
    nl: 'Kies een dagdeel waarna de verhuizing pas na die datum komt, of laat de registratie voorlopig staan.',
    de: 'Wählen Sie einen Termin, nach dem der Transfer erst nach diesem Datum folgt, oder lassen Sie die Registrierung vorerst, wo sie ist.',
    fr: 'Choisissez une date telle que le transfert vienne après ce délai, ou laissez l’enregistrement en place pour l’instant.',
    en: 'Choose a half-day after which the transfer comes later than that date, or leave the registration where it is for now.',
  },
  'registration.expires': {
    nl: 'De registratie van {domain} loopt af op {expires:time}. De verhuizing kan tot {ends:time} duren, en er horen 30 dagen over te blijven.',
    de: 'Die Registrierung von {domain} läuft am {expires:time} ab. Der Umzug kann bis {ends:time} dauern, und danach sollten 30 Tage bleiben.',
    fr: 'L’enregistrement de {domain} expire le {expires:time}. La migration peut durer jusqu’au {ends:time}, et il doit rester 30 jours ensuite.',
    en: 'The registration of {domain} expires on {expires:time}. The move can last until {ends:time}, and 30 days should be left after it.',
  },
  'registration.expired': {
    nl: 'De registratie van {domain} is op {expires:time} afgelopen.',
    de: 'Die Registrierung von {domain} ist am {expires:time} abgelaufen.',
    fr: 'L’enregistrement de {domain} a expiré le {expires:time}.',
    en: 'The registration of {domain} expired on {expires:time}.',
  },
  'registration.auto-renewed': {
    nl: 'De registratie van {domain} is zojuist door het register zelf verlengd ({status}). Is de registrar niet betaald, dan kan hij de naam nog laten opheffen.',
    de: 'Die Registrierung von {domain} hat die Registry soeben von selbst verlängert ({status}). Ist der Registrar nicht bezahlt, kann er den Namen noch löschen lassen.',
    fr: 'L’enregistrement de {domain} vient d’être prolongé par le registre lui-même ({status}). Si le bureau d’enregistrement n’a pas été payé, il peut encore faire supprimer le nom.',
    en: 'The registration of {domain} has just been carried on by the registry itself ({status}). If the registrar has not been paid, it can still have the name deleted.',
  },
  'registration.fix.EXPIRES_SOON': {
    nl: 'Laat de domeinnaam bij de huidige registrar verlengen voordat de verhuizing begint.',
    de: 'Lassen Sie die Domain beim jetzigen Registrar verlängern, bevor der Transfer beginnt.',
    fr: 'Faites renouveler le domaine chez le bureau d’enregistrement actuel avant le début du transfert.',
    en: 'Have the domain renewed at the present registrar before the transfer begins.',
  },
  'registration.fix.auto-renewed': {
    nl: 'Vraag de huidige registrar of de verlenging van {domain} is betaald, en laat de domeinnaam anders verlengen voordat de verhuizing begint.',
    de: 'Fragen Sie den jetzigen Registrar, ob die Verlängerung von {domain} bezahlt ist, und lassen Sie die Domain sonst verlängern, bevor der Transfer beginnt.',
    fr: 'Demandez au bureau d’enregistrement actuel si le renouvellement de {domain} est payé ; sinon, faites renouveler le domaine avant le début du transfert.',
    en: 'Ask the present registrar whether the renewal of {domain} is paid; if not, have the domain renewed before the transfer begins.',
  },
  'registration.mail': {
    nl: 'De houder is ingeschreven met {address}, een adres op de domeinnaam die verhuist. Wat registrar en registry hem mailen, kan tijdens de verhuizing verloren gaan.',
    de: 'Der Inhaber ist mit {address} eingetragen, einer Adresse auf der Domain, die umzieht. Was Registrar und Registry ihm schreiben, kann während des Umzugs verloren gehen.',
    fr: 'Le titulaire est inscrit avec {address}, une adresse du domaine qui migre. Ce que lui écrivent le bureau d’enregistrement et le registre peut se perdre pendant la migration.',
    en: 'The registrant is listed with {address}, an address on the domain that is moved. What registrar and registry mail may get lost during the move.',
  },
  'registration.mail.code': {
    nl: 'De registry mailt de verhuiscode naar de houder, en die staat ingeschreven met {address}: een adres op de domeinnaam die verhuist.',
    de: 'Die Registry schickt den Transfercode an den Inhaber, und der ist mit {address} eingetragen: einer Adresse auf der Domain, die umzieht.',
    fr: 'Le registre envoie le code de transfert au titulaire, inscrit avec {address} : une adresse du domaine qui migre.',
    en: 'The registry mails the transfer code to the registrant, who is listed with {address}: an address on the domain that is moved.',
  },
  'registration.fix.REGISTRANT_MAIL_MOVES': {
    nl: 'Laat bij de huidige registrar een adres op een andere domeinnaam inschrijven. Vraag eerst of de extensie na zo’n wijziging een wachttijd kent.',
    de: 'Lassen Sie beim jetzigen Registrar eine Adresse auf einer anderen Domain eintragen. Fragen Sie vorher, ob die Endung danach eine Wartezeit kennt.',
    fr: 'Faites inscrire chez le bureau d’enregistrement actuel une adresse d’un autre domaine. Demandez d’abord si l’extension impose ensuite un délai.',
    en: 'Have an address on another domain listed at the present registrar. Ask first whether the ending has a waiting time after such a change.',
  },

  // Lock
  'task.unlock-domain.no-lock': {
    nl: 'Extensie .{tld} kent geen verhuisblokkade; er is niets op te heffen.',
    de: 'Die Endung .{tld} kennt keine Transfersperre; es ist nichts aufzuheben.',
    fr: 'L’extension .{tld} n’a pas de verrou de transfert ; il n’y a rien à lever.',
    en: 'The ending .{tld} has no transfer lock; there is nothing to lift.',
  },
  'task.unlock-domain.hidden': {
    nl: 'Bij extensie .{tld} is van buiten niet te zien of {domain} een verhuisblokkade heeft. Kijk bij de huidige registrar: staat er een slot aan, zet het uit; is er geen, dan is dit klaar. Meld het daarna[[ met golive done]].',
    de: 'Bei der Endung .{tld} ist von außen nicht zu sehen, ob {domain} eine Transfersperre hat. Sehen Sie beim jetzigen Registrar nach: Ist eine gesetzt, heben Sie sie auf; gibt es keine, ist das erledigt. Melden Sie es danach[[ mit golive done]].',
    fr: 'Pour l’extension .{tld}, on ne voit pas de l’extérieur si {domain} est verrouillé. Regardez chez le bureau d’enregistrement actuel : si un verrou est actif, levez-le ; sinon, c’est fait. Signalez-le ensuite[[ avec golive done]].',
    en: 'With the ending .{tld} nobody outside can see whether {domain} has a transfer lock. Look at the present registrar: if one is on, take it off; if there is none, this is done. Then say so[[ with golive done]].',
  },
  'task.unlock-domain.put-back': {
    nl: 'Hebt u de verhuisblokkade van {domain} bij de huidige registrar opgeheven, zet haar weer aan. Meld het daarna[[ met golive done]].',
    de: 'Haben Sie die Transfersperre von {domain} beim jetzigen Registrar aufgehoben, setzen Sie sie wieder. Melden Sie es danach[[ mit golive done]].',
    fr: 'Si vous avez levé le verrou de transfert de {domain} chez le bureau d’enregistrement actuel, remettez-le. Signalez-le ensuite[[ avec golive done]].',
    en: 'If you took the transfer lock of {domain} off at the present registrar, put it back on. Then say so[[ with golive done]].',
  },
  'task.relock-domain.hidden': {
    nl: 'Kent de nieuwe registrar een verhuisblokkade voor {domain}, zet die aan; van buiten is ze bij .{tld} niet te zien. Meld het daarna[[ met golive done]].',
    de: 'Hat der neue Registrar eine Transfersperre für {domain}, setzen Sie sie; von außen ist sie bei .{tld} nicht zu sehen. Melden Sie es danach[[ mit golive done]].',
    fr: 'Si le nouveau bureau d’enregistrement propose un verrou de transfert pour {domain}, activez-le ; de l’extérieur, il ne se voit pas pour .{tld}. Signalez-le ensuite[[ avec golive done]].',
    en: 'If the new registrar has a transfer lock for {domain}, switch it on; with .{tld} it cannot be seen from outside. Then say so[[ with golive done]].',
  },

  // Code
  'task.obtain-authcode.holds': {
    nl: 'De verhuiscode van {domain} opvragen bij de huidige registrar en veilig opslaan[[ als authcode]]. Ze geldt {lifetime:duration} vanaf het moment dat ze gemaakt is.[[ Brief: golive letter {domain} losing-registrar.]]',
    de: 'Den Transfercode von {domain} beim jetzigen Registrar anfordern und[[ als authcode]] sicher hinterlegen. Er gilt {lifetime:duration}, von seiner Erzeugung an.[[ Brief: golive letter {domain} losing-registrar.]]',
    fr: 'Demander le code de transfert de {domain} au bureau d’enregistrement actuel et l’enregistrer en lieu sûr[[ sous authcode]]. Il vaut {lifetime:duration} à compter de sa création.[[ Lettre : golive letter {domain} losing-registrar.]]',
    en: 'Obtain the transfer code of {domain} from the present registrar and put it into the vault[[ as authcode]]. It holds for {lifetime:duration} from when it is made.[[ Letter: golive letter {domain} losing-registrar.]]',
  },
  'task.obtain-authcode.or-holder': {
    nl: 'De verhuiscode van {domain} opvragen bij de huidige registrar, of door de houder zelf in het portaal van de registry, en veilig opslaan[[ als authcode]].[[ Brief: golive letter {domain} losing-registrar.]]',
    de: 'Den Transfercode von {domain} beim jetzigen Registrar anfordern, oder der Inhaber holt ihn selbst im Portal der Registry, und[[ als authcode]] sicher hinterlegen.[[ Brief: golive letter {domain} losing-registrar.]]',
    fr: 'Demander le code de transfert de {domain} au bureau d’enregistrement actuel, ou le titulaire le prend lui-même sur le portail du registre, et l’enregistrer en lieu sûr[[ sous authcode]].[[ Lettre : golive letter {domain} losing-registrar.]]',
    en: 'Obtain the transfer code of {domain} from the present registrar, or have the holder fetch it in the registry’s portal, and put it into the vault[[ as authcode]].[[ Letter: golive letter {domain} losing-registrar.]]',
  },
  'task.obtain-authcode.mailed': {
    nl: 'De verhuiscode van {domain} aanvragen bij de registry, via een registrar of door de houder zelf. De registry mailt haar naar het adres van de houder; sla haar daarna veilig op[[ als authcode]].[[ Brief: golive letter {domain} losing-registrar.]]',
    de: 'Den Transfercode von {domain} bei der Registry anfordern, über einen Registrar oder durch den Inhaber selbst. Die Registry schickt ihn an die Adresse des Inhabers; hinterlegen Sie ihn dann sicher[[ als authcode]].[[ Brief: golive letter {domain} losing-registrar.]]',
    fr: 'Demander le code de transfert de {domain} au registre, par un bureau d’enregistrement ou par le titulaire lui-même. Le registre l’envoie à l’adresse du titulaire ; enregistrez-le ensuite en lieu sûr[[ sous authcode]].[[ Lettre : golive letter {domain} losing-registrar.]]',
    en: 'Request the transfer code of {domain} at the registry, through any registrar or by the holder. The registry mails it to the registrant’s address; then put it into the vault[[ as authcode]].[[ Letter: golive letter {domain} losing-registrar.]]',
  },
  'task.obtain-authcode.mailed-holds': {
    nl: 'De verhuiscode van {domain} aanvragen bij de registry, via een registrar of door de houder zelf. De registry mailt haar naar het adres van de houder en ze geldt {lifetime:duration}; sla haar veilig op[[ als authcode]].[[ Brief: golive letter {domain} losing-registrar.]]',
    de: 'Den Transfercode von {domain} bei der Registry anfordern, über einen Registrar oder durch den Inhaber selbst. Die Registry schickt ihn an die Adresse des Inhabers, und er gilt {lifetime:duration}; hinterlegen Sie ihn sicher[[ als authcode]].[[ Brief: golive letter {domain} losing-registrar.]]',
    fr: 'Demander le code de transfert de {domain} au registre, par un bureau d’enregistrement ou par le titulaire lui-même. Le registre l’envoie à l’adresse du titulaire et il vaut {lifetime:duration} ; enregistrez-le en lieu sûr[[ sous authcode]].[[ Lettre : golive letter {domain} losing-registrar.]]',
    en: 'Request the transfer code of {domain} at the registry, through any registrar or by the holder. The registry mails it to the registrant’s address and it holds for {lifetime:duration}; put it into the vault[[ as authcode]].[[ Letter: golive letter {domain} losing-registrar.]]',
  },
  'task.obtain-authcode.unknown': {
    nl: 'Vraag de huidige registrar hoe {domain} verhuist; van deze extensie is het niet bekend. Is er een verhuiscode, sla die veilig op[[ als authcode]].[[ Brief: golive letter {domain} losing-registrar.]]',
    de: 'Fragen Sie den jetzigen Registrar, wie {domain} transferiert wird; von dieser Endung ist es nicht bekannt. Gibt es einen Transfercode, hinterlegen Sie ihn sicher[[ als authcode]].[[ Brief: golive letter {domain} losing-registrar.]]',
    fr: 'Demandez au bureau d’enregistrement actuel comment {domain} se transfère ; pour cette extension, ce n’est pas connu. S’il y a un code, enregistrez-le en lieu sûr[[ sous authcode]].[[ Lettre : golive letter {domain} losing-registrar.]]',
    en: 'Ask the present registrar how {domain} is transferred; for this ending it is not known. If there is a transfer code, put it into the vault[[ as authcode]].[[ Letter: golive letter {domain} losing-registrar.]]',
  },
  'task.obtain-authcode.late': {
    nl: 'De verhuiscode van {domain} wordt nog niet opgehaald: ze geldt {lifetime:duration}, en de aanvraag kan pas op {until:time}, over {left:duration}.',
    de: 'Der Transfercode von {domain} wird noch nicht geholt: Er gilt {lifetime:duration}, und der Antrag ist erst am {until:time} möglich, in {left:duration}.',
    fr: 'Le code de transfert de {domain} n’est pas encore demandé : il vaut {lifetime:duration}, et la demande n’est possible que le {until:time}, dans {left:duration}.',
    en: 'The transfer code of {domain} is not fetched yet: it holds for {lifetime:duration}, and the request can only be made on {until:time}, in {left:duration}.',
  },
  'task.obtain-authcode.late-assumed': {
    nl: 'De verhuiscode van {domain} wordt nog niet opgehaald: hoe lang ze geldt is niet bekend (gerekend met {lifetime:duration}), en de aanvraag kan pas op {until:time}, over {left:duration}.',
    de: 'Der Transfercode von {domain} wird noch nicht geholt: Wie lange er gilt, ist nicht bekannt (gerechnet mit {lifetime:duration}), und der Antrag ist erst am {until:time} möglich, in {left:duration}.',
    fr: 'Le code de transfert de {domain} n’est pas encore demandé : sa durée n’est pas connue (compté : {lifetime:duration}), et la demande n’est possible que le {until:time}, dans {left:duration}.',
    en: 'The transfer code of {domain} is not fetched yet: how long it holds is not known (counted with {lifetime:duration}), and the request can only be made on {until:time}, in {left:duration}.',
  },

  // Tag
  'task.obtain-tag': {
    nl: '{domain} verhuist zonder code: de huidige registrar zet de tag van de nieuwe. Vraag de nieuwe registrar naar zijn tag en geef die op[[: golive answer {domain} gainingTag=…||.]]',
    de: '{domain} wird ohne Code transferiert: Der jetzige Registrar setzt den Tag des neuen. Fragen Sie den neuen Registrar nach seinem Tag und geben Sie ihn an[[: golive answer {domain} gainingTag=…||.]]',
    fr: '{domain} se transfère sans code : le bureau d’enregistrement actuel inscrit le tag du nouveau. Demandez son tag au nouveau bureau et donnez-le[[ : golive answer {domain} gainingTag=…||.]]',
    en: '{domain} is moved without a code: the present registrar sets the tag of the new one. Ask the new registrar for its tag and give it[[: golive answer {domain} gainingTag=…||.]]',
  },
  'task.obtain-tag.form': {
    nl: 'Wat als tag voor {domain} is opgegeven kan er geen zijn: een tag heeft 2 tot 16 letters, cijfers en streepjes. Vraag de nieuwe registrar ernaar[[: golive answer {domain} gainingTag=…||.]]',
    de: 'Was als Tag für {domain} angegeben wurde, kann keiner sein: Ein Tag hat 2 bis 16 Buchstaben, Ziffern und Bindestriche. Fragen Sie den neuen Registrar danach[[: golive answer {domain} gainingTag=…||.]]',
    fr: 'Ce qui a été donné comme tag pour {domain} ne peut pas en être un : un tag a de 2 à 16 lettres, chiffres et tirets. Demandez-le au nouveau bureau[[ : golive answer {domain} gainingTag=…||.]]',
    en: 'What was given as the tag for {domain} cannot be one: a tag has 2 to 16 letters, digits and hyphens. Ask the new registrar for it[[: golive answer {domain} gainingTag=…||.]]',
  },
  'task.obtain-tag.same': {
    nl: '{domain} staat al op tag {tag}. Is dat de tag van de nieuwe registrar, meld het[[ met golive done]]; is het die van de oude, geef dan de juiste op[[: golive answer {domain} gainingTag=…||.]]',
    de: '{domain} steht schon auf dem Tag {tag}. Ist das der Tag des neuen Registrars, melden Sie es[[ mit golive done]]; ist es der des alten, geben Sie den richtigen an[[: golive answer {domain} gainingTag=…||.]]',
    fr: '{domain} est déjà sous le tag {tag}. Si c’est celui du nouveau bureau d’enregistrement, signalez-le[[ avec golive done]] ; si c’est celui de l’ancien, donnez le bon[[ : golive answer {domain} gainingTag=…||.]]',
    en: '{domain} has the tag {tag} already. If that is the new registrar’s, say so[[ with golive done]]; if it is the old one’s, give the right one[[: golive answer {domain} gainingTag=…||.]]',
  },
  'task.transfer.no-tag': {
    nl: 'De tag van de nieuwe registrar voor {domain} is niet bekend. Geef hem op[[: golive answer {domain} gainingTag=…||.]]',
    de: 'Der Tag des neuen Registrars für {domain} ist nicht bekannt. Geben Sie ihn an[[: golive answer {domain} gainingTag=…||.]]',
    fr: 'Le tag du nouveau bureau d’enregistrement pour {domain} n’est pas connu. Donnez-le[[ : golive answer {domain} gainingTag=…||.]]',
    en: 'The new registrar’s tag for {domain} is not known. Give it[[: golive answer {domain} gainingTag=…||.]]',
  },
  'task.request-transfer.tag': {
    nl: 'Laat de huidige registrar de tag van {domain} wijzigen in {tag}. De nameservers blijven zoals ze zijn. golive ziet het zodra de registry de nieuwe tag toont; hierna is er geen weg terug.[[ Brief: golive letter {domain} losing-registrar.]]',
    de: 'Lassen Sie den jetzigen Registrar den Tag von {domain} auf {tag} ändern. Die Nameserver bleiben, wie sie sind. golive sieht es, sobald die Registry den neuen Tag zeigt; danach gibt es kein Zurück.[[ Brief: golive letter {domain} losing-registrar.]]',
    fr: 'Faites changer par le bureau d’enregistrement actuel le tag de {domain} en {tag}. Les serveurs de noms restent inchangés. golive le voit dès que le registre montre le nouveau tag ; ensuite, pas de retour possible.[[ Lettre : golive letter {domain} losing-registrar.]]',
    en: 'Have the present registrar change the tag of {domain} to {tag}. The name servers stay as they are. golive sees it as soon as the registry shows the new tag; after this there is no way back.[[ Letter: golive letter {domain} losing-registrar.]]',
  },
  'task.request-transfer.tag-waits': {
    nl: 'De tag van {domain} is volgens opgave gewijzigd in {tag}; de registry toont dat nog niet. Is het op {deadline:time} niet te zien, dan vraagt golive iemand om na te gaan waarom.',
    de: 'Der Tag von {domain} wurde laut Angabe auf {tag} geändert; die Registry zeigt das noch nicht. Ist es am {deadline:time} nicht zu sehen, bittet golive jemanden, nachzusehen, warum.',
    fr: 'Le tag de {domain} a été changé en {tag}, selon ce qui a été signalé ; le registre ne le montre pas encore. Si cela ne se voit pas le {deadline:time}, golive demandera à quelqu’un de voir pourquoi.',
    en: 'The tag of {domain} was changed to {tag}, as somebody says; the registry does not show it yet. If it cannot be seen by {deadline:time}, golive asks somebody to find out why.',
  },
  'task.request-transfer.tag-back': {
    nl: 'Iemand is gevraagd de tag van {domain} te laten wijzigen in {tag}. Zorg dat dat niet meer gebeurt, of laat het terugzetten, en meld[[ met golive done]] als {domain} bij de oude registrar staat.',
    de: 'Jemand wurde gebeten, den Tag von {domain} auf {tag} ändern zu lassen. Sorgen Sie dafür, dass das nicht mehr geschieht, oder lassen Sie es zurücksetzen, und melden Sie[[ mit golive done]], wenn {domain} beim alten Registrar steht.',
    fr: 'Quelqu’un a été prié de faire changer le tag de {domain} en {tag}. Veillez à ce que cela ne se fasse plus, ou faites-le remettre, et signalez[[ avec golive done]] que {domain} est chez l’ancien bureau d’enregistrement.',
    en: 'Somebody was asked to have the tag of {domain} changed to {tag}. Make sure that it no longer happens, or have it set back, and say[[ with golive done]] when {domain} stands at the old registrar.',
  },
  'task.request-transfer.has-gone': {
    nl: '{domain} staat al op tag {tag}, bij de nieuwe registrar. Terug kan alleen als die de tag weer wijzigt.',
    de: '{domain} steht schon auf dem Tag {tag}, beim neuen Registrar. Zurück geht es nur, wenn dieser den Tag wieder ändert.',
    fr: '{domain} est déjà sous le tag {tag}, chez le nouveau bureau d’enregistrement. Seul celui-ci peut remettre l’ancien tag.',
    en: '{domain} has the tag {tag} already, at the new registrar. The only way back is that it changes the tag again.',
  },

  // What stands against it
  'task.transfer.hold': {
    nl: '{domain} is opgeschort ({status}); zo wordt geen verhuizing aanvaard. Vraag de huidige registrar waarom.',
    de: '{domain} ist gesperrt ({status}); so wird kein Transfer angenommen. Fragen Sie den jetzigen Registrar, warum.',
    fr: '{domain} est suspendu ({status}) ; aucun transfert n’est accepté ainsi. Demandez pourquoi au bureau d’enregistrement actuel.',
    en: '{domain} is on hold ({status}); no transfer is accepted like that. Ask the present registrar why.',
  },
  'task.transfer.redemption': {
    nl: '{domain} is afgelopen ({status}) en moet eerst bij de huidige registrar worden hersteld; elke dag telt.',
    de: '{domain} ist abgelaufen ({status}) und muss zuerst beim jetzigen Registrar wiederhergestellt werden; jeder Tag zählt.',
    fr: '{domain} a expiré ({status}) et doit d’abord être restauré chez le bureau d’enregistrement actuel ; chaque jour compte.',
    en: '{domain} has run out ({status}) and must first be restored at the present registrar; every day counts.',
  },
  'task.transfer.went-back': {
    nl: '{domain} was na de omzetting weer naar de oude nameservers gedelegeerd. Sinds {back:time} staat alles weer op de nieuwe; tot {until:time} kan een cache nog naar de oude wijzen.',
    de: '{domain} war nach der Umstellung wieder an die alten Nameserver delegiert. Seit {back:time} steht alles wieder auf den neuen; bis {until:time} kann ein Cache noch auf die alten verweisen.',
    fr: 'Après la bascule, {domain} a de nouveau été délégué aux anciens serveurs de noms. Depuis le {back:time}, tout est revenu aux nouveaux ; jusqu’au {until:time}, un cache peut encore renvoyer vers les anciens.',
    en: 'After the switch {domain} was delegated to the old name servers again. Since {back:time} all is on the new ones; until {until:time} a cache can still point to the old.',
  },

  // Afterwards
  'task.confirm-transfer.none': {
    nl: 'Bij extensie .{tld} gaat een verhuizing meteen in; er is niets te bevestigen.',
    de: 'Bei der Endung .{tld} gilt ein Transfer sofort; es ist nichts zu bestätigen.',
    fr: 'Pour l’extension .{tld}, un transfert est immédiat ; il n’y a rien à confirmer.',
    en: 'With the ending .{tld} a transfer takes effect at once; there is nothing to confirm.',
  },
  'task.watch-transfer.by-hand': {
    nl: 'Het register toont bij {domain} geen registrar: of de verhuizing rond is, ziet u alleen in het account bij de nieuwe registrar. Meld het zodra de naam daar staat.',
    de: 'Die Registry zeigt bei {domain} keinen Registrar: ob der Transfer abgeschlossen ist, sehen Sie nur im Konto beim neuen Registrar. Melden Sie es, sobald der Name dort steht.',
    fr: 'Le registre n’indique pas de bureau d’enregistrement pour {domain} : seul le compte chez le nouveau montre si le transfert est terminé. Signalez-le dès que le nom y figure.',
    en: 'The registry names no registrar for {domain}: only the account at the new registrar shows whether the transfer is complete. Say so as soon as the name stands there.',
  },
  'task.watch-transfer.not-compared': {
    nl: 'Het register noemt {registrar} als registrar van {domain}; of dat een andere is dan vóór de verhuizing, kan golive niet zien. Kijk in het account bij de nieuwe registrar, en meld het zodra de naam daar staat.',
    de: 'Die Registry nennt {registrar} als Registrar von {domain}; ob es ein anderer ist als vor dem Transfer, kann golive nicht sehen. Sehen Sie im Konto beim neuen Registrar nach und melden Sie es, sobald der Name dort steht.',
    fr: 'Le registre indique {registrar} comme bureau d’enregistrement de {domain} ; golive ne peut pas voir si c’est un autre qu’avant le transfert. Regardez dans le compte chez le nouveau, et signalez-le dès que le nom y figure.',
    en: 'The registry names {registrar} as the registrar of {domain}; whether that is another than before the transfer golive cannot see. Look into the account at the new registrar, and say so as soon as the name stands there.',
  },
  'task.watch-transfer.assumed': {
    nl: 'De verhuizing van {domain} loopt. Hoe lang dat bij deze extensie duurt is niet bekend; gerekend wordt met {days} dagen. Is hij op {deadline:time} niet klaar, dan vraagt golive iemand om na te gaan waarom.',
    de: 'Der Transfer von {domain} läuft. Wie lange das bei dieser Endung dauert, ist nicht bekannt; gerechnet wird mit {days} Tagen. Ist er am {deadline:time} nicht fertig, bittet golive jemanden, nachzusehen, warum.',
    fr: 'Le transfert de {domain} est en cours. Sa durée n’est pas connue pour cette extension ; on compte {days} jours. S’il n’est pas terminé le {deadline:time}, golive demandera à quelqu’un de voir pourquoi.',
    en: 'The transfer of {domain} is under way. How long that takes with this ending is not known; {days} days are counted. If it is not complete by {deadline:time}, golive asks somebody to find out why.',
  },
  'task.accept-interruption.no-transfer': {
    nl: 'Bij deze werkwijze kunnen website en mail van {domain} tot {hours} uur onbereikbaar zijn: van de omzetting tot de laatste cache de oude gegevens vergeten is. De domeinnaam zelf verhuist niet. Aanvaard dit op naam[[ met golive approve]], of kies de verhuizing zonder onderbreking.',
    de: 'Bei diesem Vorgehen können Website und E-Mail von {domain} bis zu {hours} Stunden nicht erreichbar sein: von der Umstellung, bis der letzte Cache die alten Daten vergessen hat. Der Domainname selbst zieht nicht um. Akzeptieren Sie das namentlich[[ mit golive approve]], oder wählen Sie den Umzug ohne Unterbrechung.',
    fr: 'Avec cette procédure, le site et la messagerie de {domain} peuvent être inaccessibles jusqu’à {hours} heures : de la bascule jusqu’à ce que le dernier cache ait oublié les anciennes données. Le nom de domaine lui-même n’est pas transféré. Acceptez-le en votre nom[[ avec golive approve]], ou choisissez la migration sans interruption.',
    en: 'This procedure can leave the site and mail of {domain} unavailable for up to {hours} hours: from the switch until the last cache has forgotten the old data. The domain name itself is not transferred. Accept this in your own name[[ with golive approve]], or choose the move without interruption.',
  },
  'task.accept-interruption.assumed': {
    nl: 'Bij deze werkwijze kunnen website en mail van {domain} tot {hours} uur onbereikbaar zijn: tot {transferHours} uur voor de verhuizing en daarna {ttlHours} uur tot de laatste cache de oude nameservers vergeten is. Hoe lang een verhuizing bij deze extensie duurt is niet bekend: {transferHours} uur is ruim gerekend, niet gemeten. Aanvaard dit op naam[[ met golive approve]], of kies de verhuizing zonder onderbreking.',
    de: 'Bei diesem Vorgehen können Website und E-Mail von {domain} bis zu {hours} Stunden nicht erreichbar sein: bis zu {transferHours} Stunden für den Transfer und danach {ttlHours} Stunden, bis der letzte Cache die alten Nameserver vergessen hat. Wie lange ein Transfer bei dieser Endung dauert, ist nicht bekannt: {transferHours} Stunden sind reichlich gerechnet, nicht gemessen. Akzeptieren Sie das namentlich[[ mit golive approve]], oder wählen Sie den Umzug ohne Unterbrechung.',
    fr: 'Avec cette procédure, le site et la messagerie de {domain} peuvent être inaccessibles jusqu’à {hours} heures : {transferHours} heures au plus pour le transfert, puis {ttlHours} heures avant que le dernier cache oublie les anciens serveurs de noms. La durée d’un transfert n’est pas connue pour cette extension : {transferHours} heures est une estimation large, pas une mesure. Acceptez-le en votre nom[[ avec golive approve]], ou choisissez la migration sans interruption.',
    en: 'This procedure can leave the site and mail of {domain} unavailable for up to {hours} hours: up to {transferHours} for the transfer, then {ttlHours} until the last cache has forgotten the old name servers. How long a transfer takes with this ending is not known: {transferHours} hours is counted generously, not measured. Accept this in your own name[[ with golive approve]], or choose the move without interruption.',
  },
  'task.request-transfer.undo-cost.never': {
    nl: 'Niet terug te draaien: bij deze extensie gaat een verhuizing meteen in. Terug kan alleen met een nieuwe verhuizing.',
    de: 'Nicht rückgängig zu machen: Bei dieser Endung gilt ein Transfer sofort. Zurück geht es nur mit einem neuen Transfer.',
    fr: 'Irréversible : pour cette extension, un transfert est immédiat. Seul un nouveau transfert permet de revenir.',
    en: 'Cannot be taken back: with this ending a transfer takes effect at once. The only way back is another transfer.',
  },
  'task.request-transfer.undo-cost.days': {
    nl: 'De registrars kunnen de verhuizing nog {days} dagen lang stoppen; golive kan dat niet. Daarna kan het alleen met een nieuwe verhuizing.',
    de: 'Die Registrare können den Transfer noch {days} Tage lang anhalten; golive kann das nicht. Danach geht es nur mit einem neuen Transfer.',
    fr: 'Les bureaux d’enregistrement peuvent encore arrêter le transfert pendant {days} jours ; golive ne le peut pas. Ensuite, il faut un nouveau transfert.',
    en: 'The registrars can still stop the transfer for {days} days; golive cannot. After that only another transfer leads back.',
  },
  'task.request-transfer.undo-cost.unknown': {
    nl: 'Niet terug te draaien door golive; of de verhuizing bij deze extensie nog te stoppen is, weet alleen de registrar.',
    de: 'Von golive nicht rückgängig zu machen; ob der Transfer bei dieser Endung noch anzuhalten ist, weiß nur der Registrar.',
    fr: 'golive ne peut pas l’annuler ; seul le bureau d’enregistrement sait si le transfert peut encore être arrêté pour cette extension.',
    en: 'golive cannot take it back; whether the transfer can still be stopped with this ending only the registrar knows.',
  },
} as const satisfies Record<string, InFourLanguages>;
