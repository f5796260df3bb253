// Writes a reply piece by piece, as fast as the client reads and no faster. Refuses to know what the pieces are.

import type { ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import type { Clock } from '../base/clock.ts';

/** `gone` aborts when nobody wants more pieces; whoever waits for something to send must listen to it. */
export type OpenStream = (gone: AbortSignal) => AsyncIterable<string | Uint8Array>;

/** Clients of event streams reconnect by themselves, so that a leaked connection does not last. */
const lifetimeMs = 3_600_000;
/** A client that reads nothing for this long is cut off; what it does not read is held in memory. */
const stallMs = 30_000;

/** Expects the head to be written. Resolves when the stream has ended, whoever ended it. */
export async function streamReply(
  response: ServerResponse,
  socket: Socket,
  open: OpenStream,
  clock: Clock,
): Promise<void> {
  const gone = new AbortController();
  const stop = () => {
    callOff();
    socket.off('close', stop);
    gone.abort();
  };
  const callOff = clock.after(lifetimeMs, () => {
    stop();
    response.end();
  });
  // A reply that waits behind another one on its connection is not told when that closes, and neither event comes twice.
  response.once('close', stop);
  socket.once('close', stop);
  if (socket.destroyed) stop();
  // An event may be long in coming; the client learns now that it is connected.
  response.flushHeaders();
  try {
    for await (const piece of open(gone.signal)) {
      if (gone.signal.aborted) break;
      if (!response.write(piece)) await waitForRoom(response, gone.signal, clock);
      if (gone.signal.aborted) break;
    }
  } catch {
    // Its maker has said why. An orderly end would make a part look like the whole.
    response.destroy();
  }
  stop();
  response.end();
}

/** Resolves when there is room for more, or when nobody wants more. */
function waitForRoom(response: ServerResponse, gone: AbortSignal, clock: Clock): Promise<void> {
  return new Promise((resolve) => {
    const callOff = clock.after(stallMs, () => response.destroy());
    const finish = () => {
      callOff();
      response.off('drain', finish);
      gone.removeEventListener('abort', finish);
      resolve();
    };
    response.once('drain', finish);
    gone.addEventListener('abort', finish);
    // Gone already: neither event will come.
    if (gone.aborted) finish();
  });
}
