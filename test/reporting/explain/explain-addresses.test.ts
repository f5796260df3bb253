// Why each address of a name is published or not.

import { expect } from 'chai';
import { Snapshot } from '../../../src/answers/snapshot.ts';
import { Decider } from '../../../src/health/deciding/decider.ts';
import { makeOverrides, type OverrideAction } from '../../../src/health/deciding/overrides.ts';
import { explainAddresses } from '../../../src/reporting/explain/explain-addresses.ts';
import { configOf } from '../../support/daemon/read-findings.ts';
import { subjectOf } from '../../support/worlds/subject-of.ts';
import { verdictsBy } from '../../support/worlds/verdicts.ts';

interface Situation {
  /** Last octets of the addresses whose probes succeed. */
  readonly up?: readonly number[];
  readonly held?: readonly number[];
  readonly overrides?: readonly (readonly [OverrideAction, string])[];
}

const www = {
  ips: ['192.0.2.1', '192.0.2.2'],
  health_port: 80,
  backup: ['192.0.2.3'],
  when_all_down: ['192.0.2.9'],
};

/** `octet because`, with a `+` for each address that is published. */
function reasons(entry: unknown, { up = [], held = [], overrides = [] }: Situation): string[] {
  const { resolutions } = configOf({ 'zone-resolutions': JSON.stringify({ www: entry }) });
  const isAmong = (octets: readonly number[], text: string) =>
    octets.some((octet) => text === `192.0.2.${octet}`);
  const isHeld = (text: string) => isAmong(held, text);
  const inForce = makeOverrides(
    overrides.map(([action, text]) => ({ action, subject: subjectOf(text), by: {}, sinceSeconds: 0 })),
  );
  const decider = new Decider({
    probed: verdictsBy(({ address }) => isAmong(up, address.text)),
    isHeld: ({ address }) => isHeld(address.text),
    overrides: () => inForce,
  });
  const sources = {
    groups: [],
    names: { resolutions: [], services: [], bindings: [], records: new Map() },
    image: new Snapshot().image,
    decider,
    reportOf: () => undefined,
    hosts: [],
    isNetworkSuspect: false,
    holdOf: ({ address }: { readonly address: { readonly text: string } }) =>
      isHeld(address.text) ? { sinceSeconds: 0, leftMs: 1000 } : undefined,
  };
  return resolutions
    .flatMap((resolution) => explainAddresses(resolution, sources))
    .map(
      ({ address, isPublished, because }) => `${isPublished ? '+' : ''}${address.split('.')[3]} ${because}`,
    );
}

describe('explainAddresses', () => {
  const cases: readonly (readonly [string, Situation, readonly string[]])[] = [
    ['a candidate that is down', { up: [1, 3] }, ['+1 up', '2 down', '3 standby', '9 standby']],
    ['backups whose turn it is', { up: [3] }, ['1 down', '2 down', '+3 up', '9 standby']],
    ['the policy when all is down', {}, ['1 down', '2 down', '3 down', '+9 policy']],
    [
      'a held target while another is steady',
      { up: [1, 2], held: [1] },
      ['1 held', '+2 up', '3 down', '9 standby'],
    ],
    [
      'a drain',
      { up: [1, 2, 3], overrides: [['drain', '192.0.2.1']] },
      ['1 drained', '+2 up', '3 standby', '9 standby'],
    ],
    [
      'a drain of the whole name',
      { up: [1, 2, 3], overrides: [['drain', 'www']] },
      ['1 drained', '2 drained', '3 drained', '9 drained'],
    ],
    [
      'forced verdicts',
      {
        up: [2],
        overrides: [
          ['up', '192.0.2.1'],
          ['down', '192.0.2.2'],
        ],
      },
      ['+1 forced', '2 forced', '3 down', '9 standby'],
    ],
  ];
  for (const [what, situation, expected] of cases) {
    it(`explains ${what}`, () => {
      expect(reasons(www, situation)).to.deep.equal(expected);
    });
  }

  it('says of a static address that nothing checks it', () => {
    expect(reasons(['192.0.2.1'], {})).to.deep.equal(['+1 static']);
  });

  it('says of healthy addresses below the minimum that the policy decides', () => {
    const few = { ips: ['192.0.2.1', '192.0.2.2'], health_port: 80, min_healthy: 2 };
    expect(reasons(few, { up: [1] })).to.deep.equal(['1 policy', '2 down']);
  });
});
