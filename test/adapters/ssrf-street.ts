import { createSocket, type Socket as UdpSocket } from 'node:dgram';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';

/**
 * Two houses on one port: `start` at 127.0.0.2, which the configuration allows and which sends golive elsewhere, and `inside` at 127.0.0.1 and
 * ::1, over TCP and UDP, where nobody who came from outside may come.
 */
export interface Street {
  readonly port: number;
  /** What `start` says to whoever connects, its octets as Latin-1; it closes then. */
  says: (heard: string) => string;
  /** What it answers over UDP; nothing by default. */
  answers: (query: Buffer) => Buffer | undefined;
  /** What it was told. */
  readonly heard: string[];
  /** How often somebody came to `inside` since this was asked last: connections and packets. Whoever was on his way counts. */
  visits(): Promise<number>;
  close(): Promise<void>;
}

export async function openStreet(): Promise<Street> {
  for (let tries = 0; ; tries++) {
    try {
      return await build();
    } catch (error) {
      // Somebody else has the port on one of the other addresses.
      if ((error as NodeJS.ErrnoException).code !== 'EADDRINUSE' || tries > 20) throw error;
    }
  }
}

const INSIDE = ['127.0.0.1', '::1'] as const;

async function build(): Promise<Street> {
  let count = 0;
  const heard: string[] = [];
  const servers: Server[] = [];
  const packets: UdpSocket[] = [];
  /** Those of `packets` that are inside. */
  const doors: UdpSocket[] = [];
  const open = new Set<Socket>();
  const close = async () => {
    for (const socket of open) socket.destroy();
    await Promise.all(servers.map((server) => new Promise((done) => server.close(done))));
    for (const socket of packets) socket.close();
  };
  const street: Street = { port: 0, says: () => '', answers: () => undefined, heard, visits, close };
  try {
    for (const address of INSIDE) {
      const came = (socket: Socket) => {
        count++;
        socket.destroy();
      };
      // A machine without IPv6 has no ::1.
      const port = await listen(address, came).catch((error: unknown) => unlessAbsent(address, error));
      if (port !== undefined) Object.assign(street, { port });
    }
    for (const address of INSIDE) {
      const socket = await bind(address).catch((error: unknown) => unlessAbsent(address, error));
      socket?.on('message', () => count++);
      if (socket !== undefined) doors.push(socket);
    }
    const start = await bind('127.0.0.2');
    start.on('message', (query, from) => {
      const answer = street.answers(query);
      if (answer !== undefined) start.send(answer, from.port, from.address);
    });
    await listen('127.0.0.2', (socket) => {
      let text = '';
      socket.on('data', (chunk) => {
        text += chunk.toString('latin1');
        if (!text.endsWith('\r\n')) return;
        heard.push(text);
        socket.end(street.says(text), 'latin1');
      });
    });
  } catch (error) {
    await close();
    throw error;
  }
  return street;

  async function listen(address: string, came: (socket: Socket) => void): Promise<number> {
    const server = createServer((socket) => {
      open.add(socket);
      socket.on('error', () => undefined).on('close', () => open.delete(socket));
      came(socket);
    });
    await new Promise<void>((done, failed) => server.on('error', failed).listen(street.port, address, done));
    servers.push(server);
    return (server.address() as AddressInfo).port;
  }

  async function bind(address: string): Promise<UdpSocket> {
    const socket = createSocket(address === '::1' ? 'udp6' : 'udp4');
    await new Promise<void>((done, failed) => socket.on('error', failed).bind(street.port, address, done));
    packets.push(socket);
    return socket;
  }

  /** A visit of one's own to every door: who came before is counted by then. */
  async function visits(): Promise<number> {
    const houses = servers.filter((server) => (server.address() as AddressInfo).address !== '127.0.0.2');
    const before = count;
    for (const server of houses) {
      const { address } = server.address() as AddressInfo;
      await new Promise((done) => connect({ host: address, port: street.port }).on('error', done).on('close', done));
    }
    for (const socket of doors)
      await new Promise((done) => {
        socket.once('message', done);
        socket.send('mine', street.port, socket.address().address);
      });
    const untilMs = Date.now() + 5000;
    while (count - before < houses.length + doors.length && Date.now() < untilMs)
      await new Promise((done) => setImmediate(done));
    const came = count - houses.length - doors.length;
    count = 0;
    return came;
  }
}

function unlessAbsent(address: string, error: unknown): undefined {
  if (address === '::1' && (error as NodeJS.ErrnoException).code === 'EADDRNOTAVAIL') return undefined;
  throw error;
}
