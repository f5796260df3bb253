// Why a reply is what it is (RFC 8914): ready options, and which goes with a query that was rejected. Errors are explained by a
// code alone: who forges a sender gets six octets more out of us than it sent, as out of Knot and NSD, and no text.

import { type ByteString, writeByteString } from '../../base/byte-string.ts';
import { writeUint16 } from '../../wire/message-format.ts';
import { EdnsOption, ExtendedError, ResponseCode } from '../../wire/protocol.ts';
import type { QueryView } from '../query/query-view.ts';
import type { ExtendedErrorOption, OptWriter } from './opt-writer.ts';

export const noHealthyAddress = explanation(ExtendedError.OTHER, 'no healthy address');
/** The name is in none of our zones. */
export const notAuthoritative = explanation(ExtendedError.NOT_AUTHORITATIVE);
export const notSupported = explanation(ExtendedError.NOT_SUPPORTED);
/** Others may have it, or nobody. */
export const prohibited = explanation(ExtendedError.PROHIBITED);

function explanation(infoCode: ExtendedError, extraText = ''): ExtendedErrorOption {
  const option = new Uint8Array(6 + extraText.length);
  writeUint16(option, 0, EdnsOption.EXTENDED_ERROR);
  writeUint16(option, 2, 2 + extraText.length);
  writeUint16(option, 4, infoCode);
  writeByteString(extraText as ByteString, option, 6);
  return option as ExtendedErrorOption;
}

// V8 folds the constants of a module into its code, and looks imported ones up with every use.
const { NOTIMP, REFUSED } = ResponseCode;

/** FORMERR and BADVERS say all there is to say. Returns the code. */
export function explainRejection(opt: OptWriter, { code, needsAttendant }: QueryView): number {
  if (code === NOTIMP) opt.explain(notSupported);
  // A whole zone, of which there is one perhaps; or a class, of which there is none.
  else if (code === REFUSED) opt.explain(needsAttendant ? prohibited : notSupported);
  return code;
}
