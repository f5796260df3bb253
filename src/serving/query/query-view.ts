// What triage found out about a query: a form that is filled in anew for each packet, so that reading one allocates
// nothing. Only `triageQuery` writes it, and what a cookie is worth whoever checks it.

/** RFC 7873 §4: the first part is the client's, the second one is a server's; RFC 9018 §4: ours has 16 octets. */
export const clientCookieOctets = 8;
export const wholeCookieOctets = 24;

export interface QueryView {
  /** What to say to a query that is rejected. */
  code: number;
  /** Position behind the question, or 12 when there is none that could be echoed. */
  questionEnd: number;
  nameOctets: number;
  type: number;
  recordClass: number;
  /** The question's name, lower-cased (RFC 4343), in wire form. */
  readonly name: Uint8Array;
  /** Hash of the whole name. */
  hash: number;
  labelCount: number;
  /** For each label: where it starts in the name, and the unfinished hash of what stands before it. */
  readonly labelStarts: Uint8Array;
  readonly prefixHashes: Int32Array;
  polynomial: number;
  hasEdns: boolean;
  /** How much the client says it can receive over UDP (RFC 6891 §6.2.3). */
  payloadOctets: number;
  wantsDnssec: boolean;
  /** Where the data of the first COOKIE option begins; 0 when there is none that is understood. */
  cookieAt: number;
  cookieOctets: number;
  /** Of this server or of one that shares a secret with it: the client is where the query says that it comes from. */
  hasValidCookie: boolean;
  /** NSID was asked for (RFC 5001). */
  wantsServerId: boolean;
  /** Octets of the keepalive option's data (RFC 7828); -1 when there is none. */
  keepaliveOctets: number;
  /** It is padded, and who pads wants to be padded to (RFC 7830). */
  isPadded: boolean;
  /** Where the TSIG record begins that ends the message; 0 when there is none. */
  tsigAt: number;
  /** Signed, an update, or a question for a whole zone: the data plane itself has little to say to it. */
  needsAttendant: boolean;
}

export function createQueryView(): QueryView {
  return {
    code: 0,
    questionEnd: 0,
    nameOctets: 0,
    type: 0,
    recordClass: 0,
    name: new Uint8Array(256),
    hash: 0,
    labelCount: 0,
    labelStarts: new Uint8Array(128),
    prefixHashes: new Int32Array(128),
    polynomial: 0,
    hasEdns: false,
    payloadOctets: 0,
    wantsDnssec: false,
    cookieAt: 0,
    cookieOctets: 0,
    hasValidCookie: false,
    wantsServerId: false,
    keepaliveOctets: -1,
    isPadded: false,
    tsigAt: 0,
    needsAttendant: false,
  };
}
