// When changes are published: once per turn, after the flow is opened, and retried until it works.

import { expect } from 'chai';
import { Snapshot } from '../../src/answers/snapshot.ts';
import { targetsOf } from '../../src/health/deciding/resolution.ts';
import type { Target } from '../../src/health/target.ts';
import { ChangeFlow } from '../../src/publishing/change-flow.ts';
import { Publisher } from '../../src/publishing/publisher.ts';
import { findRRset } from '../../src/zone/zone.ts';
import { configOf, groupsOf } from '../support/daemon/read-findings.ts';
import { type FailingKey, makeFailingKey } from '../support/dns/failing-key.ts';
import { exampleName } from '../support/dns/make-zone.ts';
import { FakeClock } from '../support/fake-clock.ts';
import { createRecordingLogger } from '../support/recording-logger.ts';
import { until } from '../support/until.ts';
import { deciderBy } from '../support/worlds/verdicts.ts';

const config = configOf({
  'zone-resolutions': JSON.stringify({
    www: { ips: ['192.0.2.1', '192.0.2.2'], health_port: 80 },
    api: { ips: ['192.0.2.2'], health_port: 80 },
  }),
});
const targets = config.resolutions.flatMap(targetsOf);

class FlowWorld {
  readonly clock = new FakeClock();
  readonly key: FailingKey = makeFailingKey();
  readonly #log = createRecordingLogger();
  readonly down = new Set<string>();
  published = 0;
  readonly publisher = new Publisher(new Snapshot(), {
    clock: this.clock,
    decider: deciderBy(({ address }) => !this.down.has(address.text)),
  });
  readonly changes = new ChangeFlow({
    publisher: this.publisher,
    clock: this.clock,
    logger: this.#log.logger,
    onPublished: () => {
      this.published++;
    },
  });

  open(isSigned = false): Promise<void> {
    const signingSettings = isSigned ? ({ kind: 'nsec', keys: [this.key.key] } as const) : undefined;
    return this.changes.open(groupsOf(config, signingSettings));
  }

  turnDown(...addresses: readonly string[]): void {
    for (const address of addresses) this.down.add(address);
    const isMeant = ({ address }: Target) => addresses.includes(address.text);
    for (const target of targets.filter(isMeant)) this.changes.targetChanged(target);
  }

  /** Addresses of www and api. */
  counts(): (number | undefined)[] {
    const [zone] = this.publisher.zones;
    return ['www', 'api'].map((label) => zone && findRRset(zone, exampleName(label), 1)?.rdatas.length);
  }

  get serial(): number {
    return (this.publisher.serial ?? 0) - this.clock.wall;
  }

  failures(): number {
    return this.#log.entries.filter(({ fields }) => fields.event === 'signing-failed').length;
  }
}

describe('ChangeFlow', () => {
  let world: FlowWorld;
  beforeEach(() => {
    world = new FlowWorld();
  });

  it('publishes the changes of one turn of the event loop together', async () => {
    await world.open();
    world.turnDown('192.0.2.1');
    world.turnDown('192.0.2.2');
    expect(world.counts()).to.deep.equal([2, 1]);
    await until('the changes are published', () => world.published > 0);
    expect(world.counts()).to.deep.equal([undefined, undefined]);
    expect([world.serial, world.published]).to.deep.equal([1, 1]);
  });

  it('publishes nothing before it is opened, and then everything that changed before', async () => {
    world.turnDown('192.0.2.1');
    expect(world.publisher.zones).to.deep.equal([]);
    await world.open();
    expect([world.counts(), world.serial]).to.deep.equal([[1, 1], 0]);
  });

  it('publishes what changed while the first signatures were made', async () => {
    let open = () => {};
    world.key.gate = new Promise((resolve) => {
      open = resolve;
    });
    const opened = world.open(true);
    world.turnDown('192.0.2.1');
    open();
    await opened;
    expect(world.counts()).to.deep.equal([1, 1]);
  });

  it('publishes names before it returns where nothing is signed', async () => {
    await world.open();
    world.down.add('192.0.2.1');
    void world.changes.namesChanged(({ label }) => label === 'www');
    expect(world.counts()).to.deep.equal([1, 1]);
  });

  it('keeps the old answers while signing fails, logs each failure, and publishes once it works', async () => {
    await world.open(true);
    world.key.fails = true;
    world.turnDown('192.0.2.1');
    await until('it has failed', () => world.failures() === 1);
    world.clock.advance(1000);
    await until('it has failed again', () => world.failures() === 2);
    expect([world.counts(), world.published]).to.deep.equal([[2, 1], 0]);
    world.key.fails = false;
    world.turnDown('192.0.2.2');
    await until('the second change is published, the first one with it', () => world.published === 1);
    expect(world.counts()).to.deep.equal([undefined, undefined]);
    world.clock.advance(1000);
    await until('nobody tries again', () => world.published === 2);
    expect([world.serial, world.failures()]).to.deep.equal([1, 2]);
  });

  it('resolves only when the names are published', async () => {
    await world.open(true);
    world.key.fails = true;
    world.down.add('192.0.2.2');
    let isDone = false;
    const done = world.changes
      .namesChanged(() => true)
      .then(() => {
        isDone = true;
      });
    await until('it has failed', () => world.failures() === 1);
    expect(isDone).to.equal(false);
    world.key.fails = false;
    world.clock.advance(1000);
    await done;
    expect(world.counts()).to.deep.equal([1, undefined]);
  });
});
