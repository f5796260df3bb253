// SOA record data -> its fields.

import { uint32At } from '../../base/byte-string.ts';
import { endOfName, nameAt, type Rdata, type SoaFields } from '../../wire/rdata.ts';

/** Of data that was checked when it was parsed. */
export function readSoa(rdata: Rdata): SoaFields {
  const mailboxAt = endOfName(rdata, 0);
  const numbersAt = endOfName(rdata, mailboxAt);
  const number = (index: number) => uint32At(rdata, numbersAt + 4 * index);
  return {
    primary: nameAt(rdata, 0),
    mailbox: nameAt(rdata, mailboxAt),
    serial: number(0),
    refreshSeconds: number(1),
    retrySeconds: number(2),
    expireSeconds: number(3),
    minimumSeconds: number(4),
  };
}
