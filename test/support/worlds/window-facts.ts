// Facts for tests of the window: a name, a target and a summary of a daemon where all is well, to be varied.

import type { NameFacts, Summary, TargetFacts, Tick } from '../../../src/window/model/news.ts';

export function makeTarget(given: Partial<TargetFacts> = {}): TargetFacts {
  return {
    key: 'tcp 192.0.2.1:80',
    address: '192.0.2.1',
    port: 80,
    kind: 'tcp',
    names: ['www.zone.test.'],
    state: 'up',
    sinceSeconds: 1000,
    reason: 'accepted in 1.0 ms',
    ...given,
  };
}

export function makeName(given: Partial<NameFacts> = {}): NameFacts {
  return {
    name: 'www.zone.test.',
    label: 'www',
    zone: 'zone.test.',
    isChecked: true,
    role: 'candidates',
    addresses: ['192.0.2.1'],
    sinceSeconds: 1000,
    healthy: 1,
    healthyMin: 1,
    candidates: 1,
    backups: 0,
    targets: ['tcp 192.0.2.1:80'],
    ...given,
  };
}

export function makeSummary(given: Partial<Summary> = {}): Summary {
  return {
    version: '1.0.0',
    pid: 4711,
    startedSeconds: 900,
    zones: ['zone.test.'],
    hostedZones: [{ zone: 'zone.test.', aliases: [], serial: 7, signed: false, names: 2 }],
    serial: 7,
    endpoints: ['127.0.0.1:53'],
    udp: { engine: 'batch', workers: 1 },
    network: { anchors: [] },
    overrides: [],
    ...given,
  };
}

export function makeTick(given: Partial<Tick> = {}): Tick {
  return {
    kind: 'tick',
    atMs: 1_000_000,
    counters: new Float64Array(200),
    summary: makeSummary(),
    ...given,
  };
}
