import { describe, expect, test } from 'vitest';
import { readMailboxList, textOf } from '../../src/app/customer/mailbox-list.ts';
import { fqdn } from '../../src/domain/name.ts';

const DOMAINS = [fqdn('klant.nl'), fqdn('müller.de')];
const read = (text: string) => {
  const { passwords, ...list } = readMailboxList(text, DOMAINS);
  return { ...list, passwords: [...passwords].map(([address, secret]) => [address, secret.reveal()]) };
};

describe('a list of mailboxes', () => {
  test.each<[name: string, text: string, addresses: string[], passwords: [string, string][]]>([
    ['one on each line', 'Info@klant.nl\r\n\r\njan@klant.nl\n', ['info@klant.nl', 'jan@klant.nl'], []],
    ['with commas between', 'a@klant.nl, b@klant.nl,c@klant.nl', ['a@klant.nl', 'b@klant.nl', 'c@klant.nl'], []],
    ['with names around', 'Jan Bakker <jan@klant.nl>\nEva <eva@klant.nl>', ['jan@klant.nl', 'eva@klant.nl'], []],
    ['twice the same', 'a@klant.nl\nA@KLANT.nl', ['a@klant.nl'], []],
    ['an address in letters of its own', 'a@müller.de\nb@xn--mller-kva.de', ['a@müller.de', 'b@xn--mller-kva.de'], []],
    [
      'a heading that says where the password is',
      'Naam;E-mail;Wachtwoord\nJan;jan@klant.nl;"Zo;mer1!"\nEva;eva@klant.nl;\n',
      ['jan@klant.nl', 'eva@klant.nl'],
      [['jan@klant.nl', 'Zo;mer1!']],
    ],
    [
      'a password that looks like an address',
      'mail,password\na@klant.nl,p@klant.nl',
      ['a@klant.nl'],
      [['a@klant.nl', 'p@klant.nl']],
    ],
    [
      'two cells and no heading',
      'a@klant.nl;Geheim1!\nb@klant.nl;',
      ['a@klant.nl', 'b@klant.nl'],
      [['a@klant.nl', 'Geheim1!']],
    ],
    ['three cells and no heading: nobody knows which', 'a@klant.nl;Jan;Geheim1!', ['a@klant.nl'], []],
  ])('%s', (_name, text, addresses, passwords) => {
    expect(read(text)).toMatchObject({ addresses, passwords, elsewhere: 0, unread: 0 });
  });

  test('leaves out and counts what is not of these domains, and lines without an address', () => {
    expect(read('a@klant.nl\nb@elders.nl\nklant.nl\nc@klant.nl.evil.example\n')).toMatchObject({
      addresses: ['a@klant.nl'],
      elsewhere: 2,
      unread: 1,
    });
  });

  test('has an end, and takes no password over two lines', () => {
    const many = Array.from({ length: 5000 }, (_, n) => `u${n}@klant.nl`).join('\n');
    expect(read(many).addresses).toHaveLength(2000);
    expect(read('mail;password\na@klant.nl;"x\ny"').passwords).toEqual([]);
  });
});

test.each([
  ['UTF-8', [...new TextEncoder().encode('é@klant.nl')]],
  ['Windows-1252', [0xe9, ...new TextEncoder().encode('@klant.nl')]],
  ['UTF-16 little endian', [0xff, 0xfe, ...[...'é@klant.nl'].flatMap((c) => [c.charCodeAt(0), 0])]],
  ['UTF-16 big endian', [0xfe, 0xff, ...[...'é@klant.nl'].flatMap((c) => [0, c.charCodeAt(0)])]],
])('a file in %s is read', (_name, bytes) => {
  expect(textOf(Uint8Array.from(bytes)).replace('\uFEFF', '')).toBe('é@klant.nl');
});
