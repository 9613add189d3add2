import { GoLiveError } from '../../domain/errors.ts';
import { displayName } from '../../domain/name.ts';
import type { MigrationHeader } from '../../ports/store.ts';

/** Where a page of `urgentProjections` ended; one like it follows when it is less urgent, older, or of a lower id. */
export interface UrgentPlace {
  readonly rank: number;
  readonly touchedMs: number;
  readonly id: string;
}

export function byUrgency(a: UrgentPlace, b: UrgentPlace): number {
  return a.rank - b.rank || b.touchedMs - a.touchedMs || (a.id > b.id ? -1 : a.id < b.id ? 1 : 0);
}

export function cursorOf({ rank, touchedMs, id }: UrgentPlace): string {
  return `${rank}.${touchedMs}.${id}`;
}

const CURSOR = /^(\d{1,2})\.(-?\d{1,16})\.(.{1,300})$/s;

/** @throws GoLiveError `usage`: no page ended like this */
export function placeAt(cursor: string): UrgentPlace {
  const [, rank, touchedMs, id] = CURSOR.exec(cursor) ?? [];
  if (rank === undefined || touchedMs === undefined || id === undefined)
    throw new GoLiveError('usage', {
      subject: `after ${cursor.slice(0, 80)}`,
      fix: 'Begin again with the first page.',
    });
  return { rank: Number(rank), touchedMs: Number(touchedMs), id };
}

/** Whether a migration is one of those that a person searches for; the same letters in any case, a name as people write it or with A-labels. */
export function searching(text: string): (header: MigrationHeader, customer: string) => boolean {
  const wanted = folded(text.trim());
  return ({ id, projectId, domain }, customer) =>
    [id, projectId, domain, displayName(domain), customer].some((held) => folded(held).includes(wanted));
}

function folded(text: string): string {
  return text.normalize('NFC').toLowerCase();
}
