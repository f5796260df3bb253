// RFC 1982: Serial Number Arithmetic, in the function that compares and in the serials that a running server shows

import { expect } from 'chai';
import { systemClock } from '../../src/base/clock.ts';
import { isNewerSerial, nextSerial } from '../../src/zone/serial.ts';
import { startTestDaemon, type TestDaemon } from '../support/daemon/start-test-daemon.ts';
import { queryStrictly, soaIn } from '../support/dns/ask-strictly.ts';
import { runAfterEach } from '../support/run-after-each.ts';
import { until } from '../support/until.ts';
import { openTarget, type TestTarget } from '../support/worlds/open-target.ts';

const half = 2 ** 31;
const last = 2 ** 32 - 1;

describe('RFC 1982', () => {
  for (const [newer, older] of [
    [1, 0],
    [44, 0],
    [100, 44],
    [200, 100],
    [half - 1, 0],
    [half, 1],
    [0, last],
    [100, last - 99],
    [half - 2, last],
    [0, half + 1],
    [last, half],
  ] as const) {
    it(`§3.2: treats ${newer} as newer than ${older}, and not the other way round`, () => {
      expect(isNewerSerial(newer, older)).to.equal(true);
      expect(isNewerSerial(older, newer)).to.equal(false);
    });
  }

  for (const serial of [0, 1, half - 1, half, last]) {
    it(`§3.2: treats ${serial} as equal to itself, and as neither newer nor older than its opposite`, () => {
      const opposite = (serial + half) % 2 ** 32;
      expect(isNewerSerial(serial, serial)).to.equal(false);
      expect(isNewerSerial(serial, opposite)).to.equal(false);
      expect(isNewerSerial(opposite, serial)).to.equal(false);
    });
  }

  it('§3.1: wraps from the last serial to the first', () => {
    expect(nextSerial(last, 0)).to.equal(0);
    expect(nextSerial(last, last)).to.equal(0);
    expect(nextSerial(last - 1, 0)).to.equal(0);
    expect(nextSerial(last - 1, half)).to.equal(last);
  });

  it('§3.1: never adds so much that the result would be older', () => {
    for (const previous of [0, 5, half - 1, half, last]) {
      for (const wallSeconds of [0, 1, half - 1, half, half + 1, last, 2 ** 32, 2 ** 33 + 7]) {
        const next = nextSerial(previous, wallSeconds);
        expect(isNewerSerial(next, previous), `${previous} -> ${next}`).to.equal(true);
        expect(next).to.equal(next >>> 0);
      }
    }
  });

  describe('on the wire', () => {
    const start = 1_800_000_000;
    const atEnd = runAfterEach();
    let wallSeconds = start;
    let target: TestTarget;
    let server: TestDaemon;

    beforeEach(async () => {
      wallSeconds = start;
      target = await openTarget('127.0.19.82');
      atEnd(() => target.takeDown());
      server = await startTestDaemon({
        aliases: ['alias.test'],
        names: { www: { ips: [target.address], health_port: target.port }, rest: ['192.0.2.1'] },
        flags: { 'test-min-interval': '0.1', 'test-timeout': '0.2', fall: '1' },
        clock: { ...systemClock, wallSeconds: () => wallSeconds },
      });
      atEnd(() => server.stop());
    });

    const serialOf = async (zone = 'example.test') =>
      soaIn(await queryStrictly('udp', server.port, zone, { type: 6 })).serial;
    const addressCount = async () => (await queryStrictly('udp', server.port, 'www.example.test')).counts[1];
    async function flip(): Promise<void> {
      const before = await addressCount();
      await (before === 1 ? target.takeDown() : target.bringUp());
      await until('the answer follows', async () => (await addressCount()) !== before);
    }

    it('§7: shows a newer serial after each change, in the zone and its aliases alike', async () => {
      let previous = await serialOf();
      expect(previous).to.equal(start);
      for (const passed of [10, 1, 0, 0, 3600]) {
        wallSeconds += passed;
        await flip();
        const serial = await serialOf();
        expect(isNewerSerial(serial, previous), `${previous} -> ${serial}`).to.equal(true);
        expect(await serialOf('alias.test')).to.equal(serial);
        previous = serial;
      }
      expect(previous).to.equal(wallSeconds);
    });

    it('§7: shows the same serial as long as nothing changes, however often targets are probed', async () => {
      const probed = target.accepted;
      wallSeconds += 1000;
      await until('five probes more', () => target.accepted >= probed + 5);
      expect(await serialOf()).to.equal(start);
      expect(await serialOf('alias.test')).to.equal(start);
    });

    it('§7: shows the same serial when a verdict changes, but no record does', async () => {
      const own = await startTestDaemon({
        names: { www: { ips: ['127.0.19.83'], health_port: 1 } },
        flags: { 'test-min-interval': '0.1' },
        clock: { ...systemClock, wallSeconds: () => wallSeconds },
      });
      atEnd(() => own.stop());
      wallSeconds += 1000;
      // It was not known to be up before, so it had not been published.
      await until('the target is down', () =>
        own.log.some(({ fields }) => fields['event'] === 'target-down'),
      );
      expect(soaIn(await queryStrictly('udp', own.port, 'example.test', { type: 6 })).serial).to.equal(start);
    });

    it('§7: shows in negative answers the serial that it shows in the SOA', async () => {
      for (const _ of [1, 2]) {
        const serial = await serialOf();
        const nodata = await queryStrictly('tcp', server.port, 'rest.example.test', { type: 28 });
        const nxdomain = await queryStrictly('tcp', server.port, 'absent.alias.test');
        expect([soaIn(nodata).serial, soaIn(nxdomain).serial]).to.deep.equal([serial, serial]);
        wallSeconds += 60;
        await flip();
      }
    });

    it('§7: advances by one when the clock was set back', async () => {
      wallSeconds = start - 86_400;
      await flip();
      expect(await serialOf()).to.equal(start + 1);
      await flip();
      expect(await serialOf()).to.equal(start + 2);
    });

    it('§7: advances by one when the clock was set forward by more than half the circle', async () => {
      wallSeconds = start + half + 1;
      await flip();
      expect(await serialOf()).to.equal(start + 1);
    });

    it('§3.1: wraps around the circle', async () => {
      // From here, the end of the circle is too far away to be newer in one step.
      const seen: number[] = [];
      for (const seconds of [start + 2 ** 30, last, 2 ** 32]) {
        wallSeconds = seconds;
        await flip();
        seen.push(await serialOf());
      }
      expect(seen).to.deep.equal([start + 2 ** 30, last, 0]);
    });
  });
});
