// What followers of a publisher learn: each zone with the one that takes its place, and nothing where no serial moved.

import { expect } from 'chai';
import { Snapshot } from '../../src/answers/snapshot.ts';
import { Decider } from '../../src/health/deciding/decider.ts';
import { targetsOf } from '../../src/health/deciding/resolution.ts';
import type { Target } from '../../src/health/target.ts';
import { Publisher } from '../../src/publishing/publisher.ts';
import type { ZoneReplacement } from '../../src/zone/zone-replacement.ts';
import { configOf, groupsOf } from '../support/daemon/read-findings.ts';
import { nameOf } from '../support/dns/make-zone.ts';
import { FakeClock } from '../support/fake-clock.ts';

const settings = {
  'zone-resolutions': '{"www": {"ips": ["192.0.2.1"], "health_port": 80}}',
  'alias-zones': '["alias.test"]',
};

describe('followers of a publisher', () => {
  const config = configOf(settings);
  let up: ReadonlySet<string>;
  let told: ZoneReplacement[];
  let publisher: Publisher;

  beforeEach(() => {
    up = new Set();
    told = [];
    const decider = new Decider({ probed: ({ key }: Target) => (up.has(key) ? 'up' : 'down') });
    publisher = new Publisher(new Snapshot(), {
      clock: new FakeClock(),
      decider,
      onReplaced: (replaced) => void told.push(...replaced),
    });
    void publisher.publishAll(groupsOf(config));
  });

  const apexes = () => told.map(({ before, after }) => [before?.apex, after?.apex]);

  it('learn of every zone that is new', () => {
    expect(apexes()).to.deep.equal([
      [undefined, nameOf('example.test')],
      [undefined, nameOf('alias.test')],
    ]);
  });

  it('learn of a verdict with the names that it changed, in each zone', () => {
    const [first] = told;
    told.length = 0;
    up = new Set(['tcp 192.0.2.1:80']);
    void publisher.publish({ targets: config.resolutions.flatMap(targetsOf) });
    expect(told.map(({ after }) => after)).to.deep.equal(publisher.zones);
    expect(told[0]?.before).to.equal(first?.after);
    expect(told[0]?.names).to.have.members([nameOf('www.example.test'), nameOf('example.test')]);
  });

  it('hear nothing where the serial stays', () => {
    told.length = 0;
    void publisher.publish({ targets: config.resolutions.flatMap(targetsOf) });
    void publisher.publishAll(groupsOf(config));
    expect(told).to.deep.equal([]);
  });

  it('learn of a zone that is no longer served', () => {
    told.length = 0;
    void publisher.publishAll(groupsOf(configOf({ 'zone-resolutions': settings['zone-resolutions'] })));
    const gone = told.filter(({ after }) => after === undefined);
    expect(gone.map(({ before }) => before?.apex)).to.deep.equal([nameOf('alias.test')]);
  });
});
