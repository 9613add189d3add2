import { randomInt } from 'node:crypto';

/** Something that listens and can be told to stop. */
export interface Listener {
  close(): void;
}

/** Below the ports that Linux gives to outgoing connections, which come and go while we look. */
const FIRST_PORT = 20_000;
const LAST_PORT = 32_000;
const TRIES = 50;

/**
 * Opens the same free port on every address; `open` rejects when one is taken, and another port is tried. Ports below 1024 would need
 * rights that nobody should give to a toy.
 */
export async function onFreePort<Address>(
  addresses: readonly Address[],
  open: (address: Address, port: number) => Promise<Listener>,
): Promise<{ readonly port: number; readonly listeners: readonly Listener[] }> {
  let last: unknown;
  for (let attempt = 0; attempt < TRIES; attempt++) {
    const port = randomInt(FIRST_PORT, LAST_PORT);
    const opened = await Promise.allSettled(addresses.map((address) => open(address, port)));
    const listeners = opened.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []));
    const failed = opened.find((one) => one.status === 'rejected');
    if (failed === undefined) return { port, listeners };
    for (const listener of listeners) listener.close();
    last = failed.reason;
    if ((last as NodeJS.ErrnoException).code !== 'EADDRINUSE') break;
  }
  throw new Error('the toy world found no free port on its addresses', { cause: last });
}
