import { didYouMean, GoLiveError } from '../domain/errors.ts';
import { displayName, fqdn, isName } from '../domain/name.ts';
import type { MigrationHeader, Store } from '../ports/store.ts';

/** Names that a typing error is compared with; more would make a mistake slow. */
const COMPARED = 2000;

/**
 * The migrations that a person means by a domain, a project's id or a migration's id. A domain means its newest migration, a project all
 * of its own.
 *
 * @throws GoLiveError `domain-unknown`, with the name that was probably meant
 */
export async function findMigrations(store: Store, asked: string): Promise<readonly MigrationHeader[]> {
  const found = await store.findMigrations(asked);
  const project = found[0]?.projectId === asked ? await store.readProject(asked) : undefined;
  if (project !== undefined)
    return project.domains.flatMap(({ migrationId }) => found.filter(({ id }) => id === migrationId));
  if (found.length > 0) return [found[0]!];
  const named = isName(asked) ? await store.findMigrations(fqdn(asked)) : [];
  if (named.length > 0) return [named[0]!];
  const known = await store.listProjections({ limit: COMPARED });
  const names = known.flatMap(({ id, projectId, domain }) => [displayName(domain), domain.slice(0, -1), id, projectId]);
  const meant = didYouMean(asked, names);
  throw new GoLiveError('domain-unknown', {
    subject: asked.slice(0, 253),
    fix:
      meant !== undefined
        ? `Did you mean ${bothForms(meant)}?`
        : 'golive status lists the domains; golive new makes one.',
  });
}

/** As `findMigrations`, for what can be said of one domain only. @throws GoLiveError `usage`: a project with several domains */
export async function findOne(store: Store, asked: string): Promise<MigrationHeader> {
  const found = await findMigrations(store, asked);
  if (found.length === 1) return found[0]!;
  throw new GoLiveError('usage', {
    subject: asked,
    why: 'this project has several domains',
    fix: `Name one: ${found.map(({ domain }) => domain.slice(0, -1)).join(', ')}.`,
  });
}

/** A name that only looks like what was typed shows what it really is. */
function bothForms(meant: string): string {
  const ascii = isName(meant) ? fqdn(meant).slice(0, -1) : meant;
  return ascii === meant ? meant : `${meant} (${ascii})`;
}
