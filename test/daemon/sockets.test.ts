// Inherited sockets, of all kinds that a service manager may pass.

import { networkInterfaces } from 'node:os';
import { expect } from 'chai';
import { startDaemon } from '../../src/daemon/start-daemon.ts';
import { openBoundSockets, openScopedSocket } from '../support/daemon/bound-sockets.ts';
import { configOf } from '../support/daemon/start-reloadable-daemon.ts';
import { requireLibc } from '../support/daemon/test-libc.ts';
import { askUdp, makeQuery, queryUdp } from '../support/dns/dns-client.ts';
import { createRecordingLogger } from '../support/recording-logger.ts';

const names = { www: ['192.0.2.1'] };

async function adopt(fds: readonly number[]) {
  const { logger, entries } = createRecordingLogger();
  const started = await startDaemon(configOf({ names }), {
    logger,
    inherited: fds.map((fd) => ({ fd, name: 'dns' })),
    libc: { ok: true, value: await requireLibc() },
  });
  return { started, entries };
}

describe('inherited sockets', () => {
  it('are used instead of the configured addresses', async () => {
    const bound = await openBoundSockets(['udp4', 'tcp4', 'udp6', 'tcp6']);
    const { started } = await adopt(bound.fds);
    if (!started.ok) throw new Error(started.problem.map(({ message }) => message).join());
    expect(started.value.status().endpoints).to.deep.equal([
      `127.0.0.1:${bound.port}`,
      `[::1]:${bound.port}`,
    ]);
    expect((await queryUdp(bound.port, 'www.example.test')).code).to.equal(0);
    await started.value.stop();
  });

  it('are all reported at once when several are unusable', async () => {
    const libc = await requireLibc();
    const unix = libc.socket(1, 1, 0);
    const { started } = await adopt([unix, 99_999]);
    const problems = started.ok ? [] : started.problem.map(({ message }) => message);
    expect(problems).to.have.length(2);
    expect(problems[0]).to.include(`inherited socket ${unix} ("dns")`);
    libc.close(unix);
  });

  it('may have an address of one interface only', async function () {
    const linkLocal = Object.entries(networkInterfaces())
      .flatMap(([name, addresses = []]) => addresses.map((address) => ({ name, ...address })))
      .find(({ family, address }) => family === 'IPv6' && address.startsWith('fe80::'));
    if (linkLocal === undefined) return this.skip();
    const scope = 'scopeid' in linkLocal ? (linkLocal.scopeid ?? 0) : 0;
    const { fd, port } = await openScopedSocket(octetsOf(linkLocal.address), scope);
    const { started } = await adopt([fd]);
    if (!started.ok) throw new Error(started.problem.map(({ message }) => message).join());
    const address = `${linkLocal.address}%${linkLocal.name}`;
    expect(started.value.status().endpoints).to.deep.equal([`[${address}]:${port}`]);
    const reply = await askUdp(port, makeQuery('www.example.test'), { address });
    expect(reply === undefined).to.equal(false);
    await started.value.stop();
  });
});

/** For an address with one `::` and no IPv4 part. */
function octetsOf(address: string): Buffer {
  const [head = [], tail = []] = address
    .split('::')
    .map((half) => half.split(':').filter((group) => group !== ''));
  const zeros = Array.from({ length: 8 - head.length - tail.length }, () => '0');
  return Buffer.from([...head, ...zeros, ...tail].map((group) => group.padStart(4, '0')).join(''), 'hex');
}
