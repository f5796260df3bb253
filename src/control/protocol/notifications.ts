// What `/v1/status` says of those who are told of news, and what a test of them came to. Never with a whole URL, which is a
// secret.

import { list, number, object, optional, type Reader, text } from '../../base/value-reader.ts';

export interface NotificationsStatus {
  readonly receivers: readonly ReceiverStatus[];
}

export interface ReceiverStatus {
  /** `https://ntfy.sh/…`, or a program. */
  readonly receiver: string;
  /** `json`, `ntfy`, `slack`, `discord`; of a program, `program`. */
  readonly format: string;
  /** How many things it has not been told yet. */
  readonly pending: number;
  /** Absent until it took a message. */
  readonly deliveredSeconds?: number | undefined;
  /** Present while it takes none. */
  readonly failingSinceSeconds?: number | undefined;
  readonly problem?: string | undefined;
  /** Things that it refused to be told, since the start. */
  readonly lost: number;
}

export const readNotifications: Reader<NotificationsStatus> = object<NotificationsStatus>({
  receivers: list(
    object<ReceiverStatus>({
      receiver: text,
      format: text,
      pending: number,
      deliveredSeconds: optional(number),
      failingSinceSeconds: optional(number),
      problem: optional(text),
      lost: number,
    }),
  ),
});

/** Why none was sent. */
export const readNotifyProblem: Reader<{ readonly error: string }> = object<{ readonly error: string }>({
  error: text,
});

/** What became of a test message. */
export interface NotifyTest {
  readonly results: readonly NotifyTestResult[];
}

export interface NotifyTestResult {
  readonly receiver: string;
  readonly format: string;
  /** Absent when it was taken. */
  readonly problem?: string | undefined;
  readonly milliseconds: number;
}

export const readNotifyTest: Reader<NotifyTest> = object<NotifyTest>({
  results: list(
    object<NotifyTestResult>({ receiver: text, format: text, problem: optional(text), milliseconds: number }),
  ),
});
