import type { Event, ScalarEvent } from 'js-yaml';
import { EVENT_ID, getScalarValue, parseEvents, SCALAR_STYLE, YAMLException } from 'js-yaml';
import type { Json } from '../domain/json.ts';
import type { Issue } from './issue.ts';
import { formatIssue, Issues, quoted } from './issue.ts';
import type { Path, Place } from './place.ts';
import { placesOf } from './place.ts';

export type { Path, Place } from './place.ts';

export const MAX_BYTES = 64 * 1024;
/** A file of many tiny lines costs the parser most. */
export const MAX_LINES = 10_000;
export const MAX_DEPTH = 50;

/** A document and where each value of it stands. With issues, `value` is as much of it as could be read. */
export interface ParsedYaml {
  readonly value: Json | undefined;
  readonly issues: readonly Issue[];
  /** The issues as lines to print. */
  readonly faults: readonly string[];
  /** Of the value at the path, or of the nearest thing above it that exists. */
  placeOf(path: Path): Place;
  /** Of the key that leads to the value; of the value itself where it stands in a list. */
  placeOfKey(path: Path): Place;
}

/** Words that reach an object's prototype when they are used as keys. */
const UNSAFE_KEYS = new Set(['__proto__', 'constructor', 'prototype']);

interface Node {
  readonly value: Json;
  readonly offset: number;
  readonly keyOffset: number;
  readonly children?: ReadonlyMap<string | number, Node>;
}

/**
 * Reads one YAML document that people wrote: maps, lists, text, whole numbers, true, false and null, nothing else. Text stays text:
 * `00123`, `0x1F`, `1e5`, `yes`, `2026-12-01` and numbers of more than 15 digits are not turned into something else. What YAML offers
 * beyond that (anchors, aliases, merge keys, tags, several documents, collections as keys) is refused, as are keys given twice.
 * Never throws; a hostile text costs milliseconds.
 *
 * @param file how the file is called in the issues
 */
export function parseYaml(text: string, file: string): ParsedYaml {
  const source = text.startsWith('\ufeff') ? text.slice(1) : text;
  const placeAt = placesOf(source.length > MAX_BYTES ? '' : source);
  const issues = new Issues(file);
  const root = refuseUnread(source, issues, placeAt) ? undefined : read(source, issues, placeAt);
  const found = issues.list();
  const nodeAt = (path: Path): Node | undefined => {
    let node = root;
    for (const part of path) {
      const child = node?.children?.get(part);
      if (child === undefined) break;
      node = child;
    }
    return node;
  };
  return {
    value: root?.value,
    issues: found,
    faults: found.map(formatIssue),
    placeOf: (path) => placeAt(nodeAt(path)?.offset ?? 0),
    placeOfKey: (path) => placeAt(nodeAt(path)?.keyOffset ?? 0),
  };
}

/** Refusals that need no parser. */
function refuseUnread(source: string, issues: Issues, placeAt: (offset: number) => Place): boolean {
  const top = { line: 1, column: 1 };
  if (source.length > MAX_BYTES || new TextEncoder().encode(source).length > MAX_BYTES)
    issues.add(top, [], `the file is larger than ${MAX_BYTES / 1024} kB`, 'split it, or leave out what is not needed');
  else if (placeAt(source.length).line > MAX_LINES)
    issues.add(top, [], `the file has more than ${MAX_LINES} lines`, 'split it, or leave out what is not needed');
  else {
    const tab = source.indexOf('\t');
    if (tab !== -1) issues.add(placeAt(tab), [], 'a tab stands here', 'write spaces; inside "double quotes" write \\t');
    const marker = /\n(?:---|\.\.\.)(?=[ \r\n]|$)(?!\s*$)/.exec(source);
    if (marker !== null && /[^\s#]/.test(source.slice(0, marker.index).replace(/#[^\n]*/g, '')))
      issues.add(placeAt(marker.index + 1), [], 'a second document begins here', 'write one document in each file');
  }
  return issues.list().length > 0;
}

function read(source: string, issues: Issues, placeAt: (offset: number) => Place): Node | undefined {
  let events: Event[];
  try {
    events = parseEvents(source, { maxDepth: MAX_DEPTH + 1 }); // it counts the value inside as well
  } catch (thrown) {
    if (!(thrown instanceof YAMLException)) throw thrown;
    const place = { line: (thrown.mark?.line ?? 0) + 1, column: (thrown.mark?.column ?? 0) + 1 };
    if (thrown.reason.includes('maxDepth'))
      issues.add(place, [], `nested deeper than ${MAX_DEPTH} levels`, 'write it flatter');
    else
      issues.add(
        place,
        [],
        `this is not YAML: ${quoted(thrown.reason).slice(1, -1)}`,
        'look at this line and the one above',
      );
    return undefined;
  }
  return new Builder(source, events, issues, placeAt).document();
}

/** Makes plain data of the parser's events; recursion is safe because the parser bounds the depth. */
class Builder {
  readonly #source: string;
  readonly #events: readonly Event[];
  readonly #issues: Issues;
  readonly #placeAt: (offset: number) => Place;
  #next = 0;
  #lastOffset = 0;

  constructor(source: string, events: readonly Event[], issues: Issues, placeAt: (offset: number) => Place) {
    this.#source = source;
    this.#events = events;
    this.#issues = issues;
    this.#placeAt = placeAt;
  }

  document(): Node | undefined {
    const first = this.#events[this.#next++];
    if (first === undefined) return undefined;
    if (first.type === EVENT_ID.DOCUMENT && first.directives.length > 0)
      this.#fault(0, [], 'a %YAML or %TAG line stands here', 'leave it out');
    const node = this.#node([], undefined);
    this.#next++;
    if (this.#next < this.#events.length)
      this.#fault(this.#lastOffset, [], 'a second document begins here', 'write one document in each file');
    return node;
  }

  #fault(offset: number, path: Path, what: string, fix?: string): void {
    this.#issues.add(this.#placeAt(offset), path, what, fix);
  }

  #node(path: Path, keyOffset: number | undefined): Node {
    const event = this.#events[this.#next++]!;
    const offset = this.#offsetOf(event);
    this.#refuseExtras(event, offset, path);
    const place = { offset, keyOffset: keyOffset ?? offset };
    if (event.type === EVENT_ID.SCALAR) return { ...place, value: scalar(this.#source, event) };
    if (event.type === EVENT_ID.SEQUENCE) return { ...place, ...this.#list(path) };
    if (event.type === EVENT_ID.MAPPING) return { ...place, ...this.#map(path) };
    return { ...place, value: null };
  }

  #list(path: Path): Pick<Node, 'value' | 'children'> {
    const value: Json[] = [];
    const children = new Map<string | number, Node>();
    while (this.#events[this.#next]!.type !== EVENT_ID.POP) {
      const item = this.#node([...path, value.length], undefined);
      children.set(value.length, item);
      value.push(item.value);
    }
    this.#next++;
    return { value, children };
  }

  #map(path: Path): Pick<Node, 'value' | 'children'> {
    const value: Record<string, Json> = {};
    const children = new Map<string | number, Node>();
    while (this.#events[this.#next]!.type !== EVENT_ID.POP) {
      const offset = this.#offsetOf(this.#events[this.#next]!);
      const key = this.#key(path, children);
      const item = this.#node(key === undefined ? path : [...path, key], offset);
      if (key === undefined) continue;
      children.set(key, item);
      value[key] = item.value;
    }
    this.#next++;
    return { value, children };
  }

  /** The key as text; `undefined` when it cannot be used, which is then reported. */
  #key(path: Path, known: ReadonlyMap<string | number, Node>): string | undefined {
    const event = this.#events[this.#next]!;
    const offset = this.#offsetOf(event);
    if (event.type !== EVENT_ID.SCALAR) {
      this.#fault(offset, path, 'a list, a map or an alias is used as a key', 'write plain text before the colon');
      if (event.type === EVENT_ID.ALIAS) this.#next++;
      else this.#node(path, undefined);
      return undefined;
    }
    this.#next++;
    this.#refuseExtras(event, offset, path);
    const key = getScalarValue(this.#source, event);
    if (key === '<<' && event.style === SCALAR_STYLE.PLAIN)
      this.#fault(offset, path, 'a merge key stands here', 'write the keys out');
    else if (event.valueStart === -1 || key === '')
      this.#fault(offset, path, 'a key is empty', 'write text before the colon');
    else if (UNSAFE_KEYS.has(key)) this.#fault(offset, path, `${quoted(key)} cannot be a key`, 'choose another name');
    else if (known.has(key))
      this.#fault(
        offset,
        [...path, key],
        `this key stands here a second time; the first is on line ${this.#placeAt(known.get(key)!.keyOffset).line}`,
        'keep one of them',
      );
    else return key;
    return undefined;
  }

  #refuseExtras(event: Event, offset: number, path: Path): void {
    if (event.type === EVENT_ID.ALIAS) this.#fault(offset, path, 'an alias (*name) stands here', 'write the value out');
    else if ('tagStart' in event) {
      if (event.anchorStart !== -1) this.#fault(offset, path, 'an anchor (&name) stands here', 'leave it out');
      if (event.tagStart !== -1)
        this.#fault(offset, path, 'a tag (!name) stands here', 'leave it out; quotes make text');
    }
  }

  #offsetOf(event: Event): number {
    const start =
      event.type === EVENT_ID.SCALAR
        ? event.valueStart -
          (event.style === SCALAR_STYLE.SINGLE_QUOTED || event.style === SCALAR_STYLE.DOUBLE_QUOTED ? 1 : 0)
        : event.type === EVENT_ID.ALIAS
          ? event.anchorStart - 1
          : 'start' in event
            ? event.start
            : -1;
    if (start >= 0) this.#lastOffset = start;
    return this.#lastOffset;
  }
}

function scalar(source: string, event: ScalarEvent): Json {
  const text = getScalarValue(source, event);
  if (event.style !== SCALAR_STYLE.PLAIN || event.tagStart !== -1) return text;
  if (text === '' || text === 'null') return null;
  if (text === 'true') return true;
  if (text === 'false') return false;
  return /^(?:0|-?[1-9]\d{0,14})$/.test(text) ? Number(text) : text;
}
