// The window's routes over a model that the test feeds, without threads and sockets.

import { type Clock, systemClock } from '../../../src/base/clock.ts';
import type { Explanation } from '../../../src/control/protocol/explanation.ts';
import { apiRoutes } from '../../../src/window/api/api-routes.ts';
import { Router, type WindowReply } from '../../../src/window/http/router.ts';
import { WindowModel } from '../../../src/window/model/window-model.ts';

export interface WindowWorld {
  readonly model: WindowModel;
  ask(target: string, headers?: Readonly<Record<string, string>>): Promise<WindowReply>;
  /** The body of a reply with this code, which is JSON. */
  askJson(target: string, code?: number): Promise<unknown>;
  /** The pieces of a stream, one at a time; ends it when the test is done with it. */
  open(target: string, headers?: Readonly<Record<string, string>>): Promise<OpenedStream>;
}

export interface OpenedStream {
  /** The next event, keep-alives left out. */
  next(): Promise<ReceivedEvent>;
  /** All up to the first that has this name, itself included. */
  until(type: string): Promise<readonly ReceivedEvent[]>;
  close(): void;
}

export interface ReceivedEvent {
  readonly type: string;
  readonly id: string;
  // Tests know what they expect.
  readonly data: Readonly<Record<string, unknown>>;
}

export function openWindowWorld(clock: Clock = systemClock, explanation?: Explanation): WindowWorld {
  const model = new WindowModel();
  const router = new Router(apiRoutes({ model, clock, explain: () => Promise.resolve(explanation) }));
  const ask = (target: string, headers: Readonly<Record<string, string>> = {}) =>
    router.answer({ target, headers });
  return {
    model,
    ask,
    async askJson(target, code = 200) {
      const reply = await ask(target);
      if (!('body' in reply) || reply.code !== code)
        throw new Error(`${target} was answered with ${reply.code}`);
      return JSON.parse(String(reply.body));
    },
    async open(target, headers) {
      const reply = await ask(target, headers);
      if (!('stream' in reply)) throw new Error(`${target} is no stream: ${reply.code}`);
      const gone = new AbortController();
      return readStream(reply.stream(gone.signal)[Symbol.asyncIterator](), () => gone.abort());
    },
  };
}

function readStream(pieces: AsyncIterator<string | Uint8Array>, close: () => void): OpenedStream {
  async function next(): Promise<ReceivedEvent> {
    for (;;) {
      const { value, done } = await pieces.next();
      if (done === true) throw new Error('the stream has ended');
      const received = readEvent(String(value));
      if (received !== undefined) return received;
    }
  }
  return {
    next,
    async until(type) {
      const received: ReceivedEvent[] = [];
      while (received.at(-1)?.type !== type) received.push(await next());
      return received;
    },
    close,
  };
}

function readEvent(piece: string): ReceivedEvent | undefined {
  if (piece.startsWith('{')) return JSON.parse(piece);
  const match = /^id: (.*)\nevent: (.*)\ndata: (.*)\n\n$/.exec(piece);
  const [, id = '', type = '', data = ''] = match ?? [];
  return match === null ? undefined : { id, type, data: JSON.parse(data) };
}
