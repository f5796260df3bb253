// Where the kernel really puts things: structures are laid out by hand, and real calls fill them in.

import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';
import { expect } from 'chai';
import { dontWait, pollIn, pollOut } from '../../src/linux/constants.ts';
import { askForDestination, bindDatagram } from '../../src/linux/datagram-socket.ts';
import type { Libc } from '../../src/linux/libc.ts';
import { Poller } from '../../src/linux/poller.ts';
import { socketAddressOctetsMax } from '../../src/linux/socket-address.ts';
import {
  checkLayouts,
  MessageHeader,
  MessagePart,
  PollEntry,
  pinnedOctets,
  pinnedWords,
} from '../../src/linux/struct-layouts.ts';
import { addressRdata } from '../../src/wire/rdata.ts';
import { requireLibc } from '../support/daemon/test-libc.ts';
import { until } from '../support/until.ts';

/** recvmsg(2): the datagram was longer than the room for it. */
const truncatedFlag = 0x20;
const slots = 3;
const roomOctets = 16;
const controlOctets = 64;

for (const [family, type, loopback, addressAt] of [
  [4, 'udp4', '127.0.0.1', 4],
  [6, 'udp6', '::1', 8],
] as const) {
  describe(`the layouts of recvmmsg and poll, over IPv${family},`, () => {
    let libc: Libc;
    let fd: number;
    let sender: Socket;
    let port: number;
    const headers = pinnedWords((slots * MessageHeader.size) / 4);
    const parts = pinnedWords((slots * MessagePart.size) / 4);
    const names = pinnedOctets(slots * socketAddressOctetsMax);
    const rooms = pinnedOctets(slots * roomOctets);
    const controls = pinnedOctets(slots * controlOctets);

    const putWord = (words: Int32Array, octet: number, value: number) => {
      words[octet / 4] = value;
    };
    const putAddress = (words: Int32Array, octet: number, bytes: Uint8Array, at: number) => {
      const address = BigInt(libc.addressOf(bytes)) + BigInt(at);
      putWord(words, octet, Number(BigInt.asIntN(32, address)));
      putWord(words, octet + 4, Number(BigInt.asIntN(32, address >> 32n)));
    };
    const wordAt = (slot: number, octet: number) => headers[(slot * MessageHeader.size + octet) / 4];

    beforeEach(async () => {
      libc = await requireLibc();
      const octets = Uint8Array.from(addressRdata({ family, text: loopback }), (c) => c.charCodeAt(0));
      const bound = bindDatagram(libc, { octets, port: 0 });
      if (!bound.ok) throw new Error(bound.problem);
      fd = bound.value;
      askForDestination(libc, fd, family);
      const own = Buffer.alloc(socketAddressOctetsMax);
      libc.getsockname(fd, own, new Uint32Array([own.length]));
      port = own.readUInt16BE(2);
      sender = createSocket(type);
      sender.bind(0, loopback);
      await once(sender, 'listening');
      for (let slot = 0; slot < slots; slot++) {
        const header = slot * MessageHeader.size;
        const part = slot * MessagePart.size;
        putAddress(headers, header + MessageHeader.name, names, slot * socketAddressOctetsMax);
        putWord(headers, header + MessageHeader.nameOctets, socketAddressOctetsMax);
        putAddress(
          headers,
          header + MessageHeader.parts,
          new Uint8Array(parts.buffer, part, MessagePart.size),
          0,
        );
        putWord(headers, header + MessageHeader.partCount, 1);
        putAddress(headers, header + MessageHeader.control, controls, slot * controlOctets);
        putWord(headers, header + MessageHeader.controlOctets, controlOctets);
        putAddress(parts, part + MessagePart.base, rooms, slot * roomOctets);
        putWord(parts, part + MessagePart.octets, roomOctets);
      }
    });

    afterEach(() => {
      sender.close();
      libc.close(fd);
    });

    async function receive(texts: readonly string[]): Promise<void> {
      for (const text of texts) sender.send(text, port, loopback);
      let count = 0;
      await until('all have arrived', () => {
        const at = libc.addressOf(headers) + count * MessageHeader.size;
        count += Math.max(0, libc.recvmmsg(fd, at, slots - count, dontWait, 0));
        return count === texts.length;
      });
    }

    it('has the octets of each datagram, and its length', async () => {
      await receive(['first', 'the second', '3']);
      expect([0, 1, 2].map((slot) => wordAt(slot, MessageHeader.messageOctets))).to.deep.equal([5, 10, 1]);
      expect(Buffer.from(rooms.subarray(roomOctets, roomOctets + 10)).toString()).to.equal('the second');
    });

    it("has the sender's address and port, and how long that is", async () => {
      await receive(['first', 'second']);
      const from = Buffer.from(names.subarray(socketAddressOctetsMax, 2 * socketAddressOctetsMax));
      expect(wordAt(1, MessageHeader.nameOctets)).to.equal(family === 4 ? 16 : 28);
      expect(from.readUInt16BE(2)).to.equal(sender.address().port);
      expect(from.subarray(addressAt, addressAt + (family === 4 ? 4 : 16)).toString('latin1')).to.equal(
        addressRdata({ family, text: loopback }),
      );
    });

    it('has the address that it was sent to, and how long that is', async () => {
      await receive(['first', 'second']);
      const destination = addressRdata({ family, text: loopback });
      const length = wordAt(1, MessageHeader.controlOctets) ?? 0;
      expect(length).to.be.greaterThan(16).and.below(controlOctets);
      const control = Buffer.from(controls.subarray(controlOctets, controlOctets + length));
      expect(control.toString('latin1')).to.include(destination);
    });

    it('has a flag on what did not fit into its room, and on nothing else', async () => {
      await receive(['x'.repeat(roomOctets), 'x'.repeat(roomOctets + 1)]);
      expect([0, 1].map((slot) => (wordAt(slot, MessageHeader.flags) ?? 0) & truncatedFlag)).to.deep.equal([
        0,
        truncatedFlag,
      ]);
    });

    it('tells by poll what is ready to read and what to write', async () => {
      const entries = pinnedWords((2 * PollEntry.size) / 4);
      const poll = () => {
        const events = new Int16Array(entries.buffer);
        for (const [index, wanted] of [pollIn, pollOut].entries()) {
          putWord(entries, index * PollEntry.size + PollEntry.fd, fd);
          events[(index * PollEntry.size + PollEntry.events) / 2] = wanted;
          events[(index * PollEntry.size + PollEntry.returned) / 2] = -1;
        }
        const count = libc.poll(libc.addressOf(entries), 2, 0);
        return [count, ...[0, 1].map((index) => events[(index * PollEntry.size + PollEntry.returned) / 2])];
      };
      expect(poll()).to.deep.equal([1, 0, pollOut]);
      sender.send('here', port, loopback);
      await until('it can be read', () => poll()[0] === 2);
      expect(poll()).to.deep.equal([2, pollIn, pollOut]);
    });
  });
}

describe('Poller', () => {
  it('sees what is there and, asked again, what is no longer there', async () => {
    const libc = await requireLibc();
    const bound = bindDatagram(libc, { octets: Uint8Array.of(127, 0, 0, 1), port: 0 });
    if (!bound.ok) throw new Error(bound.problem);
    const own = Buffer.alloc(socketAddressOctetsMax);
    libc.getsockname(bound.value, own, new Uint32Array([own.length]));
    const poller = new Poller(libc, 1);
    poller.watch(0, bound.value);
    poller.wait(0);
    expect(poller.isReady(0)).to.equal(false);
    const sender = createSocket('udp4');
    await new Promise((resolve) => sender.send('x', own.readUInt16BE(2), '127.0.0.1', resolve));
    poller.wait(20_000);
    expect(poller.isReady(0)).to.equal(true);
    libc.read(bound.value, pinnedOctets(8), 8);
    poller.wait(0);
    expect(poller.isReady(0)).to.equal(false);
    sender.close();
    libc.close(bound.value);
  });
});

describe('checkLayouts', () => {
  const asDrawn = (fields: Record<string, string>) =>
    ['name' in fields, 'base' in fields, 'fd' in fields][0] === true
      ? { size: MessageHeader.size, offsets: { ...MessageHeader } as Record<string, number> }
      : 'base' in fields
        ? { size: MessagePart.size, offsets: { ...MessagePart } as Record<string, number> }
        : { size: PollEntry.size, offsets: { ...PollEntry } as Record<string, number> };

  it('accepts structures that are as drawn', () => {
    expect(checkLayouts(asDrawn)).to.equal(undefined);
  });

  it('refuses a machine whose structures are larger, or in another order', () => {
    const larger = (fields: Record<string, string>) => ({ ...asDrawn(fields), size: 56 });
    const moved = (fields: Record<string, string>) => {
      const { size, offsets } = asDrawn(fields);
      return { size, offsets: Object.fromEntries(Object.entries(offsets).map(([name]) => [name, 4])) };
    };
    expect(checkLayouts(larger)).to.match(/another layout/);
    expect(checkLayouts(moved)).to.match(/another layout/);
  });
});
