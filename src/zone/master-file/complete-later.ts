// Record data with names relative to the zone -> a function of the zone's name. Refuses to know where names are in the data of
// any type: it looks where the data under the root differs.

import { type ByteString, sliceBytes } from '../../base/byte-string.ts';
import type { Name } from '../../wire/name.ts';
import { joinRdata, type Rdata } from '../../wire/rdata.ts';

/**
 * From the data as it is in a zone that is not the root, and as it would be in the root:
 *
 *     in example.org   00 0a │ 4 mail │ 7 example 3 org 0
 *     in the root      00 0a │ 4 mail │ 0
 */
export function completeLater(inZone: Rdata, inRoot: Rdata, apex: Name): (apex: Name) => Rdata {
  const parts: ByteString[] = [];
  let start = 0;
  let rootAt = 0;
  for (let at = 0; at < inZone.length; ) {
    if (inZone[at] === inRoot[rootAt]) {
      at++;
      rootAt++;
      continue;
    }
    // The first label of the zone instead of the root's zero octet.
    parts.push(sliceBytes(inZone, start, at));
    at += apex.length;
    rootAt++;
    start = at;
  }
  parts.push(sliceBytes(inZone, start));
  return (other) => joinRdata(parts.join(other) as ByteString);
}
