// Batches and senders of src/linux that look at the guards around all memory before and after each system call, and at what no
// call and no answer may have changed. What they find ends their thread, and the daemon with it.

import type { DatagramBatch } from '../../../src/linux/datagram-batch.ts';
import type { DatagramSender } from '../../../src/linux/datagram-sender.ts';
import { damageLastGuard, findDamage } from './guarded-memory.ts';

/** Batches after which a guard is damaged, as proof that somebody looks. */
const batchesToDamage = Number(process.env['FUZZ_DAMAGE_AFTER'] ?? Number.POSITIVE_INFINITY);
const fresh = 0x5a;
/** As much as the largest buffer. */
const freshOctets = Buffer.alloc(0x1_0000, fresh);
let batchCount = 0;

function complain(what: string): never {
  throw new Error(`memory guard: ${what}`);
}

function lookAtGuards(): void {
  const damage = findDamage();
  if (damage !== undefined) complain(damage);
}

const signature = Buffer.from('0d0a0d0a000d0a515549540a', 'hex');

/** Of the PROXY protocol; 0 where there is none. */
function headerOctetsOf(packet: Uint8Array): number {
  const isHeader = Buffer.compare(packet.subarray(0, signature.length), signature) === 0;
  return isHeader ? 16 + (((packet[14] ?? 0) << 8) | (packet[15] ?? 0)) : 0;
}

type BatchClass = typeof DatagramBatch;

export function guardBatch(Plain: BatchClass): BatchClass {
  return class GuardedBatch extends Plain {
    /** What came in, as it came. */
    #packets: readonly Uint8Array[] = [];
    #senders = new Uint8Array();

    override receive(...given: Parameters<DatagramBatch['receive']>): number {
      lookAtGuards();
      for (const packet of this.packets) packet.fill(fresh);
      const result = super.receive(...given);
      lookAtGuards();
      const count = Math.max(0, result);
      this.#lookBehind(count);
      const arrived = this.packets.slice(0, count);
      this.#packets = arrived.map((packet, slot) => packet.slice(0, this.octetsOf(slot)));
      this.#senders = this.senders.slice();
      return result;
    }

    override send(...given: Parameters<DatagramBatch['send']>): number {
      this.#lookAtArrived();
      const lost = super.send(...given);
      if (++batchCount > batchesToDamage) damageLastGuard();
      lookAtGuards();
      return lost;
    }

    /** Behind a datagram its buffer is as it was, and so are those that nothing came into. */
    #lookBehind(count: number): void {
      for (const [slot, packet] of this.packets.entries()) {
        const behind = packet.subarray(slot < count ? this.octetsOf(slot) : 0);
        const asFilled = freshOctets.subarray(0, behind.length);
        if (Buffer.compare(behind, asFilled) !== 0) complain(`something came behind datagram ${slot}`);
      }
    }

    /** Nobody may write to what came in. */
    #lookAtArrived(): void {
      for (const [slot, before] of this.#packets.entries()) {
        // What stands behind a front end's header moves to the front.
        const message = before.subarray(headerOctetsOf(before));
        const now = this.packets[slot] ?? before;
        const isThere = [message, before].some(
          (one) => Buffer.compare(now.subarray(0, one.length), one) === 0,
        );
        if (!isThere) complain(`datagram ${slot} was changed`);
      }
      if (Buffer.compare(this.#senders, this.senders) !== 0) complain('the address of a sender was changed');
    }
  };
}

type SenderClass = typeof DatagramSender;

export function guardSender(Plain: SenderClass): SenderClass {
  return class GuardedSender extends Plain {
    override send(...given: Parameters<DatagramSender['send']>): boolean {
      const isSent = super.send(...given);
      lookAtGuards();
      return isSent;
    }
  };
}
