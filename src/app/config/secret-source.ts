import { z } from 'zod';

/** Where a secret is kept; it is read when it is needed, never when the file is. */
export const SecretSource = z.union([
  z.strictObject({ env: z.string().regex(/^[A-Za-z_]\w*$/) }),
  z.strictObject({ file: z.string().min(1) }),
  z.strictObject({ command: z.array(z.string()).min(1) }),
]);
export type SecretSource = z.infer<typeof SecretSource>;

/** Whether a setting of this name holds a secret, also where it is mistyped: `api_key`, `PASS`. What a key is called, or where it lies, is none. */
export function isSecretName(name: string): boolean {
  const letters = name.toLowerCase().replace(/[^a-z0-9]/g, '');
  return /key|token|pass|pwd|secret|credential/.test(letters) && !/(?:name|file|keyid)$|^public/.test(letters);
}

/** As `SecretSource`, where somebody may have written the secret itself: a fault does not quote it. */
export const HiddenSource = z.unknown().transform((value, context): SecretSource => {
  const read = SecretSource.safeParse(value);
  if (read.success) return read.data;
  context.addIssue({
    code: 'custom',
    message: 'is no place of a secret; write { env: NAME }, { file: PATH } or { command: [PROGRAM] }',
    params: { hidden: true },
  });
  return z.NEVER;
});
