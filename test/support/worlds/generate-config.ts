// A configuration with everything that makes answering difficult, the same one for the same seed.

import { printFinding } from '../../../src/config/findings/finding.ts';
import { type Config, readConfig } from '../../../src/config/read-config.ts';
import { type Name, nameOctetsMax, parseName } from '../../../src/wire/name.ts';
import type { SeededRandom } from '../seeded-random.ts';

const longLabel = 'l'.repeat(63);
const hostedZone = 'example.test';
const aliasZones = ['alias.test', 'single', `${longLabel}.deep.zone.example`];
const nameServers = ['ns1.example.test', 'ns2.example.test', 'ns.elsewhere.test', 'ns1.alias.test'];

export interface GeneratedSettings {
  readonly hostCount: number;
  /** A wildcard at the apex, so that every name in the zone exists. */
  readonly hasApexWildcard: boolean;
}

export function generateConfig(random: SeededRandom, settings: GeneratedSettings): Config {
  const draw = addressDrawer(random);
  const manyLabels = Array.from(
    { length: Math.floor(ownerOctetsMax() / 2) - 3 },
    (_, i) => 'abc'[i % 3],
  ).join('.');
  const names: Record<string, unknown> = {
    '@': { ...draw({ count: 3, isStatic: false }), srv: drawPlaces(random, 3), txt: { apex: true } },
    ns1: draw({ count: 30 }),
    ns2: draw({ count: 2, isStatic: true }),
    // Empty non-terminals above, one of them also above a wildcard.
    'leaf.empty.non-terminal': draw(),
    '*.w': draw(),
    'exact.w': draw(),
    '*.below.w': draw({ count: 30 }),
    '*.a.b.c': draw({ isStatic: true }),
    // An asterisk inside a name is an ordinary label, and makes an empty non-terminal that is a wildcard.
    'leaf.*.asterisk': draw(),
    '*.leaf.*.asterisk': draw(),
    'host.with-children': draw(),
    'with-children': draw(),
    'MiXeD-Case': draw(),
    '_service._tcp': draw(),
    // Nothing is deeper than these two; the second does not cover names below the first.
    [`x.${manyLabels}`]: draw(),
    [`*.${manyLabels}`]: draw(),
    [labelsOfOctets(ownerOctetsMax())]: draw({ count: 30 }),
    [`*.${labelsOfOctets(ownerOctetsMax() - 2, 'w')}`]: draw({ count: 5 }),
  };
  if (settings.hasApexWildcard) names['*'] = draw();
  for (let i = 0; i < settings.hostCount; i++) {
    names[`host${i}`] = i % 4 === 0 ? drawShorthand(random, draw) : draw();
  }
  for (let i = 0; i < 6; i++) names[`_service${i}._tcp`] = { srv: drawPlaces(random, 1 + random.below(6)) };
  names['_big._udp'] = { srv: drawPlaces(random, 60), txt: Array.from({ length: 20 }, () => 'x'.repeat(60)) };
  names['_none._tcp'] = { srv: [{ target: '.' }], txt: [] };
  names['*.services'] = { srv: drawPlaces(random, 4), txt: ['octets: é " \\ \u0001', ''] };
  const config = readConfig(
    {
      'hosted-zone': hostedZone,
      'alias-zones': JSON.stringify(aliasZones),
      ns: JSON.stringify(nameServers),
      'zone-resolutions': JSON.stringify(names),
    },
    {},
  );
  if (!config.ok) throw new Error(config.problem.map(printFinding).join('\n'));
  return config.value;
}

/** Places at hosts of every kind: inside the zone and outside, with both families, several at the same. */
function drawPlaces(random: SeededRandom, count: number): unknown[] {
  const hosts = ['@', 'NS1', 'ns2.Example.test.', 'exact.w', 'leaf.empty.non-terminal', 'mixed-case'];
  const more = ['host.with-children', '_service._tcp', 'ns.elsewhere.test.', 'ns1.alias.test.', 'host0'];
  return Array.from({ length: count }, () => ({
    target: random.pick([...hosts, ...more]),
    port: 1 + random.below(65_535),
    priority: random.below(3),
    weight: random.below(65_536),
  }));
}

function drawShorthand(random: SeededRandom, draw: ReturnType<typeof addressDrawer>): unknown {
  const service = { name: '_http._tcp', port: 1 + random.below(65_535), txt: { v: random.below(9) } };
  return { ...draw({ count: 1 + random.below(5), isStatic: false }), service };
}

interface Draw {
  readonly count?: number;
  readonly isStatic?: boolean;
}

/** Addresses come from a small pool, so that names share targets. */
function addressDrawer(random: SeededRandom): (draw?: Draw) => object {
  const pool = Array.from({ length: 120 }, (_, i) =>
    i % 2 === 0 ? `192.0.2.${i}` : `2001:db8:${random.below(0x10000).toString(16)}::${i.toString(16)}`,
  );
  return ({ count = 1 + random.below(30), isStatic = random.chance(0.15) } = {}) => {
    const family = random.pick(['both', 'both', ':', '.']);
    const rest = pool.filter((address) => family === 'both' || address.includes(family));
    const ips = Array.from({ length: count }, () => rest.splice(random.below(rest.length), 1)[0]);
    if (isStatic) return ips;
    const entry = { ips, health_port: random.pick([80, 443]) };
    // Of either family, whatever family the first ones have.
    const others = pool.filter((address) => !ips.includes(address));
    const few = () => Array.from({ length: 1 + random.below(2) }, () => random.pick(others));
    return {
      ...entry,
      ...(random.chance(0.3) ? { backup: few() } : {}),
      ...(random.chance(0.2) ? { min_healthy: '50%' } : {}),
      ...(random.chance(0.3) ? { when_all_down: random.pick(['all', few()]) } : {}),
    };
  };
}

/** The room that the longest of the zones leaves for an owner. */
function ownerOctetsMax(): number {
  return nameOctetsMax - Math.max(...[hostedZone, ...aliasZones].map((zone) => wireName(zone).length));
}

/** Labels that take exactly so many octets, including length octets. */
function labelsOfOctets(octets: number, letter = 'm'): string {
  if (octets <= 64) return letter.repeat(octets - 1);
  // Never leave one octet: it would be a label without room for a letter.
  const first = octets - 64 === 1 ? 62 : 63;
  return `${letter.repeat(first)}.${labelsOfOctets(octets - 1 - first, letter)}`;
}

function wireName(text: string): Name {
  const name = parseName(text);
  if (!name.ok) throw new Error(name.problem.kind);
  return name.value;
}
