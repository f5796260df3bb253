// Servers that write endlessly, as fast as they can or barely at all.

import type { Socket } from 'node:net';
import { clearInterval, setInterval } from 'node:timers';

/** Writes the same thing for as long as the peer reads. */
export function pour(socket: Socket, text: string, head = ''): void {
  const block = text.repeat(Math.ceil(8192 / text.length));
  const more = () => {
    while (socket.writable && socket.write(block));
  };
  socket.on('drain', more);
  socket.write(head);
  more();
}

/** Writes a letter now and then, but never finishes. */
export function drip(socket: Socket, text: string, head = ''): void {
  socket.write(head);
  let at = 0;
  const timer = setInterval(() => {
    socket.write(text[at++ % (text.length - 1)] ?? '');
  }, 30);
  socket.on('close', () => clearInterval(timer));
}
