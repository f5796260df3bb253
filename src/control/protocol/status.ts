// What `GET /v1/status` answers. Refuses to know how a status is made.

import { boolean, list, number, object, optional, type Reader, text, word } from '../../base/value-reader.ts';
import type { Finding } from '../../config/findings/finding.ts';
import type { Verdict } from '../../health/step-state.ts';
import { readFinding } from './finding.ts';
import { type NotificationsStatus, readNotifications } from './notifications.ts';
import { type OverrideStatus, readOverrideStatus } from './overrides.ts';
import { type QueryLogStatus, readQueryLogStatus } from './query-log.ts';
import { type ReplyLimitStatus, readReplyLimitStatus } from './reply-limit.ts';
import { readSecondaries, type SecondariesStatus } from './secondaries.ts';
import { readTlsStatus, type TlsStatus } from './tls.ts';
import { readUpdatesStatus, type UpdatesStatus } from './updates.ts';
import { readWindowStatus, type WindowStatus } from './window.ts';

export interface Status {
  readonly version: string;
  readonly pid: number;
  readonly startedSeconds: number;
  /** Present while the last good configuration is served because the current one has errors. */
  readonly lastGood?: LastGoodStatus;
  /** All that are served, aliases too. */
  readonly zones: readonly string[];
  /** The same with what each says of itself; absent in what older daemons answer. */
  readonly hostedZones?: readonly HostedZoneStatus[];
  /** The newest of all zones. */
  readonly serial: number | undefined;
  readonly endpoints: readonly string[];
  /** Absent without DNS over TLS. */
  readonly tls?: TlsStatus | undefined;
  readonly udp: { readonly engine: 'batch' | 'dgram'; readonly workers: number };
  readonly targets: {
    readonly total: number;
    /** A forced verdict overrules the probes. */
    readonly up: number;
    readonly forcedUp: number;
    readonly forcedDown: number;
    readonly list: readonly TargetStatus[];
  };
  readonly names: {
    readonly total: number;
    /** Checked names that currently have no address. */
    readonly empty: readonly string[];
    /** Names whose addresses are all down but that their policy answers with addresses anyway. */
    readonly onPolicy: readonly string[];
    /** Names answered with their backups. */
    readonly onBackup: readonly string[];
    /** Services (SRV) none of whose hosts has an address. */
    readonly emptyServices: readonly string[];
  };
  /** Backends given by host name; absent if there are none. */
  readonly hosts?: readonly HostStatus[];
  readonly network: NetworkStatus;
  /** Servers that follow our zones; absent if there are none. */
  readonly secondaries?: SecondariesStatus | undefined;
  /** Those who are told of news; absent if there are none. */
  readonly notifications?: NotificationsStatus | undefined;
  /** Everything drained or forced by hand. */
  readonly overrides: readonly OverrideStatus[];
  /** Present when updates may be made or were. */
  readonly updates?: UpdatesStatus;
  readonly queries: {
    readonly udp: number;
    readonly tcp: number;
    readonly dropped: number;
    readonly truncated: number;
    /** Absent in what older daemons answer. */
    readonly cookies?: CookieStatus | undefined;
  };
  /** Present where front ends are named: datagrams and connections by the PROXY protocol, and those without a good header. */
  readonly frontEnds?: { readonly proxied: number; readonly refused: number };
  /** Absent in what older daemons answer. */
  readonly replyLimit?: ReplyLimitStatus | undefined;
  /** Absent while queries are not logged. */
  readonly queryLog?: QueryLogStatus | undefined;
  /** Page, metrics, history and notifications; absent in what older daemons answer. */
  readonly window?: WindowStatus | undefined;
  /** Present while the limit on open files is below what the configuration wants. */
  readonly descriptors?: DescriptorStatus;
}

/** Queries with a cookie (RFC 7873), by what it was worth. */
export interface CookieStatus {
  readonly valid: number;
  /** Of nobody, or too old. */
  readonly invalid: number;
  /** The client's part alone: it asks here for the first time. */
  readonly new: number;
  /** Told to come back with a valid one (BADCOOKIE). */
  readonly required: number;
}

/** A zone with its aliases, which have the same records. */
export interface HostedZoneStatus {
  readonly zone: string;
  readonly aliases: readonly string[];
  readonly serial: number;
  readonly signed: boolean;
  /** With records, or configured to have some; of a catalog: the zones that it lists. */
  readonly names: number;
  /** It lists the other zones for secondaries. */
  readonly catalog?: boolean | undefined;
  /** Since when it has its serial; absent in what older daemons answer. */
  readonly serialSinceSeconds?: number | undefined;
  /** Present where it is signed. */
  readonly dnssec?: DnssecStatus | undefined;
}

export interface DnssecStatus {
  /** How it is shown that something does not exist. */
  readonly denial: 'nsec' | 'nsec3';
  readonly keys: readonly { readonly tag: number; readonly algorithm: number }[];
  /** Of all signatures, the first to expire; absent until that is known, a minute or so after a start. */
  readonly signaturesEndSeconds?: number | undefined;
}

export interface HostStatus {
  readonly host: string;
  /** Those in use, which stay while lookups fail. */
  readonly addresses: readonly string[];
  /** Since when it has these; absent before the first answer. */
  readonly sinceSeconds?: number | undefined;
  /** Absent while it is being looked up. */
  readonly nextLookupInMs?: number | undefined;
  /** Present while lookups fail, or find no address. */
  readonly problem?: { readonly reason: string; readonly sinceSeconds: number } | undefined;
  readonly names: readonly string[];
}

export interface DescriptorStatus {
  readonly limit: number;
  readonly wanted: number;
  /** Probes at a time. */
  readonly probesMax: number;
  readonly tcpConnectionsMax: number;
  readonly message: string;
}

export interface LastGoodStatus {
  readonly keptAtSeconds: number;
  readonly errorCount: number;
  /** The first findings about the configuration that was rejected. */
  readonly findings: readonly Finding[];
}

export interface NetworkStatus {
  /** Present while our own network is suspect and verdicts are frozen. */
  readonly suspect?: typeof suspectNetwork;
  /** Present with `suspect`. */
  readonly sinceSeconds?: number;
  readonly anchors: readonly AnchorStatus[];
}

export interface AnchorStatus {
  readonly anchor: string;
  /** Absent before the first probe. */
  readonly isUp?: boolean;
  readonly reason?: string;
}

export const suspectNetwork = 'own network';

/** What probes found about a target. */
export interface ProbeStatus {
  readonly target: string;
  readonly state: Verdict;
  readonly sinceSeconds: number | undefined;
  /** Outcome of the last probe. */
  readonly reason: string | undefined;
  /** Absent while a probe is running. */
  readonly nextProbeInMs: number | undefined;
  /** Present while the target is held down for flapping. */
  readonly held?: HoldStatus | undefined;
}

export interface TargetStatus extends ProbeStatus {
  readonly names: readonly string[];
  /** `drained`, `forced up` or `forced down`: overrules the state. */
  readonly override?: string | undefined;
}

export interface HoldStatus {
  readonly sinceSeconds: number;
  /** Unless the target changes state again. */
  readonly endsInMs: number;
}

export const readVerdict = word<Verdict>(['up', 'down', 'unknown']);

export const probeFields = {
  target: text,
  state: readVerdict,
  sinceSeconds: optional(number),
  reason: optional(text),
  nextProbeInMs: optional(number),
  held: optional(object<HoldStatus>({ sinceSeconds: number, endsInMs: number })),
};

export const readSuspect = word([suspectNetwork]);

export const readNetwork = object<NetworkStatus>({
  suspect: optional(readSuspect),
  sinceSeconds: optional(number),
  anchors: list(object<AnchorStatus>({ anchor: text, isUp: optional(boolean), reason: optional(text) })),
});

export const readHost = object<HostStatus>({
  host: text,
  addresses: list(text),
  sinceSeconds: optional(number),
  nextLookupInMs: optional(number),
  problem: optional(object<NonNullable<HostStatus['problem']>>({ reason: text, sinceSeconds: number })),
  names: list(text),
});

export const readHostedZone = object<HostedZoneStatus>({
  zone: text,
  aliases: list(text),
  serial: number,
  signed: boolean,
  names: number,
  catalog: optional(boolean),
  serialSinceSeconds: optional(number),
  dnssec: optional(
    object<DnssecStatus>({
      denial: word(['nsec', 'nsec3'] as const),
      keys: list(object<DnssecStatus['keys'][number]>({ tag: number, algorithm: number })),
      signaturesEndSeconds: optional(number),
    }),
  ),
});

export const readStatus: Reader<Status> = object<Status>({
  version: text,
  pid: number,
  startedSeconds: number,
  lastGood: optional(
    object<LastGoodStatus>({ keptAtSeconds: number, errorCount: number, findings: list(readFinding) }),
  ),
  zones: list(text),
  hostedZones: optional(list(readHostedZone)),
  serial: optional(number),
  endpoints: list(text),
  tls: optional(readTlsStatus),
  udp: object<Status['udp']>({ engine: word(['batch', 'dgram']), workers: number }),
  targets: object<Status['targets']>({
    total: number,
    up: number,
    forcedUp: number,
    forcedDown: number,
    list: list(object<TargetStatus>({ ...probeFields, names: list(text), override: optional(text) })),
  }),
  names: object<Status['names']>({
    total: number,
    empty: list(text),
    onPolicy: list(text),
    onBackup: list(text),
    emptyServices: list(text),
  }),
  hosts: optional(list(readHost)),
  network: readNetwork,
  secondaries: optional(readSecondaries),
  notifications: optional(readNotifications),
  overrides: list(readOverrideStatus),
  updates: optional(readUpdatesStatus),
  queries: object<Status['queries']>({
    udp: number,
    tcp: number,
    dropped: number,
    truncated: number,
    cookies: optional(
      object<CookieStatus>({ valid: number, invalid: number, new: number, required: number }),
    ),
  }),
  frontEnds: optional(object<NonNullable<Status['frontEnds']>>({ proxied: number, refused: number })),
  replyLimit: optional(readReplyLimitStatus),
  queryLog: optional(readQueryLogStatus),
  window: optional(readWindowStatus),
  descriptors: optional(
    object<DescriptorStatus>({
      limit: number,
      wanted: number,
      probesMax: number,
      tcpConnectionsMax: number,
      message: text,
    }),
  ),
});
