/** Somebody who wants a half-day, and what they say when `golive new` asks. */
export interface Customer {
  /** The main one first. */
  readonly domains: readonly string[];
  readonly name: string;
  readonly answers?: Readonly<Record<string, unknown>>;
  /** Answers without a name of their own; of the customer alone. */
  readonly free?: Readonly<Record<string, string>>;
}

/** Name servers go from one to the other; all else stays. */
const SWITCHES = {
  registration: 'stays',
  hosting: 'stays',
  mail: 'stays',
  nameServers: 'switch',
  newNameServers: ['ns1.nieuw.nl', 'ns2.nieuw.nl'],
};

export function answersOf({ name, answers, free }: Customer): unknown {
  return { ...SWITCHES, ...answers, customer: name, owner: 'Anna', ...(free === undefined ? {} : { free }) };
}

/** Domains that are there, in the laboratory's DNS: what they need is measured. */
export const MEASURED = {
  longTtl: { domains: ['weekblad.nl'], name: 'Weekblad De Stem' },
  signed: { domains: ['getekend.nl'], name: 'Getekend & Zonen' },
  withCode: { domains: ['verhuist.be'], name: 'Verhuisbedrijf Pak', answers: { registration: 'moves' } },
  mail: {
    domains: ['posterij.nl'],
    name: 'Posterij',
    answers: {
      mail: 'moves',
      nameServers: 'stays',
      newNameServers: undefined,
      mailboxes: ['info@posterij.nl'],
      zoneChanges: [
        {
          set: { name: 'posterij.nl.', type: 'MX', ttlSeconds: 300, rdatas: ['10 mx.nieuw.nl.'] },
          why: 'the new mail service',
        },
      ],
    },
  },
  site: {
    domains: ['webwinkel-mooi.nl'],
    name: 'Mooi Wonen',
    answers: {
      hosting: 'moves',
      nameServers: 'stays',
      newNameServers: undefined,
      providers: { newHosting: 'webhost' },
    },
  },
} as const satisfies Record<string, Customer>;

/** Nobody has looked at these yet. */
export const OTHERS = {
  bakery: { domains: ['bakkerij-dezon.nl', 'bakkerij-dezon.be', 'bakkerij-dezon.eu'], name: 'Bakkerij De Zon' },
  bicycles: { domains: ['fietsenhuis-spaak.nl'], name: 'Fietsenhuis Spaak' },
  hair: { domains: ['kapsalon-knip.nl'], name: 'Kapsalon Knip' },
  garage: { domains: ['garage-remschijf.nl'], name: 'Garage Remschijf' },
  notary: { domains: ['notaris-blauw.nl'], name: 'Notaris Blauw' },
  dentist: { domains: ['tandarts-wit.nl'], name: 'Tandarts Wit' },
  hotel: { domains: ['hotel-duinzicht.nl', 'hotel-duinzicht.com', 'duinzicht.nl'], name: 'Hotel Duinzicht' },
  cafe: { domains: ['cafe-dekade.nl'], name: 'Café De Kade' },
  brewery: { domains: ['brauhaus-kessler.de'], name: 'Brauhaus Keßler', free: { region: 'DE-BY' } },
  cheese: {
    domains: ['kaasenwijn.nl', 'kaasenwijn.be', 'kaas-en-wijn.nl'],
    name: 'Kaas & Wijn',
    free: { tags: 'shop' },
  },
  toys: { domains: ['speelgoedland.nl'], name: 'Speelgoedland', free: { shop: 'yes' } },
  music: { domains: ['muziekschool-noot.nl'], name: 'Muziekschool Noot', free: { notOn: '2026-12-14..2026-12-18' } },
  flowers: { domains: ['bloemist-roos.nl'], name: 'Bloemist Roos', free: { preferredHalfDays: 'mon, tue/morning' } },
  driving: { domains: ['rijschool-koppeling.nl'], name: 'Rijschool Koppeling' },
  lawyers: { domains: ['advocaten-wet.nl', 'advocaten-wet.com', 'wet-advocaten.nl'], name: 'Advocaten Wet' },
  physio: { domains: ['fysio-beweeg.nl'], name: 'Fysio Beweeg' },
  homes: { domains: ['makelaar-huis.nl'], name: 'Makelaar Huis' },
  butcher: { domains: ['slager-worst.nl'], name: 'Slager Worst' },
  printer: { domains: ['drukkerij-inkt.nl'], name: 'Drukkerij Inkt' },
  sports: { domains: ['sportschool-fit.nl', 'sportschool-fit.be', 'fit.amsterdam'], name: 'Sportschool Fit' },
  books: { domains: ['boekhandel-blad.nl'], name: 'Boekhandel Blad' },
  plumber: { domains: ['loodgieter-lek.nl'], name: 'Loodgieter Lek' },
  vet: { domains: ['dierenarts-poot.nl'], name: 'Dierenarts Poot' },
  optician: { domains: ['opticien-scherp.nl'], name: 'Opticien Scherp' },
  school: { domains: ['dorpsschool-regenboog.nl'], name: 'Dorpsschool De Regenboog' },
} as const satisfies Record<string, Customer>;

export const ALL: readonly Customer[] = [...Object.values(MEASURED), ...Object.values(OTHERS)];
