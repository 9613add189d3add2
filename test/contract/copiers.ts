import { expect } from 'vitest';
import type { Fqdn } from '../../src/domain/name.ts';
import type { SiteCopier } from '../../src/ports/hosting.ts';
import type { MailCopier } from '../../src/ports/mail-host.ts';
import { never, refuses } from './laboratory.ts';
import { contract } from './promise.ts';

export interface CopiersFixture {
  readonly site: SiteCopier;
  readonly mail: MailCopier;
  /** Has a site with a database at the source; at the target an empty service with an empty database, linked. */
  readonly domain: Fqdn;
  /** A mailbox with messages at the source, empty at the target. */
  readonly address: string;
  /** A mailbox that is only at the source. */
  readonly onlyAtSource: string;
  /** A visitor changes the site at its source. */
  editSource(): Promise<void>;
  /** One more message arrives there. */
  deliver(side: 'source' | 'target'): Promise<void>;
  close(): Promise<void>;
}

/** Every promise of the ports `SiteCopier` and `MailCopier`. */
export function copiersContract(
  name: string,
  open: () => Promise<CopiersFixture>,
  skip: Readonly<Record<string, string>> = {},
): void {
  contract<CopiersFixture>(`${name} keeps its promises as copiers`, open, skip, {
    'a site that was not copied is missing whole, files and tables': async ({ site, domain }) => {
      const { files, missing, differing, backups, database } = await site.compare(domain, never());
      expect(files).toBeGreaterThan(0);
      expect({ missing, differing, backups }).toEqual({ missing: files, differing: 0, backups: [] });
      expect(database.tables).toBeGreaterThan(0);
      expect(database.missing).toBe(database.tables);
    },
    'copied files and an imported database differ in nothing, also when it is done again': async ({ site, domain }) => {
      for (let round = 0; round < 2; round++) {
        await site.copyFiles(domain, never());
        await site.importDatabase(domain, never());
        const { missing, differing, database } = await site.compare(domain, never());
        expect([missing, differing, database.missing]).toEqual([0, 0, 0]);
      }
    },
    'what changed at the source since differs, until it is copied': async ({ site, domain, editSource }) => {
      await site.copyFiles(domain, never());
      await editSource();
      expect(await site.compare(domain, never())).toMatchObject({ missing: 0, differing: 1 });
      await site.copyFiles(domain, never());
      expect(await site.compare(domain, never())).toMatchObject({ missing: 0, differing: 0 });
    },
    'a backup holds files and tables, and every backup is one more': async ({ site, domain }) => {
      for (let round = 0; round < 2; round++) await site.backUp(domain, never());
      const { backups, files, database } = await site.compare(domain, never());
      expect(new Set(backups.map(({ id }) => id)).size).toBe(2);
      for (const backup of backups) {
        expect(backup.files).toBeGreaterThanOrEqual(files);
        expect(backup.tables).toBe(database.tables);
      }
    },
    'messages are compared by mailbox, in the order asked': async ({ mail, address, onlyAtSource }) => {
      const compared = await mail.compare([onlyAtSource, address], never());
      expect(compared.map((one) => one.address)).toEqual([onlyAtSource, address]);
      for (const { source, target, missing } of compared) expect([target, missing]).toEqual([0, source]);
    },
    'copying forward brings what lacks, as often as one likes, and leaves the source alone': async (fixture) => {
      const { mail, address } = fixture;
      const [before] = await mail.compare([address], never());
      for (let round = 0; round < 2; round++) await mail.copy(address, 'forward', never());
      const copied = { source: before!.source, target: before!.source, missing: 0, onlyAtTarget: 0 };
      expect((await mail.compare([address], never()))[0]).toEqual({ address, ...copied });
      await fixture.deliver('source');
      expect((await mail.compare([address], never()))[0]!.missing).toBe(1);
      await mail.copy(address, 'forward', never());
      expect((await mail.compare([address], never()))[0]!.missing).toBe(0);
    },
    'what arrived at the target alone is seen, and copied back without loss': async ({ mail, address, deliver }) => {
      await mail.copy(address, 'forward', never());
      await deliver('target');
      const [arrived] = await mail.compare([address], never());
      expect(arrived).toMatchObject({ missing: 0, onlyAtTarget: 1 });
      await mail.copy(address, 'back', never());
      const [after] = await mail.compare([address], never());
      expect(after).toMatchObject({ source: arrived!.target, target: arrived!.target, missing: 0, onlyAtTarget: 0 });
    },
    'copying to a mailbox that is not there is refused': ({ mail, onlyAtSource }) =>
      refuses('refused', () => mail.copy(onlyAtSource, 'forward', never())),
  });
}
