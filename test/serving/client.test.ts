// Who asks, as the kernel and as Node tell it, and who counts as the same client.

import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { expect } from 'chai';
import { bytesOf } from '../../src/base/byte-string.ts';
import { DatagramBatch } from '../../src/linux/datagram-batch.ts';
import { bindDatagram } from '../../src/linux/datagram-socket.ts';
import { encodeSocketAddress, readSocketPlace } from '../../src/linux/socket-address.ts';
import { type Client, DatagramClient, networkOf, TextClient } from '../../src/serving/client.ts';
import { parseIpAddress } from '../../src/wire/ip-address.ts';
import { addressRdata } from '../../src/wire/rdata.ts';
import { requireLibc } from '../support/daemon/test-libc.ts';
import { until } from '../support/until.ts';

/** Text as Node has it; the address proper, in hex; the part of it that makes a client, in hex. */
const table: readonly (readonly [string, string, string])[] = [
  ['192.0.2.1', 'c0000201', 'c0000201'],
  ['::ffff:192.0.2.1', 'c0000201', 'c0000201'],
  ['2001:db8:1:2:3:4:5:6', '20010db8000100020003000400050006', '20010db8000100'],
  ['2001:db8:1:2::6', '20010db8000100020000000000000006', '20010db8000100'],
  ['2001:db8::6', '20010db8000000000000000000000006', '20010db8000000'],
  ['2001:db8::3:4:5:6', '20010db8000000000003000400050006', '20010db8000000'],
  ['2001:db8:1::3:4:5:6', '20010db8000100000003000400050006', '20010db8000100'],
  ['1:2:3:4:5:6:7::', '00010002000300040005000600070000', '00010002000300'],
  ['::1', '00000000000000000000000000000001', '00000000000000'],
  ['::ffff:0:c000:201', '0000000000000000ffff0000c0000201', '00000000000000'],
  ['fe80::1%eth0', 'fe800000000000000000000000000001', 'fe800000000000'],
];

function addressOf({ octets, addressAt, family }: Client): string {
  return Buffer.from(octets.subarray(addressAt, addressAt + (family === 4 ? 4 : 16))).toString('hex');
}

function networkInHex(client: Client): string {
  return Buffer.from(bytesOf(networkOf(client))).toString('hex');
}

describe('TextClient', () => {
  for (const [text, address, network] of table) {
    it(`reads ${text} as ${address}, one client with all of ${network}`, () => {
      const client = new TextClient('tcp');
      client.set(text, 5353);
      expect(client).to.include({ transport: 'tcp', family: address.length === 8 ? 4 : 6, port: 5353 });
      expect([addressOf(client), networkInHex(client)]).to.deep.equal([address, network]);
    });
  }

  it('forgets the client before', () => {
    const client = new TextClient('udp');
    client.set('2001:db8::1', 1);
    expect(client.family).to.equal(6);
    client.set('192.0.2.1', 2);
    expect([client.family, client.port, addressOf(client)]).to.deep.equal([4, 2, 'c0000201']);
  });

  it('is nobody in particular when the client is gone already', () => {
    const client = new TextClient('tcp');
    client.set(undefined, undefined);
    expect([client.family, client.port, addressOf(client)]).to.deep.equal([4, 0, '00000000']);
  });
});

describe('DatagramClient', () => {
  const room = 32;

  for (const [text, address, network] of table) {
    it(`reads the socket address of ${text} as ${address}`, () => {
      const parsed = parseIpAddress(text.replace(/%.*/, ''));
      if (parsed === undefined) throw new Error(text);
      const octets = bytesOf(addressRdata(parsed));
      const senders = new Uint8Array(3 * room).fill(0xff);
      senders.set(encodeSocketAddress({ octets, port: 5353 }), 2 * room);
      const client = new DatagramClient(senders);
      client.at = 2 * room;
      expect(client).to.include({ transport: 'udp', family: address.length === 8 ? 4 : 6, port: 5353 });
      expect([addressOf(client), networkInHex(client)]).to.deep.equal([address, network]);
    });
  }

  it('tells the senders of one batch apart', async () => {
    const libc = await requireLibc();
    const bound = bindDatagram(libc, { octets: Uint8Array.of(127, 0, 0, 1), port: 0 });
    if (!bound.ok) throw new Error(bound.problem);
    const batch = new DatagramBatch(libc, { slots: 4, receiveOctets: 64, replyOctets: 64 });
    const client = new DatagramClient(batch.senders);
    const sockets = ['127.0.0.2', '127.0.0.3', '127.0.0.4'].map((address) => ({
      address,
      socket: createSocket('udp4'),
    }));
    const sent: string[] = [];
    for (const { address, socket } of sockets) {
      socket.bind(0, address);
      await once(socket, 'listening');
      const { port } = socket.address();
      sent.push(`${address}:${port}`);
      socket.send('x', readSocketPlace(libc, bound.value)?.port ?? 0, '127.0.0.1');
    }
    const seen: string[] = [];
    await until('all have arrived', () => {
      const count = Math.max(0, batch.receive(bound.value));
      for (let slot = 0; slot < count; slot++) {
        client.at = batch.senderAt(slot);
        seen.push(
          `${client.octets.subarray(client.addressAt, client.addressAt + 4).join('.')}:${client.port}`,
        );
      }
      return seen.length === sockets.length;
    });
    expect(seen.sort()).to.deep.equal(sent.sort());
    for (const { socket } of sockets) socket.close();
    libc.close(bound.value);
  });
});
