import { ENGINE } from '../../domain/journal.ts';
import { message } from '../../domain/message.ts';
import { displayName } from '../../domain/name.ts';
import type { Notice } from '../../domain/notice.ts';
import { scrub } from '../../domain/scrub.ts';
import type { EpochMs } from '../../domain/time.ts';
import type { Style } from '../../texts/render.ts';
import { render } from '../../texts/render.ts';
import type { Config } from '../config/schema.ts';
import { lines, plainValue } from '../letters/lay-out.ts';
import { sentenceIn, titleIn } from '../voice.ts';
import type { DeliveryBody } from './expand.ts';
import type { Receiver } from './receivers.ts';

/** What a person reads: plain text in lines of at most 72 characters, without control characters and without a secret. */
export interface Written {
  readonly subject: string;
  readonly text: string;
}

const LONGEST_SUBJECT = 180;
/** What is written for us names commands; a customer has none. */
const FOR_US = /\bgolive\b/;

/** One notice in the receiver's language. Pure. */
export function writeNotice(
  config: Config,
  notice: Notice,
  receiver: Pick<Receiver, 'audience' | 'name' | 'language'>,
): Written {
  const style: Style = { language: receiver.language, timeZone: config.agency.timeZone };
  const values = valuesOf(notice, style);
  const isCustomer = receiver.audience === 'customer';
  const key = keyOf(notice, isCustomer);
  const say = notice.say === undefined ? '' : sentenceIn(notice.say, style);
  const blocks = isCustomer
    ? forCustomer(config, notice, receiver, key, FOR_US.test(say) ? '' : say, values, style)
    : forAgency(config, notice, key, say, values, style);
  const text = blocks
    .filter((block) => block.length > 0)
    .map((block) => block.join('\n'))
    .join('\n\n');
  return { subject: subjectOf(render(message(`${key}.subject`, values), style)), text: `${scrub(text)}\n` };
}

/** Several at once, each as it would have come alone. */
export function writeDigest(
  config: Config,
  bodies: readonly DeliveryBody[],
  atMs: EpochMs,
  receiver: Receiver,
): Written {
  const style: Style = { language: receiver.language, timeZone: config.agency.timeZone };
  const written = bodies.map(({ notice }) => writeNotice(config, notice, receiver));
  const subject = render(message('notice.digest.subject', { count: written.length, at: atMs }), style);
  const text = written.map((one) => `${one.subject}\n${'-'.repeat(72)}\n\n${one.text}`).join('\n\n');
  return { subject: subjectOf(subject), text };
}

const subjectOf = (text: string): string => {
  const [first = ''] = scrub(text).split('\n');
  const line = plain(first);
  return [...line].length <= LONGEST_SUBJECT ? line : `${[...line].slice(0, LONGEST_SUBJECT - 1).join('')}…`;
};

/** Events that read otherwise: what was held only, what is the last word. */
function keyOf({ event, variant, nth, of }: Notice, isCustomer: boolean): string {
  const stem = isCustomer ? `notice.customer.${event}` : `notice.${event}`;
  if (variant !== undefined) return `${stem}.${variant}`;
  return event === 'reminder' && nth === of && !isCustomer ? `${stem}.last` : stem;
}

const DOMAINS_SHOWN = 5;

function valuesOf(notice: Notice, style: Style): Readonly<Record<string, string | number>> {
  const names = notice.domains.map(displayName);
  const more = names.length > DOMAINS_SHOWN ? ', …' : '';
  return {
    customer: plainValue(notice.project.customer),
    owner: plainValue(notice.project.owner),
    domain: names[0] ?? '–',
    domains: `${names.slice(0, DOMAINS_SHOWN).join(', ')}${more}`,
    by: plainValue(notice.by),
    at: notice.atMs,
    title: notice.title === undefined ? '–' : plain(titleIn(notice.title, style)),
    who: plainValue(notice.who ?? notice.project.owner),
    slot: notice.slot?.slot ?? '–',
    start: notice.slot?.startsAtMs ?? notice.atMs,
    from: notice.from ?? '–',
    since: notice.sinceMs ?? notice.atMs,
    until: notice.untilMs ?? notice.atMs,
    nth: notice.nth ?? 1,
    of: notice.of ?? 1,
  };
}

type Values = ReturnType<typeof valuesOf>;
type Block = readonly string[];

function forAgency(config: Config, notice: Notice, key: string, say: string, values: Values, style: Style): Block[] {
  const fact = (name: string, value: string | number | undefined): string[] =>
    value === undefined ? [] : lines(render(message(`notice.fact.${name}`, { value }), style), '', '  ');
  const { findings = [], migrationId, event } = notice;
  if (event === 'test') return [paragraph(`${key}.text`, values, style)];
  const isPersons = notice.by !== ENGINE;
  return [
    paragraph(`${key}.text`, values, style),
    saidLines(say),
    findings.flatMap((one) => lines(plain(`${one.tag} ${render(one.message, style)}`), '- ', '  ')),
    [
      ...fact('customer', values['customer']),
      ...fact('domains', values['domains']),
      ...fact('who', notice.who === undefined ? undefined : values['who']),
      ...fact('owner', values['owner']),
      ...fact('since', notice.sinceMs),
      ...fact('until', notice.untilMs),
      ...fact('by', isPersons ? values['by'] : undefined),
      ...fact('why', notice.why === undefined ? undefined : plainValue(notice.why)),
    ],
    [
      ...lines(render(message('notice.next', values), style)),
      ...(migrationId === undefined ? [] : linkLines(config, migrationId)),
    ],
  ];
}

/** Where the overview stands, if anybody outside can reach it. */
export function pageOf({ serve }: Pick<Config, 'serve'>, migrationId: string): string | undefined {
  return serve.url === undefined ? undefined : `${serve.url.replace(/\/+$/, '')}/migrations/${migrationId}`;
}

function linkLines(config: Config, migrationId: string): string[] {
  const page = pageOf(config, migrationId);
  return page === undefined ? [] : [page];
}

function forCustomer(
  { agency }: Config,
  notice: Notice,
  { name }: Pick<Receiver, 'name'>,
  key: string,
  say: string,
  values: Values,
  style: Style,
): Block[] {
  const isAsked = notice.event === 'your-turn' || notice.event === 'reminder';
  const until = isAsked && notice.untilMs !== undefined && notice.untilMs > notice.atMs;
  return [
    lines(render(message('notice.customer.dear', { name: plainValue(name ?? notice.project.customer) }), style)),
    paragraph(`${key}.text`, values, style),
    isAsked ? saidLines(say) : [],
    until ? paragraph('notice.customer.until', values, style) : [],
    paragraph('notice.customer.link', values, style),
    isAsked ? paragraph('notice.customer.no-secrets', values, style) : [],
    [
      ...lines(render(message('notice.customer.regards'), style)),
      '',
      ...lines(values['owner'] as string),
      ...lines(plainValue(agency.name)),
    ],
  ];
}

const paragraph = (text: string, values: Values, style: Style): Block =>
  lines(plain(render(message(text, values), style)));

/** A sentence of ours may have lines of its own: records, findings. */
const saidLines = (say: string): Block =>
  say === ''
    ? []
    : say.split('\n').flatMap((line, at) => lines(plain(line), at === 0 ? '' : '  ', at === 0 ? '' : '    '));

/** On one line, and no more of it than people read. */
function plain(text: string): string {
  const line = text.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}\p{Co}\p{Cn}\p{DI}]+/gu, ' ').trim();
  return [...line].length <= LONGEST_LINE ? line : `${[...line].slice(0, LONGEST_LINE - 1).join('')}…`;
}
const LONGEST_LINE = 1200;
