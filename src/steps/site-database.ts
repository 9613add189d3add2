import { z } from 'zod';
import type { Fqdn } from '../domain/name.ts';
import type { StepPorts } from '../ports/step-ports.ts';
import type { StepContext } from './contract.ts';

export const DatabaseParams = z.strictObject({ name: z.string().optional() });
export type DatabaseParams = z.infer<typeof DatabaseParams>;

/** `service: false`: no active hosting, or no API to see it with. */
export const DatabasesSeen = z.object({
  service: z.boolean(),
  databases: z.array(z.object({ name: z.string(), tables: z.number(), linked: z.boolean() })),
});
export type DatabasesSeen = z.infer<typeof DatabasesSeen>;

export async function observeDatabases(
  ctx: StepContext<DatabaseParams>,
  { newHosting }: StepPorts,
  signal: AbortSignal,
): Promise<DatabasesSeen> {
  const service = await newHosting?.service(ctx.domain, signal);
  return {
    service: service !== undefined,
    databases: (service?.databases ?? []).map(({ name, tables, linked }) => ({ name, tables, linked })),
  };
}

/** The playbook's name, else the domain in the letters every database server takes: `klant.nl.` is `klant_nl`. */
export function databaseName(params: DatabaseParams, domain: Fqdn): string {
  return (
    params.name ??
    domain
      .slice(0, -1)
      .replaceAll(/[^a-z0-9]+/g, '_')
      .slice(0, 32)
  );
}
