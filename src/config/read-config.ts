// Command line and environment -> Config, or everything that is wrong with them. A Config needs no further checks. Reads the
// files that `@path` names and master files, and nothing else of the outside world.

import { logLevels } from '../base/logger.ts';
import { fail, type Result, succeed } from '../base/result.ts';
import type { FlapSettings } from '../health/doubting/flap-damper.ts';
import type { MonitorSettings } from '../health/watching/monitor.ts';
import { type LogSettings, logFormats } from '../logging/create-logger.ts';
import type { Endpoint } from '../wire/endpoint.ts';
import type { IpPrefix } from '../wire/ip-prefix.ts';
import type { Name } from '../wire/name.ts';
import { FileDigests } from '../zone/master-file/file-digests.ts';
import { type FileSource, filesOnDisk } from '../zone/master-file/file-source.ts';
import { type Finding, Findings } from './findings/finding.ts';
import { printPath } from './findings/print-path.ts';
import { checkHosts } from './names/check-hosts.ts';
import { type CookieSettings, readCookies } from './settings/read-cookies.ts';
import { readFrontEnds } from './settings/read-front-ends.ts';
import { readHealth } from './settings/read-health.ts';
import { type Listen, readListen, readUdp, type UdpSettings } from './settings/read-listen.ts';
import { type ReplyLimitSettings, readReplyLimit } from './settings/read-reply-limit.ts';
import { readResolvers } from './settings/read-resolvers.ts';
import { type RuntimeDirectory, readRuntimeDirectory } from './settings/read-runtime-directory.ts';
import { readServerIdentity, type ServerIdentity } from './settings/read-server-identity.ts';
import { readShown, type ShownSettings } from './settings/read-shown.ts';
import { readTls, type TlsPlan } from './settings/read-tls.ts';
import { findConfigFile } from './sources/config-file.ts';
import { zoneNamingFlags } from './sources/flags.ts';
import { gatherValues } from './sources/gather-values.ts';
import type { CommandLine, Environment, RawValues } from './sources/raw-value.ts';
import { readPaths } from './sources/read-paths.ts';
import { ScalarReader } from './sources/read-scalars.ts';
import { resolveFiles } from './sources/resolve-files.ts';
import { type KeyUse, KeyUses } from './zones/key-uses.ts';
import { readCatalog } from './zones/read-catalog.ts';
import { readDefaultSharing } from './zones/read-sharing.ts';
import { readDefaultKeys, readDefaultSettings } from './zones/read-zone-settings.ts';
import { readZones } from './zones/read-zones.ts';
import { noTransfers, type TransferSettings } from './zones/transfer-settings.ts';
import type { ZoneConfig } from './zones/zone-config.ts';

export interface Config extends ShownSettings {
  /** Empty while nobody has named a zone: every query is refused. */
  readonly zones: readonly ZoneConfig[];
  readonly health: MonitorSettings;
  readonly flapping: FlapSettings;
  readonly listen: Listen;
  readonly cookies: CookieSettings;
  /** Absent: no DNS over TLS. */
  readonly tls?: TlsPlan;
  /** Files with keys that sign messages. */
  readonly tsigKeyFiles: readonly string[];
  /** Of zones that say nothing else, and of the catalog. */
  readonly transfer?: TransferSettings;
  /** A zone that lists all others, for secondaries to configure themselves from (RFC 9432). */
  readonly catalog?: Name;
  /** Which keys the settings name. */
  readonly keyUses: readonly KeyUse[];
  /** Whom to ask for the addresses of hosts; empty: the resolvers of this machine. */
  readonly resolvers: readonly Endpoint[];
  readonly udp: UdpSettings;
  /** Of replies over UDP; absent: none. */
  readonly replyLimit?: ReplyLimitSettings;
  /** What to tell about this server. */
  readonly identity: ServerIdentity;
  /** Who says by the PROXY protocol for whom it asks. */
  readonly frontEnds: readonly IpPrefix[];
  readonly log: LogSettings;
  readonly runtimeDirectory: RuntimeDirectory;
  /** What all of this was read from, with the contents of files: reading it again makes the same Config. */
  readonly values: RawValues;
  /** The digests of the master files that were read, by path. */
  readonly masterFiles: ReadonlyMap<string, string>;
  /** Odd, but no reason not to serve. */
  readonly warnings: readonly Finding[];
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
  const files = filesOnDisk;
  return readValues(resolveFiles(given, findings), { runtimeDirectory, files, mayLackZone, findings });
}

/** From the values and the master files of an earlier configuration, but with the runtime directory of this run. */
export function readConfigAgain(
  { values, masterFiles: files }: { readonly values: RawValues; readonly masterFiles: FileSource },
  runtimeDirectory: RuntimeDirectory,
): Result<Config, readonly Finding[]> {
  const findings = new Findings();
  return readValues(values, { runtimeDirectory, files, mayLackZone: false, findings });
}

function readValues(
  values: RawValues,
  {
    runtimeDirectory,
    files,
    mayLackZone,
    findings,
  }: {
    readonly runtimeDirectory: RuntimeDirectory;
    readonly files: FileSource;
    readonly mayLackZone: boolean;
    readonly findings: Findings;
  },
): Result<Config, readonly Finding[]> {
  const scalars = new ScalarReader(values, findings);
  const lacksZone = mayLackZone && !zoneNamingFlags.some(({ name }) => values.has(name));
  const keys = readDefaultKeys(values, scalars, findings);
  const { monitor: health, flapping } = readHealth(values, scalars, findings);
  const settings = readDefaultSettings(values, scalars, health, findings);
  const masterFiles = new FileDigests(files);
  const listen = readListen(scalars);
  const sharingContext = { listen, keyUses: new KeyUses(), findings };
  const sharing = readDefaultSharing(values, sharingContext);
  const zones = lacksZone
    ? []
    : readZones({ values, settings, keys, pace: health, masterFiles, sharing, sharingContext }, findings);
  const catalog = readCatalog(values, zones ?? [], sharing.transfer ?? noTransfers, findings);
  checkHosts(
    (zones ?? []).map(({ content, path }) => ({
      content,
      path: path === undefined ? 'zone-resolutions' : printPath(path, 'names'),
    })),
    findings,
  );
  const resolvers = readResolvers(values, listen, findings);
  const udp = readUdp(scalars, findings);
  const cookies = readCookies(values, scalars);
  const replyLimit = readReplyLimit(values, scalars, findings);
  const identity = readServerIdentity(values, findings);
  const frontEnds = readFrontEnds(values, findings);
  const tls = readTls(values, scalars, listen, findings);
  const shown = readShown(values, scalars, listen, findings);
  const log = readLog(scalars);
  scalars.isOn('strict-start');
  if (findings.hasErrors || zones === undefined) return fail(findings.all);
  return succeed({
    zones,
    health,
    flapping,
    listen,
    cookies,
    ...(tls && { tls }),
    tsigKeyFiles: readPaths(values, 'tsig-key-file'),
    ...(catalog && { catalog }),
    ...(sharing.transfer && { transfer: sharing.transfer }),
    keyUses: sharingContext.keyUses.list(findings),
    resolvers,
    udp,
    ...(replyLimit && { replyLimit }),
    identity,
    frontEnds,
    ...shown,
    log,
    runtimeDirectory,
    values: withoutOrigins(values),
    masterFiles: masterFiles.byPath,
    warnings: findings.all,
  });
}

/** Where values stood is of no use any more, and would keep whole files in memory. */
function withoutOrigins(values: RawValues): RawValues {
  return new Map([...values].map(([name, { origin: _, ...raw }]) => [name, raw]));
}

export function readLog(scalars: ScalarReader): LogSettings {
  return {
    level: scalars.word('log-level', logLevels, 'info'),
    format: scalars.word('log-format', logFormats, 'auto'),
  };
}
