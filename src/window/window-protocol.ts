// The messages between the main thread and the window.

import type { LogFields, LogLevel } from '../base/logger.ts';
import type { StoppedWord, StopWord } from '../base/side-thread.ts';
import type { ExplainProblem, Explanation } from '../control/protocol/explanation.ts';
import type { NotificationsStatus } from '../control/protocol/notifications.ts';
import type { HttpStatus } from '../control/protocol/window.ts';
import type { Liveness } from './http/health-routes.ts';
import type { ReplyHead, WindowRequest } from './http/router.ts';
import type { News } from './model/news.ts';
import type { WindowSettings } from './window-settings.ts';

/** The first message. */
export interface WindowStart {
  readonly settings: WindowSettings;
  /** Descriptors of listening sockets for HTTP, the thread's own once it says `adopting`. */
  readonly inherited: readonly number[];
}

export type ToWindow =
  | { readonly kind: 'news'; readonly news: News }
  | { readonly kind: 'settings'; readonly settings: WindowSettings }
  /** From the control socket. */
  | { readonly kind: 'request'; readonly number: number; readonly request: WindowRequest }
  /** Likewise; accepted from nowhere else. */
  | { readonly kind: 'command'; readonly number: number; readonly request: WindowRequest }
  /** The client of that request took a piece, or has left. */
  | { readonly kind: 'taken'; readonly number: number }
  | { readonly kind: 'gone'; readonly number: number }
  | { readonly kind: 'answer'; readonly number: number; readonly answer: Answer }
  | StopWord;

export type FromWindow =
  /** A tick arrived. */
  | { readonly kind: 'heard' }
  /** From now on the inherited descriptors close with this thread. */
  | { readonly kind: 'adopting' }
  | { readonly kind: 'head'; readonly number: number; readonly head: ReplyHead }
  | { readonly kind: 'piece'; readonly number: number; readonly piece: string | Uint8Array }
  /** `isBroken`: the reply is incomplete. */
  | { readonly kind: 'end'; readonly number: number; readonly isBroken: boolean }
  | { readonly kind: 'question'; readonly number: number; readonly question: Question }
  | { readonly kind: 'log'; readonly level: LogLevel; readonly fields: LogFields; readonly message: string }
  /** How the receivers of notifications are doing; undefined: there are none. */
  | { readonly kind: 'notifications'; readonly status: NotificationsStatus | undefined }
  /** Where HTTP is served. */
  | { readonly kind: 'http'; readonly status: HttpStatus }
  | StoppedWord;

/** What only the main thread knows. */
export type Question =
  | { readonly kind: 'explain'; readonly name: string }
  /** Whether it serves; the answer comes once the main loop and the threads that answer have come round. */
  | { readonly kind: 'ready' };

export type Answer =
  | { readonly kind: 'explanation'; readonly explanation: Explanation }
  | { readonly kind: 'unexplained'; readonly problem: ExplainProblem }
  | { readonly kind: 'ready'; readonly liveness: Liveness };
