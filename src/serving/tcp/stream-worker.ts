// A thread that answers over streams: its own event loop, so that neither what happens on the main thread is felt by clients
// nor what clients do by the main thread. It sees an image and listeners, and neither zones nor configuration.

import { type MessagePort, parentPort, receiveMessageOnPort } from 'node:worker_threads';
import { Image } from '../../answers/image.ts';
import { invariant } from '../../base/invariant.ts';
import { fail, type Result } from '../../base/result.ts';
import { type Libc, loadLibc } from '../../linux/libc.ts';
import { createSelfCheck } from '../answering/own-question.ts';
import { createImageCollector } from '../collect-images.ts';
import type { CounterRow } from '../counters.ts';
import { hearStart } from '../hear-start.ts';
import type { ServedNews } from '../rules/answering-start.ts';
import { Rules } from '../rules/rules.ts';
import type { TlsIdentity } from '../tls-identity.ts';
import type { Greeter } from './greeter.ts';
import { RemoteDesk } from './remote-desk.ts';
import {
  type FromStreamThread,
  type ListenPlace,
  type StreamStart,
  StreamWord,
  type ToStreamThread,
} from './stream-thread-protocol.ts';
import { TcpClients } from './tcp-clients.ts';
import { adoptTcp, type CurrentImage, listenTcp, type TcpAnswering, type TcpServer } from './tcp-server.ts';

/** What is served, always the newest: who asks after a change was made must not be answered from before it. */
class Served implements CurrentImage {
  readonly #control: Int32Array;
  readonly #news: MessagePort;
  readonly #rules: Rules;
  readonly #collect = createImageCollector();
  #generation = 0;
  #image: Image;

  constructor({ control, served, image }: StreamStart, rules: Rules) {
    this.#control = new Int32Array(control);
    this.#news = served;
    this.#rules = rules;
    this.#image = new Image(image);
    // While nobody asks, an image that was replaced should not stay.
    served.on('message', (news: ServedNews) => this.#take(news));
    served.unref();
  }

  get image(): Image {
    this.refresh();
    return this.#image;
  }

  refresh(): void {
    const latest = Atomics.load(this.#control, StreamWord.generation);
    if (latest !== this.#generation) this.#catchUp(latest);
  }

  #catchUp(latest: number): void {
    this.#generation = latest;
    for (;;) {
      const received = receiveMessageOnPort(this.#news);
      if (received === undefined) return;
      this.#take(received.message as ServedNews);
    }
  }

  #take(news: ServedNews): void {
    if (news.kind === 'policy') {
      this.#rules.apply(news.policy);
      return;
    }
    const octets = this.#image.octets.length;
    this.#image = new Image(news.image);
    // Between two turns: it takes milliseconds.
    setImmediate(() => this.#collect(octets));
  }
}

/** Made with what all connections of the thread share. */
export type MakeGreeter = (clients: TcpClients, counters: CounterRow) => ThreadGreeter;

export interface ThreadGreeter extends Greeter {
  apply(identity: TlsIdentity | undefined): void;
}

class StreamWorker {
  readonly #control: Int32Array;
  readonly #desk: RemoteDesk;
  readonly #answering: TcpAnswering;
  readonly #greeter: ThreadGreeter | undefined;
  readonly #canAnswer: () => boolean;
  readonly #servers = new Map<number, TcpServer>();
  #beating: NodeJS.Timeout | undefined;

  constructor(start: StreamStart, libc: Libc | undefined, makeGreeter: MakeGreeter | undefined) {
    this.#control = new Int32Array(start.control);
    this.#desk = new RemoteDesk(new Int32Array(start.desk), tell);
    const rules = new Rules(start.rules);
    rules.apply(start.policy);
    const served = new Served(start, rules);
    const counters = new Float64Array(start.counters);
    const clients = new TcpClients(start.limits, libc);
    this.#greeter = makeGreeter?.(clients, counters);
    this.#answering = {
      snapshot: served,
      rules,
      counters,
      clients,
      desk: this.#desk,
      ...(this.#greeter && { greeter: this.#greeter }),
    };
    this.#canAnswer = createSelfCheck(served);
  }

  hear(mail: ToStreamThread): void {
    switch (mail.kind) {
      case 'reply':
        this.#desk.hear(mail);
        return;
      case 'listen':
        void this.#listen(mail.number, mail.place);
        return;
      case 'close':
        void this.#close(mail.number);
        return;
      case 'move on':
        void this.#moveOn(mail.number);
        return;
      case 'turn':
        tell({ kind: 'done', number: mail.number });
        return;
      case 'limit':
        this.#answering.clients.setConnectionsMax(mail.connectionsMax);
        return;
      case 'beat':
        this.#beat(mail.everyMs);
        return;
      case 'identity':
        this.#greeter?.apply(mail.identity);
        return;
      case 'stop':
        void this.#stop();
    }
  }

  async #listen(number: number, place: ListenPlace): Promise<void> {
    const opened = await open(place, this.#answering);
    if (!opened.ok) {
      tell({ kind: 'not listening', number, code: opened.problem });
      return;
    }
    this.#servers.set(number, opened.value);
    tell({ kind: 'listening', number, endpoint: opened.value.endpoint });
  }

  async #close(number: number): Promise<void> {
    const server = this.#servers.get(number);
    this.#servers.delete(number);
    await server?.close();
    tell({ kind: 'done', number });
  }

  async #moveOn(number: number): Promise<void> {
    await Promise.all([...this.#servers.values()].map((server) => server.movedOn()));
    tell({ kind: 'done', number });
  }

  /** For whoever wants to see that this thread's loop turns, and that it can answer. */
  #beat(everyMs: number): void {
    clearInterval(this.#beating);
    this.#beating = setInterval(() => {
      if (this.#canAnswer()) Atomics.add(this.#control, StreamWord.beats, 1);
    }, everyMs);
  }

  async #stop(): Promise<void> {
    const servers = [...this.#servers.values()];
    this.#servers.clear();
    await Promise.all(servers.map((server) => server.close()));
    clearInterval(this.#beating);
    tell({ kind: 'stopped' });
  }
}

/** The problem is the system's code. */
async function open(place: ListenPlace, answering: TcpAnswering): Promise<Result<TcpServer, string>> {
  if (place.kind === 'descriptor') return adoptTcp(place.fd, answering);
  const opened = await listenTcp(place.endpoint, answering);
  return opened.ok ? opened : fail(opened.problem.code);
}

function tell(word: FromStreamThread): void {
  parentPort?.postMessage(word);
}

/** The program of a thread; without a greeter its listeners have plain TCP. */
export async function runStreamWorker(makeGreeter?: MakeGreeter): Promise<void> {
  const libc = loadLibc();
  const begun = hearStart<StreamStart>();
  tell('loaded');
  const start = await begun;
  invariant(libc.ok || !start.hasLibc, 'what the main thread could load, another thread can load too');
  const worker = new StreamWorker(start, libc.ok && start.hasLibc ? libc.value : undefined, makeGreeter);
  parentPort?.on('message', (mail: ToStreamThread) => worker.hear(mail));
  tell('serving');
}
