// Until when caches may hold an address that is no longer published.

import { expect } from 'chai';
import { Snapshot } from '../../src/answers/snapshot.ts';
import { HandedOut, marginMs } from '../../src/publishing/handed-out.ts';
import { Publisher } from '../../src/publishing/publisher.ts';
import { parseIpAddress } from '../../src/wire/ip-address.ts';
import { groupsOf } from '../support/daemon/read-findings.ts';
import { configOf } from '../support/daemon/start-reloadable-daemon.ts';
import { nameOf } from '../support/dns/make-zone.ts';
import { FakeClock } from '../support/fake-clock.ts';
import { deciderBy } from '../support/worlds/verdicts.ts';

describe('HandedOut', () => {
  let clock: FakeClock;
  let handedOut: HandedOut;
  let publisher: Publisher;
  const down = new Set<string>();

  beforeEach(() => {
    clock = new FakeClock();
    handedOut = new HandedOut(clock);
    const decider = deciderBy(({ address }) => !down.has(address.text));
    publisher = new Publisher(new Snapshot(), { clock, decider, handedOut });
    down.clear();
  });

  async function publish(
    ttl: number,
    names: Readonly<Record<string, readonly string[]>>,
    zone = 'example.test',
  ) {
    const checked = Object.entries(names).map(([name, ips]) => [name, { ips, health_port: 80 }]);
    const config = configOf({ zone, names: Object.fromEntries(checked), flags: { ttl: String(ttl) } });
    await publisher.publishAll(groupsOf(config));
  }

  /** Seconds left, without the margin. */
  function leftSeconds(name: string, text: string): number {
    const address = parseIpAddress(text);
    if (address === undefined) throw new Error(name);
    const heldUntilMs = handedOut.untilMs([{ name: nameOf(`${name}.example.test`), address }]);
    const leftMs = Math.max(heldUntilMs, handedOut.earlierUntilMs) - clock.monotonicMs();
    return leftMs <= 0 ? 0 : (leftMs - marginMs) / 1000;
  }

  it('counts the TTL from when an address goes, at its name and in its family', async () => {
    await publish(60, { www: ['192.0.2.1', '2001:db8::1'], api: ['192.0.2.1'] });
    clock.advance(500_000);
    await publish(60, { www: ['192.0.2.1'], api: ['192.0.2.2'] });
    expect(leftSeconds('www', '2001:db8::1')).to.equal(60);
    expect(leftSeconds('api', '192.0.2.1')).to.equal(60);
    expect(leftSeconds('www', '192.0.2.1')).to.equal(0);
    clock.advance(45_000);
    expect(leftSeconds('www', '2001:db8::1')).to.equal(15);
  });

  it('does not restart when another change comes later', async () => {
    await publish(60, { www: ['192.0.2.1', '192.0.2.2', '192.0.2.3'] });
    await publish(60, { www: ['192.0.2.2', '192.0.2.3'] });
    clock.advance(30_000);
    await publish(60, { www: ['192.0.2.3'] });
    expect(leftSeconds('www', '192.0.2.1')).to.equal(30);
    expect(leftSeconds('www', '192.0.2.2')).to.equal(60);
  });

  it('remembers a larger TTL that a reload has replaced', async () => {
    await publish(3600, { www: ['192.0.2.1'] });
    await publish(30, { www: ['192.0.2.1'] });
    clock.advance(600_000);
    await publish(30, { www: ['192.0.2.2'] });
    expect(leftSeconds('www', '192.0.2.1')).to.equal(3000);
  });

  it('ignores a smaller TTL before a larger one', async () => {
    await publish(30, { www: ['192.0.2.1'] });
    await publish(3600, { www: ['192.0.2.1'] });
    clock.advance(600_000);
    await publish(3600, { www: ['192.0.2.2'] });
    expect(leftSeconds('www', '192.0.2.1')).to.equal(3600);
  });

  it('counts for a changed verdict as well as for a configuration', async () => {
    await publish(60, { www: ['192.0.2.1', '192.0.2.2'] });
    down.add('192.0.2.2');
    await publisher.publish({ names: ({ label }) => label === 'www' });
    expect(leftSeconds('www', '192.0.2.2')).to.equal(60);
  });

  it('counts for removed names, with or without their zone', async () => {
    await publish(60, { www: ['192.0.2.1'], api: ['192.0.2.2'] });
    await publish(60, { www: ['192.0.2.1'] });
    expect(leftSeconds('api', '192.0.2.2')).to.equal(60);
    await publish(60, { www: ['192.0.2.3'] }, 'other.test');
    expect(leftSeconds('www', '192.0.2.1')).to.equal(60);
  });

  it('assumes that earlier runs handed out everything', async () => {
    handedOut.expectEarlier(300);
    await publish(60, { www: ['192.0.2.1'] });
    clock.advance(100_000);
    await publish(60, { www: ['192.0.2.2'] });
    expect(leftSeconds('www', '192.0.2.1')).to.equal(200);
    expect(leftSeconds('www', '192.0.2.77')).to.equal(200);
    clock.advance(190_000);
    await publish(60, { www: ['192.0.2.3'] });
    expect(leftSeconds('www', '192.0.2.2')).to.equal(60);
  });
});
