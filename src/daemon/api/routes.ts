import { BOOKING } from './booking.ts';
import { INSTALLED } from './installed.ts';
import { LIVE } from './live.ts';
import { MAKING } from './making.ts';
import { READING } from './reading.ts';
import type { Route } from './route.ts';
import { SAYING } from './saying.ts';

/** Everything below `/api/v1`. The router, the OpenAPI document, and the test that asks each of them follow from it. */
export const ROUTES: readonly Route[] = [...READING, ...SAYING, ...BOOKING, ...MAKING, ...INSTALLED, ...LIVE];
