/** What one client of a race does. `look`: only asks whether the half-day is free. */
export interface Asked {
  readonly domain: string;
  readonly verb: 'book' | 'reschedule' | 'unbook' | 'look';
  readonly slot: string;
}

/** One process's part of a round: all at the same moment. */
export interface Round {
  readonly asked: readonly Asked[];
}

export interface Outcome {
  readonly domain: string;
  /** `won`, `lost` (somebody else has it), or the code of another failure. */
  readonly ended: string;
  readonly exit?: number;
  /** Half-days that the refusal named. */
  readonly offered?: readonly string[];
}
