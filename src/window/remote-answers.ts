// Answers requests that come through the main thread, in pieces and no faster than the client reads. Refuses to know what the
// answers are.

import { Bell } from '../base/wait-until.ts';
import type { Router, WindowRequest } from './http/router.ts';
import type { FromWindow } from './window-protocol.ts';

/** Pieces sent that the client has not taken yet. */
const piecesMax = 8;
/** A whole body is cut into pieces of so many characters or octets: the main thread then holds no more than eight of these. */
const pieceMax = 256 * 1024;

class Sending {
  readonly #gone = new AbortController();
  #credit = piecesMax;
  readonly #bell = new Bell();

  get isGone(): AbortSignal {
    return this.#gone.signal;
  }

  taken(): void {
    this.#credit++;
    this.#bell.ring();
  }

  stop(): void {
    this.#gone.abort();
  }

  /** Resolves when one more may be sent, or nobody wants it. */
  async room(): Promise<void> {
    const { signal } = this.#gone;
    while (this.#credit <= 0 && !signal.aborted) await this.#bell.wait(signal);
    this.#credit--;
  }
}

export class RemoteAnswers {
  readonly #tell: (word: FromWindow) => void;
  readonly #sending = new Map<number, Sending>();

  constructor(tell: (word: FromWindow) => void) {
    this.#tell = tell;
  }

  async answer(number: number, request: WindowRequest, router: Router): Promise<void> {
    const sending = new Sending();
    this.#sending.set(number, sending);
    const reply = await router.answer(request);
    const { code, headers } = reply;
    this.#tell({ kind: 'head', number, head: { code, headers } });
    let isBroken = false;
    try {
      const pieces = 'body' in reply ? inPieces(reply.body) : reply.stream(sending.isGone);
      for await (const piece of pieces) {
        await sending.room();
        if (sending.isGone.aborted) break;
        this.#tell({ kind: 'piece', number, piece });
      }
    } catch {
      // The router has logged why.
      isBroken = true;
    }
    this.#sending.delete(number);
    this.#tell({ kind: 'end', number, isBroken });
  }

  taken(number: number): void {
    this.#sending.get(number)?.taken();
  }

  gone(number: number): void {
    this.#sending.get(number)?.stop();
  }
}

function* inPieces(body: string | Uint8Array): Generator<string | Uint8Array> {
  for (let start = 0; start < body.length; start += pieceMax) yield body.slice(start, start + pieceMax);
}
