import { isDate } from '../../../scheduler/dates.ts';
import { isRegion, nearestRegion } from '../../../scheduler/holidays/holidays.ts';
import type { Language, Message } from '../../domain/message.ts';
import { message } from '../../domain/message.ts';
import type { Fqdn } from '../../domain/name.ts';
import { displayName, fqdn, isName, isUnder } from '../../domain/name.ts';
import { AXES } from '../answers-file.ts';
import { readHalfDay } from './half-days.ts';
import type { Kind, Question } from './questions.ts';

/** What somebody wrote, in the one form in which it is kept; or one line that says what would be right. */
export type Read = { readonly value: string; readonly warning?: Message } | { readonly wrong: Message };

export interface Asked {
  /** The main domain of the project. */
  readonly domain: Fqdn;
  /** Weekdays are read in it. */
  readonly language: Language;
}

const LONGEST_TEXT = 200;
/** All other answers together with it still fit into a free answer. */
const LONGEST_LIST = 3500;
const MOST_MAILBOXES = 20_000;
/** `password: …` in four languages; what is a secret is asked for later, is not echoed and is kept encrypted. */
const SECRET =
  /(?:^|[^\p{L}])(?:pass(?:word|wort|phrase)?|pwd|wachtwoord|kennwort|mot de passe|mdp|secret|geheim|api[ -]?key|token|auth[ -]?(?:code|info)|verhuis(?:code|token))\s*(?:[:=]|\bis\b|\best\b|\bist\b)\s*\S/iu;
const YES = new Set(['yes', 'y', 'ja', 'j', 'oui', 'o', 'true', '1']);
const NO = new Set(['no', 'n', 'nee', 'nein', 'non', 'false', '2']);
const MAIL = /^[^\s@,;<>"()]+@[^\s@,;<>"()]+$/;
/** As freezes of the configuration name them. */
const TAG = /^[\p{L}\d][\p{L}\d_-]{0,39}$/u;
const PHONE = /^\+?[\d\s()./-]+$/;

/** A person's answer to a question, as it is kept: lists with commas, `yes` and `no`, dates as `2026-12-01`. */
export function readAnswer(question: Question, text: string, asked: Asked): Read {
  const given = text.trim();
  if (given === '') return wrong('empty');
  if (/\p{Cc}/u.test(given)) return wrong('control');
  if (SECRET.test(given)) return wrong('secret');
  const read = readKind(question, given, asked);
  if (!('value' in read)) return read;
  return { ...read, ...noted(question, read.value, asked) };
}

function readKind({ id, kind, lands }: Question, text: string, asked: Asked): Read {
  switch (kind.kind) {
    case 'one-of':
      return readOneOf(kind.values, text, lands.to === 'axis' ? lands.name : undefined);
    case 'yes-no': {
      const word = text.toLowerCase();
      return YES.has(word) ? { value: 'yes' } : NO.has(word) ? { value: 'no' } : wrong('yes-no');
    }
    case 'text':
      return text.length <= LONGEST_TEXT ? { value: text } : wrong('long', { most: LONGEST_TEXT });
    case 'mail':
      return isMail(text) ? { value: text } : wrong('mail');
    case 'host':
      return readHost(id, text, asked);
    case 'date': {
      const date = readDate(text);
      return date === undefined ? wrong('date') : { value: date };
    }
    case 'region':
      return readRegion(text);
    case 'contact':
      return readContact(text, kind.phone === true);
    case 'list':
      return readList(kind.of, text, asked);
  }
}

/** The value itself, its number, the beginning of only one, or for an axis another word for it. */
function readOneOf(values: readonly string[], text: string, axis: keyof typeof AXES | undefined): Read {
  const word = text.toLowerCase();
  const meant = axis === undefined ? undefined : AXES[axis].safeParse(word).data;
  if (meant !== undefined) return { value: meant };
  const byNumber = /^\d+$/.test(word) ? values[Number(word) - 1] : undefined;
  const begins = values.filter((value) => value.startsWith(word));
  const value = values.find((one) => one === word) ?? byNumber ?? (begins.length === 1 ? begins[0] : undefined);
  return value === undefined ? wrong('one-of', { values: values.join(', ') }) : { value };
}

function isMail(text: string): boolean {
  const at = text.lastIndexOf('@');
  return text.length <= 254 && MAIL.test(text) && isHost(text.slice(at + 1));
}

const isHost = (text: string): boolean => isName(text) && /[^.]\.[^.]/.test(text) && !/^[\d.]+$/.test(text);
const hostOf = (text: string): string => fqdn(text).slice(0, -1);

function readHost(id: string, text: string, { domain }: Asked): Read {
  if (!isHost(text)) return wrong('host');
  const name = fqdn(text);
  if (id === 'canonicalHost' && name !== domain && !isUnder(name, domain))
    return wrong('canonical', { domain: displayName(domain) });
  return { value: hostOf(text) };
}

/** Capitals or not; a land or a nation by its code. */
function readRegion(text: string): Read {
  const code = text.toUpperCase();
  if (isRegion(code)) return { value: code };
  const near = nearestRegion(text);
  return near === undefined
    ? wrong('region', { text: text.slice(0, 40) })
    : wrong('region-near', { text: text.slice(0, 40), near });
}

/** `2026-12-01`, or as people write dates here: `1-12-2026`, `01.12.2026`, `1/12/2026`. */
function readDate(text: string): string | undefined {
  const [, day, month, year] = /^(\d{1,2})[-./](\d{1,2})[-./](2\d{3})$/.exec(text) ?? [];
  const iso = year === undefined ? text : `${year}-${month!.padStart(2, '0')}-${day!.padStart(2, '0')}`;
  return isDate(iso) ? iso : undefined;
}

/** One date, or two with `..` between. */
function readDates(text: string): string | undefined {
  const dates = text.split('..').map((part) => readDate(part.trim()));
  if (dates.length > 2 || dates.includes(undefined)) return undefined;
  return (dates[1] ?? dates[0]!) >= dates[0]! ? dates.join('..') : undefined;
}

export interface ContactWords {
  readonly name: string;
  readonly mail?: string;
  readonly phone?: string;
}

/** `Jan de Boer, jan@klant.nl, +31 6 12345678`, in any order. */
function readContact(text: string, needsPhone: boolean): Read {
  const contact = contactIn(text);
  if (contact === undefined || text.length > LONGEST_TEXT) return wrong('contact');
  if (needsPhone && contact.phone === undefined) return wrong('phone');
  return { value: [contact.name, contact.mail, contact.phone].filter((part) => part !== undefined).join(', ') };
}

/** The parts of a contact as it is kept; `undefined`: it is none. */
export function contactIn(text: string): ContactWords | undefined {
  const found: { name?: string; mail?: string; phone?: string } = {};
  for (const part of text.split(/[,;]/).map((one) => one.trim())) {
    const is = part.includes('@') ? 'mail' : PHONE.test(part) && /(?:\d\D*){6}/.test(part) ? 'phone' : 'name';
    const value = part.replace(/^<(.*)>$/, '$1');
    if (value === '' || found[is] !== undefined || (is === 'mail' && !isMail(value))) return undefined;
    found[is] = value;
  }
  const { name, ...rest } = found;
  return name === undefined || !/\p{L}/u.test(name) ? undefined : { name, ...rest };
}

const ITEMS: Readonly<
  Record<Extract<Kind, { kind: 'list' }>['of'], (item: string, asked: Asked) => string | undefined>
> = {
  text: (item) => (item.length <= LONGEST_TEXT ? item : undefined),
  mail: (item) => (isMail(item) ? item : undefined),
  host: (item) => (isHost(item) ? hostOf(item) : undefined),
  domain: (item, { domain }) =>
    isHost(item) && /^(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.){2,}$/.test(fqdn(item)) && fqdn(item) !== domain
      ? hostOf(item)
      : undefined,
  dates: (item) => readDates(item),
  'half-days': (item, { language }) => readHalfDay(item, language),
  tags: (item) => (TAG.test(item) ? item.toLowerCase() : undefined),
};

function readList(of: Extract<Kind, { kind: 'list' }>['of'], text: string, asked: Asked): Read {
  const between = of === 'text' || of === 'half-days' ? /[,;]/ : of === 'dates' ? /[,;]|(?<!\.)\s+(?!\.)/ : /[,;\s]+/;
  const items = text.split(between).flatMap((item) => (item.trim() === '' ? [] : [item.trim()]));
  const values: string[] = [];
  for (const item of items) {
    const value = ITEMS[of](item, asked);
    if (value === undefined) return wrong(`list.${of}`, { item: item.slice(0, 60) });
    values.push(value);
  }
  const unique = [...new Set(values)];
  if (unique.length === 0) return wrong('empty');
  const value = unique.join(', ');
  if (of === 'mail' ? unique.length > MOST_MAILBOXES : value.length > LONGEST_LIST)
    return wrong('long', { most: of === 'mail' ? MOST_MAILBOXES : LONGEST_LIST });
  return { value };
}

/** The items of a list as it is kept. */
export function itemsOf(value: string | undefined): string[] {
  return value === undefined ? [] : value.split(', ').filter((item) => item !== '');
}

/** What is right and still worth a word. */
function noted({ id }: Question, value: string, { domain }: Asked): { readonly warning?: Message } {
  if (id === 'registrantMail' && isMailOf(value, domain))
    return { warning: message('interview.note.registrant-here', { address: value, domain: displayName(domain) }) };
  return {};
}

/** Whether an address is on the domain itself, or below it. */
export function isMailOf(address: string, domain: Fqdn): boolean {
  const host = address.slice(address.lastIndexOf('@') + 1);
  if (!isName(host)) return false;
  const name = fqdn(host);
  return name === domain || isUnder(name, domain);
}

function wrong(what: string, values?: Readonly<Record<string, string | number>>): Read {
  return { wrong: message(`interview.wrong.${what}`, values) };
}
