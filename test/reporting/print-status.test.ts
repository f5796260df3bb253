// A status in one line.

import { expect } from 'chai';
import { type Status, suspectNetwork } from '../../src/control/protocol/status.ts';
import { printErrorCount, printStatusLine } from '../../src/reporting/print-status.ts';

const quiet: Status = {
  version: '0',
  pid: 1,
  startedSeconds: 0,
  zones: ['example.test.'],
  serial: 1_795_201_914,
  endpoints: [],
  udp: { engine: 'batch', workers: 2 },
  targets: { total: 42, up: 41, forcedUp: 0, forcedDown: 0, list: [] },
  names: { total: 3, empty: [], onPolicy: [], onBackup: [], emptyServices: [] },
  network: { anchors: [] },
  overrides: [],
  queries: { udp: 0, tcp: 0, dropped: 0, truncated: 0 },
};

const unprobed = { sinceSeconds: undefined, reason: undefined, nextProbeInMs: undefined };

describe('printStatusLine', () => {
  const lines: readonly [string, Partial<Status>, string][] = [
    ['one zone', {}, 'serving example.test., 41 of 42 targets up, serial 1795201914'],
    [
      'several zones',
      { zones: ['a.test.', 'b.test.', 'c.test.'] },
      'serving 3 zones, 41 of 42 targets up, serial 1795201914',
    ],
    [
      'nothing to probe',
      { targets: { ...quiet.targets, total: 0, up: 0 } },
      'serving example.test., nothing to probe, serial 1795201914',
    ],
    [
      'a forced verdict',
      { targets: { ...quiet.targets, forcedDown: 1 } },
      'serving example.test., 41 of 42 targets up (1 forced down), serial 1795201914',
    ],
    [
      'forced verdicts of both kinds',
      { targets: { ...quiet.targets, forcedUp: 2, forcedDown: 1 } },
      'serving example.test., 41 of 42 targets up (2 forced up, 1 forced down), serial 1795201914',
    ],
    [
      'two names without an address',
      { names: { ...quiet.names, empty: ['www', 'api'] } },
      'serving example.test., 41 of 42 targets up, 2 names without an address, serial 1795201914',
    ],
    [
      'one name without an address',
      { names: { ...quiet.names, empty: ['www'] } },
      'serving example.test., 41 of 42 targets up, 1 name without an address, serial 1795201914',
    ],
    [
      'a secondary that is behind',
      { secondaries: { total: 3, behind: 1, list: [] } },
      'serving example.test., 41 of 42 targets up, 1 secondary behind, serial 1795201914',
    ],
    [
      'secondaries that are behind',
      { secondaries: { total: 3, behind: 2, list: [] } },
      'serving example.test., 41 of 42 targets up, 2 secondaries behind, serial 1795201914',
    ],
    [
      'names that do not answer with what they should',
      {
        names: { total: 9, empty: ['a'], onPolicy: ['b', 'c'], onBackup: ['d'], emptyServices: ['_e._tcp'] },
      },
      'serving example.test., 41 of 42 targets up, 1 name without an address, 1 service without host, ' +
        '2 names all down and answered by policy, 1 name on backup, serial 1795201914',
    ],
    [
      'a target held for flapping, an override and a suspect network',
      {
        targets: {
          ...quiet.targets,
          list: [
            { target: 'tcp a', state: 'up', names: [], held: { sinceSeconds: 0, endsInMs: 1 }, ...unprobed },
          ],
        },
        overrides: [{ action: 'drain', subject: 'www', names: [], by: {}, sinceSeconds: 0 }],
        network: { suspect: suspectNetwork, sinceSeconds: 0, anchors: [] },
      },
      `serving example.test., 41 of 42 targets up, suspect: ${suspectNetwork}, ` +
        '1 target held down for flapping, 1 override, serial 1795201914',
    ],
    [
      'the last good configuration',
      { lastGood: { keptAtSeconds: 0, errorCount: 2, findings: [] } },
      'SERVING THE LAST GOOD CONFIGURATION (the current one has 2 errors): ' +
        'serving example.test., 41 of 42 targets up, serial 1795201914',
    ],
    [
      'no zone',
      { zones: [], serial: undefined },
      'no zone is configured; edit /etc/default/healthy-dns and reload',
    ],
  ];
  for (const [what, change, line] of lines) {
    it(`prints for ${what}: ${line}`, () => {
      expect(printStatusLine({ ...quiet, ...change })).to.equal(line);
    });
  }
});

describe('printErrorCount', () => {
  it('counts one error in the singular', () => {
    expect(printErrorCount({ keptAtSeconds: 0, errorCount: 1, findings: [] })).to.equal(
      'the current one has 1 error',
    );
  });
});
