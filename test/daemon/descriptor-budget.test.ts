// Who gets how many file descriptors: never more than there are, probes first, TCP clients last.

import { expect } from 'chai';
import {
  type DescriptorBudget,
  type DescriptorNeeds,
  planDescriptors,
  printShortage,
} from '../../src/daemon/descriptor-budget.ts';

const open = 22;
const target = { intervalMs: 30_000, timeoutMs: 2000 };
const needs = (targets: number, more: Partial<DescriptorNeeds> = {}): DescriptorNeeds => ({
  addresses: 1,
  socketsPerAddress: 3,
  toCome: 10,
  anchors: 0,
  httpListeners: 0,
  hasTls: false,
  targets: Array.from({ length: targets }, () => target),
  ...more,
});

function planned(limit: number, what: DescriptorNeeds): DescriptorBudget {
  const budget = planDescriptors({ limit, open }, what);
  if (!budget.ok) throw new Error(budget.problem);
  return budget.value;
}

describe('planDescriptors', () => {
  it('never gives away more than there are, and gives everybody something', () => {
    for (let limit = 20; limit <= 5000; limit += 7) {
      for (const targets of [0, 1, 3, 100, 2000]) {
        for (const [addresses, hasTls, httpListeners] of [
          [0, false, 0],
          [1, true, 1],
          [50, true, 0],
          [1, false, 2],
        ] as const) {
          const what = needs(targets, { addresses, anchors: 2, hasTls, httpListeners });
          const budget = planDescriptors({ limit, open }, what);
          if (!budget.ok) continue;
          const { probesMax, controlConnectionsMax, tcpConnectionsMax, ...more } = budget.value;
          const { tlsConnectionsMax, httpConnectionsMax } = more;
          const fixed = open + addresses * (hasTls ? 4 : 3) + 10 + 2 + httpListeners;
          const streams = tcpConnectionsMax + tlsConnectionsMax + httpConnectionsMax;
          const sum = fixed + probesMax + controlConnectionsMax + streams;
          const at = `${limit} for ${targets} targets on ${addresses}`;
          expect(sum, at).to.be.at.most(limit - 20);
          expect(probesMax, at).to.be.within(Math.min(targets, 4), targets);
          expect(controlConnectionsMax, at).to.be.within(2, 256);
          expect(tcpConnectionsMax, at).to.be.within(4, 512);
          if (httpListeners > 0) expect(httpConnectionsMax, at).to.be.within(4, 256);
          else expect(httpConnectionsMax, at).to.equal(0);
        }
      }
    }
  });

  it('gives everybody the maximum when there is plenty', () => {
    expect(planned(65_536, needs(10_000))).to.deep.equal({
      probesMax: 10_000,
      controlConnectionsMax: 256,
      tcpConnectionsMax: 512,
      tlsConnectionsMax: 0,
      httpConnectionsMax: 0,
    });
  });

  it('gives TLS clients half as much as others, of what is left', () => {
    expect(planned(65_536, needs(100, { hasTls: true }))).to.include({
      tcpConnectionsMax: 512,
      tlsConnectionsMax: 256,
    });
    const { tcpConnectionsMax, tlsConnectionsMax } = planned(150, needs(1, { hasTls: true }));
    expect(tcpConnectionsMax / tlsConnectionsMax).to.be.within(2, 2.1);
  });

  it('gives HTTP an eighth of what is left, and no more than those who look on need', () => {
    expect(planned(65_536, needs(100, { httpListeners: 2 }))).to.include({ httpConnectionsMax: 256 });
    const few = planned(256, needs(3, { httpListeners: 2 }));
    expect(few.httpConnectionsMax).to.be.within(20, 26);
    expect(few.tcpConnectionsMax).to.be.above(100);
  });

  it('cuts TCP clients so that probes are on time, and probes only when nothing else is left', () => {
    // 2,000 times 2 s in 30 s are 133 at a time, and half as many again to confirm failures.
    expect(planned(1024, needs(2000))).to.include({ probesMax: 439, tcpConnectionsMax: 512 });
    expect(planned(600, needs(2000))).to.include({
      probesMax: 200,
      tcpConnectionsMax: 327,
      controlConnectionsMax: 16,
    });
    expect(planned(256, needs(2000))).to.include({ probesMax: 161, tcpConnectionsMax: 22 });
    expect(planned(256, needs(3))).to.include({ probesMax: 3, tcpConnectionsMax: 180 });
  });

  it('says how many would be enough, and what is scarce until then', () => {
    const few = planned(256, needs(2000));
    expect(few.shortage).to.deep.equal({ limit: 256, wanted: 337, mayBeLate: true });
    expect(printShortage(few)).to.equal(
      'this process may open only 256 files, but this configuration calls for 337: at most 161 probes at a time and 22 TCP clients, and probes will be late while many targets do not answer; raise LimitNOFILE= of the service, or "ulimit -n" by hand',
    );
    expect(planned(336, needs(2000)).shortage).to.include({ mayBeLate: false });
    expect(planned(337, needs(2000)).shortage).to.equal(undefined);
    expect(printShortage(planned(337, needs(2000)))).to.equal(undefined);
  });

  it('fails with a sentence when there are not enough for anything', () => {
    const lacks = (least: number) =>
      `this process may open only 200 files, but this configuration needs at least ${least}; raise LimitNOFILE= of the service, or "ulimit -n" by hand`;
    const some = planDescriptors({ limit: 200, open }, needs(10, { addresses: 50 }));
    expect(some).to.deep.equal({ ok: false, problem: lacks(214) });
    expect(planDescriptors({ limit: 214, open }, needs(10, { addresses: 50 }))).to.have.property('ok', true);
  });

  it('uses the defaults when the limit is unknown', () => {
    expect(planDescriptors(undefined, needs(2000))).to.deep.equal({
      ok: true,
      value: {
        probesMax: Number.POSITIVE_INFINITY,
        controlConnectionsMax: 256,
        tcpConnectionsMax: 512,
        tlsConnectionsMax: 0,
        httpConnectionsMax: 0,
      },
    });
  });
});
