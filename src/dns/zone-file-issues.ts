import { printable } from './wire-text.ts';

/** One thing wrong in a zone file. A warning leaves the file usable; what it names was read as it says, or left out. */
export interface ZoneFileIssue {
  readonly severity: 'error' | 'warning';
  /** From 1. */
  readonly line: number;
  /** From 1, in UTF-16 units. */
  readonly column: number;
  readonly what: string;
  readonly fix?: string;
}

export interface ZoneFilePlace {
  readonly line: number;
  readonly column: number;
}

/** What is told of one file; a hostile one earns no more. */
export const MOST_ISSUES = 20;

/** Errors come before warnings where not all can be told. */
export class ZoneFileIssues {
  readonly #errors: ZoneFileIssue[] = [];
  readonly #warnings: ZoneFileIssue[] = [];
  #untold = 0;

  /** Nothing is gained by reading on. */
  get full(): boolean {
    return this.#errors.length >= MOST_ISSUES;
  }

  get failed(): boolean {
    return this.#errors.length > 0;
  }

  /** Gives `undefined`, what a reader gives for what it could not read. */
  error(place: ZoneFilePlace, what: string, fix?: string): undefined {
    this.#add(this.#errors, 'error', place, what, fix);
    return undefined;
  }

  warn(place: ZoneFilePlace, what: string, fix?: string): void {
    this.#add(this.#warnings, 'warning', place, what, fix);
  }

  #add(
    to: ZoneFileIssue[],
    severity: ZoneFileIssue['severity'],
    place: ZoneFilePlace,
    what: string,
    fix?: string,
  ): void {
    if (to.length >= MOST_ISSUES) {
      this.#untold++;
      return;
    }
    const { line, column } = place;
    to.push(fix === undefined ? { severity, line, column, what } : { severity, line, column, what, fix });
  }

  /** In the order of the file. `untold`: how many more there are, at least. */
  list(): { readonly issues: readonly ZoneFileIssue[]; readonly untold: number } {
    const told = [...this.#errors, ...this.#warnings].slice(0, MOST_ISSUES);
    return {
      issues: told.sort((a, b) => a.line - b.line || a.column - b.column),
      untold: this.#untold + this.#errors.length + this.#warnings.length - told.length,
    };
  }
}

/** `klant.zone:12:5  "999.1.1.1": not an IPv4 address`, on one line and safe to print. */
export function formatZoneFileIssue(file: string, issue: ZoneFileIssue): string {
  const what = issue.fix === undefined ? issue.what : `${issue.what}; ${issue.fix}`;
  const warning = issue.severity === 'warning' ? 'warning  ' : '';
  return printable(`${file}:${issue.line}:${issue.column}  ${warning}${what}`, 1000);
}

/** A piece of the file as it may be shown: in quotes, on one line, short. */
export function shownPiece(text: string): string {
  return `"${printable(text, 60)}"`;
}
