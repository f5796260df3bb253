// The data of SVCB and HTTPS records (RFC 9460 §2.2): fields <-> octets. Refuses to know how people write parameters.

import { type ByteString, joinBytes, sliceBytes, uint8, uint16, uint16At } from '../base/byte-string.ts';
import { invariant } from '../base/invariant.ts';
import type { Name } from './name.ts';
import { endOfName, joinRdata, nameAt, type Rdata } from './rdata.ts';

/** RFC 9460 §14.3.2, RFC 9461 §5 */
export const ServiceParameter = {
  MANDATORY: 0,
  ALPN: 1,
  NO_DEFAULT_ALPN: 2,
  PORT: 3,
  IPV4HINT: 4,
  ECH: 5,
  IPV6HINT: 6,
  DOHPATH: 7,
} as const;

/** Values in wire form, by key. */
export type ServiceParameters = ReadonlyMap<number, ByteString>;

export interface SvcbFields {
  /** 0: an alias, whose parameters nobody heeds (RFC 9460 §2.4.2). */
  readonly priority: number;
  /** The root means the owner itself; in an alias, that there is no such service (RFC 9460 §2.5). */
  readonly target: Name;
  readonly parameters: ServiceParameters;
}

export function svcbRdata({ priority, target, parameters }: SvcbFields): Rdata {
  return joinRdata(uint16(priority), target, writeServiceParameters(parameters));
}

/** Of data that one of our writers or parsers made. */
export function readSvcb(rdata: Rdata): SvcbFields {
  const parameters = readServiceParameters(sliceBytes(rdata, endOfName(rdata, 2)));
  invariant(parameters !== undefined, 'stored data has sound parameters');
  return { priority: uint16At(rdata, 0), target: nameAt(rdata, 2), parameters };
}

/** Keys in ascending order, each once (RFC 9460 §2.2). */
export function writeServiceParameters(parameters: ServiceParameters): ByteString {
  const sorted = [...parameters].sort(([a], [b]) => a - b);
  return joinBytes(...sorted.flatMap(([key, value]) => [uint16(key), uint16(value.length), value]));
}

/** Nothing when a parameter is cut short, or does not have a higher key than the one before. */
export function readServiceParameters(octets: ByteString): ServiceParameters | undefined {
  const parameters = new Map<number, ByteString>();
  let previous = -1;
  for (let at = 0; at < octets.length; ) {
    const key = uint16At(octets, at);
    const end = at + 4 + uint16At(octets, at + 2);
    if (at + 4 > octets.length || end > octets.length || key <= previous) return undefined;
    parameters.set(key, sliceBytes(octets, at + 4, end));
    previous = key;
    at = end;
  }
  return parameters;
}

/** RFC 9460 §7.1.1: protocols of 1 to 255 octets. */
export function alpnValue(protocols: readonly ByteString[]): ByteString {
  invariant(protocols.length > 0, 'a list of protocols has at least one');
  return joinBytes(...protocols.flatMap((protocol) => [uint8(protocol.length), protocol]));
}
