// Asks the daemon a question through its real UDP socket, as anybody would: the proof of life that the watchdog wants.

import { createSocket, type Socket } from 'node:dgram';
import type { Libc } from '../linux/libc.ts';
import { openUnboundDatagram } from '../linux/unbound-datagram.ts';
import type { Endpoint } from '../wire/endpoint.ts';
import type { Name } from '../wire/name.ts';
import { RecordClass, RecordType } from '../wire/protocol.ts';

const replyWithinMs = 2000;
const headerOctets = 12;

/** True when a reply to exactly this question came back in time, whatever it says. */
export function asksItself(
  endpoint: Endpoint,
  name: Name,
  id: number,
  libc: Libc | undefined,
): Promise<boolean> {
  const target = reachable(endpoint);
  const socket = createSocket(target.address.family === 4 ? 'udp4' : 'udp6');
  const query = soaQuery(name, id);
  return new Promise((resolve) => {
    const finish = (answered: boolean) => {
      clearTimeout(timer);
      socket.removeAllListeners();
      socket.on('error', () => undefined);
      socket.close();
      resolve(answered);
    };
    const timer = setTimeout(() => finish(false), replyWithinMs);
    socket.on('error', () => finish(false));
    socket.on('message', (reply) => {
      // The id differs from time to time: a reply that was late for the last question does not count for this one.
      if (reply.length >= headerOctets && reply.readUInt16BE(0) === id && (reply.readUInt8(2) & 0x80) !== 0)
        finish(true);
    });
    openUnnoticed(socket, target.address.family, libc, () =>
      socket.send(query, target.port, target.address.text),
    );
  });
}

/** Where there is no koffi, Node binds the socket itself, which only a strict service manager forbids. */
function openUnnoticed(socket: Socket, family: 4 | 6, libc: Libc | undefined, then: () => void): void {
  const fd = libc === undefined ? undefined : openUnboundDatagram(libc, family);
  if (fd === undefined) then();
  else socket.bind({ fd }, then);
}

/** A socket that listens everywhere is asked over loopback. */
function reachable({ address, port }: Endpoint): Endpoint {
  if (address.text === '0.0.0.0') return { address: { family: 4, text: '127.0.0.1' }, port };
  if (address.text === '::') return { address: { family: 6, text: '::1' }, port };
  return { address, port };
}

function soaQuery(name: Name, id: number): Buffer {
  const query = Buffer.alloc(headerOctets + name.length + 4);
  query.writeUInt16BE(id, 0);
  query.writeUInt16BE(1, 4);
  query.write(name, headerOctets, 'latin1');
  query.writeUInt16BE(RecordType.SOA, headerOctets + name.length);
  query.writeUInt16BE(RecordClass.IN, headerOctets + name.length + 2);
  return query;
}
