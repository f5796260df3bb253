// A relay to a daemon that flips the last bit of the last signature in each reply of one type, which validators must
// reject. Only for datagrams.

import { createSocket } from 'node:dgram';
import { RecordType } from '../../../src/wire/protocol.ts';
import { walkMessage } from '../dns/walk-message.ts';

export interface FlippingRelay {
  readonly port: number;
  stop(): Promise<void>;
}

/** Forwards everything to `port`; replies of types other than `type` come back unchanged. */
export async function startFlippingRelay(port: number, type: number): Promise<FlippingRelay> {
  const front = createSocket('udp4');
  const open = new Set<ReturnType<typeof createSocket>>();
  front.on('message', (query, client) => {
    const back = createSocket('udp4');
    open.add(back);
    back.once('message', (reply) => {
      if (typeIn(reply) === type) spoilSignature(reply);
      front.send(reply, client.port, client.address);
      open.delete(back);
      back.close();
    });
    back.send(query, port, '127.0.0.1');
  });
  await new Promise<void>((resolve) => front.bind(0, '127.0.0.1', resolve));
  return {
    port: front.address().port,
    async stop() {
      for (const socket of open) socket.close();
      await new Promise<void>((resolve) => front.close(() => resolve()));
    },
  };
}

function typeIn(message: Buffer): number {
  let at = 12;
  while (message.readUInt8(at) !== 0) at += 1 + message.readUInt8(at);
  return message.readUInt16BE(at + 1);
}

function spoilSignature(reply: Buffer): void {
  const last = walkMessage(reply).records.findLast((record) => record.type === RecordType.RRSIG);
  if (last === undefined) return;
  const at = last.end - 1;
  reply.writeUInt8(reply.readUInt8(at) ^ 1, at);
}
