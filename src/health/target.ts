// A target: what is probed, where and how, and what is expected of it. Names that need the same share one target, by key.

import { type Endpoint, printEndpoint } from '../wire/endpoint.ts';
import type { IpAddress } from '../wire/ip-address.ts';

/** What a target has of its own; what is absent is as for all targets. */
export interface Pace {
  readonly intervalMs?: number;
  readonly timeoutMs?: number;
  readonly rise?: number;
  readonly fall?: number;
}

export interface TlsExpectation {
  /** Whether the certificate must be trusted and be for the right name. */
  readonly verify: boolean;
  /** The name that is asked for and that the certificate must be for; absent: the Host, or else the address. */
  readonly servername?: string;
  /** How long the certificate must still be valid. */
  readonly minDays?: number;
}

export const httpMethods = ['GET', 'HEAD', 'OPTIONS'] as const;

export interface HttpExpectation {
  readonly method: (typeof httpMethods)[number];
  readonly path: string;
  /** What the Host header says; absent: address and port. */
  readonly host?: string;
  /** Sorted, and with gaps between them, so that what is equal looks equal. */
  readonly expect: readonly StatusRange[];
  /** What must occur in the body. */
  readonly body?: string;
}

/** The first and the last code of it. */
export type StatusRange = readonly [first: number, last: number];

/** The kind of check and what only it has. */
export type Probing =
  | { readonly kind: 'tcp' }
  | { readonly kind: 'tls'; readonly tls: TlsExpectation }
  | { readonly kind: 'http'; readonly http: HttpExpectation }
  | { readonly kind: 'https'; readonly http: HttpExpectation; readonly tls: TlsExpectation };

export type Target = Probing &
  Endpoint & {
    /** The address of this machine to probe from; absent: the kernel chooses. */
    readonly source?: IpAddress;
    readonly pace?: Pace;
    /**
     * Equal for equal targets, and what logs and people call it: `tcp 192.0.2.1:8080`, `tcp [2001:db8::1]:8080`. Verdicts
     * are remembered by it, so what one says today it must say tomorrow: a setting that is as usual is not in it.
     */
    readonly key: string;
  };

/** A target but for the address, which every candidate of a name puts in. */
export type ProbePlan = Probing & {
  readonly port: number;
  readonly pace?: Pace;
  /** Probed instead of the address that is published. */
  readonly address?: IpAddress;
  /** At most one of each family. */
  readonly sources?: readonly IpAddress[];
};

export const usualPath = '/';
export const usualMethod = 'GET';
/** Whoever redirects is alive. */
export const usualExpect: readonly StatusRange[] = [[200, 399]];

export function tcpTarget(address: IpAddress, port: number): Target {
  return targetFor({ kind: 'tcp', port }, address);
}

export function targetFor(plan: ProbePlan, published: IpAddress): Target {
  const { address: instead, sources, ...own } = plan;
  const address = instead ?? published;
  const source = sources?.find(({ family }) => family === address.family);
  const unnamed = { ...own, address, ...(source === undefined ? {} : { source }) };
  return { ...unnamed, key: printKey(unnamed) };
}

function printKey(target: DistributiveOmit<Target, 'key'>): string {
  const settings: [name: string, value: string | number | undefined][] = [];
  if (target.kind === 'http' || target.kind === 'https') settings.push(...httpSettings(target.http));
  if (target.kind === 'tls' || target.kind === 'https') settings.push(...tlsSettings(target.tls));
  settings.push(['source', target.source?.text], ...paceSettings(target.pace ?? {}));
  const words = settings
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => `${name}=${value}`);
  return [target.kind, printEndpoint(target), ...words].join(' ');
}

type DistributiveOmit<Whole, Key extends PropertyKey> = Whole extends unknown ? Omit<Whole, Key> : never;
type Settings = [name: string, value: string | number | undefined][];

/** Only the body may contain spaces, and it is quoted: no two targets have the same words. */
function httpSettings({ method, path, host, expect, body }: HttpExpectation): Settings {
  const expected = printStatusRanges(expect);
  return [
    ['path', path === usualPath ? undefined : path],
    ['method', method === usualMethod ? undefined : method],
    ['host', host],
    ['expect', expected === printStatusRanges(usualExpect) ? undefined : expected],
    ['body', body === undefined ? undefined : JSON.stringify(body)],
  ];
}

function tlsSettings({ verify, servername, minDays }: TlsExpectation): Settings {
  return [
    ['verify', verify ? undefined : 'no'],
    ['servername', servername],
    ['min_days', minDays],
  ];
}

function paceSettings({ intervalMs, timeoutMs, rise, fall }: Pace): Settings {
  const seconds = (ms: number | undefined) => (ms === undefined ? undefined : ms / 1000);
  return [
    ['interval', seconds(intervalMs)],
    ['timeout', seconds(timeoutMs)],
    ['rise', rise],
    ['fall', fall],
  ];
}

/** `200-299,304` */
export function printStatusRanges(ranges: readonly StatusRange[]): string {
  return ranges.map(([first, last]) => (first === last ? `${first}` : `${first}-${last}`)).join(',');
}
