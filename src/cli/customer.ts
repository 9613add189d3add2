import { customerLinkDocument, customerLinksDocument } from '../app/customer/link-documents.ts';
import { customerLinks, endCustomerLink, newCustomerLink } from '../app/customer/links.ts';
import { GoLiveError } from '../domain/errors.ts';
import { accessParts, addressHint } from './access.ts';
import type { Piece } from './print.ts';
import { table, wrapped } from './print.ts';
import type { CommonOptions, Outcome, Shell } from './shell.ts';
import { styleOf, whoOf, withApp, words } from './shell.ts';

interface Options extends CommonOptions {
  readonly days?: string;
  readonly contact?: string;
}

export function customerLink(shell: Shell, [domain]: readonly string[], options: Options): Promise<Outcome> {
  return withApp(shell, options, async (app) => {
    const asked = {
      domain: domain!,
      ...(options.days === undefined ? {} : { days: daysOf(options.days) }),
      ...(options.contact === undefined ? {} : { contact: options.contact }),
    };
    const made = await newCustomerLink(app, await accessParts(shell), asked, whoOf(shell, options));
    if (options.json) {
      shell.json(customerLinkDocument(app, made));
      return undefined;
    }
    const style = styleOf(app.config);
    const { link, customer } = made;
    const values = { customer, until: link.expiresMs };
    shell.write(...wrapped(words(style, 'customer.link.made', values), shell.columns, ''));
    shell.line({ text: made.address, colour: 'bold' }); // unbroken, to be copied
    const hint = HINTS[addressHint(app.config) ?? ''];
    if (hint !== undefined) shell.write(...wrapped(words(style, hint), shell.columns, ''));
    shell.line(words(style, 'customer.link.take-back', { id: link.id }));
    return undefined;
  });
}

const HINTS: Readonly<Record<string, string>> = {
  'links.no-host': 'customer.link.no-host',
  'links.only-here': 'customer.link.only-here',
};

function daysOf(text: string): number {
  if (/^\d{1,4}$/.test(text)) return Number(text);
  throw new GoLiveError('usage', {
    subject: `--days ${JSON.stringify(text.slice(0, 40))}`,
    fix: 'Give a whole number of days, like --days 30.',
  });
}

export function customerLinkList(
  shell: Shell,
  [domain]: readonly (string | undefined)[],
  options: CommonOptions,
): Promise<Outcome> {
  return withApp(shell, options, async (app) => {
    const document = await customerLinksDocument(app, await customerLinks(app, shell.wallNow(), domain));
    const style = styleOf(app.config);
    if (options.json) shell.json(document);
    else if (document.links.length === 0) shell.line(words(style, 'customer.link.none'));
    else {
      const rows = document.links.map(({ id, customer, contact, by, expiresAt }): Piece[] => [
        id,
        contact === undefined ? customer : `${customer}: ${contact}`,
        by,
        words(style, 'customer.link.row', { until: Date.parse(expiresAt) }),
      ]);
      shell.write(...table(rows, shell.colours, shell.columns));
    }
    return undefined;
  });
}

export function customerUnlink(shell: Shell, [id]: readonly string[], options: CommonOptions): Promise<Outcome> {
  return withApp(shell, options, async (app) => {
    const ended = await endCustomerLink(app, id!);
    if (options.json) shell.json(await customerLinksDocument(app, await customerLinks(app, shell.wallNow())));
    else shell.line(words(styleOf(app.config), 'customer.link.removed', { id: ended.id }));
    return undefined;
  });
}
