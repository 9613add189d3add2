import type { LaboratoryEndpoints, LaboratoryOptions } from '../../ports/laboratory.ts';

/** How much real time passes between two looks of the daemon at the store; the laboratory's clock runs on meanwhile. */
const POLL_REAL_MS = 25;

/** Parts of the toy world that have an API; the rest is done by people. */
const WITH_API = [
  'oldDnsHost',
  'newDnsHost',
  'losingRegistrar',
  'gainingRegistrar',
  'oldHosting',
  'newHosting',
  'oldMailHost',
  'newMailHost',
  'siteCopier',
  'mailCopier',
  'registry',
];

/**
 * A `golive.yaml` for the toy world, as a person would write it. JSON strings are YAML, so nothing in it needs quoting rules of its own.
 * The token lies in a file beside it: secrets do not stand in a configuration.
 */
export function laboratoryYaml(
  endpoints: LaboratoryEndpoints,
  clock: LaboratoryOptions['clock'],
  language: string,
): string {
  const { dnsPort, httpPort, httpsPort, smtpPort, roots, resolvers, rpcUrl, ca } = endpoints;
  const list = (items: readonly unknown[]) => items.map((item) => `    - ${JSON.stringify(item)}`).join('\n');
  return `# A toy Internet on loopback. Nothing here leaves this machine.
agency: { name: "Voorbeeld Media", timeZone: "Europe/Amsterdam", language: ${language}, country: NL }
store: "sqlite:golive.db"
serve: { listen: "127.0.0.1:0" }
dns:
  roots:
${list(roots.map(({ name, address }) => ({ name: name ?? '.', address })))}
  resolvers:
${list(resolvers.map(({ name, address, gate }) => ({ name, address, gate })))}
  allowPrivateAddresses: true
  ports: { dns: ${dnsPort}, http: ${httpPort}, https: ${httpsPort}, smtp: ${smtpPort} }
tls: { caFile: ${JSON.stringify(ca)} }
providers:
  toy: { adapter: simulated, url: ${JSON.stringify(rpcUrl)}, token: { file: "token" }, does: [${WITH_API.join(', ')}] }
checklists:
  after: ["The contact form was tested", "The statistics count visitors"]
laboratory:
  clock: ${JSON.stringify(clock)}
  pollMs: ${POLL_REAL_MS * clock.factor}
`;
}
