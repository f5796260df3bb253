// The messages between the main thread and the query-log thread. Records and counts travel in shared memory instead.

import type { StoppedWord, StopWord } from '../base/side-thread.ts';
import type { QueryLogSettings } from '../config/settings/read-query-log.ts';
import type { DnstapSource } from './dnstap/dnstap-message.ts';

/** Where the log goes, and how much it says. */
export interface LogPlan extends Pick<QueryLogSettings, 'output' | 'clients'> {
  readonly source: DnstapSource;
}

/** The first message. */
export interface QueryLogStart {
  readonly kind: 'start';
  readonly plan: LogPlan;
  /** The rings: see src/serving/query-log/ring-memory.ts. */
  readonly memory: SharedArrayBuffer;
  /** A row of the counter table. */
  readonly counters: SharedArrayBuffer;
}

export type ToQueryLog =
  | QueryLogStart
  | { readonly kind: 'apply'; readonly plan: LogPlan }
  | { readonly kind: 'reopen' }
  | StopWord;

export type FromQueryLog =
  | { readonly kind: 'failing'; readonly reason: string }
  | { readonly kind: 'works' }
  | StoppedWord;
