import { describe, expect, test } from 'vitest';
import { calendarFeed } from '../../scheduler/ical/calendar.ts';
import { DAY } from '../../src/domain/time.ts';
import fc from '../fast-check.ts';
import { calendarOf } from './ical-read.ts';
import { eventAt, feedOf, HOSTILE } from './ical-samples.ts';

const AT = Date.UTC(2026, 11, 1, 8);

const linesOf = (text: string): string[] => {
  expect(text.endsWith('\r\n')).toBe(true);
  return text.slice(0, -2).split('\r\n');
};
const encoder = new TextEncoder();
const strict = new TextDecoder('utf-8', { fatal: true });

/** What is left of a text, code point by code point: the rule once more, in other words. */
function asRead(text: string): string {
  return Array.from(text.replace(/\r\n/g, '\n'), (character) => {
    const code = character.codePointAt(0)!;
    if ([0x0a, 0x0b, 0x0c, 0x0d, 0x85, 0x2028, 0x2029].includes(code)) return '\n';
    if (code === 9) return ' ';
    if (code >= 0xd800 && code <= 0xdfff) return '\ufffd';
    const isMark = (code >= 0x202a && code <= 0x202e) || (code >= 0x2066 && code <= 0x2069);
    return code < 0x20 || (code >= 0x7f && code < 0xa0) || isMark || code === 0xfffe || code === 0xffff
      ? ''
      : character;
  }).join('');
}

/** Every line is whole UTF-8 of at most 75 octets, no line ends in another way, and none within an escape. */
function wellFormed(text: string): void {
  const wrong = linesOf(text).filter((line) => {
    const octets = encoder.encode(line);
    const isCut = (/\\*$/.exec(line)![0].length & 1) === 1;
    return isCut || octets.length > 75 || strict.decode(octets) !== line || /[\0-\x1f\x7f-\x9f\u2028\u2029]/.test(line);
  });
  expect(wrong).toEqual([]);
}

const PROPERTIES = [
  'uid',
  'sequence',
  'dtstamp',
  'created',
  'last-modified',
  'dtstart',
  'dtend',
  'status',
  'transp',
  'summary',
  'description',
  'location',
  'categories',
];

/** One hostile text in every place that takes one; the document keeps its shape, and every place says what was written there. */
function holds(text: string): void {
  const event = eventAt(AT, {
    uid: `7@golive.example${text}`,
    summary: text,
    description: text,
    location: text,
    url: text,
    categories: ['golive', text.replaceAll('\\', '/')],
    alarmsBeforeMs: [DAY],
  });
  const feed = calendarFeed(feedOf([event, eventAt(AT + DAY)], { name: text, prodId: text }));
  wellFormed(feed);
  const calendar = calendarOf(feed);
  expect(calendar.getAllSubcomponents().map(({ name }) => name)).toEqual(['vtimezone', 'vevent', 'vevent']);
  expect(calendar.getAllProperties().map(({ name }) => name)).toEqual([
    'version',
    'prodid',
    'calscale',
    'method',
    'x-wr-calname',
    'x-wr-timezone',
    'refresh-interval',
    'x-published-ttl',
  ]);
  const [first, second] = calendar.getAllSubcomponents('vevent');
  const wanted = asRead(text);
  const names = first!.getAllProperties().map(({ name }) => name);
  expect(names.filter((name) => name !== 'url')).toEqual(PROPERTIES);
  expect(first!.getAllSubcomponents().map(({ name }) => name)).toEqual(['valarm']);
  expect(first!.getFirstPropertyValue('uid')).toBe(`7@golive.example${wanted}`);
  for (const name of ['summary', 'description', 'location']) expect(first!.getFirstPropertyValue(name)).toBe(wanted);
  expect(first!.getFirstSubcomponent('valarm')!.getFirstPropertyValue('description')).toBe(wanted);
  expect(first!.getFirstProperty('categories')!.getValues()).toEqual(['golive', wanted.replaceAll('\\', '/')]);
  expect(calendar.getFirstPropertyValue('prodid')).toBe(wanted);
  expect(second!.getFirstPropertyValue('summary')).toBe('klant.nl goes live');
}

describe('what a customer writes stays within its place', () => {
  test.each(HOSTILE.map((text) => [JSON.stringify(text).slice(0, 50), text]))('%s', (_, text) => holds(text));
  test('any text', () => {
    const piece = fc.oneof(
      fc.constantFrom('\r\n', '\n', '\r', '\\', '\\n', ',', ';', ':', '"', ' ', '\t', '\u2028', '\ufeff', '\u202e'),
      fc.constantFrom('BEGIN:VEVENT', 'END:VCALENDAR', 'ATTACH:x', 'https://', '👩‍👩‍👧', '\ud83d', 'é', 'Ω'),
      fc.array(fc.integer({ min: 0, max: 0x10ffff }), { maxLength: 20 }).map((codes) => String.fromCodePoint(...codes)),
      fc.integer({ min: 0, max: 0xffff }).map((unit) => String.fromCharCode(unit)),
    );
    const text = fc.array(piece, { maxLength: 40 }).map((pieces) => pieces.join(''));
    fc.assert(fc.property(text, holds), { numRuns: 100, endOnFailure: true });
  });
  test('characters of each size at every distance from the fold', () => {
    for (const character of ['x', 'é', '€', '😀', '\\', '\n'])
      for (let before = 60; before < 68; before++) holds(`${'a'.repeat(before)}${character.repeat(80)}`);
  });
});
