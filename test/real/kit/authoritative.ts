import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { serialAt } from './ask.ts';
import type { Running } from './processes.ts';
import { until } from './until.ts';

/** A zone as a server gets it: a whole zone file (RFC 1035 §5), its names absolute or relative to `zone`. */
export interface ServedZone {
  /** With its last dot: `klant.nl.` */
  readonly zone: string;
  readonly text: string;
}

/** Who may ask for whole zones and change them; absent: nobody. One key for the whole server (RFC 8945). */
export interface Access {
  readonly key?: { readonly name: string; readonly algorithm: string; readonly secret: string };
  readonly transfer?: 'anybody' | 'with-key';
  readonly update?: 'with-key';
  /** Addresses that are told of every change (RFC 1996); they may fetch whole zones, as everybody in the lab may then. */
  readonly notify?: readonly string[];
}

export interface ServerOptions {
  readonly address: string;
  /** A fresh folder for its configuration, data and sockets. */
  readonly dir: string;
  readonly zones?: readonly ServedZone[];
  readonly access?: Access;
  /** Zones that it copies from another server and does not change by itself (BIND alone). */
  readonly copies?: readonly { readonly zone: string; readonly primary: string }[];
  /** It judges zones and updates as it does where nobody has told it not to (BIND alone). */
  readonly judges?: true;
}

/** A real name server that runs. All methods throw Error with the server's own words. */
export interface Authoritative {
  readonly software: string;
  readonly address: string;
  readonly process: Running;
  /** Loads or replaces zones; over when the server answers with their serials. A serial must be higher than the one before. */
  put(zones: readonly ServedZone[]): Promise<void>;
  /** Over when it no longer answers with authority. */
  remove(zone: string): Promise<void>;
  stop(): Promise<void>;
}

/** Zones in files, which most servers read. */
export interface ZoneFiles {
  readonly zones: ReadonlyMap<string, string>;
  write(zones: readonly ServedZone[]): void;
  forget(zone: string): void;
}

export function zoneFiles(dir: string): ZoneFiles {
  const zones = new Map<string, string>();
  const folder = join(dir, 'zones');
  mkdirSync(folder, { recursive: true });
  return {
    zones,
    write(given) {
      for (const { zone, text } of given) {
        const file = zones.get(zone) ?? join(folder, `${zones.size}-${zone.replace(/[^a-z0-9-]/gi, '_')}.zone`);
        writeFileSync(file, `$ORIGIN ${zone}\n${text.endsWith('\n') ? text : `${text}\n`}`);
        zones.set(zone, file);
      }
    },
    forget: (zone) => void zones.delete(zone),
  };
}

/** The serial in a zone file, as far as it stands there plainly; `undefined`: any will do. */
export function serialOf(text: string): number | undefined {
  const match = /\bSOA\s+\S+\s+\S+\s*\(?\s*(\d+)/.exec(text.replace(/;[^\n"]*$/gm, ''));
  return match === null ? undefined : Number(match[1]);
}

/** @throws Error with the server's output: it ended, or does not serve them */
export async function servesAll(process: Running, address: string, zones: readonly ServedZone[]): Promise<void> {
  for (const { zone, text } of zones) {
    const wanted = serialOf(text);
    await until(`${zone} at ${address}: ${process.output().slice(-2000)}`, async () => {
      if (process.ended() !== undefined) throw new Error(`it ended with ${process.ended()}: ${process.output()}`);
      const serial = await serialAt(address, zone);
      return serial !== undefined && (wanted === undefined || serial >= wanted);
    });
  }
}

/** For one that serves nothing yet: that it listens at all. */
export async function listens(process: Running, address: string): Promise<void> {
  const { ask } = await import('./ask.ts');
  await until(`${address} to listen`, async () => {
    if (process.ended() !== undefined) throw new Error(`it ended with ${process.ended()}: ${process.output()}`);
    return ask({ address, name: 'nobody.invalid.', type: 'A', recursive: false, timeoutMs: 200 });
  });
}

/** So many answers in a row: a child of nsd that is being relieved answers beside its successor. */
const SURE = 10;

export async function isGone(address: string, zone: string): Promise<void> {
  await until(`${zone} to go from ${address}`, async () => {
    for (let nth = 0; nth < SURE; nth++) if ((await serialAt(address, zone)) !== undefined) return false;
    return true;
  });
}
