// Backends on loopback, a daemon of ours that watches them, and the secondaries that follow it.

import { RecordType } from '../../../src/wire/protocol.ts';
import { openTarget, type TestTarget } from '../worlds/open-target.ts';
import { type AskedServer, type Question, serverOf } from './agree.ts';
import { OurPrimary, type PrimarySettings, type PrimaryZone, transferKey } from './our-primary.ts';
import { secondaryProducts } from './products.ts';
import { Secondary } from './secondary.ts';
import type { Following, SecondaryProduct } from './secondary-product.ts';

const { A, AAAA, TXT, SRV, MX, NS, DNSKEY, NSEC3PARAM } = RecordType;

/** NSD tells differences by their size. */
const staticNames = 40;

export interface FollowedWorld {
  readonly primary: OurPrimary;
  readonly secondaries: readonly Secondary[];
  /** What `zonesOf` makes names of; each on an address of its own. */
  readonly targets: readonly [TestTarget, TestTarget];
  readonly settings: PrimarySettings;
  readonly following: Following;
  readonly ours: AskedServer;
  readonly all: readonly [AskedServer, ...AskedServer[]];
  stop(): Promise<void>;
}

export type ZonesOf = (targets: readonly [TestTarget, TestTarget]) => readonly PrimaryZone[];

/** Everything is ended if one of them does not start. */
export async function startFollowedWorld(
  more: Partial<PrimarySettings> = {},
  zonesOf: ZonesOf = everyKindOfZone,
  products: readonly SecondaryProduct[] = secondaryProducts,
  { followsCatalogOnly = false } = {},
): Promise<FollowedWorld> {
  const targets = [await openTarget('127.0.24.41'), await openTarget('127.0.24.42')] as const;
  const secondaries: Secondary[] = [];
  for (const product of products) secondaries.push(await Secondary.place(product));
  const primary = await OurPrimary.place();
  const stop = async () => {
    await Promise.all(secondaries.map((secondary) => secondary.stop()));
    await primary.stop();
    for (const target of targets) await target.takeDown();
  };
  const zones = zonesOf(targets);
  const settings = { zones, secondaries, ...more };
  const following: Following = {
    primary: { address: '127.0.0.1', port: primary.port },
    zones: followsCatalogOnly ? [] : zones,
    ...(settings.catalog === undefined ? {} : { catalog: settings.catalog }),
  };
  try {
    await primary.serve(settings);
    await Promise.all(secondaries.map((secondary) => secondary.follow(following)));
  } catch (cause) {
    await stop();
    throw cause;
  }
  const ours = { name: 'healthy-dns', address: '127.0.0.1', port: primary.port };
  const all = [ours, ...secondaries.map(serverOf)] as const;
  return { primary, secondaries, targets, settings, following, ours, all, stop };
}

/** Unsigned, NSEC and NSEC3, with and without TSIG. */
export function everyKindOfZone(targets: readonly [TestTarget, TestTarget]): readonly PrimaryZone[] {
  const names = flappingNames(targets);
  return [
    { apex: 'plain.test', names },
    { apex: 'keyed.test', names, key: transferKey },
    { apex: 'nsec.test', names, signing: 'nsec', key: transferKey },
    { apex: 'nsec3.test', names, signing: 'nsec3', key: transferKey },
  ];
}

/** `only` depends on the first target, `both` on either, `*.wild` and `deep.er` on the second. */
export function flappingNames(targets: readonly [TestTarget, TestTarget]): Record<string, unknown> {
  const checked = (...used: readonly TestTarget[]) => ({
    ips: used.map(({ address, port }) => ({ ip: address, check: { type: 'tcp', port } })),
  });
  const [first, second] = targets;
  return {
    '@': ['192.0.2.9'],
    ns1: ['192.0.2.53'],
    only: checked(first),
    both: checked(first, second),
    '*.wild': checked(second),
    'deep.er': checked(second),
    ...Object.fromEntries(Array.from({ length: staticNames }, (_, at) => [`host${at}`, ['192.0.2.100']])),
  };
}

/** About all that comes and goes, its neighbours and what signatures add. */
export function questionsAbout(apex: string): readonly Question[] {
  const ask = (owner: string, ...types: readonly number[]): Question[] =>
    types.map((type) => ({ name: owner === '' ? apex : `${owner}.${apex}`, type }));
  return [
    ...ask('', A, NS, MX, DNSKEY, NSEC3PARAM),
    ...ask('only', A, AAAA, TXT),
    ...ask('both', A, TXT),
    ...ask('x.wild', A, TXT),
    ...ask('*.wild', A),
    ...ask('deep.er', A, SRV),
    ...ask('er', A),
    ...ask('host7', A, AAAA),
    ...ask('absent', A),
    ...ask('x.only', A),
  ];
}

/** Under the name of the zone, for figures. */
export function zoneOf(name: string): string {
  return name.split('.').slice(-2).join('.');
}
