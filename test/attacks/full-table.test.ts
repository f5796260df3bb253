// A table of descriptors that strangers have filled, over TCP and at the control socket, while a flood asks over UDP: verdicts stay
// true, commands are answered, updates are kept, and everything is there again when they are gone.

import { join } from 'node:path';
import { expect } from 'chai';
import { startAttackedDaemon } from '../support/attacks/attacked-daemon.ts';
import { floodFrom, strangers } from '../support/attacks/flood-from.ts';
import { openFilesOf } from '../support/attacks/process-figures.ts';
import { neighbours, openTcpCrowd } from '../support/attacks/tcp-crowd.ts';
import { tell } from '../support/attacks/tell.ts';
import { endSpawned } from '../support/daemon/spawn-daemon.ts';
import { askUdp, makeQuery, queryTcp, queryUdp } from '../support/dns/dns-client.ts';
import { makeUpdate } from '../support/dns/make-update.ts';
import { openCrowd } from '../support/dns/open-crowd.ts';
import { addressesOf } from '../support/dns/steady-queries.ts';
import { runAfterEach } from '../support/run-after-each.ts';
import { until } from '../support/until.ts';
import { signByHand } from '../support/updates/sign-by-hand.ts';

/** Node alone needs about a hundred while it starts. */
const filesMax = 180;

describe('A full table of descriptors', () => {
  const atEnd = runAfterEach();

  it('takes nothing but TCP clients from each other', async () => {
    const daemon = await startAttackedDaemon({ filesMax });
    atEnd(async () => {
      await daemon.stop();
      await endSpawned();
    });
    const { operated, program, port, key, targets } = daemon;
    const before = openFilesOf(program.pid);
    const crowd = openTcpCrowd({ port, addresses: neighbours('127.79.1'), count: 1000, kind: 'drip' });
    const others = openCrowd();
    atEnd(() => Promise.all([crowd.end(), others.end()]));
    await others.hold(join(operated.directory, 'control.sock'), 20);
    await until('they take what they can get', async () => (await crowd.figures()).opened > filesMax);
    const flood = floodFrom({
      port,
      addresses: strangers(10),
      queries: [makeQuery('plain.example.test')],
      count: 10_000,
      perSecond: 5000,
    });
    const most: number[] = [];
    const look = () => most.push(openFilesOf(program.pid));
    expect((await operated.run('status')).code).to.equal(0);
    look();
    const [dies, stays] = targets;
    await dies.takeDown();
    await until('the one that died is gone', async () => {
      look();
      return addressesOf(await queryUdp(port, 'www.example.test')).join() === stays.address;
    });
    const message = makeUpdate({ update: ['add kept.dyn.example.test. 60 TXT "x"'] });
    const { octets } = signByHand(message, { key, nowSeconds: Math.floor(Date.now() / 1000) });
    await until('the update is confirmed', async () => {
      look();
      return ((await askUdp(port, octets, { withinMs: 2000 }))?.readUInt8(3) ?? 1) === 0;
    });
    expect((await queryTcp(port, 'kept.dyn.example.test', { type: 16 })).answers).to.have.length(1);
    expect((await operated.run('reload')).code).to.be.oneOf([0, 78]);
    look();
    const { replies, sent } = await flood;
    const figures = await crowd.figures();
    await Promise.all([crowd.end(), others.end()]);
    await until('the descriptors are back', () => openFilesOf(program.pid) <= before + 4);
    tell(`${filesMax} descriptors, ${figures.opened} connections`, {
      'open before': before,
      'open at most': Math.max(...most),
      'open afterwards': openFilesOf(program.pid),
      'flood answered': `${replies} of ${sent}`,
    });
    expect(Math.max(...most)).to.be.at.most(filesMax);
    expect(program.output).not.to.match(/EMFILE|"event":"bug"/);
    expect((await operated.status()).targets).to.include({ total: 2, up: 1 });
  });
});
