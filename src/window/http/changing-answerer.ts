// Hands requests to the current answerer, which a reload may replace: streams of the one before end then, so that their readers
// reconnect and get what may be seen now. Refuses to know what that is.

import type { Answerer, WindowReply, WindowRequest } from './router.ts';

export class ChangingAnswerer implements Answerer {
  #current: Answerer;
  #changed = new AbortController();

  constructor(first: Answerer) {
    this.#current = first;
  }

  use(next: Answerer): void {
    if (next === this.#current) return;
    this.#current = next;
    this.#changed.abort();
    this.#changed = new AbortController();
  }

  isOpen(target: string): boolean {
    return this.#current.isOpen(target);
  }

  async answer(request: WindowRequest): Promise<WindowReply> {
    const { signal } = this.#changed;
    const reply = await this.#current.answer(request);
    if (!('stream' in reply)) return reply;
    const { stream } = reply;
    return { ...reply, stream: (gone) => stream(AbortSignal.any([gone, signal])) };
  }
}
