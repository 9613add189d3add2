import { randomInt } from 'node:crypto';
import { createSocket } from 'node:dgram';
import { connect } from 'node:net';
import { type DecodedPacket, decode, encode, type RecordType } from 'dns-packet';

// A second pair of eyes: nothing of the product's own wire code is used to judge what the product did.

export interface Asked {
  readonly address: string;
  readonly name: string;
  readonly type: string;
  /** RD; default true. */
  readonly recursive?: boolean;
  readonly tcp?: boolean;
  readonly dnssec?: boolean;
  readonly port?: number;
  /** Default 1000. */
  readonly timeoutMs?: number;
}

/** One question, one answer; `undefined`: none in time. */
export async function ask(question: Asked): Promise<DecodedPacket | undefined> {
  const query = queryOf(question);
  return question.tcp === true ? overTcp(question, query) : overUdp(question, query);
}

/** `MX` → `10 mail.klant.nl`, lower case, sorted; names without their last dot, as dns-packet has them. */
export function rdatasOf(packet: DecodedPacket | undefined, type: string): string[] {
  return (packet?.answers ?? [])
    .filter((record) => record.type === type)
    .map((record) => {
      const data = (record as { readonly data: unknown }).data;
      if (type === 'MX') {
        const { preference, exchange } = data as { readonly preference?: number; readonly exchange: string };
        return `${preference ?? 0} ${exchange.toLowerCase()}`;
      }
      if (type === 'TXT') return (data as Buffer[]).map((part) => part.toString('latin1')).join('');
      if (type === 'SOA') return String((data as { readonly serial: number }).serial);
      return typeof data === 'string' ? data.toLowerCase() : JSON.stringify(data);
    })
    .sort();
}

/** The serial that a server gives with authority; `undefined`: none. */
export async function serialAt(address: string, zone: string): Promise<number | undefined> {
  const packet = await ask({ address, name: zone, type: 'SOA', recursive: false, timeoutMs: 300 });
  const [serial] = packet?.flag_aa === true ? rdatasOf(packet, 'SOA') : [];
  return serial === undefined ? undefined : Number(serial);
}

export function queryOf({ name, type, recursive, dnssec }: Asked, id = randomInt(65_536)): Buffer {
  return encode({
    type: 'query',
    id,
    flags: recursive === false ? 0 : 0x100,
    questions: [{ type: type as RecordType, name: name === '.' ? '.' : name.replace(/\.$/, '') }],
    additionals: [
      {
        type: 'OPT',
        name: '.',
        udpPayloadSize: 1232,
        flags: dnssec === true ? 0x8000 : 0,
        extendedRcode: 0,
        ednsVersion: 0,
        flag_do: dnssec === true,
        options: [],
      },
    ],
  });
}

function overUdp({ address, port, timeoutMs, ...rest }: Asked, query: Buffer): Promise<DecodedPacket | undefined> {
  return new Promise((resolve) => {
    const socket = createSocket('udp4');
    const finish = (packet: DecodedPacket | undefined) => {
      clearTimeout(timer);
      socket.close();
      resolve(packet);
    };
    const timer = setTimeout(() => finish(undefined), timeoutMs ?? 1000);
    socket.on('error', () => finish(undefined));
    socket.on('message', (bytes) => {
      if (bytes.readUInt16BE(0) !== query.readUInt16BE(0)) return;
      const packet = decode(bytes);
      if (!packet.flag_tc) return finish(packet);
      clearTimeout(timer);
      socket.close();
      resolve(overTcp({ address, ...rest, ...(port === undefined ? {} : { port }) }, query));
    });
    socket.connect(port ?? 53, address, () => socket.send(query));
  });
}

function overTcp({ address, port, timeoutMs }: Asked, query: Buffer): Promise<DecodedPacket | undefined> {
  return new Promise((resolve) => {
    const socket = connect({ host: address, port: port ?? 53 });
    let bytes = Buffer.alloc(0);
    const finish = (packet: DecodedPacket | undefined) => {
      clearTimeout(timer);
      socket.destroy();
      resolve(packet);
    };
    const timer = setTimeout(() => finish(undefined), timeoutMs ?? 1000);
    socket.on('error', () => finish(undefined));
    socket.on('close', () => finish(undefined));
    socket.on('connect', () => socket.write(Buffer.concat([Buffer.of(query.length >> 8, query.length & 255), query])));
    socket.on('data', (chunk) => {
      bytes = Buffer.concat([bytes, chunk]);
      if (bytes.length >= 2 && bytes.length >= 2 + bytes.readUInt16BE(0))
        finish(decode(bytes.subarray(2, 2 + bytes.readUInt16BE(0))));
    });
  });
}
