import type { MailboxList } from '../../app/customer/mailbox-list.ts';
import type { EpochMs } from '../../domain/time.ts';
import { MINUTE } from '../../domain/time.ts';

const KEPT_MS = 15 * MINUTE;
const MOST = 50;

/** Lists that were read and shown and not saved yet: in memory alone, one per link, for a quarter of an hour. */
export interface PendingLists {
  keep(linkId: string, name: string, list: MailboxList): void;
  /** Once. */
  take(linkId: string, name: string): MailboxList | undefined;
}

export function pendingLists(now: () => EpochMs): PendingLists {
  const lists = new Map<string, { readonly name: string; readonly list: MailboxList; readonly untilMs: EpochMs }>();
  return {
    keep(linkId, name, list) {
      lists.delete(linkId);
      lists.set(linkId, { name, list, untilMs: now() + KEPT_MS });
      for (const [id, { untilMs }] of lists) if (untilMs <= now() || lists.size > MOST) lists.delete(id);
    },
    take(linkId, name) {
      const found = lists.get(linkId);
      if (found?.name !== name) return undefined;
      lists.delete(linkId);
      return found.untilMs > now() ? found.list : undefined;
    },
  };
}
