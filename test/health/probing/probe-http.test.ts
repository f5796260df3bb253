// The HTTP probe with real sockets: what it sends, what it accepts, and hostile servers.

import { once } from 'node:events';
import { createServer as createHttpServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { createServer as createHttpsServer } from 'node:https';
import type { Socket } from 'node:net';
import { expect } from 'chai';
import { systemClock } from '../../../src/base/clock.ts';
import { describeOutcome, type Outcome } from '../../../src/health/outcome.ts';
import { createProbe } from '../../../src/health/probing/probe-target.ts';
import { type ProbePlan, targetFor } from '../../../src/health/target.ts';
import { listenFrozen } from '../../support/dns/frozen-listener.ts';
import { drip, pour } from '../../support/dns/pour.ts';
import { closedPort, countHandles, listen, portOf, started } from '../../support/listen.ts';
import { authorityPem, makeCertificate } from '../../support/make-certificate.ts';
import { runAfterEach } from '../../support/run-after-each.ts';
import { until } from '../../support/until.ts';

const probe = createProbe(systemClock, authorityPem);
/** Never passes where something answers. */
const patienceMs = 10_000;
const usual = { method: 'GET', path: '/', expect: [[200, 399]] } as const;

function look(
  port: number,
  given: Partial<Extract<ProbePlan, { kind: 'http' }>['http']> = {},
  { timeoutMs = patienceMs, address = '127.0.0.1' } = {},
): Promise<Outcome> {
  const plan: ProbePlan = { kind: 'http', port, http: { ...usual, ...given } };
  return probeOnce(plan, timeoutMs, address);
}

function probeOnce(plan: ProbePlan, timeoutMs = patienceMs, address = '127.0.0.1'): Promise<Outcome> {
  const family = address.includes(':') ? 6 : 4;
  return new Promise((resolve) => {
    probe(targetFor(plan, { family, text: address }), timeoutMs, resolve);
  });
}

/** Without the time that it took. */
const say = (outcome: Outcome) => describeOutcome(outcome).replace(/ in [\d.]+ ms$/, '');

describe('the HTTP probe', () => {
  const atEnd = runAfterEach();
  let requests: IncomingMessage[];

  beforeEach(() => {
    requests = [];
  });

  async function serve(answer: (response: ServerResponse) => void, host?: string): Promise<number> {
    const server = await started(
      createHttpServer((request, response) => {
        requests.push(request);
        answer(response);
      }),
      host,
    );
    atEnd(() => server.close());
    return portOf(server);
  }

  async function serveSocket(onConnection: (socket: Socket) => void): Promise<number> {
    const server = await listen((socket) => {
      // Who does not read does not see the end either, and stays.
      socket.resume();
      onConnection(socket);
    });
    atEnd(() => server.close());
    return portOf(server);
  }

  it('succeeds with an expected status', async () => {
    const port = await serve((response) => response.end('hello'));
    const outcome = await look(port);
    expect(outcome).to.deep.include({ kind: 'success', detail: 'status 200' });
    expect(outcome).to.have.property('tookMs').that.is.within(0, patienceMs);
  });

  it('sends a request that names its sender and asks for the connection to be closed', async () => {
    const port = await serve((response) => response.end());
    await look(port, { path: '/health?full=1', host: 'www.example.test' });
    const [request] = requests;
    expect([request?.method, request?.url, request?.httpVersion]).to.deep.equal([
      'GET',
      '/health?full=1',
      '1.1',
    ]);
    expect(request?.headers).to.deep.include({
      host: 'www.example.test',
      connection: 'close',
      'accept-encoding': 'identity',
    });
    expect(request?.headers['user-agent']).to.match(/^healthy-dns\/\d/);
    expect(request?.headers).not.to.have.property('content-length');
  });

  it('sends address and port as the Host without another', async () => {
    const port = await serve((response) => response.end());
    await look(port);
    expect(requests[0]?.headers.host).to.equal(`127.0.0.1:${port}`);
  });

  it('writes an IPv6 address in the Host as URLs do', async function () {
    let port = 0;
    try {
      port = await serve((response) => response.end(), '::1');
    } catch {
      this.skip();
    }
    expect(say(await look(port, {}, { address: '::1' }))).to.equal('status 200');
    expect(requests[0]?.headers.host).to.equal(`[::1]:${port}`);
  });

  it('uses the configured method', async () => {
    const port = await serve((response) => response.end('ignored'));
    expect(say(await look(port, { method: 'HEAD' }))).to.equal('status 200');
    expect(say(await look(port, { method: 'OPTIONS' }))).to.equal('status 200');
    expect(requests.map(({ method }) => method)).to.deep.equal(['HEAD', 'OPTIONS']);
  });

  it('fails with an unexpected status, and says which', async () => {
    const port = await serve((response) => response.writeHead(503).end());
    expect(await look(port)).to.deep.equal({ kind: 'failure', reason: 'status', detail: 'status 503' });
  });

  it('follows no redirect', async () => {
    const port = await serve((response) => response.writeHead(302, { location: '/elsewhere' }).end());
    expect(say(await look(port))).to.equal('status 302');
    expect(say(await look(port, { expect: [[200, 299]] }))).to.equal('status 302');
    expect(requests).to.have.length(2);
  });

  it('finds the text in the body, however it is sent', async () => {
    const whole = await serve((response) => response.end('{"state": "ok"}'));
    const chunks = await serve((response) => {
      response.write('{"state": ');
      setTimeout(() => response.end('"ok"}'), 20);
    });
    for (const port of [whole, chunks]) {
      expect(say(await look(port, { body: '"state": "ok"' }))).to.equal('status 200');
      expect(say(await look(port, { body: 'ready' }))).to.equal('body lacks "ready"');
    }
  });

  it('does not wait for the rest of a body once it has seen enough', async () => {
    const port = await serve((response) => response.write('ok, and more will come'));
    expect(say(await look(port))).to.equal('status 200');
    expect(say(await look(port, { body: 'ok' }))).to.equal('status 200');
  });

  it('fails when the target refuses', async () => {
    expect(say(await look(await closedPort()))).to.equal('refused');
  });

  it('fails when nobody accepts', async () => {
    const frozen = await listenFrozen();
    atEnd(() => frozen.close());
    expect(say(await look(frozen.port, {}, { timeoutMs: 100 }))).to.equal('timeout');
  });

  const ok = 'HTTP/1.1 200 OK\r\n';
  /** What a server does with a connection, and what is said of it. */
  const hostile: readonly (readonly [string, (socket: Socket) => void, string])[] = [
    ['accepts and never speaks', () => undefined, 'timeout'],
    ['closes at once', (socket) => socket.end(), 'closed without a reply'],
    ['resets at once', (socket) => socket.resetAndDestroy(), 'reset'],
    [
      'closes after half a status line',
      (socket) => socket.end('HTTP/1.1 2'),
      'closed in the middle of the reply',
    ],
    [
      'resets after half a status line',
      (socket) => socket.write('HTTP/1.1 2', () => socket.resetAndDestroy()),
      'reset',
    ],
    ['greets as SSH does', (socket) => socket.write('SSH-2.0-x\r\n'), 'the reply is not HTTP'],
    ['sends random octets', (socket) => socket.write(Buffer.alloc(5000, 0xa5)), 'the reply is not HTTP'],
    [
      'never ends its head',
      (socket) => pour(socket, 'X-Padding: y\r\n', ok),
      'the head of the reply is longer than 64 KiB',
    ],
    [
      'never ends a line of its head',
      (socket) => pour(socket, 'y', ok),
      'the head of the reply is longer than 64 KiB',
    ],
    [
      'announces for ever',
      (socket) => pour(socket, 'HTTP/1.1 100 Continue\r\n\r\n'),
      'the head of the reply is longer than 64 KiB',
    ],
    ['drips its head', (socket) => drip(socket, 'HTTP/1.1 200 OK\r\nServer: slow'), 'timeout'],
    ['drips its body', (socket) => drip(socket, '\r\n\r\nok', 'HTTP/1.1 200 OK'), 'timeout'],
    [
      'sends a body without end',
      (socket) => pour(socket, 'x'.repeat(100), `${ok}\r\n`),
      'body lacks "ready" in 64 KiB',
    ],
    [
      'sends chunks without end',
      (socket) => pour(socket, '1\r\nx\r\n', `${ok}Transfer-Encoding: chunked\r\n\r\n`),
      'body lacks "ready" in 64 KiB',
    ],
    [
      'claims a body that it does not send',
      (socket) => socket.end('HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nx'),
      'closed in the middle of the reply',
    ],
  ];
  for (const [what, act, expected] of hostile) {
    it(`says "${expected}" of a server that ${what}, and leaves nothing behind`, async () => {
      const port = await serveSocket(act);
      const before = countHandles();
      // Only who never comes to an end is waited for.
      const timeoutMs = expected === 'timeout' ? 1000 : patienceMs;
      expect(say(await look(port, { body: 'ready' }, { timeoutMs }))).to.equal(expected);
      await until('sockets and timers are gone', () => countHandles() <= before);
    });
  }

  it('reports once, never when called off, and leaves nothing behind', async () => {
    const ports = [
      await serve((response) => response.end('ok')),
      await serveSocket((socket) => socket.resetAndDestroy()),
      await closedPort(),
    ];
    const before = countHandles();
    let reports = 0;
    for (let i = 0; i < 120; i++) {
      const plan: ProbePlan = { kind: 'http', port: ports[i % 3] ?? 0, http: usual };
      const callOff = probe(targetFor(plan, { family: 4, text: '127.0.0.1' }), patienceMs, () => reports++);
      if (i % 6 < 3) callOff();
      else if (i % 12 === 11) setTimeout(callOff, 1);
    }
    await until('sockets and timers are gone', () => countHandles() <= before);
    expect(reports).to.be.within(50, 60);
  });

  it('probes from the configured source address', async () => {
    let from: string | undefined;
    const port = await serveSocket((socket) => {
      from = socket.remoteAddress;
      socket.end('HTTP/1.1 200 OK\r\n\r\n');
    });
    const sources = [{ family: 4, text: '127.0.0.9' } as const];
    expect(say(await probeOnce({ kind: 'http', port, http: usual, sources }))).to.equal('status 200');
    expect(from).to.equal('127.0.0.9');
  });

  it('is inconclusive when this machine lacks the source address', async () => {
    const port = await serve((response) => response.end());
    const sources = [{ family: 4, text: '192.0.2.1' } as const];
    for (const kind of ['http', 'tcp'] as const) {
      const plan: ProbePlan =
        kind === 'http' ? { kind, port, http: usual, sources } : { kind, port, sources };
      expect(await probeOnce(plan)).to.deep.equal({
        kind: 'inconclusive',
        detail: 'EADDRNOTAVAIL for the source address',
      });
    }
  });

  it('probes the configured address instead of the published one', async () => {
    const port = await serve((response) => response.end());
    const address = { family: 4, text: '127.0.0.1' } as const;
    expect(
      say(await probeOnce({ kind: 'http', port, http: usual, address }, patienceMs, '192.0.2.1')),
    ).to.equal('status 200');
  });

  describe('over TLS', () => {
    const https = (
      port: number,
      tls: Extract<ProbePlan, { kind: 'https' }>['tls'],
      host?: string,
    ): ProbePlan => ({
      kind: 'https',
      port,
      http: { ...usual, body: 'ready', ...(host === undefined ? {} : { host }) },
      tls,
    });

    async function serveHttps(certificate = makeCertificate(), body = 'ready'): Promise<number> {
      const server = createHttpsServer(certificate, (request, response) => {
        requests.push(request);
        response.end(body);
      });
      await started(server);
      atEnd(() => server.close());
      return portOf(server);
    }

    it('sends its request when the certificate is for the host', async () => {
      const port = await serveHttps();
      expect(say(await probeOnce(https(port, { verify: true }, 'www.example.test')))).to.equal('status 200');
      expect(say(await probeOnce(https(port, { verify: true }, 'www.example.test:8443')))).to.equal(
        'status 200',
      );
      expect(requests.map(({ headers }) => headers.host)).to.deep.equal([
        'www.example.test',
        'www.example.test:8443',
      ]);
    });

    it('works by address when the certificate is for that', async () => {
      const port = await serveHttps(makeCertificate({ names: [], ips: ['127.0.0.1'] }));
      expect(say(await probeOnce(https(port, { verify: true })))).to.equal('status 200');
    });

    it('sends no request when it does not accept the certificate', async () => {
      const port = await serveHttps();
      expect(say(await probeOnce(https(port, { verify: true })))).to.equal(
        'tls: certificate is for another name',
      );
      expect(say(await probeOnce(https(port, { verify: true, minDays: 91 }, 'www.example.test')))).to.match(
        /^tls: certificate ends in (89|90) days, which is less than 91$/,
      );
      expect(requests).to.have.length(0);
    });

    it('says what is wrong with the reply', async () => {
      const port = await serveHttps(makeCertificate(), 'not yet');
      expect(say(await probeOnce(https(port, { verify: false })))).to.equal('body lacks "ready"');
    });

    it('speaks HTTP/1.1 with servers that would prefer something else', async () => {
      const server = createHttpsServer(
        { ...makeCertificate(), ALPNProtocols: ['h2', 'http/1.1'] },
        (_, response) => response.end('ready'),
      );
      await started(server);
      atEnd(() => server.close());
      const secured = once(server, 'secureConnection');
      expect(say(await probeOnce(https(portOf(server), { verify: false })))).to.equal('status 200');
      expect((await secured)[0]).to.have.property('alpnProtocol', 'http/1.1');
    });
  });
});
