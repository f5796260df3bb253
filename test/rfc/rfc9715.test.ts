// RFC 9715: IP Fragmentation Avoidance in DNS over UDP

import { expect } from 'chai';
import { openBoundSockets } from '../support/daemon/bound-sockets.ts';
import { capturePackets } from '../support/daemon/capture-packets.ts';
import { endSpawned, spawnProgram } from '../support/daemon/spawn-daemon.ts';
import { startTestDaemon, testedUdpEngine } from '../support/daemon/start-test-daemon.ts';
import { queryUdp } from '../support/dns/dns-client.ts';
import { runAfterEach } from '../support/run-after-each.ts';
import { skipBecause } from '../support/run-openssl.ts';
import { runProgram } from '../support/run-program.ts';
import { makeTemporaryDirectory } from '../support/temporary-directory.ts';
import { needDig } from '../support/transfers/run-dig.ts';
import { until } from '../support/until.ts';
import { manyIpv4 } from '../support/worlds/many-addresses.ts';
import { NetworkNamespace, needNamespaces } from '../support/worlds/network-namespace.ts';

// 1232 octets, which is the most that we send over UDP, and one address.
const names = { abcdef: manyIpv4(74), small: ['192.0.2.1'] };
const ipAndUdpOctets = 20 + 8;

describe('RFC 9715', () => {
  const atEnd = runAfterEach();

  async function expectDf(context: Mocha.Context, port: number): Promise<void> {
    const captured = await capturePackets(port);
    if (captured === undefined) return skipBecause(context, 'packet sockets are for root');
    atEnd(() => captured.close());
    for (const name of ['small', 'abcdef'])
      await queryUdp(port, `${name}.example.test`, { edns: { payload: 1232 } });
    const seen = captured.take();
    expect(seen.map(({ octets }) => octets)).to.include(1232 + ipAndUdpOctets);
    for (const packet of seen)
      expect(packet).to.include({ hasDf: true, isFragment: false, source: '127.0.0.1' });
  }

  for (const listen of ['127.0.0.1', '0.0.0.0']) {
    it(`§3.1, R1: sets DF in each reply of a socket on ${listen}`, async function () {
      const server = await startTestDaemon({ names, flags: { listen } });
      atEnd(() => server.stop());
      await expectDf(this, server.port);
    });
  }

  it('§3.1, R1: sets DF in each reply of an inherited socket', async function () {
    const bound = await openBoundSockets(['udp4', 'tcp4']);
    atEnd(() => bound.close());
    atEnd(endSpawned);
    spawnProgram({ words: words(), fds: bound.fds });
    await until('it answers', () => answers(bound.port));
    await expectDf(this, bound.port);
  });

  describe('on an interface with an MTU of 600', () => {
    let inside: NetworkNamespace;

    beforeEach(async function () {
      // Node's dgram cannot set DF: the kernel does, and would send this in fragments.
      if (testedUdpEngine !== 'batch') skipBecause(this, 'only the batch engine can');
      needNamespaces(this);
      needDig(this, 'dig');
      inside = new NetworkNamespace('mtu');
      atEnd(() => inside.remove());
      inside.ip('link', 'set', 'lo', 'mtu', '600');
      atEnd(endSpawned);
      const started = spawnProgram({
        words: [...words(), '--listen', '127.0.0.1', '--port', '5300'],
        prefix: inside.prefix,
      });
      await until('it answers', async () => {
        expect(started.hasEnded, started.errors).to.equal(false);
        return (await dig('small')).includes('status: NOERROR');
      });
    });

    async function dig(name: string, ...more: string[]): Promise<string> {
      const [program = '', ...before] = inside.prefix;
      const query = ['@127.0.0.1', '-p', '5300', '+time=1', '+tries=1', `${name}.example.test`, ...more];
      return (await runProgram(program, [...before, 'dig', ...query])).output;
    }

    it('§3.1, R4: truncates the reply that does not fit, keeping its OPT', async () => {
      const reply = await dig('abcdef', '+ignore');
      expect(reply)
        .to.include('status: NOERROR')
        .and.to.match(/flags: qr aa tc rd;/);
      expect(reply).to.match(/QUERY: 1, ANSWER: 0, AUTHORITY: 0, ADDITIONAL: 1/);
      expect(reply).to.include('udp: 1232');
    });

    it('§3.1, R4: gives the whole of it over TCP', async () => {
      expect(await dig('abcdef')).to.match(/QUERY: 1, ANSWER: 74, AUTHORITY: 0, ADDITIONAL: 1/);
    });
  });
});

function words(): string[] {
  return [
    ...['--hosted-zone', 'example.test', '--ns', '["ns1.example.test"]'],
    ...['--zone-resolutions', JSON.stringify(names), '--runtime-directory', makeTemporaryDirectory()],
    ...['--udp-engine', testedUdpEngine],
  ];
}

async function answers(port: number): Promise<boolean> {
  try {
    return (await queryUdp(port, 'small.example.test')).code === 0;
  } catch {
    return false;
  }
}
