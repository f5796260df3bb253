import { createServer, type RequestListener, type Server } from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import type { Socket } from 'node:net';
import { expect } from 'chai';
import { systemClock } from '../../../../src/base/clock.ts';
import type { Delivery } from '../../../../src/window/telling/sending/delivery.ts';
import { lookUpWith } from '../../../../src/window/telling/sending/look-up.ts';
import { answerMsMax, postMessage } from '../../../../src/window/telling/sending/post-message.ts';
import { parseIpAddress } from '../../../../src/wire/ip-address.ts';
import { FakeClock } from '../../../support/fake-clock.ts';
import { closedPort, listen, portOf, started } from '../../../support/listen.ts';
import { makeCertificate } from '../../../support/make-certificate.ts';
import { until } from '../../../support/until.ts';

const path = '/services/T0/B0/secret-token';
const nowhere = lookUpWith({ lookUp: async () => new Map() });

describe('postMessage', () => {
  const servers: { close(): void; closeAllConnections?: () => void }[] = [];
  const sockets = new Set<Socket>();

  afterEach(() => {
    for (const server of servers.splice(0)) {
      server.closeAllConnections?.();
      server.close();
    }
    for (const socket of sockets) socket.destroy();
    sockets.clear();
  });

  async function serve(handle: RequestListener): Promise<Server> {
    const server = await started(createServer(handle));
    servers.push(server);
    return server;
  }

  async function serveRaw(onConnection: (socket: Socket) => void): Promise<number> {
    const server = await listen((socket) => {
      sockets.add(socket);
      onConnection(socket);
    });
    servers.push(server);
    return portOf(server);
  }

  function post(
    url: string,
    { clock = systemClock, lookUp = nowhere, credentials = '' } = {},
  ): Promise<Delivery> {
    const posting = { url, body: '{"a":"é"}', ...(credentials !== '' && { credentials }) };
    return postMessage(posting, { clock, lookUp, userAgent: 'healthy-dns/test' });
  }

  /** What it says to a server that answers so. */
  async function answered(handle: RequestListener): Promise<Delivery> {
    return post(`http://127.0.0.1:${portOf(await serve(handle))}${path}`);
  }

  it('posts JSON with its length, and credentials', async () => {
    const got: unknown[] = [];
    const server = await serve(async (request, response) => {
      const { method, url, headers } = request;
      const { authorization, 'content-type': type, 'content-length': length } = headers;
      got.push(method, url, authorization, type, length, Buffer.concat(await request.toArray()).toString());
      response.writeHead(204).end();
    });
    const url = `http://127.0.0.1:${portOf(server)}${path}`;
    expect(await post(url, { credentials: 'Basic eA==' })).to.deep.equal({ kind: 'delivered' });
    expect(got).to.deep.equal([
      'POST',
      path,
      'Basic eA==',
      'application/json; charset=utf-8',
      '10',
      '{"a":"é"}',
    ]);
  });

  const answers: readonly [what: string, handle: RequestListener, delivery: Delivery][] = [
    [
      'is refused what the receiver does not understand, in its words',
      (_, response) => response.writeHead(400).end('invalid_payload\nmore'),
      { kind: 'refused', reason: 'it answers 400: invalid_payload' },
    ],
    [
      'does not repeat what reveals the URL',
      ({ url }, response) => response.writeHead(404).end(`Cannot POST ${url}`),
      { kind: 'refused', reason: 'it answers 404' },
    ],
    [
      'does not repeat a page of HTML',
      (_, response) => response.writeHead(403).end('<!DOCTYPE html><title>no</title>'),
      { kind: 'refused', reason: 'it answers 403' },
    ],
    [
      'shows JSON as it is',
      (_, response) => response.writeHead(400).end('{"error":"no such topic"}'),
      { kind: 'refused', reason: 'it answers 400: {"error":"no such topic"}' },
    ],
    [
      'escapes what would disturb a terminal',
      (_, response) => response.writeHead(400).end('\u001b[31mred'),
      { kind: 'refused', reason: 'it answers 400: \\u001b[31mred' },
    ],
    [
      'follows no redirect',
      (_, response) => response.writeHead(307, { location: 'http://127.0.0.1:1/' }).end(),
      { kind: 'refused', reason: 'it redirects (307), which is not followed; configure where it leads' },
    ],
    [
      'comes back to a server that is unwell',
      (_, response) => response.writeHead(503).end(),
      { kind: 'failed', reason: 'it answers 503' },
    ],
    [
      'comes back when it is asked to',
      (_, response) => response.writeHead(429, { 'retry-after': '30' }).end('slow down'),
      { kind: 'failed', reason: 'it answers 429: slow down', retryAfterMs: 30_000 },
    ],
    [
      'comes back to one that had no time',
      (_, response) => response.writeHead(408).end(),
      { kind: 'failed', reason: 'it answers 408' },
    ],
    [
      'does not wait for the body of a message that was taken',
      (_, response) => response.writeHead(200, { 'content-length': 1000 }).write('x'),
      { kind: 'delivered' },
    ],
    [
      'does not read a body without end',
      (_, response) => {
        const timer = setInterval(() => response.write('x'.repeat(10_000)), 1);
        response.on('close', () => clearInterval(timer));
        response.writeHead(500);
      },
      { kind: 'failed', reason: `it answers 500: ${'x'.repeat(120)}` },
    ],
    [
      'takes a connection that is cut in the middle of a refusal for the refusal',
      (_, response) => {
        response.writeHead(400, { 'content-length': 1000 }).write('no_text');
        setTimeout(() => response.destroy(), 10);
      },
      { kind: 'refused', reason: 'it answers 400: no_text' },
    ],
  ];
  for (const [what, handle, delivery] of answers)
    it(what, async () => expect(await answered(handle)).to.deep.equal(delivery));

  const breaks: readonly [what: string, onConnection: (socket: Socket) => void, reason: string][] = [
    ['closes at once', (socket) => socket.end(), 'it closed the connection'],
    ['resets', (socket) => socket.once('data', () => socket.resetAndDestroy()), 'it closed the connection'],
    ['closes within the answer', (socket) => socket.end('HTTP/1.1 200 O'), 'it closed the connection'],
    ['speaks something else', (socket) => socket.end('220 mail.example ESMTP\r\n'), 'it does not speak HTTP'],
    [
      'has headers without end',
      (socket) => socket.write(`HTTP/1.1 200 OK\r\n${'x: y\r\n'.repeat(10_000)}`),
      'its answer has too many headers',
    ],
  ];
  for (const [what, onConnection, reason] of breaks)
    it(`says so of a receiver that ${what}`, async () => {
      const port = await serveRaw(onConnection);
      expect(await post(`http://127.0.0.1:${port}${path}`)).to.deep.equal({ kind: 'failed', reason });
    });

  it('says that nobody listens', async () => {
    expect(await post(`http://127.0.0.1:${await closedPort()}${path}`)).to.deep.equal({
      kind: 'failed',
      reason: 'connection refused',
    });
  });

  it('gives up on a receiver that takes the message and never answers, and closes', async () => {
    const clock = new FakeClock();
    let hasAll = false;
    let isClosed = false;
    const port = await serveRaw((socket) => {
      socket.on('data', (data) => {
        hasAll ||= data.toString().includes('{"a"');
      });
      socket.on('close', () => {
        isClosed = true;
      });
    });
    const posted = post(`http://127.0.0.1:${port}${path}`, { clock });
    await until('the message has arrived', () => hasAll);
    clock.advance(answerMsMax);
    expect(await posted).to.deep.equal({ kind: 'failed', reason: 'no answer within 15 s' });
    await until('the connection is closed', () => isClosed);
    expect(clock.timerCount).to.equal(0);
  });

  it('gives up on a name server that is silent', async () => {
    const clock = new FakeClock();
    const silent = lookUpWith({ lookUp: () => new Promise(() => undefined) });
    const posted = post(`http://chat.example${path}`, { clock, lookUp: silent });
    clock.advance(answerMsMax);
    expect(await posted).to.deep.equal({ kind: 'failed', reason: 'no answer within 15 s' });
  });

  it('looks names up where it is told to', async () => {
    const server = await serve((_, response) => response.end());
    const address = parseIpAddress('127.0.0.1');
    if (address === undefined) throw new Error('no address');
    const lookUp = lookUpWith({
      lookUp: async () => new Map([[4, { kind: 'found', addresses: [address], ttlSeconds: 1 }]]),
    });
    expect(await post(`http://chat.example:${portOf(server)}${path}`, { lookUp })).to.deep.equal({
      kind: 'delivered',
    });
  });

  it('says that a name has no address, or cannot be looked up', async () => {
    expect(await post(`http://chat.example${path}`)).to.deep.equal({
      kind: 'failed',
      reason: 'its name has no address',
    });
    const lookUp = lookUpWith({
      lookUp: async () => new Map([[4, { kind: 'failed', reason: 'SERVFAIL from 192.0.2.53' }]]),
    });
    expect(await post(`http://chat.example${path}`, { lookUp })).to.deep.equal({
      kind: 'failed',
      reason: 'its name cannot be looked up: SERVFAIL from 192.0.2.53',
    });
  });

  it('does not trust a certificate that nobody vouches for', async () => {
    const server = await started(
      createSecureServer(makeCertificate({ ips: ['127.0.0.1'], isSelfSigned: true }), (_, response) => {
        response.end();
      }),
    );
    servers.push(server);
    const delivery = await post(`https://127.0.0.1:${portOf(server)}${path}`);
    expect(delivery).to.deep.include({ kind: 'failed' });
    expect(JSON.stringify(delivery))
      .to.match(/certificate/)
      .and.not.to.match(/secret-token/);
  });

  it('refuses what is no header rather than to throw', async () => {
    expect(await post(`http://127.0.0.1:1${path}`, { credentials: 'a\r\nb: c' })).to.deep.equal({
      kind: 'refused',
      reason: 'it cannot be posted: TypeError',
    });
  });
});
