// A secondary over UDP that does what a test tells it: takes a NOTIFY or not, and says which serial it has or not.

import { createSocket, type Socket } from 'node:dgram';
import type { Endpoint } from '../../../src/wire/endpoint.ts';
import { parseEndpoint } from '../../../src/wire/endpoint.ts';

export interface Heard {
  readonly kind: 'NOTIFY' | 'SOA';
  /** Dotted text. */
  readonly zone: string;
  /** From the hint of a NOTIFY. */
  readonly serial: number | undefined;
  readonly octets: Buffer;
  readonly port: number;
}

export interface Behaviour {
  /** The code of its replies; silent otherwise. */
  readonly notify?: number | 'silent';
  /** What it has; a code; silent otherwise. */
  readonly soa?: ((zone: string) => number) | { readonly code: number } | 'silent';
  /** The last word on a reply, and by which socket it leaves. */
  readonly spoil?: (reply: Buffer, heard: Heard) => Buffer;
  readonly repliesFrom?: Socket;
  readonly delayMs?: number;
}

export interface ScriptedSecondary {
  readonly endpoint: Endpoint;
  readonly heard: readonly Heard[];
  notifies(zone?: string): readonly number[];
  behave(behaviour: Behaviour): void;
  close(): Promise<void>;
}

const qtypeSoa = 6;

export async function startSecondary(
  first: Behaviour,
  host = '127.0.0.1',
  port = 0,
): Promise<ScriptedSecondary> {
  let behaviour = first;
  const heard: Heard[] = [];
  const socket = createSocket(host.includes(':') ? 'udp6' : 'udp4');
  await new Promise<void>((resolve) => socket.bind(port, host, resolve));
  socket.on('message', (octets, { address, port: from }) => {
    const message = readHeard(octets, from);
    heard.push(message);
    const reply = makeReply(message, behaviour);
    if (reply === undefined) return;
    const spoilt = behaviour.spoil?.(reply, message) ?? reply;
    const send = () => (behaviour.repliesFrom ?? socket).send(spoilt, from, address);
    if (behaviour.delayMs === undefined) send();
    else setTimeout(send, behaviour.delayMs);
  });
  const text = host.includes(':') ? `[${host}]` : host;
  const endpoint = parseEndpoint(`${text}:${socket.address().port}`);
  if (endpoint === undefined) throw new Error(`${host} is no address`);
  return {
    endpoint,
    heard,
    notifies: (zone) =>
      heard.flatMap((message) =>
        message.kind === 'NOTIFY' && (zone === undefined || message.zone === zone)
          ? [message.serial ?? -1]
          : [],
      ),
    behave(next) {
      behaviour = next;
    },
    close: () => new Promise((resolve) => socket.close(() => resolve())),
  };
}

function readHeard(octets: Buffer, port: number): Heard {
  const isNotify = ((octets[2] ?? 0) & 0x78) === 0x20;
  const end = questionEndOf(octets);
  const zone = textOf(octets);
  // Pointer, type, class, TTL, length, MNAME, RNAME, then the serial: read from the end, before four numbers.
  const lengthAt = end + 10;
  const hasHint = isNotify && octets.readUInt16BE(6) === 1;
  const serial = hasHint ? octets.readUInt32BE(lengthAt + 2 + octets.readUInt16BE(lengthAt) - 20) : undefined;
  return { kind: isNotify ? 'NOTIFY' : 'SOA', zone, serial, octets, port };
}

function makeReply(
  { kind, octets, zone }: Heard,
  { notify = 0, soa = 'silent' }: Behaviour,
): Buffer | undefined {
  const end = questionEndOf(octets);
  const head = Buffer.from(octets.subarray(0, end));
  // QR and AA, no other records.
  head.writeUInt8(0x84 | (head.readUInt8(2) & 0x78), 2);
  head.fill(0, 6, 12);
  if (kind === 'NOTIFY') {
    if (notify === 'silent') return undefined;
    head.writeUInt8(notify, 3);
    return head;
  }
  if (soa === 'silent') return undefined;
  if (typeof soa === 'object') {
    head.writeUInt8(soa.code, 3);
    return head;
  }
  head.writeUInt16BE(1, 6);
  const record = Buffer.alloc(12 + 2 + 20);
  record.writeUInt16BE(0xc00c, 0);
  record.writeUInt16BE(qtypeSoa, 2);
  record.writeUInt16BE(1, 4);
  record.writeUInt16BE(22, 10);
  record.writeUInt32BE(soa(zone) >>> 0, 14);
  return Buffer.concat([head, record]);
}

function questionEndOf(octets: Buffer): number {
  let at = 12;
  while ((octets[at] ?? 0) !== 0) at += 1 + (octets[at] ?? 0);
  return at + 5;
}

function textOf(octets: Buffer): string {
  const labels: string[] = [];
  for (let at = 12; (octets[at] ?? 0) !== 0; at += 1 + (octets[at] ?? 0))
    labels.push(octets.toString('latin1', at + 1, at + 1 + (octets[at] ?? 0)));
  return labels.join('.');
}
