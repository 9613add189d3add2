import { fqdn } from '../../domain/name.ts';
import { Secret } from '../../domain/secret.ts';
import { answer } from '../answer.ts';
import type { App } from '../app.ts';
import { record } from '../record.ts';
import type { Customer } from './links.ts';
import { whoSays } from './links.ts';
import type { MailboxList } from './mailbox-list.ts';
import type { Outcome } from './say.ts';
import { mailboxesWanted } from './view.ts';

/**
 * Where the passwords of a list lie: one text of `password<tab>address` lines. The password first: what begins like a secret is taken out of
 * every text, and the addresses stand in many.
 */
export const MAIL_PASSWORDS = 'mailPasswords';

/**
 * Saves a list that was shown: the addresses as an answer, the passwords encrypted. In place of the list there was; passwords of addresses that a
 * list does not name stay.
 */
export async function saveMailboxes(app: App, customer: Customer, list: MailboxList): Promise<Outcome> {
  const who = whoSays(customer);
  const wanted = mailboxesWanted(customer.party);
  let saved = false;
  for (const { state } of wanted) {
    const isHere = (address: string): boolean => fqdn(address.slice(address.lastIndexOf('@') + 1)) === state.domain;
    const addresses = list.addresses.filter(isHere);
    if (addresses.length === 0) continue;
    saved = true;
    const passwords = [...list.passwords].filter(([address]) => isHere(address));
    // The passwords first: cut off in between, the list is asked for once more, and nothing is lost.
    if (passwords.length > 0) await storePasswords(app, state.id, passwords, who);
    const known = [...(state.answers.mailboxes ?? [])].sort().join(' ');
    if (known !== [...addresses].sort().join(' '))
      await answer(app, state.id, { pairs: [['mailboxes', addresses.join(',')]] }, who);
  }
  return saved ? { said: 'mailboxes' } : { failed: 'stale' };
}

async function storePasswords(
  app: App,
  migrationId: string,
  passwords: readonly (readonly [string, Secret])[],
  who: ReturnType<typeof whoSays>,
): Promise<void> {
  const held = (await app.store.readSecret(migrationId, MAIL_PASSWORDS))?.reveal() ?? '';
  const all = new Map(held.split('\n').flatMap((line) => (line.includes('\t') ? [pairOf(line)] : [])));
  for (const [address, password] of passwords) all.set(address, password.reveal());
  const text = [...all].map(([address, password]) => `${password}\t${address}`).join('\n');
  if (text === held) return;
  await record(app, migrationId, who, async () => {
    await app.store.putSecret(migrationId, MAIL_PASSWORDS, new Secret(text));
    return [{ type: 'secret-stored', field: MAIL_PASSWORDS }];
  });
}

function pairOf(line: string): readonly [string, string] {
  const at = line.lastIndexOf('\t');
  return [line.slice(at + 1), line.slice(0, at)];
}
