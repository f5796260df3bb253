// What the main thread and the thread that writes the query log say to each other, beside the rings and the counters.

import type { StoppedWord, StopWord } from '../base/side-thread.ts';
import type { QueryLogSettings } from '../config/settings/read-query-log.ts';
import type { DnstapSource } from './dnstap/dnstap-message.ts';

/** Where the log goes, and what it says. */
export interface LogPlan extends Pick<QueryLogSettings, 'output' | 'clients'> {
  readonly source: DnstapSource;
}

/** The first message. */
export interface QueryLogStart {
  readonly kind: 'start';
  readonly plan: LogPlan;
  /** The rings: see src/serving/query-log/ring-memory.ts. */
  readonly memory: SharedArrayBuffer;
  /** A row. */
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
