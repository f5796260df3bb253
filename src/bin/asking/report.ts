// An answer of a daemon, ready to be shown in several ways, as often as wanted.

import type { Result } from '../../base/result.ts';
import { printError } from '../printing/print-error.ts';
import type { HistoryStyle } from '../printing/print-history.ts';
import { printUnreachable } from './control-socket.ts';

export type AskReport = (signal?: AbortSignal) => Promise<Result<Report, AskFailure>>;

export interface Report {
  readonly json: unknown;
  readonly exitCode: number;
  /** With times as they are now. */
  print(style: HistoryStyle): readonly string[];
}

export type AskFailure =
  /** See `printUnreachable`. */
  | { readonly kind: 'unreachable'; readonly problem: string }
  | { readonly kind: 'refused'; readonly error: string; readonly exitCode: number };

/** Returns the exit code. */
export function printFailure(socketPath: string, failure: AskFailure): number {
  if (failure.kind === 'unreachable') return printUnreachable(socketPath, failure.problem);
  printError(`error: ${failure.error}`);
  return failure.exitCode;
}
