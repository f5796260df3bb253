// What a drain or a forced verdict covers, how it is written, and which one wins.

import { expect } from 'chai';
import type { VerdictOf } from '../../../src/health/deciding/check.ts';
import { decide } from '../../../src/health/deciding/decide.ts';
import {
  allAddressesOf,
  covers,
  findOverride,
  makeOverrides,
  noOverrides,
  type Override,
  type OverrideAction,
  overrideActions,
  overrule,
  parseAddressSubject,
  printOperator,
  printSubject,
  type Subject,
  withOverride,
  withoutDrained,
  withoutOverride,
} from '../../../src/health/deciding/overrides.ts';
import {
  type CandidateAddress,
  type Resolution,
  targetsOf,
} from '../../../src/health/deciding/resolution.ts';
import type { Verdict } from '../../../src/health/step-state.ts';
import { tcpTarget } from '../../../src/health/target.ts';
import { parseIpAddress } from '../../../src/wire/ip-address.ts';
import { configOf } from '../../support/daemon/read-findings.ts';
import { subjectOf } from '../../support/worlds/subject-of.ts';

const names = {
  www: {
    ips: ['192.0.2.1', '192.0.2.2', '2001:db8::1'],
    health_port: 80,
    service: { name: '_http._tcp', port: 80 },
  },
  api: { ips: ['192.0.2.1'], health_port: 81 },
  static: ['192.0.2.1', '192.0.2.9'],
};
const { resolutions } = configOf({ 'zone-resolutions': JSON.stringify(names) });

const override = (action: OverrideAction, text: string): Override => ({
  action,
  subject: subjectOf(text),
  by: {},
  sinceSeconds: 1,
});

function named(label: string): Resolution {
  const found = resolutions.find((resolution) => resolution.label === label);
  if (found === undefined) throw new Error(label);
  return found;
}

const keptOf = (label: string, ...drained: string[]) => {
  const overrides = makeOverrides(drained.map((text) => override('drain', text)));
  return withoutDrained(overrides, named(label)).candidates.map(({ address }) => address.text);
};

describe('parseAddressSubject', () => {
  const good: readonly [text: string, kind: Subject['kind'], printed: string][] = [
    ['192.0.2.1', 'address', '192.0.2.1'],
    ['192.0.2.1:80', 'endpoint', '192.0.2.1:80'],
    ['tcp 192.0.2.1:80', 'endpoint', '192.0.2.1:80'],
    ['2001:DB8:0::1', 'address', '2001:db8::1'],
    ['[2001:db8::1]', 'address', '2001:db8::1'],
    ['[2001:db8::1]:8080', 'endpoint', '[2001:db8::1]:8080'],
    ['tcp [2001:db8::1]:80', 'endpoint', '[2001:db8::1]:80'],
  ];
  for (const [text, kind, printed] of good) {
    it(`reads ${text} as ${kind} ${printed}, and that again as the same`, () => {
      expect(subjectOf(text).kind).to.equal(kind);
      expect(printSubject(subjectOf(text))).to.equal(printed);
      expect(subjectOf(printed)).to.deep.equal(subjectOf(text));
    });
  }

  const bad = [
    '',
    ' ',
    '192.0.2.1:0',
    '192.0.2.1:65536',
    '192.0.2.256:80',
    '[192.0.2]:80',
    'fe80::1%eth0',
    'www',
    '@',
  ];
  for (const text of [...bad, 'a b', 'www:80']) {
    it(`reads nothing from "${text.slice(0, 20)}"`, () => {
      expect(parseAddressSubject(text)).to.equal(undefined);
    });
  }
});

describe('withoutDrained', () => {
  it('returns the same resolution when nothing of it is drained', () => {
    expect(withoutDrained(noOverrides, named('www'))).to.equal(named('www'));
    const other = makeOverrides([override('drain', '192.0.2.77')]);
    expect(withoutDrained(other, named('www'))).to.equal(named('www'));
  });

  it('leaves out an address wherever it occurs, checked or static', () => {
    expect(keptOf('www', '192.0.2.1')).to.deep.equal(['192.0.2.2', '2001:db8::1']);
    expect(keptOf('api', '192.0.2.1')).to.deep.equal([]);
    expect(keptOf('static', '192.0.2.1')).to.deep.equal(['192.0.2.9']);
    expect(keptOf('www', '2001:db8:0:0::1')).to.deep.equal(['192.0.2.1', '192.0.2.2']);
  });

  it('leaves out an endpoint only where that port is probed', () => {
    expect(keptOf('www', '192.0.2.1:80')).to.deep.equal(['192.0.2.2', '2001:db8::1']);
    expect(keptOf('api', '192.0.2.1:80')).to.deep.equal(['192.0.2.1']);
    expect(keptOf('static', '192.0.2.1:80')).to.deep.equal(['192.0.2.1', '192.0.2.9']);
  });

  it('leaves out a whole name, and the hosts made from it for a service', () => {
    expect(keptOf('www', 'www')).to.deep.equal([]);
    expect(keptOf('ip-192-0-2-2.www', 'www')).to.deep.equal([]);
    expect(keptOf('api', 'www')).to.deep.equal(['192.0.2.1']);
    expect(keptOf('ip-192-0-2-2.www', '192.0.2.2')).to.deep.equal([]);
  });

  it('ignores forced verdicts', () => {
    const overrides = makeOverrides([override('down', '192.0.2.1'), override('up', '192.0.2.2')]);
    expect(withoutDrained(overrides, named('www'))).to.equal(named('www'));
  });
});

describe('overrule', () => {
  const targets = [...new Map(resolutions.flatMap(targetsOf).map((target) => [target.key, target])).values()];
  const forced = (...all: Override[]) => {
    const verdictOf = overrule(makeOverrides(all), () => 'unknown');
    return targets
      .map((target) => [target.key, verdictOf(target)])
      .filter(([, verdict]) => verdict !== 'unknown');
  };

  it('forces all targets at an address, or those at one of its ports', () => {
    expect(forced(override('down', '192.0.2.1'))).to.deep.equal([
      ['tcp 192.0.2.1:80', 'down'],
      ['tcp 192.0.2.1:81', 'down'],
    ]);
    expect(forced(override('up', '192.0.2.1:81'))).to.deep.equal([['tcp 192.0.2.1:81', 'up']]);
  });

  it('prefers a verdict forced on the port to one forced on the address', () => {
    for (const all of [
      [override('down', '192.0.2.1'), override('up', '192.0.2.1:81')],
      [override('up', '192.0.2.1:81'), override('down', '192.0.2.1')],
    ]) {
      expect(forced(...all)).to.deep.equal([
        ['tcp 192.0.2.1:80', 'down'],
        ['tcp 192.0.2.1:81', 'up'],
      ]);
    }
  });

  it('falls through to the probes where there is only a drain', () => {
    expect(forced(override('drain', '192.0.2.1'))).to.deep.equal([]);
  });
});

describe('a drain on a name with backups and fallback addresses', () => {
  const at = (text: string): CandidateAddress => {
    const address = parseIpAddress(text);
    if (address === undefined) throw new Error(text);
    return { address };
  };
  const probed = (text: string, ...probedAt: string[]): CandidateAddress => ({
    ...at(text),
    check: { kind: 'all', parts: probedAt.map((one) => tcpTarget(at(one).address, 80)) },
  });
  const rich: Resolution = {
    ...named('www'),
    candidates: [probed('192.0.2.1', '192.0.2.1', '192.0.2.5'), probed('192.0.2.2', '192.0.2.5')],
    backups: [at('192.0.2.3')],
    whenAllDown: { kind: 'addresses', addresses: [at('192.0.2.4').address, at('192.0.2.1').address] },
  };
  const published = (verdict: Verdict, ...drained: string[]) => {
    const overrides = makeOverrides(drained.map((text) => override('drain', text)));
    return decide(withoutDrained(overrides, rich), () => verdict).addresses.map(({ text }) => text);
  };

  it('removes an address from every tier', () => {
    expect(published('up', '192.0.2.1')).to.deep.equal(['192.0.2.2']);
    expect(published('down', '192.0.2.1')).to.deep.equal(['192.0.2.3']);
    expect(published('down', '192.0.2.1', '192.0.2.3')).to.deep.equal(['192.0.2.4']);
    expect(published('down', '192.0.2.3')).to.deep.equal(['192.0.2.4', '192.0.2.1']);
    for (const verdict of ['up', 'down'] as const) expect(published(verdict, 'www')).to.deep.equal([]);
  });

  describe('that wants half of its four addresses', () => {
    const ips = ['192.0.2.1', '192.0.2.2', '192.0.2.3', '192.0.2.4'];
    const backup = ['198.51.100.1'];
    const half = { ips, health_port: 80, min_healthy: '50%', backup, backup_check: 'none' };
    const [shop] = configOf({ 'zone-resolutions': JSON.stringify({ shop: half }) }).resolutions;
    const cases: readonly (readonly [string, readonly string[], string, readonly string[]])[] = [
      ['goes on with two when two are drained', ips.slice(2), 'none', ips.slice(0, 2)],
      ['counts a drained one no more than one that is down', ips.slice(2), '192.0.2.1', backup],
      ['takes the half of all, not of what is left', ips.slice(1), 'none', backup],
    ];
    for (const [what, drained, down, expected] of cases) {
      it(what, () => {
        if (shop === undefined) throw new Error('the name is configured');
        const overrides = makeOverrides(drained.map((text) => override('drain', text)));
        const verdictOf: VerdictOf = ({ address }) => (address.text === down ? 'down' : 'up');
        const { addresses } = decide(withoutDrained(overrides, shop), verdictOf);
        expect(addresses.map(({ text }) => text)).to.deep.equal(expected);
      });
    }
  });

  it('matches published addresses, while a forced verdict matches probed ones', () => {
    const coveredBy = (action: OverrideAction, text: string) =>
      allAddressesOf(rich)
        .filter((candidate) => covers(override(action, text), rich, candidate))
        .map(({ address }) => address.text);
    expect(coveredBy('drain', '192.0.2.5')).to.deep.equal([]);
    expect(coveredBy('down', '192.0.2.5')).to.deep.equal(['192.0.2.1', '192.0.2.2']);
    expect(coveredBy('drain', '192.0.2.2:80')).to.deep.equal(['192.0.2.2']);
    expect(coveredBy('up', '192.0.2.2:80')).to.deep.equal([]);
    expect(coveredBy('up', '192.0.2.1:80')).to.deep.equal(['192.0.2.1']);
  });
});

describe('withOverride', () => {
  it('keeps one drain and one forced verdict per subject, the latest of each', () => {
    let overrides = noOverrides;
    for (const action of [...overrideActions, ...overrideActions])
      overrides = withOverride(overrides, override(action, '192.0.2.1'));
    expect(overrides.all.map(({ action }) => action)).to.deep.equal(['drain', 'down']);
    expect(findOverride(overrides, true, subjectOf('192.0.2.1'))?.action).to.equal('drain');
    expect(findOverride(overrides, false, subjectOf('192.0.2.1'))?.action).to.equal('down');
    expect(findOverride(overrides, false, subjectOf('192.0.2.1:80'))).to.equal(undefined);
    const left = withoutOverride(overrides, override('up', '192.0.2.1'));
    expect(left.all.map(({ action }) => action)).to.deep.equal(['drain']);
  });
});

describe('printOperator', () => {
  const operators: readonly [printed: string, operator: Parameters<typeof printOperator>[0]][] = [
    ['alice (uid 0)', { uid: 0, name: 'alice' }],
    ['uid 1000', { uid: 1000 }],
    ['alice (unverified)', { name: 'alice' }],
    ['unknown', {}],
  ];
  for (const [printed, operator] of operators) {
    it(`prints ${JSON.stringify(operator)} as ${printed}`, () => {
      expect(printOperator(operator)).to.equal(printed);
    });
  }
});
