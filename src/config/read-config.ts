// Command line and environment -> Config, or everything that is wrong with them. A Config needs no further checks. Reads the
// files that `@path` names, and nothing else of the outside world.

import { resolve } from 'node:path';
import { logLevels } from '../base/logger.ts';
import { fail, type Result, succeed } from '../base/result.ts';
import type { FlapSettings } from '../health/doubting/flap-damper.ts';
import type { MonitorSettings } from '../health/watching/monitor.ts';
import { type LogSettings, logFormats } from '../logging/create-logger.ts';
import { type Name, nameOctetsMax, printName } from '../wire/name.ts';
import { deriveTiming, ttlSecondsMax, type ZoneTiming } from '../zone/zone-timing.ts';
import { type Finding, Findings } from './findings/finding.ts';
import { checkNameCount } from './names/check-name-count.ts';
import { readAllDownFlag } from './names/read-all-down.ts';
import type { NameDefaults } from './names/read-entry.ts';
import { readResolutions } from './names/read-resolutions.ts';
import { type Names, noNames } from './names/written-names.ts';
import { applySoaTiming } from './records/apply-soa-timing.ts';
import { readZoneRecords, type ZoneRecords } from './records/read-zone-records.ts';
import { readHealth } from './settings/read-health.ts';
import { type Listen, readListen, readUdp, type UdpSettings } from './settings/read-listen.ts';
import { type RuntimeDirectory, readRuntimeDirectory } from './settings/read-runtime-directory.ts';
import { findConfigFile } from './sources/config-file.ts';
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
  /** That of the zone elsewhere; ours are newer. */
  readonly soaSerial?: number;
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
  const given = gatherValues(commandLine, environment, findings, findConfigFile(commandLine, environment));
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
  const read = lacksZone ? undefined : readContent(values, defaults, findings);
  const content = read?.content;
  if (signing?.kind === 'nsec3') checkHashedNames(content, findings);
  const listen = readListen(scalars);
  const udp = readUdp(scalars, findings);
  const log = readLog(scalars);
  scalars.isOn('strict-start');
  if (findings.hasErrors || (content === undefined && !lacksZone)) return fail(findings.all);
  return succeed({
    zones:
      read === undefined
        ? []
        : [
            {
              content: read.content,
              timing: applySoaTiming(timing, read.soaTiming, signing !== undefined),
              signing,
            },
          ],
    health,
    flapping,
    listen,
    udp,
    log,
    runtimeDirectory,
    values: withoutOrigins(values),
    warnings: findings.all,
  });
}

/** Where values stood is of no use any more, and would keep whole files in memory. */
function withoutOrigins(values: RawValues): RawValues {
  return new Map([...values].map(([name, { origin: _, ...raw }]) => [name, raw]));
}

interface ReadContent extends Pick<ZoneRecords, 'soaTiming'> {
  readonly content: ZoneContent;
}

function readContent(values: RawValues, defaults: NameDefaults, findings: Findings): ReadContent | undefined {
  reportMissing(values, findings);
  const { hostedZone, aliasZones } = readZoneNames(values, findings);
  const nsJson = readStructured(values, 'ns', '["ns1.example.com", "ns2.example.com"]', findings);
  const given = nsJson === undefined ? undefined : readNameServers(nsJson, hostedZone, findings);
  const resolutionsJson = readStructured(values, 'zone-resolutions', '{"www": ["192.0.2.1"]}', findings);
  const zones = new ZoneSet(hostedZone, aliasZones);
  const written =
    resolutionsJson === undefined ? noNames : readResolutions(resolutionsJson, zones, defaults, findings);
  const { names, soaTiming, ...ofFile } = readZoneRecords(
    {
      path: 'records',
      ns: { path: 'ns', hosts: given },
      zones,
      masterFile: hostedZone === undefined ? undefined : findMasterFile(values),
      names: written,
    },
    findings,
  );
  checkNameCount(names, zones.size, findings);
  const nameServers = given ?? ofFile.nameServers;
  if (nameServers === undefined && !values.has('ns') && values.has('records') && !findings.hasErrors)
    findings.error('records', 'has no NS records of the zone; add them, or give --ns');
  if (hostedZone === undefined || nameServers === undefined) return undefined;
  const content = { hostedZone, aliasZones, ...names, ...ofFile, nameServers };
  return { content, ...(soaTiming === undefined ? {} : { soaTiming }) };
}

/** Other flags that take a file take it behind an `@`. */
function findMasterFile(values: RawValues): string | undefined {
  const text = values.get('records')?.texts[0];
  return text === undefined ? undefined : resolve(text.trim().replace(/^@/, ''));
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
    // A master file may hold all that these would say.
    if (values.has(flag.name) || (flag.name !== 'hosted-zone' && values.has('records'))) continue;
    findings.error(flag.name, `is required; give --${flag.name} or set ${variablesOf(flag).join(' or ')}`);
  }
}

function readTiming(scalars: ScalarReader, { intervalMs }: MonitorSettings, isSigned: boolean): ZoneTiming {
  const ttlSeconds = scalars.duration(
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
