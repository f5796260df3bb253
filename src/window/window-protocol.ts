// What the main thread and the window say to each other.

import type { LogFields, LogLevel } from '../base/logger.ts';
import type { StoppedWord, StopWord } from '../base/side-thread.ts';
import type { ExplainProblem, Explanation } from '../control/protocol/explanation.ts';
import type { NotificationsStatus } from '../control/protocol/notifications.ts';
import type { Liveness } from './http/health-routes.ts';
import type { ReplyHead, WindowRequest } from './http/router.ts';
import type { News } from './model/news.ts';
import type { WindowSettings } from './window-settings.ts';

/** The first message. */
export interface WindowStart {
  readonly settings: WindowSettings;
  /** Listening sockets for HTTP, as descriptors that are the thread's own once it says that it adopts them. */
  readonly inherited: readonly number[];
}

export type ToWindow =
  | { readonly kind: 'news'; readonly news: News }
  | { readonly kind: 'settings'; readonly settings: WindowSettings }
  /** Of the control socket. */
  | { readonly kind: 'request'; readonly number: number; readonly request: WindowRequest }
  /** Of the control socket, too, and of nobody else. */
  | { readonly kind: 'command'; readonly number: number; readonly request: WindowRequest }
  /** The client of that request took a piece, or is gone. */
  | { readonly kind: 'taken'; readonly number: number }
  | { readonly kind: 'gone'; readonly number: number }
  | { readonly kind: 'answer'; readonly number: number; readonly answer: Answer }
  | StopWord;

export type FromWindow =
  /** A tick. */
  | { readonly kind: 'heard' }
  /** From now on the inherited descriptors are closed with this thread. */
  | { readonly kind: 'adopting' }
  | { readonly kind: 'head'; readonly number: number; readonly head: ReplyHead }
  | { readonly kind: 'piece'; readonly number: number; readonly piece: string | Uint8Array }
  /** `isBroken`: what came is not the whole reply. */
  | { readonly kind: 'end'; readonly number: number; readonly isBroken: boolean }
  | { readonly kind: 'question'; readonly number: number; readonly question: Question }
  | { readonly kind: 'log'; readonly level: LogLevel; readonly fields: LogFields; readonly message: string }
  /** How those do who are told of news; nothing: there are none. */
  | { readonly kind: 'notifications'; readonly status: NotificationsStatus | undefined }
  | StoppedWord;

/** What only the main thread knows. */
export type Question =
  | { readonly kind: 'explain'; readonly name: string }
  /** Whether it serves, and its event loop and the threads that answer turn. */
  | { readonly kind: 'ready' };

export type Answer =
  | { readonly kind: 'explanation'; readonly explanation: Explanation }
  | { readonly kind: 'unexplained'; readonly problem: ExplainProblem }
  | { readonly kind: 'ready'; readonly liveness: Liveness };
