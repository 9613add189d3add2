import type { Fqdn } from '../../domain/name.ts';
import { fqdn, isName } from '../../domain/name.ts';
import { Secret } from '../../domain/secret.ts';
import { readCsv } from '../csv.ts';

/** What was understood of a list of mailboxes. A password is in `passwords` and nowhere else. */
export interface MailboxList {
  /** Of the domains asked for, once each, in the order of the list. */
  readonly addresses: readonly string[];
  readonly passwords: ReadonlyMap<string, Secret>;
  /** Addresses of other domains, which were left out. */
  readonly elsewhere: number;
  /** Lines with something in them and no address; a heading is none of these. */
  readonly unread: number;
}

/** More than this has nobody who gives a list by hand. */
export const MOST_MAILBOXES = 2000;
/** Characters of a whole list; more is no list of so many, and would only keep everybody waiting while it is read. */
export const LONGEST_LIST = 200_000;
const ADDRESS = /^[^\s@,;<>"'()[\]]+@[^\s@,;<>"'()[\]]+$/;
/** One character on each side says it: with more of them a long text without an @ would be gone through from each of its characters on. */
const SOMEWHERE = /[^\s@,;<>"'()[\]]@[^\s@,;<>"'()[\]]/;
const PASSWORD_HEADINGS = /^(?:pass\w*|pwd|wachtwoord|kennwort|passwort|mot de passe|mdp)$/i;

/**
 * A list as people have it: one address on a line, addresses with commas between, or CSV. A heading says which column has the passwords; without
 * one they are what stands beside an address alone on its line.
 */
export function readMailboxList(text: string, domains: readonly Fqdn[]): MailboxList {
  const wanted = new Set<string>(domains);
  const addresses = new Set<string>();
  const passwords = new Map<string, Secret>();
  let [elsewhere, unread] = [0, 0];
  const { records, faults } = readCsv(text);
  const heading = records[0]?.cells.some((cell) => SOMEWHERE.test(cell)) === false ? records[0].cells : undefined;
  const passwordAt = heading?.findIndex((cell) => PASSWORD_HEADINGS.test(cell.trim())) ?? -1;
  for (const { cells } of heading === undefined ? records : records.slice(1)) {
    const found = cells.flatMap((cell, at) => addressIn(cell, at === passwordAt) ?? []);
    const isListOfThem = found.length > 1 && passwordAt < 0;
    if (found.length === 0) unread++;
    for (const address of isListOfThem ? found : found.slice(0, 1)) {
      const domain = address.slice(address.lastIndexOf('@') + 1);
      if (!isName(domain) || !wanted.has(fqdn(domain))) {
        elsewhere++;
        continue;
      }
      if (addresses.size >= MOST_MAILBOXES) continue;
      addresses.add(address);
      if (isListOfThem) continue;
      const rest = cells.filter((cell) => addressIn(cell, false) !== address && cell.trim() !== '');
      const [only] = rest;
      const password = passwordAt >= 0 ? cells[passwordAt] : cells.length === 2 ? only : undefined;
      if (password !== undefined && password.trim() !== '' && !/[\r\n]/.test(password))
        passwords.set(address, new Secret(password.trim()));
    }
  }
  return { addresses: [...addresses], passwords, elsewhere, unread: unread + faults.length };
}

/** `Jan <jan@klant.nl>` is one; a password that has an @ in it is none. */
function addressIn(cell: string, isPassword: boolean): string | undefined {
  if (isPassword) return undefined;
  const text = cell.trim();
  const [, inBrackets] = /<([^<>]+)>\s*$/.exec(text) ?? [];
  const found = (inBrackets ?? text).toLowerCase();
  if (ADDRESS.test(found)) return found;
  const words = text.split(/[\s,;]+/).filter((word) => ADDRESS.test(word));
  return words.length === 1 ? words[0]!.toLowerCase() : undefined;
}

/** Text of a file in the encodings that spreadsheets write: UTF-8, UTF-16 with its mark, else Windows-1252. */
export function textOf(bytes: Uint8Array): string {
  const [first, second] = bytes;
  if (first === 0xff && second === 0xfe) return new TextDecoder('utf-16le').decode(bytes);
  if (first === 0xfe && second === 0xff) return new TextDecoder('utf-16be').decode(bytes);
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return new TextDecoder('windows-1252').decode(bytes);
  }
}
