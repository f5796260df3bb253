// Child processes of the benchmarks that run a file in this folder, and the messages they send.

import { type ChildProcess, fork } from 'node:child_process';
import { keepTrack } from './clean-up.ts';
import type { FromDaemon } from './observed-daemon.ts';

/** Anything that takes longer has failed. */
export const waitMs = 20_000;

/** `through` are the words before the script, if the program is not to be started directly. */
export function forkTracked(
  file: string,
  through: readonly string[] = [],
  words: readonly string[] = [],
): ChildProcess {
  const [execPath = process.execPath, ...execArgv] = through;
  const child = fork(new URL(file, import.meta.url), words, { execPath, execArgv, detached: true });
  keepTrack(child);
  return child;
}

type MessageOf<Kind extends FromDaemon['kind']> = Extract<FromDaemon, { kind: Kind }>;

export function nextFromDaemon<Kind extends FromDaemon['kind']>(
  daemon: ChildProcess,
  kind: Kind,
  isWanted?: (message: MessageOf<Kind>) => boolean,
): Promise<MessageOf<Kind>> {
  const isOfKind = (message: FromDaemon): message is MessageOf<Kind> => message.kind === kind;
  return nextMessage(daemon, isOfKind, isWanted);
}

export function nextMessage<Message, Wanted extends Message = Message>(
  child: ChildProcess,
  isOfKind: (message: Message) => message is Wanted,
  isWanted: (message: Wanted) => boolean = () => true,
): Promise<Wanted> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => settle(() => reject(new Error('no message in time'))), waitMs);
    const look = (message: unknown) => {
      const told = message as Message;
      if (isOfKind(told) && isWanted(told)) settle(() => resolve(told));
    };
    const end = (code: number | null, signal: NodeJS.Signals | null) =>
      settle(() => reject(new Error(`a process of the benchmark ended with ${code ?? signal}`)));
    const settle = (act: () => void) => {
      clearTimeout(timer);
      child.removeListener('message', look);
      child.removeListener('exit', end);
      act();
    };
    child.on('message', look);
    child.once('exit', end);
  });
}
