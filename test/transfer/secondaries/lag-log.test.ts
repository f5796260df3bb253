// What the log says of a secondary that stays behind, and how often.

import { expect } from 'chai';
import { parseEndpoint } from '../../../src/wire/endpoint.ts';
import { ScriptedNetwork } from '../../support/dns/scripted-network.ts';
import { FakeClock } from '../../support/fake-clock.ts';
import { FollowedWorld, notifying } from '../../support/worlds/followed-world.ts';

const address = '192.0.2.54:53';
const minuteMs = 60_000;

describe('the log of a secondary', () => {
  let clock: FakeClock;
  let network: ScriptedNetwork;
  let world: FollowedWorld;

  beforeEach(() => {
    clock = new FakeClock();
    network = new ScriptedNetwork(() => clock.monotonicMs());
    const endpoint = parseEndpoint(address) ?? expect.fail();
    world = new FollowedWorld({ transfer: notifying(endpoint), clock, openSockets: network.open });
  });
  afterEach(() => world.stop());

  const events = () => world.log.map(({ fields }) => fields.event);

  it('says nothing of one that follows, nor of one that was away for less than a minute', () => {
    clock.advance(25_000);
    network.serials.set(address, 1);
    clock.advance(10 * minuteMs);
    expect(events()).to.deep.equal([]);
  });

  it('warns once after a minute, reminds ever more rarely, at last every day', () => {
    clock.advance(80_000);
    expect(events()).to.deep.equal(['secondary-behind']);
    clock.advance(11 * minuteMs);
    expect(events()).to.have.length(2);
    clock.advance(100 * minuteMs);
    expect(events()).to.have.length(3);
    clock.advance(24 * 60 * minuteMs);
    expect(events().length).to.be.within(4, 5);
    const count = events().length;
    clock.advance(24 * 60 * minuteMs);
    expect(events()).to.have.length(count + 1);
  });

  it('says when it is back, and how long that took', () => {
    clock.advance(5 * minuteMs);
    network.serials.set(address, 1);
    clock.advance(80_000);
    expect(events()).to.deep.equal(['secondary-behind', 'secondary-back']);
    expect(world.log[1]?.message).to.match(/^192\.0\.2\.54:53 has all of its zones again, after \d+ s$/);
  });

  it('forgets one that a reload removes', () => {
    clock.advance(2 * minuteMs);
    world.configure(notifying());
    clock.advance(60 * minuteMs);
    expect(events()).to.deep.equal(['secondary-behind']);
  });

  const reasons: Readonly<Record<string, () => void>> = {
    'it does not answer NOTIFY': () => undefined,
    'it was told, and still has serial 7': () => {
      network.serials.set(address, 7);
      world.change(9);
    },
    'it has serial 9, which counts as newer than ours': () => network.serials.set(address, 9),
  };
  for (const [reason, arrange] of Object.entries(reasons)) {
    it(`gives the reason: ${reason}`, () => {
      arrange();
      clock.advance(80_000);
      expect(world.log[0]?.message).to.include('has been behind in 1 zone of 1 for ');
      expect(world.log[0]?.message.endsWith(`s (example.test.): ${reason}`)).to.equal(
        true,
        world.log[0]?.message,
      );
    });
  }
});
