// A window's model with a bit of everything, as news of the main thread would have made it.

import { ProbeLedger } from '../../../src/health/watching/probe-ledger.ts';
import {
  Counter,
  counterOfCode,
  counterOfSize,
  counterOfType,
  tookBoundsMs,
} from '../../../src/serving/counters.ts';
import type { NameFacts, Summary, TargetFacts, Tick, Vitals } from '../../../src/window/model/news.ts';
import { WindowModel } from '../../../src/window/model/window-model.ts';

export const exampleAtMs = 1_700_000_100_500;

export const exampleSummary: Summary = {
  version: '0.1.0',
  pid: 1,
  startedSeconds: 1_700_000_000,
  zones: ['example.test.', 'alias.test.'],
  hostedZones: [
    {
      zone: 'example.test.',
      aliases: ['alias.test.'],
      serial: 2026112201,
      signed: true,
      names: 4,
      serialSinceSeconds: 1_700_000_030,
      dnssec: {
        denial: 'nsec',
        keys: [{ tag: 12345, algorithm: 13 }],
        signaturesEndSeconds: 1_700_900_000,
      },
    },
  ],
  serial: 2026112201,
  endpoints: ['127.0.0.1:53'],
  tls: {
    endpoints: ['127.0.0.1:853'],
    queries: 4,
    handshakes: 3,
    resumed: 1,
    failed: 2,
    certificate: {
      names: ['dns.example.test'],
      expiresSeconds: 1_800_000_000,
      fingerprint: 'ab',
      keyKind: 'ECDSA P-256',
    },
  },
  udp: { engine: 'batch', workers: 1 },
  hosts: [
    {
      host: 'app',
      addresses: [],
      problem: { reason: 'no answer', sinceSeconds: 1_700_000_050 },
      names: ['www'],
    },
  ],
  network: {
    suspect: 'own network',
    sinceSeconds: 1_700_000_090,
    anchors: [{ anchor: '192.0.2.1:53', isUp: false, reason: 'timeout' }, { anchor: '192.0.2.2:53' }],
  },
  secondaries: {
    total: 2,
    behind: 1,
    list: [
      {
        secondary: '192.0.2.53:53',
        key: 'transfer.',
        notified: true,
        zones: { total: 2, current: 1 },
        behindSinceSeconds: 1_700_000_040,
        list: [
          {
            zone: 'example.test.',
            newest: 2026112201,
            serial: 2026112200,
            knownBy: 'answer',
            changes: 1,
            behindSinceSeconds: 1_700_000_040,
          },
          { zone: 'catalog.test.', newest: 3, serial: 3, knownBy: 'transfer' },
        ],
      },
      { secondary: '192.0.2.54', notified: false, zones: { total: 1, current: 1 }, list: [] },
    ],
  },
  overrides: [],
  updates: { zones: [], done: 5, refused: 1, unmet: 0, failed: 0 },
  frontEnds: { proxied: 1, refused: 0 },
  replyLimit: { slipped: 3, dropped: 4 },
  notifications: {
    receivers: [
      { receiver: 'https://ntfy.sh/…', format: 'ntfy', pending: 2, lost: 1 },
      {
        receiver: 'https://ntfy.sh/…',
        format: 'ntfy',
        pending: 1,
        failingSinceSeconds: 1_700_000_080,
        lost: 0,
      },
    ],
  },
};

export function exampleTick(summary: Partial<Summary> = {}): Tick {
  const counters = new Float64Array(Counter.count);
  counters[Counter.queriesUdp] = 100;
  counters[Counter.queriesTcp] = 20;
  counters[Counter.queriesTls] = 4;
  counters[counterOfType(1)] = 90;
  counters[counterOfType(65)] = 7;
  counters[counterOfType(62)] = 1;
  counters[counterOfCode(0)] = 110;
  counters[counterOfCode(3)] = 10;
  counters[Counter.droppedLimited] = 4;
  counters[Counter.slipped] = 3;
  counters[counterOfSize(60)] = 100;
  counters[counterOfSize(1232)] = 20;
  counters[Counter.octetsOut] = 30_640;
  counters[Counter.tookUdp + 2] = 96;
  counters[Counter.tookUdp + tookBoundsMs.length + 1] = 4.8;
  const vitals: Vitals = {
    memory: { residentOctets: 8e7, heapOctets: 2e7, heapLimitOctets: 2e9, sharedOctets: 1e6 },
    eventLoop: {
      meanDelayMs: 1,
      maxDelayMs: 12,
      delays: { counts: [80, 10, 5, 3, 2, 0, 0, 0, 0, 0, 0, 0, 0], sumMs: 120 },
    },
    threads: [
      { name: 'main', utilization: 0.25, cpuSeconds: 8 },
      { name: 'udp-1', utilization: 0.5, cpuSeconds: 4 },
    ],
    otherCpuSeconds: 0.5,
    lateness: { counts: [90, 5, 3, 2, 0, 0, 0, 0, 0, 0, 0, 0, 0], sumMs: 99 },
  };
  return { kind: 'tick', atMs: exampleAtMs, counters, vitals, summary: { ...exampleSummary, ...summary } };
}

export function exampleTarget(key: string, facts: Partial<TargetFacts> = {}): TargetFacts {
  return {
    key,
    address: '192.0.2.1',
    port: 80,
    kind: 'tcp',
    names: ['www.example.test.'],
    state: 'up',
    sinceSeconds: 1_700_000_010,
    reason: undefined,
    ...facts,
  };
}

export function exampleName(name: string, facts: Partial<NameFacts> = {}): NameFacts {
  return {
    name,
    label: name,
    zone: 'example.test.',
    isChecked: true,
    role: 'candidates',
    addresses: ['192.0.2.1'],
    sinceSeconds: 1_700_000_010,
    healthy: 1,
    healthyMin: 1,
    candidates: 2,
    backups: 0,
    targets: ['tcp 192.0.2.1:80'],
    ...facts,
  };
}

export const exampleTargets: readonly TargetFacts[] = [
  exampleTarget('tcp 192.0.2.1:80'),
  exampleTarget('http 192.0.2.2:80 path=/"ready"\\n body="a\\"b"', { state: 'down', reason: 'refused' }),
  exampleTarget('tcp [2001:db8::1]:443', {
    held: { sinceSeconds: 1_700_000_020, untilSeconds: 1_700_000_320 },
    override: 'drained',
  }),
  exampleTarget('tcp 192.0.2.3:80', { state: 'unknown', sinceSeconds: undefined, override: 'forced up' }),
];

export const exampleNames: readonly NameFacts[] = [
  exampleName('www.example.test.'),
  exampleName('empty.example.test.', { role: 'nothing', addresses: [], healthy: 0 }),
  exampleName('a\\"b\\032c.example.test.', { role: 'backups' }),
  exampleName('static.example.test.', { isChecked: false }),
];

export function makeExampleModel(
  targets: readonly TargetFacts[] = exampleTargets,
  names: readonly NameFacts[] = exampleNames,
): WindowModel {
  const model = new WindowModel();
  const ledger = new ProbeLedger();
  const placed = targets.map((target) => {
    const place = ledger.give();
    for (const tookMs of [0.5, 3, 30, 9000]) ledger.countSuccess(place, tookMs, 1);
    ledger.countFailure(place);
    return { ...target, place };
  });
  model.apply({ kind: 'shape', targets: placed, names, ledger: ledger.memory });
  model.apply(exampleTick());
  return model;
}

/** `count` names with a target each. */
export function makeLargeModel(count: number): WindowModel {
  const indices = Array.from({ length: count }, (_, index) => index);
  return makeExampleModel(
    indices.map((index) => exampleTarget(`tcp 10.0.${index >> 8}.${index & 255}:8080`)),
    indices.map((index) => exampleName(`service-${index}.example.test.`)),
  );
}
