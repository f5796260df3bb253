// One zone, by flags or in --zones -> its content, timing and keys. What it does not say of itself comes from the flags.

import { resolve } from 'node:path';
import { isJsonArray, type Json } from '../../base/parse-json.ts';
import type { PaceSettings } from '../../health/watching/watch.ts';
import { type Name, nameOctetsMax, printName } from '../../wire/name.ts';
import type { FileSource } from '../../zone/master-file/file-source.ts';
import { deriveTiming } from '../../zone/zone-timing.ts';
import { Findings } from '../findings/finding.ts';
import { checkNameCount, namesMax } from '../names/check-name-count.ts';
import { KnownCandidates } from '../names/known-candidates.ts';
import type { NameDefaults } from '../names/read-entry.ts';
import { readResolutions } from '../names/read-resolutions.ts';
import { noNames, type WrittenNames } from '../names/written-names.ts';
import { ZoneSet } from '../names/zone-set.ts';
import { applySoaTiming } from '../records/apply-soa-timing.ts';
import { readZoneRecords, type ZoneRecords } from '../records/read-zone-records.ts';
import type { RawValues } from '../sources/raw-value.ts';
import { readStructured } from '../sources/read-structured.ts';
import { placeOf, type WrittenZone } from './find-zones.ts';
import { readNameServers } from './read-names.ts';
import { readZoneSharing, type SharingSettings } from './read-sharing.ts';
import type { TransferContext } from './read-transfer.ts';
import { type DefaultKeys, readZoneKeys, readZoneSettings, type ZoneSettings } from './read-zone-settings.ts';
import type { ZoneConfig, ZoneContent } from './zone-config.ts';

/** What the flags say of every zone that says nothing else. */
export interface ZoneDefaults {
  readonly values: RawValues;
  readonly settings: ZoneSettings;
  readonly keys: DefaultKeys;
  /** The pace of targets that say nothing of it. */
  readonly pace: PaceSettings;
  /** What is in master files. */
  readonly masterFiles: FileSource;
  readonly sharing: SharingSettings;
  readonly sharingContext: TransferContext;
}

/** What only all zones together tell. */
export interface ZonesTogether {
  /** What logs and status call a name of a zone. */
  readonly labelFor: (label: string, apex: Name) => string;
  /** The zone of ours that a name is in: the innermost. */
  readonly homeOf: (name: Name) => Name | undefined;
}

type Servers = readonly [Name, ...Name[]];

interface ReadContent extends Pick<ZoneRecords, 'soaTiming'> {
  readonly content: ZoneContent;
}

/** Reads zones one after the other; they share what they have in common. */
export class ZoneReader {
  readonly #defaults: ZoneDefaults;
  readonly #findings: Findings;
  /** By everything that a check inherits: most zones inherit the same. */
  readonly #known = new Map<string, KnownCandidates>();
  readonly #defaultServers: Json | undefined;
  #hasJudgedServers = false;
  #room = namesMax;

  constructor(defaults: ZoneDefaults, findings: Findings) {
    this.#defaults = defaults;
    this.#findings = findings;
    const example = '["ns1.example.com", "ns2.example.com"]';
    this.#defaultServers = readStructured(defaults.values, 'ns', example, findings);
  }

  /** What paths in --zones are relative to. */
  get #folder(): string | undefined {
    return this.#defaults.values.get('zones')?.folder;
  }

  /** `together` is what only all zones together tell. */
  read(written: WrittenZone, together: ZonesTogether): ZoneConfig | undefined {
    const { settings: inherited, keys, sharing, sharingContext } = this.#defaults;
    const { fields } = written;
    const settings = fields === undefined ? inherited : readZoneSettings(fields, inherited);
    const signing =
      fields === undefined ? keys.plan : readZoneKeys(fields, keys, this.#folder, this.#findings);
    const { pace, ttlSeconds, whenAllDown } = settings;
    const timing = deriveTiming(pace.intervalMs / 1000, ttlSeconds, signing !== undefined);
    const defaults: NameDefaults = {
      health: pace,
      shared: this.#defaults.pace,
      ttlSeconds: timing.addressTtlSeconds,
      whenAllDown,
    };
    const read = this.#readContent(written, defaults, together);
    if (signing?.kind === 'nsec3') this.#checkHashedNames(written);
    if (read === undefined) return undefined;
    return {
      content: read.content,
      timing: applySoaTiming(timing, read.soaTiming, signing !== undefined),
      signing,
      ...(fields && { path: fields.path }),
      ...(fields === undefined ? sharing : readZoneSharing(fields, sharing, sharingContext)),
    };
  }

  #readContent(
    written: WrittenZone,
    defaults: NameDefaults,
    together: ZonesTogether,
  ): ReadContent | undefined {
    const { apex, aliases } = written;
    const masterFile = this.#findMasterFile(written);
    const own = this.#readServers(written);
    const zones = new ZoneSet(apex, aliases);
    // Those of all zones count where a zone says nothing of its own, and its file is its own.
    const inherited =
      own === undefined && masterFile === undefined ? this.#readDefaultServers(apex) : undefined;
    const { names, soaTiming, ...ofFile } = readZoneRecords(
      {
        path: placeOf(written, 'records'),
        namesPath: placeOf(written, 'names'),
        ns: { path: own === undefined ? 'ns' : placeOf(written, 'ns'), hosts: own ?? inherited },
        zones,
        masterFile: apex === undefined ? undefined : masterFile,
        files: this.#defaults.masterFiles,
        names: this.#readNames(written, zones, defaults, together),
        isElsewhere: (host) => together.homeOf(host) !== apex,
      },
      this.#findings,
    );
    const path = placeOf(written, 'names');
    this.#room -= checkNameCount({ path, names, zoneCount: zones.size, room: this.#room }, this.#findings);
    const nameServers = own ?? inherited ?? ofFile.nameServers ?? this.#readDefaultServers(apex);
    if (nameServers === undefined) this.#reportServersMissing(written, masterFile !== undefined);
    if (apex === undefined || nameServers === undefined) return undefined;
    const content = { hostedZone: apex, aliasZones: aliases, ...names, ...ofFile, nameServers };
    return { content, ...(soaTiming === undefined ? {} : { soaTiming }) };
  }

  #reportServersMissing(written: WrittenZone, hasFile: boolean): void {
    const { fields } = written;
    const { values } = this.#defaults;
    const isSaid = values.has('ns') || fields?.has('ns') === true || fields?.isMeant('ns') === true;
    if (isSaid || (hasFile && this.#findings.hasErrors)) return;
    const wayOut = fields === undefined ? 'give --ns' : 'list them in "ns"';
    if (hasFile)
      this.#findings.error(
        placeOf(written, 'records'),
        `has no NS records of the zone; add them, or ${wayOut}`,
      );
    else if (fields !== undefined)
      this.#findings.error(
        placeOf(written, 'ns'),
        'is missing; list the name servers of the zone, or those of all zones in --ns',
      );
  }

  /** What the zone itself says. */
  #readServers(written: WrittenZone): Servers | undefined {
    const { apex, fields } = written;
    if (fields === undefined) return this.#readDefaultServers(apex);
    const { ns } = fields.object;
    return ns === undefined ? undefined : readNameServers(placeOf(written, 'ns'), ns, apex, this.#findings);
  }

  #readDefaultServers(apex: Name | undefined): Servers | undefined {
    if (this.#defaultServers === undefined) return undefined;
    // What is wrong with those of all zones is said once.
    const findings = this.#hasJudgedServers ? new Findings() : this.#findings;
    this.#hasJudgedServers = true;
    return readNameServers('ns', this.#defaultServers, apex, findings);
  }

  #findMasterFile({ fields }: WrittenZone): string | undefined {
    if (fields === undefined) return this.#findFlagsFile();
    const { records } = fields.object;
    const path = isJsonArray(records) && records.length === 1 ? records[0] : records;
    if (typeof path === 'string' && path.trim() !== '') return resolve(this.#folder ?? '', path);
    if (records !== undefined)
      fields.reject('records', 'write the path of one master file; it may take in others with $INCLUDE');
    return undefined;
  }

  /** Other flags that take a file take it behind an `@`. */
  #findFlagsFile(): string | undefined {
    const { texts = [], folder = '' } = this.#defaults.values.get('records') ?? {};
    return texts[0] === undefined ? undefined : resolve(folder, texts[0].trim().replace(/^@/, ''));
  }

  #readNames(
    written: WrittenZone,
    zones: ZoneSet,
    defaults: NameDefaults,
    { labelFor }: ZonesTogether,
  ): WrittenNames {
    const { values } = this.#defaults;
    const { fields } = written;
    const json =
      fields === undefined
        ? readStructured(values, 'zone-resolutions', '{"www": ["192.0.2.1"]}', this.#findings)
        : fields.object['names'];
    if (json === undefined) return noNames;
    const path = placeOf(written, 'names');
    const known = this.#knownFor(defaults);
    return readResolutions(
      path,
      json,
      { zones, defaults, known, labelFor: (label) => labelFor(label, zones.hosted) },
      this.#findings,
    );
  }

  #knownFor(defaults: NameDefaults): KnownCandidates {
    const { health, ttlSeconds } = defaults;
    const key = [health.intervalMs, health.timeoutMs, health.rise, health.fall, ttlSeconds].join();
    const known = this.#known.get(key) ?? new KnownCandidates(defaults, this.#findings);
    this.#known.set(key, known);
    return known;
  }

  #checkHashedNames({ apex, aliases, fields }: WrittenZone): void {
    const octetsMax = nameOctetsMax - hashLabelOctets;
    for (const zone of apex === undefined ? [] : [apex, ...aliases]) {
      if (zone.length <= octetsMax) continue;
      const message = `"${printName(zone)}" takes ${zone.length} octets; at most ${octetsMax} leave room for the hashes of NSEC3`;
      this.#findings.error(fields?.has('nsec3') === true ? `${fields.path}.nsec3` : 'nsec3', message);
    }
  }
}

/** NSEC3 puts names of 32 characters directly below the apex: hashes in Base32 (RFC 5155 §3). */
const hashLabelOctets = 33;
