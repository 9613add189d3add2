import type { Language } from '../../domain/message.ts';
import type { Notice, NoticeEvent } from '../../domain/notice.ts';
import { CUSTOMER_EVENTS, OWNER_EVENTS, TOLD_EVENTS } from '../../domain/notice.ts';
import type { Contact, Project } from '../../domain/project.ts';
import type { NotifyTarget } from '../config/notify.ts';
import { targetName } from '../config/notify.ts';
import type { Config } from '../config/schema.ts';

/** Who is told something, and how. */
export interface Receiver {
  /** `mail:` and an address, or `webhook:` and a name. */
  readonly target: string;
  /** Whether they run the move, answer for this one, or are the customer it is for. */
  readonly audience: 'agency' | 'owner' | 'customer';
  readonly name?: string;
  readonly language: Language;
  /** `18:00` to `08:00`, in the agency's zone. */
  readonly quiet?: { readonly from: string; readonly to: string };
  /** The hour of the day at which all of it comes together. */
  readonly digest?: string;
}

export type Telling = Pick<Config, 'notify' | 'smtp' | 'people' | 'agency'>;

/** Everybody who is told this, each once. Pure. */
export function receiversOf(config: Telling, project: Project | undefined, notice: Notice): readonly Receiver[] {
  const all = [
    ...config.notify.flatMap((target) => agencyReceiver(config, target, notice.event)),
    ...(project === undefined ? [] : ownersOf(config, project, notice)),
    ...(project === undefined ? [] : customersOf(config, project, notice)),
  ];
  return all.filter(({ target }, at) => all.findIndex((other) => other.target === target) === at);
}

/** All that the configuration names by itself, whatever they want to hear: what a test goes to. */
export function agencyReceivers(config: Telling): readonly Receiver[] {
  return config.notify.flatMap((target) => agencyReceiver(config, target, undefined));
}

function agencyReceiver(config: Telling, target: NotifyTarget, event: NoticeEvent | undefined): Receiver[] {
  if (target.to !== 'mail' && target.to !== 'webhook') return [];
  if (event !== undefined && !(target.events ?? TOLD_EVENTS).includes(event)) return [];
  return [
    {
      target: targetName(target),
      audience: 'agency',
      language: target.language ?? config.agency.language,
      ...(target.quiet === undefined ? {} : { quiet: target.quiet }),
      ...(target.to === 'webhook' || target.digest === undefined ? {} : { digest: target.digest }),
    },
  ];
}

/** The address of one of our people, where mail can be sent. */
export function mailOf(config: Telling, name: string): string | undefined {
  if (config.smtp === undefined) return undefined;
  const called = (known: string) => known.trim().toLowerCase() === name.trim().toLowerCase();
  return config.people.find((person) => called(person.name))?.mail;
}

/** What happens in the half-day is also the business of whoever is on duty in it. */
const ON_DUTY: ReadonlySet<NoticeEvent> = new Set(['tomorrow', 'gate-closed', 'early-switch', 'halted', 'rolled-back']);

function ownersOf(config: Telling, project: Project, notice: Notice): Receiver[] {
  const own = config.notify.find((target) => target.to === 'owner');
  if (!(own?.events ?? OWNER_EVENTS).includes(notice.event) || !isTheirs(notice, project)) return [];
  const onDuty = ON_DUTY.has(notice.event) ? notice.slot?.onDuty : undefined;
  return [project.owner, ...(onDuty === undefined ? [] : [onDuty])].flatMap((name): Receiver[] => {
    const address = mailOf(config, name);
    if (address === undefined) return [];
    return [
      {
        target: `mail:${address.toLowerCase()}`,
        audience: 'owner',
        name,
        language: own?.language ?? config.agency.language,
        ...(own?.quiet === undefined ? {} : { quiet: own.quiet }),
        ...(own?.digest === undefined ? {} : { digest: own.digest }),
      },
    ];
  });
}

/** Somebody else's task is the owner's when all reminders were for nothing. */
function isTheirs({ event, who, nth, of }: Notice, { owner }: Project): boolean {
  if (event !== 'your-turn' && event !== 'reminder') return true;
  return who === owner || (event === 'reminder' && nth === of);
}

function customersOf(config: Telling, project: Project, notice: Notice): Receiver[] {
  const own = config.notify.find((target) => target.to === 'customer');
  const events: readonly NoticeEvent[] = own?.events ?? CUSTOMER_EVENTS;
  if (own === undefined || config.smtp === undefined || !events.includes(notice.event)) return [];
  // What stands in the way is the agency's to judge before the customer hears of it.
  if (notice.event === 'tomorrow' && notice.variant !== 'go') return [];
  return contactsFor(project, notice).flatMap((contact): Receiver[] =>
    contact.mail === undefined
      ? []
      : [
          {
            target: `mail:${contact.mail.toLowerCase()}`,
            audience: 'customer',
            name: contact.name,
            language: contact.language,
            ...(own.quiet === undefined ? {} : { quiet: own.quiet }),
          },
        ],
  );
}

/** A task goes to whoever plays the part; what is told goes to the customer, by their contact for it or the first that can be reached. */
function contactsFor({ contacts, customer }: Project, { event, part, who }: Notice): readonly Contact[] {
  const reachable = contacts.filter(({ mail }) => mail !== undefined);
  const general = reachable.filter(({ parts }) => parts.includes('customer'));
  const theCustomer = general.length > 0 ? general.slice(0, 1) : reachable.slice(0, 1);
  if (event !== 'your-turn' && event !== 'reminder') return theCustomer;
  if (part === undefined || part === 'agency') return [];
  const named = reachable.filter(({ parts }) => parts.includes(part)).slice(0, 1);
  return named.length > 0 ? named : who === customer ? theCustomer : [];
}

/** Whether the configuration, or the project's contacts, still name whom it was to go to. */
export function isStillWanted(config: Telling, project: Project | undefined, { target, audience }: Receiver): boolean {
  const isHere = (address: string | undefined) => address !== undefined && target === `mail:${address.toLowerCase()}`;
  if (audience === 'customer')
    return (
      config.notify.some(({ to }) => to === 'customer') && project?.contacts.some(({ mail }) => isHere(mail)) === true
    );
  if (audience === 'owner') return config.people.some(({ mail }) => isHere(mail));
  return config.notify.some((one) => targetName(one) === target);
}
