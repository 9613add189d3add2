import { createSocket, type Socket } from 'node:dgram';
import { decode } from 'dns-packet';
import { queryOf, rdatasOf } from './ask.ts';

export interface ProbeTarget {
  readonly name: string;
  readonly address: string;
}

export interface ProbeQuestion {
  readonly name: string;
  readonly type: string;
}

/** One thing that one target said to one question, for as long as it said it. */
export interface Sight {
  readonly target: string;
  readonly name: string;
  readonly type: string;
  /** Sorted, joined with a space; or `!` and what was wrong: `!SERVFAIL`, `!NODATA`, `!timeout`. */
  readonly answer: string;
  readonly count: number;
  readonly firstMs: number;
  readonly lastMs: number;
}

export interface ProbeReport {
  readonly asked: number;
  /** Answers that a visitor could use. */
  readonly answered: number;
  readonly failures: readonly Sight[];
  readonly sights: readonly Sight[];
  /** Rounds begun over half a period late: this machine's fault, and then figures in tenths of seconds are worth less. */
  readonly lateRounds: number;
}

export interface Prober {
  report(): ProbeReport;
  /** Asks no more, hears what is still out, and reports. */
  stop(): Promise<ProbeReport>;
}

const TIMEOUT_MS = 3000;

/** Asks every target every question, so many times a second, and keeps what was said. Moments are the wall's. */
export function startProber(
  targets: readonly ProbeTarget[],
  questions: readonly ProbeQuestion[],
  perSecond = 10,
): Prober {
  const sights = new Map<string, { -readonly [Key in keyof Sight]: Sight[Key] }>();
  let asked = 0;
  let answered = 0;
  let lateRounds = 0;
  let out = 0;

  const see = (target: string, { name, type }: ProbeQuestion, answer: string, atMs: number): void => {
    if (!answer.startsWith('!')) answered++;
    const key = `${target} ${name} ${type} ${answer}`;
    const known = sights.get(key);
    if (known === undefined) sights.set(key, { target, name, type, answer, count: 1, firstMs: atMs, lastMs: atMs });
    else {
      known.count++;
      known.lastMs = atMs;
    }
  };

  const askers = targets.map(({ name: target, address }) => {
    const socket: Socket = createSocket('udp4');
    const pending = new Map<
      number,
      { readonly question: ProbeQuestion; readonly sentMs: number; timer: NodeJS.Timeout }
    >();
    let nextId = Math.floor(Math.random() * 65_536);
    socket.on('error', () => undefined); // a closed port shows as a time-out
    socket.on('message', (bytes) => {
      const waiting = bytes.length < 12 ? undefined : pending.get(bytes.readUInt16BE(0));
      if (waiting === undefined) return;
      pending.delete(bytes.readUInt16BE(0));
      clearTimeout(waiting.timer);
      out--;
      see(target, waiting.question, answerIn(bytes, waiting.question), waiting.sentMs);
    });
    const ready = new Promise<void>((resolve) => socket.connect(53, address, resolve));
    return {
      socket,
      async ask(question: ProbeQuestion): Promise<void> {
        await ready;
        nextId = (nextId + 1) % 65_536;
        const id = nextId;
        const sentMs = Date.now();
        asked++;
        out++;
        const timer = setTimeout(
          () =>
            setImmediate(() => {
              if (!pending.delete(id)) return;
              out--;
              see(target, question, '!timeout', sentMs);
            }),
          TIMEOUT_MS,
        );
        pending.set(id, { question, sentMs, timer });
        socket.send(queryOf({ address, ...question }, id));
      },
    };
  });

  const periodMs = 1000 / perSecond;
  let dueMs = performance.now();
  const timer = setInterval(() => {
    const lateMs = performance.now() - dueMs;
    if (lateMs > periodMs / 2) lateRounds++;
    dueMs = performance.now() + periodMs;
    for (const asker of askers) for (const question of questions) void asker.ask(question);
  }, periodMs);
  dueMs += periodMs;

  const report = (): ProbeReport => {
    const all = [...sights.values()].sort((a, b) => a.firstMs - b.firstMs).map((sight) => ({ ...sight }));
    return { asked, answered, failures: all.filter(({ answer }) => answer.startsWith('!')), sights: all, lateRounds };
  };
  return {
    report,
    async stop() {
      clearInterval(timer);
      const deadline = Date.now() + TIMEOUT_MS + 500;
      while (out > 0 && Date.now() < deadline) await new Promise((resolve) => setTimeout(resolve, 20));
      for (const { socket } of askers) socket.close();
      return report();
    },
  };
}

function answerIn(bytes: Buffer, question: ProbeQuestion): string {
  try {
    const packet = decode(bytes);
    const { rcode } = packet as unknown as { readonly rcode: string };
    if (rcode !== 'NOERROR') return `!${rcode}`;
    const rdatas = rdatasOf(packet, question.type);
    return rdatas.length === 0 ? '!NODATA' : rdatas.join(' ');
  } catch {
    return '!malformed';
  }
}

/** The last moment at which a target gave an answer of which something is not wanted; `undefined`: it never did. */
export function lastUnlike(report: ProbeReport, target: string, type: string, wanted: string): number | undefined {
  const others = report.sights.filter((one) => one.target === target && one.type === type && one.answer !== wanted);
  return others.length === 0 ? undefined : Math.max(...others.map(({ lastMs }) => lastMs));
}
