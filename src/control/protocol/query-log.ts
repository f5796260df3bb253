// What a status says of the query log.

import { number, object, optional, type Reader, text, word } from '../../base/value-reader.ts';

export interface QueryLogStatus {
  readonly output: 'journal' | 'file' | 'dnstap';
  /** Of the file, or of the collector's socket. */
  readonly path?: string | undefined;
  /** Of all queries, up to 1. */
  readonly share: number;
  readonly written: number;
  /** Not logged, because threads that answer found no room: the log could not keep up. */
  readonly noRoom: number;
  /** Not logged, because the journal, the disk or the collector did not take them. */
  readonly unwritten: number;
  /** Why nothing is logged at the moment. */
  readonly trouble?: string | undefined;
}

export const readQueryLogStatus: Reader<QueryLogStatus> = object<QueryLogStatus>({
  output: word(['journal', 'file', 'dnstap']),
  path: optional(text),
  share: number,
  written: number,
  noRoom: number,
  unwritten: number,
  trouble: optional(text),
});
