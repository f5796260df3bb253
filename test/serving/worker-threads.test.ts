// Threads that begin before anybody knows what they will serve.

import { expect } from 'chai';
import { beginEarly, beginWorkerThread, endEarly, takeEarly } from '../../src/serving/worker-threads.ts';

describe('the threads of UDP workers', () => {
  afterEach(endEarly);

  it('are handed out once each, by their number', async () => {
    beginEarly(2);
    const threads = [takeEarly(0), takeEarly(1)];
    expect([takeEarly(0), takeEarly(1), takeEarly(2)]).to.deep.equal([undefined, undefined, undefined]);
    expect(threads[0]?.threadId).to.be.below(threads[1]?.threadId ?? 0);
    await Promise.all(threads.map((thread) => thread?.terminate()));
  });

  it('wait until they are told to serve', async () => {
    beginEarly(1);
    const thread = takeEarly(0);
    const said: unknown[] = [];
    thread?.on('message', (word) => said.push(word));
    const hasEnded = new Promise((resolve) => thread?.once('exit', () => resolve('ended')));
    // The one begun later has loaded everything when it says so, and so has the earlier one, most likely.
    const later = beginWorkerThread(1);
    const isLoaded = new Promise((resolve) => later.once('message', resolve));
    expect(await Promise.race([hasEnded, isLoaded])).to.equal('loaded');
    expect(said).not.to.include('serving');
    await Promise.all([thread?.terminate(), later.terminate()]);
  });

  it('end when nobody took them', async () => {
    beginEarly(1);
    await endEarly();
    expect(takeEarly(0)).to.equal(undefined);
  });
});
