import { tokenDocument, tokensDocument } from '../app/access/access-documents.ts';
import { addToken, removeToken, rightsFrom, USUAL_LIFE_DAYS } from '../app/access/tokens.ts';
import { formatMoment } from '../texts/render.ts';
import { accessParts } from './access.ts';
import type { Piece } from './print.ts';
import { table, wrapped } from './print.ts';
import type { CommonOptions, Outcome, Shell } from './shell.ts';
import { styleOf, whoOf, withApp, words } from './shell.ts';
import { wholeNumber } from './whole-number.ts';

interface Options extends CommonOptions {
  readonly scope: string;
  readonly days?: string;
}

const MOST_DAYS = 3650;

export function tokenAdd(shell: Shell, [name]: readonly string[], options: Options): Promise<Outcome> {
  return withApp(shell, options, async (app) => {
    const days = options.days === undefined ? USUAL_LIFE_DAYS : wholeNumber('--days', options.days, 1, MOST_DAYS);
    const asked = { name: name!, rights: rightsFrom(options.scope), days };
    const { token, kept } = await addToken(app, await accessParts(shell), asked, whoOf(shell, options));
    if (options.json) {
      shell.json(tokenDocument(app, kept, token, shell.wallNow()));
      return undefined;
    }
    const style = styleOf(app.config);
    const sentence = words(style, 'access.token-made', { until: kept.expiresMs! });
    shell.write(...wrapped(sentence, shell.columns, ''));
    shell.line({ text: token, colour: 'bold' }); // unbroken, to be copied
    shell.write(...wrapped(words(style, 'access.token-use', { id: kept.id }), shell.columns, ''));
    return undefined;
  });
}

export function tokenList(shell: Shell, _args: readonly string[], options: CommonOptions): Promise<Outcome> {
  return withApp(shell, options, async (app) => {
    const document = await tokensDocument(app, shell.wallNow());
    const style = styleOf(app.config);
    if (options.json) shell.json(document);
    else if (document.tokens.length === 0) shell.line(words(style, 'access.no-tokens'));
    else {
      const rows = document.tokens.map(({ id, name, scope, by, createdAt, expiresAt, isOver }): Piece[] => [
        id,
        name,
        scope.join(', '),
        by,
        formatMoment(Date.parse(createdAt), style),
        isOver === true
          ? words(style, 'access.over')
          : expiresAt === undefined
            ? ''
            : words(style, 'access.until', { until: Date.parse(expiresAt) }),
      ]);
      shell.write(...table(rows, shell.colours, shell.columns));
    }
    return undefined;
  });
}

export function tokenRemove(shell: Shell, [id]: readonly string[], options: CommonOptions): Promise<Outcome> {
  return withApp(shell, options, async (app) => {
    const { name } = await removeToken(app.store, id!);
    if (options.json) shell.json(await tokensDocument(app, shell.wallNow()));
    else shell.line(words(styleOf(app.config), 'access.token-removed', { name }));
    return undefined;
  });
}
