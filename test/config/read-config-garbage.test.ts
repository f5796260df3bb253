// Whatever is in flags and variables, reading them gives a configuration or findings, and never throws.

import { expect } from 'chai';
import { findingsMax } from '../../src/config/findings/finding.ts';
import { readConfig } from '../../src/config/read-config.ts';
import { flags } from '../../src/config/sources/flags.ts';
import type { CommandLine } from '../../src/config/sources/raw-value.ts';
import { decideAllHealthy } from '../../src/health/deciding/decide.ts';
import { buildZones } from '../../src/publishing/build-zones.ts';
import { printZone } from '../../src/zone/print-zone.ts';
import { goodFlags } from '../support/daemon/read-findings.ts';
import { createSeededRandom, type SeededRandom, testSeed } from '../support/seeded-random.ts';

describe('readConfig of garbage', () => {
  it(`never throws, whatever is in its flags (TEST_SEED=${testSeed})`, () => {
    const random = createSeededRandom();
    for (let i = 0; i < 3000; i++) {
      const commandLine: Record<string, string | string[]> = { ...(goodFlags as Record<string, string>) };
      for (let changes = 1 + random.below(4); changes > 0; changes--) {
        const name = random.chance(0.9) ? random.pick(flags).name : garbageText(random);
        commandLine[name] = random.chance(0.1) ? [garbage(random), garbage(random)] : garbage(random);
      }
      const environment = { [`HEALTHY_DNS_${random.pick(['TTL', 'NS', 'X'])}`]: garbage(random) };
      expectSense(commandLine, environment);
    }
  });

  it(`never throws, whatever is in entries about services (TEST_SEED=${testSeed})`, () => {
    const random = createSeededRandom();
    const outcomes = { good: 0, bad: 0 };
    for (let i = 0; i < 5000; i++) {
      const owners = ['www', '@', random.pick(['*.w', '_http._tcp', garbageText(random)])];
      const names = {
        a1: ['192.0.2.1'],
        ...Object.fromEntries(owners.map((owner) => [owner, serviceEntry(random)])),
      };
      const commandLine = {
        ...goodFlags,
        'alias-zones': '["alias.test"]',
        'zone-resolutions': JSON.stringify(names),
      };
      expectSense(commandLine, {});
      const config = readConfig(commandLine, {});
      outcomes[config.ok ? 'good' : 'bad']++;
      // What was let through has to be something that can be served.
      if (config.ok) buildZones(config.value, decideAllHealthy, 1);
    }
    expect(outcomes.good).to.be.above(1000);
    expect(outcomes.bad).to.be.above(1000);
  });
});

describe('readConfig of records', () => {
  it(`never throws, and lets nothing through that is no zone (TEST_SEED=${testSeed})`, () => {
    const random = createSeededRandom();
    const outcomes = { good: 0, bad: 0 };
    for (let i = 0; i < 5000; i++) {
      const owners = ['@', 'www', 'a.www', 'sub', 'a.sub', '*.w', garbageText(random)];
      const names = Object.fromEntries(
        owners.filter(() => random.chance(0.4)).map((owner) => [owner, recordEntry(random)]),
      );
      const commandLine = {
        ...goodFlags,
        'alias-zones': '["alias.test"]',
        'zone-resolutions': JSON.stringify({ a1: ['192.0.2.1'], ...names }),
      };
      expectSense(commandLine, {});
      const config = readConfig(commandLine, {});
      outcomes[config.ok ? 'good' : 'bad']++;
      if (config.ok) for (const zone of buildZones(config.value, decideAllHealthy, 1)) printZone(zone);
    }
    expect(outcomes.good).to.be.above(500);
    expect(outcomes.bad).to.be.above(1000);
  });
});

const recordTexts = [
  '192.0.2.7',
  '2001:db8::7',
  '10 www',
  'www',
  '@',
  'sub',
  'x.test.',
  '0 1 80 a1',
  '1 . port=80',
];
const recordTypes = ['A', 'AAAA', 'MX', 'CNAME', 'NS', 'DNAME', 'SRV', 'HTTPS', 'TXT', 'TYPE300'];

function recordEntry(random: SeededRandom): unknown {
  const text = () => (random.chance(0.95) ? random.pick(recordTexts) : garbageText(random));
  const data: Readonly<Record<string, () => unknown>> = {
    A: () => random.pick(['192.0.2.7', '192.0.2.8']),
    AAAA: () => '2001:db8::7',
    MX: () => random.pick(['10 www', ['10 a1', '20 sub']]),
    SRV: () => '0 1 80 a1',
    HTTPS: () => '1 . port=80',
    TYPE300: () => '\\# 1 00',
  };
  const type = random.pick(recordTypes);
  const good = data[type] ?? text;
  return {
    ...(random.chance(0.8) && { records: { [type]: random.chance(0.9) ? good() : garbage(random) } }),
    ...(random.chance(0.4) && { ips: ['192.0.2.1'], ...(random.chance(0.5) && { health_port: 80 }) }),
    ...(random.chance(0.2) && { ttl: random.chance(0.8) ? random.below(100) : garbage(random) }),
    ...(random.chance(0.3) && {
      https: {
        priority: random.chance(0.9) ? 1 : garbage(random),
        ...(random.chance(0.5) && { target: random.pick(['a1', 'www', '.', 'sub', text()]) }),
        ...(random.chance(0.7) && { hints: 'healthy' }),
      },
    }),
  };
}

describe('readConfig of much garbage', () => {
  it(`never throws, and never reports much, however deep, wide and long it is (TEST_SEED=${testSeed})`, () => {
    const random = createSeededRandom();
    for (let i = 0; i < 300; i++) {
      const commandLine = { ...goodFlags, [random.pick(jsonFlags)]: muchGarbage(random) };
      expectSense(commandLine, { HEALTHY_DNS_X: 'x'.repeat(random.below(10_000)) });
      // With the letters of JSON lost here and there, too.
      const at = random.below(commandLine['zone-resolutions']?.length ?? 1);
      const names = String(commandLine['zone-resolutions']);
      expectSense({ ...commandLine, 'zone-resolutions': names.slice(0, at) + names.slice(at + 1) }, {});
    }
  });
});

const jsonFlags = [
  'zone-resolutions',
  'zone-resolutions',
  'ns',
  'alias-zones',
  'transfer',
  'update',
] as const;

/** Something small, with one of its places taken by something that goes on and on. */
function muchGarbage(random: SeededRandom): string {
  const count = random.pick([10, 31, 32, 33, 100, 1000, 20_000]);
  const inner = JSON.stringify(garbageJson(random, 2));
  const key = JSON.stringify(random.pick(['ips', 'not', 'all', 'www', 'check', 'srv', garbageText(random)]));
  const items = (item: (index: number) => string) =>
    Array.from({ length: count }, (_, index) => item(index)).join();
  const [open, close] = random.pick([
    ['[', ']'],
    [`{${key}:`, '}'],
    [`[{${key}:`, '}]'],
  ] as const);
  const much = random.pick([
    () => open.repeat(count) + inner + close.repeat(count),
    () => open.repeat(count),
    () => `[${items(() => inner)}]`,
    () => `{${items(() => `${key}:${inner}`)}}`,
    () => `{${items((index) => `"${index}":${inner}`)}}`,
    () => JSON.stringify(garbageText(random).repeat(count)),
    () => `{${JSON.stringify(garbageText(random).repeat(count))}:${inner}}`,
    () => `${random.pick(['', '-'])}${'9'.repeat(count)}`,
    () => `1e${'9'.repeat(count)}`,
  ])();
  return random.pick([
    much,
    `{"www":${much}}`,
    `{"www":{"ips":${much},"health_port":${much}}}`,
    `{"www":{"ips":["192.0.2.1"],"check":${much}}}`,
    `{"www":{"ips":["192.0.2.1"],"check":{"type":"http","port":${much},"path":${much}}}}`,
    `{"s":{"srv":[{"target":${much},"port":1}],"txt":${much}}}`,
    `[${much}]`,
  ]);
}

/** An entry that is good more often than not, with something odd in it now and then. */
function serviceEntry(random: SeededRandom): unknown {
  const odd = (good: unknown) => (random.chance(0.02) ? garbageJson(random, 2) : good);
  const numbers = () => ({
    port: odd(1 + random.below(65_535)),
    ...(random.chance(0.5) ? { priority: odd(random.below(65_536)) } : {}),
    ...(random.chance(0.5) ? { weight: odd(random.below(65_536)) } : {}),
  });
  const targets = ['a1', 'A1', 'a1.alias.test.', 'elsewhere.test.', '@', '.', 'x.w', 'a1.example.test'];
  const place = () =>
    odd({ target: odd(random.pick(targets.slice(0, random.pick([4, 4, 4, 8])))), ...numbers() });
  const srv = Array.from({ length: 1 + random.below(3) }, place);
  const ips = ['192.0.2.1', '2001:db8::1'].slice(random.below(2));
  const txt = random.chance(0.5)
    ? { v: odd(1), [random.chance(0.1) ? garbageText(random) : 'k']: true }
    : ['a', odd('b')];
  const service = { name: odd('_http._tcp'), ...numbers(), ...(random.chance(0.3) ? { txt: odd(txt) } : {}) };
  return odd(
    random.pick<unknown>([
      { srv: odd(srv) },
      { txt: odd(txt) },
      { ips, srv: odd(srv) },
      { ips, txt: odd(txt) },
      { ips, service: odd(service) },
      { ips, health_port: 80, srv: odd(srv), txt: odd(txt), service: odd(service) },
      ips,
    ]),
  );
}

function expectSense(commandLine: CommandLine, environment: Record<string, string>): void {
  const what = JSON.stringify({ commandLine, environment }).slice(0, shownMax);
  let config: ReturnType<typeof readConfig>;
  try {
    config = readConfig(commandLine, environment);
  } catch (error) {
    throw new Error(`${what} threw`, { cause: error });
  }
  const findings = config.ok ? config.value.warnings : config.problem;
  expect(!config.ok, what).to.equal(findings.some(({ severity }) => severity === 'error'));
  for (const { path, message } of findings) {
    expect(path, what).not.to.equal('');
    expect(message, what).not.to.match(/undefined|\[object|NaN/);
    expect(path.length + message.length, what).to.be.below(saidMax);
  }
  expect(findings.length, what).to.be.at.most(2 * (findingsMax + 1));
}

/** Of a case that fails: enough to find it by its seed. */
const shownMax = 2000;
/** A path, and a sentence that quotes two texts of 255 characters, each of which may be written as six. */
const saidMax = 5000;

function garbage(random: SeededRandom): string {
  const text = random.chance(0.3) ? garbageText(random) : JSON.stringify(garbageJson(random, 4));
  // Most of it parses; some has lost or doubled a piece on the way.
  if (!random.chance(0.2)) return text;
  const at = random.below(text.length + 1);
  return text.slice(0, at) + text.slice(random.below(text.length + 1));
}

/** No `@file` among it: reading files at random is no test of anything. */
function garbageText(random: SeededRandom): string {
  const pieces = [
    'www',
    '.',
    '..',
    '*',
    '-',
    '"',
    '\\',
    '{',
    '}',
    '[',
    ']',
    ':',
    ',',
    '\0',
    '\n',
    'é',
    '\ud800',
    '😀',
  ];
  const more = [
    '1',
    '65536',
    '-1',
    '1e9',
    '192.0.2.1',
    '::',
    'x'.repeat(64),
    'example.test',
    ' ',
    'null',
    '__proto__',
  ];
  return Array.from({ length: random.below(8) }, () => random.pick([...pieces, ...more])).join('');
}

function garbageJson(random: SeededRandom, depth: number): unknown {
  const scalars = [
    null,
    true,
    0,
    -1,
    80,
    65_536,
    1.5,
    1e300,
    '',
    '192.0.2.1',
    '::1',
    'http',
    'https',
    'all',
    '50%',
  ];
  const kind = depth === 0 ? 0 : random.below(4);
  if (kind === 0) return random.pick(scalars);
  if (kind === 1) return garbageText(random);
  const length = random.below(4);
  if (kind === 2) return Array.from({ length }, () => garbageJson(random, depth - 1));
  const keys = [
    'ips',
    'health_port',
    'check',
    'type',
    'all',
    'any',
    'not',
    'expect',
    'source',
    'tls',
    'ip',
    'backup',
    'backup_check',
    'when_all_down',
    'min_healthy',
    'www',
    '@',
    '*',
    '__proto__',
    'constructor',
    'toString',
    garbageText(random),
    ...['srv', 'service', 'txt', 'target', 'port', 'priority', 'weight', 'name'],
  ];
  return Object.fromEntries(
    Array.from({ length }, () => [random.pick(keys), garbageJson(random, depth - 1)] as const),
  );
}
