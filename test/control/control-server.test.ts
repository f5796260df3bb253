// The control server as its users and its abusers meet it.

import { chownSync, existsSync, lstatSync, mkdirSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { connect, createServer, type Server } from 'node:net';
import { join } from 'node:path';
import { expect } from 'chai';
import {
  type ControlServer,
  type ControlSettings,
  openControl,
  type ServedRoute,
} from '../../src/control/control-server.ts';
import { requestJson } from '../../src/control/request-json.ts';
import { leaveStaleSocket } from '../support/daemon/stale-socket.ts';
import { makeTemporaryDirectory } from '../support/temporary-directory.ts';
import { until } from '../support/until.ts';

const permissions = 0o777;

describe('openControl', () => {
  let directory: string;
  let path: string;
  let control: ControlServer | undefined;
  const received: unknown[] = [];
  const slowReplies: (() => void)[] = [];
  const routes: readonly ServedRoute[] = [
    { method: 'GET', path: '/v1/here', handle: () => ({ code: 200, body: { here: true } }) },
    {
      method: 'POST',
      path: '/v1/echo',
      handle(body) {
        received.push(body);
        return { code: 200, body: { body } };
      },
    },
    {
      method: 'GET',
      path: '/v1/slow',
      handle: () =>
        new Promise((resolve) => slowReplies.push(() => resolve({ code: 200, body: { slow: true } }))),
    },
    {
      method: 'GET',
      path: '/v1/text',
      contentType: 'text/plain; version=0.0.4',
      handle: () => ({ code: 200, text: 'up 1\n' }),
    },
  ];

  beforeEach(() => {
    directory = makeTemporaryDirectory();
    path = join(directory, 'control.sock');
    received.length = 0;
    slowReplies.length = 0;
  });

  afterEach(async () => {
    await control?.close();
    control = undefined;
  });

  async function open(settings: ControlSettings = {}): Promise<string | undefined> {
    const opened = await openControl(path, routes, settings);
    control = opened.ok ? opened.value : undefined;
    return opened.ok ? undefined : opened.problem;
  }

  /** Sends octets as they are; resolves to all that came back until the server closed. */
  function sendRaw(octets: string | Buffer): Promise<string> {
    const socket = connect(path);
    let text = '';
    socket.on('data', (chunk) => (text += String(chunk)));
    socket.on('error', () => undefined);
    socket.end(octets);
    return new Promise((resolve) => socket.once('close', () => resolve(text)));
  }

  it('keeps the socket to its owner from the moment it exists', async () => {
    const mask = process.umask(0);
    const opening = open();
    // Checked as soon as it exists: a mode set later would leave a door open until then.
    while (!existsSync(path)) await Promise.resolve();
    expect(lstatSync(path).mode & permissions).to.equal(0o600);
    await opening;
    expect(lstatSync(path).mode & permissions).to.equal(0o600);
    expect(process.umask(mask)).to.equal(0);
  });

  it('makes a missing directory, for its owner alone', async () => {
    path = join(directory, 'a/b/control.sock');
    expect(await open()).to.equal(undefined);
    expect(statSync(join(directory, 'a')).mode & permissions).to.equal(0o700);
    expect(statSync(join(directory, 'a/b')).mode & permissions).to.equal(0o700);
  });

  it('leaves the mode of an existing directory', async () => {
    path = join(directory, 'given/control.sock');
    mkdirSync(join(directory, 'given'), { mode: 0o755 });
    expect(await open()).to.equal(undefined);
    expect(statSync(join(directory, 'given')).mode & permissions).to.equal(0o755);
  });

  it('replaces a stale socket', async () => {
    await leaveStaleSocket(path);
    expect(await open()).to.equal(undefined);
    expect(await requestJson(path, 'GET', '/v1/here')).to.deep.equal({
      ok: true,
      value: { code: 200, body: { here: true } },
    });
  });

  it('leaves a socket alone on which another process listens, and says so', async () => {
    const other: Server = createServer((socket) => {
      socket.on('error', () => undefined);
      socket.end('mine\n');
    });
    await new Promise<void>((resolve) => other.listen(path, resolve));
    expect(await open()).to.include('another process listens');
    expect(await sendRaw('')).to.equal('mine\n');
    other.close();
  });

  const inTheWay: Readonly<Record<string, readonly [make: () => void, problem: string]>> = {
    'a file': [() => writeFileSync(path, 'precious'), 'a file stands in its place; remove it'],
    'a directory': [() => mkdirSync(path), 'a directory stands in its place; remove it'],
    'a link to nothing': [
      () => symlinkSync('nowhere', path),
      'a symbolic link stands in its place; remove it',
    ],
    'a link to a stale socket': [
      () => symlinkSync('stale.sock', path),
      'a symbolic link stands in its place; remove it',
    ],
  };
  for (const [what, [make, problem]] of Object.entries(inTheWay)) {
    it(`leaves ${what} where it is, and says so`, async () => {
      await leaveStaleSocket(join(directory, 'stale.sock'));
      make();
      const before = lstatSync(path);
      expect(await open()).to.equal(problem);
      expect(lstatSync(path).ino).to.equal(before.ino);
      expect(existsSync(join(directory, 'stale.sock'))).to.equal(true);
    });
  }

  it('leaves the stale socket of another user where it is', async function () {
    if (process.geteuid?.() !== 0) this.skip();
    await leaveStaleSocket(path);
    chownSync(path, 4321, 4321);
    expect(await open()).to.equal('a socket of another user (uid 4321) stands in its place; remove it');
    expect(lstatSync(path).isSocket()).to.equal(true);
  });

  it('removes the socket when it closes', async () => {
    await open();
    await control?.close();
    control = undefined;
    expect(existsSync(path)).to.equal(false);
  });

  it('names the problem when the directory cannot be made', async () => {
    writeFileSync(join(directory, 'file'), '');
    path = join(directory, 'file/control.sock');
    expect(await open()).to.match(/^(ENOTDIR|EEXIST)$/);
  });

  it('refuses a path that is too long for a socket, and binds no shorter one', async () => {
    path = join(directory, 'x'.repeat(120), 'control.sock');
    expect(await open()).to.be.a('string');
    expect(existsSync(path.slice(0, 107))).to.equal(false);
  });

  const unknown: readonly [string, 'GET' | 'POST', string][] = [
    ['another path', 'GET', '/v1/there'],
    ['a query', 'GET', '/v1/here?x=1'],
    ['a name that every object inherits', 'GET', '/constructor'],
    ['the root', 'GET', '/'],
  ];
  for (const [what, method, target] of unknown) {
    it(`answers 404 to ${what}`, async () => {
      await open();
      const reply = await requestJson(path, method, target);
      expect(reply.ok && reply.value.code).to.equal(404);
    });
  }

  for (const [method, target, allow] of [
    ['POST', '/v1/here', 'GET, HEAD'],
    ['DELETE', '/v1/here', 'GET, HEAD'],
    ['GET', '/v1/echo', 'POST'],
    ['HEAD', '/v1/echo', 'POST'],
  ] as const)
    it(`answers 405 to ${method} ${target}, and says what it takes`, async () => {
      await open();
      const text = await sendRaw(`${method} ${target} HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n`);
      expect(text)
        .to.match(/^HTTP\/1\.1 405 /)
        .and.include(`\r\nallow: ${allow}\r\n`);
      expect(received).to.deep.equal([]);
    });

  it('answers a HEAD as a GET, without its body', async () => {
    await open();
    const headOf = (text: string) => text.slice(0, text.indexOf('\r\n\r\n')).replace(/\r\ndate: .*/i, '');
    const ask = (method: string) =>
      sendRaw(`${method} /v1/here HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n`);
    const [head, whole] = [await ask('HEAD'), await ask('GET')];
    expect(head)
      .to.match(/^HTTP\/1\.1 200 /)
      .and.include('content-length: 14\r\n');
    expect(head).to.match(/\r\n\r\n$/);
    expect(headOf(head)).to.equal(headOf(whole));
  });

  const malformed: readonly [string, string][] = [
    ['half a document', '{"environment": '],
    ['something other than JSON', 'HEALTHY_DNS_TTL=5'],
    ['nothing but blanks', '   '],
    ['control characters', '\u0000\u0001'],
    ['a thousand open brackets', '['.repeat(1000)],
    ['a hundred thousand nested arrays', '['.repeat(100_000) + ']'.repeat(100_000)],
  ];
  for (const [what, body] of malformed) {
    it(`answers 400 to ${what}, and does nothing`, async () => {
      await open();
      const length = Buffer.byteLength(body);
      const text = await sendRaw(
        `POST /v1/echo HTTP/1.1\r\nhost: x\r\nconnection: close\r\ncontent-length: ${length}\r\n\r\n${body}`,
      );
      expect(text).to.match(/^HTTP\/1\.1 400 /);
      expect(received).to.deep.equal([]);
    });
  }

  it('passes on no body as undefined, and one in pieces as a whole', async () => {
    await open();
    await requestJson(path, 'POST', '/v1/echo');
    await sendRaw(
      'POST /v1/echo HTTP/1.1\r\nhost: x\r\nconnection: close\r\ntransfer-encoding: chunked\r\n\r\n3\r\n{"a\r\n4\r\n":1}\r\n0\r\n\r\n',
    );
    expect(received).to.deep.equal([undefined, { a: 1 }]);
  });

  for (const garbage of ['\r\n\r\n\r\n', 'GET\r\n\r\n', '\x16\x03\x01\x02\x00', 'x'.repeat(100_000)]) {
    it(`survives ${JSON.stringify(garbage.slice(0, 12))} instead of a request`, async () => {
      await open();
      await sendRaw(garbage);
      expect((await requestJson(path, 'GET', '/v1/here')).ok).to.equal(true);
    });
  }

  it('refuses a body beyond 64 MiB and goes on serving', async () => {
    await open();
    const reply = await requestJson(path, 'POST', '/v1/echo', 'x'.repeat(64 * 1024 * 1024 + 1));
    expect(received).to.deep.equal([]);
    expect(reply.ok ? reply.value.code : reply.problem).to.be.oneOf([400, 413]);
    expect((await requestJson(path, 'GET', '/v1/here')).ok).to.equal(true);
  });

  it('ignores a request that breaks off in the middle of its body', async () => {
    await open();
    for (let count = 0; count < 20; count++) {
      const socket = connect(path);
      socket.on('error', () => undefined);
      socket.write('POST /v1/echo HTTP/1.1\r\nhost: x\r\ncontent-length: 100\r\n\r\n{"environment"');
      await new Promise((resolve) => setImmediate(resolve));
      socket.destroy();
    }
    expect((await requestJson(path, 'GET', '/v1/here')).ok).to.equal(true);
    expect(received).to.deep.equal([]);
  });

  it('closes at once, whoever is connected', async () => {
    await open();
    const idle = connect(path);
    const half = connect(path);
    let closed = 0;
    for (const socket of [idle, half]) {
      socket.on('error', () => undefined);
      socket.on('close', () => closed++);
      socket.resume();
    }
    half.write('POST /v1/echo HTTP/1.1\r\nhost: x\r\ncontent-length: 5\r\n\r\n1');
    await requestJson(path, 'GET', '/v1/here');
    await control?.close();
    control = undefined;
    await until('both are cut off', () => closed === 2);
  });

  it('answers while others hold every connection, and cuts off the longest idle', async () => {
    await open({ connectionsMax: () => 3 });
    const holders = Array.from({ length: 10 }, () => connect(path));
    const closed = new Set<number>();
    for (const [index, holder] of holders.entries()) {
      holder.on('error', () => undefined);
      holder.on('close', () => closed.add(index));
      // Half a request is no more than none.
      if (index % 2 === 0) holder.write('POST /v1/echo HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n\r\n{');
    }
    await until('all but three are cut off', () => closed.size === 7);
    for (let turn = 0; turn < 10; turn++) {
      const asked = await requestJson(path, 'GET', '/v1/here');
      expect(asked).to.deep.equal({ ok: true, value: { code: 200, body: { here: true } } });
    }
    for (const holder of holders) holder.destroy();
  });

  it('turns a newcomer away while all others wait for their replies, which they get', async () => {
    await open({ connectionsMax: () => 2 });
    const waiting = [requestJson(path, 'GET', '/v1/slow'), requestJson(path, 'GET', '/v1/slow')];
    await until('both wait', () => slowReplies.length === 2);
    expect(await requestJson(path, 'GET', '/v1/here')).to.have.property('ok', false);
    for (const reply of slowReplies) reply();
    for (const asked of await Promise.all(waiting)) expect(asked).to.have.property('ok', true);
    expect(await requestJson(path, 'GET', '/v1/here')).to.have.property('ok', true);
  });

  it('answers with a text of the type that the route names', async () => {
    await open();
    const reply = await sendRaw('GET /v1/text HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n');
    expect(reply).to.match(/^HTTP\/1\.1 200 /);
    expect(reply).to.include('content-type: text/plain; version=0.0.4\r\n');
    expect(reply).to.match(/up 1\n/);
  });
});
