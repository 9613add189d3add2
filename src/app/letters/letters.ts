import type { Message } from '../../domain/message.ts';
import { message } from '../../domain/message.ts';
import type { Part } from '../../domain/project.ts';
import { HOUR } from '../../domain/time.ts';
import { known } from '../../registration/tld-rules.ts';
import type { LetterFacts } from './facts.ts';
import type { LetterId, Recipient } from './ids.ts';

/** Something that a person must fill in before the letter leaves. */
export type Gap = 'tag' | 'hours' | 'name';

/** A paragraph of sentences, or a list of them. `gap` stands for a value that is a visible gap, by the value's name. */
export type Block = readonly Sentence[] | { readonly list: readonly Sentence[] };
export interface Sentence {
  readonly text: Message;
  /** By the value's name: shown as a gap, in the letter's language. */
  readonly gaps?: Readonly<Record<string, Gap>>;
  /** By the value's name: hours in words, of so many seconds. */
  readonly hours?: Readonly<Record<string, number>>;
}

interface LetterKind {
  readonly to: Recipient;
  /** Whom of the customer's people it is for: the first part that somebody plays. */
  readonly parts: readonly Part[];
  readonly body: (facts: LetterFacts) => readonly Block[];
}

type Values = Readonly<Record<string, string | number>>;
const say = (key: string, values: Values = {}): Sentence => ({ text: message(`letter.${key}`, values) });
const when = <T>(condition: unknown, ...items: readonly T[]): readonly T[] => (condition ? items : []);

/** "Not before" a date means the whole of the day before it; an hour more for the day on which the clock is set back. */
const A_DAY_LATER_MS = 25 * HOUR;

const HOLDER: readonly Part[] = ['login-owner', 'customer', 'approver'];

export const LETTER_KINDS: Readonly<Record<LetterId, LetterKind>> = {
  'customer-access': {
    to: 'customer',
    parts: HOLDER,
    body: ({ domain, access, dueMs }) => [
      [say('customer-access.intro', { domain })],
      { list: access.map((part) => say(`customer-access.${part}`, { domain })) },
      [say('no-secrets')],
      [say('change-nothing'), ...due('due', dueMs['collect-access'])],
    ],
  },
  'customer-code': {
    to: 'customer',
    parts: HOLDER,
    body: (facts) => [
      [say('customer-transfer.intro', { domain: facts.domain })],
      { list: [...unlocking(facts, 'customer-code'), ...obtaining(facts)] },
      [...otherwise(facts)],
      [lifetime(facts), say('customer-code.no-mail'), ...due('due', facts.dueMs['obtain-authcode'])],
      [...duration(facts)],
    ],
  },
  'customer-tag': {
    to: 'customer',
    parts: HOLDER,
    body: (facts) => [
      [say('customer-transfer.intro', { domain: facts.domain })],
      { list: [tagged('customer-tag.ask', facts)] },
      [say('customer-tag.no-code'), ...due('due', facts.dueMs['request-transfer'])],
      [...duration(facts)],
    ],
  },
  'customer-confirm': {
    to: 'customer',
    parts: HOLDER,
    body: (facts) => [
      [say('customer-confirm.intro', { domain: facts.domain })],
      [say('customer-confirm.approve'), say('customer-confirm.not-refuse')],
      [say('customer-confirm.doubt')],
      [...duration(facts)],
    ],
  },
  'customer-keep': {
    to: 'customer',
    parts: HOLDER,
    body: (facts) => {
      const { domain, rule, isTransferred, keepUntilMs, stays } = facts;
      const contract = stays.length === 0 ? 'customer-keep.contract' : 'customer-keep.contract-some';
      const days = known(rule.lockDaysAfterHolderChange);
      return [
        [say(`customer-keep.${introOf(facts)}`, { domain })],
        {
          list: [
            ...when(
              isTransferred,
              days !== undefined && days > 0
                ? say('customer-keep.contacts-days', { domain, days })
                : say('customer-keep.contacts', { domain }),
            ),
            keepUntilMs === undefined
              ? say(contract)
              : say(`${contract}-until`, { until: keepUntilMs + A_DAY_LATER_MS }),
            ...stays.map((part) => say(`customer-keep.stays-${part}`)),
            say('customer-keep.servers'),
          ],
        },
      ];
    },
  },
  'customer-interruption': {
    to: 'customer',
    parts: ['approver', 'customer', 'login-owner'],
    body: ({ domain, outage, slotMs }) => [
      [
        outage === undefined
          ? { ...say('customer-interruption.window-unknown', { domain }), gaps: { hours: 'hours' } }
          : {
              ...say(`customer-interruption.window${windowOf(outage)}`, { domain }),
              hours: { hours: outage.allSeconds, transferHours: outage.transferSeconds, ttlHours: outage.ttlSeconds },
            },
        ...when(slotMs !== undefined, say('customer-interruption.slot', { slot: slotMs ?? 0 })),
      ],
      [say('customer-interruption.mail')],
      [say('customer-interruption.accept')],
    ],
  },
  'losing-registrar-question': {
    to: 'losing-registrar',
    parts: [],
    body: (facts) => {
      const { domain, dueMs } = facts;
      return [
        [holder(facts), say('losing-registrar-question.intro')],
        {
          list: [
            say('losing-registrar.cuts', { domain }),
            say('losing-registrar.how-long', { domain }),
            say('losing-registrar.consent'),
          ],
        },
        [keepZone('keep', facts)],
        [...due('losing-registrar.answer-before', dueMs['ask-losing-registrar'])],
      ];
    },
  },
  'losing-registrar-code': {
    to: 'losing-registrar',
    parts: [],
    body: (facts) => {
      const { domain, rule } = facts;
      const from = known(rule.codeFrom) ?? [];
      const days = known(rule.codeDueDays);
      const byRegistry = from.includes('registry') && !from.includes('losing-registrar');
      return [
        ...requestOf(facts, [
          ...unlocking(facts, 'losing-registrar-code'),
          say(`losing-registrar-code.${byRegistry ? 'from-registry' : 'hand-out'}`, { domain }),
        ]),
        [
          ...when(
            days !== undefined,
            say('losing-registrar-code.due-days', { ending: endingOf(domain), days: days ?? 0 }),
          ),
          say('losing-registrar-code.not-to-us'),
        ],
        ...questions(facts),
      ];
    },
  },
  'losing-registrar-tag': {
    to: 'losing-registrar',
    parts: [],
    body: (facts) => [...requestOf(facts, [tagged('losing-registrar-tag.set', facts)]), ...questions(facts)],
  },
};

function holder({ domain, customer }: LetterFacts): Sentence {
  return customer === undefined
    ? say('losing-registrar.holder-unnamed', { domain })
    : say('losing-registrar.holder', { domain, customer });
}

function requestOf(facts: LetterFacts, items: readonly Sentence[]): readonly Block[] {
  return [[holder(facts), say('losing-registrar.intro')], { list: [...items, keepZone('item-keep', facts)] }];
}

/** Where the name servers stay, the old zone never goes. */
function keepZone(key: 'keep' | 'item-keep', { domain, keepUntilMs, stays }: LetterFacts): Sentence {
  if (stays.includes('dns')) return say(`losing-registrar.${key}-stays`, { domain });
  return keepUntilMs === undefined
    ? say(`losing-registrar.${key}`, { domain })
    : say(`losing-registrar.${key}-until`, { domain, until: keepUntilMs });
}

/** What moves, as far as one sentence says it. */
function introOf({ isTransferred, leaves }: LetterFacts): string {
  if (isTransferred || leaves.startsWith('hosting-mail')) return 'intro';
  if (leaves.startsWith('hosting')) return 'intro-site';
  return leaves.startsWith('mail') ? 'intro-mail' : 'intro-else';
}

function questions({ domain, cutsKnown }: LetterFacts): readonly Block[] {
  return [
    when(!cutsKnown, say('losing-registrar.cuts', { domain }), say('losing-registrar.how-long', { domain })),
    [say('losing-registrar.obstacles')],
  ];
}

/** Of how long that was shown, what one sentence says of the transfer in it. */
function windowOf({ transferSeconds, isAssumed }: NonNullable<LetterFacts['outage']>): string {
  if (transferSeconds === 0) return '-no-transfer';
  return isAssumed ? '-assumed' : '';
}

/** Nothing where there is no lock at this ending, or none any more; a question where the public does not see whether there is one. */
function unlocking({ domain, rule, isUnlocked }: LetterFacts, letter: string): readonly Sentence[] {
  const lock = known(rule.lock);
  if (lock === 'none' || isUnlocked) return [];
  return [say(`${letter}.unlock${lock === 'observable' ? '' : '-if'}`, { domain })];
}

/** Who hands the code out and to whom, as far as the ending's rule says so. */
function obtaining({ domain, rule }: LetterFacts): readonly Sentence[] {
  const from = known(rule.codeFrom);
  const days = known(rule.codeDueDays);
  const byRegistry = from?.includes('registry') === true && !from.includes('losing-registrar');
  return [
    say(`customer-code.${byRegistry ? 'ask-registry' : 'ask'}`, { domain }),
    ...when(!byRegistry && from?.includes('holder-at-the-registry'), say('customer-code.ask-portal')),
    ...when(known(rule.codeMailedTo) === 'registrant', say('customer-code.mailed')),
    ...when(!byRegistry && days !== undefined, say('customer-code.due-days', { days: days ?? 0 })),
  ];
}

/** The way without the losing registrar; where the registry hands the code out anyway there is nothing to say. */
function otherwise({ rule }: LetterFacts): readonly Sentence[] {
  const way = known(rule.codeOtherwise);
  const from = known(rule.codeFrom) ?? [];
  return when(way !== undefined && !from.includes('registry'), say(`customer.otherwise.${way}`));
}

function lifetime({ rule }: LetterFacts): Sentence {
  const seconds = known(rule.codeLifetimeSeconds);
  return seconds === undefined
    ? say('customer-code.soon')
    : say('customer-code.lifetime', { days: Math.floor(seconds / 86_400) });
}

function duration({ rule }: LetterFacts): readonly Sentence[] {
  const days = known(rule.durationDays);
  if (days === undefined) return [];
  if (days.atMost === 0) return [say('duration-at-once')];
  return [say(days.usual === 0 ? 'duration-at-most' : 'duration', { ...days })];
}

function tagged(key: string, { domain, tag }: LetterFacts): Sentence {
  return tag === undefined ? { ...say(key, { domain }), gaps: { tag: 'tag' } } : say(key, { domain, tag });
}

function due(key: string, dueMs: number | undefined): readonly Sentence[] {
  return dueMs === undefined ? [] : [say(key, { due: dueMs })];
}

function endingOf(domain: string): string {
  return domain.split('.').at(-1)!;
}
