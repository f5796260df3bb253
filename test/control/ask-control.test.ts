// The side of the commands: what they make of whatever answers on the control socket, or does not.

import { writeFileSync } from 'node:fs';
import { createServer, type Server, type Socket } from 'node:net';
import { join } from 'node:path';
import { expect } from 'chai';
import { askControl } from '../../src/control/ask-control.ts';
import { controlSocketPath } from '../../src/control/control-path.ts';
import { openControl } from '../../src/control/control-server.ts';
import { leaveStaleSocket } from '../support/daemon/stale-socket.ts';
import { makeTemporaryDirectory } from '../support/temporary-directory.ts';

describe('askControl', () => {
  let path: string;

  beforeEach(() => {
    path = controlSocketPath(makeTemporaryDirectory());
  });

  it('sends JSON and reads JSON, whatever the letters', async () => {
    const opened = await openControl(path, { 'POST /echo': (body) => ({ code: 202, body }) });
    const body = { environment: { HEALTHY_DNS_NS: '["例え.test"]', PERCENT: '%s\n"' } };
    expect(await askControl(path, 'POST', '/echo', body)).to.deep.equal({
      ok: true,
      value: { code: 202, body },
    });
    if (opened.ok) await opened.value.close();
  });

  it('says ENOENT when there is no socket', async () => {
    expect(await askControl(path, 'GET', '/')).to.deep.equal({ ok: false, problem: 'ENOENT' });
  });

  it('says ECONNREFUSED when nobody listens any more, or it is no socket', async () => {
    await leaveStaleSocket(path);
    expect(await askControl(path, 'GET', '/')).to.deep.equal({ ok: false, problem: 'ECONNREFUSED' });
    const file = join(makeTemporaryDirectory(), 'file');
    writeFileSync(file, '');
    expect(await askControl(file, 'GET', '/')).to.deep.equal({ ok: false, problem: 'ECONNREFUSED' });
  });

  const strange: readonly [string, (socket: Socket) => void, RegExp][] = [
    ['closes at once', (socket) => socket.destroy(), /ECONNRESET|socket hang up/],
    ['speaks no HTTP', (socket) => socket.end('220 mail.example.test ESMTP\r\n'), /HPE_/],
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
      'breaks off in its reply',
      (socket) => socket.end('HTTP/1.1 200 OK\r\ncontent-length: 600\r\n\r\n{"findings"'),
      /ECONNRESET|aborted/,
    ],
  ];
  for (const [what, behave, problem] of strange) {
    it(`gives up on somebody who ${what}`, async () => {
      const server: Server = createServer((socket) => {
        socket.on('error', () => undefined);
        socket.once('data', () => behave(socket));
      });
      await new Promise<void>((resolve) => server.listen(path, resolve));
      const asked = await askControl(path, 'POST', '/v1/reload', { environment: {} });
      server.close();
      expect(asked.ok ? 'a reply' : asked.problem).to.match(problem);
    });
  }
});
