import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Postgres } from './kit/postgres.ts';
import { postgresPrograms, startPostgres } from './kit/postgres.ts';
import type { Machine } from './kit/scheduled.ts';
import { pack, startMachine, whyNoMachine } from './kit/scheduled.ts';
import { until as untilSoon } from './kit/until.ts';

/*
 * Each file of scheduler/ is started as docs/operation.md says: copied unchanged to where it belongs, on a machine of its own with a real systemd as
 * its first process, or a real cron. The clock is the wall's: the timer and the minute line of cron have up to a minute to wait, side by side.
 */
const SCHEDULER = '/usr/local/lib/node_modules/golive/scheduler';
const UNITS = ['golive.service', 'golive-worker.service', 'golive-tick.service', 'golive-tick.timer'];

/** One step that asks a person, and asks nobody outside. */
const PLAYBOOK = `schema: golive.playbook/1
id: by-hand
title: { nl: Met de hand, de: Von Hand, fr: À la main, en: By hand }
summary: { nl: a, de: a, fr: a, en: a }
interruption: none
steps:
  - { id: collect-access, owner: login-owner, minutes: 30 }
`;
const BY = ['--by', 'Anna, in the test'];
const ANSWERS = ['--registration', 'stays', '--hosting', 'stays', '--mail', 'none', '--name-servers', 'stays'];

/** Wall milliseconds: the next minute, and what a busy machine needs beside it. */
const A_MINUTE_MS = 75_000;
const SOON_MS = 60_000;

const AGENCY = { user: 'agency', home: '/home/agency' };
const GOLIVE = { user: 'golive', home: '/var/lib/golive' };
const CONFIG = '/etc/golive/golive.yaml';
const SQLITE = 'sqlite:/var/lib/golive/golive.db';

const why = whyNoMachine();
const ABOUT = `scheduler/, each file started${why === undefined ? '' : ` (skipped: ${why})`}`;
const withoutPostgres = postgresPrograms() === undefined;

let packed: string;
let postgres: Postgres | undefined;
beforeAll(async () => {
  packed = mkdtempSync(join(tmpdir(), 'golive-packed-'));
  pack(packed);
  if (!withoutPostgres) postgres = await startPostgres();
});
afterAll(async () => {
  await postgres?.stop();
  rmSync(packed, { recursive: true });
});

/** Begins the machine, ends it whatever happens. */
async function on(init: 'systemd' | 'cron', network: 'own' | 'host', life: (machine: Machine) => Promise<void>) {
  const machine = await startMachine(init, packed, network);
  try {
    await life(machine);
  } finally {
    await machine.stop();
  }
}

/** @throws Error with what it said: it failed */
async function well(machine: Machine, command: readonly string[], as?: typeof GOLIVE, input?: string): Promise<string> {
  const { code, out, err } = await machine.run(command, as, input);
  if (code !== 0) throw new Error(`${command.join(' ')} ended with ${code}\n${out}${err}`);
  return out;
}

const yaml = (store: string) => `agency: { name: Voorbeeld, language: en }
store: ${JSON.stringify(store)}
${store.startsWith('postgres:') ? 'keyFile: /var/lib/golive/golive.key\n' : ''}playbooks: playbooks
`;

/** golive as its administrator has it: the config, and its user. */
interface Desk {
  readonly config: string;
  readonly as: typeof GOLIVE;
}

const office: Desk = { config: CONFIG, as: GOLIVE };

/** The machines share two processors, and begin all at once. */
const until: typeof untilSoon = (what, look, withinMs = SOON_MS, everyMs = 200) =>
  untilSoon(what, look, withinMs, everyMs);

/** A migration with something due: after the next look at it, golive has asked a person. */
async function begin(machine: Machine, domain: string, { config, as }: Desk): Promise<void> {
  await well(machine, ['golive', 'new', domain, '--playbook', 'by-hand', ...ANSWERS, '--config', config, ...BY], as);
  await well(machine, ['golive', 'approve', domain, '--config', config, ...BY], as);
}

/** How often golive asked, as its journal has it. */
async function asked(machine: Machine, domain: string, { config, as }: Desk): Promise<number> {
  const out = await well(machine, ['golive', 'journal', domain, '--json', '--config', config], as);
  const { events } = JSON.parse(out) as { events: { type: string; event: { event?: string } }[] };
  return events.filter(({ type, event }) => type === 'step' && event.event === 'asked').length;
}

const isWorkedOn = (machine: Machine, domain: string, desk: Desk, withinMs = SOON_MS) =>
  until(`work on ${domain}`, async () => (await asked(machine, domain, desk)) === 1, withinMs, 500);

describe.skipIf(why !== undefined)(ABOUT, () => {
  async function install(machine: Machine, store: string, home = GOLIVE.home): Promise<void> {
    await well(machine, ['useradd', '--system', '--home-dir', home, '--shell', '/usr/sbin/nologin', 'golive']);
    await well(machine, ['install', '-d', '-o', 'golive', '-g', 'golive', '-m', '0700', '/var/lib/golive']);
    machine.write(CONFIG, yaml(store));
    machine.write('/etc/golive/playbooks/by-hand.yaml', PLAYBOOK);
    await well(machine, ['chgrp', 'golive', CONFIG]);
    await well(machine, ['chmod', '0640', CONFIG]);
    await well(machine, ['sh', '-c', `cp ${SCHEDULER}/golive* /etc/systemd/system/`]);
    await until('the machine to be up', async () => {
      return (await machine.run(['systemctl', 'is-system-running'])).out.trim() === 'running';
    });
    await well(machine, ['systemctl', 'daemon-reload']);
  }

  async function properties(machine: Machine, unit: string, ...names: readonly string[]) {
    const out = await well(machine, ['systemctl', 'show', unit, `--property=${names.join(',')}`]);
    return Object.fromEntries(
      out
        .trim()
        .split('\n')
        .map((line) => line.split(/=(.*)/s).slice(0, 2)),
    );
  }

  const said = (machine: Machine, unit: string) =>
    well(machine, ['journalctl', '--unit', unit, '--output=cat', '--no-pager']);

  test.concurrent('systemd finds no fault in the files', () =>
    on('systemd', 'own', async (machine) => {
      await install(machine, SQLITE);
      for (const unit of UNITS)
        expect(await machine.run(['systemd-analyze', 'verify', '--man=no', `/etc/systemd/system/${unit}`])).toEqual({
          code: 0,
          out: '',
          err: '',
        });
    }));

  test.concurrent('golive.service works until it is stopped, and comes back when it dies', () =>
    on('systemd', 'own', async (machine) => {
      await install(machine, SQLITE);
      await begin(machine, 'eerder.nl', office);
      expect(await asked(machine, 'eerder.nl', office)).toBe(0);
      await well(machine, ['systemctl', 'enable', '--now', 'golive.service']);
      await isWorkedOn(machine, 'eerder.nl', office);
      const { MainPID } = await properties(machine, 'golive.service', 'MainPID');
      expect(await well(machine, ['stat', '--format=%U', `/proc/${MainPID}`])).toBe('golive\n');
      await begin(machine, 'later.nl', office);
      await isWorkedOn(machine, 'later.nl', office);

      await well(machine, ['systemctl', 'kill', '--signal=KILL', 'golive.service']);
      await until(
        'a restart',
        async () => {
          const { NRestarts, ActiveState } = await properties(machine, 'golive.service', 'NRestarts', 'ActiveState');
          return NRestarts === '1' && ActiveState === 'active';
        },
        SOON_MS,
      );
      await begin(machine, 'opnieuw.nl', office);
      await isWorkedOn(machine, 'opnieuw.nl', office);

      const beganMs = Date.now();
      await well(machine, ['systemctl', 'stop', 'golive.service']);
      expect(Date.now() - beganMs).toBeLessThan(SOON_MS);
      expect(
        await properties(machine, 'golive.service', 'ActiveState', 'Result', 'ExecMainStatus', 'TimeoutStopUSec'),
      ).toEqual({ ActiveState: 'inactive', Result: 'success', ExecMainStatus: '0', TimeoutStopUSec: '1min 30s' });
      expect((await said(machine, 'golive.service')).match(/golive is at work|nothing was sent by halves/g)).toEqual([
        'golive is at work',
        'golive is at work',
        'nothing was sent by halves',
      ]);
    }));

  test.concurrent('golive-tick.service is one pass, and golive-tick.timer starts it within a minute', () =>
    on('systemd', 'own', async (machine) => {
      // A user as Debian's adduser makes one: a newer Node that was fetched has no home to be kept in but the unit's own.
      await install(machine, SQLITE, '/nonexistent');
      await begin(machine, 'eerst.nl', office);
      expect(await asked(machine, 'eerst.nl', office)).toBe(0);
      await well(machine, ['rm', '-r', '/var/lib/golive/.cache', '/var/lib/golive/npx.log'], GOLIVE);
      await well(machine, ['systemctl', 'start', 'golive-tick.service']);
      expect(await asked(machine, 'eerst.nl', office)).toBe(1);
      expect(await properties(machine, 'golive-tick.service', 'ActiveState', 'Result')).toEqual({
        ActiveState: 'inactive',
        Result: 'success',
      });

      await begin(machine, 'daarna.nl', office);
      expect(await asked(machine, 'daarna.nl', office)).toBe(0);
      await well(machine, ['systemctl', 'enable', '--now', 'golive-tick.timer']);
      expect(await well(machine, ['systemctl', 'list-timers', '--no-pager'])).toContain('golive-tick.service');
      await isWorkedOn(machine, 'daarna.nl', office, A_MINUTE_MS);
      await until('a second pass in the journal', async () => {
        return (await said(machine, 'golive-tick.service')).match(/Worked on: 1, failed: 0\./g)?.length === 2;
      });
      expect(machine.read('/var/lib/golive/npx.log')).toBe('fetched\n');
    }));

  test
    .skipIf(withoutPostgres)
    .concurrent('golive-worker.service refuses a file as a store, once; works on a PostgreSQL, and stops', () =>
      on('systemd', 'host', async (machine) => {
        await install(machine, SQLITE);
        await well(machine, ['systemctl', 'enable', '--now', 'golive-worker.service']);
        const state = ['ActiveState', 'Result', 'ExecMainStatus', 'NRestarts'];
        await until('a refusal', async () => {
          return (await properties(machine, 'golive-worker.service', ...state))['ActiveState'] === 'failed';
        });
        expect(await properties(machine, 'golive-worker.service', ...state)).toEqual({
          ActiveState: 'failed',
          Result: 'exit-code',
          ExecMainStatus: '2',
          NRestarts: '0',
        });
        expect(await said(machine, 'golive-worker.service')).toMatch(
          /^golive: worker is not a valid .* or run golive serve\.$/m,
        );

        machine.write(CONFIG, yaml(postgres!.database('scheduled')));
        await begin(machine, 'samen.nl', office);
        expect(await asked(machine, 'samen.nl', office)).toBe(0);
        await well(machine, ['systemctl', 'restart', 'golive-worker.service']);
        await isWorkedOn(machine, 'samen.nl', office);
        await well(machine, ['systemctl', 'stop', 'golive-worker.service']);
        expect(await properties(machine, 'golive-worker.service', 'Result', 'ExecMainStatus')).toEqual({
          Result: 'success',
          ExecMainStatus: '0',
        });
      }),
    );

  test.concurrent('both lines of crontab.example are run, and the copy can be taken into use', () =>
    on('cron', 'own', async (machine) => {
      const desk: Desk = { config: '/home/agency/golive/golive.yaml', as: AGENCY };
      await well(machine, ['useradd', '--create-home', 'agency']);
      const keep = (path: string, text: string) => well(machine, ['tee', path], AGENCY, text);
      for (const folder of ['golive/playbooks', 'restored'])
        await well(machine, ['mkdir', '-p', `/home/agency/${folder}`], AGENCY);
      await keep('/home/agency/golive/playbooks/by-hand.yaml', PLAYBOOK);
      await keep(desk.config, yaml('sqlite:golive.db'));
      await begin(machine, 'elke-minuut.nl', desk);
      expect(await asked(machine, 'elke-minuut.nl', desk)).toBe(0);
      await begin(machine, 'ook.nl', desk);

      // The one edit: the nightly line is due now.
      const example = machine.read(`${SCHEDULER}/crontab.example`);
      expect(example).toMatch(/^30 2 \* \* \* /m);
      await well(machine, ['crontab', '-u', 'agency', '-'], undefined, example.replace(/^30 2 (?=\* \* \* )/m, '* * '));

      await isWorkedOn(machine, 'elke-minuut.nl', desk, A_MINUTE_MS);
      await isWorkedOn(machine, 'ook.nl', desk);
      expect(machine.read('/home/agency/golive/tick.log')).toContain('Worked on: 2, failed: 0.\n');
      const copy = await until('a copy', async () => {
        const { out } = await machine.run(['sh', '-c', 'ls /home/agency/golive/backup-*.db'], AGENCY);
        return /^\S+\/backup-\d{4}-\d\d-\d\d\.db$/m.exec(out)?.[0];
      });

      const restored = { ...desk, config: '/home/agency/restored/golive.yaml' };
      await keep(restored.config, yaml('sqlite:golive.db'));
      await well(machine, ['golive', 'restore', copy, '--config', restored.config], AGENCY);
      const out = await well(machine, ['golive', 'status', '--json', '--config', restored.config], AGENCY);
      const { migrations } = JSON.parse(out) as { migrations: { domain: string }[] };
      expect(migrations.map(({ domain }) => domain).sort()).toEqual(['elke-minuut.nl', 'ook.nl']);
    }));
});
