import { acceptInterruption } from './accept-interruption.ts';
import { acceptLimits } from './accept-limits.ts';
import { approve } from './approve.ts';
import { askLosingRegistrar } from './ask-losing-registrar.ts';
import { backupSite } from './backup-site.ts';
import { changeDelegation } from './change-delegation.ts';
import { changeRecords } from './change-records.ts';
import { changes } from './changes.ts';
import { closeOldService } from './close-old-service.ts';
import { collectAccess } from './collect-access.ts';
import { confirmTransfer } from './confirm-transfer.ts';
import type { AnyStep } from './contract.ts';
import { copyMail } from './copy-mail.ts';
import { copySite } from './copy-site.ts';
import { createDatabase } from './create-database.ts';
import { createZone } from './create-zone.ts';
import { customTask } from './custom-task.ts';
import { customerSignoff } from './customer-signoff.ts';
import { dayBefore } from './day-before.ts';
import { freezeContent } from './freeze-content.ts';
import { handOver } from './hand-over.ts';
import { importDatabase } from './import-database.ts';
import { instructThirdParty } from './instruct-third-party.ts';
import { linkDatabase } from './link-database.ts';
import { lowerTtl } from './lower-ttl.ts';
import { obtainAuthcode } from './obtain-authcode.ts';
import { orderHosting } from './order-hosting.ts';
import { orderMailLicences } from './order-mail-licences.ts';
import { payOrder } from './pay-order.ts';
import { payTransfer } from './pay-transfer.ts';
import { preflight } from './preflight.ts';
import { prepareCertificate } from './prepare-certificate.ts';
import { publishSite } from './publish-site.ts';
import { raiseTtl } from './raise-ttl.ts';
import { recreateMailboxes } from './recreate-mailboxes.ts';
import { relockDomain } from './relock-domain.ts';
import { removeDs } from './remove-ds.ts';
import { requestTransfer } from './request-transfer.ts';
import { restoreDs } from './restore-ds.ts';
import { sendClientSettings } from './send-client-settings.ts';
import { unfreezeContent } from './unfreeze-content.ts';
import { unlockDomain } from './unlock-domain.ts';
import { verifyLive } from './verify-live.ts';
import { verifyMailDomain } from './verify-mail-domain.ts';
import { waitForSlot } from './wait-for-slot.ts';
import { watchParents } from './watch-parents.ts';
import { watchPropagation } from './watch-propagation.ts';
import { watchTransfer } from './watch-transfer.ts';

/** One line per step, by phase, in the order in which a move usually comes to them. */
const STEPS: readonly AnyStep[] = [
  // prepare
  collectAccess,
  askLosingRegistrar,
  acceptInterruption,
  acceptLimits,
  orderHosting,
  payOrder,
  backupSite,
  copySite,
  createDatabase,
  importDatabase,
  linkDatabase,
  prepareCertificate,
  orderMailLicences,
  verifyMailDomain,
  recreateMailboxes,
  copyMail,
  createZone,
  lowerTtl,
  removeDs,
  watchParents,
  preflight,
  approve,
  customTask,
  // cutover
  dayBefore,
  waitForSlot,
  freezeContent,
  changeDelegation,
  changeRecords,
  publishSite,
  unfreezeContent,
  instructThirdParty,
  // propagate
  watchPropagation,
  verifyLive,
  changes,
  customerSignoff,
  // transfer
  unlockDomain,
  obtainAuthcode,
  requestTransfer,
  payTransfer,
  confirmTransfer,
  watchTransfer,
  relockDomain,
  // aftercare
  restoreDs,
  raiseTtl,
  sendClientSettings,
  closeOldService,
  handOver,
];

/** Every step there is, by id. */
export const CATALOGUE: ReadonlyMap<string, AnyStep> = new Map(STEPS.map((step) => [step.id, step]));
