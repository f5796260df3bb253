// A message and what its signature covers -> the signature (RFC 8945 §4.3, §5.3). Refuses to know whether it is wanted for
// comparison or to be sent.

import { createHmac } from 'node:crypto';
import { writeByteString } from '../base/byte-string.ts';
import { headerOctets, writeUint16 } from '../wire/message-format.ts';
import { RecordClass } from '../wire/protocol.ts';
import { traitsOf } from './algorithm-traits.ts';
import type { TsigKey } from './tsig-key.ts';
import { type TsigVariables, timeOctets, writeTime } from './tsig-record.ts';

export interface SignedPart {
  /** As it was signed: with its original id, and without the signature in its counts. */
  readonly header: Uint8Array;
  /** Everything behind the header. */
  readonly body: Uint8Array;
  readonly variables: TsigVariables;
  /** Of the request for its reply, of the message before for those that follow; absent for requests. */
  readonly priorMac: Uint8Array | undefined;
  /** Of several messages, those behind the first sign only when they were signed (RFC 8945 §5.3.1). */
  readonly follows: boolean;
}

export function computeMac(key: TsigKey, { header, body, variables, priorMac, follows }: SignedPart): Buffer {
  const hmac = createHmac(traitsOf(key).digest, key.secret);
  if (priorMac !== undefined) {
    const length = new Uint8Array(2);
    writeUint16(length, 0, priorMac.length);
    hmac.update(length).update(priorMac);
  }
  hmac.update(header.subarray(0, headerOctets)).update(body);
  return hmac.update(follows ? writeTimers(variables) : writeVariables(variables)).digest();
}

/** RFC 8945 §4.3.3: as in the record, without what it says of itself. */
function writeVariables(variables: TsigVariables): Uint8Array {
  const { keyName, algorithm, error, other } = variables;
  const octets = new Uint8Array(keyName.length + 6 + algorithm.length + timersOctets + 4 + other.length);
  const classAt = writeByteString(keyName, octets, 0);
  writeUint16(octets, classAt, RecordClass.ANY);
  const timeAt = writeByteString(algorithm, octets, classAt + 6);
  octets.set(writeTimers(variables), timeAt);
  writeUint16(octets, timeAt + timersOctets, error);
  writeUint16(octets, timeAt + timersOctets + 2, other.length);
  octets.set(other, timeAt + timersOctets + 4);
  return octets;
}

const timersOctets = timeOctets + 2;

function writeTimers({ signedAtSeconds, fudgeSeconds }: TsigVariables): Uint8Array {
  const octets = new Uint8Array(timersOctets);
  writeTime(octets, 0, signedAtSeconds);
  writeUint16(octets, timeOctets, fudgeSeconds);
  return octets;
}
