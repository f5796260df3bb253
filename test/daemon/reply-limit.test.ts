// The limit on replies as an operator meets it: on from the start, changed by a reload, seen in status and the log.

import { expect } from 'chai';
import {
  type ReloadableDaemon,
  startReloadableDaemon,
  stopDaemons,
} from '../support/daemon/start-reloadable-daemon.ts';
import { askTcp, askUdp, makeQuery, readReply } from '../support/dns/dns-client.ts';

const names = { www: ['192.0.2.1'] };
const query = makeQuery('www.example.test');

async function countWhole(port: number, times: number): Promise<number> {
  let whole = 0;
  for (let i = 0; i < times; i++) if (!readReply(await askUdp(port, query)).isTruncated) whole++;
  return whole;
}

/** One reply a second, and all others slip: no machine is too slow for that. */
async function startLimited(): Promise<ReloadableDaemon> {
  const server = await startReloadableDaemon({ names, flags: { rrl: '1', 'rrl-slip': '1' } });
  await askUdp(server.port, query);
  for (let i = 0; i < 10; i++) await askUdp(server.port, query);
  return server;
}

describe('the limit on replies of a daemon', () => {
  afterEach(stopDaemons);

  it('says what it is', async () => {
    const { daemon } = await startReloadableDaemon({ names, flags: { rrl: 'on' } });
    expect(daemon.status().replyLimit).to.deep.equal({
      setting: { perSecond: 200, slip: 2, ipv4Bits: 24, ipv6Bits: 56, exempt: [] },
      slipped: 0,
      dropped: 0,
    });
  });

  it('keeps replies over UDP back, and none over TCP', async () => {
    const { port } = await startLimited();
    expect(await countWhole(port, 5)).to.equal(0);
    expect(readReply(await askTcp(port, query)).answers).to.have.lengthOf(1);
  });

  it('shows in status', async () => {
    const { daemon } = await startLimited();
    const { slipped = 0, dropped } = daemon.status().replyLimit ?? {};
    expect(slipped).to.be.within(9, 10);
    expect(dropped).to.equal(0);
  });

  it('is lifted by a reload', async () => {
    const { port, reload } = await startLimited();
    expect((await reload({ names, flags: { rrl: 'off' } })).ok).to.equal(true);
    expect(await countWhole(port, 20)).to.equal(20);
  });

  it('is lifted for a network by a reload', async () => {
    const { daemon, port, reload } = await startLimited();
    await reload({ names, flags: { rrl: '1', 'rrl-exempt': '127.0.0.0/8' } });
    expect(await countWhole(port, 20)).to.equal(20);
    expect(daemon.status().replyLimit?.setting?.exempt).to.deep.equal(['127.0.0.0/8']);
  });

  it('is told to the log, with the network', async () => {
    const { daemon, events } = await startLimited();
    await daemon.stop();
    expect(events('replies-limited')[0]?.fields['networks']).to.deep.equal(['127.0.0.0/24']);
  });
});
