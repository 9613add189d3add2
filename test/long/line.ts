/** One row of the table in docs/reliability.md. */
export interface Line {
  /** What was counted, with what it must be. */
  readonly gate: string;
  /** What the run gave, with its unit and how long it took. */
  readonly measured: string;
  readonly met: boolean;
}

/** A long run. `args` are what stood behind its name on the command line: smaller or larger counts, a seed. */
export type LongRun = (args: readonly string[]) => Promise<readonly Line[]>;
