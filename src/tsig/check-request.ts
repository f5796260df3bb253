// A message that came in -> whether it is signed, by whom, and what RFC 8945 §5.2 has us say to a bad signature. May be given
// anything, and never throws. Refuses to know what the message asks and whether its key may.

import { headerOctets } from '../wire/message-format.ts';
import { traitsOf } from './algorithm-traits.ts';
import type { CheckedRequest, WallClock } from './exchange.ts';
import { type MessageLayout, readLayout } from './message-layout.ts';
import { ReplySigner } from './reply-signer.ts';
import type { KeyRing, TsigKey } from './tsig-key.ts';
import { readTsigRecord, TsigError, type TsigRecord } from './tsig-record.ts';
import { copyOctets, removeSignature, verifyMessage } from './verify-message.ts';
import { writeFormatError, writeSignatureError } from './write-refusal.ts';

const responseFlag = 0x80;

export function checkRequest(packet: Uint8Array, keys: KeyRing, clock: WallClock): CheckedRequest {
  const isRequest = packet.length >= headerOctets && ((packet[2] ?? 0) & responseFlag) === 0;
  if (!isRequest) return { kind: 'bad', error: 'FORMERR', keyName: undefined, reply: undefined };
  const layout = readLayout(packet);
  if (layout?.tsig === 'absent') return { kind: 'unsigned' };
  if (layout === undefined || layout.tsig === 'misplaced') return refuseFormat(packet, layout, undefined);
  const record = readTsigRecord(packet, layout.tsig);
  if (record === undefined) return refuseFormat(packet, layout, undefined);
  const { keyName } = record;
  const key = keys.get(keyName);
  if (key === undefined || traitsOf(key).name !== record.algorithm) {
    const reply = writeSignatureError(packet, layout, record, { error: TsigError.BADKEY });
    return { kind: 'bad', error: 'BADKEY', keyName, reply };
  }
  return checkSignature(packet, { layout, signedEnd: layout.tsig.start, record, key }, clock);
}

interface SignedPacket {
  readonly layout: MessageLayout;
  readonly signedEnd: number;
  readonly record: TsigRecord;
  readonly key: TsigKey;
}

function checkSignature(
  packet: Uint8Array,
  { layout, signedEnd, record, key }: SignedPacket,
  clock: WallClock,
): CheckedRequest {
  const nowSeconds = clock.wallSeconds();
  const verdict = verifyMessage({ packet, signedEnd, record, key, nowSeconds });
  const { keyName } = record;
  switch (verdict) {
    case 'good': {
      const message = removeSignature(packet, signedEnd);
      // A copy: the packet is somebody else's memory, and replies may come late.
      return { kind: 'good', key, message, replies: new ReplySigner(key, copyOctets(record.mac), clock) };
    }
    case 'FORMERR':
      return refuseFormat(packet, layout, keyName);
    case 'BADSIG': {
      const reply = writeSignatureError(packet, layout, record, { error: TsigError.BADSIG });
      return { kind: 'bad', error: 'BADSIG', keyName, reply };
    }
    case 'BADTIME':
    case 'BADTRUNC': {
      const refusal = { error: TsigError[verdict], key, nowSeconds };
      return {
        kind: 'bad',
        error: verdict,
        keyName,
        reply: writeSignatureError(packet, layout, record, refusal),
      };
    }
  }
}

function refuseFormat(
  packet: Uint8Array,
  layout: MessageLayout | undefined,
  keyName: CheckedKeyName,
): CheckedRequest {
  return { kind: 'bad', error: 'FORMERR', keyName, reply: writeFormatError(packet, layout) };
}

type CheckedKeyName = Extract<CheckedRequest, { kind: 'bad' }>['keyName'];
