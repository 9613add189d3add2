import { accessSync, constants, statSync } from 'node:fs';
import { asGoLiveError, GoLiveError } from '../domain/errors.ts';
import { fqdn } from '../domain/name.ts';
import type { Clock } from '../ports/clock.ts';
import type { Dns } from '../ports/dns.ts';
import type { DnsHost } from '../ports/dns-host.ts';
import type { StoreFault } from '../ports/store.ts';
import { render } from '../texts/render.ts';
import type { App } from './app.ts';
import type { LoadedConfig } from './config/load.ts';
import { keyFileOf, sqliteFileOf } from './config/places.ts';
import type { Config } from './config/schema.ts';
import { ConfigFile } from './config/schema.ts';
import { bookingFaults, deadBookings, movedBookings, unsafeBookings } from './doctor-bookings.ts';
import { projectionFaults } from './doctor-projections.ts';
import type { DocumentOf } from './documents.ts';
import { aboutTheClock } from './engine/clock-gate.ts';
import { undelivered } from './notices/lost.ts';
import { documentOf, styleOf } from './voice.ts';

export interface Patient {
  loadConfig(): Promise<LoadedConfig>;
  openApp(): Promise<App>;
  playbooksOf(config: Config): Promise<{ readonly faults: readonly string[] }>;
  dnsOf(config: Config): Promise<Dns>;
  /** Makes the provider's APIs from its settings and secrets; asks nobody. @throws GoLiveError `config-invalid` */
  providerOf(config: Config, name: string): Promise<{ readonly oldDnsHost?: DnsHost; readonly newDnsHost?: DnsHost }>;
  clockOf(config: Config): Promise<Clock>;
  readonly offline: boolean;
  readonly signal: AbortSignal;
}

type Check = DocumentOf<'doctor'>['checks'][number];
type Told = Omit<Check, 'what'>;

const ROOT_TIMEOUT_MS = 15_000;
const PROVIDER_TIMEOUT_MS = 15_000;
/** Nobody has it (RFC 6761 §6.4). */
const NO_ZONE = fqdn('golive-doctor.invalid');
/** What says that the provider cannot be used at all; anything else is an answer. */
const DEAF: ReadonlySet<string> = new Set([
  'unreachable',
  'credentials-rejected',
  'answer-lost',
  'remote-broken',
  'config-invalid',
  'refused',
]);
/** Before this golive was written: a clock that says so was never set. */
const CLOCK_WAS_NEVER_SET_MS = Date.UTC(2026, 0, 1);

/** Looks at everything golive stands on; never throws for what it finds. */
export async function doctorDocument(patient: Patient): Promise<DocumentOf<'doctor'>> {
  const told: [key: string, Told[], name: string][] = [];
  const look = async <T>(
    key: string,
    work: () => Promise<{ readonly told: readonly Told[]; readonly value?: T }>,
    name = '',
  ) => {
    try {
      const { told: found, value } = await work();
      told.push([key, found.length === 0 ? [{ outcome: 'ok' }] : [...found], name]);
      return value;
    } catch (thrown) {
      told.push([key, [toldOf('failed', asGoLiveError(thrown, key))], name]);
      return undefined;
    }
  };
  const loaded = await look('config', async () => ({ told: [], value: await patient.loadConfig() }));
  const config: Config = loaded?.config ?? { ...ConfigFile.parse({}), file: undefined, folder: '.' };
  const clock = await patient.clockOf(config);
  if (loaded !== undefined) {
    await look('playbooks', async () => {
      const { faults } = await patient.playbooksOf(config);
      return { told: faults.map((why): Told => ({ outcome: 'failed', why })) };
    });
    await look('store', () => checkStore(patient));
    await look('key', async () => ({ told: checkKey(config) }));
    for (const name of Object.keys(config.providers))
      await look('provider', async () => ({ told: await checkProvider(patient, config, name) }), name);
    if (!patient.offline) await look('roots', () => checkRoots(patient, config));
  }
  const style = styleOf({ config });
  await look('clock', async () => {
    if (clock.now() < CLOCK_WAS_NEVER_SET_MS)
      return { told: [{ outcome: 'failed' as const, fix: 'Set the clock, with NTP.' }] };
    const doubt = clock.doubt?.(); // the store, opened above, has told what it knows of this machine's clock
    return { told: doubt === undefined ? [] : [{ outcome: 'failed', why: render(aboutTheClock(doubt), style) }] };
  });
  const checks = told.flatMap(([key, found, name]) =>
    found.map((one): Check => ({ what: render({ text: `doctor.${key}`, values: { name } }, style), ...one })),
  );
  return documentOf(
    'doctor',
    { config, clock },
    { healthy: checks.every(({ outcome }) => outcome !== 'failed'), checks },
  );
}

async function checkStore(patient: Patient): Promise<{ told: Told[] }> {
  const app = await patient.openApp();
  try {
    const faults = [...(await app.store.check())];
    // What is damaged is found above; a damaged list cannot be compared.
    const isWhole = faults.length === 0;
    if (isWhole)
      faults.push(...(await projectionFaults(app)), ...(await bookingFaults(app)), ...(await deadBookings(app)));
    const shaken = isWhole
      ? [...(await movedBookings(app)), ...(await unsafeBookings(app)), ...(await undelivered(app))]
      : [];
    const toldAs = (outcome: Told['outcome'], all: readonly StoreFault[]): Told[] =>
      all.map(({ where, what, fix }) => ({ outcome, why: `${where}: ${what}`, fix: withoutUs(fix) }));
    return { told: [...checkRights(app.config), ...toldAs('failed', faults), ...toldAs('warning', shaken)] };
  } finally {
    await app.store.close();
  }
}

/** What can be read and not written looks well until something is due. */
function checkRights(config: Config): Told[] {
  const file = sqliteFileOf(config);
  if (file === undefined || statSync(file, { throwIfNoEntry: false }) === undefined) return [];
  try {
    accessSync(file, constants.W_OK);
    return [];
  } catch (cause) {
    const fix = 'Let golive write the file and its folder.';
    return [toldOf('failed', new GoLiveError('store-full', { subject: file, why: 'it is read-only', fix, cause }))];
  }
}

function toldOf(outcome: Told['outcome'], failure: GoLiveError): Told {
  const [what] = failure.message.split(`. ${failure.fix}`);
  const why = [what, ...failure.faults].join(' | ');
  return { outcome, why, ...(failure.fix === undefined ? {} : { fix: withoutUs(failure.fix) }) };
}

/** Who reads this has run golive doctor. */
const withoutUs = (fix: string): string => fix.replace(/^Run golive doctor, then r/, 'R');

function checkKey(config: Config): Told[] {
  const file = keyFileOf(config);
  if (file === undefined) return [];
  const found = statSync(file, { throwIfNoEntry: false });
  return found === undefined ? [{ outcome: 'ok', why: `${file} is not there; it is made with the first secret` }] : [];
}

/** A DNS host that answers says that it has no such zone; other providers are only made. */
async function checkProvider(patient: Patient, config: Config, name: string): Promise<Told[]> {
  const { oldDnsHost, newDnsHost } = await patient.providerOf(config, name);
  const host = newDnsHost ?? oldDnsHost;
  if (patient.offline || host === undefined) return [];
  const signal = AbortSignal.any([patient.signal, AbortSignal.timeout(PROVIDER_TIMEOUT_MS)]);
  try {
    await host.readZone(NO_ZONE, signal);
  } catch (thrown) {
    const failure = asGoLiveError(thrown, name);
    if (patient.signal.aborted || isAboutNoZone(failure)) return [];
    if (failure.code === 'rate-limited') return [toldOf('warning', failure)];
    if (DEAF.has(failure.code)) throw failure;
  }
  return [];
}

/** Some servers refuse a zone that they do not have, or that a key does not know: that says nothing of those they have. */
function isAboutNoZone({ code, subject }: GoLiveError): boolean {
  return code === 'refused' && subject.includes(NO_ZONE);
}

async function checkRoots(patient: Patient, config: Config): Promise<{ told: Told[] }> {
  const dns = await patient.dnsOf(config);
  const signal = AbortSignal.any([patient.signal, AbortSignal.timeout(ROOT_TIMEOUT_MS)]);
  const answers = await dns.askAll(
    dns.roots.map((server) => ({ server, name: fqdn('.'), type: 'NS', recursive: false })),
    signal,
  );
  const silent = answers.filter(({ outcome }) => outcome !== 'answer');
  if (silent.length === 0) return { told: [] };
  const byOutcome = Object.entries(Object.groupBy(silent, ({ outcome }) => outcome));
  const why = byOutcome.map(([outcome, all]) => {
    const names = all.map(({ question: { server } }) => (server.name ?? server.address).replace(/\.$/, ''));
    return `${outcome}: ${all.length === answers.length ? `all ${all.length}` : names.join(', ')}`;
  });
  return {
    told: [
      {
        outcome: silent.length === answers.length ? 'failed' : 'warning',
        why: why.join(', '),
        fix: 'Let UDP and TCP port 53 out, or name other roots in golive.yaml.',
      },
    ],
  };
}
