// What the entries of --zone-resolutions say beside addresses: services, texts and records, collected until all names are
// known. Only then can names and answers be measured.

import type { Json, JsonObject } from '../../base/parse-json.ts';
import { quote } from '../../base/quote.ts';
import type { Resolution } from '../../health/deciding/resolution.ts';
import type { Service, ServicePlace } from '../../health/deciding/service.ts';
import { completeName, nameOctetsMax, printName, type RelativeName } from '../../wire/name.ts';
import { RecordType } from '../../wire/protocol.ts';
import type { Rdata } from '../../wire/rdata.ts';
import type { Findings } from '../findings/finding.ts';
import { bindingTypes, readBindings, type WrittenBinding } from './read-bindings.ts';
import { readRecords, recordTtlSeconds } from './read-records.ts';
import { readServiceShorthand } from './read-service-shorthand.ts';
import { readSrvEntry, type WrittenPlace } from './read-srv-entry.ts';
import { readText } from './read-text.ts';
import type { WrittenHost, WrittenNames, WrittenRRset } from './written-names.ts';
import type { ZoneSet } from './zone-set.ts';

/** What an entry may say about services; read-entry.ts knows the other keys. */
export const serviceEntryKeys = ['srv', 'service', 'txt'] as const;

/** What an entry may say beside addresses and services. */
export const recordEntryKeys = ['records', 'https', 'svcb', 'ttl'] as const;

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
  readonly #texts: WrittenRRset[] = [];
  readonly #records: WrittenRRset[] = [];
  readonly #bindings: WrittenBinding[] = [];
  /** Of addresses, and of what stands beside them unless an entry says otherwise. */
  readonly #ttlSeconds: number;

  constructor(zones: ZoneSet, ttlSeconds: number, findings: Findings) {
    this.#zones = zones;
    this.#ttlSeconds = ttlSeconds;
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
        this.#services.push({ path: at, service: { owner, ...ttlOf(resolution), places }, written });
      }
    }
    if (txt !== undefined)
      this.#addText(`${path}.txt`, resolution, readText(`${path}.txt`, txt, this.#findings));
    if (service !== undefined && (entry['ips'] ?? entry['alias']) !== undefined)
      this.#addShorthand(`${path}.service`, resolution, service);
    this.#readRecords(path, resolution, entry);
  }

  #readRecords(path: string, { owner, ttlSeconds }: Resolution, entry: JsonObject): void {
    const zones = this.#zones;
    const { records } = entry;
    if (records !== undefined) {
      const at = { owner, zones, ttlSeconds: ttlSeconds ?? recordTtlSeconds };
      this.#records.push(...readRecords(`${path}.records`, records, at, this.#findings));
    }
    for (const [key, type] of Object.entries(bindingTypes)) {
      const json = entry[key];
      if (json === undefined) continue;
      const at = { owner, zones, ttlSeconds };
      this.#bindings.push(...readBindings(`${path}.${key}`, type, json, at, this.#findings));
    }
  }

  #addShorthand(path: string, resolution: Resolution, json: Json): void {
    const shorthand = readServiceShorthand(path, resolution, json, this.#findings);
    if (shorthand === undefined) {
      this.#isWhole = false;
      return;
    }
    const { owner, places, hosts, text } = shorthand;
    this.#services.push({ path, service: { owner, ...ttlOf(resolution), places }, written: [] });
    for (const host of hosts) this.#hosts.push({ host, path });
    this.#addText(`${path}.txt`, { ...resolution, owner }, text);
  }

  #addText(
    path: string,
    { owner, ttlSeconds = this.#ttlSeconds }: Resolution,
    text: Rdata | undefined,
  ): void {
    if (text !== undefined)
      this.#texts.push({ owner, type: RecordType.TXT, ttlSeconds, rdatas: [text], path });
  }

  /** Adds the hosts made for services to the configured names. */
  complete(
    configured: ReadonlyMap<RelativeName, Resolution>,
    owners: ReadonlyMap<RelativeName, string>,
  ): Omit<WrittenNames, 'pathOf'> {
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
    for (const { path, service } of this.#services) {
      this.#checkLength(path, service.owner);
      this.#checkSize(path, service.places);
    }
    this.#checkTwins(this.#services.map(({ path, service: { owner } }) => ({ path, owner })));
    this.#checkTwins(this.#texts);
    return {
      resolutions: [...resolutions.values()],
      services: this.#services.map(({ service }) => service),
      bindings: this.#bindings.map(({ binding }) => binding),
      records: [...this.#texts, ...this.#records],
      hosts: this.#isWhole ? this.#hostsNeeded() : [],
    };
  }

  /** A host in our zones must exist, or its place would never be published. */
  #hostsNeeded(): WrittenHost[] {
    const places = this.#services.flatMap(({ written }) => written);
    const targets = places.flatMap(({ place: { host }, path, target }) =>
      host.kind === 'inside' ? [{ owner: host.owner, path: `${path}.target`, text: target }] : [],
    );
    const hinted = this.#bindings.map(({ host }) => host).filter((host) => host !== undefined);
    return [...targets, ...hinted];
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

function ttlOf({ ttlSeconds }: Resolution): Pick<Service, 'ttlSeconds'> {
  return ttlSeconds === undefined ? {} : { ttlSeconds };
}
