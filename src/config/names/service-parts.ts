// What the entries of --zone-resolutions say about services, collected until all names are known: only then can hosts be
// found, and names and answers be measured.

import type { Json, JsonObject } from '../../base/parse-json.ts';
import type { Resolution } from '../../health/deciding/resolution.ts';
import type { Service, ServicePlace } from '../../health/deciding/service.ts';
import {
  completeName,
  nameOctetsMax,
  ownersAbove,
  printName,
  type RelativeName,
  wildcardBelow,
} from '../../wire/name.ts';
import type { Findings } from '../findings/finding.ts';
import { quote } from '../findings/quote.ts';
import type { ZoneSet } from '../zones/zone-set.ts';
import { readServiceShorthand } from './read-service-shorthand.ts';
import { readSrvEntry, type WrittenPlace } from './read-srv-entry.ts';
import { readText, type Text } from './read-text.ts';

/** What an entry may say about services; read-entry.ts knows the other keys. */
export const serviceEntryKeys = ['srv', 'service', 'txt'] as const;

/** What is configured in the zones, by kind. */
export interface Names {
  readonly resolutions: readonly Resolution[];
  readonly services: readonly Service[];
  readonly texts: readonly Text[];
}

/** Clients read all of them for each connection; more instances should be several services. */
const placesMax = 1000;
/** A message has 65,535 octets; leaves room for signatures. */
const answerOctetsMax = 60_000;
/** A pointer as owner, ten octets before the data, three numbers before the target. */
const recordOctets = 2 + 10 + 6;

interface WrittenService {
  readonly path: string;
  readonly service: Service;
  /** Places whose hosts must exist. */
  readonly written: readonly WrittenPlace[];
}

export class ServiceParts {
  readonly #zones: ZoneSet;
  readonly #findings: Findings;
  #isWhole = true;
  readonly #services: WrittenService[] = [];
  readonly #hosts: { readonly host: Resolution; readonly path: string }[] = [];
  readonly #texts: { readonly text: Text; readonly path: string }[] = [];

  constructor(zones: ZoneSet, findings: Findings) {
    this.#zones = zones;
    this.#findings = findings;
  }

  /** Some name could not be read: a host that seems to be missing may be that one. */
  missName(): void {
    this.#isWhole = false;
  }

  read(path: string, resolution: Resolution, entry: JsonObject): void {
    const { owner } = resolution;
    const { srv, service, txt } = entry;
    if (srv !== undefined) {
      const at = `${path}.srv`;
      const written = readSrvEntry(at, srv, this.#zones, this.#findings);
      if (written !== undefined) {
        const places = written.map(({ place }) => place);
        this.#services.push({ path: at, service: { owner, places }, written });
      }
    }
    if (txt !== undefined) this.#addText(`${path}.txt`, readText(`${path}.txt`, owner, txt, this.#findings));
    if (service !== undefined && entry['ips'] !== undefined)
      this.#addShorthand(`${path}.service`, resolution, service);
  }

  #addShorthand(path: string, resolution: Resolution, json: Json): void {
    const shorthand = readServiceShorthand(path, resolution, json, this.#findings);
    if (shorthand === undefined) {
      this.#isWhole = false;
      return;
    }
    const { owner, places, hosts, text } = shorthand;
    this.#services.push({ path, service: { owner, places }, written: [] });
    for (const host of hosts) this.#hosts.push({ host, path });
    this.#addText(`${path}.txt`, text);
  }

  #addText(path: string, text: Text | undefined): void {
    if (text !== undefined) this.#texts.push({ text, path });
  }

  /** Adds the hosts made for services to the configured names. */
  complete(
    configured: ReadonlyMap<RelativeName, Resolution>,
    owners: ReadonlyMap<RelativeName, string>,
  ): Names {
    const resolutions = new Map(configured);
    for (const { host, path } of this.#hosts) {
      const taken = owners.get(host.owner);
      if (taken !== undefined)
        this.#findings.error(
          path,
          `needs the name "${host.label}" for one of its hosts; rename ${quote(taken)}`,
        );
      this.#checkLength(path, host.owner);
      resolutions.set(host.owner, host);
    }
    for (const { path, service, written } of this.#services) {
      for (const place of written) this.#checkHost(place, resolutions);
      this.#checkLength(path, service.owner);
      this.#checkSize(path, service.places);
    }
    this.#checkTwins(this.#services.map(({ path, service: { owner } }) => ({ path, owner })));
    this.#checkTwins(this.#texts.map(({ path, text: { owner } }) => ({ path, owner })));
    return {
      resolutions: [...resolutions.values()],
      services: this.#services.map(({ service }) => service),
      texts: this.#texts.map(({ text }) => text),
    };
  }

  /** A host in our zones must exist, or its place would never be published. */
  #checkHost({ place, path, target }: WrittenPlace, names: ReadonlyMap<RelativeName, Resolution>): void {
    const { host } = place;
    if (host.kind === 'outside' || names.has(host.owner) || !this.#isWhole) return;
    const relative = this.#zones.suggestRelative(target.endsWith('.') ? target : `${target}.`);
    const finding =
      relative === '' && isCovered(host.owner, names)
        ? 'has addresses only through a wildcard; give it an entry of its own'
        : `is not a name in this zone with addresses${relative || '; give it an entry, or end a name outside the zone with a dot'}`;
    this.#findings.error(`${path}.target`, `${quote(target)} ${finding}`);
  }

  #checkLength(path: string, owner: RelativeName): void {
    const { longest } = this.#zones;
    if (longest === undefined || completeName(owner, longest) !== undefined) return;
    const message = `makes a name longer than ${nameOctetsMax} octets in the zone "${printName(longest)}"`;
    this.#findings.error(path, message);
  }

  #checkSize(path: string, places: readonly ServicePlace[]): void {
    if (places.length > placesMax) {
      this.#findings.error(path, `has ${places.length} targets; at most ${placesMax} are allowed`);
      return;
    }
    const zoneOctets = this.#zones.longest?.length ?? 0;
    const octets = places.reduce(
      (sum, { host }) =>
        sum + recordOctets + (host.kind === 'inside' ? host.owner.length + zoneOctets : host.name.length),
      0,
    );
    if (octets <= answerOctetsMax) return;
    const message = `has ${places.length} targets of ${octets} octets in all; at most ${answerOctetsMax} fit into an answer`;
    this.#findings.error(path, message);
  }

  #checkTwins(items: readonly { readonly path: string; readonly owner: RelativeName }[]): void {
    const seen = new Map<RelativeName, string>();
    for (const { path, owner } of items) {
      const twin = seen.get(owner);
      if (twin !== undefined) this.#findings.error(path, `makes the same records as ${twin}; merge the two`);
      else seen.set(owner, path);
    }
  }
}

/** Whether a wildcard above the owner covers it. */
function isCovered(owner: RelativeName, names: ReadonlyMap<RelativeName, Resolution>): boolean {
  for (const above of ownersAbove(owner)) if (names.has(wildcardBelow(above))) return true;
  return false;
}
