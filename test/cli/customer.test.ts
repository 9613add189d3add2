import { cpSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { DOCUMENTS } from '../../src/app/documents.ts';
import { deskFolder } from './command-line.ts';
import { expectOneLine, goliveIn } from './in-process.ts';

const FOUR = ['--registration', 'stays', '--hosting', 'stays', '--mail', 'none', '--name-servers', 'stays'];
const YAML = 'agency: { name: Voorbeeld, language: en }\nplaybooks: playbooks\n';

let template: string;
let folder: string;
async function said(...args: string[]): Promise<string> {
  const { code, out, err } = await goliveIn(folder, args);
  expect([code, err], args.join(' ')).toEqual([0, '']);
  return out;
}
beforeAll(async () => {
  template = folder = deskFolder(`${YAML}serve: { url: "https://golive.example.nl" }\n`);
  await said('new', 'klant.nl', '--playbook', 'by-hand', '--customer', 'Klant BV', '--owner', 'Anna', ...FOUR);
});
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'golive-customer-'));
  cpSync(template, folder, { recursive: true });
});

describe('golive customer', () => {
  test('makes a link that is shown once, lists it without its secret, and takes it back', async () => {
    const out = await said('customer', 'link', 'klant.nl', '--days', '30', '--by', 'Anna');
    const [, address] = /^(https:\/\/golive\.example\.nl\/c\/[A-Za-z0-9_-]{32})$/m.exec(out)!;
    const [, id] = /golive customer unlink (l-\S+)/.exec(out)!;
    expect(out).toContain('Klant BV');
    const listed = await said('customer', 'links', 'klant.nl');
    expect(listed).toContain(id);
    expect(listed).toContain('Anna');
    expect(listed).not.toContain(address!.split('/').at(-1));
    const document = DOCUMENTS.customerLinks.parse(JSON.parse(await said('customer', 'links', '--json')));
    const [link] = document.links;
    expect(Date.parse(link!.expiresAt) - Date.parse(link!.createdAt)).toBe(30 * 24 * 3600 * 1000);
    await said('customer', 'unlink', id!);
    expect(await said('customer', 'links')).toBe('There are no customer links.');
    expectOneLine(await goliveIn(folder, ['customer', 'unlink', id!]), 2, /there is none of that id/);
  });

  test('prints a link as a document', async () => {
    const document = DOCUMENTS.customerLink.parse(JSON.parse(await said('customer', 'link', 'klant.nl', '--json')));
    expect(document).toMatchObject({ customer: 'Klant BV', address: expect.stringMatching(/\/c\//) });
  });

  test.each([
    ['a domain that is not here', ['customer', 'link', 'klamt.nl'], /Did you mean klant\.nl/],
    ['a contact that is not there', ['customer', 'link', 'klant.nl', '--contact', 'Jan'], /--contact "Jan"/],
    ['no number of days', ['customer', 'link', 'klant.nl', '--days', 'soon'], /--days "soon"/],
    ['no day at all', ['customer', 'link', 'klant.nl', '--days', '0'], /--days 0/],
    ['more days than a link can have', ['customer', 'link', 'klant.nl', '--days', '9999'], /--days 9999/],
  ])('refuses %s in one line', async (_name, args, line) => {
    expectOneLine(await goliveIn(folder, args), 2, line);
    expect(await said('customer', 'links')).toBe('There are no customer links.');
  });
});
