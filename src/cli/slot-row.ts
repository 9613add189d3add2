/** A half-day as the document has it; what is absent is not known or not so. */
export interface SlotRow {
  /** `2026-12-01/morning` */
  readonly slot: string;
  readonly free: boolean;
  readonly refusedBy?: readonly { readonly rule: string; readonly why: string }[] | undefined;
  readonly warnings?: readonly { readonly rule: string; readonly why: string }[] | undefined;
  /** Who has its places; `heldUntil`: nobody has confirmed it yet. */
  readonly takenBy?:
    | readonly {
        readonly customer: string;
        readonly heldUntil?: string | undefined;
        /** Of the domain that was asked for; it may have it still. */
        readonly own?: true | undefined;
      }[]
    | undefined;
}

export const dateOf = ({ slot }: Pick<SlotRow, 'slot'>): string => slot.slice(0, slot.indexOf('/'));
export const halfOf = ({ slot }: Pick<SlotRow, 'slot'>): string => slot.slice(slot.indexOf('/') + 1);

/** The booking of the domain that was asked for. */
export const ownIn = ({ takenBy }: SlotRow) => takenBy?.find(({ own }) => own === true);

/** What warns of a half-day that can be had, or is the domain's own, each once; a half-day refers to them by number, from 1. */
export function warningsIn(rows: readonly SlotRow[]): string[] {
  return [...new Set(rows.filter((row) => row.free || ownIn(row) !== undefined).flatMap(whysOf))];
}

/** What warns of every half-day that can be had marks none of them: it is said once, beside the list. */
export function apart(rows: readonly SlotRow[]): {
  readonly rows: readonly SlotRow[];
  readonly always: readonly string[];
} {
  const free = rows.filter((row) => row.free);
  const always =
    free.length < 2 ? [] : whysOf(free[0]!).filter((why) => free.every((row) => whysOf(row).includes(why)));
  if (always.length === 0) return { rows, always };
  const rest = rows.map((row) => ({ ...row, warnings: row.warnings?.filter(({ why }) => !always.includes(why)) }));
  return { rows: rest, always };
}

const whysOf = ({ warnings }: SlotRow): string[] => (warnings ?? []).map(({ why }) => why);
