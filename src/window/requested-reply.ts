// A reply that comes from the window's thread piece by piece, for a client of the control socket. Refuses to know threads.

import { Bell } from '../base/wait-until.ts';
import type { ControlReply } from '../control/control-server.ts';
import type { ReplyHead } from './http/router.ts';

export const noWindow: ControlReply = {
  code: 503,
  body: { error: 'the window is closed for the moment; the log says why' },
};

interface ReplyListener {
  onTaken(): void;
  onGone(): void;
}

export class RequestedReply {
  readonly #resolve: (reply: ControlReply) => void;
  readonly #callOffPatience: () => void;
  readonly #pieces: (string | Uint8Array)[] = [];
  #hasEnded = false;
  #isBroken = false;
  readonly #bell = new Bell();

  constructor(resolve: (reply: ControlReply) => void, callOffPatience: () => void) {
    this.#resolve = resolve;
    this.#callOffPatience = callOffPatience;
  }

  begin(head: ReplyHead, listener: ReplyListener): void {
    this.#callOffPatience();
    this.#resolve({ ...head, stream: (gone) => this.#read(gone, listener) });
  }

  add(piece: string | Uint8Array): void {
    this.#pieces.push(piece);
    this.#bell.ring();
  }

  end(isBroken: boolean): void {
    this.#hasEnded = true;
    this.#isBroken = isBroken;
    this.#bell.ring();
  }

  fail(): void {
    this.#callOffPatience();
    this.#resolve(noWindow);
    this.end(true);
  }

  async *#read(gone: AbortSignal, { onTaken, onGone }: ReplyListener): AsyncGenerator<string | Uint8Array> {
    try {
      for (;;) {
        const piece = this.#pieces.shift();
        if (piece !== undefined) {
          onTaken();
          yield piece;
        } else if (this.#isBroken && !gone.aborted) throw new Error('the window broke off this reply');
        else if (this.#hasEnded || gone.aborted) return;
        else await this.#bell.wait(gone);
      }
    } finally {
      if (!this.#hasEnded) onGone();
    }
  }
}
