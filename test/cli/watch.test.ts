import { EventEmitter } from 'node:events';
import { describe, expect, test } from 'vitest';
import { memoryDns } from '../../src/adapters/dns/memory/index.ts';
import { openLiveTable } from '../../src/cli/live-table.ts';
import type { Shell } from '../../src/cli/shell.ts';
import type { Clock } from '../../src/ports/clock.ts';
import type { Lab } from '../simulation/lab.ts';
import { copyZone, lab, NEW_SERVERS, setOldApexNs } from '../simulation/lab.ts';
import { goliveOn } from './world-shell.ts';

/** A terminal that remembers what it was sent. */
class FakeTerminal extends EventEmitter {
  columns = 100;
  rows = 30;
  isTTY = true;
  raw = false;
  readonly sent: string[] = [];
  readonly exits: (() => void)[] = [];
  setRawMode(raw: boolean): void {
    this.raw = raw;
  }
  resume(): void {}
  pause(): void {}
  write(text: string): void {
    this.sent.push(text);
  }
  get screen(): string {
    return this.sent.findLast((text) => text.startsWith('\u001b[H') && text.length > 10) ?? '';
  }
  open(listening: Parameters<typeof openLiveTable>[1]) {
    const onExit = (heard: () => void): void => void this.exits.push(heard);
    return openLiveTable({ input: this, output: this, colours: false, onExit }, listening);
  }
}

const nothing = { onKey: () => undefined, onResize: () => undefined };
const ENTER = '\u001b[?1049h';
const LEAVE = '\u001b[?1049l';
const SHOW_CURSOR = '\u001b[?25h';

describe('the whole screen', () => {
  test('is taken and given back: the other screen, the cursor, the keys', () => {
    const terminal = new FakeTerminal();
    const table = terminal.open(nothing);
    expect([terminal.raw, terminal.sent[0]!.includes(ENTER)]).toEqual([true, true]);
    table.close();
    table.close();
    expect([terminal.raw, terminal.sent.filter((text) => text.includes(LEAVE)).length]).toEqual([false, 1]);
    expect(terminal.sent.at(-1)).toContain(SHOW_CURSOR);
    expect([terminal.listenerCount('data'), terminal.listenerCount('resize')]).toEqual([0, 0]);
  });
  test('is given back when the process just ends', () => {
    const terminal = new FakeTerminal();
    terminal.open(nothing);
    for (const exit of terminal.exits) exit();
    expect(terminal.sent.at(-1)).toContain(LEAVE);
  });
  test('hears q, Escape, Ctrl-C and the space bar, and no arrow', () => {
    const terminal = new FakeTerminal();
    const keys: string[] = [];
    terminal.open({ ...nothing, onKey: (key) => keys.push(key) });
    for (const piece of ['\u001b[A', 'x', 'q', '\u001b', '\u0003', ' ', '\u001bOP'])
      terminal.emit('data', Buffer.from(piece));
    expect(keys).toEqual(['q', 'escape', 'ctrl-c', ' ']);
  });
  test('never writes past its edges, and says what it left out', () => {
    const terminal = new FakeTerminal();
    Object.assign(terminal, { columns: 20, rows: 4 });
    const table = terminal.open(nothing);
    table.draw(
      Array.from({ length: 9 }, (_, index) => `line ${index} ${'x'.repeat(40)}`),
      (more) => `${more} more`,
    );
    const lines = terminal.screen.replace(/\u001b\[[0-9;]*[A-Za-z]/g, '').split('\r\n');
    expect(lines).toHaveLength(4);
    expect(lines.at(-1)).toBe('6 more');
    for (const line of lines) expect([...line].length).toBeLessThanOrEqual(20);
  });
  test('shows what came from outside as text', () => {
    const terminal = new FakeTerminal();
    terminal.open(nothing).draw(['evil \u001b[2J\u202e'], String);
    expect(terminal.screen).toContain('evil \\u{1b}[2J\\u{202e}');
  });
});

/** A laboratory in which the switch is made while golive sleeps for the first time. */
function switching(): { lab: Lab; clock: Clock } {
  const made = lab({ signed: false });
  copyZone(made);
  made.ask('parent-centric', made.world.domain, 'NS');
  let slept = 0;
  const clock: Clock = {
    now: made.clock.now,
    sleepUntil: async (untilMs, signal) => {
      if (slept++ === 2) {
        setOldApexNs(made, NEW_SERVERS, 300);
        made.world.people.setNameServers(made.world.domain, NEW_SERVERS);
      }
      // A turn of the loop, so that keys can be heard.
      await new Promise<void>((turn) => setImmediate(turn));
      await made.clock.sleepUntil(untilMs, signal);
    },
  };
  return { lab: made, clock };
}
const ARGS = ['watch', 'bakkerij-dezon.example', '--to', NEW_SERVERS.join(',')];

describe('golive watch', () => {
  test('in a pipe: how it begins, then only what changes, until it is there', async () => {
    const { lab: made, clock } = switching();
    const ended = await goliveOn({ dns: memoryDns(made.world), clock }, [...ARGS, '--until', 'propagated']);
    expect(ended.code).toBe(0);
    const lines = ended.out.split('\n').map((line) => line.replace(/^\S+ /, ''));
    expect(lines[0]).toMatch(/^NOT-STARTED - bakkerij-dezon\.example: /);
    expect(lines.at(-1)).toMatch(/^PROPAGATED - bakkerij-dezon\.example: /);
    expect(lines.filter((line) => /^a\.nic\.example/.test(line))).toEqual(['a.nic.example 127.77.0.2: old → new']);
    expect(lines.filter((line) => line.startsWith('parent-centric: old'))).toEqual(['parent-centric: old → new']);
    expect(new Set(lines).size).toBe(lines.length);
    for (const line of lines) expect(line).not.toMatch(/[a-z]\. |\banswer\b/);
    expect(ended.out).not.toContain('\u001b');
  });

  const onTerminal = async (terminal: FakeTerminal, press: () => void, args = ARGS) => {
    const { lab: made, clock } = switching();
    const shell: Partial<Shell> = {
      terminal: true,
      liveTable: async (listening) => {
        const table = terminal.open(listening);
        setImmediate(press);
        return table;
      },
    };
    return goliveOn({ dns: memoryDns(made.world), clock, shell }, args);
  };

  test.each([
    ['q', 'q', 0],
    ['Escape', '\u001b', 0],
    ['Ctrl-C', '\u0003', 130],
  ])('on a terminal %s leaves, and the terminal is as it was', async (_title, key, code) => {
    const terminal = new FakeTerminal();
    const ended = await onTerminal(terminal, () => terminal.emit('data', Buffer.from(key)));
    expect([ended.code, terminal.raw, terminal.listenerCount('data')]).toEqual([code, false, 0]);
    expect(terminal.sent.at(-1)).toContain(LEAVE);
    expect(ended.out).toMatch(/^[A-Z-]+ - bakkerij-dezon\.example: /);
  });
  test('on a terminal it shows the three views, and ends where it shall', async () => {
    const terminal = new FakeTerminal();
    const ended = await onTerminal(terminal, () => terminal.emit('resize'), [...ARGS, '--until', 'propagated']);
    expect(ended.code).toBe(0);
    for (const shown of [
      'PROPAGATED - bakkerij-dezon.example',
      'a.nic.example',
      '127.77.0.21',
      'parent-centric',
      'q or Esc',
    ])
      expect(terminal.screen).toContain(shown);
  });
  test('left by a key before --until was reached: a script must not go on', async () => {
    const terminal = new FakeTerminal();
    const press = () => terminal.emit('data', Buffer.from('q'));
    expect((await onTerminal(terminal, press, [...ARGS, '--until', 'propagated'])).code).toBe(130);
  });
  test('where nothing new is expected, what is right is not called new', async () => {
    const terminal = new FakeTerminal();
    await onTerminal(terminal, () => terminal.emit('data', Buffer.from('q')), ARGS.slice(0, 2));
    expect(terminal.screen).toMatch(/a\.nic\.example +127\.77\.0\.2 +agrees/);
  });
  test('a failure on the way gives the terminal back', async () => {
    const terminal = new FakeTerminal();
    const { lab: made, clock } = switching();
    let asked = 0;
    const inner = memoryDns(made.world);
    const dns = {
      ...inner,
      askAll: (...given: Parameters<typeof inner.askAll>) =>
        ++asked > 30 ? Promise.reject(new Error('boom')) : inner.askAll(...given),
    };
    const shell: Partial<Shell> = { terminal: true, liveTable: async (listening) => terminal.open(listening) };
    const ended = await goliveOn({ dns, clock, shell }, ARGS);
    expect([ended.code, terminal.raw]).toEqual([1, false]);
    expect(terminal.sent.at(-1)).toContain(LEAVE);
    expect(ended.err).toMatch(/^golive: /);
  });
  test('what it cannot wait for is said', async () =>
    expect(await goliveOn({ dns: memoryDns(lab().world) }, [...ARGS, '--until', 'failed'])).toMatchObject({
      code: 2,
      err: expect.stringMatching(/--until "failed" is not understood\. Write --until propagated/),
    }));
  test('one domain at a time', async () => {
    const wrong = await goliveOn({ dns: memoryDns(lab().world) }, ['watch', 'x..nl']);
    expect([wrong.code, wrong.err]).toEqual([2, expect.stringMatching(/is not a domain name/)]);
  });
});
