import { userLinkDocument, usersDocument, welcomeAddress } from '../app/access/access-documents.ts';
import { invite, removeUser } from '../app/access/invitations.ts';
import type { User } from '../app/access/users.ts';
import { addUser, changeRoles, rolesFrom, userNamed } from '../app/access/users.ts';
import type { App } from '../app/app.ts';
import { rightsOf } from '../domain/rights.ts';
import { accessParts, addressHint } from './access.ts';
import type { Piece } from './print.ts';
import { table, wrapped } from './print.ts';
import type { CommonOptions, Outcome, Shell } from './shell.ts';
import { styleOf, whoOf, withApp, words } from './shell.ts';

interface Options extends CommonOptions {
  readonly role: string;
}

export function userAdd(shell: Shell, [name]: readonly string[], options: Options): Promise<Outcome> {
  return withApp(shell, options, async (app) => {
    const roles = rolesFrom(options.role);
    const user = await addUser(app, await accessParts(shell), { name: name!, roles }, whoOf(shell, options));
    return link(shell, app, user, options);
  });
}

export function userLink(shell: Shell, [name]: readonly string[], options: CommonOptions): Promise<Outcome> {
  return withApp(shell, options, async (app) => link(shell, app, await userNamed(app.store, name!), options));
}

async function link(shell: Shell, app: App, user: User, options: CommonOptions): Promise<Outcome> {
  const made = await invite(app, await accessParts(shell), user, whoOf(shell, options));
  if (options.json) {
    shell.json(userLinkDocument(app, user, made));
    return undefined;
  }
  const style = styleOf(app.config);
  const sentence = words(style, 'access.link-for', { name: user.name, until: made.expiresMs });
  shell.write(...wrapped(sentence, shell.columns, ''));
  shell.line({ text: welcomeAddress(app, made.token), colour: 'bold' }); // unbroken, to be copied
  const hint = addressHint(app.config);
  if (hint !== undefined) shell.write(...wrapped(words(style, hint), shell.columns, ''));
  shell.line(mayDo(app, user));
  return undefined;
}

const mayDo = (app: App, { name, roles }: User): string => {
  const style = styleOf(app.config);
  const rights = [...rightsOf(roles)].map((right) => words(style, `access.right.${right}`)).join(', ');
  return words(style, 'access.may', { name, rights });
};

export function userList(shell: Shell, _args: readonly string[], options: CommonOptions): Promise<Outcome> {
  return withApp(shell, options, async (app) => {
    const document = await usersDocument(app, shell.wallNow());
    const style = styleOf(app.config);
    if (options.json) shell.json(document);
    else if (document.users.length === 0) shell.line(words(style, 'access.no-users'));
    else {
      const rows = document.users.map(({ name, roles, passwordSince, invitedUntil }): Piece[] => [
        name,
        roles.join(', '),
        passwordSince === undefined
          ? words(style, 'access.no-password')
          : words(style, 'access.password-since', { at: Date.parse(passwordSince) }),
        invitedUntil === undefined ? '' : words(style, 'access.invited', { until: Date.parse(invitedUntil) }),
      ]);
      shell.write(...table(rows, shell.colours, shell.columns));
    }
    return undefined;
  });
}

export function userRole(shell: Shell, [name, roles]: readonly string[], options: CommonOptions): Promise<Outcome> {
  return withApp(shell, options, async (app) => {
    const { user, leavesNoApprover } = await changeRoles(app, name!, rolesFrom(roles!));
    if (options.json) shell.json(await usersDocument(app, shell.wallNow()));
    else shell.line(mayDo(app, user));
    if (leavesNoApprover) shell.say(words(styleOf(app.config), 'access.no-approver'));
    return undefined;
  });
}

export function userRemove(shell: Shell, [name]: readonly string[], options: CommonOptions): Promise<Outcome> {
  return withApp(shell, options, async (app) => {
    const { user, leavesNoApprover } = await removeUser(app, name!);
    const style = styleOf(app.config);
    if (options.json) shell.json(await usersDocument(app, shell.wallNow()));
    else shell.line(words(style, 'access.removed', { name: user.name }));
    if (leavesNoApprover) shell.say(words(style, 'access.no-approver'));
    return undefined;
  });
}
