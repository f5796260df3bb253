// Zones with everything that leads from one name to another, the same ones for the same seed: CNAMEs in chains and circles,
// DNAMEs, delegations with and without DS and glue, zones within zones, wildcards of every type, hosts of mail and services.

import { type Name, nameOctetsMax, type RelativeName } from '../../../src/wire/name.ts';
import { RecordType } from '../../../src/wire/protocol.ts';
import { buildZone, changeZone, type ZoneChange } from '../../../src/zone/build-zone.ts';
import { mailboxOf, type Zone, type ZoneNode } from '../../../src/zone/zone.ts';
import { deriveTiming } from '../../../src/zone/zone-timing.ts';
import { generateQuestions } from '../dns/generate-questions.ts';
import { cname, dname, ds, https, mx, ns, srv, txt } from '../dns/make-records.ts';
import { makeRecords, nameOf, ownerOf } from '../dns/make-zone.ts';
import type { SeededRandom } from '../seeded-random.ts';

/** One begins in another, at a delegation or without one, or below a delegation to somebody else. */
export const generatedApexes = [
  'example.test',
  'sub.example.test',
  'x.sub.example.test',
  'deep.far.example.test',
  'hidden.example.test',
  'other.test',
].map(nameOf);

const longLabel = 'l'.repeat(63);
/** Whose addresses come and go: hosts of the zone, glue at and below a cut. */
export const changingOwners = ['h0', 'h1', 'h2', 'h3', '@', '*.w1', 'ns.cut1', 'cut2', 'www'] as const;

export function generateZones(random: SeededRandom, isSigned = false): Zone[] {
  return generatedApexes.map((apex) => {
    const timing = deriveTiming(30, undefined, isSigned);
    const at = (owner: string) => `${ownerOf(owner)}${apex}` as Name;
    const nameServers = [at('h0'), at('ns.cut1'), nameOf('ns.elsewhere.test')] as const;
    const frame = { apex, serial: 1, timing, primary: nameServers[0], mailbox: mailboxOf(apex), nameServers };
    return buildZone(
      { ...frame, nsTtlSeconds: timing.apexTtlSeconds },
      generateRecords(random, apex, isSigned),
    );
  });
}

/** What there may be at a host now. */
export function drawAddresses(random: SeededRandom): ZoneNode {
  const addresses = Array.from({ length: random.below(4) }, () => `192.0.2.${random.below(250)}`);
  if (random.chance(0.3)) addresses.push(`2001:db8::${random.below(5000)}`);
  return [...makeRecords({ '@': [...new Set(addresses)] }).values()][0] ?? [];
}

/** Other addresses at some names of some zones. */
export function changeZones(zones: readonly Zone[], random: SeededRandom): ZoneChange[] {
  return zones.flatMap((zone) => {
    if (random.chance(0.5)) return [];
    const owners = changingOwners.filter(() => random.chance(0.2)).map(ownerOf);
    const records = new Map(
      owners.map((owner) => {
        const name = `${owner}${zone.apex}` as Name;
        const now = [...(zone.nodes.get(name) ?? []), ...(zone.occluded.get(name) ?? [])];
        const others = now.filter(({ type }) => givenTypes.includes(type));
        return [owner, [...drawAddresses(random), ...others]] as const;
      }),
    );
    return changeZone(zone, records, zone.serial + 1) ?? [];
  });
}

/** What stands beside addresses and does not change; the rest is made by the zone itself. */
const givenTypes: readonly number[] = [RecordType.MX, RecordType.HTTPS, RecordType.SRV, RecordType.TXT];

/** What is there, what is near, and what is hidden behind cuts. */
export function questionsIn(zones: readonly Zone[], random: SeededRandom): Name[] {
  const occluded = zones.flatMap((zone) => [...zone.occluded.names()]);
  const below = occluded.map((name) => `\x01x${name}` as Name).filter((name) => name.length <= nameOctetsMax);
  return [...new Set([...generateQuestions(zones, random), ...occluded, ...below])];
}

function generateRecords(random: SeededRandom, apex: Name, isSigned: boolean): Map<RelativeName, ZoneNode> {
  const records = new Map<RelativeName, ZoneNode>();
  const add = (owner: string, ...node: ZoneNode) => {
    const known = records.get(ownerOf(owner)) ?? [];
    const fresh = node.filter(({ type }) => !known.some((other) => other.type === type));
    records.set(ownerOf(owner), [...known, ...fresh]);
  };
  const at = (owner: string) => `${ownerOf(owner)}${apex}` as Name;
  const somewhere = () => drawName(random, random.chance(0.7) ? apex : random.pick(generatedApexes));
  for (const owner of changingOwners) add(owner, ...drawAddresses(random));
  // One more than are followed, one that ends just in time, circles of one and two, and any others.
  for (let i = 0; i < 10; i++) add(`chain${i}`, cname(at(i === 9 ? 'h1' : `chain${i + 1}`)));
  add('round', cname(at('round')));
  add('ping', cname(at('pong')));
  add('pong', cname(at('ping')));
  add('outside', cname(nameOf('www.elsewhere.test')));
  for (let i = 0; i < 12; i++) add(`c${i}`, cname(somewhere()));
  add('d0', dname(somewhere()), ...drawAddresses(random));
  add('d1', dname(nameOf(`${longLabel}.${longLabel}.elsewhere.test`)));
  add('d2', dname(at('more.d2')));
  add('d3', dname(at('d4')));
  add('d4', dname(at('d3')));
  for (let i = 5; i < 9; i++) add(`d${i}`, dname(somewhere()));
  add('below.d0', ...drawAddresses(random));
  addCuts(random, add, at, somewhere);
  add('*.w0', cname(somewhere()), txt('beside nothing'));
  records.set(ownerOf('*.w0'), [cname(somewhere())]);
  add('*.w1', mx(at('h1'), somewhere()), https(nameOf('.')), srv(at('h2')));
  add('*.w2', cname(at('x.w2')));
  add('there.w2', txt('exact'));
  // Validators take the denial records of these for those of a delegation or a redirection.
  if (!isSigned) {
    add('*.w3', ns(at('h1')), ...drawAddresses(random));
    add('*.w4', dname(somewhere()));
  }
  add('a.*.w5', cname(somewhere()));
  if (random.chance(0.3)) add('*', cname(somewhere()));
  for (let i = 0; i < 6; i++) add(`m${i}`, mx(at(`h${i % 4}`), somewhere()), https(somewhere(), nameOf('.')));
  add('_x._tcp', srv(at('h1'), at('h3'), somewhere(), nameOf('.')));
  add('@', mx(at('h2'), at('@')), https(nameOf('.')));
  return records;
}

function addCuts(
  random: SeededRandom,
  add: (owner: string, ...node: ZoneNode) => void,
  at: (owner: string) => Name,
  somewhere: () => Name,
): void {
  // Glue below, at and beside the cut, and addresses of the zone itself.
  add('cut1', ns(at('ns.cut1'), nameOf('ns.elsewhere.test')), ds('a'));
  add('cut2', ns(at('cut2'), at('ns.cut1'), at('h1')));
  add('cut3', ns(somewhere()), ds('b'), txt('occluded'));
  add('x.cut3', cname(at('h1')));
  const hosts = Array.from({ length: 12 }, (_, i) => `n${i}.cut4`);
  add('cut4', ns(...hosts.map(at)));
  for (const host of hosts) add(host, ...drawAddresses(random));
  // Other zones of this world begin here.
  add('sub', ns(at('ns1.sub')), ...(random.chance(0.5) ? [ds('c')] : []));
  add('x', ns(at('ns1.x')), ds('d'));
  add('ns1.sub', ...drawAddresses(random));
  add('far', ns(at('ns1.far'), at('h2')));
  add('ns1.far', ...drawAddresses(random));
  add('hidden', txt('not of this zone'));
  add('www.hidden', ...drawAddresses(random));
  add('*.hidden', ...drawAddresses(random));
}

/** Present, absent, below something that leads on, or nowhere near. */
function drawName(random: SeededRandom, apex: Name): Name {
  const below = [
    '',
    'h0',
    'h1',
    'h2',
    'c0',
    'c1',
    'c3',
    'c5',
    'm0',
    'd0',
    'd1',
    'd2',
    'd3',
    'd5',
    'w0',
    'w1',
    'w2',
    'w3',
  ];
  const more = [
    'w4',
    'w5',
    'cut1',
    'cut2',
    'cut3',
    'sub',
    'far',
    'hidden',
    'absent',
    'ping',
    'chain3',
    'outside',
  ];
  const owner = random.pick([...below, ...more]);
  const prefix = random.chance(0.4) ? random.pick(['x', 'www', 'a.b', '*', 'h1', 'd3', longLabel]) : '';
  const text = [prefix, owner].filter((part) => part !== '').join('.');
  return `${text === '' ? '' : ownerOf(text)}${apex}` as Name;
}
