import type { Office } from './office.ts';

/** A page of the dashboard: which, and who may see it. */
export interface PageKind {
  readonly name: string;
  path(office: Office): string;
  /** `nobody` has not signed in. */
  readonly reader?: 'nobody';
  /** What it answers, where that is not 200. */
  readonly status?: number;
  /** It is behind the first button of the page at `path`. */
  readonly behindButton?: true;
}

const migration =
  (kind: string, rest = '') =>
  (office: Office) =>
    `/migrations/${office.filled.migrations[kind]}${rest}`;
const project =
  (kind: string, rest = '') =>
  (office: Office) =>
    `/projects/${office.filled.projects[kind]}${rest}`;
const at = (path: string) => () => path;

/** Every kind of page, in every state in which it looks different. A page that is not here is not looked at. */
export const PAGES: readonly PageKind[] = [
  { name: 'overview', path: at('/') },
  { name: 'overview-filtered', path: at('/?status=needs-you&q=linde') },
  { name: 'overview-nothing-found', path: at('/?q=bestaat-niet') },
  { name: 'project', path: project('needs-you') },
  { name: 'project-switched', path: project('switched') },
  { name: 'project-hostile', path: project('hostile') },
  { name: 'project-draft', path: project('draft') },
  { name: 'migration-needs-you', path: migration('needs-you') },
  { name: 'migration-switched', path: migration('switched') },
  { name: 'migration-halted', path: migration('halted') },
  { name: 'migration-done', path: migration('done') },
  { name: 'migration-draft', path: migration('draft') },
  { name: 'migration-paused', path: migration('paused') },
  { name: 'migration-rolled-back', path: migration('rolled-back') },
  { name: 'migration-hostile', path: migration('hostile') },
  { name: 'approve-draft', path: migration('draft', '/approve') },
  { name: 'approve-step', path: migration('paused', '/approve/approve') },
  { name: 'approve-no-return', path: migration('switched', '/approve/request-transfer') },
  { name: 'offer-draft', path: migration('draft', '/approve'), behindButton: true },
  { name: 'offer-no-return', path: migration('switched', '/approve/request-transfer'), behindButton: true },
  { name: 'journal', path: migration('switched', '/journal') },
  { name: 'journal-hostile', path: migration('hostile', '/journal') },
  { name: 'letters', path: migration('needs-you', '/letters') },
  { name: 'board', path: migration('switched', '/board') },
  { name: 'board-nothing-yet', path: migration('draft', '/board') },
  { name: 'board-done', path: migration('done', '/board') },
  { name: 'hour', path: at('/hour') },
  { name: 'hour-of-a-project', path: project('switched', '/hour') },
  { name: 'hour-planned', path: project('planned', '/hour') },
  { name: 'calendar', path: at('/calendar') },
  { name: 'calendar-next', path: at('/calendar?month=2027-01') },
  { name: 'book', path: project('needs-you', '/book') },
  { name: 'book-held', path: project('held', '/book') },
  { name: 'settings', path: at('/settings') },
  { name: 'not-there', path: at('/migrations/m-9999'), status: 404 },
  { name: 'login', path: at('/login'), reader: 'nobody' },
  { name: 'stale-link', path: at('/welcome/AbCdEfGhIjKlMnOpQrStUvWxYz012345'), reader: 'nobody', status: 404 },
  { name: 'stale-customer-link', path: at('/c/AbCdEfGhIjKlMnOpQrStUvWxYz012345'), reader: 'nobody', status: 404 },
];
