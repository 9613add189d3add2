// biome-ignore-all lint/suspicious/noTemplateCurlyInString: these are pieces of code

import { SLOT_RULES, SLOT_WARNINGS } from '../../scheduler/calendar.ts';

/** A check taken out of the product, and the tests that must notice. */
export interface Plant {
  readonly id: string;
  readonly file: string;
  /** Stands exactly once in the file; where it no longer does, the plant is stale and fails. */
  readonly find: string;
  readonly replace: string;
  /** What the check is for. */
  readonly why: string;
  /** Under `test/`, without `.test.ts`; one of their tests must fail. The others run only where the first does not notice. */
  readonly caughtBy: readonly string[];
}

const inFile =
  (file: string, ...caughtBy: readonly string[]) =>
  (id: string, why: string, find: string, replace: string): Plant => ({ id, file, find, replace, why, caughtBy });

const halfWay = inFile('src/app/axis-begun.ts', 'app/axis-begun');
const leadsAlong = inFile('src/app/leads-along.ts', 'engine/leads-along');
const yes = inFile('src/app/access/approvals.ts', 'daemon/api/approvals');
const bodies = inFile('src/daemon/api/json-body.ts', 'daemon/api/bodies');
const hub = inFile('src/daemon/hub.ts', 'daemon/hub');
const looks = inFile('src/daemon/api/looks.ts', 'daemon/hub');
const pageSayings = inFile('src/daemon/pages/say.ts', 'daemon/pages/migration');
const pageApproval = inFile('src/daemon/pages/approve.ts', 'daemon/pages/approve');
const overviewLook = inFile('src/daemon/pages/overview.ts', 'daemon/pages/overview');
const pageReply = inFile('src/daemon/pages/reply.ts', 'daemon/pages/migration', 'daemon/pages/overview');
const pageHtml = inFile('src/dashboard/html.ts', 'dashboard/pages');
const pageSaid = inFile('src/dashboard/said.ts', 'daemon/pages/migration');
const sameOrigin = inFile('src/daemon/access/same-origin.ts', 'daemon/access');
const permitting = inFile('src/daemon/access/needs.ts', 'daemon/access');
const sessions = inFile('src/app/access/sessions.ts', 'daemon/access');
const lockingOut = inFile('src/app/access/lockout.ts', 'app/access/lockout');
const hashing = inFile('src/app/access/passwords.ts', 'app/access/passwords');
const customerLinks = inFile('src/app/customer/links.ts', 'daemon/customer');
const customerTurns = inFile('src/app/customer/turns.ts', 'daemon/customer');
const customerSaying = inFile('src/app/customer/say.ts', 'daemon/customer');
const customerRoutes = inFile('src/daemon/customer/index.ts', 'daemon/customer');
const publishing = inFile('src/adapters/files/publish-folder.ts', 'cli/publish');
const remembering = inFile('src/app/projection.ts', 'engine/remembered');
const rememberedHash = inFile('src/domain/migration.ts', 'engine/remembered');
const ledger = inFile('src/domain/effects.ts', 'domain/effects');
const state = inFile('src/domain/migration.ts', 'domain/migration');
const slotGating = inFile('src/steps/slot-gate.ts', 'steps/slot-gate');
const cutover = inFile('src/app/engine/half-day.ts', 'steps/slot-gate');
const ahead = inFile('src/steps/day-before.ts', 'engine/day-before');
const requests = inFile('src/app/say.ts', 'engine/requests');
const life = inFile('src/domain/lifecycle.ts', 'domain/migration');
const sending = inFile('src/app/engine/effects.ts', 'engine/effects');
const clockTrust = inFile('src/domain/clock-trust.ts', 'domain/clock-trust');
const clockKept = inFile('src/adapters/clock/trusted.ts', 'adapters/clock-jumps');
const clockGate = inFile('src/app/engine/clock-gate.ts', 'engine/clock-doubt');
const door = inFile('src/adapters/door.ts', 'adapters/politely', 'adapters/politeness-audit');
const sendingLate = inFile('src/app/engine/effects.ts', 'engine/effect-time');
const advancing = inFile('src/app/engine/advance.ts', 'engine/looks');
const takingOver = inFile('src/app/engine/advance.ts', 'engine/effects');
const silent = inFile('src/app/engine/advance.ts', 'engine/silent-worker');
const silentLedger = inFile('src/domain/effects.ts', 'engine/silent-worker');
const held = inFile('src/app/engine/looking.ts', 'engine/silent-worker');
const session = inFile('src/app/engine/session.ts', 'engine/looks');
const sessionSending = inFile('src/app/engine/session.ts', 'engine/effects');
const forward = inFile('src/app/engine/look-forward.ts', 'engine/looks');
const doubting = inFile('src/app/engine/look-forward.ts', 'engine/effects');
const back = inFile('src/app/engine/look-back.ts', 'engine/back');
const looking = inFile('src/app/engine/looking.ts', 'engine/looks');
const lasting = inFile('src/app/engine/looking.ts', 'engine/review-doubt', 'engine/looks');
const acting = inFile('src/app/engine/looking.ts', 'engine/effects');
const serving = inFile('src/app/engine/serve.ts', 'engine/looks');
const working = inFile('src/app/engine/work.ts', 'engine/work');
const recording = inFile('src/app/record.ts', 'app/record');
const memory = inFile('src/adapters/store/memory/index.ts', 'adapters/store-memory');
const sqlite = inFile('src/adapters/store/kysely/journal.ts', 'adapters/store');
const places = inFile('src/adapters/store/calendar.ts', 'adapters/store-memory');
const lapsesInStore = inFile('src/domain/journal.ts', 'adapters/store-memory');
const bookingRows = inFile('src/adapters/store/kysely/bookings.ts', 'adapters/store');
const bookingWrites = inFile('src/adapters/store/kysely/bookings.ts', 'adapters/store-bookings');
const bookingIndexes = inFile('src/adapters/store/kysely/calendar-schema.ts', 'adapters/store-bookings-rows');
const carrying = inFile('src/adapters/store/kysely/calendar-schema.ts', 'adapters/store-bookings');
const olderGolive = inFile('src/adapters/store/kysely/booking-rows.ts', 'adapters/store-bookings');
const checkingStore = inFile('src/adapters/store/kysely/check.ts', 'adapters/store-bookings');
const checkingCalendar = inFile('src/adapters/store/kysely/check-calendar.ts', 'adapters/store-bookings');
const leases = inFile('src/adapters/store/kysely/leases.ts', 'adapters/store');
const openingPostgres = inFile('src/adapters/store/kysely/open-postgres.ts', 'adapters/postgres');
const postgresClient = inFile('src/adapters/store/kysely/postgres-client.ts', 'adapters/postgres');
const postgresUrl = inFile('src/adapters/store/kysely/postgres-url.ts', 'adapters/postgres');
const postgresErrors = inFile('src/adapters/store/kysely/postgres-errors.ts', 'adapters/postgres');
const waysIn = inFile('src/adapters/store/ways-in.ts', 'adapters/store-memory');
const memoryWaysIn = inFile('src/adapters/store/memory/credentials.ts', 'adapters/store-memory');
const messages = inFile('src/adapters/store/kysely/deliveries.ts', 'adapters/store');
const thirdSchema = inFile('src/adapters/store/kysely/dashboard-schema.ts', 'adapters/store-dashboard');
const gates = inFile('src/checks/cutover-gates.ts', 'steps/change-delegation');
const transfer = inFile('src/steps/transfer-gate.ts', 'steps/transfer', 'steps/seen-and-planned');
const rules = inFile('src/steps/transfer-gate.ts', 'steps/transfer-rules');
const unlocking = inFile('src/steps/unlock-domain.ts', 'steps/transfer-rules');
const coding = inFile('src/steps/obtain-authcode.ts', 'steps/transfer-rules');
const requesting = inFile('src/steps/request-transfer.ts', 'steps/transfer-rules', 'steps/transfer');
const delegation = inFile('src/steps/change-delegation.ts', 'steps/change-delegation');
const ds = inFile('src/steps/remove-ds.ts', 'steps/remove-ds');
const watch = inFile('src/steps/watch-propagation.ts', 'steps/watch-propagation');
const propagation = inFile('src/dns/propagation.ts', 'dns/propagation');
const canaries = inFile('src/checks/canaries.ts', 'checks/canaries');
const schedule = inFile('src/dns/look-schedule.ts', 'dns/look-schedule');
const resolvers = inFile('src/checks/resolvers.ts', 'checks/resolvers');
const telling = inFile('src/app/notices/deliver.ts', 'notices/outbox');
const noticing = inFile('src/app/notices/notice.ts', 'notices/outbox');
const stillSo = inFile('src/app/notices/still-so.ts', 'notices/outbox');
const toldTo = inFile('src/app/notices/receivers.ts', 'notices/receivers');
const toldOf = inFile('src/app/notices/rules.ts', 'notices/outbox', 'notices/rules');
const mailing = inFile('src/adapters/mail/smtp.ts', 'adapters/mail');
const posting = inFile('src/adapters/webhook/post.ts', 'adapters/webhook');
const closing = inFile('src/steps/close-old-service.ts', 'steps/aftercare');
const outageLetter = inFile('src/app/letters/letters.ts', 'app/letters-golden');
const accepting = inFile('src/steps/accept-interruption.ts', 'steps/transfer');
const slot = inFile('src/steps/wait-for-slot.ts', 'steps/tasks');
const booking = inFile('src/app/booking/take-place.ts', 'app/book', 'app/booking');
const bookingAnew = inFile('src/app/booking/take-place.ts', 'app/booking-moved-time');
const begun = inFile('src/app/booking/party.ts', 'app/book');
const following = inFile('src/app/booking/journals.ts', 'app/booking-cut-off');
const goneLive = inFile('src/app/booking/journals.ts', 'app/book');
const givingBack = inFile('src/app/book.ts', 'app/booking-cut-off');
const hearing = inFile('src/app/engine/advance.ts', 'app/booking-cut-off');
const holds = inFile('src/app/booking/hold-end.ts', 'app/booking');
const lapses = inFile('src/domain/journal.ts', 'app/booking');
const takenPlaces = inFile('src/app/calendar.ts', 'app/booking', 'app/booking-search');
const movedTimes = inFile('src/app/booking/moved-time.ts', 'app/booking-moved-time');
const standingBooking = inFile('scheduler/warnings.ts', 'scheduler/rules');
const standingDoctor = inFile('src/app/doctor-bookings.ts', 'app/booking-no-longer-safe');
const standingStatus = inFile('src/app/status-document.ts', 'app/booking-no-longer-safe');
const standingCustomer = inFile('src/app/booking/customer.ts', 'app/booking-no-longer-safe');
const onDuty = inFile('src/app/booking/on-duty.ts', 'app/booking');
const clockBehind = inFile('src/app/booking/refuse-behind.ts', 'app/booking');
const slotCustomer = inFile('src/app/booking/customer.ts', 'app/booking-search');
const bookingDoctor = inFile('src/app/doctor-bookings.ts', 'app/booking-cut-off');
const leadTimes = inFile('src/app/lead-times.ts', 'app/lead-times');
const freeAnswers = inFile('src/app/interview/free-answers.ts', 'app/booking-search');
const calendar = inFile('scheduler/rules.ts', 'scheduler/rules', 'scheduler/notice', 'scheduler/slot');
const warning = inFile('scheduler/warnings.ts', 'scheduler/rules');
const judging = inFile('scheduler/judge.ts', 'scheduler/rules');
const workingDays = inFile('scheduler/working-days.ts', 'scheduler/notice', 'scheduler/rules');
const wallTime = inFile('scheduler/wall-time.ts', 'scheduler/dst');
const halfDay = inFile('scheduler/half-day.ts', 'scheduler/dst');
const clocks = inFile('scheduler/offset.ts', 'scheduler/dst');
const slotText = inFile('scheduler/slot-text.ts', 'scheduler/slot');
const halfDayWords = inFile('scheduler/half-day-words.ts', 'scheduler/half-day-words');
const ranges = inFile('scheduler/range-text.ts', 'scheduler/slot-config');
const slotConfig = inFile('src/app/config/slots.ts', 'scheduler/slot-config');
const earliestSafely = inFile('scheduler/earliest.ts', 'scheduler/earliest');
const feed = inFile('scheduler/ical/calendar.ts', 'scheduler/ical', 'scheduler/ical-zones');
const feedText = inFile('scheduler/ical/content-line.ts', 'scheduler/ical', 'scheduler/ical-hostile');
const feedZone = inFile('scheduler/ical/vtimezone.ts', 'scheduler/ical-zones');
const holidays = inFile('scheduler/holidays/holidays.ts', 'scheduler/holidays');
const overrideText = inFile('scheduler/holidays/override-text.ts', 'scheduler/holidays');
const feedEntries = inFile('src/app/calendar-entries.ts', 'app/calendar-feed');
const feedWords = inFile('src/app/calendar-text.ts', 'app/calendar-feed');
const feedFile = inFile('src/app/calendar-feed.ts', 'app/calendar-feed');
const feedLink = inFile('src/app/feed-links.ts', 'app/calendar-feed');
const feedOnce = inFile('src/app/calendar-entries.ts', 'app/calendar-entries');
const feedMoves = inFile('src/app/calendar-moves.ts', 'app/calendar-feed');
const breath = inFile('src/app/breath.ts', 'app/calendar-feed');
const feedRoute = inFile('src/daemon/calendar-routes.ts', 'daemon/http');
const hosts = inFile('src/daemon/allowed-hosts.ts', 'daemon/http');
const servedHere = inFile('src/daemon/http.ts', 'daemon/http');
const listening = inFile('src/adapters/http/listen.ts', 'adapters/http-listen');
const pageBooking = inFile('src/daemon/pages/calendar.ts', 'daemon/booking-page');
const boardRoute = inFile('src/daemon/pages/board.ts', 'daemon/board-page');
const boardLooks = inFile('src/daemon/api/looks.ts', 'daemon/board-page');
const boardPast = inFile('src/app/board-history.ts', 'app/board-history');
const boardPace = inFile('src/app/board-document.ts', 'app/board-history');
const goLiveHour = inFile('src/app/hour-document.ts', 'app/hour-document');
const configShown = inFile('src/app/config-document.ts', 'daemon/settings-page');
const slotList = inFile('src/cli/slot-list.ts', 'cli/slots');
const monthSheet = inFile('src/cli/month-grid.ts', 'cli/slots');
const bookingCommand = inFile('src/cli/book.ts', 'cli/book');
const bookedShown = inFile('src/cli/booked-lines.ts', 'cli/book');
const journalTold = inFile('src/app/journal-document.ts', 'cli/book');
const dutyOfNew = inFile('src/cli/new.ts', 'cli/book');
const nearestDate = inFile('scheduler/nearest-date.ts', 'scheduler/slot');
const saying = inFile('src/app/say.ts', 'app/say', 'app/record');

const lookingFirst = inFile('src/adapters/store/kysely/sqlite-look.ts', 'files/lost-end', 'files/taken-away');
const writing = inFile('src/adapters/store/kysely/access.ts', 'files/lost-end', 'files/taken-away');
const continuing = inFile('src/adapters/store/kysely/journal.ts', 'files/lost-end');
const counting = inFile('src/adapters/store/kysely/write-count.ts', 'files/lost-end');
const missing = inFile('src/adapters/store/kysely/sqlite-file.ts', 'files/lost-end');
const restoring = inFile('src/adapters/store/kysely/restore.ts', 'files/lost-end');
const leftFolder = inFile('src/adapters/store/kysely/restore-folder.ts', 'adapters/restore-folder');
const restoringPostgres = inFile('src/adapters/store/kysely/restore-postgres.ts', 'adapters/restore-postgres');
const copyingBackup = inFile(
  'src/adapters/store/kysely/restore.ts',
  'adapters/restore-postgres',
  'adapters/store-links',
);
const restoringLinks = inFile('src/adapters/store/kysely/restore.ts', 'adapters/store-links');
const followingLinks = inFile('src/adapters/store/kysely/sqlite-file.ts', 'adapters/store-links');
const openingLinks = inFile('src/adapters/store/kysely/open-sqlite.ts', 'adapters/store-links');
const pausing = inFile('src/app/pause-all.ts', 'files/lost-end');
const outOfRoom = inFile('src/app/engine/looking.ts', 'files/full-at-every-commit');

const guarding = inFile('src/adapters/net/address-guard.ts', 'adapters/ssrf', 'adapters/reachable');
const publicOnly = inFile('src/adapters/net/public-host.ts', 'adapters/ssrf');
const redirecting = inFile('src/adapters/registry/rdap/client.ts', 'adapters/ssrf');
const referring = inFile('src/adapters/registry/whois/index.ts', 'adapters/ssrf');
const polling = inFile('src/adapters/dns/sockets/poller.ts', 'adapters/ssrf');

const sealing = inFile('src/adapters/store/journal-chain.ts', 'secrets/engine');
const scrubbing = inFile('src/domain/secret-forms.ts', 'secrets/scrub');
const scrubber = inFile('src/domain/scrub.ts', 'secrets/scrub', 'secrets/engine');
const unmarked = inFile('src/app/engine/effects.ts', 'secrets/engine');
const forgetting = inFile('src/app/engine/vault.ts', 'secrets/lifetimes');
const sweeping = inFile('src/app/engine/vault.ts', 'secrets/ends');
const codeForm = inFile('src/steps/authcode.ts', 'steps/authcode');
const letters = inFile('src/app/letters/document.ts', 'app/letters');
const givingUp = inFile('src/app/say.ts', 'secrets/lifetimes');

const zoneWriting = inFile('src/steps/zone-write.ts', 'steps/zone-write');
const signatures = inFile('src/adapters/dns/tsig.ts', 'adapters/tsig');
const transferring = inFile('src/adapters/dns/sockets/transfer.ts', 'adapters/transfer', 'adapters/rfc2136');
const updating = inFile('src/adapters/dns-host/rfc2136/index.ts', 'adapters/rfc2136');
const updates = inFile('src/adapters/dns-host/rfc2136/client.ts', 'adapters/rfc2136');
const powerDns = inFile('src/adapters/dns-host/powerdns/index.ts', 'adapters/powerdns');
const powerDnsApi = inFile('src/adapters/dns-host/powerdns/client.ts', 'adapters/powerdns');
const powerDnsWords = inFile('src/adapters/dns-host/powerdns/convert.ts', 'adapters/powerdns');

const overriding = inFile('src/checks/zone-memory.ts', 'steps/change-delegation', 'steps/remove-ds');
const answering = inFile('src/app/answer.ts', 'app/override');
const clearing = inFile('src/checks/ds-clear.ts', 'steps/change-delegation');
const signing = inFile('src/dns/ds-match.ts', 'dns/signing');
const signed = inFile('src/dns/dnssec.ts', 'dns/signing');
const apexNs = inFile('src/steps/old-apex-ns.ts', 'steps/change-delegation');
const wayBack = inFile('src/steps/delegation-back.ts', 'steps/change-delegation');
const parents = inFile('src/steps/watch-parents.ts', 'steps/watch-parents');
const early = inFile('src/steps/wait-for-slot.ts', 'steps/watch-parents');
const keeping = inFile('src/steps/restore-ds.ts', 'steps/aftercare');
const transferred = inFile('src/steps/watch-transfer.ts', 'steps/ds-transfer');
const earliest = inFile('src/app/earliest-slot.ts', 'app/book', 'app/lead-times', 'app/interview-ending');
const goGates = inFile('src/checks/preflight-gates.ts', 'checks/preflight');
const goLooks = inFile('src/checks/preflight.ts', 'checks/preflight');
const works = inFile('src/checks/what-works.ts', 'checks/preflight');
const standing = inFile('src/checks/standing-site.ts', 'checks/preflight-standing');
const oneServer = inFile('src/checks/what-works.ts', 'checks/preflight-doubt');
const oneHost = inFile('src/checks/preflight-site.ts', 'checks/preflight-doubt');
const mailWay = inFile('src/checks/preflight-sight.ts', 'checks/preflight');
const mailWayDoubt = inFile('src/checks/preflight-sight.ts', 'checks/preflight-doubt');
const intendingBy = inFile('src/checks/intend.ts', 'dns/intended-zone');
const intending = inFile('src/dns/intended-zone.ts', 'dns/intended-zone');
const staying = inFile('src/dns/staying-names.ts', 'dns/intended-zone');
const stayingLabels = inFile('src/dns/dictionary.ts', 'dns/intended-zone');
const filledIn = inFile('src/dns/drift.ts', 'checks/preflight-doubt');
const drifting = inFile('src/dns/drift.ts', 'dns/drift');
const oldSilence = inFile('src/checks/old-silence.ts', 'checks/preflight-doubt');
const lateOrLying = inFile('src/checks/canaries.ts', 'app/check-doubt');
const moved = inFile('src/checks/already-moved.ts', 'checks/preflight');
const second = inFile('src/steps/preflight.ts', 'steps/preflight');
const decision = inFile('src/checks/plan-decision.ts', 'checks/preflight');
const parity = inFile('src/dns/parity.ts', 'dns/parity');
const ofNames = inFile('src/checks/delegation-sight.ts', 'checks/propagation');
const mail = inFile('src/checks/mx-answers.ts', 'checks/preflight');
const spfCount = inFile('src/checks/spf.ts', 'dns/spf');
const caa = inFile('src/dns/caa.ts', 'dns/caa');
const caaClimb = inFile('src/checks/caa.ts', 'dns/caa');
const walks = inFile('src/checks/walk.ts', 'checks/walk');
const severities = inFile('src/domain/severity.ts', 'checks/preflight');
const typed = inFile('src/domain/name.ts', 'domain/name');
const preflightExit = inFile('src/cli/preflight.ts', 'cli/preflight');
const hashed = inFile('src/domain/migration.ts', 'domain/plan-hash');
const zoneFile = inFile('src/dns/zone-file-read.ts', 'dns/zone-file');
const zoneFileDoubts = inFile('src/dns/zone-file-doubts.ts', 'dns/zone-file');
const zoneFileData = inFile('src/dns/zone-file-data.ts', 'dns/zone-file');
const zoneFileHead = inFile('src/dns/zone-file-head.ts', 'dns/zone-file');
const placesOnEarth = inFile('src/dns/wire-loc.ts', 'dns/zone-file');
const numbersInWords = inFile('src/dns/wire-mnemonics.ts', 'dns/zone-file');
const zoneFileWrite = inFile('src/dns/zone-file-write.ts', 'dns/zone-file');
const rdataText = inFile('src/dns/wire-rdata.ts', 'dns/zone-file', 'dns/wire');
const stepSchemas = inFile('src/checks/schemas.ts', 'steps/lower-ttl');
const updateWords = inFile('src/adapters/dns-host/rfc2136/convert.ts', 'adapters/rfc2136');
const zoneExport = inFile('src/app/zone-export.ts', 'cli/zone-export');
const inventory = inFile('src/checks/inventory.ts', 'checks/inventory');
const plannedZone = inFile('src/checks/planned-zone.ts', 'checks/preflight-doubt');
const listRemembered = inFile('src/checks/preflight.ts', 'checks/preflight-doubt');
const makingZone = inFile('src/steps/create-zone.ts', 'steps/create-zone');
const backupText = inFile('src/dns/zone-file-write.ts', 'steps/zone-write');
const inventoryReader = inFile('src/checks/inventory-reader.ts', 'checks/inventory');
const nsecChain = inFile('src/dns/nsec-chain.ts', 'checks/inventory');
const packetNames = inFile('src/dns/wire-names.ts', 'dns/mutations-readers');
const packetReader = inFile('src/dns/wire-reader.ts', 'dns/mutations-readers');
const responses = inFile('src/dns/response.ts', 'dns/mutations-response');
const glueWalk = inFile('src/checks/walk.ts', 'checks/glue-addresses');
const deadWalk = inFile('src/checks/walk.ts', 'checks/walk');
const parentsGlue = inFile('src/checks/walk.ts', 'checks/delegation');
const referrals = inFile('src/checks/referral.ts', 'dns/zonemaster-judgements');
const nullMx = inFile('src/dns/mail-policy.ts', 'dns/zonemaster-judgements');
const dsDigests = inFile('src/dns/propagation.ts', 'dns/zonemaster-judgements');
const spfSyntax = inFile('src/dns/spf.ts', 'dns/spf-syntax');

const holder = inFile('src/checks/inspect-registration.ts', 'checks/inspect', 'checks/inspect-transfer');
const transferDate = inFile('src/checks/inspect-transfer.ts', 'checks/inspect-transfer');
const siteHolder = inFile('src/checks/inspect-site.ts', 'checks/inspect');
const suffixes = inFile('src/registration/registrable.ts', 'registration/registrable');
const keepers = inFile('src/registration/registrable.ts', 'registration/registrable');
const rulesOfEndings = inFile('src/registration/tld-rules.ts', 'registration/tld-table');
const interviewEnds = inFile('src/app/interview/ending.ts', 'app/interview-ending');
const openingRegistry = inFile('src/adapters/registry/index.ts', 'adapters/whois');
const askingRdap = inFile('src/adapters/registry/rdap/index.ts', 'adapters/rdap');
const hearingRdap = inFile('src/adapters/registry/rdap/client.ts', 'adapters/rdap');
const whoisServers = inFile('src/adapters/registry/whois/servers.ts', 'adapters/whois');
const registryFloors = inFile('src/adapters/registry/floors.ts', 'adapters/registry-floors');
const operators = inFile('src/adapters/registry/operator.ts', 'adapters/rdap');
const sightOfRegistration = inFile('src/checks/registration-sight.ts', 'checks/registration-findings');
const statusGates = inFile('src/checks/cutover-gates.ts', 'steps/change-delegation');
const eventDates = inFile('src/registration/rdap-dates.ts', 'registration/rdap-shapes');
const rdapStatuses = inFile('src/registration/rdap-status.ts', 'registration/rdap');
const relocking = inFile('src/steps/relock-domain.ts', 'steps/transfer-rules');
const rdapDates = inFile('src/registration/rdap-dates.ts', 'registration/rdap-shapes');
const rdapStatus = inFile('src/registration/rdap-status.ts', 'registration/rdap-shapes');
const rdapReading = inFile('src/registration/rdap.ts', 'registration/rdap-shapes');
const rdapAbsence = inFile('src/registration/rdap-absence.ts', 'registration/rdap-shapes');
const rdapAsking = inFile('src/adapters/registry/rdap/client.ts', 'adapters/rdap');
const expiryFindings = inFile('src/checks/registration-findings.ts', 'checks/registration-findings');
const whoisJudging = inFile('src/registration/whois/judge.ts', 'registration/whois/shapes');
const whoisReading = inFile('src/registration/whois/read-whois.ts', 'registration/whois/shapes');
const whoisStatuses = inFile('src/registration/whois/statuses.ts', 'registration/whois/formats');
const whoisKeys = inFile('src/registration/whois/keys.ts', 'registration/whois/shapes');
const whoisParties = inFile('src/registration/whois/parties.ts', 'registration/whois/shapes');
const whoisVerdicts = inFile('src/registration/whois/verdicts.ts', 'registration/whois/formats');
const whoisDates = inFile('src/registration/whois/dates.ts', 'registration/whois/formats');
const whoisTable = inFile('src/adapters/registry/whois/servers.ts', 'adapters/whois');
const givenRecords = inFile('src/dns/given-data.ts', 'app/preflight-answers');
const givenAnswers = inFile('src/app/answers-file.ts', 'app/preflight-answers');
const rehearsing = inFile('src/app/rehearse.ts', 'app/preflight-answers');
const rehearsedWorld = inFile('src/app/rehearse.ts', 'app/rehearse');
const holdingZones = inFile('src/checks/zone-memory.ts', 'steps/lower-ttl');
const proxyEnds = inFile('src/checks/proxy-ends.ts', 'checks/preflight');

export const PLANTS: readonly Plant[] = [
  publishing(
    'published-assets-go-at-once',
    'somebody still reads the page of a moment ago, which leads to its own style',
    ' && !before.includes(name)',
    '',
  ),
  publishing(
    'published-over-others-files',
    'a folder of a web server holds what is not ours',
    'const left = isOurs.test(name)',
    'const left = true',
  ),
  publishing(
    'published-for-nobody',
    'cron may have a umask that lets no web server read',
    'await chmod(file, FILE_MODE)',
    'await chmod(file, 0o600)',
  ),
  // A yes over HTTP.
  yes('yes-person', 'a yes is the person’s to whom it was offered', '    subject === said.user &&\n', ''),
  yes(
    'yes-quarter',
    'an offer is too old after a quarter of an hour',
    '    now < expiresMs &&\n',
    '    expiresMs > 0 &&\n',
  ),
  yes(
    'yes-migration',
    'an offer is about one migration',
    '(said.migrationId === undefined || said.migrationId === offered.migrationId)',
    'true',
  ),
  yes(
    'yes-once',
    'of a double click one is heard',
    "if ((await store.takeCredential('approval', found.id)) === undefined) throw noSuchOffer();",
    '',
  ),
  yes(
    'yes-shown',
    'what would change is what was shown',
    'if (digestOf(now) !== offered.shown)',
    'if (digestOf(now) === undefined)',
  ),
  yes(
    'yes-name',
    'past the point of no return the name is typed',
    'if (offered.needsName && !isNameOf(said.typed, domain))',
    'if (offered.needsName && false)',
  ),
  bodies(
    'body-depth',
    'a body that is deep is not parsed',
    'if (depthOf(text) > DEEPEST)',
    'if (depthOf(text) > Infinity)',
  ),
  bodies('body-names', 'nothing is called __proto__', 'if (name !== undefined) throw', 'if (name === null) throw'),
  hub(
    'hub-forgets',
    'who goes away is forgotten',
    'if (listeners.delete(listener) && listeners.size === 0) end();',
    '',
  ),
  looks(
    'looks-queue',
    'no more than twenty wait for a look',
    'if (waiting.length >= MOST_WAITING)',
    'if (waiting.length >= Infinity)',
  ),
  // What may leave after what left before.
  ledger(
    'ledger-believable',
    'an answer was lost a moment ago: the provider’s list may lag',
    "  if (now < believableAtMs(last)) return { may: 'wait', untilMs: believableAtMs(last) };\n",
    '',
  ),
  ledger(
    'ledger-same-key',
    'a keyed effect goes out again with its key',
    "  if (wanted.kind === 'keyed') return { may: 'send', key: last.key };\n",
    "  if (wanted.kind === 'keyed') return { may: 'send', key: wanted.freshKey };\n",
  ),
  ledger(
    'ledger-look-first',
    'a once effect is looked for before anybody is asked',
    "  if (last.notSeen < LOOKS_BEFORE_ASKING) return { may: 'wait', untilMs: now + Math.max(last.consistencyMs, 1000) };\n",
    '',
  ),
  ledger(
    'ledger-once-lost',
    'a once effect is never sent twice by itself',
    "  return { may: 'ask' };\n",
    "  return { may: 'send', key: wanted.freshKey };\n",
  ),
  ledger(
    'ledger-happened',
    'what happened is not ordered again because it does not show',
    "  if (last === undefined && happened !== undefined && wanted.kind !== 'absolute') {",
    '  if (last === undefined && happened === null) {',
  ),
  ledger(
    'ledger-happened-lag',
    '… and the provider is given its time before a person is asked',
    "    if (now < believableAtMs(happened)) return { may: 'wait', untilMs: believableAtMs(happened) };\n",
    '',
  ),
  ledger(
    'ledger-happened-key',
    'a payment goes out again as the same payment',
    "{ may: 'send', key: happened.key };",
    "{ may: 'send', key: wanted.freshKey };",
  ),
  ledger(
    'ledger-intended-is-open',
    'an intent without an outcome may have happened',
    "  return effect.state === 'intended' || effect.state === 'unknown';",
    "  return effect.state === 'unknown';",
  ),
  ledger(
    'ledger-by-person-happened',
    'what a person says happened has happened',
    "  return isOpen(effect) || effect.state === 'confirmed' || effect.state === 'by-person';",
    "  return isOpen(effect) || effect.state === 'confirmed';",
  ),

  // What a journal may say.
  state(
    'refuse-cancelled',
    'nothing happens to a cancelled migration',
    "  if (state.cancelled) return 'the migration is cancelled';\n",
    '',
  ),
  state(
    'refuse-draft',
    'the engine does nothing to a draft',
    "    return 'its plan is not approved yet';",
    '    return undefined;',
  ),
  state('refuse-paused-effect', 'nothing is sent while paused', "      if (state.paused) return 'it is paused';\n", ''),
  state(
    'refuse-direction',
    'nothing goes forward on the way back, nor back on the way forward',
    "      if ((event.direction === 'back') !== isBack)",
    "      if (event.direction === 'sideways' as string)",
  ),
  state(
    'refuse-idle-effect',
    'only a working step sends',
    "      return record?.state === 'working' || record?.state === 'undoing' ? undefined : `${event.step} is not working`;",
    '      return record === null ? `${event.step}` : undefined;',
  ),
  state(
    'refuse-impossible',
    'a step changes only as its life allows',
    '      if (nextStepState(from, event.event) === undefined)\n        return',
    '      if (from === undefined)\n        return',
  ),
  state(
    'refuse-forward-when-back',
    'no step begins on the way back',
    "      if (isBack && !back && event.event !== 'answerLost') return 'it is rolling back';\n",
    '',
  ),
  state(
    'refuse-back-when-forward',
    'no step is undone on the way forward',
    "      if (!isBack && back) return 'it is not rolling back';\n",
    '',
  ),
  state(
    'refuse-before-its-turn',
    'a step starts after those before it',
    "const early = event.event === 'started' || event.event === 'claimed';",
    "const early = event.event === 'claimed';",
  ),
  state(
    'refuse-claim-before-its-turn',
    'nobody says "done" of a step before its turn',
    "const early = event.event === 'started' || event.event === 'claimed';",
    "const early = event.event === 'started';",
  ),
  state(
    'refuse-undo-order',
    'a step is undone after those behind it',
    '        if (later !== undefined) return `${later} has to be undone first`;\n',
    '',
  ),
  state(
    'refuse-answers-when-back',
    'nobody replans on the way back',
    "      return state.rollingBack ? 'it is rolling back' : undefined;\n    case 'secret-stored':",
    "      return undefined;\n    case 'secret-stored':",
  ),
  state(
    'refuse-no-return',
    'there is no way back past the point of no return',
    '      return past === undefined ? undefined : `the point of no return is passed: ${past}`;',
    '      return past === null ? `${past}` : undefined;',
  ),
  state(
    'no-return-in-doubt',
    'an effect in doubt is past the point of no return',
    "effect.step === step.id && effect.direction === 'forward' && mayHaveHappened(effect)",
    "effect.step === step.id && effect.direction === 'forward' && effect.state === 'confirmed'",
  ),
  state(
    'no-return-by-word',
    'a person’s word that it is done counts',
    '    if (record?.claimed !== undefined) return true;\n',
    '',
  ),
  state(
    'no-return-by-hand',
    'what somebody was asked for and did without a word counts',
    '(record.startedMs !== undefined || record.askedMs !== undefined)',
    '(record.startedMs !== undefined)',
  ),
  state(
    'no-return-was-so',
    'what was so already has cost nobody the way back',
    ' && (record.startedMs !== undefined || record.askedMs !== undefined);',
    ';',
  ),
  state(
    'no-return-of-the-playbook',
    'a step that the answers forget was reached all the same',
    'pointOfNoReturnReached(playbook.steps, state);\n      return past',
    'pointOfNoReturnReached(steps, state);\n      return past',
  ),
  state(
    'refuse-circle',
    'an added task cannot make steps wait for each other',
    "      return after.length > steps.length ? undefined : 'its steps would wait for each other';",
    '      return after.length >= 0 ? undefined : `${steps.length}`;',
  ),
  state(
    'skip-hides-nothing',
    'a skipped step lets nothing overtake what comes before it',
    'return skipped === undefined || depsPassed(steps, skipped, state);',
    'return true;',
  ),
  state(
    'skip-is-undone',
    'what was skipped half-way is taken back',
    "  return record.state !== 'skipped' || record.before !== undefined || record.claimed !== undefined;",
    "  return record.state !== 'skipped';",
  ),
  state(
    'back-knows-all',
    'what the answers no longer ask for is taken back too',
    'state.rollingBack === true ? Object.keys(state.steps ?? {}) : []',
    '[]',
  ),
  state(
    'retry-keeps-measured',
    'a retry ends no wait for caches',
    '.filter(([name]) => MEASURED.has(name))',
    ".filter(([name]) => name === '')",
  ),
  state(
    'order-of-steps',
    'a step is looked at when those before it are through',
    "    if (before !== 'skipped') return before === 'done';",
    "    if (before !== 'skipped') return true;",
  ),
  state(
    'order-of-undo',
    'the last step is undone first',
    'const free = needsUndo(record) && ![...dependentsOf(steps, step.id)].some((id) => needsUndo(state.steps[id]));',
    'const free = needsUndo(record);',
  ),
  state(
    'no-work-when-paused',
    'a paused, cancelled or draft migration has no work',
    'Work[] {\n  if (!state.started || state.paused || state.cancelled) return [];',
    'Work[] {\n  if (!state.started || state.cancelled) return [];',
  ),
  state(
    'no-work-when-cancelled',
    'a cancelled migration has no work',
    'Work[] {\n  if (!state.started || state.paused || state.cancelled) return [];',
    'Work[] {\n  if (!state.started || state.paused) return [];',
  ),
  state(
    'no-work-in-draft',
    'a draft has no work',
    'Work[] {\n  if (!state.started || state.paused || state.cancelled) return [];',
    'Work[] {\n  if (state.paused || state.cancelled) return [];',
  ),
  state(
    'approved-as-it-is',
    'an approval counts for the plan that was read',
    'approval.planHash === hash && counting.has(approval.step)',
    'counting.has(approval.step)',
  ),
  state(
    'approved-where',
    'starting a draft, or accepting an outage, approves no cutover',
    'approval.planHash === hash && counting.has(approval.step)',
    'approval.planHash === hash',
  ),
  ...['playbook: state.playbook.digest', 'domain: state.domain', 'role: state.role', 'answers', 'fixed'].map((part) =>
    state(
      `plan-hash-${part.split(':')[0]}`,
      'who approved the plan approved this part of it',
      'digestOf({ playbook: state.playbook.digest, domain: state.domain, role: state.role, answers, fixed })',
      `digestOf({ ${['playbook: state.playbook.digest', 'domain: state.domain', 'role: state.role', 'answers', 'fixed'].filter((one) => one !== part).join(', ')} })`,
    ),
  ),
  state(
    'word-when-asked',
    'a word to another question changes nothing in the ledger',
    '  if (decided === undefined || !isAsked) return state.effects;',
    '  if (decided === undefined) return state.effects;',
  ),
  state('word-of-this-step', 'a word is about its own step', 'if (effect.step !== event.step || ', 'if ('),
  state('word-of-once', 'only what may never be sent twice is a person’s to decide', "effect.kind !== 'once' || ", ''),
  state(
    'word-when-believable',
    'nobody decides before a look can be believed',
    ' || atMs < believableAtMs(effect)) return effect;',
    ') return effect;',
  ),
  state(
    'word-after-looks',
    'a person decides after golive has looked twice',
    'isOpen(effect) && effect.notSeen >= LOOKS_BEFORE_ASKING',
    'isOpen(effect)',
  ),
  state(
    'word-said-twice',
    'retry after it was confirmed says that it is gone',
    "const saidTwice = decided === 'absent' && ",
    "const saidTwice = decided === 'by-person' && ",
  ),
  state(
    'retry-forgets-claim',
    'after retry an old word closes nothing',
    "  if (event.event !== 'retried' || from === 'undoing') return record;",
    "  if (event.event !== 'undone' || from === 'undoing') return record;",
  ),
  state(
    'heard-persons',
    'the engine does not hear itself',
    'by === ENGINE ? state.heardSeq : stored.seq',
    'stored.seq',
  ),
  state(
    'heard-wakes',
    'a person’s word is heard by what waits',
    'record !== undefined && state.heardSeq > record.seq',
    'record === null',
  ),
  state(
    'journal-gap',
    'a journal with a gap is damaged',
    '  if (stored.seq !== state.seq + 1) throw',
    '  if (stored.seq < 0) throw',
  ),
  life(
    'unknown-never-starts',
    'from unknown one may only look, wait or ask',
    "    waitFor: 'unknown',",
    "    waitFor: 'unknown',\n    started: 'working',",
  ),
  life('unknown-stays', 'waiting does not end a doubt', "    waitFor: 'unknown',", "    waitFor: 'waiting',"),
  life('claim-is-looked-at', 'a person’s "done" is a claim', "claimed: 'ready' }", "claimed: 'done' }"),
  life(
    'done-is-over',
    'what is done is not begun again',
    "  done: { retried: 'ready', ...BACK },",
    "  done: { retried: 'ready', started: 'working', ...BACK },",
  ),
  life(
    'work-is-not-skipped',
    'nobody skips a step in its work',
    '  working: { ...LOOKED,',
    '  working: { ...LOOKED, ...BY_PERSON,',
  ),

  // Sending.
  sending(
    'send-not-when-stopping',
    'nothing is meant once golive stops',
    "    if (signal.aborted) throw new GoLiveError('stopping', { subject: `${step} ${name}` });\n",
    '',
  ),
  sending('send-keeps-lease', 'the lease is prolonged before each effect', '    await session.keepLease();\n', ''),
  sending(
    'send-asks-ledger',
    'the ledger may say: wait',
    "    if (sending.may === 'wait') throw new InDoubt(sending.untilMs);",
    "    if (sending.may === 'wait') sent.settlesMs = 0;",
  ),
  sending(
    'send-asks-person',
    'the ledger may say: ask',
    "    if (sending.may === 'ask') throw new Undecidable(name);",
    "    if (sending.may === 'ask') sent.settlesMs = 0;",
  ),
  sending(
    'send-needs-intent',
    'nothing is sent whose intent was refused: paused, or turned back',
    '    if (!intended) {',
    '    if (intended === undefined) {',
  ),
  sending(
    'send-last-moment-stop',
    'a stop while the intent is written ends it there',
    'if (signal.aborted || app.clock.now() >= session.lease.untilMs) {',
    'if (app.clock.now() >= session.lease.untilMs) {',
  ),
  sending(
    'send-last-moment-lease',
    'a lease that ran out while the intent is written ends it there',
    'if (signal.aborted || app.clock.now() >= session.lease.untilMs) {',
    'if (signal.aborted) {',
  ),
  sending(
    'send-not-sent-is-settled',
    'what was meant and not sent is no doubt',
    "      await settle(session, id, 'absent', 'not sent');\n",
    '',
  ),
  sending(
    'send-lost-is-unknown',
    'a lost answer is no refusal',
    "      if (failure.row.outcome === 'unknown') {",
    "      if (failure.row.outcome === ('never' as string)) {",
  ),
  sending(
    'send-refused-is-settled',
    'a refusal is no doubt',
    "      await settle(session, id, 'refused', failure.message);\n",
    '',
  ),
  sending('send-confirmed-is-settled', 'an answer is recorded', "    await settle(session, id, 'confirmed');\n", ''),
  sending(
    'send-later-look-wins',
    'what the next holder has seen is not gainsaid',
    'state.effects.some((effect) => effect.id === id && isOpen(effect))',
    'state.effects.some((effect) => effect.id === id)',
  ),
  sending(
    'send-gives-time',
    'what was confirmed is given the provider’s time to show',
    '    sent.settlesMs = Math.max(sent.settlesMs, consistencyMs);\n',
    '',
  ),

  // Working on one migration.
  takingOver(
    'takeover-doubts',
    'an intent of a dead worker is in doubt',
    '    await doubtForeignIntents(session);\n',
    '',
  ),
  silent(
    'takeover-lets-calls-end',
    'what a silent worker sends may still be on its way',
    'clock.now() + callMs + effect.consistencyMs',
    'clock.now() + effect.consistencyMs',
  ),
  silentLedger(
    'ledger-lets-calls-end',
    'a look that comes before a call can have arrived says nothing',
    'effect.consistencyMs, effect.believableMs ?? 0);',
    'effect.consistencyMs, 0);',
  ),
  held(
    'held-by-lease',
    'nothing leaves when the lease has run out',
    '() => clock.now() < session.lease.untilMs',
    '() => true',
  ),
  door(
    'door-held',
    'whoever lost the lease in the line does not ask',
    "      if (!isHeld(signal)) throw new GoLiveError('lease-lost', { subject: name, why: 'its turn came too late' });\n",
    '',
  ),
  advancing('advance-stops', 'no further step once golive stops', '        if (signal.aborted) break;\n', ''),
  advancing(
    'advance-keeps-lease',
    'the lease is prolonged between two looks',
    '        await session.keepLease();\n',
    '',
  ),
  advancing(
    'advance-still',
    'work that became pointless is not done',
    '        if (!still.some((other) => other.kind === kind && other.step.id === step.id)) continue;\n',
    '',
  ),
  advancing(
    'advance-in-circles',
    'a step in circles does not hold the worker',
    'const MOST_LOOKS = 500;',
    'const MOST_LOOKS = 5_000;',
  ),
  remembering(
    'remembered-risk',
    'time alone makes a thing late, whatever is remembered',
    'isSame && riskOf(known.summary, state, now) === known.summary.risk',
    'isSame',
  ),
  rememberedHash(
    'remembered-hash',
    'another plan has another hash, whatever is remembered',
    'const hash = isSame ? known.hash : workOutHash(state);',
    'const hash = known?.hash ?? workOutHash(state);',
  ),
  advancing(
    'advance-quiet',
    'a look in vain is not repeated at once',
    '.filter(({ step }) => !session.isQuiet(step.id, now));',
    '.filter(({ step }) => step !== undefined || !session.isQuiet(step, now));',
  ),
  advancing(
    'advance-releases-unread',
    'a migration that cannot be read is given back',
    '    await app.store.release(lease);\n    throw thrown;',
    '    throw thrown;',
  ),
  advancing(
    'advance-releases-failed',
    'a migration that failed is given back',
    '      await app.store.release(lease).catch(() => undefined);\n',
    '',
  ),
  takingOver(
    'advance-lease-lost',
    'a lost lease is nobody’s fault',
    "    if (failure.code !== 'lease-lost') {",
    "    if (failure.code !== ('never' as string)) {",
  ),
  sessionSending(
    'testify-without-lease',
    'what was sent under a lease is recorded without it',
    "      if (asGoLiveError(thrown, this.state.id).code !== 'lease-lost') throw thrown;\n",
    '      throw thrown;\n',
  ),
  inFile('src/app/engine/session.ts', 'engine/effects')(
    'session-refused',
    'what the newest state refuses does not count as written',
    "      if ('refused' in next) return false;\n",
    "      if ('refused' in next) return true;\n",
  ),
  session(
    'session-conflict',
    'another writer in between means: decide again',
    "        if (asGoLiveError(thrown, this.state.id).code !== 'journal-conflict') throw thrown;\n        await this.readOn();\n      }\n    }\n  }",
    '        throw thrown;\n      }\n    }\n  }',
  ),
  session(
    'session-hears',
    'a person who spoke ends every quiet look',
    '    if (news.some((stored) => stored.by !== ENGINE)) this.#quietUntil.clear();\n',
    '',
  ),
  session(
    'session-close-conflict',
    'what was said at the very end is heard',
    "      if (code !== 'journal-conflict') throw thrown;\n    }\n    await store.release",
    "      if (code !== 'journal-conflict') throw thrown;\n      return;\n    }\n    await store.release",
  ),
  session('session-gives-back', 'a migration that waits is given back', '    await store.release(this.#lease);\n', ''),
  serving(
    'serve-no-circle',
    'a broken migration is tried at the pace of the polls',
    'failed > 0 ? now + app.pollMs : now + app.pollMs / 20',
    'now + failed * 0 + app.pollMs / 20',
  ),

  working(
    'work-no-circle',
    'a worker does not circle around a broken migration',
    '(resting.get(lease.migrationId) ?? 0) > now',
    '(resting.get(lease.migrationId) ?? 0) > Infinity',
  ),
  working(
    'work-outlives',
    'a worker outlives a server that is away',
    "if (failure.code !== 'store-busy') throw failure;",
    'throw failure;',
  ),
  working(
    'work-ends',
    'a worker ends when no work is possible',
    "if (failure.code !== 'store-busy') throw failure;",
    "if (failure.code === 'internal') throw failure;",
  ),
  working(
    'work-soon',
    'a worker comes back for what is due before its next poll',
    'Math.min(pollAtMs, soonMs)',
    'pollAtMs',
  ),
  working(
    'work-hands',
    'a worker has so many hands and no more',
    'const free = atOnce - inHand.size;',
    'const free = atOnce;',
  ),
  inFile('src/app/engine/work.ts', 'engine/review-hands')(
    'work-own-hands',
    'a worker ends when all its hands have ended',
    'inHand.delete(lease);',
    'for (const other of inHand.keys()) if (other.migrationId === lease.migrationId) inHand.delete(other);',
  ),

  // Looking, forward.
  forward(
    'forward-word-needs-claim',
    'a task closes by word only when somebody gave it, to this very question',
    'if (decision.closesOnWord === true && record?.claimed?.about === decision.task.text)',
    'if (decision.closesOnWord === true)',
  ),
  forward(
    'forward-word-to-question',
    'a word to another question closes nothing',
    'record?.claimed?.about === decision.task.text)',
    'record?.claimed !== undefined)',
  ),
  forward(
    'forward-word-needs-blindness',
    'what can be seen does not close by word',
    'if (decision.closesOnWord === true && record?.claimed?.about === decision.task.text)',
    'if (record?.claimed?.about === decision.task.text)',
  ),
  forward(
    'forward-soonest',
    'a wait that has passed does not go round in circles',
    '  return Math.max(lookAgainMs, now + SECOND);',
    '  return Math.max(lookAgainMs, now - SECOND);',
  ),
  forward(
    'forward-approval',
    'a step that needs approval waits for it',
    '      if (step.needsApproval && !isApproved(session.loaded.playbook, session.state)) return askForApproval(look, seen);\n',
    '',
  ),
  forward(
    'forward-deadline',
    'a person hears of a deadline that passed',
    'if (decision.deadlineMs !== undefined && decision.deadlineMs <= seen.now)',
    'if (decision.deadlineMs !== undefined && decision.deadlineMs < 0)',
  ),
  forward(
    'forward-ask-from-unknown',
    'a plan that asks is heard although an answer was lost',
    "        record?.state === 'unknown' ? 'undecidable' : 'asked',",
    "        'asked',",
  ),
  forward(
    'forward-late-from-unknown',
    'a deadline is heard although an answer was lost',
    "  await become(look, unknown ? 'undecidable' : 'asked', { ...detailOf(seen, decision), task }, lookAgainMs, seen);",
    "  await become(look, unknown === null ? 'undecidable' : 'asked', { ...detailOf(seen, decision), task }, lookAgainMs, seen);",
  ),
  forward(
    'forward-blocked-from-unknown',
    'a closed gate does not end a doubt before a look can be believed',
    '      // What holds the step up is told, and not hidden behind an answer that was lost: that is settled first.\n      if (!(await doubtIsOver(look, open, seen))) return;\n',
    '',
  ),
  doubting(
    'doubt-resolved-first',
    'while an answer is lost nothing is done',
    '  if (open.length > 0 && !(await resolveDoubt(look, open, seen))) return false;\n',
    '',
  ),
  doubting(
    'doubt-believable',
    'a look counts when the list has caught up',
    '  if (seen.now < believable) {\n    await doubt',
    '  if (seen.now < 0) {\n    await doubt',
  ),
  doubting(
    'doubt-twice',
    'it is looked for twice before a person is asked',
    '    if (once.notSeen + 1 >= LOOKS_BEFORE_ASKING) await',
    '    if (once.notSeen + 1 >= 1) await',
  ),
  doubting(
    'doubt-counts-looks',
    'every look in vain is counted',
    "    await session.write(() => ({ type: 'effect-not-seen', id: once.id }));\n",
    '',
  ),
  doubting(
    'doubt-absolute-absent',
    'an absolute effect that is not there is settled before it is set again',
    "    open.filter((effect) => effect.kind === 'absolute'),\n    'absent',",
    "    open.filter((effect) => effect.id === ''),\n    'absent',",
  ),
  doubting(
    'doubt-ends',
    'from unknown a step acts only after it was seen absent',
    "  if (look.session.state.steps[look.step.id]?.state === 'unknown') await notThere(look);\n",
    '',
  ),
  doubting(
    'doubt-confirmed',
    'what is there was confirmed by being seen',
    "      await settleAll(look, open, 'confirmed');\n",
    '',
  ),
  doubting(
    'doubt-by-word',
    'a person’s word closes what nothing shows',
    '      if (closedByWord(look))\n',
    '      if (look === null)\n',
  ),
  doubting(
    'doubt-word-is-standing',
    'a word that was taken back closes nothing',
    '  if (claimed === undefined) return false;',
    "  if (claimed === undefined) return session.state.effects.some(({ state }) => state === 'by-person');",
  ),
  inFile('src/app/engine/look-forward.ts', 'engine/review-questions')(
    'doubt-word-about-it',
    'a word about something else closes no order',
    '(isAboutIt && effect.kind',
    '(effect.kind',
  ),
  ledger(
    'ordered-in-part',
    'what shows in part is not ordered for the rest',
    "  if (other !== undefined) return { may: 'wait', untilMs: believableAtMs(other) };\n",
    '',
  ),
  inFile('src/app/engine/effects.ts', 'engine/review-questions')(
    'lost-may-arrive',
    'what a provider may still be working on is not absent',
    'Math.max(lostMs, sentMs + (app.callMs ?? 0))',
    'Math.max(lostMs, sentMs)',
  ),

  inFile('src/app/engine/effects.ts', 'engine/review-doubt')(
    'doubt-waits-longer',
    'answers that are always lost leave the provider alone',
    'SECOND * 4 ** Math.min(tries, 6)',
    'tries * 0',
  ),

  // Looking, backward.
  back('back-untouched', 'what changed nothing is not looked at', '|| !touched) {', ') {'),
  back('back-claimed', 'what a person did is looked at', 'record.claimed !== undefined', 'record === undefined'),
  back('back-changed', 'what golive changed is looked at', 'record.before !== undefined', 'record === undefined'),
  back(
    'back-believable',
    'a look counts when the list has caught up',
    '  if (seen.now < believable) return doubt(look, believable, open[0]!.name);\n',
    '',
  ),
  back(
    'back-once-asked',
    'a lost order may still turn up: a person says',
    '      if (once !== undefined) {',
    '      if (once === null) {',
  ),
  back(
    'back-once-twice',
    '… after it was looked for twice',
    '        if (once.notSeen >= LOOKS_BEFORE_ASKING) return askAboutDoubt(look, once.name);\n',
    '        if (once.notSeen >= 0) return askAboutDoubt(look, once.name);\n',
  ),
  back(
    'back-settles-forward',
    'what is not there is settled',
    "      await settleAll(look, openEffects(look, 'forward'), 'absent');\n",
    '',
  ),
  back(
    'back-settles-back',
    'what was taken back is settled',
    "      await settleAll(look, openEffects(look, 'back'), 'confirmed');\n",
    '',
  ),
  back(
    'back-settles-again',
    'what is set again on the way back was not there',
    "openEffects(look, 'back').filter((effect) => effect.kind === 'absolute');",
    "openEffects(look, 'back').filter((effect) => effect.id === '');",
  ),
  inFile('src/app/engine/look-back.ts', 'engine/review-questions')(
    'back-lost-is-no-attempt',
    'answers that are lost on the way back do not end it',
    '  if (lost.length > 0) await notThere(look);\n',
    '',
  ),
  back(
    'back-word-is-new',
    'a word from the way forward does not close the way back',
    ' && claimed.back === true;',
    ';',
  ),
  back(
    'back-word-by-clock',
    'a word counts whatever the clock of its machine says',
    'claimed.back === true;',
    'claimed.atMs >= session.state.steps[step.id]!.sinceMs;',
  ),
  back(
    'back-word-to-question',
    'a word to another question closes nothing',
    'claimed?.about === question && claimed.back',
    'claimed !== undefined && claimed.back',
  ),
  back(
    'back-word-needs-blindness',
    'what can be seen does not close by word',
    'if (decision.closesOnWord === true && isSaid(look, decision.task.text))',
    'if (isSaid(look, decision.task.text))',
  ),

  // One look.
  looking(
    'look-step-known',
    'a step that this golive does not know is shown, not passed over',
    '  if (implementation === undefined) {\n    await fail(',
    '  if (implementation === undefined) {\n    if (session === null) await fail(',
  ),
  looking(
    'look-cut-off',
    'a look that the stop cut off says nothing',
    '    if (signal.aborted) return undefined;\n',
    '',
  ),
  looking('look-in-time', 'a look that hangs holds nobody up', '    if (inTime.aborted) stop();\n', ''),
  looking(
    'look-for-ever',
    'what will never work is shown',
    "  if (failure.row.retry === 'never') return fail(look, failure);\n",
    '',
  ),
  looking(
    'look-fails-in-doubt',
    'a look that fails for good does not end a doubt, nor go round in circles',
    "  if (look.session.state.steps[look.step.id]?.state === 'unknown') {\n    const text",
    '  if (look.session.state.steps[look.step.id] === undefined) {\n    const text',
  ),
  looking(
    'look-back-off',
    'what did not work is tried later each time',
    'MINUTE * 2 ** Math.min(attempt - 1, 10)',
    'MINUTE',
  ),
  looking(
    'look-retry-after',
    'a provider that asks for time gets it',
    'Math.max(failure.retryAfterMs ?? 0, ',
    'Math.max(0, ',
  ),
  looking(
    'look-news',
    'what is not new is not written',
    '    sameNews(record, event, told)\n',
    "    sameNews(record, event, told) && event === 'ready'\n",
  ),
  looking('look-heard-once', 'what a person said is heard once', '    session.state.heardSeq < record.seq &&\n', ''),
  looking(
    'look-by-hand',
    'where nobody has the API a person does it',
    '  if (implementation.needs(ctx).some((api) => !available.includes(api))) {',
    '  if (available === undefined) {',
  ),
  looking(
    'act-before-once',
    'the first change is the way back',
    "direction === 'forward' && record?.before === undefined ?",
    "direction === 'forward' ?",
  ),
  looking('act-started', 'a step that may not start does nothing', '  if (!started) return;\n', ''),
  lasting(
    'look-needs-person',
    'where only a person can help, a person is asked',
    " || failure.row.retry === 'after-operator'",
    '',
  ),
  lasting('look-lasted', 'a person hears of trouble that lasts', ' || deadlineMs <= now) {', ') {'),
  lasting('look-asked-already', 'a person who was asked is not un-asked', '  if (isAsked || failure', '  if (failure'),
  lasting(
    'look-asked-in-doubt',
    'a person is asked although an answer was lost',
    "    return become(look, unknown ? 'undecidable' : 'asked', { attempt, task }, task.lookAgainMs);",
    "    return become(look, unknown === null ? 'undecidable' : 'asked', { attempt, task }, task.lookAgainMs);",
  ),
  lasting(
    'look-question-stands',
    'a question that was put stands while nobody can look',
    "  if (before?.state === 'needs-you' && text",
    "  if (before?.state === 'undone' && text",
  ),
  lasting(
    'plan-throws',
    'a plan that throws is shown, and does not go round in circles',
    '    await fail(look, failure, seen);\n    return undefined;\n',
    '    return undefined;\n',
  ),
  acting(
    'act-gives-up',
    'what does not take is given up after three times',
    '  if (attempt > MOST_ATTEMPTS) {',
    '  if (attempt > 99) {',
  ),
  acting(
    'act-counts-changes',
    'another change is another attempt',
    'const attempt = record?.changing === changing ?',
    'const attempt = record?.changing !== undefined ?',
  ),
  acting('act-counts-tries', 'a start that was cut short is no attempt', '(wasTried(look, record) ? 1 : 0)', '1'),
  acting(
    'act-waits-to-see',
    'what was sent is given the provider’s time',
    '    if (sent.settlesMs > 0) await waitToSee',
    '    if (sent.settlesMs < 0) await waitToSee',
  ),
  acting(
    'act-stopping-is-no-failure',
    'a stop leaves no trace of failure',
    "if (failure.code === 'stopping') {",
    "if (failure.code === 'internal') {",
  ),
  acting(
    'act-later',
    'what passes is tried again by itself',
    "      if (failure.row.retry === 'after-delay') await postpone",
    "      if (failure.row.retry === ('later' as string)) await postpone",
  ),

  // What people write.
  recording(
    'record-conflict',
    'another writer in between means: decide again',
    "if (asGoLiveError(thrown, migrationId).code !== 'journal-conflict' || tries >= TRIES) throw thrown;",
    'throw thrown;',
  ),
  recording(
    'record-only-conflict',
    'only for another writer',
    "asGoLiveError(thrown, migrationId).code !== 'journal-conflict' || ",
    '',
  ),
  recording('record-tries', 'not for ever', ' || tries >= TRIES) throw thrown;', ') throw thrown;'),
  recording(
    'record-refused',
    'what the state refuses is not written',
    "    if ('refused' in next)\n",
    "    if ('refused' in next && tries(next))\n",
  ),
  recording('record-wakes', 'a word wakes the engine', ', dueMs: now });', ' });'),
  saying(
    'say-plan-stale',
    'who approves names the plan that was read',
    'saying.planHash !== undefined && saying.planHash !== hash',
    "saying.planHash === ''",
  ),
  saying('say-who', 'nobody signs as golive', 'by.trim().toLowerCase() === ENGINE || ', ''),
  saying(
    'say-why',
    'skip and cancel need a reason',
    'const NEEDS_WHY: ReadonlySet<Verb> = new Set([',
    'const NEEDS_WHY: ReadonlySet<Verb> = new Set<Verb>([].concat([]) ?? [',
  ),

  // The store.
  memory(
    'memory-sequence',
    'of two writers one wins',
    '      if (head.seq !== expectedSeq) throw',
    '      if (head.seq < 0) throw',
  ),
  memory(
    'memory-lease',
    'a lost lease writes nothing',
    '      if (lease !== undefined && !holds(migration, lease)) throw',
    '      if (lease !== undefined && migration === null) throw',
  ),
  memory(
    'memory-generation',
    'an owner’s older claim is no claim',
    ' && kept.generation === lease.generation;',
    ' && kept !== undefined;',
  ),
  memory(
    'memory-claim',
    'a lease keeps others out',
    '      return isFree(migration, now) ? take',
    '      return now > 0 ? take',
  ),
  memory('memory-claim-due', 'due work goes to one worker', ' <= now && isFree(migration, now),', ' <= now,'),
  memory(
    'memory-renew',
    'a lost lease is not renewed',
    '      if (!holds(migration, lease)) throw leaseLost(lease.migrationId);\n      migration.lease',
    '      if (migration === undefined) throw leaseLost(lease.migrationId);\n      migration.lease',
  ),
  memory(
    'memory-release',
    'a lost lease frees nothing',
    '      if (holds(migration, lease)) migration.lease = undefined;',
    '      if (migration !== undefined) migration.lease = undefined;',
  ),
  places(
    'place-expected',
    'whoever believes another half-day changes nothing',
    '  if ((own?.slot ?? null) !== expected) throw otherThanExpected(projectId, own?.slot, expected);\n',
    '',
  ),
  places(
    'place-place',
    'a place goes to one project',
    'if (!used.has(place)) return place;',
    'if (place > 0) return place;',
  ),
  places('place-keeps-place', 'who stays in a half-day keeps the place', 'own?.slot === slot ? own.place : ', ''),
  places('place-keeps-id', 'a booking that moves stays the same one', 'id: own?.id ?? wanted.id,', 'id: wanted.id,'),
  lapsesInStore('place-run-out', 'a hold ends at its moment', 'heldUntilMs <= now;', 'heldUntilMs < now;'),
  places(
    'place-own-run-out',
    'an own hold that has run out counts as none',
    'mine === undefined || hasRunOut(mine, atMs) ? undefined : mine;',
    'mine;',
  ),
  places(
    'place-lapsed-in-time',
    'whoever confirmed a hold in time keeps it',
    " || (what === 'lapsed' && !hasRunOut(own, Math.round(word.atMs)))",
    '',
  ),
  places('place-lapsed-told', 'a dropped hold is written down', 'changes: [...lapsed, clean(', 'changes: [clean('),
  places(
    'place-key',
    'a key leads to one answer',
    '    return { answer: { booking: used.booking, isRepeat: true } };\n  }\n  const atMs',
    '  }\n  const atMs',
  ),
  places('place-key-other', 'a key serves one request', '    if (!isSame) throw keyUsed(word.key!, used);\n', ''),
  places('place-key-ended', 'a key that gave back books nothing', ' && !isEnd(used);', ';'),
  places(
    'place-key-back',
    'a key that booked gives nothing back',
    'used.booking.projectId !== projectId || used.what !== what',
    'used.booking.projectId !== projectId',
  ),
  places(
    'place-nothing',
    'no change is not written down',
    '  return COMPARED.every((name) => own[name] === booking[name]) ? undefined : ',
    '  return ',
  ),
  places(
    'place-sequence',
    'sequence numbers grow, whatever came between',
    'Math.max(change.booking.sequence, (last ?? -1) + 1)',
    'change.booking.sequence',
  ),
  bookingRows(
    'booking-look-again',
    'what was seen without the lock is looked at again under it',
    '    const decision = request.decide(await look(db, request));\n',
    '    const decision = first;\n',
  ),
  bookingRows(
    'booking-key-row',
    'a key is kept in the database',
    'key: kept.key === undefined ? null : storable(kept.key),',
    'key: null,',
  ),
  bookingWrites(
    'booking-peek',
    'who loses or changes nothing writes nothing',
    "  if ('answer' in first) return first.answer;\n",
    '',
  ),
  bookingRows(
    'booking-clock-back',
    'a page of the history begins with its lowest number',
    'if (!first?.seq) return [];\n          after = first.seq - 1;',
    'if (!first?.seq) return [];\n          after = first.seq;',
  ),
  bookingIndexes(
    'booking-index',
    'the history of one project is found by index',
    ".columns(['project_id', 'seq'])",
    ".columns(['seq'])",
  ),
  carrying(
    'carry-history',
    'each booking that is carried over has a line of history',
    "{ what: 'booked', by, atMs",
    "{ what: 'cancelled', by, atMs",
  ),
  carrying(
    'carry-moments',
    'the moments of a booking are carried over',
    '...entries.map(({ summary }) => summary), ',
    '',
  ),
  carrying(
    'carry-other-half-day',
    'the moments are those of this half-day',
    'if (booked?.slot === slot && Number',
    'if (booked !== undefined && Number',
  ),
  olderGolive('carry-older', 'what an older golive books counts', "  if (data === '')\n", "  if (data === 'x')\n"),
  checkingCalendar(
    'check-booking-project',
    'a booking without its project is found',
    "    if (!projects.has(row.project_id)) fault(where, 'its project is not there');\n",
    '',
  ),
  checkingCalendar(
    'check-booking-row',
    'a booking under another place is found',
    'booking.place !== row.place || ',
    '',
  ),
  checkingCalendar(
    'check-booking-history',
    'a booking that the history does not tell of is found',
    'for (const projectId of new Set([...held.keys(), ...last.keys()])) {',
    'for (const projectId of new Set<string>()) {',
  ),
  checkingCalendar(
    'check-booking-gap',
    'a line that is missing is found',
    'if (row.seq !== ++seq) {',
    'if (++seq < 0) {',
  ),
  checkingStore(
    'check-looking',
    'a store that was not brought up to date is no fault',
    '((await version()) < CALENDAR_VERSION ? [] : calendarFaults(access))',
    'calendarFaults(access)',
  ),
  memoryWaysIn(
    'credential-once',
    'what was taken is gone',
    '      kept.delete(keyOf(kind, id));\n      return taken;',
    '      return taken;',
  ),
  waysIn(
    'credential-hash-whole',
    'a stored password is not damaged by looking for secrets in it',
    'HASHED.test(value) ? value : scrub(value)',
    'scrub(value)',
  ),
  messages(
    'delivery-settled',
    'what is settled stays so',
    ".set(values).where('id', '=', id).where('state', '=', 'waiting')",
    ".set(values).where('id', '=', id)",
  ),
  messages(
    'delivery-mark',
    'the mark of what was told never goes back',
    "            .where('noticed_seq', '<', seq)\n",
    '',
  ),
  thirdSchema(
    'upgrade-quiet',
    'nobody gets messages of what is long over',
    'set noticed_seq = seq,',
    'set noticed_seq = 0,',
  ),
  thirdSchema(
    'upgrade-old-writer',
    'what an older golive writes is seen by who looks for changes',
    'and seq = new.seq and touched_ms <> new.at_ms)',
    'and seq = new.seq and touched_ms <> touched_ms)',
  ),
  sqlite(
    'sqlite-lease',
    'a lost lease writes nothing',
    'if (lease !== undefined && !(found.lease_generation',
    'if (lease === null && !(found.lease_generation',
  ),

  leases(
    'sqlite-free',
    'a lease keeps others out',
    "          .where('id', '=', migrationId)\n          .where(isFree(now))",
    "          .where('id', '=', migrationId)",
  ),
  leases(
    'sqlite-due-free',
    'due work goes to one worker',
    "          .where('due_ms', '<=', now)\n          .where(isFree(now))",
    "          .where('due_ms', '<=', now)",
  ),
  leases(
    'sqlite-renew',
    'a lost lease is not renewed',
    "          .set({ lease_until_ms: Math.round(untilMs) })\n          .where('id', '=', lease.migrationId)\n          .where('lease_generation', '=', lease.generation)\n          .where('lease_owner', '=', lease.owner)",
    "          .set({ lease_until_ms: Math.round(untilMs) })\n          .where('id', '=', lease.migrationId)",
  ),
  leases(
    'sqlite-release',
    'a lost lease frees nothing',
    "          .set({ lease_owner: null, lease_until_ms: null })\n          .where('id', '=', lease.migrationId)\n          .where('lease_generation', '=', lease.generation)\n          .where('lease_owner', '=', lease.owner)",
    "          .set({ lease_owner: null, lease_until_ms: null })\n          .where('id', '=', lease.migrationId)",
  ),

  // Before the name servers change.
  ...['registryGate', 'parityGate', 'dsGate', 'dsCachedGate', 'driftGate'].map((gate) =>
    gates(
      `gate-${gate}`,
      'no gate is passed over',
      '[registryGate, parityGate, dsGate, dsCachedGate, driftGate]',
      `[${['registryGate', 'parityGate', 'dsGate', 'dsCachedGate', 'driftGate'].filter((one) => one !== gate).join(', ')}]`,
    ),
  ),
  gates(
    'gate-plan',
    'without a planned zone nothing is compared',
    'intended.length === 0 || sight.newNameServers.length === 0',
    'sight.newNameServers.length < 0',
  ),
  gates(
    'gate-serve',
    'every new server answers, over UDP and TCP',
    "parity.verdict === 'yes' && serve === 'yes'",
    "parity.verdict === 'yes'",
  ),
  gates(
    'gate-parity',
    'every new server has the intended zone',
    "parity.verdict === 'yes' && serve === 'yes'",
    "serve === 'yes'",
  ),
  gates(
    'gate-parents-silent',
    'a parent that was not heard may have a DS',
    '  if (silent.length === 0 && sight',
    '  if (silent.length >= 0 && sight',
  ),
  gates('gate-ds-cached-until', 'a DS lives on in caches', ' || now >= clear.untilMs)', ' || now >= 0)'),
  gates(
    'gate-ds-replaced',
    'a DS that fits does not make caches forget the one before it',
    'const clear = dsClearOf(ctx, now, isFit);',
    'const clear = isFit ? undefined : dsClearOf(ctx, now, isFit);',
  ),
  gates(
    'gate-ds-expired',
    'a signature that has run out is none',
    "serversSatisfy(sight.newServers, ds, judging, now) !== 'yes' &&",
    "serversSatisfy(sight.newServers, ds, judging) !== 'yes' &&",
  ),
  overriding(
    'override-typed',
    'only the typed name of the domain waives the DS',
    'return ctx.answers.free?.[OVERRIDE_DS] === ctx.domain.slice(0, -1);',
    'return ctx.answers.free?.[OVERRIDE_DS] !== undefined;',
  ),
  answering(
    'override-refused',
    'another name is refused where it is typed',
    '    if (text === domain.slice(0, -1)) return text;\n',
    "    if (text !== '') return text;\n",
  ),
  clearing(
    'clear-anew',
    'a DS that was seen again starts the clock anew',
    ': Math.max(...moments);',
    ': Math.min(...moments);',
  ),
  clearing(
    'clear-unseen',
    'one that was there at the last look may have gone this minute',
    'isBack ? now',
    'isBack ? 0',
  ),
  signing(
    'sign-at-all',
    'keys that nobody signs prove nothing',
    'ds.some((one) => dsMatches(zone, one, key)) && valid.some((signature) => isMadeBy(signature, key)),',
    'ds.some((one) => dsMatches(zone, one, key)) && valid !== undefined,',
  ),
  signing(
    'sign-algorithms',
    'each algorithm among the DS signs',
    '    return ds.every((one) => algorithms.has(keyOfDs(one)',
    '    return ds.some((one) => algorithms.has(keyOfDs(one)',
  ),
  signing(
    'sign-data',
    'the zone’s data are signed too',
    'return overData === undefined || forAll(dataKeys(zone, dnskeys, overData, now));',
    'return overData === undefined || overData !== null;',
  ),
  signing(
    'sign-data-unpublished',
    'a signature by a key that the zone does not publish is none',
    "  const valid = validSignatures(zone, 'SOA', signatures, now);\n  return dnskeys.filter((key) => valid.some((signature) => isMadeBy(signature, key)));",
    "  const valid = validSignatures(zone, 'SOA', signatures, now);\n  return dnskeys.filter((key) => valid.some(({ algorithm }) => algorithm === algorithmOf(key)));",
  ),
  signed(
    'sign-other-algorithm',
    'a key tag is one of 65536: the algorithm has to fit too',
    ' &&\n    signature.algorithm === dnskey.trim().split(/\\s+/)[2]\n',
    '\n',
  ),
  signing(
    'standing-ds-any',
    'a DS of a stand-by key breaks no zone as it stands',
    'const vouched = (key: string): boolean => ds.some(',
    'const vouched = (key: string): boolean => ds.every(',
  ),
  signing(
    'standing-strict',
    'a zone as it stands is not asked what only a new side has to do',
    '(server, keys) => validates(view.zone, server, usable, keys, now)',
    '(server, keys) => keysSatisfy(view.zone, ds, keys) && validates(view.zone, server, usable, keys, now)',
  ),
  signing(
    'standing-signs',
    'a zone as it stands signs its data',
    'return entry.length > 0 && (overData === undefined || dataKeys(zone, dnskeys, overData, now).length > 0);',
    'return entry.length > 0;',
  ),
  signing(
    'standing-unusable',
    'a DS that nobody can compute makes no zone bogus',
    "  if (usable.length === 0) return 'yes';\n  return judgeKeys(",
    '  return judgeKeys(',
  ),
  signed(
    'sha1-beside-better',
    'SHA-1 counts for nothing beside a better digest',
    'return better.length > 0 ? better : known;',
    'return known;',
  ),
  signed('sign-ends', 'a signature ends', 'after(expiresSeconds, at) >= 0 && ', ''),
  signed('sign-begins', 'a signature begins', ' && after(at, beginsSeconds) >= 0', ''),
  signed('sign-revoked', 'a revoked key is vouched for by none', ' && (flags! & 0x0080) === 0', ''),
  delegation(
    'switch-in-slot',
    'nothing is switched before or after the half-day',
    'slotGate(ctx, now);',
    'ctx.slot === null ? slotGate(ctx, now) : undefined;',
  ),
  delegation(
    'switch-gates',
    'the gates are asked',
    "  if (refusal !== undefined) return { kind: 'blocked', ...refusal, facts: { waitingSinceMs: null } };\n",
    '',
  ),
  delegation(
    'switch-parents-heard',
    'where no parent answers nothing is done',
    "  if (agreedNs(o.delegation).kind === 'unknown') return wait('dns.wait.parents');\n",
    '',
  ),
  delegation(
    'switch-once',
    'what is ordered is waited for',
    'if (wanted.length > 0 && (ordered || ',
    'if (wanted.length > 0 && (',
  ),
  delegation(
    'switch-old-apex',
    'the old zone names the new servers too',
    '  const apex = oldApexNs(ctx, o, wanted);',
    '  const apex: Change[] = [];',
  ),
  delegation(
    'switch-names-withheld',
    'nobody gets the names before the checks say go',
    "  if (ctx.preflight === 'open') return { kind: 'act', changes: [{ kind: 'withheld', zone }] };\n",
    '',
  ),
  delegation(
    'switch-withheld-undone',
    'what is withheld is not done',
    "throw new GoLiveError('not-allowed', { subject: ctx.stepId, why: 'preflight has not said go yet' });",
    'continue;',
  ),
  delegation(
    'switch-first-seen',
    'the clock runs from the first look that found the switch',
    '(isThisSwitch ? firstSeenMs : now)',
    'now',
  ),
  delegation(
    'switch-another',
    'the clock of a switch that was taken back is not this one’s',
    'firstSeenMs >= (ctx.startedMs ?? 0)',
    'firstSeenMs >= 0',
  ),
  delegation(
    'switch-early-told',
    'the owner hears of an early switch',
    '    ...(early ? [earlySwitch(ctx, o, switchedAtMs)] : []),\n',
    '',
  ),
  delegation(
    'switch-apex-told',
    'the owner hears that caches stay at the old servers',
    '    ...oldApexStays(ctx, o, wanted, worstCaseAtMs, now),\n',
    '',
  ),
  delegation(
    'switch-apex-parity',
    'nobody is sent on to a zone that is not fit to be asked',
    'firstRefusal(ctx, o, now, [parityGate]) === undefined)',
    'firstRefusal(ctx, o, now, []) === undefined)',
  ),
  delegation(
    'switch-apex-served',
    'what an API took is not what its servers answer',
    'apex === undefined && now < sinceMs + OLD_HOST_MS)',
    'apex !== undefined && now < sinceMs + OLD_HOST_MS)',
  ),
  apexNs(
    'apex-without-transfer',
    'an old zone that no transfer cuts off names the new servers, whatever was accepted',
    "  interruption !== 'none' && answers.registration === 'moves';",
    "  interruption !== 'none' || answers === undefined;",
  ),
  apexNs(
    'apex-watched-without-transfer',
    'an old server that no transfer cuts off keeps its caches, whatever was accepted',
    '  if (mayBeCutOff(ctx)) return [];',
    "  if (ctx.interruption !== 'none') return [];",
  ),
  apexNs(
    'apex-each-server',
    'one old server that is behind keeps its caches',
    ' && !sameNames(answer.rdatas, wanted);',
    ' && sameNames(answer.rdatas, []);',
  ),
  wayBack(
    'switch-back-alive',
    'nobody goes back to servers that are dead',
    '  if (parentBack && !anyServes(o.oldServers))',
    '  if (parentBack && o === null)',
  ),
  wayBack(
    'switch-back-ds',
    'nobody goes back past a DS that does not fit',
    "ds.length === 0 || serversValidate(o.oldServers, ds, judging, now) === 'yes';",
    "ds.length === 0 || serversValidate(o.oldServers, ds, judging, now) !== ('never' as string);",
  ),
  wayBack(
    'switch-back-ds-both',
    'nor past one of the new side that stands beside the old one',
    'if (!isFit || vouchesForOther(ds, o.oldServers, o.newServers))',
    'if (!isFit)',
  ),
  wayBack(
    'switch-back-stand-by',
    'a DS of a stand-by key keeps nobody from going back',
    'if (!isFit || vouchesForOther(ds, o.oldServers, o.newServers))',
    'if (!isFit || ds.length > 1)',
  ),
  wayBack(
    'switch-back-ds-cached',
    'nor past one that caches still hold',
    '  if (now >= untilMs) return undefined;\n',
    '  if (now >= 0) return undefined;\n',
  ),
  wayBack(
    'switch-back-ds-heard',
    'a parent that does not say may have it still',
    "  if (dsGone(o.delegation, judging) === 'unknown')\n",
    "  if (dsGone(o.delegation, judging) === ('never' as string))\n",
  ),
  parents('early-told', 'a switch that nobody was asked for is early', '|| !begun;', '|| begun;'),
  parents(
    'early-emergency',
    'a switch to a zone that is not there is an emergency',
    "  if (ctx.earlier['create-zone']?.state === 'done')\n",
    '  if (ctx !== null)\n',
  ),
  parents(
    'early-taken-back',
    'a switch that was taken back is none',
    '...(back ? { switchedAtMs: null, early: false } : {})',
    '...(back ? {} : {})',
  ),
  parents(
    'early-ds-back',
    'a DS that came back is seen to go',
    "if (gone === 'unknown' || typeof dsAbsentSinceMs === 'number') return {};",
    "if (gone !== 'no') return {};",
  ),
  parents(
    'early-ttl',
    'a TTL that outlives the time until the half-day is told',
    ' && wait.atMs <= (ctx.slot?.startsAtMs ?? Number.POSITIVE_INFINITY)) return [];',
    ') return [];',
  ),
  early(
    'slot-adopts',
    'nobody waits for the half-day of a switch that has happened',
    '    if (earlySwitchMs(ctx) !== undefined) return',
    '    if (ctx === null) return',
  ),
  wayBack(
    'switch-back-caches',
    'the way back ends when caches have forgotten',
    "    if (now >= untilMs) return { kind: 'done', facts };\n",
    "    if (now >= 0) return { kind: 'done', facts };\n",
  ),
  ds(
    'ds-dnskey-ttl',
    'the keys live in caches too',
    '    ...(keys === undefined\n      ? []',
    '    ...(keys !== undefined\n      ? []',
  ),
  ds('ds-ttl', 'the DS lives in caches', '    ...(ds === undefined ? [] : [', '    ...(ds !== undefined ? [] : ['),
  ds(
    'ds-cached-by-hand',
    'a DS that was taken away by hand is known by caches',
    'switchedAtMs: o.cachedUntilMs ?? 0,',
    'switchedAtMs: 0,',
  ),
  ds('ds-wait', 'the wait is waited for', '  if (now >= untilMs || isSwitched)', '  if (now >= 0 || isSwitched)'),
  ds(
    'ds-maybe-cached',
    'a DS that nobody saw may have gone a minute ago',
    '  if (!wasThere && keysSeen(o.oldServers).length === 0)\n',
    '  if (!wasThere)\n',
  ),
  ds(
    'ds-older',
    'only an earlier look proves that it went before',
    'memory.goneAtMs ?? seen.dsAbsentSinceMs ?? now;',
    'memory.goneAtMs ?? seen.dsAbsentSinceMs ?? 0;',
  ),
  ds(
    'ds-replaced',
    'a DS whose place another took is waited for',
    '      return replaced && !overridden\n',
    '      return !replaced && replaced\n',
  ),
  ds(
    'ds-parents-heard',
    'a parent that does not say may have it',
    "  if (gone === 'unknown')\n    return",
    "  if (gone === ('never' as string))\n    return",
  ),
  ds(
    'ds-back-delegation',
    'a DS comes back with its servers',
    "  if (servesExactly(o.delegation, before.oldNameServers, judging) !== 'yes')",
    '  if (before === null)',
  ),
  ds(
    'ds-back-keys',
    'a DS comes back with its keys',
    "  if (satisfied === 'no')\n",
    "  if (satisfied === ('never' as string))\n",
  ),

  // After it.
  watch(
    'watch-asks-late',
    'no cache is asked before the servers in charge are right',
    "  if (both(truth.delegated, truth.served) !== 'yes') return { ...seen, kept: all.map(({ name }) => name) };\n",
    '',
  ),
  watch(
    'watch-dnssec',
    'resolvers that refuse what others give stop the move',
    '  if (refusing.some(({ severity }) => severity === undefined) && !overridesDs(ctx))\n',
    '  if (refusing.length < 0 && !overridesDs(ctx))\n',
  ),
  propagation(
    'verdict-no-share',
    'no share of resolvers is enough',
    "  if (answering.some(({ outcome }) => outcome !== 'new')) return 'partial';\n",
    '',
  ),
  propagation(
    'verdict-unknown',
    'who was not heard is not taken for a yes',
    "  if (is.served === 'unknown') return 'unknown';\n",
    '',
  ),
  propagation('verdict-dnssec', 'DNSSEC weighs more than all', "  if (dnssecFails) return 'failed';\n", ''),
  propagation(
    'verdict-silent-parent',
    'a parent that does not answer is no old one',
    "  if (!isDefinite(parent.outcome)) return 'unknown';\n",
    '',
  ),
  canaries(
    'canary-truth-first',
    'a resolver is held only to what the servers in charge say',
    'said.length > 0 && said.every(isNo)',
    'said.length >= 0',
  ),
  canaries('canary-silence', 'silence is no lie, and no honesty', '    heard = true;\n', ''),
  resolvers('split-twice', 'one SERVFAIL is no verdict on signatures', "checked.outcome !== 'servfail' || ", ''),
  schedule(
    'look-at-death',
    'a cache is not asked again before its copy dies',
    'Math.max(atDeath, copy.askedAtMs + (isLate ? LATE_MS : SOONEST_MS))',
    'copy.askedAtMs + (isLate ? LATE_MS : SOONEST_MS)',
  ),
  schedule(
    'look-longest',
    'the copy that lives longest is watched throughout',
    'if (pathSeen || index === longest || !copy.shows) return due;',
    'if (pathSeen || !copy.shows) return due;',
  ),
  watch('watch-deadline', 'not done before the computed deadline', '  if (now < worstCaseAtMs) {', '  if (now < 0) {'),
  watch(
    'watch-delegated',
    'the parents say so',
    "  if (truth.delegated !== 'yes')\n",
    "  if (truth.delegated === ('never' as string))\n",
  ),
  watch(
    'watch-served',
    'the new servers say so',
    "  if (truth.served !== 'yes')\n",
    "  if (truth.served === ('never' as string))\n",
  ),
  watch('watch-drift', 'an edit in the old zone is noticed', '  if (drift.length > 0)\n', '  if (drift.length < 0)\n'),
  watch(
    'watch-late',
    'a resolver that is late is shown',
    '  if (late.length > 0 && !accepted)\n',
    '  if (late.length < 0 && !accepted)\n',
  ),
  watch(
    'watch-late-word',
    'a word from before the deadline accepts nothing',
    'ctx.claimed !== undefined && ctx.claimed.atMs >= worstCaseAtMs',
    'ctx.claimed !== undefined',
  ),
  watch(
    'watch-interrupted',
    'after an interruption the arithmetic begins again',
    "own['interrupted'] === true",
    "own['interrupted'] === 1",
  ),
  closing(
    'close-delegated',
    'nothing ends while a parent names it',
    "      if (named !== 'no')\n",
    "      if (named === ('never' as string))\n",
  ),
  closing('close-grace', 'nothing ends before nobody can need it', '    if (now < untilMs)\n', '    if (now < 0)\n'),
  closing(
    'close-others-open',
    'the other domains of the same provider are waited for',
    '    if (open.length > 0)\n',
    '    if (open.length < 0)\n',
  ),
  closing('close-others-later', 'the last of them decides', 'Math.max(base, ...theirs)', 'Math.max(base)'),
  keeping(
    'ds-kept',
    'a DS that was to stay is put back',
    '  if (kept !== undefined) return keepDs(ctx, o, kept, now);\n',
    "  if (kept !== undefined) return { kind: 'done' };\n",
  ),
  transferred(
    'ds-changed',
    'a DS that a transfer changed is told',
    'dsBefore === undefined || ds === null || sameNames(dsBefore, ds)',
    'dsBefore === undefined || ds !== undefined',
  ),
  earliest('slot-lowered', 'a TTL counts from when it was lowered', 'loweredAtMs ?? now, [term])', 'now, [term])'),
  earliest(
    'slot-ds-there',
    'a DS at the parent is waited for before it is gone',
    'if (isThere && isAhead && !isGone)',
    'if (isThere && ctx === null)',
  ),
  earliest(
    'slot-unmeasured',
    'what was not measured is said',
    '  if (!hasLooked) {\n',
    '  if (hasLooked === null) {\n',
  ),
  earliest(
    'slot-policy',
    'a policy that nobody looked for is not measured',
    "answers.mail === 'moves' && checks",
    'false && checks',
  ),
  earliest('slot-taken-back', 'what was taken back is done anew', "['undoing', 'undone'].includes(", '[].includes('),
  earliest(
    'slot-expected',
    'a DS that was seen is expected to be kept',
    'answers.free?.[SIGNED] !== domain.slice(0, -1)',
    'seconds',
  ),
  hashed(
    'approval-again',
    'finding the plan as it was fixed voids no approval',
    'if (!known.has(digest)) fixed[id]',
    'if (digest.length > 0) fixed[id]',
  ),
  hashed(
    'approval-other',
    'finding another plan does',
    '    known.add(digest);\n',
    "    known.add(digest).add(digestOf({ records: 'b' }));\n",
  ),
  closing(
    'close-word',
    'the old contract ends on a person’s word',
    "    return { kind: 'ask', task: message(TASKS[leavingOf(ctx.answers)], { zone }), closesOnWord: true };",
    "    return { kind: 'done' };",
  ),
  closing(
    'close-mail-stays',
    'mail that stays at the old provider is not to be cancelled there',
    "mail === 'moves' ? ['mail'] : []",
    "mail !== 'none' ? ['mail'] : []",
  ),
  closing(
    'close-dns-stays',
    'a zone that stays at the old provider is not to be cancelled there',
    "nameServers === 'switch' ? ['dns'] : []",
    "nameServers !== 'ours' ? ['dns'] : []",
  ),
  customerTurns(
    'close-page-all',
    'the page names for cancelling only what has left',
    "{ about: leaving.replace(/-dns$/, '') }",
    '{}',
  ),
  inFile('src/app/customer/journey.ts', 'daemon/customer')(
    'site-that-is-ours-moves',
    'a site that we have already does not move',
    "answers.hosting === 'moves'",
    "answers.hosting !== 'stays'",
  ),
  inFile('src/steps/verify-live.ts', 'steps/live')(
    'test-mail-without-mail',
    'where there is no mail nobody is to send a test mail',
    "ctx.answers.mail === 'none'",
    'false',
  ),
  inFile('src/steps/customer-signoff.ts', 'steps/tasks')(
    'signoff-without-mail',
    'where there is no mail it is not signed off',
    "ctx.answers.mail === 'none'",
    'false',
  ),
  customerTurns(
    'page-without-mail',
    'who has no mail is asked for no test message',
    "answers.mail === 'none' ? { about: 'no-mail' } : {}",
    '{}',
  ),
  customerTurns(
    'page-servers-by-hand',
    'the page says to which name servers, where more is to be done by hand',
    "text.text === 'engine.do-by-hand' ?",
    "text.text === '' ?",
  ),
  inFile('src/domain/playbook.ts', 'playbook/built-in')(
    'owner-by-facts',
    'whose a step is follows from the answers',
    "return holds(ownerWhen, facts) ? owned : { ...owned, owner: 'agency' };",
    'return owned;',
  ),
  inFile('src/playbook/load.ts', 'playbook/built-in')(
    'owner-read',
    'a playbook may say when a step is its owner’s',
    '...(ownerWhen === undefined ? {} : { ownerWhen }),',
    '',
  ),
  inFile('src/playbook/rules.ts', 'playbook/lint')(
    'owner-idle',
    'an ownerWhen that changes nothing is told',
    'only === undefined || owners.size > 1 ?',
    'only === undefined || owners.size > 0 ?',
  ),
  keeping(
    'signing-is-ours',
    'who holds the domain is not asked to sign our zone',
    "// The new zone is ours, whoever holds the domain.\n        owner: 'agency',\n",
    '',
  ),
  inFile('src/app/engine/looking.ts', 'daemon/customer')(
    'changes-by-hand-of',
    'changes by hand may be another’s than the step',
    'const owner = decision.owner ?? step.owner;',
    'const owner = step.owner;',
  ),
  inFile('src/app/plan-document.ts', 'daemon/customer')(
    'plan-changes-of',
    'the plan names who is asked for the changes',
    "(look !== undefined && 'owner' in look ? look.owner : undefined) ?? ownerOf(step)",
    'ownerOf(step)',
  ),
  inFile('src/app/letters/facts.ts', 'app/letters')(
    'letter-access-needed',
    'a letter asks for access only to what the move needs',
    'holds(ACCESS[part], facts)',
    'ACCESS[part] !== undefined',
  ),
  letters(
    'letter-access-none',
    'where nothing is elsewhere nobody is asked for access',
    "which === 'customer-access' && accessNeeded(state).length === 0",
    'false',
  ),
  inFile('src/app/letters/letters.ts', 'app/letters')(
    'letter-keep-stays',
    'the letter says what is not to be cancelled afterwards either',
    '...stays.map((part) => say(`customer-keep.stays-${part}`)),',
    '',
  ),
  inFile('src/app/letters/letters.ts', 'app/letters')(
    'letter-keep-moving',
    'a letter about mail alone does not say that all moves',
    "if (isTransferred || leaves.startsWith('hosting-mail')) return 'intro';",
    "if (leaves !== 'nothing') return 'intro';",
  ),
  inFile('src/app/letters/letters.ts', 'app/letters')(
    'letter-zone-stays',
    'a zone that stays is not told to go',
    "if (stays.includes('dns'))",
    'if (stays.length === 9)',
  ),
  inFile('src/app/letters/facts.ts', 'app/letters')(
    'letter-stays-known',
    'what stays follows from the answers',
    "parts[part] === 'stays'",
    'parts[part] === undefined',
  ),

  // The transfer.
  transfer(
    'transfer-accepted',
    'an outage is accepted by a person',
    '    return acceptanceOf(ctx) === undefined\n',
    '    return ctx === null\n',
  ),
  transfer('transfer-shown-first', '… after it was shown', 'approval.atMs >= shownMs && ', ''),
  transfer('transfer-by-person', '… by a named one', ' && isByPerson(approval),', ','),
  transfer(
    'transfer-registry',
    'the registry is heard',
    "  if (sight.registry.outcome !== 'found')\n",
    '  if (sight === null)\n',
  ),
  transfer(
    'transfer-strangers',
    'name servers that stay may be the losing registrar’s',
    "?.trim().toLowerCase() === 'no'\n",
    "?.trim().toLowerCase() !== 'never'\n",
  ),
  transfer(
    'transfer-new-servers',
    'the new servers are known',
    '  if (newNameServers.length === 0)\n',
    '  if (newNameServers.length < 0)\n',
  ),
  transfer(
    'transfer-parents',
    'every parent is heard',
    '  if (asked.length === 0 || silent.length > 0)\n',
    '  if (asked.length === 0)\n',
  ),
  transfer(
    'transfer-some-parent',
    'some parent is heard',
    '  if (asked.length === 0 || silent.length > 0)\n',
    '  if (silent.length > 0)\n',
  ),
  transfer(
    'transfer-old-servers',
    'no old server is delegated any more',
    '  if (old.length > 0) {\n',
    '  if (old.length < 0) {\n',
  ),
  transfer(
    'transfer-watched',
    'the watch came to its end',
    "  if (watch?.state !== 'done' || typeof worstCaseAtMs",
    '  if (typeof worstCaseAtMs',
  ),
  transfer('transfer-caches', 'no cache has the old servers', '  if (now < worstCaseAtMs)\n', '  if (now < 0)\n'),
  rules(
    'transfer-standing',
    'hold, redemption and somebody else’s transfer stop it',
    ' ?? standingGate(ctx, sight, now);',
    ';',
  ),
  rules(
    'transfer-went-back',
    'caches that learnt the old servers after the deadline are waited for',
    '  return wentBackGate(ctx, now);\n}\n',
    '  return undefined;\n}\n',
  ),
  unlocking('unlock-no-lock', 'nobody waits for a lock that an ending has not', "!isShown && lock === 'none'", 'false'),
  unlocking(
    'unlock-shown',
    'a lock that shows counts, whatever the rule says',
    "const isShown = locksOf(registry.statuses).has('TRANSFER_LOCKED') ||",
    'const isShown =',
  ),
  unlocking(
    'unlock-hidden',
    'that no lock shows means something only where one would',
    '(wouldShow || lockedAtLosing === false)',
    'true',
  ),
  coding(
    'code-late',
    'a code that would run out is not fetched yet',
    'if (left <= lifetime) return',
    'if (now > 0) return',
  ),
  coding(
    'tag-same',
    'the tag that holds a domain is no new one',
    'tag !== undefined && tag !== fromTag',
    'tag !== undefined',
  ),
  requesting(
    'request-young',
    'no request in a window of the registry’s',
    'if (young !== undefined) {',
    'if (young === null) {',
  ),
  requesting(
    'request-present',
    'with an interruption the order names the present servers',
    '!switchesWithTransfer(ctx)) return [...present];',
    '!switchesWithTransfer(ctx)) return [...newNameServers];',
  ),
  accepting('accept-longer', 'a longer outage is accepted anew', " && outageSeconds <= own['outageSeconds'];", ';'),
  accepting(
    'accept-no-transfer',
    'nothing is counted for a transfer that is not',
    "  if (answers.registration !== 'moves') return { days: 0, assumed: false };\n",
    '',
  ),
  accepting(
    'accept-no-transfer-said',
    'nobody is told of a transfer that is not',
    '      transferSeconds === 0\n',
    '      transferSeconds < 0\n',
  ),
  outageLetter(
    'letter-no-transfer',
    'no letter tells of a transfer that is not',
    "  if (transferSeconds === 0) return '-no-transfer';\n",
    '',
  ),
  accepting(
    'accept-asked',
    'an outage is shown before it is accepted',
    '    const accepted = known ? acceptanceOf(ctx) : undefined;',
    '    const accepted = { by: String(acceptanceOf(ctx)?.by) };',
  ),

  // The half-day.
  slot(
    'slot-booked',
    'without a half-day nothing begins',
    '    if (slot === undefined)\n      return ask',
    "    if (slot === undefined)\n      return { kind: 'done' };\n    if (slot === null)\n      return ask",
  ),
  slot('slot-begins', 'nothing begins before it', '    if (now < slot.startsAtMs)\n', '    if (now < 0)\n'),
  slot('slot-over', 'nothing begins after it', '    if (now > slot.endsAtMs) return', '    if (now < 0) return'),
  booking('book-free', 'a refused half-day is not booked', 'if (!offer.free && !stays) {', 'if (offer === null) {'),
  booking(
    'book-again',
    'another half-day needs to be said',
    'held !== undefined && held.slot !== slot && !mayMove',
    'held === null',
  ),
  booking(
    'book-key',
    'a second request with one key is the first, whatever the rules say by then',
    '    if (change !== undefined) return repeat(app, party, change.booking, who);\n',
    '',
  ),
  booking('book-clock', 'a clock that is behind books nothing', '    await refuseBehind(app, ', '    String('),
  bookingAnew(
    'book-moments',
    'what was booked keeps the moments that were said',
    'const keeps = stays && !asked.mayMove && ',
    'const keeps = stays && asked === null && ',
  ),
  begun(
    'book-begun',
    'a go-live that has begun keeps its half-day',
    'waitForSlotDone(loaded) !== undefined && !wentBy(loaded, now),',
    'waitForSlotDone(loaded) === null,',
  ),
  begun(
    'book-went-by',
    '… but not one that went by unused',
    ' !== undefined && !wentBy(loaded, now),',
    ' !== undefined,',
  ),
  begun(
    'book-other-moved',
    'the domain that could not go has another half-day, though the other one went',
    ' && !hasMoved(loaded) && waitForSlotDone(loaded) !== undefined',
    ' && waitForSlotDone(loaded) !== undefined',
  ),
  begun('book-all-moved', 'what has moved has no other half-day', ' && !haveAllMoved(party)', ''),
  goneLive(
    'book-moved-anew',
    'who has moved is not moved again in the half-day of the rest',
    'if (isAway(loaded) || hasMoved(loaded)) return [];',
    'if (isAway(loaded)) return [];',
  ),
  goneLive(
    'book-moved-without',
    'who has moved keeps the half-day of its own journal',
    ' || hasMoved(loaded) || loaded.state.slot === undefined',
    ' || loaded.state.slot === undefined',
  ),
  inFile('src/app/say.ts', 'app/book')(
    'book-for-nobody',
    'a half-day is given back when those who would need it go back and the rest has moved',
    'isAway(loaded) || hasMoved(loaded);',
    'isAway(loaded);',
  ),
  following(
    'book-follow',
    'who wrote late puts right what changed meanwhile',
    'wrote = events.length > 0;',
    'wrote = false;',
  ),
  givingBack(
    'book-back-first',
    'nobody goes live in a half-day that was given back',
    '    await clearJournals(app, party, who);\n',
    '',
  ),
  hearing(
    'book-heard',
    'nobody goes live in a half-day that was moved meanwhile',
    '    await hearCalendar(app, lease.migrationId);\n',
    '',
  ),
  holds('hold-short', 'a hold lasts an hour at least', 'if (latestMs - now < SHORTEST_HOLD_MS)', 'if (latestMs < now)'),
  holds('hold-late', 'a hold ends a day before', 'if (asked > latestMs)', 'if (asked > of.startsAtMs)'),
  lapses(
    'hold-ends',
    'a hold that ran out holds nothing',
    'heldUntilMs !== undefined && heldUntilMs <= now',
    'now < 0',
  ),
  takenPlaces(
    'taken-own',
    'a booking does not stand in its own way',
    'booking.projectId !== projectId && !hasRunOut',
    '!hasRunOut',
  ),
  takenPlaces(
    'taken-offered',
    'the half-day that is to be moved is not offered instead',
    'free && slot !== own && ',
    'free && ',
  ),
  takenPlaces(
    'taken-year',
    'free half-days are looked for within a year',
    'addDays(from, MOST_DAYS)',
    'addDays(from, 60)',
  ),
  takenPlaces(
    'taken-near',
    'free half-days are looked for from the date that was asked for on',
    'today < asked && asked <',
    'today > asked && asked <',
  ),
  takenPlaces('taken-earlier', '… and before it where none is left behind it', '[today, from],', '[from, from],'),
  takenPlaces(
    'taken-far',
    'what is booked weeks ahead is seen',
    'return isSeen ? soon : within(MOST_DAYS);',
    'return soon;',
  ),
  movedTimes(
    'moved-time',
    'that moments are others by now is said',
    'return [{ rule',
    'return [].map(() => ({}) as never) ?? [{ rule',
  ),
  standingBooking(
    'standing-moments',
    'what is booked is judged by the moments that were said',
    'span: booked }).map',
    'span }).map',
  ),
  standingBooking(
    'standing-notice',
    'what is booked is not judged as if it were booked now',
    'OF_BOOKING.has(rule) ? [] : ',
    '',
  ),
  standingBooking('standing-begun', '… and not once it has begun', ' || booked.startsAtMs <= now', ''),
  standingDoctor(
    'standing-doctor',
    'bookings that would be refused today are named',
    'if (against.length === 0) continue;',
    'if (against.length >= 0) continue;',
  ),
  standingStatus(
    'standing-status',
    '… also in the status, as far as the calendar says so',
    '...noLongerSafe(calendar, now, customer)',
    '',
  ),
  standingCustomer('standing-moved', '… and not once the switch was made', '!hasMoved(loaded) && ', ''),
  standingCustomer('standing-early', '… by whomever', ' && !wasEarly(loaded)', ''),
  onDuty('duty-known', 'who is on duty is somebody', 'if (known.length === 0) return name;', 'if (name) return name;'),
  clockBehind('behind-record', 'what is on record speaks against a clock', 'newestMs - now > MOST_DRIFT_MS', 'now < 0'),
  clockBehind('behind-accepted', '… unless a person has spoken', 'clock.isAccepted?.() !== true', 'now > 0'),
  clockBehind('behind-machine', 'a machine’s own doubt counts', "doubt?.kind === 'behind' ||", ''),
  slotCustomer(
    'customer-shop',
    'a shop is frozen with the shops',
    "free['shop'] === 'yes' && ",
    "free['shop'] === null && ",
  ),
  slotCustomer('customer-blocked', 'dates that were excluded are', "itemsOf(free['notOn'])", '[]'),
  freeAnswers('free-answers', 'a region in a file is one', 'READ.has(name) ? ', 'name === null ? '),
  bookingDoctor(
    'doctor-booking',
    'a journal that says another half-day than the calendar is named',
    'if (!isBehind(',
    'if (now > 0 || !isBehind(',
  ),
  bookingDoctor(
    'doctor-dead',
    'a place that a cancelled project kept is named',
    'if (!migrations.every(({ playbook, state }) => GONE.has(statusOf(playbook, state)))) continue;',
    'if (migrations.length > 0) continue;',
  ),
  leadTimes('lead-code', 'a code holds past the caches', ' - worstCaseSeconds(needed) * SECOND', ''),
  leadTimes('lead-code-unknown', '… which nobody may have measured', "[{ rule: 'code', subject }] : []", '[] : []'),
  leadTimes(
    'lead-certificate',
    'a certificate that nobody has is told',
    "unmeasured: [{ rule: 'certificate', subject }]",
    'unmeasured: []',
  ),
  leadTimes('lead-mailboxes', 'mailboxes take their time', '+ (minutes ?? 0) * MINUTE', '+ (minutes ?? 0)'),
  ...SLOT_RULES.map((rule) =>
    judging(
      `calendar-${rule}`,
      'every rule of the calendar counts, whatever the others say',
      '  const refusedBy = SLOT_RULES.flatMap((rule) => ',
      `  const refusedBy = SLOT_RULES.flatMap((rule) => rule === '${rule}' ? [] : `,
    ),
  ),
  ...SLOT_WARNINGS.map((warning) =>
    judging(
      `warning-${warning}`,
      'every warning of the calendar is given',
      '  const warnings = SLOT_WARNINGS.flatMap((rule) => ',
      `  const warnings = SLOT_WARNINGS.flatMap((rule) => rule === '${warning}' ? [] : `,
    ),
  ),
  calendar(
    'calendar-first-only',
    'all that stands in the way is told, not the first alone',
    "map((range) => refusal('closed',",
    "slice(0, 1).map((range) => refusal('closed',",
  ),
  calendar(
    'calendar-notice-hours',
    'notice counts dates, not hours',
    '? addDays(today, rules.noticeDays)',
    '? dateAt(now + rules.noticeDays * 86_400_000 - 3_600_000, timeZone)',
  ),
  calendar(
    'calendar-notice-utc',
    'today is the date where the agency is',
    'const today = dateAt(now, timeZone);',
    "const today = dateAt(now, 'UTC');",
  ),
  calendar(
    'calendar-lead-end',
    'what has to be over is over when the half-day begins, not when it ends',
    'untilMs !== undefined && span.startsAtMs < untilMs',
    'untilMs !== undefined && span.endsAtMs < untilMs',
  ),
  calendar(
    'calendar-code-start',
    'a code lasts until the half-day is over',
    'beforeMs !== undefined && span.endsAtMs > beforeMs',
    'beforeMs !== undefined && span.startsAtMs > beforeMs',
  ),
  calendar(
    'calendar-freeze-other',
    'a freeze for some customers is for no other',
    "if (customers === undefined && tags === undefined) return '';",
    "return '';",
  ),
  workingDays(
    'calendar-working-closed',
    'a closed day is no working day',
    '    !rules.closed.some((range) => isWithin(date, range))',
    '    true',
  ),
  workingDays(
    'calendar-working-holiday',
    'a holiday is no working day',
    'holidayOn(date, rules.region, rules.holidays) === undefined',
    'true',
  ),
  wallTime(
    'wall-time-doubled',
    'of a time that comes twice the first is meant',
    "return { atMs: before, is: 'doubled' };",
    "return { atMs: after, is: 'doubled' };",
  ),
  wallTime(
    'wall-time-skipped',
    'a time that the clocks skip moves on by the gap',
    ": { atMs: before, is: 'skipped' };",
    ": { atMs: after, is: 'skipped' };",
  ),
  wallTime(
    'wall-time-offset',
    'a day on which the clocks change has two offsets',
    'const after = asUtc - offsetAt(asUtc + DAY);',
    'const after = before;',
  ),
  halfDay(
    'half-day-order',
    'a half-day never ends before it begins, also where the clocks skip its end',
    'last !== undefined && atMs <= last.atMs',
    'false',
  ),
  clocks(
    'offset-change-day',
    'on the day of a change the offset is asked for the very moment',
    'return before === atMidnight(day + 1, timeZone, days) ? before : asked(atMs, timeZone);',
    'return before;',
  ),
  slotText(
    'slot-text-date',
    'a date that the calendar does not have is no half-day',
    'if (date === undefined || !isDate(date)) throw',
    'if (date === undefined) throw',
  ),
  ranges(
    'range-reversed',
    'a range that ends before it begins is none',
    'return from <= to ? { from, to } : ',
    'return from !== null ? { from, to } : ',
  ),
  ranges(
    'range-overlap',
    'closed ranges do not overlap',
    'if (one.from > before.to || before.from > one.to) continue;',
    'continue;',
  ),
  calendar(
    'calendar-own-holiday',
    'a day that the agency put in is lifted by taking it out',
    "holiday.type === 'own'",
    "holiday.date === ''",
  ),
  calendar(
    'calendar-begun-notice',
    'without notice a day that is over is past, and nothing could be smaller',
    'rules.noticeDays > 0 && ',
    '',
  ),
  workingDays(
    'calendar-touching',
    'of two ranges that touch, what ends the first ends nothing',
    'return next === undefined ? day : firstAfter(next, ranges);',
    'return next === null ? firstAfter(next, ranges) : day;',
  ),
  warning(
    'calendar-no-holidays',
    'a country whose holidays nobody knows is told',
    'isRegion(region) ? [] : [',
    'isRegion(region) || region ? [] : [',
  ),
  halfDayWords(
    'half-day-as-one',
    'a half that is written together with its day is not lost',
    "replace(AS_ONE, ' ')",
    "replace(AS_ONE, '')",
  ),
  ranges('range-joined', 'half of what was meant is no suggestion', 'return isJoined && !beside', 'return !beside'),
  slotConfig(
    'holiday-remove-none',
    'a holiday that is taken out has to be one',
    'if (isHoliday(date, region)) return undefined;',
    'return undefined;',
  ),
  slotConfig(
    'agency-region',
    'the country counts where no region is said',
    'region: agency.region ?? agency.country }',
    'region: agency.region! }',
  ),
  earliestSafely(
    'earliest-free',
    'the earliest half-day is one that nothing refuses',
    '.find(({ free }) => free);',
    ".find(({ refusedBy }) => refusedBy.every(({ rule }) => rule !== 'notice'));",
  ),
  holidays(
    'holiday-country',
    'what holds in all of a country holds in its parts',
    'return narrow === country ? [country] : [country, narrow];',
    'return [narrow];',
  ),
  holidays('holiday-england', 'just GB is England', 'READ_AS[region] ?? region', 'region'),
  holidays(
    'holiday-elsewhere',
    'an override for elsewhere says nothing here',
    ' || (override.region !== undefined && !regions.includes(override.region))',
    '',
  ),
  holidays('holiday-narrower', 'the narrower override holds', ' && added.rank >= removed.rank', ''),
  holidays(
    'holiday-removed',
    'a removed holiday is a working day',
    'row === undefined || removed.rank >= 0',
    'row === undefined',
  ),
  overrideText(
    'override-date',
    'an override is for a date that exists',
    '  if (!isDate(date)) return',
    "  if (date === 'x') return",
  ),
  overrideText(
    'override-region',
    'a mistyped region is no name of a day everywhere',
    'if (!isRegion(first) && looksLikeRegion(first)) return',
    'if (first === null) return',
  ),
  overrideText('override-name', 'what cannot be printed is no name', '/u.test(name)', '/u.test("")'),
  holidays(
    'holidays-end',
    'the table’s end is known a year ahead',
    '${Number(today.slice(0, 4)) + 1}',
    '${Number(today.slice(0, 4))}',
  ),

  // Hands on zones.
  zoneWriting(
    'zone-changed',
    'somebody edited what we are about to replace',
    'if (was !== undefined && !isSo(was, is))',
    'if (false)',
  ),
  zoneWriting(
    'zone-changed-ttl',
    'a longer TTL is an edit too: caches keep it',
    ' && wanted.ttlSeconds === is.ttlSeconds',
    '',
  ),
  zoneWriting('zone-only-difference', 'what is so already is not sent', '    if (isSo(put, is)) return [];\n', ''),
  zoneWriting(
    'zone-must-find',
    'the host looks too, at the last moment',
    '{ ...put, before: is?.rdatas ?? [] }',
    'put',
  ),
  zoneWriting('zone-kept', 'the zone as it was can be put back', ', zoneFile: zoneFileOf(zone, whole) };', ' };'),
  signatures(
    'tsig-mac',
    'an answer that somebody else signed is nobody’s word',
    'if (!timingSafeEqual(mac, tsig.mac))',
    'if (false)',
  ),
  signatures(
    'tsig-time',
    'an old answer can be played again',
    'if (Math.abs(this.#nowMs() / 1000 - tsig.timeSeconds) > tsig.fudgeSeconds + 1)',
    'if (false)',
  ),
  signatures('tsig-chain', 'messages of a transfer hang together', '    this.#priorMac = mac;\n', ''),
  signatures('tsig-between', 'an unsigned message can be slipped in', ', ...this.#unsigned, without]', ', without]'),
  transferring(
    'axfr-end',
    'nobody vouches for the end of the zone',
    'if (this.#stream?.settled === false)',
    'if (false)',
  ),
  transferring(
    'axfr-one-zone',
    'half of one serial and half of the next is no zone',
    'else if (this.#soa.rdatas[0] !== rdata)',
    'else if (false)',
  ),
  transferring(
    'axfr-first',
    'a zone begins with its SOA',
    "    if (this.#soa === undefined) throw new Malformed('the transfer does not begin with the SOA');\n",
    '',
  ),
  updating('update-changed', 'what the plan saw is no longer there', '      refuseChanged(zone, puts, present);\n', ''),
  updating(
    'update-silent',
    'a server passes over in silence what would break the zone',
    '      refuseInvalid(zone, after);\n',
    '',
  ),
  updates(
    'update-unsigned-yes',
    '“done” that nobody has signed may be a forger’s',
    "if (verdict.kind === 'unsigned')\n        throw",
    'if (false)\n        throw',
  ),
  powerDns('powerdns-changed', 'what the plan saw is no longer there', '      refuseChanged(zone, puts, sets);\n', ''),
  powerDnsApi('powerdns-redirect', 'a redirect takes the key elsewhere', '      followRedirect: false,\n', ''),
  powerDnsApi(
    'powerdns-bounded',
    'a body without end fills the memory',
    'if (transferred > mostBytes) tooLarge.abort();',
    '',
  ),
  powerDnsApi(
    'powerdns-lost',
    'a connection that breaks on a write leaves it in doubt',
    'changes && !certain',
    'false',
  ),
  powerDnsApi(
    'powerdns-once',
    'a write is sent once',
    '      retry: { limit: 0 },\n',
    "      retry: { limit: 1, methods: ['PATCH'], calculateDelay: ({ computedValue }) => Math.min(1, computedValue) },\n",
  ),
  powerDnsApi('powerdns-mask', 'proxies repeat what they were sent', "text.replaceAll(apiKey.reveal(), '***')", 'text'),
  powerDnsWords(
    'powerdns-disabled',
    'what somebody switched off stays, switched off',
    '    ...disabled.map(({ content }) => ({ content, disabled: true })),\n',
    '',
  ),
  zoneFile(
    'zone-file-outside',
    'what is not of the zone is left out',
    'if (!isUnder(owner, this.#zone)) {',
    'if (false) {',
  ),
  zoneFile(
    'zone-file-lowest-ttl',
    'an RRset has one TTL, its lowest',
    'Math.min(known.ttlSeconds, ttlSeconds)',
    'ttlSeconds',
  ),
  zoneFile(
    'zone-file-generate',
    'one line of a file cannot make millions of records',
    'if (this.#generated > MOST_GENERATED) {',
    'if (false) {',
  ),
  zoneFileDoubts(
    'zone-file-doubled',
    'a forgotten dot makes a name that nobody asks for',
    "if (this.#doubled === '' || (",
    'if (true || (',
  ),
  rdataText(
    'zone-file-strings',
    'servers refuse longer strings',
    'at += 255) {\n    const part = bytes.subarray(at, at + 255);',
    'at += 256) {\n    const part = bytes.subarray(at, at + 256);',
  ),
  zoneFileWrite(
    'zone-file-strings-apart',
    'strings that stand apart stay apart in the backup',
    'return writtenRdatas(set).map(',
    'return set.rdatas.map(',
  ),
  zoneFile(
    'zone-file-strings-read',
    'every record of a set has its own strings',
    '    Object.assign(known.strings, own);\n',
    '',
  ),
  rdataText(
    'strings-joined',
    'some readers take each string of a text by itself',
    'Buffer.concat([word, ...rest].map(({ text }) => splitAt255(octetsOf(text))))',
    'splitAt255(Buffer.concat([word, ...rest].map(({ text }) => octetsOf(text))))',
  ),
  inFile('src/dns/response.ts', 'dns/wire')(
    'strings-answered',
    'an inventory from answers has the strings apart',
    '    if (record.strings !== undefined) set.strings[rdata] = record.strings;\n',
    '',
  ),
  transferring(
    'strings-transferred',
    'a transfer has the strings apart',
    '    if (strings !== undefined) set.strings[rdata] = strings;\n',
    '',
  ),
  stepSchemas(
    'strings-remembered',
    'what a step remembers and hands on has the strings apart',
    '  strings: z.record(z.string(), z.string()).exactOptional(),\n',
    '',
  ),
  inventoryReader(
    'strings-listed',
    'the list of the old zone has the strings apart',
    'set.rdatas, set.strings)',
    'set.rdatas)',
  ),
  intending(
    'strings-beside-policy',
    'a new policy leaves the texts beside it as they stand',
    'const strings = { ...set.strings, ...old.strings };',
    'const strings = {};',
  ),
  updateWords(
    'strings-present',
    'another TTL is no reason to cut a text anew',
    'const strings = { ...put.strings, ...present?.strings };',
    'const strings = put.strings ?? {};',
  ),
  updateWords('update-strings', 'nsupdate refuses a string over 255 octets', 'rdata: inStrings(type, rdata)', 'rdata'),
  updateWords(
    'update-hosts-first',
    'BIND refuses a mail exchanger before its host',
    'add(puts.filter((put) => !isLater(put)));\n  add(puts.filter(isLater));',
    'add(puts);',
  ),
  updateWords(
    'update-hostless',
    'BIND does not say which mail exchanger it refuses',
    "return !said.includes('answer') && !said.includes('elsewhere');",
    'return false;',
  ),
  updateWords(
    'update-service-capitals',
    'servers compare the letters of a service’s target',
    "'CAA', 'SVCB', 'HTTPS']",
    "'CAA']",
  ),
  powerDnsWords(
    'powerdns-own-words',
    'another TTL is no reason to say anew what is there',
    'content: said.get(rdata) ?? contentOf(',
    'content: contentOf(',
  ),
  powerDnsWords(
    'powerdns-service-quotes',
    'PowerDNS refuses a zone for a key without quotes',
    "if (type !== 'SVCB' && type !== 'HTTPS') return rdata;",
    'if (true) return rdata;',
  ),
  zoneFileData(
    'zone-file-quote-within',
    'the quotes around a value are no part of a text',
    "fields?.[0] === 'strings' ? data.flatMap(quotesApart) : data",
    'data',
  ),
  zoneFileHead(
    'zone-file-unread-type',
    'a rare type is a type: nobody looks for a name that is missing',
    'Object.hasOwn(UNREAD, text) ? UNREAD[text] : undefined',
    'undefined as number | undefined',
  ),
  placesOnEarth(
    'place-unsaid',
    'what no words can say is carried as it came',
    'return again?.every((byte, index) => byte === bytes[index]) === true ? text : undefined;',
    'return again === bytes ? undefined : text;',
  ),
  placesOnEarth(
    'place-below',
    'south and west are counted down from the middle',
    'MIDDLE + (isNegative ? -thousandths : thousandths)',
    'MIDDLE + thousandths',
  ),
  numbersInWords(
    'algorithm-words',
    'servers read an algorithm by its word',
    'return Object.hasOwn(table, known) ? String(table[known]) : word;',
    "return known === '' ? String(table[known]) : word;",
  ),
  zoneExport('zone-export-faulty', 'half an export is no export', 'if (hasErrors(read))', 'if (false)'),
  inventory(
    'inventory-false-chain',
    'a chain that leads past names that exist is no whole list',
    'isWhole && reader.strays(walk.names.map(({ name }) => name)).length === 0',
    'isWhole',
  ),
  inventory(
    'inventory-wildcards-below',
    'a wildcard below a host is asked for by nobody else',
    '    await reader.findWildcards(reader.parents());\n',
    '',
  ),
  inventory(
    'inventory-transferred-own-words',
    'a transfer has a number for what its host answers with addresses',
    'const listed = transfer.rrsets.map(inOwnWords);',
    'const listed = transfer.rrsets;',
  ),
  inventory(
    'inventory-transferred-own-apex',
    'what the domain itself answers with is not known',
    'readable: known.readable && !own.isApexUnknown',
    'readable: known.readable',
  ),
  inFile('src/dns/own-words.ts', 'checks/inventory')(
    'own-word-whole',
    'data with more behind it is somebody else’s',
    'return reader.left === 0 ? rdata : undefined;',
    'return rdata;',
  ),
  inventoryReader(
    'inventory-wildcards-from-above',
    'a wildcard below a name answers for the names between',
    'parents.flatMap((name) => this.#upTo(name))',
    'parents',
  ),
  inventoryReader(
    'inventory-lesser-wildcard',
    'a wildcard that lacks something is another one',
    ' && !above.some(lacks)',
    '',
  ),
  inventoryReader(
    'inventory-covered-name',
    'a name below one shows that it is not the wildcard’s',
    'if (this.#covered.delete(at)) this.#explored.delete(at);',
    '',
  ),
  inventoryReader(
    'inventory-covered-again',
    'a name below one shows that it is not the wildcard’s, also when it is asked again',
    'held === undefined || this.#nodes.has(name) ||',
    'held === undefined ||',
  ),
  inventoryReader(
    'inventory-deaf-server',
    'a server that lets unusual types fall is waited for each time',
    'isSettled(answers[index]) || this.#isDeafTo(server, type) ? [] : [index]',
    'isSettled(answers[index]) ? [] : [index]',
  ),
  inventoryReader(
    'inventory-deaf-to-two',
    'one question that is lost says nothing of its type',
    'const DEAF_AFTER = 2;',
    'const DEAF_AFTER = 1;',
  ),
  inventoryReader(
    'inventory-deaf-to-all',
    'where usual questions are lost it is not for their types',
    'if (asked.some((answer) => isFallen(answer) && USUAL_TYPES.has(answer.question.type))) return;',
    '',
  ),
  inventoryReader(
    'inventory-alike-wildcard',
    'where its parent exists, a wildcard like the one above is its own',
    '      this.#keepWildcard(at, this.#alike.get(at));\n',
    '',
  ),
  inventoryReader(
    'inventory-below-covered',
    'below a name like its wildcard there may be another wildcard',
    ', ...[...this.#covered].filter(isHost)]',
    ']',
  ),
  inventoryReader(
    'inventory-below-text',
    'a name with a text alone may have a wildcard below it',
    "['A', 'AAAA', 'CNAME', 'MX', 'TXT']);\n    const hosts",
    "['A', 'AAAA', 'CNAME', 'MX']);\n    const hosts",
  ),
  inventoryReader(
    'inventory-name-denied',
    'some servers say "no such name" where a type is missing',
    "this.#deniesNames ||= answer.outcome === 'nxdomain' && name === this.zone;",
    '',
  ),
  inventoryReader(
    'inventory-cut-under-wildcard',
    'a delegation under a wildcard is not the wildcard’s',
    " || answers.some(({ outcome }) => outcome === 'referral')",
    '',
  ),
  inventoryReader(
    'inventory-other-zones',
    'what lies behind a delegation is not this zone’s',
    'const rrsets = this.#withoutOtherZones();',
    'const rrsets = this.rrsets;',
  ),
  inventoryReader(
    'inventory-dead-server',
    'a server that answers nothing holds up everything',
    'if (open.length >= DEAD_AFTER && !asked.some(isSettled)) this.#dead.add(server);',
    '',
  ),
  inventoryReader(
    'inventory-listed-otherwise',
    'a proxying host lists an alias and answers with addresses: the name is there',
    "const other = answers.filter(({ outcome }) => outcome === 'nodata').map(({ question }) => question.name);",
    'const other: readonly Fqdn[] = [];',
  ),
  inventoryReader(
    'inventory-unheard-kept',
    'what no server answers about is not gone',
    'return listed.filter((_set, index) => !isSettled(answers[index]));',
    'return [];',
  ),
  inventoryReader(
    'inventory-unheard-alias',
    'an alias of the file stands beside nothing that a server has',
    'if (isAlias ? this.#names.has(set.name) : this',
    'if (isAlias ? false : this',
  ),
  inventory(
    'inventory-unheard-chained',
    'a whole chain says what there is not',
    'isWhole ? unheard.filter((set) => chained.has(rrsetKey(set))) : unheard',
    'unheard',
  ),
  plannedZone(
    'left-out-before',
    'a zone’s host lists names that nothing can carry: they do not come along',
    'api: api.rrsets, unsayable: api.unsayable',
    'api: api.rrsets',
  ),
  makingZone(
    'left-out-when-made',
    'a zone’s host lists names that nothing can carry: they do not come along',
    'api: oldZone.rrsets, unsayable: oldZone.unsayable',
    'api: oldZone.rrsets',
  ),
  listRemembered(
    'left-out-remembered',
    'what the list lacks is lacking still when the zone is made',
    'provenance, ...grade, notLive: []',
    'provenance, completeness, notLive: []',
  ),
  updates(
    'rfc2136-unsayable',
    'names that nothing can carry are in the zone all the same',
    'unsayable: heard.unsayable',
    'unsayable: []',
  ),
  powerDnsWords(
    'powerdns-unsayable',
    'names that nothing can carry are in the zone all the same',
    'enabled.filter(({ name }) => !isName(name))',
    'enabled.filter(() => false)',
  ),
  zoneWriting(
    'zone-backup-soa',
    'no server reads a zone file without SOA',
    'const present = soa === undefined ? rrsets : [soa, ...rrsets];',
    'const present = soa === null ? [] : rrsets;',
  ),
  backupText(
    'zone-backup-cut',
    'half of what a host computes by is none of it',
    'printable(comment, Infinity)',
    'printable(comment, 200)',
  ),
  nsecChain(
    'nsec-minimal',
    'proofs that are made for the question name nobody',
    "if (next!.includes('\\\\') || !isName(next!)) hindrance = 'minimal';\n      // Another",
    'if (false) continue;\n      // Another',
  ),
  goGates(
    'preflight-blind',
    'who is cut off from the parents is no judge of the rest',
    "if (sight.delegation !== null && isBlind(sight.delegation.delegation)) return 'unknown';",
    '',
  ),
  goGates(
    'preflight-unanswered',
    'what a gate needs and nobody said leaves it open',
    "silent || findings.some(({ tag }) => tag === 'UNANSWERED')",
    'silent',
  ),
  goGates(
    'preflight-open',
    'without decisions too, no answer is not a yes',
    "isOpen(ctx, sight.delegation) ? 'unknown' : 'go'",
    "false ? 'unknown' : 'go'",
  ),
  goGates(
    'preflight-transfer',
    'a server that is still named may go with the losing registrar',
    "if (named === 'yes')",
    'if (false)',
  ),
  goLooks(
    'preflight-drift',
    'an edit of the old zone after its list was made would be lost',
    'const gates = sight.undecided ? UNDECIDED_GATES : CUTOVER_GATES;',
    'const gates = UNDECIDED_GATES;',
  ),
  works(
    'works-mail-by-page',
    'a page under the mail server’s name proves nothing about mail',
    'mail.length > 0 ? mailWorks(mail, acceptNotAsked) : siteWorks(site, acceptNotAsked)',
    'mailWorks(mail, acceptNotAsked) || siteWorks(site, acceptNotAsked)',
  ),
  works(
    'works-without-certificate',
    'visitors would be warned off',
    'status < 500 && certificate?.valid === true',
    'status < 500',
  ),
  works(
    'works-missing',
    'what is missing is never excused',
    "if (finding.tag !== 'RRSET_DIFFERS' && !flattened && !proxied) return finding;",
    '',
  ),
  oneServer(
    'works-one-server',
    'what another new server says is not proved by the first',
    'if (!finding.evidence.every(({ answered }) => isTried(after, finding, answered, tried))) return finding;',
    '',
  ),
  standing(
    'standing-unpublished',
    'what its host says is not open is not open',
    'published === false',
    'published === true',
  ),
  standing(
    'standing-dark',
    'without a page there is nothing to see after the switch',
    'site.some(isPage)',
    'site.length > 0',
  ),
  standing('standing-as-it-was', 'what does not work there today closes nothing', 'site.some(isPage)', 'false'),
  standing(
    'standing-locked',
    'a site that answers without a page stands there too',
    "site.some(({ outcome }) => outcome === 'answer') && (published === true || moving.length === 0)",
    'false',
  ),
  standing(
    'standing-silent',
    'that nobody answers is never as it should be',
    "site.some(({ outcome }) => outcome === 'answer') && ",
    '',
  ),
  standing(
    'standing-another-place',
    'where a host gets another address nobody has seen it answer there before',
    '(published === true || moving.length === 0)',
    '(published === true || moving.length > 0)',
  ),
  standing('standing-says-open', 'its host says that it is open', 'published === true || ', ''),
  standing(
    'standing-moves-quietly',
    'what gets another address has to give a page there',
    'site.filter(({ host }) => !moving.includes(host))',
    'site',
  ),
  standing('standing-own-step', 'a step of this move opens it', " && cutoverKindOf(answers) !== 'publish'", ''),
  standing('standing-leads-on', 'what leads on has no site', " && (role === 'main' || role === 'site-only')", ''),
  inFile('src/checks/preflight-site.ts', 'checks/preflight-standing')(
    'standing-certificate',
    'what stands where it stood has its certificate already',
    ' && (undecided || moves) ? [host]',
    ' ? [host]',
  ),
  inFile('src/checks/preflight-site.ts', 'checks/preflight-standing')(
    'standing-not-looked-at',
    'a site that stands with us is looked at',
    'if (standsWithUs(ctx)) return placed',
    'if (undecided && standsWithUs(ctx)) return placed',
  ),
  inFile('src/checks/preflight-sight.ts', 'engine/standing-site')(
    'standing-host-not-asked',
    'the host says whether the site is open',
    'const service = standsWithUs(ctx) ?',
    'const service = undecided ?',
  ),
  oneHost('site-one-host', 'who stays where they are is not tried', ' && !leadToOneHost(ctx, name, is, was)', ''),
  mailWay(
    'mx-follows-site',
    'an alias that says what it said may lead to where the site has gone',
    'return !sameAddresses(is, was) && ',
    'return false && ',
  ),
  mailWay(
    'mx-named-by-hand',
    'a mail server that is new is tried, whoever named it',
    'moves || was === undefined) return true;',
    'moves) return true;\n    if (was === undefined) return undecided;',
  ),
  mailWay(
    'mx-stays-as-it-is',
    'nothing is proved by asking a server that stays as it is',
    'if (undecided && at(before, host)',
    'if (at(before, host)',
  ),
  mailWayDoubt('mx-one-host', 'who stays where they are is not tried', ' && !leadToOneHost(ctx, host, is, was)', ''),
  intending(
    'stays-alias',
    'mail that stays does not follow the site by an alias or a wildcard',
    'for (const name of staying.byAnother) if',
    'for (const name of staying.byAnother.slice(0, 0)) if',
  ),
  intendingBy(
    'stays-by-answer',
    'the answer about mail says whether anything of it stays behind',
    "mailLeaves: ctx.answers.mail === 'moves' || ctx.answers.mail === 'none',",
    '',
  ),
  intending('stays-whole', 'an address elsewhere is another machine’s', ' && !data.some(isElsewhere)', ''),
  intending(
    'stays-by-family',
    'an AAAA where the site has none does not make another machine',
    '(families.has(isSix(address)) || others.has(address))',
    'address.length > 0',
  ),
  intending(
    'stays-beside',
    'an AAAA that a name apart from the site has makes another machine',
    ' || others.has(address)',
    '',
  ),
  staying(
    'stays-name-server',
    'the zone’s name servers are not where its site goes',
    "if (servers.has(name)) return 'name-server-stays';",
    '',
  ),
  staying(
    'stays-mail-leaves',
    'where mail goes along, its names may follow',
    "!(mailLeaves && why(name) === 'mail-stays')",
    'true',
  ),
  staying(
    'stays-own-target',
    'an alias of a name that stays is right as it is',
    '.sort((a, b) => a.aliases - b.aliases)',
    '.sort((a, b) => b.aliases - a.aliases)',
  ),
  staying(
    'stays-wildcard',
    'a mail server without a record of its own does not follow the wildcard',
    'new Set([...aliases, ...oldServers, ...mail])',
    'new Set(aliases)',
  ),
  stayingLabels('stays-panel', 'the old panel’s calendar is no site', ' cpcontacts cpcalendars ns ns1', ' ns ns1'),
  drifting(
    'drift-child-ds',
    'the new DS of a zone below is an edit: with the old one that zone fails',
    "if (type === 'SOA' || SIGNING_TYPES.has(type)) return true;",
    "if (type === 'SOA' || type === 'DS' || SIGNING_TYPES.has(type)) return true;",
  ),
  filledIn(
    'drift-filled-in',
    'addresses that are others each time are no edit',
    'if (isFilledIn(view, answer, at)) continue;',
    '',
  ),
  oldSilence(
    'old-silence',
    'what nobody answered is not absent',
    'answers.some(({ outcome }) => isDefinite(outcome))',
    'answers.length > 0',
  ),
  oldSilence(
    'old-silence-listed',
    'what stands in an export was not heard from any server',
    'rrsets.filter((set) => !unsure.has(rrsetKey(set)))',
    'rrsets.filter((set) => unsure !== undefined && set !== undefined)',
  ),
  oldSilence(
    'old-silence-more',
    'what nobody answered of a listed name is no difference at the new servers',
    '    ...more,\n',
    '',
  ),
  oldSilence(
    'old-silence-no-news',
    'a zone’s own SOA and keys are compared with nothing',
    ' && !isNoNews(name, type, zone)',
    '',
  ),
  oldSilence(
    'old-silence-late',
    'what is heard at the second asking, and is so, is no silence',
    'if (data !== undefined && data.rdatas.join() === listed.get(rrsetKey(question))?.rdatas.join()) return [];',
    'if (listed.size < 0) return [];',
  ),
  lateOrLying('canary-apex', 'a late resolver is no liar', '(apex ? children', '(true ? children'),
  moved(
    'moved-half',
    'old and new servers side by side are no finished switch',
    'isNew.length > 0 && isNew.length < agreed.ns.length',
    'false',
  ),
  second(
    'preflight-second-fixes',
    'the second look must not replace what was approved',
    "return before.includes(digest) ? {} : 'changed';",
    'return { plan: { records: digest } };',
  ),
  second(
    'preflight-open-passes',
    'unknown is not go',
    "verdict === 'no-go' || verdict === 'unknown' || closing.length > 0",
    "verdict === 'no-go' || closing.length > 0",
  ),
  decision(
    'decision-any-token',
    'a yes is to exactly these changes',
    'answers.free?.[CONFIRM_PLAN] === token',
    'answers.free?.[CONFIRM_PLAN] !== undefined',
  ),
  parity(
    'parity-sub-ds',
    'a sub-zone would lose its chain of trust',
    " || (set.type === 'DS' && set.name !== zone)",
    '',
  ),
  parity(
    'parity-gone-wildcard',
    'a name that goes is left to the wildcard above it',
    '...givenIn(zone, all, { name, type }), tags: MUST_BE_GONE',
    'rdatas: [], tags: MUST_BE_GONE',
  ),
  parity(
    'parity-wildcard-below-cut',
    'what lies below a delegation is not this zone’s to answer',
    ' && !isBelowCut(set, cuts, zone)) probe(',
    ') probe(',
  ),
  parity(
    'parity-dmarc-alias',
    'a policy by alias is not one that the host added',
    '...givenIn(zone, all, dmarc)',
    'rdatas: []',
  ),
  ofNames(
    'deadline-wildcard',
    'caches have the wildcard’s answer under a name that is new',
    '[...changed, ...new Set(covered.map(({ by }) => by))].map(',
    'changed.map(',
  ),
  ofNames(
    'deadline-left-to-wildcard',
    'caches have "there is none" under a name that is left to a wildcard',
    'added.length + uncovered.length === 0',
    'added.length === 0',
  ),
  ofNames('deadline-service-name', 'nobody has the addresses of a service’s name', ' && isAskedAt(name, by)', ''),
  inFile('src/dns/zone-lookup.ts', 'checks/propagation')(
    'wildcard-below-cut',
    'a wildcard below a delegation answers for nothing',
    'return isInZone(name, zone, rrsets) ? wildcardFor(zone, rrsets, name) : [];',
    'return wildcardFor(zone, rrsets, name);',
  ),
  inFile('src/checks/turn-questions.ts', 'checks/propagation')(
    'turn-left-to-wildcard',
    'a cache with the wildcard’s answer is on the new side',
    ' ?? givenIn(zone, zones.intended, { name, type }).rdatas',
    ' ?? []',
  ),
  inFile('src/checks/propagation-expected.ts', 'checks/propagation')(
    'change-left-to-wildcard',
    'a name that goes is left to the wildcard above it',
    'gone: goneIn(zone, intended, gone)',
    'gone: gone.map(({ name, type }) => ({ name, type, rdatas: [] }))',
  ),
  inFile('src/checks/records-sight.ts', 'steps/change-records')(
    'records-left-to-wildcard',
    'a name that goes is left to the wildcard above it, or to the alias in its place',
    'goneIn(ctx.domain, plan.intended, plan.gone)',
    'plan.gone.map(({ name, type }) => ({ name, type, rdatas: [] }))',
  ),
  drifting(
    'drift-wildcard',
    'what a wildcard says at a name without records is nobody’s edit',
    'if (isAsIn(inventory, answer, rdatas) || isAsIn(intended, answer, rdatas)) continue;',
    '',
  ),
  inFile('src/dns/drift.ts', 'steps/change-records')(
    'drift-only',
    'an edit beside what is changed stops nothing',
    ' || !only({ name, type })',
    '',
  ),
  parity('parity-alias-for-gone', 'an alias in the place of an address is as intended', ' && !aliased.has(name)', ''),
  mail(
    'mx-unknown-is-no',
    'a timeout is not "no address"',
    "if (resolved === 'unknown') add(",
    "if (resolved === 'never') add(",
  ),
  mail(
    'mx-later-is-no',
    'greylisting is no refusal',
    "outcome === 'refused' && !isTemporary(reply));",
    "outcome === 'refused');",
  ),
  spfCount('spf-redirect', 'redirect counts and is followed', " || kind === 'redirect'", ''),
  caa('caa-critical', 'what is critical and unknown forbids', 'property.critical && ', 'false && '),
  caa('caa-wildcard', 'a wildcard has a rule of its own', 'wild.length > 0 ? wild', 'false ? wild'),
  caaClimb(
    'caa-climb',
    'the parents’ CAA counts too',
    'return climb(parentOf(name));',
    'return { at: null, rdatas: [], unanswered: null };',
  ),
  walks(
    'walk-questions',
    'a hostile delegation ends',
    'export const MOST_QUESTIONS = 100;',
    'export const MOST_QUESTIONS = 1000;',
  ),
  severities(
    'severity-lowered-closes',
    'what was found to work stops nobody',
    'return !lowered && closesGate(finding.tag, gate);',
    'return closesGate(finding.tag, gate);',
  ),
  typed(
    'typed-mixed-scripts',
    'a name that imitates another is named as such',
    'if (mixed !== undefined)',
    'if (false)',
  ),
  preflightExit(
    'preflight-crash',
    'a crash is not the 1 that says no-go',
    "failure.row.exit !== EXIT['no-go']",
    'true',
  ),
  packetNames('names-loop', 'a name that points at itself is malformed', 'if (target >= start)', 'if (target > start)'),
  packetNames(
    'names-own-bounds',
    'what a pointer leads to ends before the name that it stands in begins',
    'this.#tail(target, start, jumps + 1, true)',
    'this.#tail(target, this.#bytes.length, jumps + 1, true)',
  ),
  packetNames(
    'names-kept-bounds',
    'a name read before is held to its bounds again',
    'if (known.end > limit)',
    'if (false)',
  ),
  packetNames('names-pointers', 'thousands of pointers in a row are no name', 'if (jumps > MOST_LABELS)', 'if (false)'),
  packetReader(
    'reader-rdlength',
    'rdata is read inside its RDLENGTH',
    'if (this.at + count > this.end)',
    'if (this.at + count > this.bytes.length)',
  ),
  responses('alias-once', 'aliases in a circle are followed once', ' && !visited.has(at)', ''),
  responses(
    'referral-of-others',
    'name servers of another zone refer nobody to this one',
    ' && isUnder(question.name, record.name)',
    '',
  ),
  glueWalk(
    'glue-asked',
    'name servers are asked where the delegation leads, too',
    'return more.length === 0 ? own :',
    'return own.addresses.length >= 0 ? own :',
  ),
  glueWalk(
    'glue-given',
    'what a person says of a server to come is not mixed with its name’s present glue',
    'own.given === true ? [] :',
    '',
  ),
  parentsGlue(
    'parent-without-glue',
    'a parent server that came without glue is found through the others',
    'const addresses = glue ?? (await this.#addressesOf(name, [])).addresses;',
    'const addresses = glue ?? [];',
  ),
  deadWalk('dead-once', 'a dead address is asked once in a walk', 'this.#silent.add(address);', 'void address;'),
  deadWalk(
    'dead-for-all',
    'a server that drops one type of question is not dead',
    'else if (PLAIN.has(question.type) && !this.#awake.has(address))',
    'else',
  ),
  referrals(
    'no-of-another-zone',
    'a "no" for the zone above does not speak for this one',
    'soas.some((soa) => isUnder(soa.name, zone))',
    'soas.length > 0',
  ),
  nullMx(
    'null-mx-beside',
    'a null MX beside others stops no mail',
    'mx !== undefined && !mx.rdatas.every(',
    'mx !== undefined && !mx.rdatas.some(',
  ),
  dsDigests(
    'ds-digest-beside',
    'a DS that validators cannot read hides no broken one beside it',
    'if (!ds.some(canCheckDigest)) return [];',
    'if (!ds.every(canCheckDigest)) return [];',
  ),
  spfSyntax('spf-syntax', 'a term that SPF does not know is found', '|| !TERM.test(word)', ''),
  clockTrust(
    'clock-jump-followed',
    'a wall clock that was set ends no wait',
    'Math.abs(driftMs) > MOST_DRIFT_MS',
    'false',
  ),
  clockTrust(
    'clock-follows-slowly',
    'a small step of the clock ends no wait',
    'elapsedMs * FOLLOWED_SHARE',
    'elapsedMs',
  ),
  clockTrust('clock-behind', 'a clock behind the record is doubted', 'byMs < -MOST_DRIFT_MS', 'byMs < -Infinity'),
  clockKept(
    'clock-known-before',
    'a process that starts after the jump knows of it',
    '>= anchor.accepted) believe(stored);',
    '> anchor.accepted) believe(stored);',
  ),
  clockKept(
    'clock-accepted',
    'that a person has accepted the clock is known',
    'look().doubt === undefined && anchor.acceptedBy !== undefined',
    'look().doubt === undefined',
  ),
  clockGate('clock-switch', 'a switch waits while the clock is in doubt', "  'change-delegation',\n", ''),
  clockGate(
    'clock-once',
    'what is sent once waits while the clock is in doubt',
    "kind === 'once' && direction",
    "kind === 'keyed' && direction",
  ),
  clockGate(
    'clock-no-return',
    'what cannot be taken back waits while the clock is in doubt',
    'step.pointOfNoReturn ||',
    '',
  ),
  door('door-tokens', 'the limit of an account holds', '    this.#tokens -= 1;', '    this.#tokens -= 0.5;'),
  door(
    'door-retry-after',
    'what a provider asked for is kept to',
    "    this.#close('rate-limited', forMs,",
    "    this.#close('rate-limited', forMs / 2,",
  ),
  door(
    'door-hands',
    'no more calls are out than may be',
    'if (this.#out < atOnce) this.#out++;',
    'if (this.#out < atOnce + 1) this.#out++;',
  ),
  door(
    'door-probe',
    'one call tries whether the trouble is over',
    '    if (probing) this.#probedUntilMs = this.#surroundings.now() + deadlineMs;\n',
    '',
  ),
  door(
    'door-long-probe',
    'a call of hours is not waited for by all',
    'this.#surroundings.now() + deadlineMs;',
    'Number.POSITIVE_INFINITY;',
  ),
  door(
    'door-deadline',
    'a call that hangs frees its hand',
    'return await Promise.race([call, late]);',
    'return await call;',
  ),
  door('door-shared', 'a line that was left is left', 'if (place >= 0) this.#queue.splice(place, 1);', ''),
  sendingLate(
    'effect-in-time',
    'an effect that hangs is an answer that got lost',
    'await Promise.race([act(), late]);',
    'await act();',
  ),
  sealing(
    'journal-secrets',
    'what others said of a secret does not reach the journal',
    'canonicalJson(scrubbed(given.event))',
    'canonicalJson(given.event)',
  ),
  scrubbing(
    'scrub-offsets',
    'a secret is found at every offset of a base64 text',
    'return [0, 1, 2].flatMap(',
    'return [0, 1].flatMap(',
  ),
  scrubber('scrub-cut', 'a secret that was cut short is found', 'length * 2 >= wanted.length ||', ''),
  scrubber(
    'scrub-words',
    'an ordinary word stays where it is one',
    'return anywhere || standsAlone(',
    'return true || standsAlone(',
  ),
  scrubber(
    'scrub-digest',
    'a digest in which a secret’s first digits stand by chance stays whole',
    ' || isInDigest(text, at, to)',
    '',
  ),
  inFile('src/domain/in-digest.ts', 'secrets/scrub')(
    'scrub-among-digits',
    'a code of hexadecimal digits is found among others',
    'to - from >= TELLING_DIGITS || ',
    '',
  ),
  scrubber('scrub-escaped', 'a secret is found in JSON in JSON', 'const DEEPEST = 3;', 'const DEEPEST = 0;'),
  unmarked(
    'mark-sent',
    'what lacks a secret is not written into the world',
    'if (holdsMark(plain))',
    'if (plain === holdsMark)',
  ),
  forgetting(
    'secrets-over',
    'what is over needs no secrets',
    'if (isOver(statusOf(playbook, state)))',
    'if (!isOver(statusOf(playbook, state)))',
  ),
  sweeping(
    'secrets-swept',
    'what a process that died left behind is found by the next',
    'if (isOverNow(await load(app, id)).length === 0) return;',
    'if (isOverNow(await load(app, id)).length >= 0) return;',
  ),
  sweeping(
    'secrets-expired',
    'a code that ran out is deleted, asked for or not',
    'await store.dropExpiredSecrets();',
    '',
  ),
  codeForm(
    'authcode-blank',
    'a blank in a transfer code is found',
    'flatMap((letter, at) => (/^[\\x21-\\x7e]$/.test(letter)',
    'flatMap((letter, at) => (/^[\\x20-\\x7e]$/.test(letter)',
  ),
  letters(
    'letter-early',
    'no letter asks for an unlocking or a code before the gate lets it',
    "at === 'needs-you' ||",
    "at !== 'done' ||",
  ),
  letters(
    'letter-tag',
    'a tag is asked for where the ending knows tags, and nowhere else',
    "if (which.endsWith('-tag') && proof !== 'tag')",
    "if (which.endsWith('-tag') && proof === undefined)",
  ),
  givingUp(
    'secrets-cancelled',
    'whoever cancels has the secrets go at once',
    'for (const field of fields) await app.store.deleteSecret(id, field);',
    '',
  ),
  lookingFirst(
    'files-lost-end',
    'a store that lost its end is not opened',
    'known >= acknowledged.count) return undefined;',
    'known >= 0) return undefined;',
  ),
  lookingFirst(
    'files-log-in-place',
    'a log that was deleted is seen',
    "for (const part of ['', '-wal']) {",
    "for (const part of ['']) {",
  ),
  writing(
    'files-acknowledged-in-place',
    'what went into a file that was taken away is not acknowledged',
    `is not acknowledged.
      backend.inPlace?.();`,
    'is not acknowledged.',
  ),
  writing(
    'files-counted',
    'every write that is acknowledged is counted',
    'if (count !== undefined) backend.writeCount?.acknowledged(count);',
    '',
  ),
  continuing(
    'files-continued',
    'a journal whose end was damaged is not continued',
    'if ((end?.seq ?? 0) !== found.seq || (end?.hash ?? EMPTY.hash) !== found.head_hash)',
    'if ((end?.seq ?? 0) > found.seq + 9)',
  ),
  counting(
    'files-count-falls',
    'the count of writes does not fall',
    '?? 0) >= count) return;',
    '?? 0) < count && count > 3) return;',
  ),
  restoring(
    'files-restore-log',
    'what the log still holds is not thrown away',
    'if (existsSync(`${source}-wal`)) copyFileSync(`${source}-wal`, `${draft}-wal`);',
    '',
  ),
  restoring(
    'files-restore-count',
    'a newer backup after an older one is known to lack what was there before both',
    'if (lost > 0) countOnFrom(draft, were);',
    '',
  ),
  counting(
    'files-count-on',
    'a restored store goes on counting behind what it knows itself',
    'cast(max(cast(value as integer), cast(excluded.value as integer)) as text)',
    'excluded.value',
  ),
  missing(
    'files-gone-said',
    'a database that is gone is said to be missing, not damaged',
    "new GoLiveError('store-missing'",
    "new GoLiveError('store-corrupt'",
  ),
  leftFolder('restore-left', 'the copy that a killed restore left is taken away', '  removeLeftOnes(prefix);\n', ''),
  leftFolder(
    'restore-left-in-use',
    'the copy of a restore that is under way stays',
    'locked(join(path, LOCK)).close();',
    '',
  ),
  leftFolder('restore-left-of-others', 'what is somebody else’s stays', 'uid !== (process.getuid?.() ?? uid) || ', ''),
  leftFolder('restore-left-not-ours', 'a folder that no restore made stays', ' || !existsSync(join(path, LOCK))', ''),
  restoringPostgres(
    'postgres-restore-ever',
    'a newer backup after an older one is known to lack what was there before both',
    'Math.max(here, everIn(were) - everIn(known))',
    'here',
  ),
  restoringPostgres(
    'postgres-restore-counted-on',
    'what a restore leaves out is kept in what it puts there',
    'await keepEventsLost(from, known.lost + lost);',
    '',
  ),
  restoringPostgres(
    'postgres-restore-no-project',
    'a store without a project may know that something was left out',
    "there.includes('projects') && lost === 0",
    "there.includes('projects')",
  ),
  inFile('src/adapters/store/kysely/copy-rows.ts', 'adapters/restore-postgres')(
    'postgres-lost-copied',
    'what restores left out goes into a backup and comes out of it',
    'await keepEventsLost(into, await eventsLost(from));',
    '',
  ),
  restoringPostgres(
    'postgres-restore-sees',
    'a store that this user may not touch is no empty place',
    'const there = await namesInSchema(db, where);',
    'const there: readonly string[] = [];',
  ),
  copyingBackup(
    'postgres-restore-log',
    'what the log of a killed golive holds is brought along',
    'copyFileSync(`${source}-wal`, `${draft}-wal`);',
    '{}',
  ),
  restoringPostgres(
    'postgres-restore-linked',
    'the log of a backup is looked for beside the file that its name leads to',
    'const source = fileBehind(backupFile);',
    'const source = backupFile;',
  ),
  restoringPostgres(
    'postgres-restore-stands-still',
    'what is written after the ends were read is neither lost nor left out of the count',
    'await standStill(db, where, there);',
    '',
  ),
  restoringPostgres(
    'postgres-restore-first-project',
    'a store that was empty a moment ago is asked again when nobody writes any more',
    'if (!(await knowsSomething())) return undefined;',
    'if (!(await knowsSomething().catch(() => false))) return undefined;',
  ),
  restoringPostgres(
    'postgres-restore-refused-first',
    'nobody waits for a restore that is refused',
    'await knowsSomething(); // nobody waits for a restore that is refused',
    '',
  ),
  restoringPostgres(
    'postgres-restore-waits-for-ever',
    'a golive that hangs is not waited for for ever',
    'await sql`set local lock_timeout = ${sql.lit(LOCK_MS)}`.execute(db);',
    '',
  ),
  restoringPostgres(
    'postgres-restore-waits-again',
    'a golive that hangs is waited for once, and the line says what to do',
    'if (stateOfPostgres(cause) !== NOT_LOCKED) throw cause;',
    'throw cause;',
  ),
  restoringPostgres(
    'postgres-restore-no-room',
    'where there is no folder for temporary files, one clear line says so',
    'throw fromSqlite(thrown, prefix) ?? fromFileSystem(thrown, prefix) ?? thrown;',
    'throw thrown;',
  ),
  followingLinks(
    'links-followed',
    'what belongs to a store is beside the file that its name leads to',
    'links < MOST_LINKS && lstatSync(file).isSymbolicLink()',
    'links < 0 && lstatSync(file).isSymbolicLink()',
  ),
  followingLinks('links-in-a-row', 'a link may lead to a link', 'links < MOST_LINKS &&', 'links < 1 &&'),
  followingLinks(
    'links-up',
    'a way up begins where the folder really is',
    'realpathSync.native(folder)',
    'resolve(folder)',
  ),
  openingLinks(
    'links-opened',
    'log and count of writes are looked for beside the file that SQLite writes',
    'const file = fileBehind(named);',
    'const file = named;',
  ),
  openingLinks(
    'links-looked-into',
    'who only looks sees the count of writes too',
    'const file = fileBehind(options.file);',
    'const file = resolve(options.file);',
  ),
  openingLinks(
    'links-key',
    'the key stays beside the name that the configuration has',
    'options.keyFile ?? `${named}.key`',
    'options.keyFile ?? `${file}.key`',
  ),
  openingLinks(
    'links-backup',
    'a backup behind a link that leads to nothing yet is written, not only said to be',
    'const file = fileBehind(target);',
    'const file = resolve(target);',
  ),
  inFile('src/adapters/store/kysely/sqlite-look.ts', 'adapters/store-links')(
    'links-moved',
    'what nobody will read, because the link leads elsewhere by now, is not acknowledged',
    "part === '' ? named : `${file}${part}`",
    '`${file}${part}`',
  ),
  restoringLinks(
    'links-restored-from',
    'the log of a store is looked for beside the file that its name leads to',
    'const source = fileBehind(backupFile);',
    'const source = resolve(backupFile);',
  ),
  restoringLinks(
    'links-restored-onto',
    'a restore leaves no store behind a link that is not paused',
    'const target = fileBehind(targetDb);',
    'const target = resolve(targetDb);',
  ),
  restoringLinks(
    'links-restored-key',
    'a restore finds the key where the store has it',
    '?? `${resolve(targetDb)}.key`;',
    '?? `${target}.key`;',
  ),
  followingLinks(
    'links-nowhere-refused',
    'a link that leads to a folder that is not there is told, and nothing put in its place',
    "=== 'ENOENT' ? brokenLink(file) : undefined",
    "=== 'ENOENT' ? undefined : undefined",
  ),
  inFile('src/adapters/store/kysely/broken-link.ts', 'adapters/store-links')(
    'links-nowhere-above',
    'a folder may be the link that leads nowhere',
    'if (found === undefined) continue;',
    'if (found === undefined) return undefined;',
  ),
  inFile('src/adapters/store/kysely/sqlite-errors.ts', 'adapters/store-links')(
    'links-nowhere-written',
    'a backup into a folder that a link leads nowhere for is told of that link',
    "=== 'ENOENT' ? brokenLink(file) : undefined",
    "=== 'ENOENT' ? undefined : undefined",
  ),
  restoringLinks(
    'links-restored-over',
    'a place that cannot be looked at is not taken for an empty one',
    'map((part) => statSync(part, { throwIfNoEntry: false }))',
    'map((part) => (existsSync(part) ? statSync(part) : undefined))',
  ),
  inFile('src/adapters/store/kysely/sqlite-file.ts', 'adapters/store-without-links')(
    'store-without-links',
    'a file system that gives no file a second name keeps a store, its backups, and what a restore puts aside',
    "code !== 'EPERM' && code !== 'ENOTSUP'",
    "code !== 'ENOTSUP'",
  ),
  inFile('src/adapters/store/kysely/open-sqlite.ts', 'cli/bad-store')(
    'store-before-its-key',
    'a place that cannot be looked into is told of as the store, not as its key',
    'const found = inspectPlace(file);',
    'keyFile.read();\n    const found = inspectPlace(file);',
  ),
  inFile('src/adapters/store/kysely/restore.ts', 'adapters/store-without-links')(
    'restore-without-links',
    'what a restore puts aside is kept where no file can have two names',
    '!existsSync(name) && !put(target, name))',
    'target === name)',
  ),
  inFile('src/adapters/store/kysely/restore.ts', 'adapters/store-without-links')(
    'restore-name-taken',
    'a store whose name aside is taken meanwhile is not replaced',
    ' && !put(target, name))',
    ' && put(target, name) === undefined)',
  ),
  inFile('src/adapters/store/kysely/restore.ts', 'adapters/store-backup')(
    'restore-over-no-file',
    'what is no file is not put aside as if it were a store',
    "if (there?.isFile() === false) throw foreign(target, 'it is not a file');",
    '',
  ),
  inFile('src/adapters/store/kysely/restore.ts', 'cli/bad-store')(
    'backup-cannot-be-read',
    'a backup that cannot be read is told of in words',
    'fromReading(thrown, source) ?? thrown',
    'thrown',
  ),
  inFile('src/adapters/store/kysely/restore.ts', 'cli/bad-store')(
    'backup-by-its-name',
    'a damaged backup is named, and not the copy of it',
    'throw ofBackup(thrown, source);\n  });',
    'throw thrown;\n  });',
  ),
  inFile('src/adapters/store/kysely/restore.ts', 'cli/bad-store')(
    'backup-no-backup',
    'who names something else as a backup is not told to restore one',
    "  'store-foreign': 'Name a backup.',",
    '',
  ),
  inFile('src/adapters/store/kysely/restore.ts', 'adapters/store-backup')(
    'backup-copied-or-told',
    'a part of a backup that cannot be copied is told of in words',
    `  } catch (thrown) {
    throw ofBackup(thrown, source);
  }
  return`,
    `  } catch (thrown) {
    throw thrown;
  }
  return`,
  ),
  inFile('src/adapters/store/kysely/sqlite-backend.ts', 'adapters/store-backup')(
    'backup-leaves-journal',
    'a backup that fails leaves no journal of it behind',
    '[draft, `${draft}-journal`]',
    '[draft]',
  ),
  inFile('src/adapters/store/kysely/sqlite-backend.ts', 'adapters/store-backup')(
    'backup-whole-or-not',
    'a backup that is killed half way leaves no file that looks like one',
    "database.prepare('vacuum into ?').run(draft);",
    "put(draft, file); database.prepare('vacuum into ?').run(file);",
  ),
  inFile('src/adapters/store/kysely/sqlite-backend.ts', 'adapters/store-backup')(
    'backup-taken-meanwhile',
    'a name that another process took meanwhile is not said to be the backup',
    'if (!put(draft, file)) throw taken(file);',
    'put(draft, file);',
  ),
  inFile('src/adapters/store/kysely/sqlite-backend.ts', 'adapters/store-backup')(
    'backup-taken-first',
    'nothing is copied for a name that is taken',
    'if (lstatSync(file, { throwIfNoEntry: false }) !== undefined) throw taken(file);',
    '',
  ),
  inFile('src/adapters/store/kysely/sqlite-backend.ts', 'adapters/store-backup')(
    'backup-blames-store',
    'a backup of a damaged store says that the store is damaged, not the copy',
    '(database.location() ?? file)',
    'file',
  ),
  inFile('src/adapters/store/kysely/sqlite-errors.ts', 'adapters/store-backup')(
    'store-limits-in-words',
    'a limit of the system is told in words, not as missing rights',
    '  EFBIG: [',
    '  EFBI: [',
  ),
  inFile('src/adapters/store/kysely/sqlite-errors.ts', 'adapters/store-backup')(
    'disk-full-for-index',
    'a disk without room for the index of the log is full, not broken',
    '4874: {',
    '4875: {',
  ),
  inFile('src/adapters/store/kysely/key-file.ts', 'cli/bad-store')(
    'key-cannot-be-read',
    'a key file that golive cannot read is what the line is about, not the store',
    'if (why === undefined) throw thrown;',
    'throw thrown;',
  ),
  inFile('src/adapters/store/kysely/key-file.ts', 'cli/bad-store')(
    'key-is-a-folder',
    'a folder in the place of the key is said to be no file',
    '!found.isFile()',
    'false',
  ),
  inFile('src/cli/backup.ts', 'cli/bad-store')(
    'backup-of-nothing',
    'no store is made just to be copied',
    'await refuseNothing(shell, options);',
    '',
  ),
  inFile('src/cli/backup.ts', 'cli/bad-store')(
    'backup-of-what-is-gone',
    'who copies a store that is gone is told what was lost',
    'const app = await shell.openApp(options.config, true); // where one is gone, that is said',
    'const app = { store: { close: async () => {} } };',
  ),
  inFile('src/compose/store.ts', 'cli/bad-store')(
    'restore-configured-key',
    'a restore finds the key where the configuration has it',
    'restoreSqlite(backup, file, options)',
    'restoreSqlite(backup, file, { clock, force, pause })',
  ),
  inFile('src/adapters/store/kysely/restore.ts', 'adapters/restore-postgres', 'files/lost-end')(
    'restore-lost-end',
    'a store that lost its end is not brought along without a word',
    'if (lost !== undefined) throw lost;',
    '',
  ),
  restoringPostgres(
    'postgres-restore-lost-end',
    'what is under way in a store that lost its end is paused',
    'Math.max(missing, (acknowledged?.count ?? 0) - writes)',
    'missing',
  ),
  restoring(
    'files-restore-lost-end',
    'what is under way in a store that lost its end is paused in another place too',
    '      acknowledged?.count ?? 0,\n',
    '',
  ),
  restoringPostgres(
    'postgres-restore-name-taken',
    'a name that is taken is not taken again, whoever may see it',
    'nspname as name from pg_namespace',
    'schema_name as name from information_schema.schemata',
  ),
  missing(
    'files-gone-but-counted',
    'no empty store is made where one with acknowledged writes is gone',
    "if (found === 'absent' && acknowledged !== undefined)",
    "if (found === 'absent' && acknowledged?.count === 0)",
  ),
  restoring(
    'files-restore-paused-first',
    'a store that knows less is paused before it is put in place',
    'const paused = await pausedIn(draft, lost, { ...options, keyFile });',
    'const paused = 0;',
  ),
  restoring(
    'files-restore-known-in-it',
    'a second restore knows what the first one put there',
    'occupied ? knownWrites(target) : 0',
    '0',
  ),
  restoring(
    'files-restore-forgets-last',
    'a restore that ends half way has forgotten nothing',
    `    renameSync(draft, target);
    syncFolderOf(target);
`,
    `    rmSync(target + '.writes', { force: true });
    renameSync(draft, target);
    syncFolderOf(target);
`,
  ),
  pausing(
    'files-restore-pauses',
    'a store that was taken back in time waits for a person',
    'state.started && !state.paused',
    '!state.started && !state.paused',
  ),
  outOfRoom(
    'files-own-memory',
    'a store that cannot be written is no failure of the step',
    'if (OWN_MEMORY.has(failure.code)) throw failure;',
    '',
  ),
  holder(
    'inspect-unknown-free',
    'a registry that did not answer is never taken for a name that nobody holds',
    "if (seen.outcome === 'unknown') return { ...base, where: 'unknown', confidence: 'low' };",
    "if (seen.outcome === 'unknown') return { ...base, where: 'none', confidence: 'low' };",
  ),
  holder(
    'inspect-delegated-free',
    'what is delegated is held by somebody, whatever the public data says',
    "said.outcome === 'not-found' && delegated",
    'false',
  ),
  holder('inspect-lock-ignored', 'a lock against transfers is told', '...locks, ...judgeExpiry()', '...judgeExpiry()'),
  transferDate(
    'inspect-days-off',
    'the days after registration and transfer count from their day',
    'const atMs = fromMs + days * DAY;',
    'const atMs = fromMs + (days - 1) * DAY;',
  ),
  transferDate(
    'inspect-default-date',
    'a lock that may be there gives no date',
    'const LONGEST_LOCK_DAYS = 60;',
    'const LONGEST_LOCK_DAYS = 0;',
  ),
  siteHolder(
    'inspect-proxy-host',
    'what answers in the place of a site is not its host',
    "if (proxy !== undefined) return { ...base, where: 'unknown', who: proxy, proxy, confidence: 'low' };",
    '',
  ),
  suffixes(
    'inspect-shared-suffix',
    'a name below a platform’s own is nobody’s to transfer',
    'all.isPrivate === true && isLent(suffix)',
    'false',
  ),
  guarding(
    'ssrf-address',
    'what lies inside is not connected to',
    'const why = whyNotGlobal(address);',
    'const why = undefined as string | undefined;',
  ),
  guarding(
    'ssrf-any-name',
    'a host that nobody named opens no private address',
    '(host !== undefined && targets.host(host))',
    'host !== undefined',
  ),
  publicOnly(
    'ssrf-name',
    'a name that means this machine is not connected to',
    '(wrong === undefined || named || targets.address(octets))',
    '(wrong !== "never" || named)',
  ),
  publicOnly('ssrf-once', 'a host is resolved once for an exchange', '    kept.set(key, found);\n', ''),
  redirecting('ssrf-redirect', 'a redirect and a link are judged', 'url = judge.url(next);', 'url = new URL(next);'),
  referring(
    'ssrf-referral',
    'a referral is connected to at an address that was judged',
    'for (const { address } of (await orAbort(judge.addressesOf(host), signal)).slice(0, MOST_ADDRESSES)) {',
    "for (const address of [host.startsWith('start') ? '127.0.0.2' : '127.0.0.1']) {",
  ),
  polling(
    'ssrf-glue',
    'glue leads nowhere inside',
    'const refused = this.#refusal(at.address);',
    'const refused = undefined as string | undefined;',
  ),
  feed('feed-doubled-hour', 'an hour that comes twice stands in UTC', 'happensTwice(at, zone)', 'at < 0'),
  feed('feed-cancelled', 'a cancelled booking rings no alarm', 'alarms ? event', 'event.uid ? event'),
  feed('feed-alarm', 'an alarm of a day counts hours, not days', "[HOUR]: 'H'", "[HOUR]: 'D'"),
  feed(
    'feed-span',
    'the rules hold for the oldest and the newest event',
    '[Math.min(from, startsAtMs), Math.max(until, endsAtMs)]',
    '[from, until]',
  ),
  feedText('feed-line-end', 'every line end is escaped', '[\\r\\n\\v\\f\\x85\\u2028\\u2029]', '[\\r\\n]'),
  feedText('feed-escape', 'a backslash cannot unescape what follows', '/[\\\\;,]/g', '/[;,]/g'),
  feedText(
    'feed-dropped',
    'what would turn a line around is dropped',
    "replace(DROPPED, '')",
    "replace(/[\\0-\\x1f]/g, (c) => (c === '\\n' ? c : ''))",
  ),
  feedText('feed-octets', 'a line is counted in octets', 'const more = octetsIn(piece);', 'const more = 1;'),
  feedText('feed-pairs', 'no character is cut', 'line.matchAll(/\\\\?./gsu)', 'line.matchAll(/\\\\?./gs)'),
  feedText('feed-cut-escape', 'no escape is cut', 'line.matchAll(/\\\\?./gsu)', 'line.matchAll(/./gsu)'),
  feedText(
    'feed-uri',
    'an address is one of the web',
    "protocol === 'https:' || protocol === 'http:'",
    'protocol.length > 0',
  ),
  feedZone(
    'feed-foretold',
    'rules are held against the real changes',
    'return same ?',
    'return same || foretold.length > 0 ?',
  ),
  feedZone(
    'feed-beyond',
    'rules hold for five years more',
    'const endMs = untilMs + BEYOND_MS;',
    'const endMs = untilMs + 366 * DAY;',
  ),
  feedZone('feed-last', 'the last Sunday is not the fourth', '[LAST, 1, 2, 3, 4].find', '[1, 2, 3, 4].find'),
  feedEntries(
    'feed-run-out',
    'a hold that ran out is one change further',
    'sequence: sequence + 1',
    'sequence: sequence',
  ),
  feedEntries(
    'feed-taken-over',
    'who had a half-day is told that it is gone',
    'changed.has(entry.booking.id) && (await wasTheirs(entry.booking))',
    'changed.has("")',
  ),
  feedEntries('feed-kept', 'what was cancelled stays 30 days', 'KEPT_MS = 30 * DAY', 'KEPT_MS = 31 * DAY'),
  feedWords(
    'feed-customer',
    'a customer reads no word of ours',
    "const isForCustomer = of.scope === 'project';",
    'const isForCustomer = of.scope === undefined;',
  ),
  feedWords(
    'feed-scrubbed',
    'a secret in a name stays here',
    'scrub(render({ text, values }, style))',
    'render({ text, values }, style)',
  ),
  feedFile(
    'feed-etag',
    'the moment of asking changes nothing',
    'canonicalJson({ ...feed, events: events.length })',
    'canonicalJson({ ...feed, events: events.length, now })',
  ),
  feedFile(
    'feed-customer-alarm',
    'nothing rings at the customer’s',
    "alarmsBeforeMs: of.scope === 'project' ? [] : [DAY]",
    'alarmsBeforeMs: [DAY]',
  ),
  feedLink('feed-token', 'the store knows no token', 'tokenHash: hashOf(token),', 'tokenHash: token,'),
  feedRoute(
    'feed-guess',
    'who guesses is not looked up for ever',
    'const waitSeconds = budget.waitSeconds();',
    'const waitSeconds = 0 * budget.waitSeconds();',
  ),
  feedRoute(
    'feed-guess-others',
    'guessing shuts nobody out who has an address',
    'waitSeconds > 0 && !(await isKnownFeed(tokenHash))',
    'waitSeconds > 0',
  ),
  hosts('host-names', 'only our own names are answered', 'return named.has(asked) ||', 'return asked !== "" ||'),
  feedFile(
    'feed-shared',
    'who asks at the same moment gets the same',
    'all.get(key) ?? calendarFile',
    'all.get("") ?? calendarFile',
  ),
  feedWords(
    'feed-off',
    'a customer whose move goes back is not told that the moment is fixed',
    '...(isOff ? [] : [say(`feed.customer.',
    '...([say(`feed.customer.',
  ),
  feedOnce('feed-once', 'one identifier is one entry', 'last.set(id, {', 'last.set(`${last.size}`, {'),
  feedOnce('feed-old', 'what has no moments is over by its date', 'slot >= fromDate', 'slot !== fromDate'),
  feedMoves(
    'feed-journals',
    'the engine keeps its folded journals while feeds are read',
    'known.set(migrationId, { seq: state.seq, move });',
    '',
  ),
  feedMoves('feed-news', 'what is new in a journal is read', '.length === 0) return', '.length >= 0) return'),
  breath(
    'feed-breath',
    'a long feed lets others have their turn',
    'if (--left > 0) return;',
    'if (--left > -9999) return;',
  ),
  servedHere('host-line', 'the host in a request’s first line counts', '&& isOurs(hostIn(context.req.url))', ''),
  hosts('host-spelling', 'an address has one spelling', 'hostnameOf(inBrackets(listen.host))', 'listen.host'),
  listening(
    'listen-slow',
    'who sends slowly is given up in time',
    'connectionsCheckingInterval: checkMs',
    'connectionsCheckingInterval: 600 * checkMs',
  ),
  listening('listen-stalled', 'who does not read is given up', 'server.timeout = stalledMs;', ''),
  listening(
    'listen-taken',
    'a socket that somebody answers at is theirs',
    'if (await isAnswered(path)) throw taken(path);',
    '',
  ),
  listening('listen-file', 'only a socket is replaced', 'if (!there.isSocket())', 'if (there.isFIFO())'),
  slotList('slots-somebody', 'a half-day that somebody has stands alone', 'takenBy.length > 0', 'takenBy.length > 9'),
  slotList('slots-run', 'a run has one reason for all of it', 'reasons: shared };', 'reasons: last.reasons };'),
  monthSheet('month-sign', 'every refusal has its sign', "['freeze', '%'],", ''),
  monthSheet('month-held', 'a hold is no booking', 'sign.toLowerCase()', 'sign'),
  bookingCommand(
    'book-keep',
    'what was done ahead is undone by a word only',
    "? 'undo' : 'keep';\n    if (taken",
    "? 'undo' : 'undo';\n    if (taken",
  ),
  bookedShown('book-drafts', 'what is not approved yet is told', "status === 'draft'", "status === 'done'"),
  journalTold(
    'journal-held',
    'a hold is no booking',
    'event.slot.heldUntilMs === undefined',
    "event.type === 'booked'",
  ),
  dutyOfNew(
    'new-owner',
    'who is in charge is one of the people',
    'if (options.owner !== undefined)',
    'if (app === undefined)',
  ),
  nearestDate('date-next-year', 'a date without a year is the next', 'isOver ? thisYear + 1 : thisYear', 'thisYear'),
  warning(
    'calendar-told-once',
    'what is not measured is one sentence for all domains',
    '[...subjects].join(',
    '[...subjects].slice(0, 1).join(',
  ),
  bookingCommand('book-both', 'undo and keep are not both', 'if (undo && keep)', 'if (undo && keep && undo !== keep)'),
  // The half-day: holds, gates at its start, what is taken back alone, requests.
  state(
    'take-back-built-on',
    'what something was built on is not taken back alone',
    '!wanted.includes(other) && hasBegun(state.steps[other])',
    '!wanted.includes(other) && other === id',
  ),
  state(
    'take-back-past',
    'behind the point of no return nothing is taken back',
    '  if (past !== undefined) return `the point of no return is passed: ${past}`;\n',
    '',
  ),
  state(
    'take-back-nothing',
    'what changed nothing is not taken back',
    '      return `${id} has changed nothing`;\n',
    '      return undefined;\n',
  ),
  state(
    'take-back-start',
    'nothing begins on what was taken back',
    '      if (restsUntil !== undefined) return',
    "      if (restsUntil === '') return",
  ),
  state(
    'take-back-rests',
    'what comes after it rests, at any distance',
    'const isTurn = depsPassed(steps, step, state) && restsFor(steps, step, state) === undefined;',
    'const isTurn = depsPassed(steps, step, state);',
  ),
  state(
    'take-back-fresh',
    'what was measured before is the measure of nothing any more',
    "  if (from === 'undone') return {",
    "  if (from === 'failed' && to === 'undone') return {",
  ),
  state(
    'take-back-again',
    'it is done again in good time',
    "    case 'undone':\n      return againAtMs(state);",
    "    case 'undone':\n      return NEVER;",
  ),
  state(
    'take-back-asks',
    'somebody is asked for another half-day',
    "  return slot === undefined || record?.task?.wants === 'slot';",
    '  return false;',
  ),
  state(
    'take-back-forgotten',
    'the whole on its way back takes it over',
    'paused: false, takingBack: [], takenBack: [] };',
    'paused: false };',
  ),
  state(
    'another-half-day',
    'what was done for one half-day is done again for the next',
    'slot !== undefined && slot.startsAtMs > ofMs;',
    'slot !== undefined && slot.startsAtMs > ofMs + 9e12;',
  ),
  life('undone-again', 'what was taken back can be wanted again', "  undone: { retried: 'ready' },", '  undone: {},'),
  inFile('src/app/standing.ts', 'app/standing')(
    'take-back-ahead',
    'only what serves the switch alone is taken back by itself',
    'if (step !== undefined && !isAhead(step))',
    'if (step === null)',
  ),
  inFile('src/daemon/api/index.ts', 'daemon/headers')(
    'headers-remembered',
    'what is remembered says what may be done with it too',
    '  ...HEADERS,\n  ETag: etag,',
    '  ETag: etag,',
  ),
  inFile('src/daemon/router.ts', 'daemon/headers')(
    'router-judges-all',
    'the name is judged whatever is wanted',
    "for (const [before, one] of every) known.add('ALL', before, one);",
    "for (const [before, one] of every) if (method === 'GET') known.add('ALL', before, one);",
  ),
  inFile('src/app/access/waivers.ts', 'daemon/api/approvals')(
    'waivers',
    'an answer that lets a check pass is a yes',
    '    if (WAIVERS.has(name))',
    "    if (WAIVERS.has(name) && name === '')",
  ),
  slotGating(
    'slot-given-back-late',
    'a half-day that was given back moves nothing, however late it is',
    "if (typeof waited !== 'string' || isBegun) return undefined;",
    "if (typeof waited !== 'string' || isBegun || ctx.interruption === 'accepted') return undefined;",
  ),
  slotGating(
    'slot-held',
    'nobody begins in a half-day that is only held',
    'slot.heldUntilMs !== undefined && !isBegun',
    'false',
  ),
  slotGating(
    'slot-lapsed',
    'a hold that has run out asks for another half-day',
    'if (now >= heldUntilMs)',
    'if (now < 0)',
  ),
  inFile('src/steps/wait-for-slot.ts', 'steps/slot-gate')(
    'wait-held',
    'a hold is waited for in no other way than by asking',
    'if (slot.heldUntilMs !== undefined) {',
    'if (slot.heldUntilMs === 0) {',
  ),
  cutover(
    'half-day-gate',
    'every step of the cutover keeps to it',
    'const gate = slotGate(ctx, now);',
    'const gate = slotGate({ ...ctx, startedMs: 0 }, now);',
  ),
  cutover(
    'half-day-by-hand',
    'people are not asked to begin before it either',
    "(decision.kind === 'ask' && decision.closesOnWord === true)",
    "(decision.kind === 'ask' && now < 0)",
  ),
  cutover(
    'half-day-lost',
    'one that cannot be kept is said to be lost',
    'if (untilMs <= slot.endsAtMs || isBegun',
    'if (untilMs > 0 || isBegun',
  ),
  cutover(
    'half-day-only',
    'what is no part of the cutover does not wait for it',
    'return steps.some((other) => MOVERS.has(other.step) && behind.has(other.id));',
    'return behind.size >= 0;',
  ),
  inFile('src/app/booking/party.ts', 'engine/half-day')(
    'book-lost',
    'a half-day that cannot be kept is moved before it is over',
    ' || isLost;',
    ' || false;',
  ),
  ahead(
    'day-before-dear',
    'a look costs: it is taken when it is wanted',
    "ownFacts(ctx)['lookFor'] === slot.startsAtMs",
    'ownFacts(ctx) !== null',
  ),
  ahead(
    'day-before-early',
    'nobody is asked earlier than a day before',
    '  if (now < fromMs)\n    return waitUntil(',
    '  if (now < 0)\n    return waitUntil(',
  ),
  ahead(
    'day-before-silent',
    'what is found is told',
    "if (decision.kind === 'done') return waitUntil(",
    "if (decision.kind !== 'act') return waitUntil(",
  ),
  ahead(
    'day-before-lapsed',
    'a hold that lapsed is no half-day',
    'slot === undefined || hasRunOut(slot, now)',
    'slot === undefined',
  ),
  requests(
    'request-name',
    'a request is carried over by name',
    "if (name === undefined || name === '' || name.length > LONGEST_NAME)",
    'if (name === null)',
  ),
  requests('request-only', '… and nothing else is', '  if (!isRequest)\n', '  if (isRequest && !isRequest)\n'),
  requests(
    'request-place',
    'a request stands between the switch and the end of the half-day',
    'task.request === true ? inTheHalfDay(loaded, steps, task) : task;',
    'task;',
  ),
  sameOrigin(
    'access-origin',
    'what another site sends is refused',
    "if (origin !== undefined && !isOurs(serving, context, origin)) return 'cross-site';",
    '',
  ),
  sameOrigin(
    'access-csrf',
    '… and what does not carry the token of its own session',
    "return isSame(await csrfIn(context), visitor.csrf) ? undefined : 'csrf-missing';",
    'return undefined;',
  ),
  permitting(
    'access-right',
    'a route asks for a right, not only for somebody',
    'visitor?.rights.has(right) === true',
    'visitor !== undefined',
  ),
  permitting(
    'access-redirect',
    'after signing in one goes on here and nowhere else',
    'isLocal(pathname) &&',
    "pathname !== '' &&",
  ),
  sessions(
    'access-idle',
    'a session that nobody uses ends',
    'seen === undefined || isOver(seen, now) ||',
    'seen === undefined ||',
  ),
  sessions(
    'access-password-changed',
    'a new password ends what began with the old one',
    '?.version !== row.data.password)',
    '?.version === null)',
  ),
  lockingOut(
    'access-owner-out',
    'guessing does not shut out the browser that was signed in before',
    'device !== undefined',
    "device === ''",
  ),
  hashing(
    'access-same-work',
    'whether there is somebody does not show in the work',
    'const key = await derive(formOf(password), wanted.salt, wanted.cost);',
    'if (wanted.key === undefined) return false;\n        const key = await derive(formOf(password), wanted.salt, wanted.cost);',
  ),
  hashing(
    'access-strangers',
    'strangers leave room for those who belong here',
    'running.stranger < STRANGERS_AT_ONCE',
    'running.stranger >= 0',
  ),
  inFile('src/app/access/invitations.ts', 'daemon/access')(
    'access-link-once',
    'a link is good once',
    "if ((await app.store.takeCredential('invitation', id)) === undefined) return 'used';",
    '',
  ),
  inFile('src/app/access/sign-in.ts', 'daemon/access')(
    'access-password-before',
    'a password that was changed while it was looked at opens nothing',
    'startSession(app, parts, user, chosen)',
    'startSession(app, parts, user)',
  ),
  inFile('src/app/access/sign-in.ts', 'daemon/access')(
    'access-try-without-work',
    'what costs no work pushes no name out of the memory of wrong passwords',
    "if (knocking.password.length > 4 * LONGEST_PASSWORD) return { outcome: 'wrong' };\n  lockout.began(attempt);",
    "lockout.began(attempt);\n  if (knocking.password.length > 4 * LONGEST_PASSWORD) return { outcome: 'wrong' };",
  ),
  inFile('src/daemon/body-limit.ts', 'daemon/access')(
    'access-strangers-body',
    'who has shown nothing fills no memory',
    "const isStranger = context.get('visitor') === undefined;",
    'const isStranger = false;',
  ),
  inFile('src/daemon/api/live.ts', 'daemon/api/events')(
    'events-signed-out',
    'who is let in no longer hears nothing more',
    '            lookAgain();\n',
    '',
  ),
  inFile('src/dashboard/page.ts', 'daemon/access')(
    'page-other-host',
    'a page leads to no other host, whatever its address looks like',
    ".replace(/^\\/{2,}/, '/')",
    '',
  ),
  inFile('src/daemon/access/routes.ts', 'daemon/customer')(
    'customer-calendar-runs-out',
    'a customer’s calendar ends with the link it was made with',
    '      await endOverdueLinks(app, wallNow());\n',
    '',
  ),
  inFile('src/app/customer/mailbox-list.ts', 'daemon/customer')(
    'customer-list-time',
    'a list is read in a time that grows with its length alone',
    '[^\\s@,;<>"\'()[\\]]@[^\\s@,;<>"\'()[\\]]/;',
    '[^\\s@,;<>"\'()[\\]]+@[^\\s@,;<>"\'()[\\]]+/;',
  ),
  customerLinks(
    'customer-link-runs-out',
    'a link opens the page no longer than it was made for',
    'if (credential === undefined || (credential.expiresMs ?? 0) <= wallNow) return undefined;',
    'if (credential === undefined) return undefined;',
  ),
  customerLinks(
    'customer-link-ends-with-project',
    'a page of what has long been over opens no more',
    '  if (app.clock.now() > endedMs(party) + OPEN_AFTER_END_MS) return undefined;\n',
    '',
  ),
  customerLinks(
    'customer-link-takes-calendar',
    'who takes a link back takes back the calendar that was made with it',
    '    await removeFeedOf(app, ended);\n',
    '',
  ),
  customerTurns(
    'customer-turn-of-another-person',
    'who follows a link that names a person does this person’s part alone',
    'return meant === undefined || plays ? undefined : meant;',
    'return plays ? undefined : undefined;',
  ),
  customerTurns(
    'customer-yes-once',
    'a yes that was said is not said twice',
    'return ACCEPTS.has(step.step) && approvals.some(',
    'return false && approvals.some(',
  ),
  customerSaying(
    'customer-half-day-seen',
    'a word about a half-day counts for what the page showed',
    'if (seen !== seenOf(party, booking) || !may.includes(word)) return',
    'if (!may.includes(word)) return',
  ),
  customerSaying(
    'customer-reads-before-yes',
    'nobody accepts what they did not say they have read',
    "    if (form['read'] !== 'yes') return { failed: 'not-read' };\n",
    '',
  ),
  customerRoutes(
    'customer-guesses-counted',
    'those who guess do not keep the store busy',
    '    budget.missed();\n',
    '',
  ),
  customerRoutes(
    'customer-known-link-opens',
    'who has a link is let in however much others guess',
    'if (waitSeconds > 0 && !(await isKnown(hashOf(token)))) return gone(context);',
    'if (waitSeconds > 0) return gone(context);',
  ),
  telling(
    'notice-settled-before-sent',
    'what was not sent is not called sent',
    '  } else if (!signal.aborted) await postpone(round, told, handed);',
    "  } else for (const delivery of told) await settle(app, delivery, { state: 'sent' });",
  ),
  telling(
    'notice-others-wait',
    'a server that is down is not asked again for every mail',
    "if (handed?.outcome === 'later' && handed.others) closed = handed.why;",
    '',
  ),
  telling(
    'notice-own-lane',
    'a receiver that hangs holds nobody else up',
    "(target.startsWith('mail:') ? 'mail' : target)",
    "(target.startsWith('mail:') ? 'mail' : 'mail')",
  ),
  noticing(
    'notice-damaged-journal',
    'a journal that cannot be read keeps nobody else from being told',
    'if (EVERYBODYS.has(failure.code)) throw failure;',
    'throw failure;',
  ),
  stillSo(
    'notice-task-over',
    'nobody is reminded of what they have done',
    "  if (!isOpen) return 'no';",
    "  if (!isOpen) return 'yes';",
  ),
  toldTo(
    'notice-customers-off',
    'no customer gets mail before the agency has switched that on',
    'own === undefined || config.smtp === undefined || !events',
    'config.smtp === undefined || !events',
  ),
  toldOf(
    'notice-booked-once',
    'a project with three domains is told once that it is booked',
    ': [change.booking.id, change.booking.sequence],',
    ': [Math.random()],',
  ),
  mailing(
    'mail-tls-required',
    'no password and no mail goes over a network in the clear',
    "tls === 'required' ? { requireTLS: true }",
    "tls === 'required' ? { ignoreTLS: true }",
  ),
  mailing(
    'mail-one-receiver',
    'what is no mail address is given to no mail server',
    'if (!ADDRESS.test(parcel.to.address)) return',
    'if (parcel.to.address === undefined) return',
  ),
  posting(
    'webhook-no-redirect',
    'a signed message follows nobody elsewhere',
    'followRedirect: false',
    'followRedirect: true',
  ),
  pageBooking(
    'page-book-key',
    'a booking form that is sent twice books once',
    "const own = key === '' ? {} :",
    "const own = key !== '' ? {} :",
  ),
  pageBooking(
    'page-book-instead',
    'who loses a race is shown the next three that are free',
    'nextFreeSlots(app, SUGGESTIONS, await',
    'nextFreeSlots(app, 0, await',
  ),
  boardRoute(
    'board-waits',
    'the board answers at once, also where every server is silent',
    '      boards.look(serving.app, migration.id).catch(',
    '      await boards.look(serving.app, migration.id).catch(',
  ),
  boardLooks(
    'look-stays',
    'however often somebody presses, the world is asked once in ten seconds',
    'const STAYS_MS = 10 * SECOND;',
    'const STAYS_MS = 5 * SECOND;',
  ),
  boardPast(
    'board-bounded',
    'looks that are kept are bounded',
    'kept.set(migrationId, own.slice(-mostSamples));',
    'kept.set(migrationId, own);',
  ),
  boardPace(
    'board-late',
    'old data past the end is called late',
    "return nowMs < endsMs ? 'due' : 'late';",
    "return 'due';",
  ),
  goLiveHour(
    'hour-ahead',
    'before the half-day stands what must still happen until then, and nothing of it or after it',
    'steps.filter((step) => first.has(step.step) && !isDone(step))',
    'steps.filter((step) => !isDone(step))',
  ),
  goLiveHour(
    'hour-late',
    'a half-day that is over and not finished says so',
    "return nowMs < Date.parse(span.endsAt) ? 'during' : 'late';",
    "return 'during';",
  ),
  inFile('src/app/config/schema.ts', 'app/config/load')(
    'config-store-unquoted',
    'what is no store may hold a password, and is not repeated',
    "        message: 'is not a store; write sqlite:FILE or postgres://…',\n        params: { hidden: true },\n",
    "        message: 'is not a store; write sqlite:FILE or postgres://…',\n",
  ),
  inFile('src/app/config/load.ts', 'app/config/load')(
    'config-secret-mistyped',
    'a secret in the open is refused under a mistyped name as well',
    'if (isSecretName(name)) return',
    "if (name === 'apiKey') return",
  ),
  inFile('src/app/config/load.ts', 'app/config/load')(
    'config-secret-deeper',
    'a secret in the open is refused wherever it stands in a section',
    'isObject(value) ? openSecretsBelow(value, [...at, name]) : []',
    '[]',
  ),
  inFile('src/app/config/secret-source.ts', 'app/config/load', 'app/config-document')(
    'config-key-name',
    'what a key is called is no secret',
    ' && !/(?:name|file|keyid)$|^public/.test(letters)',
    '',
  ),
  inFile('src/app/config-document.ts', 'app/config-document')(
    'config-hides-mistyped',
    'a literal under a mistyped name is not shown',
    '.some((name) => isSecretName(String(name)))',
    ".some((name) => name === 'apiKey')",
  ),
  inFile('src/compose/providers.ts', 'secrets/in-the-open')(
    'config-literal-known',
    'a laboratory’s literal under a mistyped name is known to be a secret',
    "typeof value === 'string' && isSecretName(key)",
    "typeof value === 'string' && key === 'apiKey'",
  ),
  inFile('src/app/config-document.ts', 'app/config-document')(
    'config-hides-query',
    'what stands behind the question mark of an address is not shown',
    '=***`',
    '=${_part}`',
  ),
  inFile('src/app/config-document.ts', 'app/config-document')(
    'config-hides-password',
    'a password with a slash in it is not shown either',
    '[^:@/]*):.*@/',
    '[^:@/]*):[^/]*@/',
  ),
  inFile('src/app/doctor.ts', 'cli/doctor-provider')(
    'doctor-refused',
    'a provider that refuses every call is not well',
    "  'refused',\n]);",
    ']);',
  ),
  inFile('src/app/doctor.ts', 'cli/doctor-provider')(
    'doctor-no-zone',
    'a server that refuses a zone which is nobody’s is well',
    "return code === 'refused' && subject.includes(NO_ZONE);",
    'return code.length + subject.length < 0;',
  ),
  inFile('src/app/doctor.ts', 'cli/doctor-provider')(
    'doctor-slow-down',
    'a provider that wants to be left alone is warned of',
    "if (failure.code === 'rate-limited') return",
    "if (failure.code === 'internal') return",
  ),
  inFile('src/app/doctor.ts', 'cli/doctor-read-only')(
    'doctor-read-only',
    'a store that cannot be written is not well',
    'accessSync(file, constants.W_OK);',
    'accessSync(file, constants.R_OK);',
  ),
  inFile('src/adapters/retry-after.ts', 'adapters/retry-after', 'adapters/webhook', 'adapters/rdap')(
    'retry-after-half',
    'a second and a half is not a day in 2001',
    '(?:\\.\\d+)?$/.test(text)',
    '$/.test(text)',
  ),
  inFile('src/adapters/retry-after.ts', 'adapters/retry-after', 'adapters/webhook', 'adapters/rdap')(
    'retry-after-no-date',
    'what is no date never means at once',
    'if (!/^(?:mon|tue|wed|thu|fri|sat|sun).*:\\d\\d/i.test(text)) return Number.NaN;',
    '',
  ),
  inFile('src/adapters/dns-host/powerdns/client.ts', 'adapters/powerdns')(
    'powerdns-server-clock',
    'a date is read by the clock of the server that wrote it',
    "retryAfterMs(headers['retry-after'], headers.date, Date.now())",
    "retryAfterMs(headers['retry-after'], undefined, Date.now())",
  ),
  configShown(
    'config-hides-hook',
    'the address of a webhook may be a secret, and is not shown',
    'return SECRETS_OF_TARGETS.includes(third);',
    'return false;',
  ),
  inFile('src/texts/render.ts', 'app/browser-texts')(
    'page-command-shown',
    'a page with a form names no command to type',
    'inBrowser === true ? clicked : typed',
    'typed + clicked.slice(0, 0)',
  ),
  inFile('src/daemon/pages/board.ts', 'daemon/board-page')(
    'board-look-untold',
    'an open board hears of a look that has ended',
    'hubOf(serving).looked();',
    'hubOf(serving);',
  ),
  pageSayings(
    'page-right',
    'what a form says takes the right to say it',
    'needs(right), async (context)',
    "needs('read'), async (context)",
  ),
  pageSayings(
    'page-secret-shown',
    'a secret that was refused is not shown again',
    "...(verb === 'answer' && value !== undefined ? { value } : {})",
    '...(value === undefined ? {} : { value, problem: value })',
  ),
  pageApproval(
    'page-yes-offer',
    'a yes is said to the step whose page it stands on, by who signed in',
    "user: context.get('visitor')!.name,\n      token",
    "user: 'Anna',\n      token",
  ),
  pageApproval(
    'page-yes-twice',
    'two clicks at once are one word',
    'underWay.get(key) ?? redeemApproval',
    'redeemApproval',
  ),
  overviewLook(
    'overview-page',
    'the first page reads as many rows whatever there is',
    'limit: PER_PAGE,',
    'limit: 1000,',
  ),
  pageReply(
    'page-tag',
    'a page that says something new has another tag',
    '`${frame.style.language} ${main}`',
    '`${frame.style.language}`',
  ),
  pageReply('page-forgets', 'who said something sees it at once', "rememberedBy(context.get('serving')).forget();", ''),
  pageHtml(
    'html-escapes',
    'control and direction characters are shown, not obeyed',
    "if (typeof value === 'string') return value.includes('\\n') ? byLine(value) : printable(value);",
    "if (typeof value === 'string') return value;",
  ),
  pageHtml(
    'html-secret-over-lines',
    'a secret that runs over the end of a line is taken out as well',
    'scrub(text).split(LINE_END)',
    'text.split(LINE_END)',
  ),
  pageSaid(
    'page-said-words',
    'what stands in the address is not told as words',
    'said !== null && Object.hasOwn(CATALOG, key)',
    'said !== null',
  ),
  // What registries write of registrations.
  rdapDates(
    'rdap-sold-until',
    'a registry adds a year by itself, and the registrar may still delete what has run out',
    '  if (soldUntilMs !== undefined) dates.expiresMs = Math.min(dates.expiresMs ?? soldUntilMs, soldUntilMs);',
    '  if (soldUntilMs !== undefined) dates.expiresMs ??= soldUntilMs;',
  ),
  rdapDates(
    'rdap-year-one',
    'the first year of the calendar stands for no date, and alarms nobody',
    ' || Number(day!.slice(0, 4)) < 1980',
    '',
  ),
  rdapStatus(
    'rdap-status-address',
    'a status that is only its address is that status',
    '(/#([a-z]{2,40})\\W*$/i.exec(text)?.[1] ?? text.trim())',
    "''",
  ),
  rdapReading(
    'rdap-registrar-no-number',
    'registrars without a number are not all one, or no arrival is ever seen',
    '/^0{0,3}[1-9]\\d{0,8}$/.test(number) ? String(Number(number)) : undefined',
    "number === '' ? undefined : number",
  ),
  rdapAbsence(
    'rdap-name-in-absence',
    'the words of the very name say nothing of the server',
    "fqdnOrNone(name) === domain ? '@' : name",
    'name',
  ),
  rdapAsking(
    'rdap-coding-letters',
    'a coding that changes nothing is read, in whatever letters',
    'UNCHANGED.has(encoding.trim().toLowerCase())',
    'UNCHANGED.has(encoding)',
  ),
  expiryFindings(
    'renewed-by-the-registry',
    'what the registry alone renewed can still be deleted',
    'statuses.includes(AUTO_RENEWED)',
    "statuses.includes('')",
  ),
  holder(
    'inspect-renewed-by-the-registry',
    'what the registry alone renewed can still be deleted',
    'statuses.includes(AUTO_RENEWED)',
    "statuses.includes('' as never)",
  ),
  whoisJudging(
    'whois-reserved-and-held',
    'a record outweighs the word reserved, which some registries have for a holder who has yet to act',
    ' && filled.length < 2',
    '',
  ),
  whoisReading(
    'whois-own-word',
    'a status that a registry has for registrations is one, whatever it means elsewhere',
    " && verdict !== 'reserved'",
    '',
  ),
  whoisVerdicts('whois-blocked-alone', 'what is blocked, and nobody’s, is held by nobody', '|^blocked$/', '/'),
  whoisReading(
    'whois-locked-yes',
    'a lock may be the answer to a question',
    '[/^locked(?: status)?$/, /^yes\\b/i, ',
    '[/^locked(?: status)?$/, /^locked\\b/i, ',
  ),
  whoisReading(
    'whois-pending-transfer',
    'a transfer under way stands beside the status at some',
    '/^(?:transfer|trade)\\b/i',
    '/^(?:trade)\\b/i',
  ),
  whoisReading(
    'whois-pending-delete',
    'a deletion under way stands beside the status at some',
    '[/^pending$/, /^delete\\b/i, ',
    '[/^pending$/, /^deletion\\b/i, ',
  ),
  whoisReading(
    'whois-status-sentence',
    'some registries tell a hold in a sentence',
    'const name = statusInSentence(text, topLevelDomain);',
    "const name = statusInSentence(text, '');",
  ),
  inFile('src/registration/whois/statuses.ts', 'registration/whois/shapes')(
    'whois-sentence-of-one-registry',
    'the sentence of one registry is no other’s',
    'Object.hasOwn(SENTENCES, topLevelDomain) ? SENTENCES[topLevelDomain]! : []',
    'SENTENCES.pl!',
  ),
  whoisStatuses(
    'whois-restricted-disposal',
    'who may not dispose of a name cannot move it',
    "restricteddisposal: 'serverTransferProhibited', ",
    '',
  ),
  whoisStatuses('whois-hold-since', 'a hold with its day is a hold', "holdsince: 'serverHold', ", ''),
  rdapDates(
    'rdap-deletion-to-come',
    'what is to be deleted ends on that day',
    '  if (deletedMs !== undefined) dates.expiresMs = Math.min(dates.expiresMs ?? deletedMs, deletedMs);',
    '  if (deletedMs !== undefined) dates.expiresMs ??= deletedMs;',
  ),
  rdapDates(
    'rdap-deletion-behind',
    'a deletion that is behind it ends nothing',
    "action === 'deletion' && atMs > askedMs",
    "action === 'deletion'",
  ),
  whoisReading(
    'whois-delete-date-status',
    'what is marked for deletion is on its way out',
    "deleted === undefined ? [] : ['pendingDelete']",
    '[]',
  ),
  whoisReading(
    'whois-delete-date-end',
    'what is marked for deletion ends on that day',
    "earliest(dateOf(fields, 'expires', order) ?? dateInStatus(fields, order), deleted)",
    "dateOf(fields, 'expires', order) ?? dateInStatus(fields, order)",
  ),
  whoisReading(
    'whois-registry-lock',
    'a lock of the registry stands beside the status at some',
    '/^registry[- ]?lock$/',
    '/^registry-lock$/',
  ),
  whoisStatuses('whois-out-of-service', 'a name that no longer works is on hold', "outofservice: 'serverHold', ", ''),
  whoisStatuses(
    'whois-force-delete',
    'a name that its registry is deleting is on its way out',
    "serverforcedelete: 'pendingDelete', ",
    '',
  ),
  whoisKeys('whois-transfer-status', 'a lock in a sentence of its own is one', ", 'transfer status'", ''),
  whoisParties(
    'whois-registrar-street',
    'the address of a registrar is not its name',
    '!below && block === handle.block',
    'block === handle.block',
  ),
  whoisParties('whois-no-registrar-listed', 'no registrar is none', '|no registrar listed\\b.{0,200}', ''),
  whoisVerdicts(
    'whois-reserved-behind-colon',
    'what is said behind «does not exist» counts: a reserved name is not free',
    "because !== '' && SENTENCES.some(",
    "because === '-' && SENTENCES.some(",
  ),
  whoisDates(
    'whois-half-day',
    'five in the afternoon is not five in the morning',
    'const hours = half === undefined ?',
    "const hours = half !== '' ?",
  ),
  whoisTable(
    'whois-server-of-tr',
    'the registry of .tr has had another server since 2023',
    "'whois.trabis.gov.tr': 'tr'",
    "'whois.nic.tr': 'tr'",
  ),
  givenRecords(
    'given-text-without-quotes',
    'v=spf1 mx -all without quotes is three strings, and the policy would lose its blanks',
    'if (isText && isSeveralWords(tokens(rdata))) throw',
    'if (isText && tokens(rdata).length === 0) throw',
  ),
  givenRecords(
    'given-u-label',
    'a target in letters of its own is written in those of the DNS',
    "fields.includes('name') ? withALabels(rdata) : rdata",
    'rdata',
  ),
  givenRecords(
    'given-address-long',
    'a long spelling of an address would differ from every answer',
    'octets === undefined ? undefined : formatIpv6(octets)',
    'octets === undefined ? undefined : text',
  ),
  givenAnswers(
    'given-data-as-typed',
    'what is kept is compared as text with what servers say',
    'return givenData(type, rdata);',
    'return givenData(type, rdata) && rdata;',
  ),
  givenAnswers(
    'given-strings-joined',
    'strings that are given apart mean each by itself',
    'read, cutsOf(type, written)',
    'read, cutsOf(type, [])',
  ),
  givenAnswers(
    'given-type-small',
    'a record that is taken out in small letters stays, and nobody says so',
    'remove: z.strictObject({ name: Name, type: Type })',
    'remove: z.strictObject({ name: Name, type: z.string() })',
  ),
  givenAnswers(
    'given-elsewhere',
    'a name of another zone is no record of this one',
    '.filter((name) => !isUnder(name, zone));',
    ".filter((name) => name === '.' && !isUnder(name, zone));",
  ),
  givenAnswers(
    'given-addresses-of-file',
    'addresses in a file are read like those of a command',
    "read[name] = addresses.join(',')",
    'read[name] = free[name]!',
  ),
  rehearsing(
    'rehearsed-real-address',
    'the simulation knows no address of the real side',
    '.filter(([name]) => !ADDRESSES.has(name))',
    '',
  ),
  keeping(
    'signing-not-heard',
    'a domain does not end unsigned because one server does not answer',
    'now >= askedMs + SIGNING_MS && !saysNoKeys(ctx, o)',
    'now < 0 && !saysNoKeys(ctx, o)',
  ),
  keeping(
    'signing-cannot',
    'a host that has no keys after an hour does not sign',
    "answer !== undefined && answer.outcome !== 'answer' && isDefinite(answer.outcome)",
    'answer === null',
  ),
  rehearsedWorld(
    'rehearsed-other-site',
    'a site that has no database does not stop for want of one',
    '...(site?.database === true ? {} : { tables: 0 }),',
    '',
  ),
  rehearsedWorld(
    'rehearsed-for-ever',
    'of a move that stops it is told how far it got, not when the simulation gave up',
    'isOver(status) ? simulation.app.clock.now() : ended.state.changedMs',
    'simulation.app.clock.now()',
  ),
  delegation(
    'switched-at-who-has-it-not',
    'without a transfer only the registrar that holds the domain can switch it',
    "ctx.answers.registration === 'moves' ? (ctx.params.via ?? holderOf(ctx)) : holderOf(ctx)",
    'ctx.params.via ?? holderOf(ctx)',
  ),
  holdingZones(
    'written-where-it-is-not',
    'the host that is left does not have a zone of ours',
    "return answers.nameServers === 'ours' ? 'newDnsHost' : 'oldDnsHost';",
    "return 'oldDnsHost';",
  ),
  goLooks(
    'proxy-ends-unsaid',
    'a proxy of the DNS host that is left ends with it, and everything compares equal',
    '      ...judgeProxies(ctx, sight, before, after, now),\n',
    '',
  ),
  proxyEnds(
    'proxy-of-same-host',
    'other name servers of the same host go on',
    'host === proxyingHostOf(servers.new) ? undefined : host',
    'host',
  ),
  proxyEnds(
    'proxy-decided',
    'a person may answer for such an address by naming it',
    ' && !decided.has(rrsetKey(set))',
    '',
  ),
  intending(
    'proxy-address-taken-along',
    'all that is behind a proxy shares its addresses, and is not the site for that',
    'rdatas.filter((address) => !isShared(address))',
    'rdatas',
  ),
  suffixes(
    'registrable-sold',
    'an ending that others than the registry sell stops no move',
    'all.isPrivate === true && isLent(suffix)',
    'all.isPrivate === true',
  ),
  keepers(
    'keeper-private',
    'below an ending that is sold by others another registry keeps the names',
    '(isPrivate === true || KEPT_APART.has(publicSuffix))',
    'KEPT_APART.has(publicSuffix)',
  ),
  keepers(
    'keeper-apart',
    'the registry of .uk does not keep ac.uk',
    '(isPrivate === true || KEPT_APART.has(publicSuffix))',
    'isPrivate === true',
  ),
  keepers(
    'keeper-itself',
    'uk.com itself is a name in .com',
    'const isApart = domain !== null && ',
    'const isApart = ',
  ),
  rulesOfEndings(
    'rule-of-another',
    'the rules of .com are no rules for what another registry keeps',
    'const label = keepingEndingOf(domain).slice(0, -1);',
    "const label = keepingEndingOf(domain).slice(0, -1).replace(/.*\\./, '');",
  ),
  interviewEnds(
    'transfer-apart-unsaid',
    'that nobody knows of transfers there is said before the transfer is planned',
    '...migrations.flatMap((one) => apartWarning(one, style)),',
    '',
  ),
  askingRdap(
    'rdap-of-another',
    'a registry that does not keep the name says that there is none',
    'await bootstrap(signal), keepingEnding(domain));',
    'await bootstrap(signal));',
  ),
  openingRegistry(
    'whois-named-of-another',
    'nor is it asked where the configuration names its server',
    'longestMatch(domain, whois, keepingEnding(domain));',
    "longestMatch(domain, whois, '.' as Fqdn);",
  ),
  openingRegistry(
    'keeper-own-roots',
    'below roots of one’s own the Public Suffix List says nothing',
    "publicRoot ? keepingEndingOf : () => '.' as Fqdn;",
    'keepingEndingOf;',
  ),
  whoisServers(
    'whois-of-another',
    'a server is asked of no ending that it does not keep',
    'longestMatch(parentOf(domain), BY_ENDING, keeping);',
    "longestMatch(parentOf(domain), BY_ENDING, '.' as Fqdn);",
  ),
  askingRdap(
    'rdap-sent-on',
    'a registrar that the registry sends us on to says "no such domain" of all it does not hold',
    "if (outcome !== 'not-found' || (official && isTheirs)) return reading!;",
    "if (outcome !== 'not-found' || official) return reading!;",
  ),
  operators(
    'operator-host',
    'one operator may have several hosts',
    "return found !== undefined && 'domain' in found ? found.domain : bare.split('.').slice(-2).join('.');",
    'return bare;',
  ),
  unlocking(
    'unlock-seen-before',
    'a lock in RDAP’s own word was there before it was taken off',
    "if (locksOf(registry.statuses).has('TRANSFER_LOCKED')) return true;",
    "if (registry.statuses.includes('clientTransferProhibited')) return true;",
  ),
  unlocking(
    'unlock-unseen-back',
    'a lock that nobody saw is put back by whoever took it off',
    '(isHidden || wasLocked === undefined) &&',
    'isHidden &&',
  ),
  unlocking(
    'unlock-open-back',
    'a lock that was seen to be off is not put on',
    '(isHidden || wasLocked === undefined) &&',
    'true &&',
  ),
  unlocking(
    'unlock-ending',
    'an ending that another registry keeps is named as it is',
    'tld: displayName(keepingEndingOf(ctx.domain)) }',
    'tld: endingShown(ctx.domain) }',
  ),
  requesting(
    'request-locked-word',
    'no transfer is asked for while a lock shows, in whatever word',
    "if (locksOf(statuses).has('TRANSFER_LOCKED'))",
    "if (statuses.includes('clientTransferProhibited'))",
  ),
  relocking(
    'relock-word',
    'a lock that shows is not put on again, in whatever word',
    "locksOf(registry.statuses).has('TRANSFER_LOCKED')",
    "registry.statuses.includes('clientTransferProhibited')",
  ),
  statusGates(
    'locked-switch',
    'what RDAP calls locked takes no new name servers',
    "  locked: 'UPDATE_PROHIBITED',\n",
    '',
  ),
  rdapStatuses('locked-letters', 'a lock counts in any letters', "  locked: 'locked',\n", ''),
  sightOfRegistration(
    'transfer-period-unseen',
    'a transfer that only its status tells of locks the domain as well',
    "transferredMs ?? (statuses.includes('transferPeriod') ? (updatedMs ?? seenMs) : undefined)",
    'transferredMs',
  ),
  sightOfRegistration(
    'transfer-period-passed-over',
    'what the steps see of a transfer is what inspect sees of it',
    'const transferredMs = lastTransferMs(registration, registration.atMs);',
    'const { transferredMs } = registration;',
  ),
  eventDates(
    'reregistration-unread',
    'a name that was given up and had again is young',
    'dates.createdMs = Math.max(dates.createdMs ?? againMs, againMs);',
    '{}',
  ),
  hearingRdap(
    'rdap-server-clock',
    'a date is read by the clock of the server that wrote it',
    "retryAfterMs(headers['retry-after'], headers.date, clock.now())",
    "retryAfterMs(headers['retry-after'], undefined, clock.now())",
  ),
  inFile('src/adapters/retry-after.ts', 'adapters/retry-after', 'adapters/rdap')(
    'retry-after-long',
    'a number of ten digits is a day, and not nothing',
    '/^\\d+(?:',
    '/^\\d{1,9}(?:',
  ),
  askingRdap(
    'slow-down-200',
    'an error 429 asks us to slow down, whatever status it comes with',
    "reading.registration.outcome === 'unknown' ? statusOf(fetched) : fetched.status",
    'fetched.status',
  ),
  registryFloors(
    'rest-too-short',
    'who asks for too little again and again is left alone for longer',
    'Math.max(retryAfterMs, leastMs)',
    'Math.max(retryAfterMs, SECOND)',
  ),
  inFile('src/checks/preflight.ts', 'checks/preflight-doubt')(
    'old-servers-agree-unasked',
    'old servers that do not say the same are told, each with its version and its words',
    'judgeOldVersions(delegation.oldServers, after, decidedKeys(ctx.answers), now)',
    '[]',
  ),
  inFile('src/dns/old-versions.ts', 'checks/preflight-doubt')(
    'old-versions-never-close',
    'two mail servers in one version of the zone: nobody knows which holds',
    'const isClosing = open.some(({ type }) => SENDS.has(type));',
    'const isClosing = false;',
  ),
  inFile('src/dns/old-versions.ts', 'checks/preflight-doubt')(
    'old-versions-latest-unfollowed',
    'what the latest version says holds, whoever is behind',
    'words(answer.type, answer) === follows);',
    'words(answer.type, answer) === follows && latest === 0);',
  ),
  inFile('src/dns/old-versions.ts', 'checks/preflight-doubt')(
    'old-versions-decided-again',
    'what a person decided about is settled, whatever the old servers say',
    '!decided.has(key) && ',
    '',
  ),
  inFile('src/dns/rdata.ts', 'checks/preflight-doubt')(
    'serials-do-not-go-round',
    'a serial that went round is later than the highest there is',
    'const ahead = (one - other) >>> 0;',
    'const ahead = one - other;',
  ),
  inFile('src/checks/inventory-reader.ts', 'checks/preflight-doubt')(
    'stale-server-speaks',
    'the zone is read from those with its latest version',
    'serving.every(isBehind) ? [] : serving.filter(isBehind)',
    '[] as ServerAddress[]',
  ),
  inFile('src/checks/what-works.ts', 'checks/preflight')(
    'https-record-demanded',
    'an HTTPS record of the old host is not to be copied where the name has addresses',
    "if (tag === 'RRSET_MISSING') return addresses.length > 0;",
    "if (tag === 'RRSET_MISSING') return false;",
  ),
  inFile('src/checks/what-works.ts', 'checks/preflight')(
    'https-record-alone-needless',
    'an HTTPS record that is all that a name has is missed',
    "if (tag === 'RRSET_MISSING') return addresses.length > 0;",
    "if (tag === 'RRSET_MISSING') return true;",
  ),
  inFile('src/checks/https-hints.ts', 'checks/preflight')(
    'https-hints-anywhere',
    'an HTTPS record may differ where its hints are the addresses of the name',
    'hintsOf(rdata).every((hint) => addresses.includes(hint)) &&',
    '',
  ),
  inFile('src/checks/preflight.ts', 'checks/preflight')(
    'https-hint-copied',
    'browsers go by the address hints before they ask for A',
    '...judgeHttpsHints(before, after, now),',
    '',
  ),
  inFile('src/checks/after-switch.ts', 'checks/preflight')(
    'mx-to-an-address-open',
    'an address in the place of a mail server has no address, and nobody can be asked for it',
    "if (!isName(v4.aliases.at(-1) ?? name)) return { ...v4, outcome: 'nxdomain' };",
    '',
  ),
  inFile('src/dns/parity.ts', 'dns/parity')(
    'open-where-nothing-closes',
    'silence to a type leaves nothing open where nothing that could be there closes the gate',
    "unknown ||= server.outcome !== 'answer' || isDeciding(expected);",
    'unknown = true;',
  ),
  inFile('src/dns/parity.ts', 'checks/preflight-doubt')(
    'unheard-where-nothing-closes',
    'what closes no gate is not told as open either',
    '.filter(isDeciding)',
    '',
  ),
  inFile('src/checks/propagation.ts', 'app/check')(
    'dead-extra-server-fails',
    'a server more at the parent that is not there is half a change, no failure',
    "tag === 'APEX_NS_DIFFERS' || tag === 'SERVER_UNREACHABLE';",
    "tag === 'APEX_NS_DIFFERS';",
  ),
  inventoryReader(
    'wildcard-below-nothing',
    'a wildcard below a name that has nothing itself is found',
    ', ...this.#bare, ...[',
    ', ...[',
  ),
  inventoryReader(
    'bare-name-hides-nothing',
    'a name without records keeps the wildcard above it away (RFC 4592 §2.2.2)',
    'this.#nodes.has(name) || this.#bare.has(name)',
    'this.#nodes.has(name)',
  ),
  inventoryReader(
    'dname-as-wildcard',
    'an alias that a DNAME makes is no wildcard',
    "if (probe === undefined || this.#keepDname(probe, 'guessed')) return false;",
    'if (probe === undefined) return false;',
  ),
  inventoryReader(
    'dname-as-alias',
    'an alias that a DNAME makes is no record',
    'if (this.#keepDname(answer, provenance)) return;',
    '',
  ),
  inFile('src/dns/zone-lookup.ts', 'dns/zone-lookup')(
    'dname-unseen',
    'names below a DNAME are those of another name',
    'if (dname !== undefined)',
    'if (name.length === 0 && dname !== undefined)',
  ),
  inFile('src/checks/servers.ts', 'checks/walk')(
    'server-not-found-in-time',
    'a name server that was not found in time is unknown, not unreachable',
    "isOpen ? 'not-asked' : 'unreachable'",
    "isOpen ? 'unreachable' : 'unreachable'",
  ),
  inFile('src/dns/servers.ts', 'checks/walk')(
    'server-not-found-waived',
    'an address that was not found is not one that this machine cannot reach',
    "if (server.outcome === 'not-asked' && server.address === '') {",
    "if (server.outcome === 'not-asked' && server.address === '–') {",
  ),
  deadWalk(
    'given-up-kept',
    'what one walk gave up another may find',
    '(path.length === 0 && !isLeftOpen)',
    'path.length === 0',
  ),
  mailWayDoubt(
    'new-side-without-time',
    'an old zone that is slow to read leaves the new servers their time',
    'const onward = walker.another();',
    'const onward = walker;',
  ),
  inventoryReader(
    'transfers-in-a-row',
    'a server that lets a question over TCP fall holds up no other',
    'const transfers = await Promise.all(',
    'for (const one of asked) await this.#dns.transfer(one.server, this.zone, this.#signal);\n    const transfers = await Promise.all(',
  ),
  inventoryReader(
    'transfer-first-to-speak',
    'whose zone is believed is the order of the servers, not who was faster',
    'asked.slice(index + 1)',
    'asked',
  ),
  inventoryReader(
    'transfer-waits-for-all',
    'who comes after the server that gave the zone is not waited for',
    'later.end.abort()',
    'void later.end',
  ),
  transferring(
    'nothing-waited-for',
    'an answer without the SOA is the end of a transfer that was none',
    'if (this.#soa === undefined) throw new Malformed("an answer without the zone\'s SOA");',
    '',
  ),
  parentsGlue(
    'suffix-as-its-parent',
    'below `co.uk` the parent is `co.uk`, also where the servers of `uk` answer for it',
    'reply === undefined ? cut : await this.#enclosing(zone, cut)',
    'cut',
  ),
  inFile('src/checks/referral.ts', 'checks/delegation')(
    'referral-with-aa',
    'a referral is one whatever AA says',
    "if (outcome !== 'nodata' || question.recursive ||",
    "if (outcome === 'nodata' || question.recursive ||",
  ),
  inFile('src/checks/referral.ts', 'checks/walk')(
    'own-servers-as-referral',
    'a server that names its own servers beside "no data" refers nobody',
    'return referralOf(answer, question.name, zone) === undefined ? answer',
    'return zone === undefined ? answer',
  ),
  inventoryReader(
    'zone-below-as-delegation',
    'a zone on the same servers to which nobody delegates is no delegation',
    "if (type === 'DS' && answer.outcome === 'nxdomain' &&",
    "if (type === 'DS' && answer.outcome === 'servfail' &&",
  ),
  inventoryReader(
    'delegation-as-own-data',
    'a name that the zone has at its DS is delegated or its own: that is left open',
    "answer.outcome === 'nxdomain' && answer.authority.some(saysSo)",
    'answer.authority.some(saysSo)',
  ),
  inFile('src/checks/zones-below.ts', 'checks/preflight-doubt')(
    'left-with-the-old-servers',
    'a delegation to the servers that are left ends with them',
    'rdatas.some((server) => left.has(server))',
    'rdatas.length === left.size + 9',
  ),
  intending(
    'site-behind-a-delegation',
    'the addresses of a site behind a delegation are found by nobody',
    "name !== zone && hosts.has(name) ? ['NS', 'DS'] : []",
    '[] as string[]',
  ),
  intending(
    'delegation-of-another-taken',
    'only what is said to be the site takes the place of a delegation',
    "name !== zone && hosts.has(name) ? ['NS', 'DS'] : []",
    "name !== zone ? ['NS', 'DS'] : []",
  ),
  inFile('src/adapters/dns/sockets/acceptance.ts', 'adapters/poller-parts')(
    'notimp-as-an-answer',
    'a server that does not know EDNS may say NOTIMP',
    'rcode === FORMERR || rcode === NOTIMP',
    'rcode === FORMERR',
  ),
  inFile('src/adapters/dns/sockets/acceptance.ts', 'adapters/poller-parts')(
    'refusal-as-garbage',
    'a refusal is one also without the question',
    'questions === 0 && rcode === REFUSED',
    'questions === 0 && rcode === 16',
  ),
  inFile('src/dns/wire-rdata.ts', 'dns/wire')(
    'odd-caa-tag-spoils-all',
    'a CAA tag that nobody may write costs the rest of the answer nothing',
    'return type !== TYPES.CAA || !hasOddTag(rdata);',
    'return type !== TYPES.CAA || rdata.length > 0;',
  ),
  caa(
    'unwritable-tag-forbids',
    'a property that is not critical and not known forbids nobody',
    'if (hex !== undefined) return',
    'if (hex === undefined) return undefined;\n  if (hex.length === 0) return',
  ),
  listRemembered(
    'left-open-as-absent',
    'what the old servers left open is not different at the new ones',
    'compared.filter(({ subject }) => !open.has(subject))',
    'compared',
  ),
  inFile('src/steps/transfer-sight.ts', 'steps/registrar-by-source')(
    'registrar-of-no-number',
    'a word in the place of a number names no registrar: another handle beside it is no arrival',
    'if (NO_ID.test(one.trim()) || NO_ID.test(other.trim())) return undefined;',
    '',
  ),
  inFile('src/steps/transfer-sight.ts', 'steps/registrar-by-source')(
    'registrar-number-noughts',
    'noughts before a number make no other registrar',
    'whois:)?0*([1-9]\\d{0,4})$/',
    'whois:)?(\\d{1,5})$/',
  ),
  rdapReading(
    'rdap-registrar-noughts',
    'noughts before a number make no other registrar',
    '? String(Number(number)) : undefined',
    '? number : undefined',
  ),
  inFile('src/adapters/registry/combined.ts', 'adapters/registry-combined')(
    'whois-registrar-noughts',
    'noughts before a number make no other registrar',
    'Number(one.id) !== Number(other.id)',
    'one.id !== other.id',
  ),
  registryFloors(
    'rests-under-way-together',
    'what is said to questions under way together is said once in a row',
    'askedMs < its.restUntilMs ? Math.max(its.rests - 1, 0) : its.rests',
    'its.rests',
  ),
  inFile('src/checks/cutover-gates.ts', 'checks/registration-findings')(
    'status-own-word',
    'a status that is a word of the language is no finding',
    'Object.hasOwn(STATUS_TAGS, status) ? STATUS_TAGS[status] : undefined',
    'STATUS_TAGS[status]',
  ),
  inFile('src/registration/bootstrap.ts', 'registration/bootstrap')(
    'bootstrap-for-everything',
    'an entry for everything serves what has no other',
    "return parentOf(least) === '.' ? byEnding.get('.' as Fqdn) : undefined;",
    'return undefined;',
  ),
  inFile('src/registration/bootstrap.ts', 'registration/bootstrap')(
    'bootstrap-kept-apart',
    'what another registry keeps is not asked of whoever sends on to that of the top-level domain',
    "return parentOf(least) === '.' ? byEnding.get('.' as Fqdn) : undefined;",
    "return byEnding.get('.' as Fqdn);",
  ),
  suffixes(
    'lent-in-regions',
    'a cloud has a suffix for each of its regions, and lends them all',
    'all.isPrivate === true && isLent(suffix)',
    'all.isPrivate === true && LENT.has(suffix)',
  ),
  inFile('src/registration/rdap.ts', 'registration/rdap')(
    'registrar-sold-until',
    'only the registrar knows until when it sold the name',
    'expiresMs: Math.min(whole.expiresMs ?? soldUntilMs, soldUntilMs) }',
    'expiresMs: whole.expiresMs ?? soldUntilMs }',
  ),
  expiryFindings(
    'renewed-and-paid',
    'what the registrar has sold on is not about to be deleted',
    'statuses.includes(AUTO_RENEWED) && soldUntilMs === undefined',
    'statuses.includes(AUTO_RENEWED)',
  ),
  holder(
    'inspect-renewed-and-paid',
    'what the registrar has sold on is not about to be deleted',
    'statuses.includes(AUTO_RENEWED) && soldUntilMs === undefined',
    'statuses.includes(AUTO_RENEWED)',
  ),
  whoisReading(
    'whois-registry-lock-hyphen',
    'some write the lock of the registry with a hyphen',
    '/^registry[- ]?lock$/',
    '/^registry ?lock$/',
  ),
  inFile('src/registration/whois/statuses.ts', 'registration/whois/shapes')(
    'whois-reserved-by-its-holder',
    'reserved is at .pt and .lu what somebody holds without name servers',
    "active: 'ok', reserved: 'inactive'",
    "active: 'ok'",
  ),
  inFile('src/registration/whois/statuses.ts', 'registration/whois/shapes')(
    'whois-reserved-in-quarantine',
    'what stands behind reserved counts',
    ", reservedpendingdelete: 'redemptionPeriod'",
    '',
  ),
  inFile('src/registration/whois/statuses.ts', 'registration/whois/shapes')(
    'whois-own-value-whole',
    'a value of the registry’s own is read whole, brackets and all',
    'if (ownStatus(letters(value), topLevelDomain) !== undefined)',
    "if (ownStatus(letters(value), '') !== undefined)",
  ),
  inFile('src/registration/whois/statuses.ts', 'registration/whois/shapes')(
    'whois-on-hold-at-eu',
    'on hold at .eu forbids the transfer',
    "onhold: 'serverTransferProhibited'",
    "onhold: 'serverHold'",
  ),
  whoisReading(
    'whois-registrar-by-section',
    'a registrar told in a section of its own is told',
    " || (all.find(({ section }) => section === 'registrar')?.line ?? '')",
    '',
  ),
  inFile('src/registration/whois/ds.ts', 'registration/whois/shapes')(
    'whois-ds-names',
    'the name behind the number of an algorithm takes nothing from it',
    "field.value.replace(/^(\\d{1,5})-[\\w-]{1,40}$/, '$1')",
    'field.value',
  ),
  inFile('src/registration/whois/ds.ts', 'registration/whois/shapes')(
    'whois-ds-words-signed',
    'a DS that cannot be read still says that the delegation is signed',
    " || (familyOf(key)?.family === 'ds' && /[0-9a-f]{40}/i.test(value))",
    " || (familyOf(key)?.family === 'ds' && value === '')",
  ),
  whoisReading(
    'whois-registry-lock-status',
    'the lock of the registry keeps from changes too, where it is the status itself',
    '/^registry[- ]?lock(?:ed)?\\b/i',
    '/^registry[- ]locks\\b/i',
  ),
  whoisReading(
    'whois-frozen',
    'what is frozen is locked, and works',
    '[/^status$/, /^frozen$/i, ',
    '[/^status$/, /^froze$/i, ',
  ),
  whoisReading(
    'whois-contact-locked',
    'what is locked of a contact is not the domain’s',
    'if (other && !OF_A_SET.has(meant.family)) return [];',
    'if (status === undefined && other && !OF_A_SET.has(meant.family)) return [];',
  ),
  whoisReading(
    'whois-person-locked',
    'what is locked below the heading of a person is not the domain’s',
    'if (person && (meant.family ===',
    'if (status === undefined && person && (meant.family ===',
  ),
  whoisReading(
    'whois-label-first',
    'a record may name the domain without its ending, and with it at the end',
    'names.find(({ name }) => isOwn(name, domain))',
    'names.find(({ name }) => name === domain)',
  ),
  whoisReading(
    'whois-free-below-a-record',
    'a record above the name keeps a sentence below it from making the name free',
    'fields: written.filter(',
    'fields: all.filter(',
  ),
  whoisReading(
    'whois-ending-first',
    'what stands of the ending before the domain is not the domain’s',
    'own === undefined || names[0] === own ? fields',
    'own !== undefined || names[0] === own ? fields',
  ),
  whoisReading(
    'whois-registry-lock-words',
    'some write the lock of the registry in two words',
    '/^registry[- ]?lock$/',
    '/^registry-?lock$/',
  ),
  inFile('src/checks/zone-memory.ts', 'dns/intended-zone')(
    'addresses-as-written',
    'addresses are compared in the one spelling',
    "givenAddresses(addresses.join(' ')) ?? addresses",
    'addresses',
  ),
  intending(
    'removal-in-small-letters',
    'a type in small letters is that type',
    'change.remove.type.toUpperCase()',
    'change.remove.type',
  ),
  inFile('src/dns/given-data.ts', 'dns/intended-zone')(
    'given-set-as-written',
    'data of a journal is compared in the one spelling',
    'written.map((rdata) => givenData(type, rdata))',
    'written.map((rdata) => rdata)',
  ),
  inFile('src/dns/given-data.ts', 'dns/intended-zone')(
    'given-set-no-data',
    'what is no data ends no look at the zone',
    'if (!(thrown instanceof GoLiveError)) throw thrown;\n    return rrset(',
    'if (thrown !== undefined) throw thrown;\n    return rrset(',
  ),
  inFile('src/adapters/registry/kept-answer.ts', 'adapters/registry-disk')(
    'kept-sold-until',
    'a kept answer still tells until when the registrar sold the name',
    '  soldUntilMs: Moment.optional(),\n',
    '',
  ),
  sightOfRegistration(
    'seen-sold-until',
    'until when the registrar sold the name is handed on',
    '...(soldUntilMs === undefined ? {} : { soldUntilMs }),',
    '',
  ),
  inFile('src/checks/records-sight.ts', 'steps/change-records')(
    'begun-plan-made-anew',
    'a cutover waits for what it began with, whatever rules came since',
    'begunPlan(ctx, intendFrom(ctx, sight.inventory.rrsets, sight.targets))',
    'intendFrom(ctx, sight.inventory.rrsets, sight.targets)',
  ),
  inFile('src/checks/records-sight.ts', 'steps/change-records')(
    'begun-plan-for-ever',
    'other answers make another plan',
    'saidIn(ctx, begun.decided) === saidIn(ctx, made.decided) ? begun : made',
    'begun',
  ),
  inFile('src/checks/plan-decision.ts', 'checks/preflight')(
    'mail-goes-along',
    'mail that stays does not go with the site unless a person says so',
    "answers.mail === 'stays' ?",
    "answers.mail === 'none' ?",
  ),
  inFile('src/dns/brakes.ts', 'dns/brakes')(
    'mail-goes-along-by-name',
    'an MX that a person gave by name is theirs',
    ' || named.has(rrsetKey(mx))',
    '',
  ),
  inFile('src/dns/brakes.ts', 'dns/brakes')(
    'mail-goes-along-same',
    'a mail server that keeps its address is no reason to stop',
    ' || now.every((data) => old.includes(data))',
    '',
  ),
  inFile('src/checks/what-works.ts', 'checks/preflight')(
    'proxy-address-missed',
    'an address of the proxy that is left is not missed where the rest works',
    "finding.tag === 'RRSET_MISSING' && isProxyAlone(ctx, sight, before, finding.subject)",
    "finding.tag === 'RRSET_EXTRA'",
  ),
  inFile('src/checks/what-works.ts', 'checks/preflight')(
    'any-address-missed',
    'an address that is not the proxy’s is missed',
    'host !== undefined && set.rdatas.every((address) => isProxyOf(host, address))',
    'host !== undefined',
  ),
  intending(
    'own-alias-gone',
    'what a host’s own alias led to counts though the alias goes',
    'OWN_ALIASES.has(type) && draft.at(name, type) === undefined',
    'false',
  ),
  intending(
    'own-alias-crowded-out',
    'a CNAME does not take the place of what stood beside an alias',
    "type === 'CNAME' ? (own ?? type) : type",
    'type',
  ),
  staying(
    'own-alias-followed',
    'a host’s own alias is one',
    "type === 'CNAME' || OWN_ALIASES.has(type)",
    "type === 'CNAME'",
  ),
  staying(
    'own-alias-answers',
    'a host’s own alias answers as what it leads to',
    'own === undefined || !isName(own)',
    'own !== null',
  ),
  inFile('src/app/answers-file.ts', 'app/preflight-answers')(
    'type-in-figures',
    'a type that has a name is called by it',
    'isWireType(type) ? typeName(typeNumber(type)) : type',
    'type',
  ),
  postgresErrors(
    'postgres-fault-no-damage',
    'a fault of the server is no damage: no backup is called for',
    "['XX001', DAMAGE]",
    "['XX', DAMAGE]",
  ),
  postgresErrors(
    'postgres-no-route',
    'a network that is away is waited for',
    "['ENETUNREACH', busy(",
    "['ENOROUTE', busy(",
  ),
  postgresErrors(
    'postgres-network-down',
    'a network that is down is waited for',
    "['ENETDOWN', busy(",
    "['EDOWN', busy(",
  ),
  postgresErrors(
    'postgres-socket-gone',
    'a server whose socket is gone is waited for',
    "['ENOENT', busy(",
    "['ESOCKET', busy(",
  ),
  inFile('src/adapters/reachable.ts', 'adapters/dns-sockets')(
    'reachable-network-down',
    'a network of ours that is down is no silence of the other side',
    "'ENETDOWN', ",
    '',
  ),
  powerDnsApi(
    'powerdns-network-down',
    'what never left because the network is down is not in doubt',
    'ENETUNREACH|ENETDOWN|',
    'ENETUNREACH|',
  ),
  postgresErrors('postgres-no-usage', 'a schema without a right to it is told as that', "['3F000', noPermission],", ''),
  postgresErrors(
    'postgres-pooler-settings',
    'a pooler that does not know a setting is not asked again and again',
    "  ['08P01', settings(",
    "  ['0_', settings(",
  ),
  postgresErrors(
    'postgres-untrusted',
    'a certificate that nobody trusts is a fault of the settings',
    "['DEPTH_ZERO_SELF_SIGNED_CERT', untrusted],",
    '',
  ),
  postgresErrors(
    'postgres-no-password',
    'a password that is wanted and not given is a fault of the settings',
    '/client password must be a/i',
    '/nobody says this/',
  ),
  postgresErrors(
    'postgres-without-tls',
    'a server that wants TLS is not told as a wrong password',
    "code === '28000' && NOT_FROM_HERE.test(said)",
    'false',
  ),
  postgresUrl(
    'postgres-options-ours-last',
    'of one setting the last counts: that of golive',
    '[theirs, ...ours]',
    '[...ours, theirs]',
  ),
  postgresUrl(
    'postgres-options-taken-out',
    'an address does not overrule the settings of golive',
    '!OURS.has(name)',
    "name !== ''",
  ),
  postgresUrl(
    'postgres-tls-file',
    'a certificate that is not there is told as that',
    'if (FILES.has(name)) mustBeReadable(file, name, url);',
    'void FILES.has(name);',
  ),
  postgresUrl(
    'postgres-tls-quiet',
    'the driver warns nobody of what is strict already',
    'VERIFIED.has(value) && !isAsLibpq',
    "VERIFIED.has('')",
  ),
  postgresClient(
    'postgres-socket-closed',
    'the connection of a failed handshake is closed at once',
    'if (thrown !== null) this.connection.stream.destroy();',
    '',
  ),
  postgresClient(
    'postgres-password-in-clear',
    'a password in clear that was not given fails, and ends nothing',
    "typeof password === 'string'",
    'password !== undefined',
  ),
  openingPostgres(
    'postgres-encoding',
    'a database that cannot keep every letter is refused before anything is in it',
    '!ENCODINGS.includes(encoding)',
    "encoding === ''",
  ),
  openingPostgres('postgres-search-path', 'tables are not made where a pooler leads', 'path !== SCHEMA', "path === ''"),
  openingPostgres(
    'postgres-refused-setting',
    'a setting that the server refuses is told as one',
    'if (stateOfPostgres(thrown) === undefined) throw thrown;',
    'throw thrown;',
  ),
  openingPostgres(
    'postgres-hidden-schema',
    'a schema that others hide from us is not taken for an empty one',
    'rows.some(({ mayUse }) => !mayUse)',
    'rows.some(({ mayUse }) => mayUse === null)',
  ),
  openingPostgres(
    'postgres-other-meta',
    'another program’s meta is told as that',
    "OTHER_TABLES.test(stateOfPostgres(thrown) ?? '')",
    'false',
  ),
  openingPostgres(
    'postgres-other-journal',
    'another program’s journal is told as that',
    "isNew && THERE_ALREADY.test(stateOfPostgres(thrown) ?? '')",
    'false',
  ),
  inFile('src/app/answer.ts', 'app/axis-begun')(
    'axis-half-way',
    'what a half finished move was planned on is not changed',
    '  refuseHalfWay(loaded, answers);\n',
    '',
  ),
  inFile('src/app/answer.ts', 'engine/leads-along')(
    'leads-along-never',
    'where the site will be is asked once for all that leads to it',
    '    damaged = await leadAlong(app, loaded, event, who);\n',
    '',
  ),
  inFile('src/app/answer.ts', 'engine/leads-along')(
    'leads-along-after',
    'what stopped half-way is known by the main domain, which is written last',
    '    damaged = await leadAlong(app, loaded, event, who);\n    return [event];\n  });\n',
    "    return [event];\n  });\n  damaged = await leadAlong(app, after, { type: 'answered', answers: after.state.answers }, who);\n",
  ),
  inFile('src/app/answer.ts', 'engine/leads-along')(
    'leads-along-damage-hidden',
    'what could not be written somewhere is told',
    '  if (damaged !== undefined) throw damaged;\n',
    '',
  ),
  leadsAlong(
    'leads-along-damaged',
    'one that is damaged keeps it from none',
    "if (failure.code !== 'store-corrupt') throw failure;",
    'throw failure;',
  ),
  leadsAlong(
    'leads-along-failed',
    'as long as one can still be told, the main domain says what it said',
    "if (failure.code !== 'store-corrupt') throw failure;",
    '',
  ),
  leadsAlong(
    'leads-along-refused',
    'what the main domain refuses is recorded of none',
    '  applied(main, [{ ...who, atMs: app.clock.now(), event }]);',
    '',
  ),
  leadsAlong(
    'leads-along-any-answer',
    'only an answer that names the addresses says them',
    'const newAddresses = addressesIn(event.answers);',
    'const newAddresses = addressesIn(event.answers) ?? addressesIn(state.answers);',
  ),
  leadsAlong(
    'leads-along-moved',
    'where the traffic moved to is not changed behind it',
    'MOVERS.has(step) && hasBegun(state.steps[id])',
    'false',
  ),
  leadsAlong(
    'leads-along-own',
    'what was said of a domain itself stays',
    'own === undefined || own === addressesIn(state.answers)',
    'true',
  ),
  leadsAlong('leads-along-corrected', 'a correction goes along', ' || own === addressesIn(state.answers)', ''),
  leadsAlong('leads-along-stays', 'what stays elsewhere stays', "state.answers.hosting !== 'moves' || ", ''),
  leadsAlong('leads-along-all', 'what leads nowhere is left alone', "role !== 'redirect'", "role === 'main'"),
  leadsAlong('leads-along-from-any', 'only the main domain is led to', "state.role !== 'main' || ", ''),
  leadsAlong('leads-along-twice', 'what is known is not said again', 'own === newAddresses || ', ''),
  leadsAlong('leads-along-going-back', 'one that goes back takes no answer', 'state.rollingBack || ', ''),
  leadsAlong('leads-along-over', 'one that is over takes none', ' || isOver(statusOf(playbook, state))', ''),
  halfWay(
    'axis-half-way-zone',
    'the new zone was made for all axes together',
    "(changed.length > 0 && step === 'create-zone')",
    'false',
  ),
  halfWay(
    'axis-half-way-lowered',
    'short TTLs would stay where nobody raises them',
    "(otherZone && step === 'lower-ttl')",
    'false',
  ),
  halfWay(
    'axis-half-way-raised',
    'short TTLs are raised where the zone in use is the same',
    "(otherZone && step === 'lower-ttl')",
    "step === 'lower-ttl'",
  ),
  halfWay('axis-half-way-gone', 'a step that the change takes away has begun', '...without(before, after), ', ''),
  halfWay('axis-half-way-there', 'a step that the change adds had begun before', ', ...without(after, before)', ''),
  halfWay('axis-half-way-asked', 'who only asked has begun nothing', '!ONLY_ASK.has(step) && ', ''),
  halfWay('axis-half-way-claimed', 'said to be done counts', ' || record.claimed !== undefined', ''),
  halfWay(
    'axis-half-way-by-hand',
    'somebody who was told what to change may have done it',
    'return record.askedMs !== undefined && ',
    'return false && ',
  ),
  halfWay(
    'axis-half-way-no-way-back',
    'nobody is sent back where there is no way',
    'past === undefined\n        ?',
    'past !== domain\n        ?',
  ),
  transfer(
    'transfer-new-servers-asked',
    'the answer that closes it is asked for by name',
    "      wants: 'newNameServers',\n",
    '',
  ),
  inFile('src/app/interview/questions.ts', 'app/interview')(
    'asks-for-own-servers',
    'a transfer names servers that are ours already',
    "      { ...MOVES_NAME, nameServers: ['ours'], dnsHost: ['no'] },\n",
    '',
  ),
  inFile('src/app/booking/take-place.ts', 'app/booking')(
    'book-nothing-waits',
    'no place is taken that nothing waits for',
    '!isAway(loaded) && waitsForHalfDay(loaded)',
    '!isAway(loaded)',
  ),
  inFile('src/app/notices/keep-telling.ts', 'notices/outbox')(
    'forget-by-any-clock',
    'a clock that is months ahead makes nobody forget what was sent',
    '  if (clock.doubt?.() !== undefined) return;\n',
    '',
  ),
  inFile('src/cli/tick.ts', 'cli/notify')(
    'tick-forgets-sent',
    'a pass for cron forgets what was sent long ago',
    '    await forgetSent(app);\n',
    '',
  ),
  inFile('src/daemon/pages/settings.ts', 'daemon/settings-page')(
    'test-message-right',
    'a test message takes the right to run moves',
    "'/settings/test', needs('run')",
    "'/settings/test', needs('plan')",
  ),
  inFile('src/dashboard/settings.ts', 'daemon/settings-page')(
    'test-button-right',
    'who may not send a test sees no button for it',
    "frame.visitor.rights.has('run')",
    "frame.visitor.rights.has('plan')",
  ),
  inFile('src/dns/deadline.ts', 'dns/deadline')(
    'keys-beside-ds',
    'keys that were fetched at the end of the time of the DS are waited for after it',
    "  dnskey: 'keys',",
    "  dnskey: 'ds',",
  ),
  inFile('src/steps/remove-ds.ts', 'steps/remove-ds')(
    'cached-ds-keys',
    'a cache that has the DS may fetch the keys by it to its last moment',
    'worstCaseAt({ switchedAtMs: o.cachedUntilMs ?? 0, terms: keys })',
    'worstCaseAt({ switchedAtMs: o.cachedUntilMs ?? 0, terms: [] })',
  ),
  inFile('src/app/engine/looking.ts', 'engine/looks')(
    'overtaken-start',
    'nothing is begun that stands on an answer of before',
    "    isOvertaken(seen, state) ? undefined : { type: 'step', step: step.id, event: 'started', detail },",
    "    state === null ? undefined : { type: 'step', step: step.id, event: 'started', detail },",
  ),
  inFile('src/app/engine/looking.ts', 'engine/looks')(
    'overtaken-question',
    'nobody is asked for what stands on an answer of before',
    'seen !== undefined && isOvertaken(seen, state) ? undefined',
    'seen === null && isOvertaken(seen, state) ? undefined',
  ),
  inFile('src/app/engine/looking.ts', 'engine/looks')(
    'overtaken-approval',
    'who approves during a look is not asked to',
    '!sameJson({ answers, slot, approvals, secrets }, then)',
    '!sameJson({ answers, slot, approvals: ctx.approvals, secrets }, then)',
  ),
  inFile('src/app/engine/looking.ts', 'engine/looks')(
    'overtaken-secret',
    'who hands in a secret during a look is not asked for it',
    'const { answers, slot, approvals, secrets } = state;',
    'const { answers, slot, approvals } = state, { secrets } = ctx;',
  ),
  inFile('src/app/engine/looking.ts', 'engine/looks')(
    'overtaken-retry',
    'what is said of a step during its look is not behind it',
    'if (seq < said && said <= state.heardSeq) return true;',
    '',
  ),
  inFile('src/app/engine/looking.ts', 'engine/looks')(
    'overtaken-own-word',
    'what the engine itself writes of a step overtakes nothing',
    'seq < said && said <= state.heardSeq',
    'seq < said',
  ),
  inFile('src/app/engine/looking.ts', 'engine/looks')(
    'overtaken-failure',
    'nothing is over for a plan that stands on an answer of before',
    "await become(look, 'failed', { failure }, undefined, seen);",
    "await become(look, 'failed', { failure });",
  ),
  inFile('src/app/engine/looking.ts', 'engine/looks')(
    'overtaken-settling',
    'what was sent before a word shows no sooner for it',
    'if (sent.settlesMs > 0 && !signal.aborted)',
    'if (sent.settlesMs < 0 && !signal.aborted)',
  ),
  inFile('src/app/engine/effects.ts', 'engine/looks')(
    'overtaken-effect',
    'no effect is sent that stands on an answer of before',
    'sameJson(newest.answers, answers) &&',
    'newest !== null &&',
  ),
  inFile('src/app/booking/journals.ts', 'app/booking-cut-off')(
    'hear-confirmation',
    'a confirmation that a crash kept from a journal is heard',
    '!isBehind(loaded, booking, calendarOf(app), now)) return;',
    'booking?.slot === loaded.state.slot?.slot) return;',
  ),
  inFile('src/app/booking/journals.ts', 'app/booking-cut-off')(
    'hear-given-back',
    'a half-day that was given back is taken out of a journal that has it',
    '(booking !== undefined && hasRunOut(booking, now))',
    '(booking === undefined || hasRunOut(booking, now))',
  ),
  inFile('src/cli/say.ts', 'cli/next-step')(
    'hint-for-nobody',
    'nobody is told to book where nothing waits',
    ' && waitsForHalfDay({ playbook, state })',
    '',
  ),
  inFile('src/cli/status.ts', 'cli/next-step')(
    'status-hint-for-nobody',
    'nobody is told to book where nothing waits',
    ' && !asked && waits)',
    ' && !asked)',
  ),
  inFile('src/adapters/dispatcher/pg-boss/index.ts', 'adapters/postgres')(
    'alarm-other-schema',
    'an alarm clock of another program is told as that',
    'throw startFailure(thrown, withoutPassword(url));',
    'throw fromPostgres(thrown, withoutPassword(url)) ?? thrown;',
  ),
  {
    id: 'back-unread-short',
    why: 'a zone that nobody could read on the way back counts as having its long TTLs again',
    file: 'src/steps/lower-ttl.ts',
    find: 'const rrsets = [...back, ...unseen];',
    replace: 'const rrsets = back;',
    caughtBy: ['steps/silent-way-back'],
  },
  {
    id: 'back-ttls-with-data',
    why: 'who is asked for long TTLs is handed data that may be old, and puts those back as well',
    file: 'src/steps/lower-ttl.ts',
    find: 'records: ttlLines(rrsets)',
    replace:
      "records: rrsets.map((set) => `${set.name} ${set.ttlSeconds} IN ${set.type} ${set.rdatas[0]}`).join('\\n')",
    caughtBy: ['steps/silent-way-back'],
  },
  {
    id: 'absent-by-servfail',
    why: 'a zone whose servers all fail counts as gone',
    file: 'src/dns/servers.ts',
    find: " && outcome !== 'servfail' && ",
    replace: ' && ',
    caughtBy: ['dns/parity', 'steps/silent-way-back'],
  },
  {
    id: 'back-zone-gone-words',
    why: 'on the way back a zone is to be gone, not to be served as intended',
    file: 'src/steps/create-zone.ts',
    find: "message('dns.wait.zone-gone', { zone })",
    replace: "message('dns.wait.new-servers', { zone })",
    caughtBy: ['steps/silent-way-back'],
  },
  {
    id: 'back-unread-zone-asked-at-once',
    why: 'a zone is to be deleted by hand for as long as nobody sees it served, and no word ends that',
    file: 'src/steps/create-zone.ts',
    find: "if (anyServes(o.servers)) return { kind: 'act', changes: [gone] };",
    replace: "if (o.servers !== undefined) return { kind: 'act', changes: [gone] };",
    caughtBy: ['steps/silent-way-back'],
  },
  {
    id: 'back-unread-apex',
    why: 'an old zone that nobody can read counts as naming its own servers again',
    file: 'src/steps/old-apex-ns.ts',
    find: 'const isUnseen = o.oldZone === null && ',
    replace: 'const isUnseen = o.oldZone !== null && ',
    caughtBy: ['steps/change-delegation'],
  },
  {
    id: 'back-unread-apex-cut',
    why: 'an old zone that may be cut off is waited for',
    file: 'src/steps/old-apex-ns.ts',
    find: 'return isUnseen && !mayBeCutOff(ctx) ? ',
    replace: 'return isUnseen ? ',
    caughtBy: ['steps/change-delegation'],
  },
  {
    id: 'back-unread-apex-seen',
    why: 'an old zone that was seen to be back is waited for again when its servers fall silent',
    file: 'src/steps/delegation-back.ts',
    find: 'const unseen = memory.restoredAtMs == null ? ',
    replace: 'const unseen = memory.restoredAtMs !== -1 ? ',
    caughtBy: ['steps/change-delegation'],
  },
  {
    id: 'back-unread-short-api',
    why: "a host's own list of the zone is not believed on the way back",
    file: 'src/steps/lower-ttl.ts',
    find: 'has(ctx, hostOf(ctx)) ? [] : unheard(',
    replace: 'unheard(',
    caughtBy: ['steps/silent-way-back'],
  },
  {
    id: 'back-unread-one-holds-all',
    why: 'one name that no server answers for holds up all others on the way back',
    file: 'src/steps/lower-ttl.ts',
    find: "if (back.length > 0) return { kind: 'act', changes: [change] };",
    replace: "if (unseen.length === 0) return { kind: 'act', changes: [change] };",
    caughtBy: ['steps/silent-way-back'],
  },
  {
    id: 'back-unread-was-short',
    why: 'what was as short before is waited for on the way back',
    file: 'src/steps/lower-ttl.ts',
    find: 'originals.filter(({ ttlSeconds }) => ttlSeconds > ctx.params.ttlSeconds)',
    replace: 'originals.filter(() => true)',
    caughtBy: ['steps/silent-way-back'],
  },
  {
    id: 'back-unread-long',
    why: 'a zone that nobody could read counts as having its short TTLs again',
    file: 'src/steps/raise-ttl.ts',
    find: 'const rrsets = [...long, ...unseen];',
    replace: 'const rrsets = long;',
    caughtBy: ['steps/silent-way-back'],
  },
  {
    id: 'back-unread-records',
    why: 'records that nobody could read count as put back',
    file: 'src/steps/change-records.ts',
    find: "o.api === null && all.length > 0 && parity.verdict === 'unknown'",
    replace: "o.api === null && all.length > 99 && parity.verdict === 'unknown'",
    caughtBy: ['steps/silent-way-back'],
  },
  {
    id: 'back-unread-records-word',
    why: "caches begin to forget by somebody's word",
    file: 'src/steps/change-records.ts',
    find: 'const task = ask(changeRecords.describe(change(o, zone, all, true)));',
    replace: 'const task = { ...ask(changeRecords.describe(change(o, zone, all, true))), closesOnWord: true };',
    caughtBy: ['steps/silent-way-back'],
  },
  {
    id: 'back-unread-for-ever',
    why: 'nobody is asked where nobody can see on the way back how it is',
    file: 'src/steps/asking.ts',
    find: 'if (now < unseenSinceMs + HOUR)',
    replace: 'if (now < unseenSinceMs + HOUR * 9999)',
    caughtBy: ['steps/silent-way-back'],
  },
  {
    id: 'unheard-indefinite',
    why: 'a question that timed out counts as answered',
    file: 'src/dns/views.ts',
    find: "isDefinite(answerTo(server, name, type)?.outcome ?? 'not-asked')",
    replace: 'answerTo(server, name, type) !== undefined',
    caughtBy: ['steps/silent-way-back'],
  },
  {
    id: 'back-mail-unknown',
    why: 'mail that was copied is forgotten on the way back where nobody knows the mailboxes any more',
    file: 'src/steps/copy-mail.ts',
    find: '(mailboxes === undefined && ctx.acted > 0)',
    replace: 'false',
    caughtBy: ['steps/silent-way-back'],
  },
  gates(
    'gate-ds-keys',
    'caches check the new zone with the keys that they hold of the old one',
    'const unknown = overridesDs(ctx) ? undefined : unknownKeys(ctx, sight, ds, now);',
    'const unknown = overridesDs(ctx) || ds.length > 0 ? undefined : unknownKeys(ctx, sight, ds, now);',
  ),
  gates(
    'gate-ds-keys-override',
    'a person may take that on too',
    'const unknown = overridesDs(ctx) ? undefined : unknownKeys(ctx, sight, ds, now);',
    'const unknown = unknownKeys(ctx, sight, ds, now);',
  ),
  gates(
    'gate-ds-keys-cached',
    'a DS that fits both zones and went away leaves keys in caches that may not fit',
    'if (isSame && unknownKeys(ctx, sight, ds, now) === undefined) return undefined;',
    'if (isSame) return undefined;',
  ),
  gates(
    'gate-ds-keys-silent',
    'an old server that does not say its keys may have others',
    'return isOpen ? { reason',
    'return isOpen && ds.length === 0 ? { reason',
  ),
  {
    id: 'signers-broken-old',
    why: 'of an old zone that validators refuse nobody holds keys',
    file: 'src/dns/ds-match.ts',
    find: '    .filter(({ server, keys }) => validates(zone, server, dsGoneBy(ds), keys, now))\n',
    replace: '',
    caughtBy: ['steps/change-delegation'],
  },
  {
    id: 'signers-all-dead',
    why: 'old servers that nobody hears may be heard by caches',
    file: 'src/dns/ds-match.ts',
    find: "(server.outcome === 'answer' || (told.length === 0 && mayServe(server)))",
    replace: "server.outcome === 'answer'",
    caughtBy: ['steps/change-delegation'],
  },
  {
    id: 'signers-one-dead',
    why: 'one old server that is dead holds nothing up where another says its keys',
    file: 'src/dns/ds-match.ts',
    find: "(server.outcome === 'answer' || (told.length === 0 && mayServe(server)))",
    replace: "(server.outcome === 'answer' || mayServe(server))",
    caughtBy: ['steps/change-delegation'],
  },
  {
    id: 'inspect-unusable-ds',
    why: 'a zone whose DS nobody can compute is unsigned to validators',
    file: 'src/checks/inspect-zone.ts',
    find: '  if (dsGoneBy(ds).length > 0) {',
    replace: '  if (ds.length > 0) {',
    caughtBy: ['checks/inspect'],
  },
  {
    id: 'remove-ds-back-stand-by',
    why: 'a DS set with a stand-by key is put back as it was',
    file: 'src/steps/remove-ds.ts',
    find: 'const satisfied = serversValidate(o.oldServers, ds, judging, now);',
    replace: 'const satisfied = serversSatisfy(o.oldServers, ds, judging, now);',
    caughtBy: ['steps/remove-ds'],
  },
  {
    id: 'restore-ds-stand-by',
    why: 'a DS set with a stand-by key that a registrar dropped comes back',
    file: 'src/steps/restore-ds.ts',
    find: "if (serversValidate(o.newServers, kept, judging, now) === 'yes') {",
    replace: "if (serversSatisfy(o.newServers, kept, judging, now) === 'yes') {",
    caughtBy: ['steps/aftercare'],
  },
  {
    id: 'resting-waived',
    why: 'an operator that fell silent can be waived as one that this machine has no route to',
    file: 'src/adapters/dns/sockets/pump.ts',
    find: "this.settle(slot, 'timeout', undefined, this.#whyResting",
    replace: "this.settle(slot, 'not-asked', undefined, this.#whyResting",
    caughtBy: ['adapters/poller'],
  },
  {
    id: 'ds-before-signatures',
    why: 'a DS is set for keys that sign nothing',
    file: 'src/steps/restore-ds.ts',
    find: "  if (serversSatisfy(o.newServers, wanted, judging, now) !== 'yes') return unsigned(ctx, o, now);\n",
    replace: '',
    caughtBy: ['steps/aftercare'],
  },
  {
    id: 'ds-before-data',
    why: 'the DS comes while caches hold data without signatures',
    file: 'src/steps/restore-ds.ts',
    find: 'Math.max(negativeMs, longestDataMs(ctx))',
    replace: 'negativeMs',
    caughtBy: ['steps/aftercare'],
  },
  {
    id: 'ds-before-raised',
    why: 'TTLs that were raised before the zone was signed are forgotten',
    file: 'src/steps/restore-ds.ts',
    find: 'Math.max(set.ttlSeconds, originals.get(rrsetKey(set)) ?? 0)',
    replace: 'Math.max(set.ttlSeconds, 0)',
    caughtBy: ['steps/aftercare'],
  },
  {
    id: 'ds-silence-anew',
    why: 'a server that is silent for a moment begins the wait for caches anew',
    file: 'src/steps/restore-ds.ts',
    find: "if (typeof own['signedAtMs'] === 'number' && !isHeard(ctx, o))",
    replace: "if (typeof own['signedAtMs'] === 'string' && !isHeard(ctx, o))",
    caughtBy: ['steps/aftercare'],
  },
  {
    id: 'ds-unsigned-word',
    why: 'a word leaves a zone without signatures under its DS',
    file: 'src/steps/restore-ds.ts',
    find: "if (dsGone(o.delegation, judgingOf(ctx)) === 'yes' && now >=",
    replace: 'if (now >=',
    caughtBy: ['steps/aftercare'],
  },
  {
    id: 'negative-silent',
    why: '"does not exist" falls out of the deadline where the old servers are silent',
    file: 'src/checks/delegation-sight.ts',
    find: 'longestNegativeTtlSeconds(servers) ?? knownNegativeSeconds',
    replace: 'longestNegativeTtlSeconds(servers)',
    caughtBy: ['steps/change-delegation'],
  },
  {
    id: 'negative-never-heard',
    why: '"does not exist" is kept by nobody where no server ever said how long',
    file: 'src/checks/delegation-sight.ts',
    find: 'negative ?? NEGATIVE_UNKNOWN_SECONDS',
    replace: 'negative ?? 0',
    caughtBy: ['steps/change-delegation'],
  },
  {
    id: 'negative-forgotten',
    why: 'how long "does not exist" is kept is not remembered',
    file: 'src/steps/watch-parents.ts',
    find: '    ...(negative === undefined ? {} : { negativeTtlSeconds: negative }),\n',
    replace: '',
    caughtBy: ['steps/watch-parents'],
  },
  {
    id: 'cut-glue-any-data',
    why: 'a delegation may have other addresses in the new zone than intended',
    file: 'src/dns/parity.ts',
    find: 'if (given.length === set.rdatas.length && given.every((data) => set.rdatas.includes(data))) return [];',
    replace: 'if (given.length > 0) return [];',
    caughtBy: ['checks/delegation-glue'],
  },
  {
    id: 'cut-glue-not-asked',
    why: 'the addresses of a delegation are not among what the new servers are held to',
    file: 'src/dns/parity.ts',
    find: 'const glue = cut ? glueOf(set, all) : [];',
    replace: 'const glue = cut ? glueOf(set, []) : [];',
    caughtBy: ['checks/delegation-glue'],
  },
  {
    id: 'cut-glue-without-tcp',
    why: 'an address that had no room in a referral counts as missing',
    file: 'src/checks/servers.ts',
    find: "return { server: question.server, name, type, recursive: false, transport: 'tcp' };",
    replace: 'return { server: question.server, name, type, recursive: false };',
    caughtBy: ['checks/delegation-glue'],
  },
  {
    id: 'cut-glue-silent-is-missing',
    why: 'an address of a delegation that nobody answered about counts as missing',
    file: 'src/checks/servers.ts',
    find: 'isOpen: sets.length === 0 && !isDefinite(said.outcome)',
    replace: 'isOpen: sets.length > 99 && !isDefinite(said.outcome)',
    caughtBy: ['checks/delegation-glue'],
  },
  {
    id: 'resolvers-speak-for-what-was-cut-off',
    why: 'resolvers that were asked about twelve of thirteen changes end the wait before the deadline',
    file: 'src/dns/propagation.ts',
    find: 'if (cutOff === true && deadlinePassed === false)',
    replace: 'if (cutOff === true && deadlinePassed === true)',
    caughtBy: ['dns/propagation', 'checks/propagation'],
  },
  {
    id: 'longest-kept-cut-off',
    why: 'what caches keep longest is left out where more changes than they are asked about',
    file: 'src/checks/turn-questions.ts',
    find: 'longest === undefined || first.includes(longest) ? first',
    replace: 'longest === undefined || first.length > 0 ? first',
    caughtBy: ['checks/propagation'],
  },
  {
    id: 'probe-longer-than-a-name',
    why: 'a name under which no other fits ends every look with an error',
    file: 'src/dns/parity.ts',
    find: 'return fqdnOrNone(`golive-${sha256(under).slice(0, 12)}.${under}`);',
    replace: 'return child(`golive-${sha256(under).slice(0, 12)}`, under);',
    caughtBy: ['dns/parity', 'checks/inventory'],
  },
  {
    id: 'powerdns-disabled-wanted',
    why: 'a record that is there disabled and comes to be wanted is refused with the whole call',
    file: 'src/adapters/dns-host/powerdns/convert.ts',
    find: 'rdatas.includes(canonicalOr(type, content)) || ',
    replace: '',
    caughtBy: ['adapters/powerdns'],
  },
  {
    id: 'powerdns-disabled-alias',
    why: 'a disabled alias beside another is refused with the whole call',
    file: 'src/adapters/dns-host/powerdns/convert.ts',
    find: ' || (ONE_ALONE.has(type) && rdatas.length > 0)',
    replace: '',
    caughtBy: ['adapters/powerdns'],
  },
  {
    id: 'powerdns-proxy-404',
    why: 'a proxy that does not know the way says nothing of the zone',
    file: 'src/adapters/dns-host/powerdns/client.ts',
    find: '(soundsMissing && isOwn(body))',
    replace: 'soundsMissing',
    caughtBy: ['adapters/powerdns'],
  },
  {
    id: 'powerdns-gateway-404',
    why: 'what a gateway says in JSON is not what PowerDNS says',
    file: 'src/adapters/dns-host/powerdns/client.ts',
    find: 'OwnErrorJson.safeParse(',
    replace: 'ErrorJson.safeParse(',
    caughtBy: ['adapters/powerdns'],
  },
  {
    id: 'powerdns-soa-lost',
    why: 'the call that names the SOA may have got lost when the zone was made',
    file: 'src/adapters/dns-host/powerdns/index.ts',
    find: 'if (present !== undefined) return nameSoa(zone, present, signal);',
    replace: 'if (present !== undefined) return;',
    caughtBy: ['adapters/powerdns'],
  },
  {
    id: 'powerdns-soa-fresh',
    why: 'who finds the zone there makes it no second time, and its SOA names nobody',
    file: 'src/adapters/dns-host/powerdns/index.ts',
    find: 'soa === undefined ? patches : [...patches, soa]',
    replace: 'patches',
    caughtBy: ['adapters/powerdns'],
  },
  {
    id: 'powerdns-rectify',
    why: 'a name that was put is denied by the NSEC before it',
    file: 'src/adapters/dns-host/powerdns/index.ts',
    find: '      await client.rectifyZone(zone, signal);\n',
    replace: '',
    caughtBy: ['adapters/powerdns'],
  },
  {
    id: 'powerdns-rectify-doubt',
    why: 'what is written does not count as not done because the order of the names is not',
    file: 'src/adapters/dns-host/powerdns/index.ts',
    find: "return new GoLiveError('remote-broken', {\n    subject: zone,",
    replace: "return new GoLiveError('refused', {\n    subject: zone,",
    caughtBy: ['adapters/powerdns'],
  },
  {
    id: 'door-other-settings',
    why: 'sections of one account that name other servers share a door',
    file: 'src/adapters/dns-host/powerdns/provider.ts',
    find: 'read.serverId, read.apiKey]',
    replace: 'read.serverId, read.apiKey, ...read.nameServers]',
    caughtBy: ['adapters/accounts'],
  },
  {
    id: 'door-no-key',
    why: 'two keys of one server are two accounts',
    file: 'src/adapters/dns-host/rfc2136/provider.ts',
    find: 'key.name, key.secret]',
    replace: 'key.name]',
    caughtBy: ['adapters/accounts'],
  },
  {
    id: 'door-slower',
    why: 'of two paces for one account the slower counts',
    file: 'src/adapters/politely.ts',
    find: 'door.slowTo(politeness);',
    replace: '',
    caughtBy: ['adapters/politely'],
  },
  {
    id: 'door-fewer-hands',
    why: 'fewer hands than before are kept to by those who stand in line',
    file: 'src/adapters/door.ts',
    find: 'this.#out > this.#politeness.atOnce ? undefined : this.#queue.shift()',
    replace: 'this.#queue.shift()',
    caughtBy: ['adapters/politely'],
  },
  {
    id: 'retry-after-asctime',
    why: 'a date of HTTP without a zone is UTC',
    file: 'src/adapters/retry-after.ts',
    find: ' ? full : `${full} GMT`',
    replace: ' ? full : full',
    caughtBy: ['adapters/retry-after'],
  },
  {
    id: 'retry-after-two-digits',
    why: 'a year of two digits is at most 50 years ahead',
    file: 'src/adapters/retry-after.ts',
    find: 'getUTCFullYear() + 50',
    replace: 'getUTCFullYear() + 23',
    caughtBy: ['adapters/retry-after'],
  },
  {
    id: 'scrub-name',
    why: 'a password that is the name of a business takes its domain out of nothing',
    file: 'src/domain/scrub.ts',
    find: '!pattern.anywhere || !isInName(',
    replace: 'true || !isInName(',
    caughtBy: ['secrets/scrub'],
  },
  {
    id: 'scrub-name-across-lines',
    why: 'a name that ends a line is judged without the next one',
    file: 'src/domain/scrub.ts',
    find: 'spansIn(joined.text, joined.back, text)',
    replace: 'spansIn(joined.text).map(joined.back)',
    caughtBy: ['secrets/scrub'],
  },
  {
    id: 'scrub-name-code',
    why: 'a code goes from names too',
    file: 'src/domain/in-name.ts',
    find: 'if (!WORD.test(word)) return false;',
    replace: '',
    caughtBy: ['secrets/scrub'],
  },
  {
    id: 'scrub-name-alone',
    why: 'a password that begins a sentence of its own is in no name',
    file: 'src/domain/in-name.ts',
    find: '(?:[A-Z]{2,}|',
    replace: '(?:[A-Z][A-Za-z]+|',
    caughtBy: ['secrets/scrub'],
  },
  inFile('src/adapters/registry/whois/index.ts', 'adapters/whois')(
    'whois-half-line',
    'half a line of an answer that broke off has half a number in it',
    "heard.outcome === 'cut' ? wholeLines(heard.octets) : heard.octets",
    'heard.octets',
  ),
  inFile('src/adapters/registry/whois/index.ts', 'adapters/whois')(
    'whois-cut-as-whole',
    'statuses that an answer did not come to are not told',
    "outcome === 'cut' && read.outcome === 'found' && !RECORD_ENDS.test(text)",
    'outcome === undefined',
  ),
  inFile('src/checks/registration-sight.ts', 'steps/transfer-rules')(
    'no-status-as-open',
    'a registry that tells no status has not said that there is no lock',
    'statuses.some(isKnownStatus) && statusesCut === undefined',
    'statusesCut === undefined',
  ),
  inFile('src/checks/registration-sight.ts', 'steps/transfer-rules')(
    'cut-statuses-as-open',
    'an answer that broke off among its statuses has not said that there is no lock',
    'statuses.some(isKnownStatus) && statusesCut === undefined',
    'statuses.some(isKnownStatus)',
  ),
  inFile('src/registration/whois/lines.ts', 'registration/whois/shapes')(
    'domain-below-no-servers',
    'what stands flush with the heading of the servers is the domain’s: the list may be empty',
    'isOfServers(heading.key) && isOfOthers(key))',
    'isOfServers(heading.key) && indent < 0)',
  ),
  inFile('src/registration/whois/lines.ts', 'registration/whois/shapes')(
    'server-flush-in-brackets',
    'below a heading in brackets what stands flush is the server’s',
    "heading?.mark === '' && indent <= heading.indent",
    'heading !== undefined && indent <= heading.indent',
  ),
  inFile('src/registration/rdap.ts', 'registration/rdap-shapes')(
    'rdap-statuses-shortened',
    'a text of many statuses is taken apart before it is cut to what may be shown',
    'slice(0, MOST_STATUS_TEXT)',
    'slice(0, MOST_TEXT)',
  ),
  inFile('src/checks/registration-sight.ts', 'steps/transfer-rules')(
    'unknown-status-as-open',
    'a word that nobody knows does not say that there is no lock',
    'statuses.some(isKnownStatus)',
    'statuses.length > 0',
  ),
  whoisReading(
    'whois-statuses-shortened',
    'the last of many statuses in one value may be the lock',
    'statusWords(field.value, topLevelDomain)',
    'statusWords(field.value.slice(0, 300), topLevelDomain)',
  ),
  inFile('src/registration/whois/judge.ts', 'registration/whois/wordings')(
    'free-beside-its-name-in-a-remark',
    'the name asked for stands in a remark as well (.lu)',
    'const plain = unmarked(line);',
    'const plain = line;',
  ),
  inFile('src/registration/whois/judge.ts', 'registration/whois/wordings')(
    'free-below-the-question',
    'the question that is repeated above the answer is no sentence (.lu)',
    '/^(?:whois|query|domain) (',
    '/^(?:question) (',
  ),
  inFile('src/registration/whois/judge.ts', 'registration/whois/wordings')(
    'free-below-a-banner',
    'what is no sentence above the answer does not make it a piece of one',
    'isApart(above) || NO_SENTENCE.test(unmarked(above!))',
    'isApart(above)',
  ),
  inFile('src/steps/watch-transfer.ts', 'steps/transfer-rules')(
    'registrar-unlike-waited-for',
    'a registrar that does not compare with the one before is looked at by a person, not waited for',
    'if (from !== undefined && !hasUnlikeRegistrar(sight, from)) return undefined;',
    'if (from !== undefined) return undefined;',
  ),
  inFile('src/steps/watch-transfer.ts', 'steps/transfer-rules')(
    'registrar-as-kept',
    'a person is shown the handle as the registry writes it',
    "asWritten(registrar.replace(/^whois:/, ''))",
    "registrar.replace(/^whois:/, '')",
  ),
  inFile('src/steps/transfer-sight.ts', 'steps/transfer-rules')(
    'registrar-unlike-by-source',
    'what the other of WHOIS and RDAP calls the registrar brings nobody to look',
    '    isNamedByWhois(before) === isNamedByWhois(registrar) &&\n',
    '',
  ),
  inFile('src/steps/transfer-sight.ts', 'steps/transfer-rules')(
    'registrar-unlike-on-its-way',
    'nobody is sent to look while the transfer runs',
    'isSameRegistrar(before, registrar) === undefined &&\n    isSettled(registry)',
    'isSameRegistrar(before, registrar) === undefined',
  ),
  inFile('src/steps/transfer-sight.ts', 'steps/registrar-by-source')(
    'registrar-handle-of-nought',
    'a handle of nought names no registrar',
    '(?:handle:)?(?:0+',
    '(?:0+',
  ),
  unlocking(
    'unlock-gone-untold',
    'a lock that showed is not gone from a registry that tells no status',
    "wasLocked === true && lock !== 'observable' && tellsStatuses(registry)",
    "wasLocked === true && lock !== 'observable' && registry.statusesCut === undefined",
  ),
  unlocking(
    'unlock-cut-as-untold',
    'an answer that broke off before its first status is asked for again, not left to a word',
    "registry.outcome === 'found' && registry.statusesCut === undefined;",
    "registry.outcome === 'found';",
  ),
  inFile('src/adapters/registry/combined.ts', 'adapters/registry-combined')(
    'unknown-status-hides-lock',
    'words that nobody knows do not keep a lock out that WHOIS tells',
    'const isTold = rdap.statuses.some(isKnownStatus);',
    'const isTold = rdap.statuses.length > 0;',
  ),
  powerDns(
    'powerdns-rectify-lost',
    'what a call whose answer got lost has written is denied all the same',
    "row.outcome === 'unknown' || ",
    '',
  ),
  powerDns(
    'powerdns-rectify-half',
    'what was written before a refusal is denied all the same',
    '        isWritten = true;\n',
    '',
  ),
  powerDns(
    'powerdns-rectify-first',
    'what went wrong first is what is told',
    'await rectify(zone, present, pastDeadline(signal)).catch(() => undefined);',
    'await rectify(zone, present, pastDeadline(signal));',
  ),
  powerDns(
    'powerdns-rectify-late',
    'that the time for an answer is over leaves no name denied',
    'rectify(zone, present, pastDeadline(signal))',
    'rectify(zone, present, signal)',
  ),
  powerDns(
    'powerdns-rectify-stopped',
    'after a stop nothing leaves',
    "const isLate = signal.aborted && (signal.reason as Error).name === 'TimeoutError';",
    'const isLate = signal.aborted;',
  ),
  powerDns(
    'powerdns-rectify-held',
    'after the lease ran out nothing leaves',
    'heldAs(signal, AbortSignal.timeout(RECTIFY_MS))',
    'AbortSignal.timeout(RECTIFY_MS)',
  ),
  powerDns(
    'powerdns-rectify-pause',
    'who asked for a pause is not asked to rectify',
    "(isWritten && code !== 'rate-limited')",
    'isWritten',
  ),
  powerDns(
    'powerdns-rectify-again',
    'what is so already may be out of order still',
    '    // Also where nothing was left to send: whoever sent it may have been stopped before this.\n',
    '    if (patches.length === 0) return;\n',
  ),
  powerDnsWords(
    'powerdns-alias-off',
    'an alias that is disabled answers nothing and is in no way',
    'own.filter(({ records }) => records.some(({ disabled }) => disabled !== true))',
    'own',
  ),
  powerDnsWords(
    'powerdns-alias-half-off',
    'an alias of which one record is enabled answers',
    'own.filter(({ records }) => records.some(',
    'own.filter(({ records }) => records.every(',
  ),
  powerDnsApi(
    'powerdns-gateway-lost',
    'a gateway that has lost its way says of every path that it is not there',
    "    if (failure.code === 'zone-missing') await askAgain(failure, signal);\n",
    '',
  ),
  powerDnsApi(
    'powerdns-gateway-believed-once',
    'that the server was there when it was asked first says nothing of now',
    '      await askVersion(signal);\n',
    '      await (known ?? askVersion(signal));\n',
  ),
  powerDnsApi(
    'powerdns-gateway-refuses',
    'a server that is not there is the provider’s trouble, and no refusal of what was asked',
    "throw failure.code === 'refused' ? broken(",
    "throw failure.code === 'internal' ? broken(",
  ),
  powerDns('powerdns-rectify-cause', 'the door hears what the provider said', '    cause,\n', ''),
  door(
    'door-hears-cause',
    'a refusal that an adapter made a doubt of is no trouble, and a pause is kept',
    'thrown instanceof GoLiveError && thrown.cause instanceof GoLiveError ? thrown.cause : thrown',
    'thrown',
  ),
  door(
    'door-hands-meanwhile',
    'who waits for its turn keeps to a slower pace that came meanwhile',
    '      if (waitMs > 0) await pause(waitMs, signal);\n      const { atOnce } = this.#politeness;',
    '      const { atOnce } = this.#politeness;\n      if (waitMs > 0) await pause(waitMs, signal);',
  ),
  scrubber(
    'scrub-called-secret',
    'what is said to be a password is one, whatever follows it',
    ' || isCalledSecret(whole, span)',
    '',
  ),
  scrubber(
    'scrub-called-secret-blank',
    'a password behind its name and a blank is one',
    '|(?:password|wachtwoord|passwort)[ \\t]+)',
    ')',
  ),
  scrubber(
    'scrub-called-secret-words',
    'of what is only called a key, names stay',
    'return CALLED_SECRET.test(',
    'return BEHIND_ITS_NAME.test(',
  ),
  inFile('src/domain/in-name.ts', 'secrets/scrub')(
    'scrub-name-hyphen',
    'a word behind a hyphen may be written otherwise',
    '(?:[A-Z\\d_-]*|-[\\w-]*)',
    '[A-Z\\d_-]*',
  ),
  inFile('src/domain/in-name.ts', 'secrets/scrub')(
    'scrub-name-hyphen-only',
    'what follows a password without one is no other word of a name',
    '(?:[a-z\\d_-]*|-[\\w-]*)',
    '[\\w-]*',
  ),
  signing(
    'signers-every',
    'a zone that is signed by the old key and by a new one beside it is refused',
    '  if (known.length === 0) return signers;\n',
    '  if (known.length < signers.length) return signers.filter((key) => !known.includes(key));\n',
  ),
  signing(
    'signers-one-address',
    'a new address that signs only with its own key hides behind another that does not',
    'signings.flatMap((signers) => uncheckable(signers, keys, dsGoneBy(ds)))',
    'uncheckable([...new Set(signings.flat())], keys, dsGoneBy(ds))',
  ),
  signing(
    'signers-each-algorithm',
    'a validator that wants every algorithm of the DS has a key of each',
    'return signers.filter((key) => open.includes(algorithmOf(key)));',
    'return [];',
  ),
  signing(
    'signers-algorithm-not-in-ds',
    'an algorithm that no DS names, or that the old zone does not use, is wanted by nobody',
    '.filter((algorithm) => has(dnskeys, algorithm) && !has(known, algorithm));',
    '.filter((algorithm) => !has(known, algorithm));',
  ),
  ds(
    'ds-kept-unknown-signers',
    'a DS is kept that the gate refuses for ever: caches do not know the key that signs the new zone',
    'const isKnown = signers === undefined || signers.lacking.length === 0;',
    'const isKnown = signers === undefined || signers.lacking.length >= 0;',
  ),
  ds(
    'ds-kept-old-silent',
    'an old server that does not say its keys may have others',
    '(isFit && isKnown && signers?.isOpen !== true)',
    '(isFit && isKnown)',
  ),
  ds(
    'ds-kept-removed-unheard',
    'a DS is not taken away because one old server did not say its keys',
    '    if (isFit && isKnown)\n      return {',
    '    if (isFit && isKnown && signers === undefined)\n      return {',
  ),
  inFile('src/checks/cutover-gates.ts', 'steps/remove-ds')(
    'gate-ds-keys-moved',
    'a domain that is on the new servers already is not waited for',
    "  if (ds.length === 0 || servesExactly(sight.delegation, sight.newNameServers) === 'yes') return undefined;\n",
    '  if (ds.length === 0) return undefined;\n',
  ),
  keeping(
    'ds-for-revoked',
    'a key that was revoked is asked a DS for, which no validator goes by',
    '.filter((key) => dsMatches(ctx.domain, dsFromDnskey(ctx.domain, key), key));',
    ';',
  ),
  keeping(
    'ds-for-none',
    'no DS at all passes for those of a zone whose keys are all revoked',
    '  if (all.length === 0) return undefined;\n',
    '',
  ),
  unlocking(
    'unlock-untold-for-ever',
    'a registry that tells no status holds nobody up for ever',
    "(lock !== 'observable' || isUntold)",
    "lock !== 'observable'",
  ),
  unlocking(
    'unlock-untold-after-lock',
    'a lock that showed is not left to a word because nothing is told',
    ' && wasLocked !== true;',
    ';',
  ),
  unlocking(
    'unlock-gone-by-silence',
    'a lock that showed is not gone because nothing was told',
    "wasLocked === true && lock !== 'observable' && tellsStatuses(registry)",
    'wasLocked === true',
  ),
  inFile('src/checks/registration-sight.ts', 'checks/registration-findings')(
    'add-period-undated',
    'a registration that is new by its status is young without a date',
    "createdMs ?? (statuses.includes('addPeriod') ? (updatedMs ?? seenMs) : undefined)",
    'createdMs',
  ),
  inFile('src/checks/inspect-transfer.ts', 'checks/inspect-transfer')(
    'date-by-silence',
    'a date is not promised where the registry did not tell of a lock that it would show',
    "known(rule.lock) === 'observable' && !tellsStatuses(seen)",
    "known(rule.lock) === 'observable' && tellsStatuses(seen) && seen.atMs < 0",
  ),
  inFile('src/registration/rdap.ts', 'registration/rdap-shapes')(
    'rdap-statuses-in-one',
    'a lock that stands in one text with another status is one',
    '.flatMap(statusesIn)',
    '.flatMap((one) => shown(one) ?? []).map(eppStatus)',
  ),
  inFile('src/steps/transfer-sight.ts', 'steps/registrar-by-source')(
    'registrar-handle-and-number',
    'a handle in the place of the number is no other registrar',
    'if (first !== second) return undefined;',
    '',
  ),
  inFile('src/registration/registrar-id.ts', 'registration/rdap-shapes')(
    'registrar-handle-of-digits',
    'a handle of digits is not the number of somebody else',
    '? `handle:${handle}` : handle',
    '? handle : handle',
  ),
  inFile('src/registration/whois/judge.ts', 'registration/whois/wordings')(
    'free-within-a-sentence',
    'a piece of the terms of use does not make a name free',
    '(bare && sentence.alone)',
    'bare',
  ),
  inFile('src/registration/whois/verdicts.ts', 'registration/whois/wordings')(
    'free-without-a-subject',
    'a predicate about something else does not make a name free',
    '(?!${IS_ABSENT}|is\\\\b)',
    '',
  ),
  inFile('src/adapters/registry/rdap/index.ts', 'adapters/rdap')(
    'error-code-of-no-number',
    'an error code that is no number must not reject a lookup',
    "typeof code === 'number' || typeof code === 'string' ? Number(code) : status",
    'code === undefined ? status : Number(code)',
  ),
  whoisReading(
    'server-status-as-the-domains',
    'what is told below the heading of a name server is not the domain’s',
    "!field.below && familyOf(field.section)?.family === 'name-server'",
    'field.block < 0',
  ),
  whoisReading(
    'server-object-as-the-domain',
    'what the object of a name server tells is not the domain’s',
    '(isOfAServer(block) && elsewhere.has(meant.family))',
    '(field.block < 0 && isOfAServer(block) && elsewhere.has(meant.family))',
  ),
  inFile('src/registration/whois/statuses.ts', 'registration/whois/shapes')(
    'statuses-in-one-value',
    'a lock that stands in one value with another status is one',
    'known.length === each.length || known.some(isEppOwn) ? known : [words]',
    'known.length === each.length + 1 ? known : [words]',
  ),
  inFile('src/registration/whois/statuses.ts', 'registration/whois/shapes')(
    'status-by-its-address',
    'a lock that is told by its address alone is one',
    'words.length > 0 ? words :',
    'words.length >= 0 ? words :',
  ),
  inFile('src/registration/whois/statuses.ts', 'registration/whois/shapes')(
    'fred-newer-words',
    'FRED has two words for one lock',
    "sponsoringregistrarchangeprohibited: 'serverTransferProhibited',",
    '',
  ),
  inFile('src/registration/whois/lines.ts', 'registration/whois/shapes')(
    'heading-ends-a-sentence',
    'the last word of a wrapped sentence is no heading',
    'const isWord = wasInText || /[^.]\\.$/.test(body);',
    'const isWord = wasInText && /^$/.test(body);',
  ),
  whoisReading(
    'database-day-as-the-domains',
    'the day of the database is not the last change of the domain',
    "if (meant.family === 'updated' && isOfTheDatabase(written, block)) return [];",
    '',
  ),
];
