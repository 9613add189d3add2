import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ask } from './ask.ts';
import { commonOptions } from './bind.ts';
import { type Running, startProcess } from './processes.ts';
import { until } from './until.ts';

export interface CacheOptions {
  readonly address: string;
  readonly dir: string;
  /** The lab's own root. */
  readonly roots: readonly { readonly name: string; readonly address: string }[];
  /** The root's key as a record; absent: nothing is validated. */
  readonly trustAnchor?: string;
}

/** A real recursive resolver that knows no other Internet than the lab's. */
export interface Cache {
  readonly software: string;
  readonly address: string;
  readonly process: Running;
  stop(): Promise<void>;
}

interface Kind {
  readonly command: string;
  readonly args: (options: CacheOptions, config: string) => readonly string[];
  readonly config: (options: CacheOptions) => string;
  /** BIND listens only on addresses that an interface has. */
  readonly onLo?: true;
  readonly validates: boolean;
}

const hints = (roots: CacheOptions['roots']): string =>
  roots.map(({ name, address }) => `. 3600000 IN NS ${name}\n${name} 3600000 IN A ${address}\n`).join('');

function unbound(extra: readonly string[], validates = true): Kind {
  return {
    command: 'unbound',
    args: (_options, config) => ['-d', '-p', '-c', config],
    validates,
    config: ({ address, dir, roots, trustAnchor }) => {
      writeFileSync(join(dir, 'root.hints'), hints(roots));
      return [
        'server:',
        `  interface: ${address}`,
        '  port: 53',
        '  num-threads: 1',
        '  username: ""',
        '  chroot: ""',
        `  directory: "${dir}"`,
        '  use-syslog: no',
        '  access-control: 127.0.0.0/8 allow',
        '  do-not-query-localhost: no',
        '  do-ip6: no',
        `  root-hints: "${join(dir, 'root.hints')}"`,
        ...(validates && trustAnchor !== undefined
          ? ['  module-config: "validator iterator"', `  trust-anchor: "${trustAnchor}"`]
          : ['  module-config: "iterator"']),
        ...extra.map((line) => `  ${line}`),
        'remote-control:',
        '  control-enable: no',
        '',
      ].join('\n');
    },
  };
}

/** The caches of the lab, by name. Two of them keep to no rule alone: each is a way in which real resolvers differ. */
export const CACHES = {
  unbound: unbound([]),
  /** Asks the zone's own servers for its NS set too, and renews what is asked for often before it ends. */
  'unbound-strict': unbound(['harden-referral-path: yes', 'prefetch: yes', 'prefetch-key: yes']),
  'unbound-plain': unbound([], false),
  'pdns-recursor': {
    command: 'pdns_recursor',
    args: ({ dir }) => [`--config-dir=${dir}`],
    validates: true,
    config: ({ address, dir, roots, trustAnchor }) => {
      writeFileSync(join(dir, 'root.hints'), hints(roots));
      const anchor = /DNSKEY\s+(.*)/.exec(trustAnchor ?? '')?.[1];
      if (trustAnchor !== undefined) {
        writeFileSync(join(dir, 'anchor.key'), `. 3600 IN DNSKEY ${anchor}\n`);
        writeFileSync(
          join(dir, 'anchors.lua'),
          `clearTA()\nreadTrustAnchorsFromFile(${JSON.stringify(join(dir, 'anchor.key'))})\n`,
        );
      }
      return [
        `local-address=${address}`,
        'local-port=53',
        'allow-from=127.0.0.0/8',
        'dont-query=',
        `hint-file=${join(dir, 'root.hints')}`,
        `socket-dir=${dir}`,
        'daemon=no',
        'threads=1',
        'security-poll-suffix=',
        'minimum-ttl-override=0',
        'packetcache-ttl=1',
        ...(trustAnchor === undefined
          ? ['dnssec=off']
          : ['dnssec=validate', `lua-config-file=${join(dir, 'anchors.lua')}`]),
        '',
      ].join('\n');
    },
  },
  'bind-stale': {
    command: 'named',
    args: (_options, config) => ['-g', '-n', '1', '-c', config],
    onLo: true,
    validates: true,
    config: ({ address, dir, roots, trustAnchor }) => {
      writeFileSync(join(dir, 'root.hints'), hints(roots));
      const [, flags, protocol, algorithm, key] = /DNSKEY\s+(\d+) (\d+) (\d+) (.*)/.exec(trustAnchor ?? '') ?? [];
      return `options {
${commonOptions(address, dir)}
  recursion yes;
  allow-query { any; };
  allow-recursion { any; };
  dnssec-validation ${trustAnchor === undefined ? 'no' : 'yes'};
  stale-answer-enable yes;
  stale-cache-enable yes;
  max-stale-ttl 1d;
  servfail-ttl 1;
};
controls { };
${trustAnchor === undefined ? '' : `trust-anchors { . static-key ${flags} ${protocol} ${algorithm} "${key!.replaceAll(' ', '')}"; };`}
zone "." { type hint; file "${join(dir, 'root.hints')}"; };
`;
    },
  },
  kresd: {
    command: 'kresd',
    args: ({ address, dir }, config) => ['-n', '-a', `${address}@53`, '-c', config, dir],
    validates: true,
    config: ({ dir, roots, trustAnchor }) => {
      if (trustAnchor !== undefined) writeFileSync(join(dir, 'anchor.key'), `${trustAnchor}\n`);
      const lines = [
        'modules.unload("ta_update")',
        'modules.unload("ta_signal_query")',
        'modules.unload("priming")',
        'modules.unload("detect_time_jump")',
        'modules.unload("detect_time_skew")',
        'modules = { "hints > iterate" }',
        `hints.root({ ${roots.map(({ name, address }) => `["${name}"] = "${address}"`).join(', ')} })`,
        'option("ALLOW_LOCAL", true)',
        'net.ipv6 = false',
        'cache.open(20 * MB)',
        ...(trustAnchor === undefined
          ? ['trust_anchors.remove(".")']
          : ['trust_anchors.remove(".")', `trust_anchors.add_file(${JSON.stringify(join(dir, 'anchor.key'))}, true)`]),
        '',
      ];
      return lines.join('\n');
    },
  },
} as const satisfies Readonly<Record<string, Kind>>;

export type CacheName = keyof typeof CACHES;

export const CONFIG_NAMES: Readonly<Record<string, string>> = { pdns_recursor: 'recursor.conf' };

export async function startCache(name: CacheName, options: CacheOptions): Promise<Cache> {
  const kind: Kind = CACHES[name];
  mkdirSync(options.dir, { recursive: true });
  const config = join(options.dir, CONFIG_NAMES[kind.command] ?? `${kind.command}.conf`);
  writeFileSync(config, kind.config(options));
  const process = await startProcess(kind.command, kind.args(options, config), { cwd: options.dir });
  await until(`${name} to resolve in the lab`, async () => {
    if (process.ended() !== undefined) throw new Error(`it ended with ${process.ended()}: ${process.output()}`);
    const packet = await ask({ address: options.address, name: '.', type: 'NS', timeoutMs: 500 });
    if (packet !== undefined && (packet.answers?.length ?? 0) > 0) return true;
    throw new Error(process.output().slice(-3000));
  });
  return { software: name, address: options.address, process, stop: () => process.stop() };
}
