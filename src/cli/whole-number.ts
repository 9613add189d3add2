import { GoLiveError } from '../domain/errors.ts';

/** The whole number that an option was given. @throws GoLiveError `usage` with the option as it was typed */
export function wholeNumber(option: string, text: string, least: number, most: number): number {
  const number = /^\d{1,15}$/.test(text) ? Number(text) : Number.NaN;
  if (number >= least && number <= most) return number;
  throw new GoLiveError('usage', {
    subject: `${option} ${JSON.stringify(text.slice(0, 40))}`,
    fix: `Give a whole number from ${least} to ${most}.`,
  });
}
