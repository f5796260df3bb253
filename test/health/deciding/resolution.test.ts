// What a name depends on, and which name decides for a host that was made for a service.

import { expect } from 'chai';
import { decidingFor, type Resolution, targetsOf } from '../../../src/health/deciding/resolution.ts';
import type { Target } from '../../../src/health/target.ts';
import { addressNumber } from '../../support/worlds/generate-check.ts';
import { makeTargets } from '../../support/worlds/scripted-probe.ts';
import { checked, threeCandidates } from '../../support/worlds/three-candidates.ts';

const name = threeCandidates;

describe('targetsOf', () => {
  it('finds the targets of addresses and backups, each once', () => {
    const [first, second] = makeTargets(2) as [Target, Target];
    const resolution: Resolution = {
      ...name,
      candidates: [
        { address: addressNumber(1), check: { kind: 'any', parts: [first, { kind: 'not', part: second }] } },
        { address: addressNumber(2), check: { ...first } },
        { address: addressNumber(3) },
      ],
      backups: [checked(11), { address: addressNumber(12), check: second }],
    };
    expect(targetsOf(resolution).map(({ key }) => key)).to.deep.equal([
      first.key,
      second.key,
      'tcp 192.0.2.11:80',
    ]);
  });
});

describe('decidingFor', () => {
  it('is the name itself', () => {
    expect(decidingFor(name)).to.equal(name);
  });

  it('is the name that a host was made from', () => {
    expect(decidingFor({ ...name, candidates: [checked(1)], madeOf: name })).to.equal(name);
  });
});
