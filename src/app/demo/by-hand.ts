import type { Message } from '../../domain/message.ts';
import type { StepRecord } from '../../domain/migration.ts';
import type { Rrset } from '../../domain/rrset.ts';
import { rrset } from '../../domain/rrset.ts';
import { answer } from '../answer.ts';
import type { Doing, Hand } from './hand.ts';
import { PEOPLE, WORD } from './hand.ts';

/** What a person reads in the panels; `People.look` of the toy world. */
interface Seen {
  readonly nameServers: readonly string[];
  readonly tag: string;
  readonly addresses: readonly string[];
  readonly thirdParty: readonly string[];
  readonly mailRecords: readonly Rrset[];
  readonly mailboxes: readonly string[];
  readonly verification?: Rrset;
}

type Deed = (hand: Hand, say: (name: string) => string) => Promise<unknown>;

const look = async ({ panels, domain }: Hand): Promise<Seen> => (await panels('look', domain)) as Seen;
const words = (text: string): string[] => text.split(/[\s,]+/).filter((word) => word !== '');
const lines = (text: string): string[] => text.split('\n').filter((line) => line !== '');

/** Where the zone stands that the world asks before the cutover, or that stays. */
const present = ({ state }: Hand) => (state.answers.nameServers === 'ours' ? 'new' : 'old');
/** Where it stands after the cutover. */
const coming = ({ state }: Hand) => (state.answers.nameServers === 'stays' ? 'old' : 'new');
/** Where the site is edited today, and from the cutover on. */
const edited = ({ state }: Hand) => (state.answers.hosting === 'ours' ? 'new' : 'old');
const editedThen = ({ state }: Hand) => (state.answers.hosting === 'stays' ? 'old' : 'new');

const put =
  (side: (hand: Hand) => string): Deed =>
  (hand, said) =>
    hand.panels('putRrsets', side(hand), hand.domain, recordsIn(said('records')));
const setTtls =
  (side: (hand: Hand) => string): Deed =>
  (hand, said) =>
    hand.panels('setTtls', side(hand), hand.domain, ttlsIn(said('records')));
const each = async (items: readonly string[], work: (item: string) => Promise<unknown>): Promise<void> => {
  for (const item of items) await work(item);
};
const panel =
  (deed: string, ...args: readonly unknown[]): Deed =>
  ({ panels, domain }) =>
    panels(deed, domain, ...args);
const copyAllMail = async (hand: Hand, direction: 'forward' | 'back'): Promise<void> =>
  each((await look(hand)).mailboxes, (address) => hand.panels('copyMail', address, direction));

const putVerification = async (hand: Hand): Promise<void> => {
  const { verification } = await look(hand);
  if (verification !== undefined) await hand.panels('putRrsets', present(hand), hand.domain, [verification]);
};

/** Who reads the instruction does it, with what the instruction says and nothing else; by its text's key. */
const DEEDS: Readonly<Record<string, Deed>> = {
  'dns.create-zone.create': ({ panels, domain }) => panels('createZone', 'new', domain),
  'dns.create-zone.put': put(() => 'new'),
  'dns.create-zone.delete': ({ panels, domain }) => panels('deleteZone', 'new', domain),
  'dns.lower-ttl.set': setTtls(present),
  'dns.lower-ttl.back': setTtls(present),
  'dns.raise-ttl.set': setTtls(coming),
  'dns.change-records.put': put(present),
  'dns.change-records.back': put(present),
  'dns.third-party.put': put(present),
  'dns.third-party.back': put(present),
  'dns.change-delegation.parent': (hand, said) => hand.panels('setNameServers', hand.domain, words(said('servers'))),
  'dns.change-delegation.back': (hand, said) => hand.panels('setNameServers', hand.domain, words(said('servers'))),
  'dns.change-delegation.old-apex-ns': (hand, said) =>
    hand.panels('putRrsets', 'old', hand.domain, [
      rrset(
        hand.state.domain,
        'NS',
        Number(said('ttl')),
        words(said('servers')).map((name) => `${name}.`),
      ),
    ]),
  'dns.remove-ds.remove': panel('removeDs'),
  'dns.remove-ds.put-back': (hand, said) => hand.panels('setDs', hand.domain, lines(said('ds'))),
  'dns.restore-ds.sign': ({ panels, domain }) => panels('signZone', 'new', domain),
  'dns.restore-ds.set': (hand, said) => hand.panels('setDs', hand.domain, lines(said('ds'))),
  'dns.restore-ds.remove': panel('removeDs'),
  'dns.publish.on': ({ panels, domain }) => panels('setPublished', 'new', domain, true),
  'dns.publish.off': ({ panels, domain }) => panels('setPublished', 'new', domain, false),
  'task.order-hosting': panel('orderHosting'),
  'task.order-hosting.cancel-by-hand': ({ panels, domain }) => panels('cancelHosting', 'new', domain),
  'task.pay-order.by-hand': panel('payHostingOrder'),
  'task.backup-site': panel('backUpSite'),
  'task.copy-site.full': panel('copySite'),
  'task.copy-site.delta': async ({ panels, domain, state }) => {
    await panels('copySite', domain);
    if (state.answers.site?.database === true) await panels('importDatabase', domain);
  },
  'task.create-database': (hand, said) => hand.panels('createDatabase', hand.domain, said('name')),
  'task.import-database': panel('importDatabase'),
  'task.link-database': (hand, said) => hand.panels('linkDatabase', hand.domain, said('name')),
  'task.prepare-certificate': (hand, said) => hand.panels('requestCertificate', hand.domain, words(said('hosts'))),
  'task.freeze-content': (hand) => hand.panels('setFrozen', edited(hand), hand.domain, true),
  'task.unfreeze-content': (hand) =>
    hand.panels('setFrozen', (hand.state.rollingBack ? edited : editedThen)(hand), hand.domain, false),
  'task.order-mail-licences': async (hand, said) => {
    if (Number(said('count')) > 0) await hand.panels('orderLicences', hand.domain, Number(said('count')));
  },
  'task.order-mail-licences.cancel': panel('cancelLicences'),
  'task.verify-mail-domain': async (hand) => {
    await putVerification(hand);
    await hand.panels('verifyMailDomain', hand.domain);
  },
  'task.verify-mail-domain.put': async (hand) => {
    await putVerification(hand);
    await WORD(hand);
  },
  'task.verify-mail-domain.take-away': async (hand) => {
    const { verification } = await look(hand);
    if (verification !== undefined)
      await hand.panels('putRrsets', present(hand), hand.domain, [{ ...verification, rdatas: [] }]);
  },
  'task.recreate-mailboxes': (hand, said) =>
    each(words(said('addresses')), (address) => hand.panels('createMailbox', 'new', address)),
  'task.recreate-mailboxes.remove': (hand, said) =>
    each(words(said('addresses')), (address) => hand.panels('deleteMailbox', 'new', address)),
  'task.copy-mail.full': (hand) => copyAllMail(hand, 'forward'),
  'task.copy-mail.delta': (hand) => copyAllMail(hand, 'forward'),
  'task.copy-mail.final': (hand) => copyAllMail(hand, 'forward'),
  'task.copy-mail.all-back': (hand) => copyAllMail(hand, 'back'),
  'task.unlock-domain': panel('unlock'),
  'task.lock-domain': panel('setLock', true),
  'task.unlock-domain.hidden': panel('unlock'),
  'task.unlock-domain.put-back': panel('lockAsBefore'),
  'task.relock-domain.hidden': panel('setLock', true),
  'task.request-transfer.tag': async (hand, said) => {
    await hand.panels('pushTag', hand.domain, said('tag'));
    await WORD(hand);
  },
  'task.request-transfer.tag-back': panel('takeTagBack'),
  'task.request-transfer': async (hand, said) =>
    hand.panels('requestTransfer', hand.domain, await hand.panels('readAuthInfo', hand.domain), words(said('servers'))),
  'task.pay-transfer.by-hand': panel('payTransfer'),
  'task.confirm-transfer': panel('confirmTransfer'),
};

/** What golive asks to be told, as a person finds it in the new providers' panels, or hears it from a third party that keeps the site. */
const ANSWERS: Readonly<Record<string, (seen: Seen, hand: Hand) => Parameters<typeof answer>[2] | undefined>> = {
  newNameServers: ({ nameServers }) => ({ pairs: [['newNameServers', nameServers.join(',')]] }),
  newAddresses: (seen, { state: { answers } }) => {
    const isTold = answers.free?.['newAddresses'] !== undefined;
    const addresses = answers.hosting !== 'stays' ? seen.addresses : isTold ? [] : seen.thirdParty;
    return addresses.length === 0 ? undefined : { pairs: [['newAddresses', addresses.join(',')]] };
  },
  gainingTag: ({ tag }) => ({ pairs: [['gainingTag', tag]] }),
  mailboxes: ({ mailboxes }) => ({ pairs: [['mailboxes', mailboxes.join(',')]] }),
  zoneChanges: ({ mailRecords }) => ({
    pairs: [],
    file: { zoneChanges: mailRecords.map((set) => ({ set, why: 'as the new mail service asks' })) },
  }),
};

/** What a person does who has no API but hands, for this task; `undefined`: it asks for something else. */
export function byHand(record: StepRecord): Doing | undefined {
  const { task } = record;
  if (task === undefined) return undefined;
  const told = task.wants === undefined ? undefined : ANSWERS[task.wants];
  if (told !== undefined) return (hand) => tell(hand, told);
  const instructions = task.text.text === 'engine.do-by-hand' ? (record.changes ?? []) : [task.text];
  if (instructions.length === 0 || instructions.some(({ text }) => DEEDS[text] === undefined)) return undefined;
  return async (hand) => {
    for (const instruction of instructions) await DEEDS[instruction.text]!(hand, valuesOf(instruction));
    if (task.closesOnWord) await WORD(hand);
    return instructions.map(({ text }) => text.replace(/^(?:task|dns)\./, '')).join(', ');
  };
}

async function tell(hand: Hand, told: (typeof ANSWERS)[string]): Promise<string> {
  const given = told(await look(hand), hand);
  if (given === undefined) return 'looked: it is not known yet';
  await answer(hand.app, hand.domain, given, PEOPLE.agency);
  return `told ${hand.record.task!.wants}`;
}

const valuesOf =
  ({ values }: Message) =>
  (name: string): string =>
    String(values?.[name] ?? '');

/** `name TYPE: TTL seconds` per line. */
const ttlsIn = (text: string): Pick<Rrset, 'name' | 'type' | 'ttlSeconds'>[] =>
  lines(text).map((line) => {
    const [, name, type, ttl] = /^(\S+) (\S+): TTL (\d+)$/.exec(line) ?? [];
    return { name: name as Rrset['name'], type: type!, ttlSeconds: Number(ttl) };
  });

/** `name ttl IN TYPE rdata` per line; `name TYPE –` is one that goes. */
function recordsIn(text: string): Rrset[] {
  const sets = new Map<string, Rrset>();
  for (const line of lines(text)) {
    const [, gone, goneType] = /^(\S+) (\S+) –$/.exec(line) ?? [];
    const [, name, ttl, type, rdata] = /^(\S+) (\d+) IN (\S+) (.+)$/.exec(line) ?? [];
    const owner = (gone ?? name)! as Rrset['name'];
    const kind = (goneType ?? type)!;
    const known = sets.get(`${owner} ${kind}`)?.rdatas ?? [];
    sets.set(`${owner} ${kind}`, rrset(owner, kind, Number(ttl ?? 0), rdata === undefined ? [] : [...known, rdata]));
  }
  return [...sets.values()];
}
