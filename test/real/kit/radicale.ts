import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startProcess } from './processes.ts';
import { until } from './until.ts';

/** A calendar server of our own: Radicale on a free port of loopback, its collections in a temporary folder, no password. */
export interface Radicale {
  /** Replaces a whole calendar (`/golive/NAME/`) or one entry of it (`/golive/NAME/ENTRY.ics`). Its status. */
  put(path: string, text: string): Promise<number>;
  /** A calendar without entries. Its status. */
  makeCalendar(path: string): Promise<number>;
  /** @throws Error: it is not there */
  get(path: string): Promise<string>;
  /** The entries that the server itself takes to be in progress within a span (RFC 4791 §7.8); each as iCalendar. */
  between(path: string, fromMs: number, untilMs: number): Promise<string[]>;
  /** Everything that it wrote to its log. */
  log(): string;
  stop(): Promise<void>;
}

/** @throws Error: it is not installed, or does not start */
export async function startRadicale(): Promise<Radicale> {
  const folder = mkdtempSync(join(tmpdir(), 'golive-radicale-'));
  // An empty configuration: not the one of the machine.
  const args = ['--config', '', '--hosts', '127.0.0.1:0', '--storage-filesystem-folder', folder, '--auth-type', 'none'];
  const process = await startProcess(
    'radicale',
    [...args, '--logging-level', 'info', '--server-max-content-length', '100000000'],
    {
      cwd: folder,
      env: { LC_ALL: 'C.UTF-8' },
    },
  );
  const port = await until('Radicale to listen', () => {
    if (process.ended() !== undefined) throw new Error(`it ended with ${process.ended()}: ${process.output()}`);
    return /Listening on .*127\.0\.0\.1\]?:(\d+)/.exec(process.output())?.[1];
  });
  const ask = (method: string, path: string, body?: string, type = 'text/calendar; charset=utf-8') =>
    fetch(`http://127.0.0.1:${port}${path}`, {
      method,
      headers: { 'content-type': type, depth: '1' },
      ...(body === undefined ? {} : { body }),
    });
  const home = await ask('MKCOL', '/golive/');
  if (home.status !== 201) throw new Error(`MKCOL: ${home.status} ${await home.text()}`);
  return {
    put: async (path, text) => (await ask('PUT', path, text)).status,
    makeCalendar: async (path) => (await ask('MKCALENDAR', path)).status,
    async get(path) {
      const answer = await ask('GET', path);
      if (answer.status !== 200) throw new Error(`GET ${path}: ${answer.status} ${await answer.text()}`);
      return answer.text();
    },
    async between(path, fromMs, untilMs) {
      const answer = await ask('REPORT', path, queryOf(fromMs, untilMs), 'application/xml; charset=utf-8');
      if (answer.status !== 207) throw new Error(`REPORT ${path}: ${answer.status} ${await answer.text()}`);
      return entriesOf(await answer.text());
    },
    log: () => process.output(),
    async stop() {
      await process.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

function queryOf(fromMs: number, untilMs: number): string {
  const stamp = (at: number) => new Date(at).toISOString().replace(/[-:]|\.\d+/g, '');
  return `<?xml version="1.0" encoding="utf-8"?>
<C:calendar-query xmlns:D="DAV:" xmlns:C="urn:ietf:params:xml:ns:caldav">
  <D:prop><C:calendar-data/></D:prop>
  <C:filter><C:comp-filter name="VCALENDAR"><C:comp-filter name="VEVENT">
    <C:time-range start="${stamp(fromMs)}" end="${stamp(untilMs)}"/>
  </C:comp-filter></C:comp-filter></C:filter>
</C:calendar-query>`;
}

const ENTITIES: Readonly<Record<string, string>> = { lt: '<', gt: '>', amp: '&', quot: '"', apos: "'" };

/** The texts of a multistatus answer, as ElementTree writes it. */
function entriesOf(xml: string): string[] {
  return [...xml.matchAll(/<(?:\w+:)?calendar-data[^>]*>([^<]*)</g)].map(([, text]) =>
    text!.replace(/&(?:#(\d+)|(\w+));/g, (whole, code: string | undefined, name: string | undefined) =>
      code === undefined ? (ENTITIES[name!] ?? whole) : String.fromCodePoint(Number(code)),
    ),
  );
}
