import { Hono } from 'hono';
import type { Env } from '../env.ts';
import type { Serving } from '../serving.ts';
import { approveRoutes } from './approve.ts';
import { boardRoutes } from './board.ts';
import { calendarPageRoutes } from './calendar.ts';
import { customerLinkRoutes } from './customer-link.ts';
import { hourRoutes } from './hour.ts';
import { journalRoutes } from './journal.ts';
import { letterRoutes } from './letters.ts';
import { migrationRoutes } from './migration.ts';
import { overviewRoutes } from './overview.ts';
import { projectRoutes } from './project.ts';
import { sayingRoutes } from './say.ts';
import { settingsRoutes } from './settings.ts';

/** What people look at; every one of them asks who is there. */
const PAGES: readonly ((serving: Serving) => Hono<Env>)[] = [
  overviewRoutes,
  projectRoutes,
  migrationRoutes,
  sayingRoutes,
  approveRoutes,
  journalRoutes,
  letterRoutes,
  boardRoutes,
  hourRoutes,
  calendarPageRoutes,
  settingsRoutes,
  customerLinkRoutes,
];

export function pageRoutes(serving: Serving): Hono<Env> {
  const routes = new Hono<Env>();
  for (const page of PAGES) routes.route('/', page(serving));
  return routes;
}
