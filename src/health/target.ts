// A target: what to probe, where and how, and what to expect. Names that need the same share one target, by key.

import { type Endpoint, printEndpoint } from '../wire/endpoint.ts';
import type { IpAddress } from '../wire/ip-address.ts';

/** What a target overrides; the rest is as for all targets. */
export interface Pace {
  readonly intervalMs?: number;
  readonly timeoutMs?: number;
  readonly rise?: number;
  readonly fall?: number;
}

export interface TlsExpectation {
  /** Whether the certificate must be trusted and for the right name. */
  readonly verify: boolean;
  /** The name to ask for, which the certificate must match; absent: the Host, or else the address. */
  readonly servername?: string;
  /** For how many days the certificate must still be valid. */
  readonly minDays?: number;
}

export const httpMethods = ['GET', 'HEAD', 'OPTIONS'] as const;

export interface HttpExpectation {
  readonly method: (typeof httpMethods)[number];
  readonly path: string;
  /** The Host header; absent: address and port. */
  readonly host?: string;
  /** Sorted and disjoint, so that equal lists look equal. */
  readonly expect: readonly StatusRange[];
  /** Text that the body must contain. */
  readonly body?: string;
}

export type StatusRange = readonly [first: number, last: number];

/** The kind of check, with the settings that only it has. */
export type Probing =
  | { readonly kind: 'tcp' }
  | { readonly kind: 'tls'; readonly tls: TlsExpectation }
  | { readonly kind: 'http'; readonly http: HttpExpectation }
  | { readonly kind: 'https'; readonly http: HttpExpectation; readonly tls: TlsExpectation };

export type Target = Probing &
  Endpoint & {
    /** The address on this machine to probe from; absent: the kernel chooses. */
    readonly source?: IpAddress;
    readonly pace?: Pace;
    /**
     * Equal for equal targets, and its name in logs: `tcp 192.0.2.1:8080`, `tcp [2001:db8::1]:8080`. Verdicts are remembered by
     * it across versions: settings at their defaults are left out, so that a new setting changes no key.
     */
    readonly key: string;
  };

/** A target without its address, which each candidate of a name fills in. */
export type ProbePlan = Probing & {
  readonly port: number;
  readonly pace?: Pace;
  /** Probed instead of the published address. */
  readonly address?: IpAddress;
  /** At most one of each family. */
  readonly sources?: readonly IpAddress[];
};

export const defaultPath = '/';
export const defaultMethod = 'GET';
/** A backend that redirects is alive. */
export const defaultExpect: readonly StatusRange[] = [[200, 399]];

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

/** Only the body may contain spaces, and it is quoted: no two different targets have the same key. */
function httpSettings({ method, path, host, expect, body }: HttpExpectation): Settings {
  const expected = printStatusRanges(expect);
  return [
    ['path', path === defaultPath ? undefined : path],
    ['method', method === defaultMethod ? undefined : method],
    ['host', host],
    ['expect', expected === printStatusRanges(defaultExpect) ? undefined : expected],
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
