// Each reply of the protocol: read as the manual describes it, and refused with any of its fields missing or mistyped.

import { expect } from 'chai';
import type { Reader } from '../../../src/base/value-reader.ts';
import {
  type ExplainProblem,
  type Explanation,
  readExplainProblem,
  readExplanation,
} from '../../../src/control/protocol/explanation.ts';
import {
  type BegunOverride,
  type EndedOverride,
  type OverrideList,
  type OverrideProblem,
  type OverrideStatus,
  readBegunOverride,
  readEndedOverride,
  readOverrideList,
  readOverrideProblem,
} from '../../../src/control/protocol/overrides.ts';
import { printMismatch } from '../../../src/control/protocol/print-mismatch.ts';
import { type ReloadReply, readReloadReply } from '../../../src/control/protocol/reload.ts';
import { type ProbeStatus, readStatus, type Status } from '../../../src/control/protocol/status.ts';
import { mistypedEachValue, withoutEachKey } from '../../support/spoil-value.ts';

const finding = { severity: 'error', path: 'ttl', message: 'is not a number' } as const;

const override: OverrideStatus = {
  action: 'drain',
  subject: '192.0.2.1',
  names: ['www'],
  by: { uid: 0, name: 'alice' },
  sinceSeconds: 1,
  untilSeconds: 2,
  clearInMs: 3,
  waitsFor: [{ secondary: '192.0.2.54:53', zones: 1, sinceSeconds: 4 }],
};

const notify = { zone: 'example.test.', serial: 1, atSeconds: 2, reply: 'NOERROR' };

const probe: ProbeStatus = {
  target: 'tcp 192.0.2.1:80',
  state: 'up',
  sinceSeconds: 1,
  reason: 'connected',
  nextProbeInMs: 5,
  held: { sinceSeconds: 1, endsInMs: 2 },
};

/** With every field that may ever be there. */
const status: Status = {
  version: '1.0.0',
  pid: 1,
  startedSeconds: 1,
  lastGood: { keptAtSeconds: 1, errorCount: 1, findings: [finding] },
  zones: ['example.test.'],
  serial: 1,
  endpoints: ['127.0.0.1:53'],
  udp: { engine: 'batch', workers: 1 },
  targets: {
    total: 1,
    up: 1,
    forcedUp: 0,
    forcedDown: 0,
    list: [{ ...probe, names: ['www'], override: 'drained' }],
  },
  names: { total: 1, empty: ['a'], onPolicy: ['b'], onBackup: ['c'], emptyServices: ['d'] },
  network: {
    suspect: 'own network',
    sinceSeconds: 1,
    anchors: [{ anchor: '192.0.2.9:53', isUp: true, reason: 'connected' }],
  },
  secondaries: {
    total: 1,
    behind: 1,
    list: [
      {
        secondary: '192.0.2.54:53',
        key: 'xfr.',
        notified: true,
        zones: { total: 1, current: 0 },
        lastNotify: notify,
        behindSinceSeconds: 1,
        list: [
          {
            zone: 'example.test.',
            newest: 3,
            serial: 2,
            knownBy: 'answer',
            changes: 1,
            behindSinceSeconds: 1,
            refusal: 'REFUSED',
            lastNotify: notify,
          },
        ],
      },
    ],
  },
  overrides: [override],
  queries: { udp: 1, tcp: 1, dropped: 1, truncated: 1 },
  descriptors: { limit: 1, wanted: 2, probesMax: 3, tcpConnectionsMax: 4, message: 'too few' },
};

const hand = { action: 'up', by: { uid: 0, name: 'alice' }, sinceSeconds: 1, untilSeconds: 2 } as const;
const explainedProbe = { ...probe, outcomesToFlip: 2 };
const answer = { type: 'A', code: 'NOERROR', answer: ['a'], authority: ['b'], additional: ['c'] };

const explanation: Explanation = {
  name: 'www.example.test.',
  zone: 'example.test.',
  serial: 1,
  absent: { suggestion: 'www' },
  answers: [answer],
  addresses: [
    {
      name: 'www',
      address: '192.0.2.1',
      tier: 'candidate',
      isPublished: true,
      because: 'up',
      override: hand,
      probe: explainedProbe,
      check: {
        kind: 'not',
        verdict: 'up',
        parts: [{ kind: 'target', verdict: 'down', override: hand, probe: explainedProbe }],
      },
    },
  ],
  decisions: [
    {
      name: 'www',
      grounds: 'candidates',
      healthy: 1,
      healthyMin: 1,
      candidates: 1,
      backups: 0,
      whenAllDown: 'empty',
    },
  ],
  suspect: 'own network',
  ifDown: [answer],
};

const begun: BegunOverride = { override, emptied: ['a'], stillAnswered: ['b'], isKept: true };
const ended: EndedOverride = { ended: override, others: [override], released: ['a'], isKept: true };
const overrides: OverrideList = { overrides: [override] };
const refusal: OverrideProblem = { problem: 'unknown', error: 'no', names: ['www'] };
const reloaded: ReloadReply = { findings: [finding], environmentFile: '/etc/default/healthy-dns' };
const unexplained: ExplainProblem = { problem: 'unrelated', error: 'no' };

/** Last: the last key of each path that may be absent. */
const replies: readonly (readonly [string, Reader<unknown>, object, readonly string[]])[] = [
  [
    'a status',
    readStatus,
    status,
    [
      'lastGood',
      'serial',
      'descriptors',
      'targets.list.0.sinceSeconds',
      'targets.list.0.reason',
      'targets.list.0.nextProbeInMs',
      'targets.list.0.held',
      'targets.list.0.override',
      'network.suspect',
      'network.sinceSeconds',
      'network.anchors.0.isUp',
      'network.anchors.0.reason',
      'overrides.0.by.uid',
      'overrides.0.by.name',
      'overrides.0.untilSeconds',
      'overrides.0.clearInMs',
      'overrides.0.waitsFor',
      'secondaries',
      ...['key', 'behindSinceSeconds', 'lastNotify', 'lastNotify.reply'].map(
        (key) => `secondaries.list.0.${key}`,
      ),
      ...[
        'serial',
        'knownBy',
        'changes',
        'behindSinceSeconds',
        'refusal',
        'lastNotify',
        'lastNotify.reply',
      ].map((key) => `secondaries.list.0.list.0.${key}`),
    ],
  ],
  [
    'an explanation',
    readExplanation,
    explanation,
    [
      'absent',
      'absent.suggestion',
      'suspect',
      'ifDown',
      ...['addresses.0', 'addresses.0.check.parts.0'].flatMap((place) => [
        `${place}.override`,
        `${place}.override.by.uid`,
        `${place}.override.by.name`,
        `${place}.override.untilSeconds`,
        `${place}.probe`,
        `${place}.probe.sinceSeconds`,
        `${place}.probe.reason`,
        `${place}.probe.nextProbeInMs`,
        `${place}.probe.held`,
      ]),
      'addresses.0.check',
    ],
  ],
  ['a begun override', readBegunOverride, begun, optionalIn('override')],
  [
    'an ended override',
    readEndedOverride,
    ended,
    ['ended', ...optionalIn('ended'), ...optionalIn('others.0')],
  ],
  ['the overrides', readOverrideList, overrides, optionalIn('overrides.0')],
  ['a refused override', readOverrideProblem, refusal, []],
  ['a reload', readReloadReply, reloaded, ['environmentFile']],
  ['a refused explanation', readExplainProblem, unexplained, []],
];

function optionalIn(place: string): string[] {
  return ['by.uid', 'by.name', 'untilSeconds', 'clearInMs', 'waitsFor'].map((key) => `${place}.${key}`);
}

describe('the reader of', () => {
  for (const [what, reader, sample, mayBeAbsent] of replies) {
    describe(what, () => {
      it('lets a whole one through', () => {
        const parsed = JSON.parse(JSON.stringify(sample));
        const read = reader(parsed);
        expect(read.ok ? read.value : printMismatch(read.problem, 'the reply')).to.equal(parsed);
      });

      it('lets it through without the fields that may be absent, and no others', () => {
        const absent = withoutEachKey(sample)
          .filter(({ value }) => reader(value).ok)
          .map(({ path }) => path);
        expect(absent).to.have.members(mayBeAbsent);
      });

      it('names the field that is missing', () => {
        for (const { path, value } of withoutEachKey(sample)) {
          const read = reader(value);
          if (!read.ok)
            expect({ kind: read.problem.kind, path: read.problem.path.join('.') }).to.deep.equal({
              kind: 'missing',
              path,
            });
        }
      });

      it('refuses every field mistyped, and names it', () => {
        const spoilt = mistypedEachValue(sample);
        expect(spoilt).to.have.length.greaterThan(0);
        for (const { path, value } of spoilt) {
          const read = reader(value);
          expect(read.ok ? 'read' : read.problem.path.join('.'), path).to.equal(path);
        }
      });
    });
  }

  const shapeless = [undefined, null, 0, '', 'status', true, [], [[]]];
  for (const value of shapeless) {
    it(`any reply refuses ${JSON.stringify(value)}`, () => {
      for (const [what, reader] of replies) expect(reader(value).ok, what).to.equal(false);
    });
  }
});
