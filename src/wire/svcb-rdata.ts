// Data of SVCB and HTTPS records (RFC 9460 §2.2): values -> bytes.

import { type ByteString, uint8, uint16 } from '../base/byte-string.ts';
import { invariant } from '../base/invariant.ts';
import type { Name } from './name.ts';
import { joinRdata, type Rdata } from './rdata.ts';

/** RFC 9460 §14.3.2 */
export const ServiceParameter = {
  MANDATORY: 0,
  ALPN: 1,
  NO_DEFAULT_ALPN: 2,
  PORT: 3,
  IPV4HINT: 4,
  ECH: 5,
  IPV6HINT: 6,
} as const;

/** Values in wire form, by key. */
export type ServiceParameters = ReadonlyMap<number, ByteString>;

export interface SvcbFields {
  /** 0: an alias, which has no parameters. */
  readonly priority: number;
  /** The root means the owner itself. */
  readonly target: Name;
  readonly parameters: ServiceParameters;
}

/** Keys in ascending order, each once (RFC 9460 §2.2). */
export function svcbRdata({ priority, target, parameters }: SvcbFields): Rdata {
  const sorted = [...parameters].sort(([a], [b]) => a - b);
  return joinRdata(
    uint16(priority),
    target,
    ...sorted.flatMap(([key, value]) => [uint16(key), uint16(value.length), value]),
  );
}

/** RFC 9460 §7.1.1 */
export function alpnValue(protocols: readonly ByteString[]): ByteString {
  invariant(protocols.length > 0, 'a list of protocols has at least one');
  return protocols.flatMap((protocol) => [uint8(protocol.length), protocol]).join('') as ByteString;
}
