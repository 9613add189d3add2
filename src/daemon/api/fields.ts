import { z } from 'zod';
import { LANGUAGES } from '../../domain/message.ts';

// What comes again and again in addresses and bodies.

/** A migration's id, or its domain: its newest migration then. */
export const OneMigration = z.strictObject({ id: z.string().min(1).max(253) });
/** A project's id, or one of its domains. */
export const OneProject = OneMigration;

export const Language = z.enum(LANGUAGES);

/** A whole number as it stands in an address. */
export function whole(least: number, most: number) {
  return z
    .string()
    .regex(/^\d{1,15}$/, `must be a whole number from ${least} to ${most}`)
    .transform(Number)
    .pipe(z.int().min(least).max(most));
}

export function listOf<const Values extends readonly [string, ...string[]]>(values: Values) {
  return z
    .string()
    .transform((text) => text.split(','))
    .pipe(z.array(z.enum(values)).min(1));
}

const CONTROL = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f]/;

/** What a person wrote, of one line or several. */
export const textOf = (most: number) =>
  z
    .string()
    .max(most)
    .refine((text) => text.trim() !== '', 'must not be empty')
    .refine((text) => !CONTROL.test(text), 'must have no control characters');

export const Line = (most: number) => textOf(most).refine((text) => !/[\r\n\t]/.test(text), 'must be one line');

/** What every word may carry. */
export const WORDS = {
  /** Is written down with it. */
  why: textOf(4000).optional(),
  /** Whose word it is, where it is not one's own: "customer, by phone". */
  onBehalfOf: Line(100).optional(),
};
export const Words = z.strictObject(WORDS);
