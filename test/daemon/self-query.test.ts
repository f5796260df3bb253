// The question that the daemon asks itself, put to sockets that answer rightly, wrongly, late or not at all.

import { createSocket, type RemoteInfo, type Socket } from 'node:dgram';
import { once } from 'node:events';
import { expect } from 'chai';
import { asksItself } from '../../src/daemon/self-query.ts';
import type { Libc } from '../../src/linux/libc.ts';
import { rootName } from '../../src/wire/name.ts';
import { requireLibc } from '../support/test-libc.ts';

describe('asksItself', () => {
  let socket: Socket;
  let libc: Libc;

  before(async () => {
    libc = await requireLibc();
  });
  afterEach(() => socket.close());

  async function serve(
    type: 'udp4' | 'udp6',
    address: string,
    answer: (query: Buffer, client: RemoteInfo) => void,
  ) {
    socket = createSocket(type);
    socket.on('message', answer);
    socket.bind(0, address);
    await once(socket, 'listening');
    const family = type === 'udp4' ? 4 : 6;
    return { address: { family, text: address }, port: socket.address().port } as const;
  }

  function reply(
    query: Buffer,
    client: RemoteInfo,
    change: (octets: Buffer) => Buffer = (same) => same,
  ): void {
    const octets = Buffer.from(query);
    octets.writeUInt8(octets.readUInt8(2) | 0x80, 2);
    socket.send(change(octets), client.port, client.address);
  }

  for (const [type, address] of [
    ['udp4', '127.0.0.1'],
    ['udp4', '0.0.0.0'],
    ['udp6', '::1'],
    ['udp6', '::'],
  ] as const) {
    for (const way of ['with koffi', 'without koffi'] as const) {
      it(`hears an answer of ${address} ${way}`, async () => {
        const endpoint = await serve(type, address, (query, client) => reply(query, client));
        expect(await asksItself(endpoint, rootName, 0, way === 'with koffi' ? libc : undefined)).to.equal(
          true,
        );
      });
    }
  }

  it('asks a plain question for the SOA record', async () => {
    const queries: Buffer[] = [];
    const endpoint = await serve('udp4', '127.0.0.1', (query, client) => {
      queries.push(query);
      reply(query, client);
    });
    await asksItself(endpoint, rootName, 0xbeef, libc);
    expect(queries[0]?.toString('hex')).to.equal('beef0000000100000000000000' + '00060001');
  });

  it('takes REFUSED for an answer: it shows that somebody is there', async () => {
    const endpoint = await serve('udp4', '127.0.0.1', (query, client) =>
      reply(query, client, (octets) => {
        octets.writeUInt8(5, 3);
        return octets;
      }),
    );
    expect(await asksItself(endpoint, rootName, 1, libc)).to.equal(true);
  });

  it('is not fooled by silence, old answers, echoes and fragments, and gives up after two seconds', async () => {
    const endpoint = await serve('udp4', '127.0.0.1', (query, client) => {
      socket.send(query, client.port, client.address);
      reply(query, client, (octets) => octets.subarray(0, 11));
      reply(query, client, (octets) => {
        octets.writeUInt16BE(7, 0);
        return octets;
      });
      socket.send('', client.port, client.address);
    });
    const startedMs = performance.now();
    expect(await asksItself(endpoint, rootName, 8, libc)).to.equal(false);
    expect(performance.now() - startedMs).to.be.within(1500, 3000);
  });
});
