// RFC 7858: DNS over TLS, and RFC 8310 and 8467 where they add to it. The clients of this file are Node's; those of others are in
// test/scenario/tls-clients.test.ts.

import { connect } from 'node:net';
import { expect } from 'chai';
import {
  type ReloadableDaemon,
  startReloadableDaemon,
  stopDaemons,
} from '../support/daemon/start-reloadable-daemon.ts';
import { checkReply } from '../support/dns/ask-strictly.ts';
import { framed, makeQuery, type TcpClient } from '../support/dns/dns-client.ts';
import { TlsClient, type TlsFiles, writeTlsFiles } from '../support/dns/tls-client.ts';
import { runAfterEach } from '../support/run-after-each.ts';
import { until } from '../support/until.ts';
import { manyIpv4 } from '../support/worlds/many-addresses.ts';

const query = makeQuery('www.example.test');
const names = { www: ['192.0.2.1'], huge: manyIpv4(2000) };

describe('RFC 7858', () => {
  const atEnd = runAfterEach();
  let files: TlsFiles;
  let server: ReloadableDaemon;
  let port: number;

  before(async () => {
    files = writeTlsFiles();
    server = await startReloadableDaemon({ names, flags: files.flags });
    port = Number(server.daemon.status().tls?.endpoints[0]?.split(':')[1]);
  });
  after(stopDaemons);

  const tlsStatus = () => server.daemon.status().tls;
  function open(options: ConstructorParameters<typeof TlsClient>[1] = {}): TlsClient {
    const client = new TlsClient(port, options);
    atEnd(() => client.close());
    return client;
  }
  async function exchange(client: TcpClient, question = query): Promise<void> {
    client.send(question);
    checkReply(question, await client.receive(), 'tcp');
  }
  /** What becomes of octets that are sent to the port for TLS. */
  async function answerTo(octets: Uint8Array): Promise<Buffer> {
    const socket = connect(port, '127.0.0.1');
    atEnd(() => socket.destroy());
    const chunks: Buffer[] = [];
    socket.on('data', (chunk) => chunks.push(chunk));
    socket.on('error', () => undefined);
    socket.write(octets);
    await new Promise((resolve) => socket.once('close', resolve));
    return Buffer.concat(chunks);
  }

  it('§3.1: answers on a port of its own, and counts it apart', async () => {
    expect(port).to.not.equal(server.port);
    const before = tlsStatus();
    await exchange(open());
    expect(tlsStatus()?.queries).to.equal((before?.queries ?? 0) + 1);
    expect(tlsStatus()?.handshakes).to.equal((before?.handshakes ?? 0) + 1);
  });

  it('§3.1: answers nothing that is not encrypted, and closes', async () => {
    const failed = tlsStatus()?.failed ?? 0;
    expect(await answerTo(framed(query))).to.have.length(0);
    expect(tlsStatus()?.failed).to.equal(failed + 1);
  });

  const garbage: readonly (readonly [string, readonly number[]])[] = [
    ['HTTP', [...Buffer.from('GET / HTTP/1.1\r\n\r\n')]],
    ['zeros', Array<number>(100).fill(0)],
    ['SSL 2', [0x80, 0x2e, 1, 0, 2, ...Array<number>(43).fill(7)]],
    ['a record of another kind', [23, 3, 3, 0, 40, ...Array<number>(40).fill(0)]],
    ['a message of another kind', [22, 3, 1, 0, 40, 2, ...Array<number>(39).fill(0)]],
    ['a hello without an end', [22, 3, 1, 0xff, 0xff, 1]],
    ['a hello that is too short', [22, 3, 1, 0, 5, 1, 0, 0, 1, 0]],
    ['a hello of zeros', [22, 3, 1, 0, 44, 1, 0, 0, 40, ...Array<number>(40).fill(0)]],
  ];
  for (const [what, octets] of garbage)
    it(`closes when it is sent ${what}, and serves others`, async () => {
      const failed = tlsStatus()?.failed ?? 0;
      const answer = await answerTo(Uint8Array.from(octets));
      // At most an alert.
      expect(answer.length).to.be.oneOf([0, 7]);
      await until('it is counted', () => tlsStatus()?.failed === failed + 1);
      await exchange(open());
    });

  it('§3.2: agrees on "dot" with who offers it, and serves who offers nothing', async () => {
    const offering = open({ ALPNProtocols: ['h2', 'dot'] });
    await exchange(offering);
    expect(offering.tls.alpnProtocol).to.equal('dot');
    const silent = open({ ALPNProtocols: [] });
    await exchange(silent);
    expect(silent.tls.alpnProtocol).to.equal(false);
  });

  it('§3.2: refuses who offers only other protocols (RFC 7301 §3.2)', async () => {
    expect(await open({ ALPNProtocols: ['h2', 'http/1.1'] }).secured).to.equal(
      'ERR_SSL_TLSV1_ALERT_NO_APPLICATION_PROTOCOL',
    );
  });

  it('§3.2: speaks TLS 1.2 and 1.3, and nothing before (RFC 9325 §3.1.1)', async () => {
    for (const version of ['TLSv1.2', 'TLSv1.3'] as const) {
      const client = open({ minVersion: version, maxVersion: version });
      await exchange(client);
      expect(client.tls.getProtocol()).to.equal(version);
    }
    const ciphers = 'ALL:@SECLEVEL=0';
    expect(await open({ minVersion: 'TLSv1', maxVersion: 'TLSv1.1', ciphers }).secured).to.equal(
      'ERR_SSL_TLSV1_ALERT_PROTOCOL_VERSION',
    );
  });

  it('§3.2: has no cipher without forward secrecy (RFC 9325 §4.1)', async () => {
    for (const ciphers of ['AES128-GCM-SHA256', 'ECDHE-ECDSA-AES128-SHA256', 'DHE-RSA-AES128-GCM-SHA256'])
      expect(await open({ maxVersion: 'TLSv1.2', ciphers }).secured, ciphers).to.not.equal('secured');
  });

  it('§3.3: answers many queries at once and in order, whatever their length', async () => {
    const client = open();
    const queries = Array.from({ length: 200 }, (_, id) =>
      makeQuery(id % 100 === 50 ? 'huge.example.test' : 'www.example.test', { id }),
    );
    client.send(...queries);
    for (const each of queries) checkReply(each, await client.receive(), 'tcp');
  });

  it('§3.3: answers a query whose octets come one by one', async () => {
    const client = open();
    expect(await client.secured).to.equal('secured');
    for (const octet of framed(query)) {
      client.socket.write(Uint8Array.of(octet));
      await new Promise(setImmediate);
    }
    checkReply(query, await client.receive(), 'tcp');
  });

  it('§3.3: answers who has closed its side', async () => {
    for (const version of ['TLSv1.2', 'TLSv1.3'] as const) {
      const client = open({ minVersion: version, maxVersion: version });
      client.socket.end(Buffer.concat([framed(query), framed(query)]));
      checkReply(query, await client.receive(), 'tcp');
      checkReply(query, await client.receive(), 'tcp');
      expect(await client.receive()).to.equal(undefined);
    }
  });

  it('§3.4: resumes a session, with a ticket used on several connections, also after a reload', async () => {
    for (const version of ['TLSv1.2', 'TLSv1.3'] as const) {
      const limits = { minVersion: version, maxVersion: version };
      const session = await sessionOf(open(limits));
      for (const round of [1, 2, 3]) {
        const client = open({ ...limits, session });
        await exchange(client);
        expect(client.tls.isSessionReused(), `${version}, round ${round}`).to.equal(true);
        if (round === 2) await server.reload({ names, flags: files.flags });
      }
    }
    expect(tlsStatus()?.resumed).to.be.at.least(6);
  });

  it('§3.4: says that it closes an idle connection (RFC 8446 §6.1), which it keeps meanwhile', async () => {
    const client = open();
    await exchange(client);
    await exchange(client);
    let error: unknown;
    client.socket.on('error', (reason) => {
      error = reason;
    });
    client.socket.end();
    expect(await client.receive()).to.equal(undefined);
    expect(error).to.equal(undefined);
  });

  async function sessionOf(client: TlsClient): Promise<Buffer> {
    const session = new Promise<Buffer>((resolve) => client.tls.once('session', resolve));
    await exchange(client);
    return session;
  }

  it('§5: shows the certificate of the configuration, whatever name it is asked by', async () => {
    for (const servername of ['ns1.example.test', 'other.test', '']) {
      const client = open({ servername });
      expect(await client.secured).to.equal('secured');
      expect(client.tls.getPeerCertificate().subject.CN).to.equal('ns1.example.test');
    }
  });

  it('RFC 8467 §4.1: pads replies to multiples of 468 octets for who pads', async () => {
    const client = open();
    const padded = makeQuery('www.example.test', { edns: { options: [[12, Uint8Array.of(0, 0)]] } });
    client.send(padded);
    expect(await client.receive()).to.have.length(468);
    client.send(makeQuery('huge.example.test', { edns: { options: [[12, Uint8Array.of()]] } }));
    const { length = 1 } = (await client.receive()) ?? {};
    expect(length % 468).to.equal(0);
  });
});
