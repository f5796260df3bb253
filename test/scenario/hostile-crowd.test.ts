// A daemon in a separate process that probes a crowd of malicious backends at a short interval: what it holds open, what
// is left when they are gone, and that nothing else has to wait for them.

import { readdirSync } from 'node:fs';
import { expect } from 'chai';
import { OperatedDaemon } from '../support/daemon/operated-daemon.ts';
import {
  endSpawned,
  runCommand,
  type SpawnedProgram,
  zoneVariables,
} from '../support/daemon/spawn-daemon.ts';
import { testedUdpEngine } from '../support/daemon/start-test-daemon.ts';
import { queryUdp } from '../support/dns/dns-client.ts';
import { expectAddresses, startSteadyQueries } from '../support/dns/steady-queries.ts';
import { runAfterEach } from '../support/run-after-each.ts';
import { until } from '../support/until.ts';
import { type HostileAct, type HostileServer, openHostileServer } from '../support/worlds/hostile-server.ts';
import { openTarget, type TestTarget } from '../support/worlds/open-target.ts';

/** Only for those that never finish: no other may be given up because this machine is busy. */
const impatience = { timeout: 0.4 };
/** Each is at ten addresses: a hundred targets. */
const addressesEach = 10;
const crowd: readonly (readonly [HostileAct, isSecured: boolean, check: object])[] = [
  ['never-speaks', false, { ...impatience, type: 'http' }],
  ['never-speaks', false, { ...impatience, type: 'tls' }],
  ['never-speaks', true, { ...impatience, type: 'https', tls: { verify: false } }],
  ['stalls-in-handshake', false, { ...impatience, type: 'https' }],
  ['slow-head', false, { ...impatience, type: 'http' }],
  ['slow-body', false, { ...impatience, type: 'http', body: 'ready' }],
  ['endless-head', false, { type: 'http' }],
  ['endless-body', false, { type: 'http', body: 'ready' }],
  ['resets-in-body', false, { type: 'http', body: 'ready' }],
  ['talks-garbage', false, { type: 'http' }],
];
const silentCount = crowd.filter(([, , check]) => 'timeout' in check).length * addressesEach;
const nameOf = (row: number) => `crowd-${row}`;
const findFault = expectAddresses('127.0.0.1');

describe('a crowd of hostile backends', () => {
  const atEnd = runAfterEach();
  const operated = new OperatedDaemon();
  let hostile: HostileServer[];
  let healthy: TestTarget;
  let daemon: SpawnedProgram;
  let port: number;

  beforeEach(async () => {
    healthy = await openTarget('127.0.0.1');
    atEnd(() => healthy.takeDown());
    hostile = [];
    for (const [act, isSecured] of crowd) {
      const one = await openHostileServer(act, { host: '0.0.0.0', isSecured });
      atEnd(() => one.close());
      hostile.push(one);
    }
    daemon = await operated.serve(variables());
    atEnd(endSpawned);
    port = await operated.dnsPort();
  });

  function variables(more: object = {}): Record<string, string> {
    const www = { ips: [healthy.address], health_port: healthy.port };
    return zoneVariables(
      { www, ...more },
      {
        HEALTHY_DNS_UDP_ENGINE: testedUdpEngine,
        HEALTHY_DNS_TEST_MIN_INTERVAL: '0.1',
        // For the healthy one: if it is slow, it is this machine.
        HEALTHY_DNS_TEST_TIMEOUT: '10',
        HEALTHY_DNS_MASS_FAILURE: '1',
        HEALTHY_DNS_FLAP_LIMIT: '0',
      },
    );
  }

  /** Each name has ten malicious addresses and a healthy one. */
  function crowdNames(): Record<string, unknown> {
    const check = { type: 'tcp', port: healthy.port };
    const entries = crowd.map(([, , hostileCheck], row) => {
      const bad = Array.from({ length: addressesEach }, (_, at) => ({
        ip: `127.0.1.${row * addressesEach + at + 1}`,
        check: { ...hostileCheck, port: hostile[row]?.port, interval: 0.2 },
      }));
      return [nameOf(row), { ips: [{ ip: healthy.address, check }, ...bad] }];
    });
    return Object.fromEntries(entries);
  }

  const reload = async (more?: object) =>
    expect(await runCommand(['reload'], { ...operated.place, ...variables(more) })).to.have.property(
      'code',
      0,
    );

  const countDescriptors = () => readdirSync(`/proc/${daemon.pid}/fd`).length;

  /** How many descriptors are open while the healthy backend is probed this many more times. */
  async function descriptorsDuring(
    probes: number,
  ): Promise<{ readonly least: number; readonly most: number }> {
    const enough = healthy.accepted + probes;
    const counts: number[] = [];
    await until('enough probes have been made', () => {
      counts.push(countDescriptors());
      return healthy.accepted >= enough;
    });
    return { least: Math.min(...counts), most: Math.max(...counts) };
  }

  it('costs at most a socket each, delays nobody, and leaves nothing behind', async function () {
    if (process.platform !== 'linux') this.skip();
    const queries = startSteadyQueries({ port, name: 'www.example.test', everyMs: 5, findFault });
    atEnd(() => queries.stop());
    // Without the one socket that is open briefly during each probe.
    const { least: idle } = await descriptorsDuring(10);

    await reload(crowdNames());
    await until('all that mean no good are down', async () => (await operated.status()).targets.up === 1);
    const { targets } = await operated.status();
    expect(targets.total).to.equal(1 + crowd.length * addressesEach);
    const [healthyBefore, hostileBefore] = [healthy.accepted, hostile.map(({ accepted }) => accepted)];
    const askedAgain = (row: number) => (hostile[row]?.accepted ?? 0) - (hostileBefore[row] ?? 0);
    const { most } = await descriptorsDuring(20);
    expect(most).to.be.at.most(idle + targets.total);
    // Otherwise hardly any probe was under way, and nothing was shown.
    expect(most).to.be.above(idle + silentCount / 4);
    await until('all were given up, and asked again', () =>
      [...crowd.keys()].every((row) => askedAgain(row) >= 3 * addressesEach),
    );
    // A slow backend must not delay others.
    expect(healthy.accepted - healthyBefore).to.be.above(askedAgain(0) / addressesEach);
    for (const row of crowd.keys())
      expect(findFault(await queryUdp(port, `${nameOf(row)}.example.test`)), nameOf(row)).to.equal(undefined);
    const { list } = (await operated.status()).targets;
    const timedOut = list.filter(({ state, reason }) => state === 'down' && reason === 'timeout');
    expect(timedOut).to.have.length(silentCount);

    await reload();
    await until('no connection is left', () => hostile.every(({ open }) => open === 0));
    await until('no more descriptors are open than before', () => countDescriptors() <= idle);
    const { sent, lost, wrong } = await queries.stop();
    expect(sent).to.be.above(100);
    expect({ lost, wrong }).to.deep.equal({ lost: 0, wrong: [] });
    expect(daemon.output).not.to.include(`tcp ${healthy.address}:${healthy.port} is down`);
    expect(daemon.output).to.include(' is down (timeout)');
  });
});
