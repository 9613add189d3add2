import { randomInt } from 'node:crypto';
import { createSocket } from 'node:dgram';
import { runProgram } from './processes.ts';

/** 254 addresses of loopback that no other lab uses while it is held. */
export interface Addresses {
  /** `127.x.y` */
  readonly prefix: string;
  /** The next free one. `onLo`: for programs that listen only on addresses that an interface has (BIND, Postfix). */
  next(onLo?: 'on-lo'): Promise<string>;
  /** Takes from `lo` what was added. */
  release(): Promise<void>;
}

const TRIES = 50;
/** Held by whoever uses the prefix; nothing answers there. */
const LOCK_HOST = 254;

/** @throws Error: port 53 cannot be had (not root, or something listens on every address) */
export async function reserveAddresses(): Promise<Addresses> {
  let last: unknown;
  for (let attempt = 0; attempt < TRIES; attempt++) {
    const prefix = `127.${randomInt(16, 250)}.${randomInt(1, 250)}`;
    try {
      const lock = await hold(`${prefix}.${LOCK_HOST}`);
      return addressesOf(prefix, () => lock.close());
    } catch (thrown) {
      last = thrown;
      if ((thrown as NodeJS.ErrnoException).code === 'EACCES') break;
    }
  }
  throw new Error('no address of loopback has port 53 free for us: root is needed, and nothing on 0.0.0.0:53', {
    cause: last,
  });
}

function addressesOf(prefix: string, unlock: () => void): Addresses {
  let host = 0;
  const onLo: string[] = [];
  const drop = (address: string) => runProgram('ip', ['addr', 'del', `${address}/32`, 'dev', 'lo']);
  return {
    prefix,
    async next(where) {
      const address = `${prefix}.${++host}`;
      if (where === 'on-lo') {
        await runProgram('ip', ['addr', 'add', `${address}/32`, 'dev', 'lo']);
        onLo.push(address);
      }
      return address;
    },
    async release() {
      unlock();
      for (const address of onLo.splice(0)) await drop(address).catch(() => undefined);
    },
  };
}

function hold(address: string): Promise<{ close(): void }> {
  return new Promise((resolve, reject) => {
    const socket = createSocket('udp4');
    socket.once('error', reject);
    socket.bind(53, address, () => {
      socket.unref();
      resolve(socket);
    });
  });
}
