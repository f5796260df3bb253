// What a master file says about its zone as a whole: name servers, SOA and serial, as far as the configuration leaves it to
// the file.

import type { Resolution } from '../../health/deciding/resolution.ts';
import { apexOwner, type Name, printName } from '../../wire/name.ts';
import { RecordType } from '../../wire/protocol.ts';
import type { MasterFile } from '../../zone/master-file/master-file.ts';
import type { ZoneTiming } from '../../zone/zone-timing.ts';
import type { Findings } from '../findings/finding.ts';
import type { ListedNameServer } from './check-targets.ts';

/** Each only if the file has it, and all but the serial only if `ns` is not given. */
export interface FileApex {
  readonly nameServers?: readonly [Name, ...Name[]];
  readonly nsTtlSeconds?: number;
  readonly primary?: Name;
  readonly mailbox?: Name;
  readonly soaTiming?: SoaTiming;
  /** Ours must be newer, or secondaries that have the zone from elsewhere would not take it from us. */
  readonly soaSerial?: number;
}

export type SoaTiming = Omit<ZoneTiming, 'addressTtlSeconds'>;

/** If it names no hosts, the SOA and NS records of the file count. */
export interface NameServerSetting {
  readonly path: string;
  readonly hosts: readonly Name[] | undefined;
}

/** A resolver that was told "no address" does not ask again for so long, although the outage has ended. */
const negativeTtlSecondsMax = 300;
/** Enough to recognise the list. */
const hostsShownMax = 3;

interface ApexSources {
  readonly path: string;
  readonly ns: NameServerSetting;
  readonly file: MasterFile;
  readonly resolutions: readonly Resolution[];
}

export function readApex(sources: ApexSources, findings: Findings): FileApex {
  const { ns, file } = sources;
  const { soa, nsTtlSeconds } = file;
  const serial = soa === undefined ? {} : { soaSerial: soa.serial };
  if (ns.hosts !== undefined) {
    warnOfOthers(sources, ns.hosts, findings);
    return serial;
  }
  checkNegativeTtl(sources, findings);
  const [first, ...others] = file.nameServers;
  return {
    ...serial,
    ...(first === undefined ? {} : { nameServers: [first, ...others] }),
    ...(nsTtlSeconds === undefined ? {} : { nsTtlSeconds }),
    ...(soa === undefined ? {} : { primary: soa.primary, mailbox: soa.mailbox, soaTiming: soaTimingOf(soa) }),
  };
}

type FileSoa = NonNullable<MasterFile['soa']>;

function soaTimingOf({
  ttlSeconds,
  refreshSeconds,
  retrySeconds,
  expireSeconds,
  minimumSeconds,
}: FileSoa): SoaTiming {
  return { apexTtlSeconds: ttlSeconds, refreshSeconds, retrySeconds, expireSeconds, minimumSeconds };
}

/** The name servers that count, each with where it is named. */
export function findNameServers(
  path: string,
  ns: NameServerSetting,
  file: MasterFile | undefined,
): ListedNameServer[] {
  if (ns.hosts !== undefined) return ns.hosts.map((host, index) => ({ host, path: `${ns.path}[${index}]` }));
  const place = file?.placeOf(apexOwner, RecordType.NS);
  const at = place === undefined ? { path } : { path, place };
  return (file?.nameServers ?? []).map((host) => ({ host, ...at }));
}

function warnOfOthers({ path, ns, file }: ApexSources, chosen: readonly Name[], findings: Findings): void {
  const { nameServers } = file;
  const isSame = nameServers.length === chosen.length && nameServers.every((host) => chosen.includes(host));
  if (isSame || nameServers.length === 0) return;
  const place = file.placeOf(apexOwner, RecordType.NS);
  const shown = nameServers.slice(0, hostsShownMax).map(printName).join(', ');
  const more = nameServers.length > hostsShownMax ? ', …' : '';
  findings.warnIfSound(
    path,
    `has other name servers (${shown}${more}) than "${ns.path}", which wins; make them the same, or leave "${ns.path}" out`,
    place,
  );
}

/** RFC 2308 §5: the lower one of the two counts. */
function checkNegativeTtl({ path, file, resolutions }: ApexSources, findings: Findings): void {
  if (file.soa === undefined) return;
  const { minimumSeconds, ttlSeconds, place } = file.soa;
  const seconds = Math.min(minimumSeconds, ttlSeconds);
  const empty = seconds <= negativeTtlSecondsMax ? undefined : resolutions.find(mayBeEmpty);
  if (empty === undefined) return;
  findings.warnIfSound(
    path,
    `has an SOA minimum of ${minimumSeconds} s: when all of "${empty.label}" was down, resolvers remember for ${seconds} s that it has no address; lower the minimum to ${negativeTtlSecondsMax} or less`,
    place,
  );
}

/** Whether the name has no address when all of its checks fail. */
function mayBeEmpty({ candidates, backups = [], healthyMin = 1, whenAllDown, madeOf }: Resolution): boolean {
  if (madeOf !== undefined || (whenAllDown !== undefined && whenAllDown.kind !== 'empty')) return false;
  const alwaysCount = candidates.filter(({ check }) => check === undefined).length;
  return alwaysCount < healthyMin && backups.every(({ check }) => check !== undefined);
}
