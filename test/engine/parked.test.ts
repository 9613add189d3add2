import { describe, expect, test } from 'vitest';
import { statusDocument } from '../../src/app/status-document.ts';
import { GoLiveError } from '../../src/domain/errors.ts';
import { HOUR, MINUTE } from '../../src/domain/time.ts';
import { bench, done, START_MS } from './bench.ts';

describe('a step whose provider named a moment', () => {
  for (const [code, why, says] of [
    ['rate-limited', 'status 429', /^Waiting until .*09:32.*: rate limit of newdns \(status 429\)/],
    ['unreachable', 'ECONNREFUSED', /^Waiting until .*09:32.*: newdns does not answer as it should \(ECONNREFUSED\)/],
  ] as const)
    test(`${code}: says in status until when it waits and for whom, looks then and not before, and goes on by itself`, async () => {
      const looks: number[] = [];
      const here = await bench({
        a: {
          observe: () => {
            looks.push((here.clock.now() - START_MS) / MINUTE);
            if (here.clock.now() < START_MS + 32 * MINUTE)
              throw new GoLiveError(code, { subject: 'newdns', why, retryAfterMs: 32 * MINUTE });
          },
          plan: () => done,
        },
      });
      await here.tick();
      Object.assign(here.app.config.agency, { language: 'en' });
      const shown = (await statusDocument(here.app, {})).migrations[0]!.now[0]!;
      expect([shown.status, shown.waitsFor]).toEqual(['waiting', expect.stringMatching(says)]);
      expect(Date.parse(shown.until!)).toBe(START_MS + 32 * MINUTE);
      await here.run(START_MS + HOUR);
      expect([looks, await here.step('a')]).toEqual([[0, 32], 'done']);
    });
});
