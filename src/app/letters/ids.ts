/** Every letter, by whom it is for. */
export const LETTERS = [
  'customer-access',
  'customer-code',
  'customer-tag',
  'customer-confirm',
  'customer-keep',
  'customer-interruption',
  'losing-registrar-question',
  'losing-registrar-code',
  'losing-registrar-tag',
] as const;
export type LetterId = (typeof LETTERS)[number];
export type Recipient = 'customer' | 'losing-registrar';
