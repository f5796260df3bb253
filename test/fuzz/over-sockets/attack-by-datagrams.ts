// Datagrams in bursts, a good query at the end of each: once that is answered, every other query of the burst has been answered,
// and nothing else has.

import { setImmediate } from 'node:timers/promises';
import type { Libc } from '../../../src/linux/libc.ts';
import { faultOfReply, isNoQuery } from '../../support/dns/fuzz-answerer.ts';
import { DatagramBurst } from './datagram-burst.ts';
import type { KnownAnswers } from './known-answers.ts';

export interface DatagramAttack {
  readonly libc: Libc;
  readonly port: number;
  readonly nextPacket: () => Buffer;
  readonly known: KnownAnswers;
  /** Datagrams to send, good queries included. */
  readonly count: number;
  /** What stands before each of them on its way. */
  readonly drawHeader?: () => ProxyHead;
  readonly onProgress?: (sent: number) => void;
}

/** Of the PROXY protocol. */
export interface ProxyHead {
  readonly octets: Buffer;
  /** Otherwise whoever reads it drops what stands behind. */
  readonly isGood: boolean;
}

const patienceMs = 30_000;
const goodId = 0xffff;
const turnEvery = 10_000;
const nothing = Buffer.alloc(0);
const noHeader: ProxyHead = { octets: nothing, isGood: true };

/** Returns how many were sent. */
export async function attackByDatagrams({
  libc,
  port,
  nextPacket,
  known,
  count,
  drawHeader = () => noHeader,
  onProgress,
}: DatagramAttack): Promise<number> {
  const burst = new DatagramBurst(libc, port);
  const burstSize = burst.slots;
  let sent = 0;
  try {
    while (sent < count) {
      const packets = Array.from({ length: burstSize - 1 }, (_, id) => numbered(nextPacket(), id));
      const good = known.draw(goodId);
      const headers = packets.map(drawHeader);
      const wrapped = packets.map((packet, id) => Buffer.concat([headers[id]?.octets ?? nothing, packet]));
      burst.send([...wrapped, Buffer.concat([goodHeader(drawHeader), good.query])]);
      sent += burstSize;
      awaitReplies(burst, new Map([...packets.entries()].filter(([id]) => headers[id]?.isGood)), good);
      onProgress?.(sent);
      // Others have something to do as well: somebody reads what the daemon writes.
      if (sent % turnEvery === 0) await setImmediate();
    }
  } finally {
    burst.close();
  }
  return sent;
}

/** Where there is room for an id, this one. */
function numbered(packet: Buffer, id: number): Buffer {
  const copy = Buffer.from(packet);
  if (copy.length >= 2) copy.writeUInt16BE(id);
  return copy;
}

function goodHeader(draw: () => ProxyHead): Buffer {
  for (;;) {
    const { octets, isGood } = draw();
    if (isGood) return octets;
  }
}

/** `waiting`: what was sent, by id. */
function awaitReplies(
  burst: DatagramBurst,
  waiting: Map<number, Buffer>,
  good: ReturnType<KnownAnswers['draw']>,
): void {
  const packets = [...waiting.values()];
  for (const [id, packet] of waiting) if (isNoQuery(packet)) waiting.delete(id);
  const deadline = performance.now() + patienceMs;
  for (let isOver = false; !isOver; ) {
    if (performance.now() > deadline) throw new Error(`no answer to a good query behind ${print(packets)}`);
    for (const reply of burst.receive(100)) {
      const id = reply.length >= 2 ? reply.readUInt16BE() : -1;
      if (id === goodId) {
        const fault = good.faultOf(reply);
        if (fault !== undefined) throw new Error(`${fault} behind ${print(packets)}`);
        isOver = true;
        continue;
      }
      const packet = waiting.get(id);
      if (packet === undefined) throw new Error(`a reply that nobody asked for: ${reply.toString('hex')}`);
      waiting.delete(id);
      const fault = faultOfReply(packet, reply, 'udp');
      if (fault !== undefined)
        throw new Error(`${fault}: ${packet.toString('hex')} → ${reply.toString('hex')}`);
    }
  }
  if (waiting.size > 0) throw new Error(`no reply to ${print([...waiting.values()])}`);
}

function print(packets: readonly Buffer[]): string {
  return packets.map((packet) => packet.toString('hex')).join(' ');
}
