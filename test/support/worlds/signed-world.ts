// A zone of every shape that signing has to handle, and the settings to sign it.

import type { SigningKey } from '../../../src/signing/signing-key.ts';
import type { SigningSettings } from '../../../src/signing/signing-settings.ts';
import type { Zone } from '../../../src/zone/zone.ts';
import { deriveTiming } from '../../../src/zone/zone-timing.ts';
import { signingKey } from '../dns/make-signing-key.ts';
import { type Addresses, makeZone } from '../dns/make-zone.ts';

export const nowSeconds = 1_790_000_000;
export const daySeconds = 86_400;

/** The apex, families, wildcards at two depths, empty non-terminals, and names on all levels whose targets are down. */
export const everyShape: Addresses = {
  '@': ['192.0.2.9'],
  www: ['192.0.2.2', '192.0.2.1', '2001:db8::1'],
  six: ['2001:db8::6'],
  ns1: ['192.0.2.53', '2001:db8::53'],
  'a.deep.name': ['192.0.2.3'],
  '*.wild': ['192.0.2.4'],
  '*': ['192.0.2.5'],
  '*.empty': [],
  down: [],
  'down.below.x': [],
  up: [],
  'a.up': ['192.0.2.3'],
};

export function zoneOf(addresses: Addresses = everyShape, serial = 2026, apex = 'example.test'): Zone {
  const ns = ['ns1.example.test', 'ns.elsewhere.test'];
  return makeZone(addresses, { serial, ns, apex, timing: deriveTiming(30, undefined, true) });
}

export function settingsOf(
  kind: SigningSettings['kind'] = 'nsec',
  ...keys: readonly SigningKey[]
): SigningSettings {
  const [first = signingKey(), ...others] = keys;
  return { kind, keys: [first, ...others] };
}
