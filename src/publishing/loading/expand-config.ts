// A configuration with hosts -> the same with their addresses, as they are known now. What has not changed since the last
// time is the same object as then. Refuses to know how addresses are looked up.

import { type AddressesOf, expandHosts } from '../../health/deciding/expand-hosts.ts';
import type { Host, HostSource, Resolution } from '../../health/deciding/resolution.ts';
import type { IpAddress } from '../../wire/ip-address.ts';
import type { LoadedZone } from '../loaded-zone.ts';
import type { LoadedConfig } from './load-config.ts';

export class ConfigExpander {
  /** By what they were made of. */
  readonly #resolutions = new WeakMap<Resolution, Resolution>();
  readonly #zones = new WeakMap<LoadedZone, LoadedZone>();
  readonly #configs = new WeakMap<LoadedConfig, LoadedConfig>();

  expand(config: LoadedConfig, addressesOf: AddressesOf): LoadedConfig {
    const before = this.#configs.get(config) ?? config;
    const zones = config.zones.map((zone) => this.#expandZone(zone, addressesOf));
    const expanded = zones.every((zone, at) => zone === before.zones[at]) ? before : { ...config, zones };
    this.#configs.set(config, expanded);
    return expanded;
  }

  #expandZone(zone: LoadedZone, addressesOf: AddressesOf): LoadedZone {
    const before = this.#zones.get(zone) ?? zone;
    const resolutions = zone.content.resolutions.map((configured) => {
      if (configured.hosts === undefined) return configured;
      const expanded = expandHosts(configured, addressesOf, this.#resolutions.get(configured));
      this.#resolutions.set(configured, expanded);
      return expanded;
    });
    const isSame = resolutions.every((resolution, at) => resolution === before.content.resolutions[at]);
    const expanded = isSame ? before : { ...zone, content: { ...zone.content, resolutions } };
    this.#zones.set(zone, expanded);
    return expanded;
  }
}

export interface ZoneWithHosts {
  readonly content: { readonly resolutions: readonly Resolution[] };
}

/** The hosts of these zones, and of which families their addresses count. */
export function hostsIn(zones: readonly ZoneWithHosts[]): Map<Host, Set<IpAddress['family']>> {
  const hosts = new Map<Host, Set<IpAddress['family']>>();
  for (const { host, family } of sourcesIn(zones)) {
    const families = hosts.get(host) ?? new Set();
    hosts.set(host, families);
    for (const wanted of family === undefined ? ([4, 6] as const) : [family]) families.add(wanted);
  }
  return hosts;
}

function* sourcesIn(zones: readonly ZoneWithHosts[]): Generator<HostSource> {
  for (const { content } of zones) {
    for (const { hosts } of content.resolutions) {
      if (hosts !== undefined) yield* [...hosts.candidates, ...hosts.backups];
    }
  }
}
