import { GoLiveError } from '../domain/errors.ts';
import type { Fqdn } from '../domain/name.ts';
import type { SiteComparison, SiteCopier } from '../ports/hosting.ts';
import type { Door } from './faults.ts';
import type { Account, HostingCore } from './hosting.ts';

type Backup = SiteComparison['backups'][number];

/** Copies the site from the old host to the new one, with a shelf for backups apart from both. */
export class SiteCopierCore {
  readonly #from: HostingCore;
  readonly #to: HostingCore;
  readonly #backups = new Map<Fqdn, Backup[]>();

  constructor(from: HostingCore, to: HostingCore) {
    this.#from = from;
    this.#to = to;
  }

  compare(domain: Fqdn): SiteComparison {
    const source = this.#source(domain);
    const target = this.#to.account(domain);
    const paths = [...source.files.keys()].filter((path) => path !== '/wp-config.php'); // each host keeps its own settings
    const tables = tablesOf(source);
    const there = target === undefined ? new Map<string, string>() : tablesOf(target);
    return {
      files: paths.length,
      missing: paths.filter((path) => !target?.files.has(path)).length,
      differing: paths.filter((path) => target?.files.has(path) && target.files.get(path) !== source.files.get(path))
        .length,
      backups: [...(this.#backups.get(domain) ?? [])],
      database: {
        tables: tables.size,
        missing: [...tables].filter(([name, content]) => there.get(name) !== content).length,
      },
    };
  }

  backUp(domain: Fqdn): void {
    const source = this.#source(domain);
    const made = this.#backups.get(domain) ?? [];
    made.push({ id: `b-${made.length + 1}`, files: source.files.size, tables: tablesOf(source).size });
    this.#backups.set(domain, made);
  }

  copyFiles(domain: Fqdn): void {
    const source = this.#source(domain);
    this.#target(domain);
    this.#to.change(domain, { files: new Map(source.files) });
  }

  importDatabase(domain: Fqdn): void {
    const tables = tablesOf(this.#source(domain));
    const target = this.#target(domain);
    const into = target.databases.find(({ linked }) => linked) ?? target.databases[0];
    if (tables.size === 0) return;
    if (into === undefined) throw new GoLiveError('refused', { subject: domain, why: 'no database to import into' });
    this.#to.change(domain, {
      databases: target.databases.map((database) =>
        database.name === into.name ? { ...database, tables: new Map(tables) } : database,
      ),
    });
  }

  #source(domain: Fqdn): Account {
    const source = this.#from.account(domain);
    if (source === undefined) throw new GoLiveError('refused', { subject: domain, why: 'no site at the source' });
    return source;
  }

  #target(domain: Fqdn): Account {
    const target = this.#to.account(domain);
    if (target === undefined) throw new GoLiveError('refused', { subject: domain, why: 'no hosting at the target' });
    return target;
  }
}

export function siteCopierApi(core: SiteCopierCore, door: Door): SiteCopier {
  const change = (name: string, signal: AbortSignal, work: () => void) =>
    door.change(`siteCopier.${name}`, signal, undefined, work);
  return {
    compare: (domain, signal) => door.read('siteCopier.compare', signal, () => core.compare(domain)),
    backUp: (domain, signal) => change('backUp', signal, () => core.backUp(domain)),
    copyFiles: (domain, signal) => change('copyFiles', signal, () => core.copyFiles(domain)),
    importDatabase: (domain, signal) => change('importDatabase', signal, () => core.importDatabase(domain)),
  };
}

function tablesOf(account: Account): ReadonlyMap<string, string> {
  return (account.databases.find(({ linked }) => linked) ?? account.databases[0])?.tables ?? new Map();
}
