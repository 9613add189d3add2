import type { InFourLanguages } from '../domain/message.ts';

/** What golive says where a DNS host's own ways come in. */
export const DNS_HOST_TEXTS = {
  'dns.create-zone.by-hand': {
    nl: 'Maak de zone {zone} aan op de nieuwe DNS-server, met alleen de nameservers {servers}. golive mag daar geen zones aanmaken; de records zet het er daarna zelf in.',
    de: 'Legen Sie die Zone {zone} auf dem neuen DNS-Server an, nur mit den Nameservern {servers}. golive kann dort keine Zonen anlegen; die Einträge setzt es danach selbst.',
    fr: 'Créez la zone {zone} sur le nouveau serveur DNS, avec pour seul contenu les serveurs de noms {servers}. golive ne peut pas y créer de zones ; il y mettra ensuite lui-même les enregistrements.',
    en: 'Make the zone {zone} at the new DNS server, with the name servers {servers} and nothing else. golive cannot make zones there; it puts the records in itself afterwards.',
  },
  'plan.calls': {
    nl: 'Wat er precies verstuurd wordt:',
    de: 'Was genau gesendet wird:',
    fr: 'Ce qui sera envoyé exactement :',
    en: 'Exactly what is sent:',
  },
  'journal.zone-file': {
    nl: '{zone} zoals de zone was voor {step}, {at:time}',
    de: '{zone}, wie die Zone vor {step} war, {at:time}',
    fr: "{zone}, telle qu'elle était avant {step}, {at:time}",
    en: '{zone} as the zone was before {step}, {at:time}',
  },
} as const satisfies Record<string, InFourLanguages>;
