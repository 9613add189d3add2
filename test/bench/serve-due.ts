/** Every fifth migration waits for a moment far away; the others' turn comes one after the other, so often. */
export const EACH_MS = 60;
export const FAR_AWAY = 5;

/** How long after the beginning it is the turn of that one; `undefined`: not in this run. */
export const dueAfterMs = (number: number): number | undefined =>
  number % FAR_AWAY === 0 ? undefined : number * EACH_MS;

export const migrationIdOf = (number: number): string => `m-wacht-${number}`;
export const numberOf = (migrationId: string): number => Number(migrationId.split('-').at(-1));
