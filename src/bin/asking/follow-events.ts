// Prints happenings as they happen, until told to stop, and over restarts of the daemon.

import { followControl } from '../../control/follow-control.ts';
import { type EventView, readEventView } from '../../control/protocol/events.ts';
import { printError } from '../printing/print-error.ts';
import { ExitCode } from '../process/exit-codes.ts';
import { nextStopSignal } from '../process/stop-signal.ts';

/** Begins with those that were chosen, and goes on behind the last one. Resolves to the exit code. */
export async function followEvents(
  socketPath: string,
  { chosen, last }: { readonly chosen: readonly EventView[]; readonly last: number },
  print: (event: EventView) => void,
): Promise<number> {
  const ended = new AbortController();
  void nextStopSignal().then(() => ended.abort());
  // Nobody reads the output any more.
  process.stdout.on('error', () => ended.abort());
  for (const event of chosen) print(event);
  let isLost = false;
  const wish = { path: '/v1/events/stream', lastId: String(last), signal: ended.signal };
  for await (const followed of followControl(socketPath, wish)) {
    if (followed.kind === 'lost' && !isLost) {
      isLost = true;
      printError('the daemon no longer answers; waiting for it to come back', 'warning');
    }
    if (followed.kind !== 'event') continue;
    if (isLost) printError('the daemon answers again', 'warning');
    isLost = false;
    if (followed.type === 'gap') {
      printError('some events are missing here; the log has all of them', 'warning');
      continue;
    }
    const event = readEventView(followed.data);
    if (event.ok) print(event.value);
  }
  return ExitCode.ok;
}
