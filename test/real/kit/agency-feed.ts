import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { expect } from 'vitest';
import { momentsOf } from './agency-days.ts';
import type { Line } from './agency-ledger.ts';

/** As `read-ical.py` tells of it. */
export interface Event {
  readonly uid: string;
  readonly sequence: number;
  readonly status: string;
  readonly summary: string;
  readonly startsAtMs: number;
  readonly endsAtMs: number;
  readonly errors: readonly string[];
}

/** In the eyes of python's icalendar, which knows nothing of golive. */
export function readByPython(text: string): readonly Event[] {
  const script = join(import.meta.dirname, 'read-ical.py');
  const { errors, events } = JSON.parse(
    execFileSync('/usr/bin/python3', [script], { input: text, encoding: 'utf8' }),
  ) as { errors: unknown[]; events: Event[] };
  expect([errors, events.flatMap((event) => event.errors)]).toEqual([[], []]);
  for (const octets of text.split('\r\n').map((line) => Buffer.byteLength(line)))
    expect(octets).toBeLessThanOrEqual(75);
  return events;
}

const inOrder = (a: { startsAtMs: number; status: string }, b: typeof a): number =>
  a.startsAtMs - b.startsAtMs || a.status.localeCompare(b.status);

/** What the ledger has to say in the words of RFC 5545, against what was read: customer, domains, moments, state. */
export function expectSame(events: readonly Event[], lines: readonly (Line & { readonly status?: string })[]): void {
  expect(new Set(events.map(({ uid }) => uid)).size).toBe(events.length);
  const wanted = lines
    .map((line) => ({ ...line, ...momentsOf(line.slot), status: line.status ?? line.state.toUpperCase() }))
    .sort(inOrder);
  const found = [...events].sort(inOrder);
  expect(found.map(({ startsAtMs, endsAtMs, status }) => ({ startsAtMs, endsAtMs, status }))).toEqual(
    wanted.map(({ startsAtMs, endsAtMs, status }) => ({ startsAtMs, endsAtMs, status })),
  );
  for (const [at, { customer }] of wanted.entries())
    for (const part of [customer.name, ...customer.domains]) expect(found[at]!.summary).toContain(part);
}
