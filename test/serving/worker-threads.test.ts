// Threads that begin before anybody knows what they will serve.

import { expect } from 'chai';
import { tcpRole } from '../../src/serving/tcp/stream-thread-protocol.ts';
import { udpWorkerRole } from '../../src/serving/udp/udp-worker-protocol.ts';
import { beginEarly, beginThread, endEarly, takeEarly } from '../../src/serving/worker-threads.ts';

const [first, second, third] = [udpWorkerRole(0), tcpRole, udpWorkerRole(1)] as const;

describe('the threads that answer', () => {
  afterEach(endEarly);

  it('are handed out once each, by their name', async () => {
    beginEarly([first, second]);
    const threads = [takeEarly(first), takeEarly(second)];
    expect([takeEarly(first), takeEarly(second), takeEarly(third)]).to.deep.equal([
      undefined,
      undefined,
      undefined,
    ]);
    expect(threads[0]?.threadId).to.be.below(threads[1]?.threadId ?? 0);
    await Promise.all(threads.map((thread) => thread?.terminate()));
  });

  it('wait until they are told to serve', async () => {
    beginEarly([first]);
    const thread = takeEarly(first);
    const said: unknown[] = [];
    thread?.on('message', (word) => said.push(word));
    const hasEnded = new Promise((resolve) => thread?.once('exit', () => resolve('ended')));
    // The one begun later has loaded everything when it says so, and so has the earlier one, most likely.
    const later = beginThread(third);
    const isLoaded = new Promise((resolve) => later.once('message', resolve));
    expect(await Promise.race([hasEnded, isLoaded])).to.equal('loaded');
    expect(said).not.to.include('serving');
    await Promise.all([thread?.terminate(), later.terminate()]);
  });

  it('end when nobody took them', async () => {
    beginEarly([first]);
    await endEarly();
    expect(takeEarly(first)).to.equal(undefined);
  });
});
