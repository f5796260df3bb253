// One decision on a name, whoever asks: the precedence of probes, holds, overrides and the last healthy set.

import { expect } from 'chai';
import { Decider } from '../../../src/health/deciding/decider.ts';
import { makeOverrides, type OverrideAction, withOverride } from '../../../src/health/deciding/overrides.ts';
import { targetsOf } from '../../../src/health/deciding/resolution.ts';
import { configOf } from '../../support/daemon/read-findings.ts';
import { subjectOf } from '../../support/worlds/subject-of.ts';
import { verdictsBy } from '../../support/worlds/verdicts.ts';

const { resolutions } = configOf({
  'zone-resolutions': JSON.stringify({
    www: { ips: ['192.0.2.1', '192.0.2.2'], health_port: 80, when_all_down: 'last' },
  }),
});
const [www] = resolutions;
if (www === undefined) throw new Error('www is configured');
const [first, second] = targetsOf(www);
if (first === undefined || second === undefined) throw new Error('www has two targets');

function override(action: OverrideAction, text: string) {
  return { action, subject: subjectOf(text), by: {}, sinceSeconds: 1 };
}

describe('Decider', () => {
  const up = new Set<string>();
  const held = new Set<string>();
  let overrides = makeOverrides([]);
  let decider: Decider;

  beforeEach(() => {
    up.clear();
    up.add('192.0.2.1').add('192.0.2.2');
    held.clear();
    overrides = makeOverrides([]);
    decider = new Decider({
      probed: verdictsBy(({ address }) => up.has(address.text)),
      isHeld: ({ address }) => held.has(address.text),
      overrides: () => overrides,
    });
  });

  const published = (decide = decider.decide) => decide(www).addresses.map(({ text }) => text);

  it('goes by the probes when there is nothing else', () => {
    up.delete('192.0.2.2');
    expect(published()).to.deep.equal(['192.0.2.1']);
    expect(decider.verdictOf(second)).to.equal('down');
  });

  it('leaves out a held target while another is steady', () => {
    held.add('192.0.2.1');
    expect(published()).to.deep.equal(['192.0.2.2']);
    held.add('192.0.2.2');
    expect(published()).to.deep.equal(['192.0.2.1', '192.0.2.2']);
  });

  it('prefers a forced verdict to probes and holds', () => {
    up.delete('192.0.2.1');
    held.add('192.0.2.1');
    overrides = makeOverrides([override('up', '192.0.2.1')]);
    expect(published()).to.deep.equal(['192.0.2.1', '192.0.2.2']);
    expect(decider.verdictOf(first)).to.equal('up');
  });

  it('leaves out what is drained, by address or by name, whatever its verdict', () => {
    overrides = makeOverrides([override('drain', '192.0.2.1')]);
    expect(published()).to.deep.equal(['192.0.2.2']);
    overrides = makeOverrides([override('drain', 'www')]);
    expect(published()).to.deep.equal([]);
  });

  it('keeps the last healthy set that was served, not one that was only asked about', () => {
    up.delete('192.0.2.2');
    expect(published()).to.deep.equal(['192.0.2.1']);
    up.clear();
    expect(published()).to.deep.equal(['192.0.2.1', '192.0.2.2']);
    up.add('192.0.2.2');
    decider.decideAndRemember(www);
    up.clear();
    expect(published()).to.deep.equal(['192.0.2.2']);
  });

  describe('supposing', () => {
    it('other probe verdicts, it still applies overrides', () => {
      overrides = makeOverrides([override('up', '192.0.2.1')]);
      const decide = decider.suppose({ probed: () => 'down' });
      expect(published(decide)).to.deep.equal(['192.0.2.1']);
    });

    it('other effective verdicts, it does not', () => {
      overrides = makeOverrides([override('up', '192.0.2.1'), override('drain', '192.0.2.2')]);
      const decide = decider.suppose({ verdictOf: () => 'down' });
      expect(decide(www).healthyCount).to.equal(0);
    });

    it('another override, it ignores the hold of a target that would be forced', () => {
      held.add('192.0.2.1');
      const forced = withOverride(overrides, override('up', '192.0.2.1'));
      expect(published(decider.suppose({ overrides: forced }))).to.deep.equal(['192.0.2.1', '192.0.2.2']);
      expect(published()).to.deep.equal(['192.0.2.2']);
    });

    it('changes nothing', () => {
      decider.suppose({ probed: () => 'down', overrides: makeOverrides([override('drain', 'www')]) })(www);
      expect(published()).to.deep.equal(['192.0.2.1', '192.0.2.2']);
      expect(decider.lastHealthy.all.size).to.equal(0);
    });
  });
});
