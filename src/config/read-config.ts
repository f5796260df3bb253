// Command line and environment -> Config, or everything that is wrong with them. A Config needs no further checks. Reads the
// files that `@path` names, and nothing else of the outside world.

import { logLevels } from '../base/logger.ts';
import { fail, type Result, succeed } from '../base/result.ts';
import type { Resolution } from '../health/deciding/resolution.ts';
import type { FlapSettings } from '../health/doubting/flap-damper.ts';
import type { MonitorSettings } from '../health/watching/monitor.ts';
import { type LogSettings, logFormats } from '../logging/create-logger.ts';
import { completeName, isAtOrBelow, type Name, nameOctetsMax, printName } from '../wire/name.ts';
import type { StaticRecords } from '../zone/static-records.ts';
import { deriveTiming, ttlSecondsMax, type ZoneTiming } from '../zone/zone-timing.ts';
import { type Finding, Findings } from './findings/finding.ts';
import { checkNameCount } from './names/check-name-count.ts';
import { readAllDownFlag } from './names/read-all-down.ts';
import type { NameDefaults } from './names/read-entry.ts';
import { readResolutions } from './names/read-resolutions.ts';
import type { Names } from './names/service-parts.ts';
import { readHealth } from './settings/read-health.ts';
import { type Listen, readListen, readUdp, type UdpSettings } from './settings/read-listen.ts';
import { type RuntimeDirectory, readRuntimeDirectory } from './settings/read-runtime-directory.ts';
import { requiredFlags, variablesOf } from './sources/flags.ts';
import { type CommandLine, type Environment, gatherValues, type RawValues } from './sources/gather-values.ts';
import { ScalarReader } from './sources/read-scalars.ts';
import { readStructured } from './sources/read-structured.ts';
import { resolveFiles } from './sources/resolve-files.ts';
import { readAliases, readNameServers, readZoneName } from './zones/read-names.ts';
import { readSigning, type SigningPlan } from './zones/read-signing.ts';
import { ZoneSet } from './zones/zone-set.ts';

export interface Config {
  /** Empty while nobody has named a zone: every query is refused. */
  readonly zones: readonly ZoneConfig[];
  readonly health: MonitorSettings;
  readonly flapping: FlapSettings;
  readonly listen: Listen;
  readonly udp: UdpSettings;
  readonly log: LogSettings;
  readonly runtimeDirectory: RuntimeDirectory;
  /** What all of this was read from, with the contents of files: reading it again makes the same Config. */
  readonly values: RawValues;
  /** Odd, but no reason not to serve. */
  readonly warnings: readonly Finding[];
}

/** A hosted zone with its aliases. */
export interface ZoneConfig {
  readonly content: ZoneContent;
  readonly timing: ZoneTiming;
  /** Absent: served unsigned. */
  readonly signing: SigningPlan | undefined;
}

/** What is in a hosted zone and its aliases. */
export interface ZoneContent extends Names {
  readonly hostedZone: Name;
  readonly aliasZones: readonly Name[];
  readonly nameServers: readonly [Name, ...Name[]];
  /** Of the NS records; absent: that of all records at the apex. */
  readonly nsTtlSeconds?: number;
  /** SOA MNAME; absent: the first name server. */
  readonly primary?: Name;
  /** SOA RNAME; absent: `hostmaster` in each zone. */
  readonly mailbox?: Name;
  /** Beside what health decides. */
  readonly records: StaticRecords;
}

/**
 * With `mayLackZone`, none of the required flags need be given: a service that was just installed runs, and waits for its
 * operator.
 */
export function readConfig(
  commandLine: CommandLine,
  environment: Environment,
  { mayLackZone = false } = {},
): Result<Config, readonly Finding[]> {
  const findings = new Findings();
  const given = gatherValues(commandLine, environment, findings);
  const runtimeDirectory = readRuntimeDirectory(given, environment);
  return readValues(resolveFiles(given, findings), { runtimeDirectory, mayLackZone, findings });
}

/** From the values of an earlier configuration, but with the runtime directory of this run. */
export function readConfigAgain(
  values: RawValues,
  runtimeDirectory: RuntimeDirectory,
): Result<Config, readonly Finding[]> {
  return readValues(values, { runtimeDirectory, mayLackZone: false, findings: new Findings() });
}

function readValues(
  values: RawValues,
  {
    runtimeDirectory,
    mayLackZone,
    findings,
  }: {
    readonly runtimeDirectory: RuntimeDirectory;
    readonly mayLackZone: boolean;
    readonly findings: Findings;
  },
): Result<Config, readonly Finding[]> {
  const scalars = new ScalarReader(values, findings);
  const lacksZone = mayLackZone && !requiredFlags.some(({ name }) => values.has(name));
  const signing = readSigning(values, scalars, findings);
  const { monitor: health, flapping } = readHealth(values, scalars, findings);
  const timing = readTiming(scalars, health, signing !== undefined);
  const whenAllDown = readAllDownFlag(values, findings);
  const defaults = { health, ttlSeconds: timing.addressTtlSeconds, whenAllDown };
  const content = lacksZone ? undefined : readContent(values, defaults, findings);
  if (signing?.kind === 'nsec3') checkHashedNames(content, findings);
  const listen = readListen(scalars);
  const udp = readUdp(scalars, findings);
  const log = readLog(scalars);
  scalars.isOn('strict-start');
  if (findings.hasErrors || (content === undefined && !lacksZone)) return fail(findings.all);
  return succeed({
    zones: content === undefined ? [] : [{ content, timing, signing }],
    health,
    flapping,
    listen,
    udp,
    log,
    runtimeDirectory,
    values,
    warnings: findings.all,
  });
}

function readContent(values: RawValues, defaults: NameDefaults, findings: Findings): ZoneContent | undefined {
  reportMissing(values, findings);
  const { hostedZone, aliasZones } = readZoneNames(values, findings);
  const nsJson = readStructured(values, 'ns', '["ns1.example.com", "ns2.example.com"]', findings);
  const nameServers = nsJson === undefined ? undefined : readNameServers(nsJson, hostedZone, findings);
  const resolutionsJson = readStructured(values, 'zone-resolutions', '{"www": ["192.0.2.1"]}', findings);
  const zones = new ZoneSet(hostedZone, aliasZones);
  const names: Names =
    resolutionsJson === undefined
      ? { resolutions: [], services: [], texts: [] }
      : readResolutions(resolutionsJson, zones, defaults, findings);
  checkNameCount(names, zones.size, findings);
  if (hostedZone === undefined || nameServers === undefined) return undefined;
  checkNameServersInZone(nameServers, hostedZone, names.resolutions, findings);
  return { hostedZone, aliasZones, nameServers, records: new Map(), ...names };
}

/** Also for commands that only need to know which zones there are. */
export function readZoneNames(
  values: RawValues,
  findings: Findings,
): { readonly hostedZone: Name | undefined; readonly aliasZones: readonly Name[] } {
  const text = values.get('hosted-zone')?.texts[0];
  const hostedZone = text === undefined ? undefined : readZoneName('hosted-zone', text, findings);
  const json = readStructured(values, 'alias-zones', '["example.net"]', findings);
  return { hostedZone, aliasZones: readAliases(json ?? [], hostedZone, findings) };
}

function reportMissing(values: RawValues, findings: Findings): void {
  for (const flag of requiredFlags) {
    if (values.has(flag.name)) continue;
    findings.error(flag.name, `is required; give --${flag.name} or set ${variablesOf(flag).join(' or ')}`);
  }
}

function readTiming(scalars: ScalarReader, { intervalMs }: MonitorSettings, isSigned: boolean): ZoneTiming {
  const ttlSeconds = scalars.number(
    'ttl',
    { min: 0, max: ttlSecondsMax, isWhole: true, noun: 'whole number of seconds' },
    undefined,
  );
  return deriveTiming(intervalMs / 1000, ttlSeconds, isSigned);
}

export function readLog(scalars: ScalarReader): LogSettings {
  return {
    level: scalars.word('log-level', logLevels, 'info'),
    format: scalars.word('log-format', logFormats, 'auto'),
  };
}

/** NSEC3 puts names of 32 characters directly below the apex: hashes in Base32 (RFC 5155 §3). */
const hashLabelOctets = 33;

function checkHashedNames(content: ZoneContent | undefined, findings: Findings): void {
  const octetsMax = nameOctetsMax - hashLabelOctets;
  for (const zone of content === undefined ? [] : [content.hostedZone, ...content.aliasZones]) {
    if (zone.length <= octetsMax) continue;
    const message = `"${printName(zone)}" takes ${zone.length} octets; at most ${octetsMax} leave room for the hashes of NSEC3`;
    findings.error('nsec3', message);
  }
}

/** Resolvers that are sent to a name server in the zone need its address from us. */
function checkNameServersInZone(
  nameServers: readonly Name[],
  hostedZone: Name,
  resolutions: readonly Resolution[],
  findings: Findings,
): void {
  const owned = new Set(resolutions.map(({ owner }) => completeName(owner, hostedZone)));
  for (const [index, host] of nameServers.entries()) {
    if (!isAtOrBelow(host, hostedZone) || owned.has(host)) continue;
    const relative = printName(host).slice(0, -printName(hostedZone).length - 1);
    findings.warnIfSound(
      `ns[${index}]`,
      `"${printName(host)}" is in the hosted zone but has no addresses; add "${relative || '@'}" to zone-resolutions`,
    );
  }
}
