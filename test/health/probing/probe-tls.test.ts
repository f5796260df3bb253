// The TLS probe with real certificates: which are good, and what is wrong with the others.

import type { Server, Socket } from 'node:net';
import { createServer, type TlsOptions } from 'node:tls';
import { expect } from 'chai';
import { systemClock } from '../../../src/base/clock.ts';
import { describeOutcome, type Outcome } from '../../../src/health/outcome.ts';
import { classifyTlsError } from '../../../src/health/probing/open-tls.ts';
import { createProbe } from '../../../src/health/probing/probe-target.ts';
import { type TlsExpectation, targetFor } from '../../../src/health/target.ts';
import { closedPort, countHandles, listen, portOf, started } from '../../support/listen.ts';
import { authorityPem, makeCertificate } from '../../support/make-certificate.ts';
import { runAfterEach } from '../../support/run-after-each.ts';
import { until } from '../../support/until.ts';

const patienceMs = 10_000;
const probe = createProbe(systemClock, authorityPem);
const named = { verify: true, servername: 'www.example.test' } as const;

function look(
  server: Server | number,
  tls: TlsExpectation = named,
  { timeoutMs = patienceMs, by = probe } = {},
): Promise<string> {
  const port = typeof server === 'number' ? server : portOf(server);
  const target = targetFor({ kind: 'tls', port, tls }, { family: 4, text: '127.0.0.1' });
  return new Promise((resolve) => {
    by(target, timeoutMs, (outcome: Outcome) =>
      resolve(describeOutcome(outcome).replace(/ in [\d.]+ ms$/, '')),
    );
  });
}

describe('the TLS probe', () => {
  const atEnd = runAfterEach();

  async function serve(
    settings: Parameters<typeof makeCertificate>[0] = {},
    more: TlsOptions = {},
  ): Promise<Server> {
    const server = createServer({ ...makeCertificate(settings), ...more }, (socket) => {
      socket.on('error', () => undefined);
      socket.resume();
    });
    server.on('tlsClientError', () => undefined);
    await started(server);
    atEnd(() => server.close());
    return server;
  }

  async function serveSocket(onConnection: (socket: Socket) => void): Promise<Server> {
    const server = await listen((socket) => {
      socket.resume();
      onConnection(socket);
    });
    atEnd(() => server.close());
    return server;
  }

  it('succeeds when the certificate is trusted and for the name', async () => {
    expect(await look(await serve())).to.equal('handshake');
  });

  it('asks for the configured name, and for none without one', async () => {
    const asked: (string | false)[] = [];
    const server = await serve({ names: ['www.example.test'], ips: ['127.0.0.1'] });
    server.on('secureConnection', (socket: { servername: string | false }) => asked.push(socket.servername));
    expect(await look(server)).to.equal('handshake');
    expect(await look(server, { verify: true })).to.equal('handshake');
    await until('both have been seen', () => asked.length === 2);
    expect(asked).to.deep.equal(['www.example.test', false]);
  });

  const bad: readonly (readonly [string, Parameters<typeof makeCertificate>[0], string])[] = [
    ['that has expired', { startDays: -30, endDays: -1 }, 'tls: certificate has expired'],
    ['that is not valid yet', { startDays: 1 }, 'tls: certificate is not valid yet'],
    ['for another name', { names: ['other.example.test'] }, 'tls: certificate is for another name'],
    ['self-signed', { isSelfSigned: true }, 'tls: certificate is self-signed'],
    [
      'that names it as its subject alone',
      { names: [], commonName: 'www.example.test' },
      'tls: certificate has no subjectAltName',
    ],
    ['that names nothing', { names: [], commonName: '' }, 'tls: certificate has no subjectAltName'],
    [
      'that names it as its subject, and something else beside',
      { names: [], ips: ['127.0.0.1'], emails: ['a@example.test'], commonName: 'www.example.test' },
      'tls: certificate is for another name',
    ],
    [
      'that has it as the name of its subject, and another one beside',
      { names: ['other.example.test'], commonName: 'www.example.test' },
      'tls: certificate is for another name',
    ],
  ];
  for (const [what, settings, expected] of bad) {
    it(`fails with a certificate ${what}, unless verification is off`, async () => {
      const server = await serve(settings);
      expect(await look(server)).to.equal(expected);
      expect(await look(server, { verify: false })).to.equal('handshake');
    });
  }

  const addresses: readonly (readonly [string, Parameters<typeof makeCertificate>[0], string])[] = [
    ['lists it', { names: [], ips: ['192.0.2.1', '127.0.0.1'] }, 'handshake'],
    ['lists another one', { names: [], ips: ['127.0.0.2'] }, 'tls: certificate is for another name'],
    ['has it as a name', { names: ['127.0.0.1'] }, 'tls: certificate is for another name'],
    [
      'has it as its subject',
      { names: [], commonName: '127.0.0.1' },
      'tls: certificate has no subjectAltName',
    ],
  ];
  for (const [what, settings, expected] of addresses) {
    it(`says "${expected}" when the address must match and the certificate ${what}`, async () => {
      expect(await look(await serve(settings), { verify: true })).to.equal(expected);
    });
  }

  it('fails with a certificate from an authority it does not trust', async () => {
    expect(await look(await serve(), named, { by: createProbe(systemClock) })).to.equal(
      'tls: certificate is not signed by a trusted authority',
    );
  });

  it('fails when the certificate expires too soon, verified or not', async () => {
    const server = await serve({ endDays: 10.5 });
    for (const verify of [true, false]) {
      expect(await look(server, { ...named, verify, minDays: 10 })).to.equal('handshake');
      expect(await look(server, { ...named, verify, minDays: 11 })).to.equal(
        'tls: certificate ends in 10 days, which is less than 11',
      );
    }
    const ended = await serve({ endDays: -0.5 });
    expect(await look(ended, { verify: false, minDays: 0 })).to.equal('tls: certificate has expired');
  });

  it('fails when the target refuses, resets, closes or never speaks', async () => {
    expect(await look(await closedPort())).to.equal('refused');
    expect(await look(await serveSocket((socket) => socket.resetAndDestroy()))).to.equal('reset');
    expect(await look(await serveSocket((socket) => socket.end()))).to.equal(
      'tls: closed during the handshake',
    );
    expect(await look(await serveSocket(() => undefined), named, { timeoutMs: 200 })).to.equal('timeout');
  });

  it('fails when the target speaks something else', async () => {
    const server = await serveSocket((socket) => socket.end('HTTP/1.1 400 Bad Request\r\n\r\n'));
    expect(await look(server)).to.equal('tls: the other side does not speak TLS');
  });

  it('fails without a TLS version in common', async () => {
    const server = await serve(
      {},
      { minVersion: 'TLSv1.3', maxVersion: 'TLSv1.3', ciphers: 'TLS_AES_128_CCM_SHA256' },
    );
    expect(await look(server)).to.match(/^tls: .*alert handshake failure$/);
  });

  it('leaves nothing behind, called off or not', async () => {
    const servers = [
      await serve(),
      await serveSocket(() => undefined),
      await serveSocket((socket) => socket.end()),
    ];
    const before = countHandles();
    let reports = 0;
    for (let i = 0; i < 30; i++) {
      const port = portOf(servers[i % 3] as Server);
      const target = targetFor({ kind: 'tls', port, tls: named }, { family: 4, text: '127.0.0.1' });
      const callOff = probe(target, 300, () => reports++);
      if (i % 6 < 3) callOff();
    }
    await until('all have reported', () => reports === 15);
    await until('sockets and timers are gone', () => countHandles() <= before);
    expect(reports).to.equal(15);
  });
});

describe('classifyTlsError', () => {
  const error = (code: string, syscall?: string) =>
    Object.assign(new Error('x'), { code, ...(syscall && { syscall }) });

  it('keeps errors of the operating system as they are', () => {
    expect(classifyTlsError(error('ECONNRESET', 'read'))).to.have.property('reason', 'reset');
    expect(classifyTlsError(error('EMFILE', 'connect'))).to.have.property('kind', 'inconclusive');
    expect(classifyTlsError(error('EADDRNOTAVAIL', 'bind'))).to.have.property('kind', 'inconclusive');
  });

  it('quotes errors that it has no words for', () => {
    expect(classifyTlsError(error('ERR_SSL_TLSV1_ALERT_NO_APPLICATION_PROTOCOL'))).to.deep.equal({
      kind: 'failure',
      reason: 'tls',
      detail: 'tls: tlsv1 alert no application protocol',
    });
  });
});
