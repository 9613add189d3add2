import type { PreflightJudgement } from '../checks/preflight.ts';
import { judgePreflight } from '../checks/preflight.ts';
import type { PreflightContext, PreflightOptions } from '../checks/preflight-sight.ts';
import { seePreflight } from '../checks/preflight-sight.ts';
import { parseIpv4, parseIpv6 } from '../dns/wire-address.ts';
import type { Answers } from '../domain/answers.ts';
import { GoLiveError } from '../domain/errors.ts';
import { SEVERITIES } from '../domain/finding.ts';
import { stepsOf } from '../domain/migration.ts';
import type { Fqdn } from '../domain/name.ts';
import { domainName } from '../domain/name.ts';
import type { Rrset } from '../domain/rrset.ts';
import { rrsetKey } from '../domain/rrset.ts';
import { severityOf } from '../domain/severity.ts';
import { stepState } from '../domain/status.ts';
import { MINUTE } from '../domain/time.ts';
import type { Clock } from '../ports/clock.ts';
import type { StepPorts } from '../ports/step-ports.ts';
import type { Vault } from '../ports/vault.ts';
import { CATALOGUE } from '../steps/catalog.ts';
import { render } from '../texts/render.ts';
import type { App } from './app.ts';
import type { Config } from './config/schema.ts';
import type { DocumentOf, PreflightEntry } from './documents.ts';
import { availableApis, contextOf } from './engine/context.ts';
import type { Loaded } from './record.ts';
import { load } from './record.ts';
import { documentOf, domainPair, findingIn, styleOf } from './voice.ts';

/** The public views of the world: all that can be seen without an account anywhere. */
export type PublicViews = Pick<StepPorts, 'dns' | 'web' | 'smtp' | 'registry'>;

/** Everything together may take this long; wall time. Each walk of delegations has bounds of its own. */
const MOST_MS = 2 * MINUTE;
/** More are no delegation that a registry takes. */
const MOST_NAME_SERVERS = 13;

export interface OutsideAsked {
  readonly domain: Fqdn;
  readonly nameServers: readonly Fqdn[];
  readonly addresses: ReadonlyMap<Fqdn, readonly string[]>;
  readonly exported?: readonly Rrset[];
  readonly acceptNotAsked: boolean;
  readonly certificateAuthority?: string;
}

/**
 * The planned name servers of a command line: `ns1.example.net,ns2.example.net`; a server that nobody can find yet carries its addresses,
 * `ns1.klant.nl=203.0.113.53=2001:db8::53`.
 *
 * @throws GoLiveError `name-invalid`, `usage`
 */
export function nameServersFrom(text: string): Pick<OutsideAsked, 'nameServers' | 'addresses'> {
  const addresses = new Map<Fqdn, readonly string[]>();
  const words = text.split(/[\s,;]+/).filter((word) => word !== '');
  const names = words.map((word) => {
    const [name, ...given] = word.split('=');
    const server = domainName(name!);
    const wrong = given.find((address) => parseIpv4(address) === undefined && parseIpv6(address) === undefined);
    if (wrong !== undefined)
      throw new GoLiveError('usage', {
        subject: `--to ${JSON.stringify(words.find((word) => word.startsWith(name!))!.slice(0, 80))}`,
        why: 'what follows the = is not an IP address',
        fix: 'Write ns1.klant.nl=203.0.113.53, or the name alone.',
      });
    if (given.length > 0) addresses.set(server, given);
    return server;
  });
  const nameServers = [...new Set(names)].sort();
  if (nameServers.length === 0 || nameServers.length > MOST_NAME_SERVERS)
    throw new GoLiveError('usage', {
      subject: '--to',
      why: nameServers.length === 0 ? 'it names no server' : `it names ${nameServers.length} servers`,
      fix: `Name one to ${MOST_NAME_SERVERS} name servers, with commas between.`,
    });
  return { nameServers, addresses };
}

/** Without a migration: the old zone as it stands is compared with what the planned servers say. Needs no store. */
export async function preflightOutside(
  parts: { readonly config: Config; readonly clock: Clock; readonly views: PublicViews },
  asked: OutsideAsked,
  signal: AbortSignal,
): Promise<DocumentOf<'preflight'>> {
  const free = {
    ...(asked.acceptNotAsked ? { acceptNotAsked: 'yes' } : {}),
    ...(asked.certificateAuthority === undefined ? {} : { certificateAuthority: asked.certificateAuthority }),
  };
  const answers: Answers = {
    registration: 'stays',
    hosting: 'stays',
    mail: 'stays',
    nameServers: 'switch',
    newNameServers: asked.nameServers,
    free,
  };
  const ctx = { domain: asked.domain, stepId: 'preflight', role: 'main', answers, earlier: {}, available: [] } as const;
  const options = {
    undecided: true,
    addresses: asked.addresses,
    ...(asked.exported === undefined ? {} : { exported: asked.exported }),
  };
  const judged = await look(ctx, { ...parts.views, vault: noVault() }, options, parts.clock, signal);
  return documentOf('preflight', parts, entryOf(parts, ctx, judged));
}

/** With a migration: its intended zone, as fixed or as it would be made now, and its answers. Changes nothing. */
export async function preflightMigration(
  app: App,
  migrationId: string,
  signal: AbortSignal,
): Promise<DocumentOf<'preflight'>> {
  const loaded = await load(app, migrationId);
  const ports = { ...(await app.portsFor(loaded.state, loaded.project)), vault: noVault() };
  const ctx = contextFor(loaded, ports);
  const judged = await look(ctx, ports, {}, app.clock, signal);
  return documentOf('preflight', app, entryOf(app, ctx, judged));
}

/** As the migration's own preflight step would see it; a playbook without one is looked at all the same. */
function contextFor({ playbook, state }: Loaded, ports: StepPorts): PreflightContext {
  const implementation = CATALOGUE.get('preflight')!;
  const steps = stepsOf(playbook, state);
  const own = steps.find(({ step }) => step === 'preflight');
  const step = own ?? { ...steps[0]!, id: 'preflight', step: 'preflight', params: {} };
  return contextOf(playbook, state, step, implementation, availableApis(ports));
}

/** Steps whose turn comes before the preflight and that are not over: a no-go is no surprise while there are some. */
export async function stillBefore(app: App, migrationId: string): Promise<readonly string[]> {
  const { playbook, state } = await load(app, migrationId);
  const steps = stepsOf(playbook, state);
  const at = steps.findIndex(({ step }) => step === 'preflight');
  const over = new Set<string>(['done', 'skipped', 'undone']);
  return steps
    .slice(0, Math.max(0, at))
    .filter((step) => step.step !== 'watch-parents' && !over.has(stepState(playbook, step, state)))
    .map(({ id }) => id);
}

async function look(
  ctx: PreflightContext,
  ports: StepPorts,
  options: PreflightOptions,
  clock: Clock,
  signal: AbortSignal,
): Promise<PreflightJudgement> {
  const late = AbortSignal.timeout(MOST_MS);
  try {
    const sight = await seePreflight(ctx, ports, options, AbortSignal.any([signal, late]));
    return judgePreflight(ctx, sight, clock.now());
  } catch (thrown) {
    if (!late.aborted || signal.aborted) throw thrown;
    throw new GoLiveError('unreachable', {
      subject: ctx.domain.slice(0, -1),
      why: `looking took longer than ${MOST_MS / 1000} s`,
      fix: 'Try again later.',
      cause: thrown,
    });
  }
}

function noVault(): Vault {
  const refuse = async () => {
    throw new GoLiveError('not-allowed', { subject: 'the vault', why: 'this is only a look' });
  };
  return { read: async () => undefined, store: refuse, forget: refuse };
}

function entryOf(parts: Pick<App, 'config'>, ctx: PreflightContext, judged: PreflightJudgement): PreflightEntry {
  const style = styleOf(parts);
  const { rrsets, provenance, completeness } = judged.inventory;
  const bare = (key: string): string => key.replace(/\.(?= )/, '');
  const loudest = [...judged.findings].sort(
    (a, b) => SEVERITIES.indexOf(severityOf(b)) - SEVERITIES.indexOf(severityOf(a)),
  );
  return {
    ...domainPair(ctx.domain),
    nameServers: (ctx.answers.newNameServers ?? []).map((name) => name.replace(/\.$/, '')),
    verdict: judged.verdict,
    why: render(judged.why, style),
    gates: judged.gates,
    findings: loudest.map((finding) => findingIn(finding, style)),
    inventory: {
      records: rrsets.map(({ name, type, ttlSeconds, rdatas }) => ({
        name: name === '.' ? name : name.slice(0, -1),
        type,
        ttlSeconds,
        rdata: [...rdatas],
      })),
      provenance: Object.fromEntries(
        rrsets.map((set) => [bare(rrsetKey(set)), provenance[rrsetKey(set)] ?? completeness]),
      ),
      completeness,
    },
  };
}
