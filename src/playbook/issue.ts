import type { Path, Place } from './place.ts';
import { pathText } from './place.ts';

/** One thing wrong in a file that people write: where, what, and the way out. A warning does not stop the file from being used. */
export interface Issue {
  readonly severity: 'error' | 'warning';
  readonly file: string;
  /** From 1. */
  readonly line: number;
  /** From 1, in UTF-16 units. */
  readonly column: number;
  /** `steps[3].after[0]`; empty for the file as a whole. */
  readonly path: string;
  readonly what: string;
  readonly fix?: string;
}

/** `playbooks/shop.yaml:12:5  steps[3].owner  "agncy" is not one of …; did you mean "agency"?` Safe to print. */
export function formatIssue(issue: Issue): string {
  const parts = [
    `${issue.file}:${issue.line}:${issue.column}`,
    ...(issue.severity === 'warning' ? ['warning'] : []),
    ...(issue.path === '' ? [] : [issue.path]),
    issue.fix === undefined ? issue.what : `${issue.what}; ${issue.fix}`,
  ];
  return printable(parts.join('  '));
}

export type Severity = Issue['severity'];

/** Collects issues; a hostile file earns a bounded number of them. */
export class Issues {
  readonly file: string;
  readonly #found: Issue[] = [];
  #overflowed = false;

  constructor(file: string) {
    this.file = file;
  }

  /** There are more than will be told; nothing is gained by looking on. */
  get overflowed(): boolean {
    return this.#overflowed;
  }

  add(place: Place, path: Path, what: string, fix?: string, severity: Severity = 'error'): void {
    if (this.#found.length >= MAX_ISSUES) {
      this.#overflowed = true;
      return;
    }
    const { line, column } = place;
    const found = { severity, file: this.file, line, column, path: pathText(path), what };
    this.#found.push(fix === undefined ? found : { ...found, fix });
  }

  addAll(issues: readonly Issue[]): void {
    this.#overflowed ||= this.#found.length + issues.length > MAX_ISSUES;
    this.#found.push(...issues.slice(0, MAX_ISSUES - this.#found.length));
  }

  /** In the order of the file. */
  list(): readonly Issue[] {
    const sorted = this.#found.toSorted((a, b) => a.line - b.line || a.column - b.column);
    if (!this.#overflowed) return sorted;
    return [...sorted, { ...sorted.at(-1)!, path: '', what: 'there are more faults', fix: 'mend these first' }];
  }
}

const MAX_ISSUES = 100;

/** A piece of the file as it may be shown: quoted, on one line, short. */
export function quoted(text: unknown): string {
  const shown = typeof text === 'string' ? `"${text}"` : (JSON.stringify(text) ?? 'nothing');
  return printable(shown.length > 60 ? `${shown.slice(0, 57)}…` : shown);
}

/** Control characters, line separators and directional marks as escapes: a file cannot write to the terminal. */
function printable(text: string): string {
  return text.replace(
    /[\u0000-\u001f\u007f-\u009f\u200b-\u200f\u2028-\u202e\u2066-\u2069\ufeff]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}
