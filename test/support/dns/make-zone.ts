// Small zones for tests, from names and addresses as text.

import { parseIpAddress } from '../../../src/wire/ip-address.ts';
import { type Name, parseName, parseOwner, type RelativeName } from '../../../src/wire/name.ts';
import { addressRdata } from '../../../src/wire/rdata.ts';
import { makeRRset } from '../../../src/wire/rrset.ts';
import { buildZone } from '../../../src/zone/build-zone.ts';
import { mailboxOf, type OwnedRecords, type Zone, type ZoneNode } from '../../../src/zone/zone.ts';
import { deriveTiming, type ZoneTiming } from '../../../src/zone/zone-timing.ts';

export type Addresses = Readonly<Record<string, readonly string[]>>;

export function makeZone(
  addresses: Addresses,
  given: {
    serial?: number;
    ns?: readonly string[];
    timing?: ZoneTiming;
    apex?: string;
    /** Beside the addresses, at other owners. */
    records?: Readonly<Record<string, ZoneNode>>;
  } = {},
): Zone {
  const { serial = 1, ns = ['ns.elsewhere.test'], timing = deriveTiming(30), apex = 'example.test' } = given;
  const [primary, ...secondaries] = ns.map(nameOf);
  if (primary === undefined) throw new Error('a zone has a name server');
  const name = nameOf(apex);
  const authority = { primary, mailbox: mailboxOf(name), nameServers: [primary, ...secondaries] as const };
  const frame = { apex: name, serial, timing, ...authority, nsTtlSeconds: timing.apexTtlSeconds };
  const others = Object.entries(given.records ?? {}).map(([owner, node]) => [ownerOf(owner), node] as const);
  return buildZone(frame, new Map([...makeRecords(addresses), ...others]));
}

export function makeRecords(addresses: Addresses): OwnedRecords {
  return new Map(Object.entries(addresses).map(([owner, texts]) => [ownerOf(owner), makeNode(texts)]));
}

function makeNode(texts: readonly string[]): ZoneNode {
  const addresses = texts.map((text) => {
    const address = parseIpAddress(text);
    if (address === undefined) throw new Error(text);
    return address;
  });
  const families = [
    { type: 1, rdatas: addresses.filter(({ family }) => family === 4).map(addressRdata) },
    { type: 28, rdatas: addresses.filter(({ family }) => family === 6).map(addressRdata) },
  ];
  return families.flatMap(({ type, rdatas }) => (rdatas.length === 0 ? [] : [makeRRset(type, 60, rdatas)]));
}

export function nameOf(text: string): Name {
  const wildcard = text.startsWith('*.') ? '\x01*' : '';
  const name = parseName(wildcard === '' ? text : text.slice(2));
  if (!name.ok) throw new Error(`${text}: ${name.problem.kind}`);
  return (wildcard + name.value) as Name;
}

export function ownerOf(text: string): RelativeName {
  const owner = parseOwner(text);
  if (!owner.ok) throw new Error(`${text}: ${owner.problem.kind}`);
  return owner.value;
}

/** In example.test; `@` is its apex. */
export function exampleName(label: string): Name {
  return (ownerOf(label) + nameOf('example.test')) as Name;
}
