import { Refused } from '../problem.ts';

// What somebody sends is held to a few rules before it is believed to be anything: a text that is deep would cost more to look at than to send.

/** Levels of arrays and objects; no document of ours has ten. */
const DEEPEST = 50;
/** Names that mean something to JavaScript itself. */
const NEVER_A_NAME: ReadonlySet<string> = new Set(['__proto__']);

const invalid = (why: string): Refused => new Refused('body-invalid', 'the body', { why, faults: [{ at: '', why }] });

/** @throws Refused `body-invalid` */
export function readJson(bytes: Uint8Array): unknown {
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw invalid('it is not UTF-8');
  }
  if (depthOf(text) > DEEPEST) throw invalid(`it is deeper than ${DEEPEST} levels`);
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw invalid('it is not JSON'); // the parser's own words quote what was sent, which may be a secret
  }
  const name = forbiddenName(value);
  if (name !== undefined) throw invalid(`nothing may be called ${name}`);
  return value;
}

/** How many brackets are open at most; of a text that is no JSON it is some number. */
function depthOf(text: string): number {
  let depth = 0;
  let deepest = 0;
  let isText = false;
  for (let at = 0; at < text.length; at++) {
    const character = text.charCodeAt(at);
    if (isText) {
      if (character === BACKSLASH) at += 1;
      else if (character === QUOTE) isText = false;
    } else if (character === QUOTE) isText = true;
    else if (character === OPEN_ARRAY || character === OPEN_OBJECT) deepest = Math.max(deepest, ++depth);
    else if (character === CLOSE_ARRAY || character === CLOSE_OBJECT) depth -= 1;
  }
  return deepest;
}

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const OPEN_ARRAY = 0x5b;
const CLOSE_ARRAY = 0x5d;
const OPEN_OBJECT = 0x7b;
const CLOSE_OBJECT = 0x7d;

function forbiddenName(value: unknown): string | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  for (const [name, inner] of Object.entries(value)) {
    const found = NEVER_A_NAME.has(name) ? name : forbiddenName(inner);
    if (found !== undefined) return found;
  }
  return undefined;
}
