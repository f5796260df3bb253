// Who is at the other end of a socket, according to the kernel.

import { connect, createServer, type Server, type Socket } from 'node:net';
import { join } from 'node:path';
import { expect } from 'chai';
import { openControl, type ServedRoute } from '../../src/control/control-server.ts';
import { requestJson } from '../../src/control/request-json.ts';
import type { Libc } from '../../src/linux/libc.ts';
import { readPeerUid } from '../../src/linux/peer-user.ts';
import { requireLibc } from '../support/daemon/test-libc.ts';
import { makeTemporaryDirectory } from '../support/temporary-directory.ts';

const ownUid = process.getuid?.();

describe('readPeerUid', () => {
  let libc: Libc;

  before(async () => {
    libc = await requireLibc();
  });

  function fdOf(socket: unknown): number {
    return (socket as { readonly _handle: { readonly fd: number } })._handle.fd;
  }

  /** The server's end of a connection. */
  async function accept(
    where: string | number,
    use: (accepted: Socket, server: Server) => void,
  ): Promise<void> {
    const server = createServer();
    const accepted = new Promise<Socket>((resolve) => server.once('connection', resolve));
    await new Promise<void>((resolve) =>
      typeof where === 'string' ? server.listen(where, resolve) : server.listen(where, '127.0.0.1', resolve),
    );
    const address = server.address();
    const client =
      typeof address === 'string' || address === null
        ? connect(String(address))
        : connect(address.port, '127.0.0.1');
    use(await accepted, server);
    client.destroy();
    (await accepted).destroy();
    await new Promise((resolve) => server.close(resolve));
  }

  it('knows who connected to a Unix socket', async () => {
    await accept(join(makeTemporaryDirectory(), 's'), (socket) => {
      expect(readPeerUid(libc, fdOf(socket))).to.equal(ownUid);
    });
  });

  it('is undefined for a TCP connection, and for what is no socket', async () => {
    await accept(0, (socket) => expect(readPeerUid(libc, fdOf(socket))).to.equal(undefined));
    expect(readPeerUid(libc, -1)).to.equal(undefined);
  });

  it('is what routes of the control socket are told', async () => {
    const path = join(makeTemporaryDirectory(), 's');
    const who: ServedRoute = {
      method: 'POST',
      path: '/who',
      handle: (_, { uid }) => ({ code: 200, body: { uid } }),
    };
    const control = await openControl(path, [who], {
      readPeerUid: (fd) => readPeerUid(libc, fd),
    });
    expect(await requestJson(path, 'POST', '/who', { some: 'body' })).to.deep.equal({
      ok: true,
      value: { code: 200, body: { uid: ownUid } },
    });
    if (control.ok) await control.value.close();
  });
});
