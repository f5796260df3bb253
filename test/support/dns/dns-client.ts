// A plain DNS client for tests: builds queries octet by octet (so that they can be wrong on purpose), sends them over
// real sockets, and reads replies with dns-packet, which shares no code with us.

import { createSocket } from 'node:dgram';
import { connect, type Socket } from 'node:net';
import { type DecodedPacket, decode } from 'dns-packet';

export interface QuerySettings {
  readonly id?: number;
  readonly opcode?: number;
  /** Bits of octets 2 and 3 beyond the opcode; RD is 0x0100. */
  readonly flags?: number;
  readonly type?: number;
  readonly class?: number;
  readonly counts?: readonly [number, number, number, number];
  readonly edns?: EdnsSettings;
  /** Appended as is. */
  readonly tail?: Uint8Array;
}

export interface EdnsSettings {
  readonly payload?: number;
  readonly version?: number;
  readonly dnssecOk?: boolean;
  readonly options?: readonly (readonly [code: number, data: Uint8Array])[];
}

/** A query for a name in dotted text ('' or '.' is the root); labels are Latin-1 octets, their case is kept. */
export function makeQuery(name: string, settings: QuerySettings = {}): Buffer {
  const { id = 0x1234, opcode = 0, flags = 0, type = 1, edns, tail } = settings;
  const additional = edns === undefined ? 0 : 1;
  const header = Buffer.alloc(12);
  header.writeUInt16BE(id, 0);
  header.writeUInt16BE((opcode << 11) | flags, 2);
  for (const [index, count] of (settings.counts ?? [1, 0, 0, additional]).entries()) {
    header.writeUInt16BE(count, 4 + 2 * index);
  }
  const question = Buffer.alloc(4);
  question.writeUInt16BE(type, 0);
  question.writeUInt16BE(settings.class ?? 1, 2);
  const parts = [header, encodeName(name), question];
  if (edns !== undefined) parts.push(encodeOpt(edns));
  if (tail !== undefined) parts.push(Buffer.from(tail));
  return Buffer.concat(parts);
}

export function encodeName(name: string): Buffer {
  const labels = name.split('.').filter((label) => label !== '');
  const parts = labels.map((label) =>
    Buffer.concat([Buffer.from([label.length]), Buffer.from(label, 'latin1')]),
  );
  return Buffer.concat([...parts, Buffer.from([0])]);
}

export function encodeOpt({
  payload = 1232,
  version = 0,
  dnssecOk = false,
  options = [],
}: EdnsSettings): Buffer {
  const data = Buffer.concat(
    options.map(([code, octets]) => {
      const head = Buffer.alloc(4);
      head.writeUInt16BE(code, 0);
      head.writeUInt16BE(octets.length, 2);
      return Buffer.concat([head, octets]);
    }),
  );
  const opt = Buffer.alloc(11);
  opt.writeUInt16BE(41, 1);
  opt.writeUInt16BE(payload, 3);
  opt[6] = version;
  opt[7] = dnssecOk ? 0x80 : 0;
  opt.writeUInt16BE(data.length, 9);
  return Buffer.concat([opt, data]);
}

export interface UdpAsking {
  readonly address?: string;
  /** The client's own address, where it matters. */
  readonly from?: string;
  readonly withinMs?: number;
}

/** Sends one datagram and returns the reply, or nothing if none came in time. */
export function askUdp(
  port: number,
  query: Uint8Array,
  { address = '127.0.0.1', from, withinMs = 10_000 }: UdpAsking = {},
): Promise<Buffer | undefined> {
  const socket = createSocket(address.includes(':') ? 'udp6' : 'udp4');
  return new Promise((resolve, reject) => {
    const finish = (reply: Buffer | undefined) => {
      clearTimeout(timer);
      socket.close();
      resolve(reply);
    };
    const timer = setTimeout(() => finish(undefined), withinMs);
    socket.once('message', finish);
    socket.once('error', reject);
    if (from !== undefined) socket.bind(0, from);
    socket.send(query, port, address);
  });
}

/**
 * Sends a query that gets no reply and then one that does, from the same socket: what comes back first shows whether the
 * first was dropped, without waiting for a timeout.
 */
export async function isDropped(port: number, query: Uint8Array, probe: Uint8Array): Promise<boolean> {
  const socket = createSocket('udp4');
  try {
    const replies: Buffer[] = [];
    const second = new Promise<void>((resolve) => {
      socket.on('message', (reply) => {
        replies.push(reply);
        if (reply.readUInt16BE(0) === Buffer.from(probe).readUInt16BE(0)) resolve();
      });
    });
    socket.send(query, port, '127.0.0.1');
    socket.send(probe, port, '127.0.0.1');
    await second;
    return replies.length === 1;
  } finally {
    socket.close();
  }
}

/** A TCP connection that sends what it is given and returns the messages that come back, in order. */
export class TcpClient {
  readonly socket: Socket;
  readonly #messages: Buffer[] = [];
  readonly #waiting: ((message: Buffer | undefined) => void)[] = [];
  #stream: Buffer = Buffer.alloc(0);
  isClosed = false;

  /** To a port, or over a socket of the caller's. */
  constructor(server: number | Socket, address = '127.0.0.1', from?: string) {
    const source = from && { localAddress: from };
    this.socket =
      typeof server === 'number'
        ? connect({ port: server, host: address, allowHalfOpen: true, ...source })
        : server;
    this.socket.on('data', (chunk) => this.#read(chunk));
    this.socket.on('error', () => undefined);
    const end = () => {
      this.isClosed = true;
      for (const resolve of this.#waiting.splice(0)) resolve(undefined);
    };
    this.socket.on('end', end);
    this.socket.on('close', end);
  }

  /** Each message prefixed with its length. */
  send(...queries: readonly Uint8Array[]): void {
    this.socket.write(Buffer.concat(queries.map(framed)));
  }

  /** The next message, or nothing once the server has closed. */
  receive(): Promise<Buffer | undefined> {
    const message = this.#messages.shift();
    if (message !== undefined || this.isClosed) return Promise.resolve(message);
    return new Promise((resolve) => this.#waiting.push(resolve));
  }

  close(): void {
    this.socket.destroy();
  }

  #read(chunk: Buffer): void {
    this.#stream = Buffer.concat([this.#stream, chunk]);
    while (this.#stream.length >= 2) {
      const end = 2 + this.#stream.readUInt16BE(0);
      if (this.#stream.length < end) return;
      const message = this.#stream.subarray(2, end);
      this.#stream = this.#stream.subarray(end);
      const resolve = this.#waiting.shift();
      if (resolve === undefined) this.#messages.push(message);
      else resolve(message);
    }
  }
}

export function framed(message: Uint8Array): Buffer {
  const length = Buffer.alloc(2);
  length.writeUInt16BE(message.length);
  return Buffer.concat([length, message]);
}

export async function askTcp(
  port: number,
  query: Uint8Array,
  address = '127.0.0.1',
): Promise<Buffer | undefined> {
  const client = new TcpClient(port, address);
  client.send(query);
  const reply = await client.receive();
  client.close();
  return reply;
}

/** What tests want to know about a reply. */
export interface Reply {
  readonly octets: Buffer;
  readonly id: number;
  readonly opcode: number;
  readonly isResponse: boolean;
  readonly isAuthoritative: boolean;
  readonly isTruncated: boolean;
  readonly recursionDesired: boolean;
  readonly recursionAvailable: boolean;
  /** With the upper bits from OPT. */
  readonly code: number;
  readonly counts: readonly [number, number, number, number];
  /** Each record as `name ttl TYPE data`, names without the final dot. */
  readonly answers: readonly string[];
  readonly authorities: readonly string[];
  /** Without OPT. */
  readonly additionals: readonly string[];
  readonly edns:
    | { readonly payload: number; readonly version: number; readonly dnssecOk: boolean }
    | undefined;
}

export function readReply(octets: Buffer | undefined): Reply {
  if (octets === undefined) throw new Error('there was no reply');
  const packet = decode(octets);
  const opt = packet.additionals?.find((record) => record.type === 'OPT') as OptRecord | undefined;
  const count = (index: number) => octets.readUInt16BE(4 + 2 * index);
  return {
    octets,
    id: octets.readUInt16BE(0),
    opcode: (octets.readUInt8(2) >> 3) & 0x0f,
    isResponse: (octets.readUInt8(2) & 0x80) !== 0,
    isAuthoritative: (octets.readUInt8(2) & 0x04) !== 0,
    isTruncated: (octets.readUInt8(2) & 0x02) !== 0,
    recursionDesired: (octets.readUInt8(2) & 0x01) !== 0,
    recursionAvailable: (octets.readUInt8(3) & 0x80) !== 0,
    code: (octets.readUInt8(3) & 0x0f) | ((opt?.extendedRcode ?? 0) << 4),
    counts: [count(0), count(1), count(2), count(3)],
    answers: (packet.answers ?? []).map(printRecord),
    authorities: (packet.authorities ?? []).map(printRecord),
    additionals: (packet.additionals ?? []).filter((record) => record.type !== 'OPT').map(printRecord),
    edns:
      opt === undefined
        ? undefined
        : { payload: opt.udpPayloadSize, version: opt.ednsVersion, dnssecOk: opt.flag_do },
  };
}

interface OptRecord {
  readonly udpPayloadSize: number;
  readonly extendedRcode: number;
  readonly ednsVersion: number;
  readonly flag_do: boolean;
}

function printRecord(record: NonNullable<DecodedPacket['answers']>[number]): string {
  const { name, type, ttl, data } = record as { name: string; type: string; ttl?: number; data?: unknown };
  const text = typeof data === 'string' ? data : JSON.stringify(data);
  return `${name} ${ttl} ${type} ${text}`;
}

export async function queryUdp(port: number, name: string, settings: QuerySettings = {}): Promise<Reply> {
  return readReply(await askUdp(port, makeQuery(name, settings)));
}

export async function queryTcp(port: number, name: string, settings: QuerySettings = {}): Promise<Reply> {
  return readReply(await askTcp(port, makeQuery(name, settings)));
}
