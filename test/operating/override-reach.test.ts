// What an override covers, found for one alone and for all in a single pass.

import { expect } from 'chai';
import { makeOverrides, type OverrideAction } from '../../src/health/deciding/overrides.ts';
import { reachOf, reachOfEach } from '../../src/operating/override-reach.ts';
import { printName } from '../../src/wire/name.ts';
import { configOf } from '../support/daemon/read-findings.ts';
import { subjectOf } from '../support/worlds/subject-of.ts';

const { resolutions } = configOf({
  'zone-resolutions': JSON.stringify({
    www: { ips: ['192.0.2.1', '192.0.2.2'], health_port: 80, when_all_down: ['192.0.2.9'] },
    api: { ips: ['192.0.2.1'], health_port: 81, service: { name: '_http._tcp', port: 80 } },
    far: { ips: ['192.0.2.3'], check: { type: 'tcp', port: 80, address: '192.0.2.1' } },
    static: ['192.0.2.1'],
  }),
});

describe('reachOf', () => {
  const cases: readonly (readonly [OverrideAction, string, readonly string[], readonly string[]])[] = [
    [
      'drain',
      '192.0.2.1',
      ['www', 'api', 'static'],
      ['www 192.0.2.1', 'api 192.0.2.1', 'static 192.0.2.1', 'ip-192-0-2-1.api 192.0.2.1'],
    ],
    ['drain', '192.0.2.1:80', ['www'], ['www 192.0.2.1']],
    ['drain', '192.0.2.9', ['www'], ['www 192.0.2.9']],
    ['drain', 'api', ['api'], ['api 192.0.2.1', 'ip-192-0-2-1.api 192.0.2.1']],
    [
      'down',
      '192.0.2.1',
      ['www', 'api', 'far'],
      ['www 192.0.2.1', 'api 192.0.2.1', 'far 192.0.2.3', 'ip-192-0-2-1.api 192.0.2.1'],
    ],
    ['up', '192.0.2.1:80', ['www', 'far'], ['www 192.0.2.1', 'far 192.0.2.3']],
    ['drain', '192.0.2.77', [], []],
  ];
  const overrides = makeOverrides(
    cases.map(([action, text]) => {
      return { action, subject: subjectOf(text), by: {}, sinceSeconds: 1 };
    }),
  );
  const each = reachOfEach(overrides, resolutions);

  for (const [index, [action, text, names, addresses]] of cases.entries()) {
    it(`finds the names and addresses that ${action} ${text} covers, alone or among others`, () => {
      const override = overrides.all[index];
      if (override === undefined) throw new Error(text);
      for (const found of [reachOf(override, resolutions), each.get(override)]) {
        expect(found?.names).to.deep.equal(names);
        const printed = found?.addresses.map(
          ({ name, address }) => `${printName(name).replace('.example.test.', '')} ${address.text}`,
        );
        expect(printed).to.deep.equal(addresses);
      }
    });
  }
});
