// What it takes to get answers: counted where it happens, for whoever keeps the counts.

export interface QueryCounts {
  /** Sent over UDP and TCP, retries included. */
  queries: number;
  /** Questions asked again because an attempt failed or was slow. */
  retries: number;
  overTcp: number;
  /** Replies to nothing that was asked: late ones, or forged ones. */
  strayReplies: number;
}
