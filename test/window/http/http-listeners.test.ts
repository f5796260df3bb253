// HTTP as browsers, scrapers and their abusers meet it.

import { once } from 'node:events';
import { createServer } from 'node:net';
import { gunzipSync } from 'node:zlib';
import { expect } from 'chai';
import { replyWithText, type WindowRoute } from '../../../src/window/http/router.ts';
import { strictHeaders } from '../../../src/window/http/strict-headers.ts';
import { FakeClock } from '../../support/fake-clock.ts';
import { portOf } from '../../support/listen.ts';
import { runAfterEach } from '../../support/run-after-each.ts';
import { until } from '../../support/until.ts';
import {
  askHttp,
  RawClient,
  readReply,
  type ServedHttp,
  type ServedHttpSettings,
  serveHttp,
} from '../../support/window/serve-http.ts';

const long = 'healthy '.repeat(5000);
const token = '5e'.repeat(16);
/** SHA-256 of it. */
const digest = 'VRcwWZaVXpMr00reN337lZR3gRi5Pspdz3Mw3ggnp5M=';

describe('the HTTP listener', () => {
  const atEnd = runAfterEach();
  let slow: (() => void)[] = [];
  let streams: AbortSignal[] = [];
  let answered = 0;

  const routes: readonly WindowRoute[] = [
    { path: '/', handle: () => replyWithText('here\n') },
    { path: '/open', isOpen: true, handle: () => replyWithText('open\n') },
    { path: '/long', handle: () => replyWithText(long) },
    {
      path: '/tagged',
      handle: () => ({ code: 200, headers: { 'content-type': 'text/css', etag: '"1"' }, body: long }),
    },
    { path: '/names/:name', handle: ({ params }) => replyWithText(params['name'] ?? '') },
    {
      path: '/count',
      handle: () => {
        answered++;
        return replyWithText(`${answered}`);
      },
    },
    {
      path: '/bug',
      handle: () => {
        throw new Error('the password is hunter2');
      },
    },
    {
      path: '/slow',
      handle: () => new Promise((resolve) => slow.push(() => resolve(replyWithText('at last\n')))),
    },
    {
      path: '/events',
      handle: () => ({
        code: 200,
        headers: { 'content-type': 'text/event-stream' },
        stream: async function* events(gone) {
          streams.push(gone);
          yield ': here\n\n';
          if (!gone.aborted) await once(gone, 'abort');
        },
      }),
    },
    {
      path: '/flood',
      handle: () => ({
        code: 200,
        headers: { 'content-type': 'application/octet-stream' },
        stream: async function* flood(gone) {
          streams.push(gone);
          while (!gone.aborted) yield Buffer.alloc(64 * 1024);
        },
      }),
    },
    {
      path: '/broken',
      handle: () => ({
        code: 200,
        headers: { 'content-type': 'text/plain' },
        stream: async function* broken() {
          yield 'half of ';
          throw new Error('no more');
        },
      }),
    },
  ];

  beforeEach(() => {
    slow = [];
    streams = [];
    answered = 0;
  });

  async function open(settings: Partial<ServedHttpSettings> = {}): Promise<ServedHttp> {
    const served = await serveHttp({ routes, ...settings });
    atEnd(() => served.listeners.close());
    return served;
  }

  function connect(port: number, from?: string): RawClient {
    const client = new RawClient(port, from);
    atEnd(() => client.close());
    return client;
  }

  describe('answers', () => {
    it('a GET, with headers that let a browser do nothing else with it', async () => {
      const { port } = await open();
      const reply = await askHttp(port, '/');
      expect(reply?.code).to.equal(200);
      expect(reply?.body.toString()).to.equal('here\n');
      expect(reply?.headers).to.include({
        'content-type': 'text/plain; charset=utf-8',
        'cache-control': 'no-store',
        'x-content-type-options': 'nosniff',
        'referrer-policy': 'no-referrer',
        'cross-origin-opener-policy': 'same-origin',
        'cross-origin-resource-policy': 'same-origin',
        'content-length': '5',
      });
      const policy = reply?.headers['content-security-policy'] ?? '';
      expect(policy).to.include("default-src 'none'").and.include("frame-ancestors 'none'");
      expect(policy).not.to.include('unsafe');
      expect(Object.keys(reply?.headers ?? {})).not.to.include('access-control-allow-origin');
    });

    it('a HEAD with what a GET would have said of its body, and no body', async () => {
      const { port } = await open();
      const [got, asked] = [await askHttp(port, '/long'), await askHttp(port, '/long', { method: 'HEAD' })];
      expect(asked?.headers['content-length']).to.equal(got?.headers['content-length']).and.equal('40000');
      expect(asked?.body).to.have.length(0);
    });

    it('a HEAD for a stream without opening it', async () => {
      const { port } = await open();
      expect(await askHttp(port, '/events', { method: 'HEAD' })).to.include({ code: 200 });
      expect(streams).to.have.length(0);
    });

    it('on IPv6', async () => {
      const listen = [{ address: { family: 6, text: '::1' }, port: 0 } as const];
      const { port } = await open({ settings: { listen } });
      expect(await askHttp(port, '/', { host: '::1', headers: { host: `[::1]:${port}` } })).to.include({
        code: 200,
      });
    });

    it('many requests on one connection, one after the other', async () => {
      const { port } = await open();
      const client = connect(port);
      for (let request = 1; request <= 20; request++) {
        client.send('GET /count HTTP/1.1\r\nhost: localhost\r\n\r\n');
        await until('it is answered', () => client.text.endsWith(`\r\n\r\n${request}`));
      }
    });

    it('requests that were sent in a row in their order, and makes one reply at a time', async () => {
      const { port } = await open();
      const client = connect(port);
      const request = (path: string) => `GET ${path} HTTP/1.1\r\nhost: localhost\r\n\r\n`;
      client.send(request('/slow') + request('/count') + request('/count'));
      await until('the first is under way', () => slow.length === 1);
      expect(answered).to.equal(0);
      slow[0]?.();
      await until('all are answered', () => client.text.endsWith('2'));
      const order = ['at last\n', '\r\n\r\n1', '\r\n\r\n2'].map((text) => client.text.indexOf(text));
      expect(order).to.deep.equal([...order].sort((a, b) => a - b));
    });

    it('a whole URL as the target', async () => {
      const { port } = await open();
      expect(await askHttp(port, `http://localhost:${port}/names/a?x=1`)).to.deep.include({
        code: 200,
        body: Buffer.from('a'),
      });
      expect(await askHttp(port, `http://localhost:${port}?x=1`)).to.include({ code: 200 });
    });

    it('HTTP/1.0 without a Host where anybody may ask', async () => {
      const { port } = await open();
      const client = connect(port);
      client.send('GET /open HTTP/1.0\r\n\r\n');
      await client.closed();
      expect(client.text)
        .to.match(/^HTTP\/1\.1 200 /)
        .and.match(/open\n$/);
    });
  });

  describe('makes replies smaller', () => {
    it('whoever has ended its side and still reads', async () => {
      const { port } = await open();
      const client = connect(port);
      client.socket.end('GET /slow HTTP/1.1\r\nhost: localhost\r\n\r\n');
      await until('it is being made', () => slow.length === 1);
      slow[0]?.();
      await client.closed();
      expect(client.text).to.match(/^HTTP\/1\.1 200 [\s\S]*at last\n$/);
    });

    it('with gzip for those who take it', async () => {
      const { port } = await open();
      const reply = await askHttp(port, '/long', { headers: { 'accept-encoding': 'br, gzip' } });
      expect(reply?.headers).to.include({ 'content-encoding': 'gzip', vary: 'accept-encoding' });
      expect(reply?.body.length).to.be.below(1000);
      expect(gunzipSync(reply?.body ?? '').toString()).to.equal(long);
    });

    it('not for others, not when they are short, and never events', async () => {
      const { port } = await open();
      for (const accept of ['', 'br', 'gzip;q=0', 'identity'])
        expect(
          (await askHttp(port, '/long', { headers: { 'accept-encoding': accept } }))?.body,
        ).to.have.length(long.length);
      const headers = { 'accept-encoding': 'gzip' };
      expect((await askHttp(port, '/', { headers }))?.headers).not.to.have.property('content-encoding');
      const client = connect(port);
      client.send('GET /events HTTP/1.1\r\nhost: localhost\r\naccept-encoding: gzip\r\n\r\n');
      await until('the first event is there', () => client.text.includes(': here\n'));
    });

    it('to nothing for those who have it already', async () => {
      const { port } = await open();
      for (const tag of ['"1"', 'W/"1"', '"0", W/"1"', '*']) {
        const reply = await askHttp(port, '/tagged', {
          headers: { 'if-none-match': tag, 'accept-encoding': 'gzip' },
        });
        expect(reply, tag).to.include({ code: 304 });
        expect(reply?.body, tag).to.have.length(0);
      }
      expect(await askHttp(port, '/tagged', { headers: { 'if-none-match': '"0"' } })).to.include({
        code: 200,
      });
    });
  });

  describe('refuses', () => {
    const cases: readonly (readonly [string, string, number])[] = [
      ['a POST', 'POST / HTTP/1.1\r\nhost: localhost\r\ncontent-length: 2\r\n\r\n{}', 405],
      [
        'an OPTIONS, as of a page of another site',
        'OPTIONS / HTTP/1.1\r\nhost: localhost\r\norigin: http://evil.test\r\n\r\n',
        405,
      ],
      ['a TRACE', 'TRACE / HTTP/1.1\r\nhost: localhost\r\n\r\n', 405],
      ['a CONNECT', 'CONNECT evil.test:443 HTTP/1.1\r\nhost: evil.test:443\r\n\r\n', 405],
      ['a GET with a body', 'GET / HTTP/1.1\r\nhost: localhost\r\ncontent-length: 5\r\n\r\nhello', 413],
      [
        'a GET with pieces',
        'GET / HTTP/1.1\r\nhost: localhost\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n',
        413,
      ],
      ['a long address', `GET /?${'q'.repeat(3000)} HTTP/1.1\r\nhost: localhost\r\n\r\n`, 414],
      ['no Host', 'GET / HTTP/1.1\r\n\r\n', 400],
      ['two Hosts', 'GET / HTTP/1.1\r\nhost: localhost\r\nHost: evil.test\r\n\r\n', 400],
      ['a Host that is none', 'GET / HTTP/1.1\r\nhost: a b@c\r\n\r\n', 400],
      ['a name of somebody else', 'GET / HTTP/1.1\r\nhost: evil.test\r\n\r\n', 403],
      [
        'a name of somebody else in the target',
        'GET http://evil.test/ HTTP/1.1\r\nhost: localhost\r\n\r\n',
        403,
      ],
      ['a name that begins like an address', 'GET / HTTP/1.1\r\nhost: 127.0.0.1.evil.test\r\n\r\n', 403],
      ['a target without a path', 'GET * HTTP/1.1\r\nhost: localhost\r\n\r\n', 400],
      ['what nobody serves', 'GET /nothing HTTP/1.1\r\nhost: localhost\r\n\r\n', 404],
      ['a path that leads upwards', 'GET /../../etc/passwd HTTP/1.1\r\nhost: localhost\r\n\r\n', 404],
      ['broken percent signs', 'GET /names/%zz HTTP/1.1\r\nhost: localhost\r\n\r\n', 404],
      ['what is no HTTP', 'SSH-2.0-OpenSSH_9.2\r\n', 400],
      ['TLS', '\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03', 400],
      ['a head without end', `GET / HTTP/1.1\r\n${`x: ${'y'.repeat(1000)}\r\n`.repeat(40)}`, 431],
      ['a name of a header without end', `GET / HTTP/1.1\r\n${'x'.repeat(40_000)}`, 431],
    ];
    for (const [what, octets, code] of cases)
      it(`${what} with ${code}`, async () => {
        const { port } = await open();
        const client = connect(port);
        client.send(Buffer.from(octets, 'latin1'));
        await until('it is answered', () => client.isClosed || client.text.includes('\r\n\r\n'));
        expect(client.text.slice(0, 13)).to.equal(`HTTP/1.1 ${code} `);
        expect(readReply(client.octets)?.headers).to.include({
          ...strictHeaders,
          'cache-control': 'no-store',
        });
      });

    it('other methods and closes, since what follows may be a body', async () => {
      const { port } = await open();
      const client = connect(port);
      client.send(
        'POST / HTTP/1.1\r\nhost: localhost\r\ncontent-length: 41\r\n\r\nGET /count HTTP/1.1\r\nhost: localhost\r\n\r\n',
      );
      await client.closed();
      expect(client.text).to.match(/allow: GET, HEAD\r\n/);
      expect(answered).to.equal(0);
    });

    it('to invite a body', async () => {
      const { port } = await open();
      const client = connect(port);
      client.send('POST / HTTP/1.1\r\nhost: localhost\r\ncontent-length: 9\r\nexpect: 100-continue\r\n\r\n');
      await client.closed();
      expect(client.text).to.match(/^HTTP\/1\.1 405 /);
    });

    it('in JSON those who ask for JSON', async () => {
      const { port } = await open();
      const reply = await askHttp(port, '/', { headers: { host: 'evil.test', accept: 'application/json' } });
      expect(JSON.parse(reply?.body.toString() ?? '')).to.have.property('error');
    });

    it('a name of somebody else, unless it is one of ours', async () => {
      const { port } = await open({ settings: { hosts: ['status.example.test'] } });
      for (const host of [
        'status.example.test',
        'STATUS.example.test:80',
        'page.localhost',
        '[::1]',
        '192.0.2.1',
      ])
        expect(await askHttp(port, '/', { headers: { host } }), host).to.include({ code: 200 });
      expect(await askHttp(port, '/', { headers: { host: 'www.status.example.test' } })).to.include({
        code: 403,
      });
    });
  });

  describe('asks for a token', () => {
    it('everybody, once there is one', async () => {
      const { port } = await open({ settings: { tokenDigests: [digest] } });
      const without = await askHttp(port, '/');
      expect(without?.code).to.equal(401);
      expect(without?.headers['www-authenticate']).to.match(/^Basic /);
      expect(without?.body.toString()).to.include('Bearer');
      const basic = Buffer.from(`anybody:${token}`).toString('base64');
      for (const authorization of [`Bearer ${token}`, `bearer  ${token}`, `Basic ${basic}`]) {
        const reply = await askHttp(port, '/', {
          headers: { authorization, host: 'any.test' },
          from: '127.0.0.9',
        });
        expect(reply, authorization).to.include({ code: 200 });
      }
    });

    const wrong = [
      'Bearer',
      `Bearer ${token.slice(1)}`,
      `Bearer ${token}x`,
      `Bearer ${token} ${token}`,
      `Basic ${token}`,
      `Basic ${Buffer.from(token).toString('base64')}`,
      `Basic ${Buffer.from(`${token}:`).toString('base64')}`,
      `Digest ${token}`,
      token,
      `Bearer ${digest}`,
    ];
    for (const authorization of wrong)
      it(`and refuses "${authorization}"`, async () => {
        const { port } = await open({ settings: { tokenDigests: [digest] } });
        expect(await askHttp(port, '/', { headers: { authorization } })).to.include({ code: 401 });
      });

    it('but not of those who only ask whether it lives', async () => {
      const { port } = await open({ settings: { tokenDigests: [digest] } });
      expect(await askHttp(port, '/open', { from: '127.0.0.9', headers: { host: 'pod.test' } })).to.include({
        code: 200,
      });
    });

    it('of nobody else than other machines, who are refused while there is none', async () => {
      const { port } = await open();
      expect(await askHttp(port, '/', { from: '127.0.0.9' })).to.include({ code: 403 });
      expect(await askHttp(port, '/open', { from: '127.0.0.9' })).to.include({ code: 200 });
      expect(await askHttp(port, '/')).to.include({ code: 200 });
    });

    it('anew when one is withdrawn or the first is there, and cuts nobody when one is added', async () => {
      const { port, apply } = await open({ settings: { tokenDigests: [digest] } });
      const client = connect(port);
      client.send(`GET /events HTTP/1.1\r\nhost: localhost\r\nauthorization: Bearer ${token}\r\n\r\n`);
      await until('it reads events', () => client.text.includes(': here'));
      await apply({ tokenDigests: [digest, 'x'] });
      expect(await askHttp(port, '/', { headers: { authorization: `Bearer ${token}` } })).to.include({
        code: 200,
      });
      expect(client.isClosed).to.equal(false);
      await apply({ tokenDigests: ['x'] });
      await client.closed();
      await apply({ tokenDigests: [] });
      const local = connect(port);
      local.send('GET /events HTTP/1.1\r\nhost: localhost\r\n\r\n');
      await until('it reads events', () => local.text.includes(': here'));
      await apply({ tokenDigests: ['x'] });
      await local.closed();
      expect(await askHttp(port, '/', { headers: { authorization: `Bearer ${token}` } })).to.include({
        code: 401,
      });
    });
  });

  describe('lets connect', () => {
    const allow = [
      { address: { family: 4, text: '192.0.2.8' }, octets: '\xc0\x00\x02\x08', bits: 29 },
    ] as never;

    it('whom it is told to, and this machine; others are cut before they have said anything', async () => {
      const { port } = await open({ settings: { allow, tokenDigests: [digest] } });
      expect(await askHttp(port, '/open', { from: '127.0.0.9' })).to.include({ code: 200 });
      expect(await askHttp(port, '/open')).to.include({ code: 200 });
      const stranger = connect(port, '127.0.0.20');
      await stranger.closed();
      expect(stranger.text).to.equal('');
    });

    it('nobody any more whom a reload shuts out, and leaves the others their connections', async () => {
      const { port, apply } = await open();
      const [inside, outside] = [connect(port), connect(port, '127.0.0.20')];
      for (const client of [inside, outside]) {
        client.send('GET /open HTTP/1.1\r\nhost: localhost\r\n\r\n');
        await until('it is answered', () => client.text.includes('open\n'));
      }
      await apply({ allow });
      await outside.closed();
      inside.send('GET /count HTTP/1.1\r\nhost: localhost\r\n\r\n');
      await until('it is answered', () => inside.text.endsWith('\r\n\r\n1'));
    });

    it('no machine more often than a quarter of all, and this one as often as it likes', async () => {
      const { port } = await open({ settings: { connectionsMax: 40 } });
      const greedy = Array.from({ length: 20 }, () => connect(port, '127.0.0.9'));
      await until('ten are cut', () => greedy.filter(({ isClosed }) => isClosed).length === 10);
      expect(await askHttp(port, '/open', { from: '127.0.0.10' })).to.include({ code: 200 });
      for (const client of greedy) client.close();
      const own = Array.from({ length: 30 }, () => connect(port));
      for (const client of own) client.send('GET /open HTTP/1.1\r\nhost: localhost\r\n\r\n');
      await until('all are answered', () => own.every(({ text }) => text.includes('open\n')));
    });

    it('somebody new in place of whoever has been idle for longest', async () => {
      const { port } = await open({ settings: { connectionsMax: 3 } });
      const idle = [connect(port), connect(port), connect(port)];
      await until('all are connected', () => idle.every(({ socket }) => !socket.connecting));
      expect(await askHttp(port, '/')).to.include({ code: 200 });
      await until('one is cut', () => idle.some(({ isClosed }) => isClosed));
    });

    it('a thousand at once, of whom it keeps as many as it may, and answers on', async function () {
      this.timeout(60_000);
      const { port } = await open({ settings: { connectionsMax: 16 } });
      const crowd = Array.from({ length: 1000 }, () => connect(port));
      await until('the rest is cut', () => crowd.filter(({ isClosed }) => !isClosed).length <= 16);
      expect(await askHttp(port, '/')).to.include({ code: 200 });
    });
  });

  describe('cuts', () => {
    it('a head that drips', async () => {
      const { port } = await open({ limits: { headPatienceMs: 200, headLookMs: 50 } });
      const client = connect(port);
      client.send('GET / HTTP/1.1\r\n');
      const drip = setInterval(() => client.send('x: y\r\n'), 20);
      atEnd(() => clearInterval(drip));
      await client.closed();
      expect(client.text).to.match(/^(HTTP\/1\.1 408 [\s\S]*nosniff|$)/);
    });

    it('whoever says nothing', async () => {
      const { port } = await open({ limits: { headPatienceMs: 100, headLookMs: 50 } });
      await connect(port).closed();
    });

    it('a connection that is not used any more', async () => {
      const { port } = await open({ limits: { keepAliveMs: 100 } });
      const client = connect(port);
      client.send('GET / HTTP/1.1\r\nhost: localhost\r\n\r\n');
      await client.closed();
      expect(client.text).to.match(/^HTTP\/1\.1 200 /);
    });

    it('whoever sends requests in a row without end', async () => {
      const { port } = await open();
      const client = connect(port);
      client.send('GET /slow HTTP/1.1\r\nhost: localhost\r\n\r\n'.repeat(100));
      await client.closed();
      expect(slow.length).to.be.at.most(1);
    });

    it('a stream that is not read', async () => {
      const clock = new FakeClock();
      const { port } = await open({ clock });
      const client = connect(port);
      client.socket.pause();
      client.send('GET /flood HTTP/1.1\r\nhost: localhost\r\n\r\n');
      // One for its hour, one for the client.
      await until('it waits for its client', () => streams.length === 1 && clock.timerCount === 2);
      clock.advance(30_000);
      await until('it is given up', () => streams[0]?.aborted === true);
    });

    it('a reply that is not read', async () => {
      const huge: WindowRoute = { path: '/huge', handle: () => replyWithText('x'.repeat(20_000_000)) };
      const clock = new FakeClock();
      const { port } = await open({ routes: [huge], clock });
      const client = connect(port);
      client.socket.pause();
      client.send('GET /huge HTTP/1.1\r\nhost: localhost\r\n\r\n');
      await until('it is on its way', () => client.socket.bytesRead > 0 && clock.timerCount === 1);
      clock.advance(3_000_000);
      client.socket.resume();
      await client.closed();
      expect(client.octets.length).to.be.below(20_000_000);
    });

    it('those that have been reading for longest when too much is held for its readers', async () => {
      const octets = 8_000_000;
      const huge: WindowRoute = { path: '/huge', handle: () => replyWithText('x'.repeat(octets)) };
      const { port } = await open({ routes: [huge], outgoingOctetsMax: 2.5 * octets });
      const ask = () => {
        const client = connect(port);
        client.socket.pause();
        client.send('GET /huge HTTP/1.1\r\nhost: localhost\r\n\r\n');
        return client;
      };
      const first = ask();
      await until('the first has begun', () => first.socket.bytesRead > 0);
      const others = [ask(), ask()];
      await until('the others have begun', () => others.every(({ socket }) => socket.bytesRead > 0));
      for (const client of [first, ...others]) client.socket.resume();
      await first.closed();
      expect(first.octets.length).to.be.below(octets);
      await until('the others have all of it', () => others.every((other) => other.octets.length > octets));
    });

    it('an event stream whose reader has ended its side', async () => {
      const { port } = await open();
      const client = connect(port);
      client.socket.end('GET /events HTTP/1.1\r\nhost: localhost\r\n\r\n');
      await until('it has ended', () => streams[0]?.aborted === true);
    });

    it('no stream on which nothing happens', async () => {
      const { port } = await open({ limits: { idleMs: 1000 } });
      const client = connect(port);
      client.send('GET /events HTTP/1.1\r\nhost: localhost\r\n\r\n');
      await until('it is open', () => streams.length === 1);
      const busy = connect(port);
      busy.send('GET /slow HTTP/1.1\r\nhost: localhost\r\n\r\n');
      await busy.closed();
      expect(client.isClosed).to.equal(false);
    });

    it('a reply that is not made in time short, with 503', async () => {
      const clock = new FakeClock();
      const { port } = await open({ clock });
      const reply = askHttp(port, '/slow');
      await until('it is being made', () => slow.length === 1);
      clock.advance(30_000);
      expect(await reply).to.include({ code: 503 });
    });

    it('off the streams beyond three quarters of the connections, with 503', async () => {
      const { port } = await open({ settings: { connectionsMax: 8 } });
      const clients = Array.from({ length: 6 }, () => connect(port));
      for (const client of clients) client.send('GET /events HTTP/1.1\r\nhost: localhost\r\n\r\n');
      await until('six are open', () => streams.length === 6);
      expect(await askHttp(port, '/events')).to.include({ code: 503 });
      clients[0]?.close();
      await until('one has ended', () => streams.some(({ aborted }) => aborted));
      const next = connect(port);
      next.send('GET /events HTTP/1.1\r\nhost: localhost\r\n\r\n');
      await until('there is room again', () => next.text.includes(': here'));
    });
  });

  describe('when a route has a bug', () => {
    it('says so without details, and answers on', async () => {
      const { port, bugs } = await open();
      const reply = await askHttp(port, '/bug');
      expect(reply?.code).to.equal(500);
      expect(reply?.body.toString()).not.to.include('hunter2');
      expect(bugs).to.have.length(1);
      expect(await askHttp(port, '/')).to.include({ code: 200 });
    });

    it('does not let half a reply look like a whole one', async () => {
      const { port, bugs } = await open();
      const reply = await askHttp(port, '/broken');
      expect(reply?.body.toString() ?? '').not.to.match(/0\r\n\r\n$/);
      expect(bugs).to.have.length(1);
    });
  });

  describe('on a reload', () => {
    it('opens what is new, closes what is gone, and leaves the others their connections', async () => {
      const { port, listeners, apply } = await open();
      const kept = connect(port);
      await until('it is connected', () => !kept.socket.connecting);
      const [first] = listeners.endpoints;
      const second = { address: { family: 4, text: '127.0.0.3' }, port: 0 } as const;
      const anyPort = { address: { family: 4, text: '127.0.0.1' }, port: 0 } as const;
      await apply({ listen: [anyPort, second] });
      expect(listeners.endpoints[0]).to.deep.equal(first);
      expect(listeners.endpoints).to.have.length(2);
      kept.send('GET / HTTP/1.1\r\nhost: localhost\r\n\r\n');
      await until('it is answered', () => kept.text.includes('here'));
      await apply({ listen: [second] });
      await kept.closed();
      expect(listeners.endpoints.map(({ address }) => address.text)).to.deep.equal(['127.0.0.3']);
    });

    it('says once why a port cannot be opened, and opens it when it can be', async () => {
      const other = createServer().listen(0, '127.0.0.1');
      await once(other, 'listening');
      atEnd(() => other.close());
      const port = portOf(other);
      const listen = [{ address: { family: 4, text: '127.0.0.1' }, port } as const];
      const clock = new FakeClock();
      const { log, listeners, apply, status } = await open({ settings: { listen }, clock });
      const reason = 'another program uses that port (EADDRINUSE)';
      expect(status()).to.deep.equal({ urls: [], unavailable: [{ endpoint: `127.0.0.1:${port}`, reason }] });
      expect(log).to.have.length(1);
      expect(log[0]?.fields).to.deep.include({ event: 'http-unavailable', reason: 'EADDRINUSE' });
      expect(log[0]?.message).to.include('another program uses that port').and.include('DNS goes on');
      await apply({});
      other.close();
      await until('it is opened', () => {
        clock.advance(10_000);
        return listeners.endpoints.length === 1;
      });
      expect(log.map(({ fields }) => fields['event'])).to.deep.equal(['http-unavailable', 'http-serving']);
      expect(log[1]?.fields).to.include({ url: `http://127.0.0.1:${port}/` });
      const urls = [`http://127.0.0.1:${port}/`];
      await until('it is reported', () => status()?.urls.length === 1);
      expect(status()).to.deep.equal({ urls, unavailable: [] });
      await apply({ listen: [] });
      expect(status()).to.deep.equal({ urls: [], unavailable: [] });
    });
  });

  it('closes at once, whoever looks on', async () => {
    const { port, listeners } = await open();
    const clients = ['/events', '/slow', '/'].map((path) => {
      const client = connect(port);
      client.send(`GET ${path} HTTP/1.1\r\nhost: localhost\r\n\r\n`);
      return client;
    });
    await until('all are there', () => streams.length === 1 && slow.length === 1);
    await listeners.close();
    await Promise.all(clients.map((client) => client.closed()));
    await until('its maker is told', () => streams[0]?.aborted === true);
    slow[0]?.();
  });
});
