// What becomes of a query, the same on every road, and the memory that its reply is written to.

export type QueryOutcome =
  /** The reply is whole. */
  | 'answered'
  /** The reply says that there is more, over TCP. */
  | 'truncated'
  /** Instead of a reply beyond the limit, one that says to come back over TCP. */
  | 'slipped'
  /** No reply: beyond the limit of the client's network. */
  | 'dropped limited'
  /** No reply: shorter than a header, so there is not even an id to reply to. */
  | 'dropped short'
  /** No reply: itself a response, and two servers could keep replying to each other for ever. */
  | 'dropped response'
  /** Not for the data plane to answer: see attendant.ts. */
  | 'for an attendant';

export function hasReply(outcome: QueryOutcome): boolean {
  return outcome === 'answered' || outcome === 'truncated' || outcome === 'slipped';
}

/** Used again for every query, so that replying allocates nothing. */
export interface Reply {
  /** With room for `replyOctetsMax` of the transport. */
  octets: Uint8Array;
  /** Of the same octets, on roads where these are always the same ones: then answers are copied by words. */
  readonly view?: DataView;
  /** Written by the answering function when there is a reply. */
  length: number;
}
