import type { Base } from './acknowledged.ts';
import type { Dice } from './dice.ts';

const SECTOR = 512;
const PAGE = 4096;
const STALE = 'as it was earlier';

/** Files with something done to them. */
export interface Damaged {
  readonly what: string;
  /** A page is there as it was some writes ago, whole: a write that the disk acknowledged and lost. */
  readonly stale: boolean;
  readonly files: Readonly<Record<string, Buffer | undefined>>;
}

type Damage = (bytes: Buffer, dice: Dice, base: Base, suffix: string) => readonly [string, Buffer | undefined];

/** Where a block begins: aligned to its size, as disks lose them. */
function blockIn(bytes: Buffer, size: number, dice: Dice): number {
  return dice.below(Math.max(1, Math.ceil(bytes.length / size))) * size;
}

const changed = (bytes: Buffer, from: number, length: number, change: (byte: number, at: number) => number): Buffer => {
  const copy = Buffer.from(bytes);
  for (let at = from; at < Math.min(from + length, copy.length); at++) copy[at] = change(copy[at]!, at);
  return copy;
};

const zeroed =
  (size: number): Damage =>
  (bytes, dice) => {
    const from = blockIn(bytes, size, dice);
    return [`${size} bytes zeroed from ${from}`, changed(bytes, from, size, () => 0)];
  };

const flipped =
  (size: number): Damage =>
  (bytes, dice) => {
    const from = blockIn(bytes, size, dice);
    const mask = 1 + dice.below(255);
    return [`${size} bytes from ${from} xor ${mask}`, changed(bytes, from, size, (byte) => byte ^ mask)];
  };

const DAMAGES: readonly Damage[] = [
  (bytes, dice) => {
    const length = dice.below(bytes.length + 1);
    return [`cut to ${length}`, bytes.subarray(0, length)];
  },
  (bytes, dice) => {
    const unit = dice.of([SECTOR, PAGE]);
    const length = dice.below(Math.floor(bytes.length / unit) + 1) * unit;
    return [`cut to ${length}`, bytes.subarray(0, length)];
  },
  zeroed(SECTOR),
  zeroed(PAGE),
  flipped(SECTOR),
  flipped(PAGE),
  (bytes, dice) => {
    const at = dice.below(bytes.length);
    const bit = dice.below(8);
    return [`bit ${bit} of byte ${at} turned`, changed(bytes, at, 1, (byte) => byte ^ (1 << bit))];
  },
  (bytes, dice) => {
    const size = dice.of([SECTOR, PAGE]);
    const [from, to] = [blockIn(bytes, size, dice), blockIn(bytes, size, dice)];
    const copy = Buffer.from(bytes);
    bytes.copy(copy, to, from, Math.min(from + size, bytes.length));
    return [`${size} bytes of ${from} written to ${to}`, copy];
  },
  (bytes, dice, { earlier }, suffix) => {
    if (suffix !== '' || earlier.length === 0) return ['gone', undefined];
    const from = blockIn(earlier, PAGE, dice);
    const copy = Buffer.from(bytes);
    earlier.copy(copy, from, from, Math.min(from + PAGE, earlier.length));
    return [`page at ${from} ${STALE}`, copy];
  },
];

/** Damages the database, its log, or both. The log is struck as often as the database where there is one. */
export function damage(base: Base, dice: Dice): Damaged {
  const files: Record<string, Buffer | undefined> = { ...base.files };
  const logged = base.files['-wal'] !== undefined;
  const struck = logged ? dice.of([[''], ['-wal'], ['-wal'], ['', '-wal']]) : [''];
  const said: string[] = [];
  for (const suffix of struck) {
    const [what, bytes] = dice.of(DAMAGES)(files[suffix]!, dice, base, suffix);
    files[suffix] = bytes;
    said.push(`${suffix === '' ? 'database' : 'log'} ${what}`);
  }
  return { what: `${base.name}: ${said.join(', ')}`, stale: said.some((one) => one.endsWith(STALE)), files };
}
