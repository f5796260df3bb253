// A front end before DNS over TLS: the header comes before the handshake, as haproxy sends it, or behind it, as dnsdist does, and
// names the client of what is encrypted.

import { connect } from 'node:net';
import { connect as connectTls } from 'node:tls';
import { expect } from 'chai';
import { parseName } from '../../../src/wire/name.ts';
import { startTestDaemon, type TestDaemon } from '../../support/daemon/start-test-daemon.ts';
import { TcpClient } from '../../support/dns/dns-client.ts';
import { localHeader, makeProxyHeader } from '../../support/dns/make-proxy-header.ts';
import { writeTlsFiles } from '../../support/dns/tls-client.ts';
import { makeTransferQuery } from '../../support/transfers/make-transfer-query.ts';
import { until } from '../../support/until.ts';

const frontEnd = '127.0.95.8';
const stranger = '127.0.95.9';
const secondary = '192.0.2.54';
const [NOERROR, REFUSED] = [0, 5];
const apex = parseName('example.test');
if (!apex.ok) throw new Error('example.test is a name');
const nothing = new Uint8Array();
const axfr = makeTransferQuery({ apex: apex.value });

describe('front ends over TLS', () => {
  let server: TestDaemon;
  let port = 0;
  before(async () => {
    server = await startTestDaemon({
      names: { www: ['192.0.2.1'] },
      flags: {
        ...writeTlsFiles().flags,
        'proxy-from': [frontEnd],
        transfer: JSON.stringify({ allow: [secondary] }),
      },
    });
    port = Number(/:(\d+)$/.exec(server.daemon.status().tls?.endpoints[0] ?? '')?.[1]);
  });
  after(() => server.stop());

  /** The code of the reply, or that there is none. */
  const ask = async (
    from: string,
    header: Uint8Array,
    inside: Uint8Array = nothing,
  ): Promise<number | 'none'> => {
    const raw = connect({ port, host: '127.0.0.1', localAddress: from });
    raw.on('error', () => undefined);
    if (header.length > 0) raw.write(header);
    const secured = connectTls({ socket: raw, ALPNProtocols: ['dot'], rejectUnauthorized: false });
    const client = new TcpClient(secured);
    secured.write(inside);
    client.send(axfr);
    const reply = await client.receive();
    client.close();
    return reply === undefined ? 'none' : reply.readUInt8(3) & 0x0f;
  };

  for (const [what, from, header, expected] of [
    ['a client that may have the zone', frontEnd, makeProxyHeader(secondary, { protocol: 1 }), NOERROR],
    ['a client that may not', frontEnd, makeProxyHeader('192.0.2.55', { protocol: 1 }), REFUSED],
    ['a front end that asks for itself', frontEnd, localHeader, REFUSED],
    ['a stranger who asks for itself', stranger, nothing, REFUSED],
    ['a stranger who claims to be a client', stranger, makeProxyHeader(secondary), 'none'],
  ] as const) {
    it(`say ${expected} for ${what}`, async () => expect(await ask(from, header)).to.equal(expected));
  }

  for (const [what, from, inside, expected] of [
    ['a client that may have the zone', frontEnd, makeProxyHeader(secondary, { protocol: 1 }), NOERROR],
    ['a client that may not', frontEnd, makeProxyHeader('192.0.2.55', { protocol: 1 }), REFUSED],
    ['a front end that asks for itself', frontEnd, localHeader, REFUSED],
  ] as const) {
    it(`say ${expected} for ${what}, inside of TLS`, async () =>
      expect(await ask(from, nothing, inside)).to.equal(expected));
  }

  it('say nothing of a header inside of TLS behind one outside: it is a message that never ends', async () => {
    const raw = connect({ port, host: '127.0.0.1', localAddress: frontEnd });
    raw.write(localHeader);
    const secured = connectTls({ socket: raw, rejectUnauthorized: false });
    secured.end(makeProxyHeader(secondary));
    const client = new TcpClient(secured);
    expect(await client.receive()).to.equal(undefined);
    client.close();
  });

  it('are cut off for a handshake without a header, which is counted', async () => {
    expect(await ask(frontEnd, nothing)).to.equal('none');
    await until('it is counted', () => server.daemon.status().frontEnds?.refused === 1);
  });
});
