import { resolve } from 'node:path';
import { calendarFile } from '../app/calendar-feed.ts';
import { isLoopback, parseListen } from '../app/config/listen.ts';
import { feedLinksDocument, newLinkDocument } from '../app/feed-documents.ts';
import { feedOf, linkFeed, unlinkFeed } from '../app/feed-links.ts';
import { formatMoment } from '../texts/render.ts';
import type { Piece } from './print.ts';
import { table, wrapped } from './print.ts';
import type { CommonOptions, Outcome, Shell } from './shell.ts';
import { styleOf, whoOf, withApp, words } from './shell.ts';

interface Options extends CommonOptions {
  readonly person?: string;
  readonly out?: string;
}

type Asked = readonly (string | undefined)[];

const askedOf = ([domain]: Asked, { person }: Options) => ({
  ...(domain === undefined ? {} : { domain }),
  ...(person === undefined ? {} : { person }),
});

/** The feed on stdout, or in a file for a web server that is there already. */
export function calendar(shell: Shell, args: Asked, options: Options): Promise<Outcome> {
  return withApp(shell, options, async (app) => {
    const { text, events } = await calendarFile(app, await feedOf(app, askedOf(args, options)));
    if (options.out === undefined) {
      shell.write(...text.split('\n').slice(0, -1)); // each line keeps its CR
      return undefined;
    }
    await shell.replaceFile(resolve(shell.surroundings.cwd, options.out), text);
    shell.line(words(styleOf(app.config), 'links.written', { file: options.out, events }));
    return undefined;
  });
}

export function calendarLink(shell: Shell, args: Asked, options: Options): Promise<Outcome> {
  return withApp(shell, options, async (app) => {
    const made = await linkFeed(app, askedOf(args, options), whoOf(shell, options), await shell.newToken());
    const document = await newLinkDocument(app, made);
    if (options.json) {
      shell.json(document);
      return undefined;
    }
    const style = styleOf(app.config);
    const { id, whose } = document;
    shell.write(...wrapped(words(style, 'links.made', { whose }), shell.columns, ''));
    shell.line({ text: made.address, colour: 'bold' }); // unbroken, to be copied
    const { serve } = app.config;
    const listen = parseListen(serve.listen);
    const isHere = serve.url === undefined && listen?.kind === 'tcp' && isLoopback(listen.host);
    const hint = !made.hasHost ? 'links.no-host' : isHere ? 'links.only-here' : undefined;
    if (hint !== undefined) shell.write(...wrapped(words(style, hint), shell.columns, ''));
    shell.line(words(style, 'links.take-back', { id }));
    return undefined;
  });
}

export function calendarLinks(shell: Shell, _args: Asked, options: CommonOptions): Promise<Outcome> {
  return withApp(shell, options, async (app) => {
    const document = await feedLinksDocument(app);
    const style = styleOf(app.config);
    if (options.json) shell.json(document);
    else if (document.links.length === 0) shell.line(words(style, 'links.none'));
    else {
      const rows = document.links.map(({ id, by, createdAt, whose }): Piece[] => [
        id,
        formatMoment(Date.parse(createdAt), style),
        by,
        whose,
      ]);
      shell.write(...table(rows, shell.colours, shell.columns));
    }
    return undefined;
  });
}

export function calendarUnlink(shell: Shell, [id]: readonly string[], options: CommonOptions): Promise<Outcome> {
  return withApp(shell, options, async (app) => {
    await unlinkFeed(app, id!);
    if (options.json) shell.json(await feedLinksDocument(app));
    else shell.line(words(styleOf(app.config), 'links.removed', { id: id! }));
    return undefined;
  });
}
