import type { InFourLanguages } from '../domain/message.ts';
import { ACCESS_TEXTS } from './access.ts';
import { BOOKING_TEXTS } from './booking.ts';
import { CALENDAR_TEXTS } from './calendar.ts';
import { CHECK_TEXTS } from './check.ts';
import { CLI_TEXTS } from './cli.ts';
import { CUSTOMER_TEXTS } from './customer.ts';
import { DEADLINE_TEXTS } from './deadlines.ts';
import { DNS_TEXTS } from './dns.ts';
import { DNS_HOST_TEXTS } from './dns-hosts.ts';
import { ENGINE_TEXTS } from './engine.ts';
import { INSPECT_TEXTS } from './inspect.ts';
import { INTERVIEW_TEXTS } from './interview.ts';
import { INVENTORY_TEXTS } from './inventory.ts';
import { LETTER_TEXTS } from './letters.ts';
import { NOTICE_TEXTS } from './notices.ts';
import { PREFLIGHT_TEXTS } from './preflight.ts';
import { PUBLISH_TEXTS } from './publish.ts';
import { SLOT_TEXTS } from './slots.ts';
import { STEP_TEXTS } from './steps.ts';
import { SWITCH_TEXTS } from './switch.ts';
import { TASK_TEXTS } from './tasks.ts';
import { TRANSFER_TEXTS } from './transfer.ts';
import { TRANSFER_CODE_TEXTS } from './transfer-code.ts';
import { WEB_TEXTS } from './web.ts';
import { WEB_BOARD_TEXTS } from './web-board.ts';
import { WEB_CALENDAR_TEXTS } from './web-calendar.ts';

/** Every sentence golive says, by key, in four languages. A key lives in one file; a test finds doubles and keys nobody uses. */
export const CATALOG: Readonly<Record<string, InFourLanguages>> = {
  ...ENGINE_TEXTS,
  ...SLOT_TEXTS,
  ...STEP_TEXTS,
  ...DNS_TEXTS,
  ...INSPECT_TEXTS,
  ...INVENTORY_TEXTS,
  ...PREFLIGHT_TEXTS,
  ...DNS_HOST_TEXTS,
  ...TASK_TEXTS,
  ...TRANSFER_TEXTS,
  ...CLI_TEXTS,
  ...DEADLINE_TEXTS,
  ...CHECK_TEXTS,
  ...SWITCH_TEXTS,
  ...INTERVIEW_TEXTS,
  ...TRANSFER_CODE_TEXTS,
  ...LETTER_TEXTS,
  ...CALENDAR_TEXTS,
  ...BOOKING_TEXTS,
  ...ACCESS_TEXTS,
  ...NOTICE_TEXTS,
  ...WEB_TEXTS,
  ...CUSTOMER_TEXTS,
  ...WEB_BOARD_TEXTS,
  ...WEB_CALENDAR_TEXTS,
  ...PUBLISH_TEXTS,
};
