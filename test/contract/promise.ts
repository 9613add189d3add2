import { describe, test } from 'vitest';

/** One test per promise of a port, on a fresh fixture each; `skip`: title and why that adapter cannot keep it. */
export function contract<Fixture extends { close(): Promise<void> }>(
  title: string,
  open: () => Promise<Fixture>,
  skip: Readonly<Record<string, string>>,
  promises: Readonly<Record<string, (fixture: Fixture) => Promise<void>>>,
): void {
  const unknown = Object.keys(skip).filter((one) => !(one in promises));
  if (unknown.length > 0) throw new Error(`no such promise to skip: ${unknown.join('; ')}`);
  describe(title, () => {
    for (const [promise, keeps] of Object.entries(promises))
      test.skipIf(promise in skip)(promise, async () => {
        const fixture = await open();
        try {
          await keeps(fixture);
        } finally {
          await fixture.close();
        }
      });
  });
}
