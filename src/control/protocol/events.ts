// Happenings as `/v1/events` and its stream tell of them: entries of the log. Refuses to know what they are about.

import { succeed } from '../../base/result.ts';
import {
  boolean,
  dictionary,
  list,
  number,
  object,
  type Reader,
  text,
  word,
} from '../../base/value-reader.ts';

export interface EventView {
  /** Grows by one with each within a run, and from run to run. */
  readonly number: number;
  readonly atMs: number;
  readonly level: 'debug' | 'info' | 'warning' | 'error' | 'critical';
  /** Stable: docs/control.md says what they mean. */
  readonly event: string;
  readonly message: string;
  readonly fields: Readonly<Record<string, unknown>>;
}

export interface EventList {
  /** Oldest first. */
  readonly events: readonly EventView[];
  /** To ask with the next time. */
  readonly last: number;
  /** Some that came after the number asked with are no longer known. */
  readonly isGap: boolean;
}

const anything: Reader<unknown> = (value) => succeed(value);

export const readEventView = object<EventView>({
  number,
  atMs: number,
  level: word(['debug', 'info', 'warning', 'error', 'critical'] as const),
  event: text,
  message: text,
  fields: dictionary(anything),
});

export const readEventList = object<EventList>({
  events: list(readEventView),
  last: number,
  isGap: boolean,
});
