// The commands' end of the control socket: what they make of whatever answers there, or does not.

import { writeFileSync } from 'node:fs';
import { createServer, type Server, type Socket } from 'node:net';
import { join } from 'node:path';
import { expect } from 'chai';
import { openControl } from '../../src/control/control-server.ts';
import { controlSocketPath } from '../../src/control/control-socket-path.ts';
import { requestJson } from '../../src/control/request-json.ts';
import { leaveStaleSocket } from '../support/daemon/stale-socket.ts';
import { makeTemporaryDirectory } from '../support/temporary-directory.ts';

describe('requestJson', () => {
  let path: string;

  beforeEach(() => {
    path = controlSocketPath(makeTemporaryDirectory());
  });

  it('sends and receives JSON in any script', async () => {
    const echo = { method: 'POST', path: '/echo', handle: (body: unknown) => ({ code: 202, body }) } as const;
    const opened = await openControl(path, [echo]);
    const body = { environment: { HEALTHY_DNS_NS: '["例え.test"]', PERCENT: '%s\n"' } };
    expect(await requestJson(path, 'POST', '/echo', body)).to.deep.equal({
      ok: true,
      value: { code: 202, body },
    });
    if (opened.ok) await opened.value.close();
  });

  it('reports ENOENT when there is no socket', async () => {
    expect(await requestJson(path, 'GET', '/')).to.deep.equal({ ok: false, problem: 'ENOENT' });
  });

  it('reports ECONNREFUSED for a stale socket and for a file', async () => {
    await leaveStaleSocket(path);
    expect(await requestJson(path, 'GET', '/')).to.deep.equal({ ok: false, problem: 'ECONNREFUSED' });
    const file = join(makeTemporaryDirectory(), 'file');
    writeFileSync(file, '');
    expect(await requestJson(file, 'GET', '/')).to.deep.equal({ ok: false, problem: 'ECONNREFUSED' });
  });

  it('says how long it waited for a server that is silent, or stops in the middle of its reply', async () => {
    for (const begun of ['', 'HTTP/1.1 200 OK\r\ncontent-length: 600\r\n\r\n{']) {
      const server: Server = createServer((socket) => {
        socket.on('error', () => undefined);
        socket.once('data', () => socket.write(begun));
      });
      const path = controlSocketPath(makeTemporaryDirectory());
      await new Promise<void>((resolve) => server.listen(path, resolve));
      const asked = await requestJson(path, 'GET', '/v1/status', undefined, { patienceMs: 50 });
      server.close();
      expect(asked).to.deep.equal({
        ok: false,
        problem: 'no reply within 0 s; is it stopped, or overloaded?',
      });
    }
  });

  const strange: readonly [string, (socket: Socket) => void, RegExp][] = [
    ['closes at once', (socket) => socket.destroy(), /ECONNRESET|socket hang up/],
    ['does not speak HTTP', (socket) => socket.end('220 mail.example.test ESMTP\r\n'), /HPE_/],
    [
      'answers with a web page',
      (socket) => socket.end('HTTP/1.1 200 OK\r\ncontent-length: 6\r\n\r\n<html>'),
      /not JSON/,
    ],
    [
      'answers with nothing',
      (socket) => socket.end('HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n'),
      /not JSON/,
    ],
    [
      'breaks off in the middle of its reply',
      (socket) => socket.end('HTTP/1.1 200 OK\r\ncontent-length: 600\r\n\r\n{"findings"'),
      /ECONNRESET|aborted/,
    ],
  ];
  for (const [what, behave, problem] of strange) {
    it(`gives up on a server that ${what}`, async () => {
      const server: Server = createServer((socket) => {
        socket.on('error', () => undefined);
        socket.once('data', () => behave(socket));
      });
      await new Promise<void>((resolve) => server.listen(path, resolve));
      const asked = await requestJson(path, 'POST', '/v1/reload', { environment: {} });
      server.close();
      expect(asked.ok ? 'a reply' : asked.problem).to.match(problem);
    });
  }
});
