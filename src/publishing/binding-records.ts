// Service bindings with their hints -> SVCB and HTTPS records (RFC 9460). Refuses to know why these are the hints.

import { type ByteString, joinBytes } from '../base/byte-string.ts';
import type { ServiceBinding } from '../config/names/service-binding.ts';
import { nameOf } from '../health/deciding/service.ts';
import type { IpAddress } from '../wire/ip-address.ts';
import { type Name, rootName } from '../wire/name.ts';
import { addressRdata } from '../wire/rdata.ts';
import { makeRRset, type RRset } from '../wire/rrset.ts';
import { ServiceParameter, svcbRdata } from '../wire/svcb-rdata.ts';

export interface HintedBinding extends ServiceBinding {
  readonly hints: readonly IpAddress[];
}

/**
 * Bindings of the same owner and type. Without hints a record stays: clients ask for the addresses of its target, and learn
 * from that answer that there is none.
 */
export function bindingsRRset(
  bindings: readonly HintedBinding[],
  apex: Name,
  zoneTtlSeconds: number,
): RRset | undefined {
  const [first] = bindings;
  if (first === undefined) return undefined;
  const rdatas = bindings.flatMap(({ priority, target, parameters, hints }) => {
    const name = target === undefined ? rootName : nameOf(target, apex);
    if (name === undefined) return [];
    return [
      svcbRdata({ priority, target: name, parameters: new Map([...parameters, ...hintParameters(hints)]) }),
    ];
  });
  const { type, ttlSeconds = zoneTtlSeconds } = first;
  return rdatas.length === 0 ? undefined : makeRRset(type, ttlSeconds, rdatas);
}

/** RFC 9460 §7.3; a hint has at least one address. */
function hintParameters(hints: readonly IpAddress[]): [number, ByteString][] {
  const ofFamily = (family: 4 | 6) =>
    joinBytes(
      ...hints
        .filter((address) => address.family === family)
        .map(addressRdata)
        .sort(),
    );
  const values: [number, ByteString][] = [
    [ServiceParameter.IPV4HINT, ofFamily(4)],
    [ServiceParameter.IPV6HINT, ofFamily(6)],
  ];
  return values.filter(([, octets]) => octets.length > 0);
}
