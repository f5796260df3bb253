// The TCP probe with real sockets: what each kind of target looks like, and that nothing stays behind.

import { spawn } from 'node:child_process';
import type { Server } from 'node:net';
import { text } from 'node:stream/consumers';
import { expect } from 'chai';
import { systemClock } from '../../../src/base/clock.ts';
import type { Outcome } from '../../../src/health/outcome.ts';
import { createTcpProbe } from '../../../src/health/probing/probe-tcp.ts';
import { tcpTarget } from '../../../src/health/target.ts';
import { listenFrozen } from '../../support/dns/frozen-listener.ts';
import { closedPort, countHandles, listen, portOf } from '../../support/listen.ts';
import { runAfterEach } from '../../support/run-after-each.ts';
import { until } from '../../support/until.ts';

const probe = createTcpProbe(systemClock);
/** Never comes to pass where something answers. */
const patienceMs = 10_000;

function probeOnce(port: number, { address = '127.0.0.1', timeoutMs = patienceMs } = {}): Promise<Outcome> {
  const family = address.includes(':') ? 6 : 4;
  return new Promise((resolve) => {
    probe(tcpTarget({ family, text: address }, port), timeoutMs, resolve);
  });
}

describe('createTcpProbe', () => {
  const atEnd = runAfterEach();
  let server: Server | undefined;
  afterEach(() => {
    server?.close();
    server = undefined;
  });

  it('succeeds when the target accepts', async () => {
    server = await listen((socket) => socket.end());
    const outcome = await probeOnce(portOf(server));
    expect(outcome.kind).to.equal('success');
    expect(outcome).to.have.property('tookMs').that.is.within(0, patienceMs);
  });

  it('succeeds when the target accepts and resets', async () => {
    server = await listen((socket) => socket.resetAndDestroy());
    for (let i = 0; i < 20; i++) expect(await probeOnce(portOf(server))).to.have.property('kind', 'success');
  });

  it('succeeds over IPv6', async function () {
    try {
      server = await listen((socket) => socket.end(), '::1');
    } catch {
      this.skip();
    }
    expect(await probeOnce(portOf(server as Server), { address: '::1' })).to.have.property('kind', 'success');
  });

  it('fails when the target refuses', async () => {
    const outcome = await probeOnce(await closedPort());
    expect(outcome).to.deep.equal({ kind: 'failure', reason: 'refused', detail: 'ECONNREFUSED' });
  });

  it('fails when the backlog is full and nobody accepts', async () => {
    const frozen = await listenFrozen();
    atEnd(() => frozen.close());
    const before = performance.now();
    const outcome = await probeOnce(frozen.port, { timeoutMs: 100 });
    expect(outcome).to.deep.equal({ kind: 'failure', reason: 'timeout', detail: 'no answer' });
    expect(performance.now() - before).to.be.at.least(99);
  });

  it('does not blame the target when this process had no time', async () => {
    server = await listen((socket) => socket.end());
    const outcome = probeOnce(portOf(server), { timeoutMs: 20 });
    // The connection is on its way, and the kernel will complete it while nobody here looks.
    await new Promise<void>((resolve) => process.nextTick(resolve));
    const busyUntil = performance.now() + 60;
    while (performance.now() < busyUntil);
    expect(await outcome).to.have.property('kind', 'success');
  });

  it('reports once and later, never when called off, and leaves nothing behind', async () => {
    server = await listen((socket) => socket.resetAndDestroy());
    const ports = [portOf(server), await closedPort()];
    const before = countHandles();
    let reports = 0;
    let returned = false;
    for (let i = 0; i < 200; i++) {
      returned = false;
      const callOff = probe(
        tcpTarget({ family: 4, text: '127.0.0.1' }, ports[i % 2] ?? 0),
        patienceMs,
        () => {
          expect(returned).to.equal(true);
          reports++;
        },
      );
      returned = true;
      if (i % 4 < 2) callOff();
    }
    await until('all have reported', () => reports >= 100);
    await until('sockets and timers are gone', () => countHandles() <= before);
    expect(reports).to.equal(100);
  });

  it('is inconclusive while this process has no file descriptor left, and works again afterwards', async () => {
    const port = await closedPort();
    server = await listen((socket) => socket.end());
    const child = spawn(
      'sh',
      ['-c', 'ulimit -n 64; exec "$0" --input-type=module -e "$1"', process.execPath, script],
      {
        env: { ...process.env, PORT: `${portOf(server)}`, CLOSED_PORT: `${port}` },
        stdio: ['ignore', 'pipe', 'inherit'],
      },
    );
    const outcomes = JSON.parse(await text(child.stdout)) as Outcome[];
    expect(outcomes.map(({ kind }) => kind)).to.deep.equal([
      'success',
      'inconclusive',
      'inconclusive',
      'success',
      'failure',
    ]);
    expect(outcomes[1]).to.deep.equal({ kind: 'inconclusive', detail: 'EMFILE' });
  });
});

/** Probes while descriptors are there, while there are none, and when there are some again. */
const script = `
  import { closeSync, openSync } from 'node:fs';
  const base = ${JSON.stringify(new URL('../../../src/', import.meta.url).href)};
  const { createTcpProbe } = await import(base + 'health/probing/probe-tcp.js');
  const { systemClock } = await import(base + 'base/clock.js');
  const { tcpTarget } = await import(base + 'health/target.js');
  const probe = createTcpProbe(systemClock);
  const look = (port) => new Promise((resolve) =>
    probe(tcpTarget({ family: 4, text: '127.0.0.1' }, Number(port)), 5000, resolve));
  const outcomes = [await look(process.env.PORT)];
  const taken = [];
  try { for (;;) taken.push(openSync('/dev/null')); } catch {}
  outcomes.push(await look(process.env.PORT), await look(process.env.CLOSED_PORT));
  for (const descriptor of taken) closeSync(descriptor);
  outcomes.push(await look(process.env.PORT), await look(process.env.CLOSED_PORT));
  process.stdout.write(JSON.stringify(outcomes));
`;
