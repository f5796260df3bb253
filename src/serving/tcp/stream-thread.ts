// A thread that answers over streams, as the main thread sees it: opens and closes its listeners, hands it what is served, and
// sees to its errands. There may be several, each with listeners, clients and limits of its own.

import { MessageChannel, type MessagePort, type Worker } from 'node:worker_threads';
import type { Snapshot } from '../../answers/snapshot.ts';
import { fail, type Result, succeed } from '../../base/result.ts';
import type { Endpoint } from '../../wire/endpoint.ts';
import type { CounterRow, CounterTable } from '../counters.ts';
import type { Desk } from '../desk.ts';
import type { ListenProblem } from '../listen-problem.ts';
import type { ServingPolicy } from '../policy.ts';
import { answeringStartOf, imageNewsOf, type ServedNews } from '../rules/answering-start.ts';
import type { Rules } from '../rules/rules.ts';
import type { TlsIdentity } from '../tls-identity.ts';
import { startThread, type ThreadRole } from '../worker-threads.ts';
import { Errands } from './errands.ts';
import {
  type FromStreamThread,
  type ListenPlace,
  type StreamStart,
  StreamWord,
  type ToStreamThread,
} from './stream-thread-protocol.ts';
import type { TcpLimits } from './tcp-clients.ts';

export interface StreamThreadPlan {
  /** What its listeners are for. */
  readonly name: 'tcp' | 'tls';
  readonly role: ThreadRole;
  readonly hasLibc: boolean;
  readonly snapshot: Snapshot;
  readonly counters: CounterTable;
  readonly desk: Desk;
  /** Those of this thread, with which the other one begins. */
  readonly rules: Rules;
  readonly limits: TcpLimits;
  /** It ended unexpectedly; nothing can go on without it. */
  readonly onDeath: (error: Error) => void;
}

export interface StreamListener {
  readonly protocol: 'tcp' | 'tls';
  readonly endpoint: Endpoint;
  /** Accepts no more connections at once; resolves when the last one has ended or was cut. */
  close(): Promise<void>;
}

/** A thread that shows by itself that it is alive. */
export interface BeatingThread {
  /** For the log. */
  readonly name: string;
  /** Its control words: see `StreamWord.beats`. */
  readonly control: SharedArrayBuffer;
  /** Its row, in which replies to others show. */
  readonly counters: SharedArrayBuffer;
  /** From now on. */
  beatEvery(ms: number): void;
}

/** What others may look at before the thread has begun. */
export interface ThreadMemory {
  readonly control: SharedArrayBuffer;
  readonly row: CounterRow;
}

export function makeThreadMemory(counters: CounterTable): ThreadMemory {
  const control = new SharedArrayBuffer(StreamWord.count * Int32Array.BYTES_PER_ELEMENT);
  return { control, row: counters.addRow() };
}

/** How much longer than its clients have it may take to stop: then it hangs, and is ended as it is. */
const stopGraceMs = 500;

/** Resolves when it can listen; the problem is a sentence. */
export async function startStreamThread(
  plan: StreamThreadPlan,
  memory?: ThreadMemory,
): Promise<Result<StreamThread, string>> {
  const { name, role, snapshot, counters, desk, rules, hasLibc, limits } = plan;
  const { control, row } = memory ?? makeThreadMemory(counters);
  let port: MessagePort | undefined;
  const started = await startThread(role, () => {
    port?.close();
    const channel = new MessageChannel();
    port = channel.port1;
    const message: StreamStart = {
      ...answeringStartOf({ control, counters: row, image: snapshot.image, desk: desk.words, rules }),
      served: channel.port2,
      limits,
      hasLibc,
    };
    return { message, transfer: [channel.port2] };
  });
  if (started.ok && port !== undefined)
    return succeed(new StreamThread(plan, { thread: started.value, control, row, served: port }));
  port?.close();
  if (memory === undefined) counters.endRow(row);
  return fail(
    `cannot start the thread for ${name.toUpperCase()}: ${started.ok ? 'it has no port' : started.problem}; it takes a thread (TasksMax=), open files (LimitNOFILE=) and memory`,
  );
}

interface ThreadParts {
  readonly thread: Worker;
  readonly control: SharedArrayBuffer;
  readonly row: CounterRow;
  readonly served: MessagePort;
}

export class StreamThread {
  readonly #plan: StreamThreadPlan;
  readonly #thread: Worker;
  readonly #control: Int32Array;
  readonly #row: CounterRow;
  readonly #served: MessagePort;
  readonly #errands: Errands;
  readonly #ended: Promise<void>;
  readonly #stopHandingOn: () => void;
  /** Questions that the thread has not answered. */
  readonly #asked = new Map<number, (answer: Answer) => void>();
  #lastNumber = 0;
  #isEnding = false;
  #onStopped: () => void = () => undefined;
  #stopping: Promise<void> | undefined;

  constructor(plan: StreamThreadPlan, { thread, control, row, served }: ThreadParts) {
    this.#plan = plan;
    this.#thread = thread;
    this.#control = new Int32Array(control);
    this.#row = row;
    this.#served = served;
    this.#errands = new Errands(plan.desk, (reply) => this.#tell(reply));
    thread.on('message', (mail: FromStreamThread) => this.#hear(mail));
    thread.on('error', plan.onDeath);
    this.#ended = new Promise((resolve) => {
      thread.on('exit', (code) => {
        if (!this.#isEnding)
          plan.onDeath(new Error(`the thread for ${plan.name.toUpperCase()} ended with code ${code}`));
        resolve();
      });
    });
    this.#stopHandingOn = plan.snapshot.onReplaced((image) => this.#bring(imageNewsOf(image)));
    Atomics.store(this.#control, StreamWord.isServing, 1);
    // It may have been replaced while the thread started.
    this.#bring(imageNewsOf(plan.snapshot.image));
  }

  get life(): BeatingThread {
    return {
      name: `the thread for ${this.#plan.name.toUpperCase()}`,
      control: this.#control.buffer as SharedArrayBuffer,
      counters: this.#row.buffer as SharedArrayBuffer,
      beatEvery: (everyMs) => this.#tell({ kind: 'beat', everyMs }),
    };
  }

  async listen(endpoint: Endpoint): Promise<Result<StreamListener, ListenProblem>> {
    const opened = await this.#open({ kind: 'address', endpoint });
    return opened.ok ? opened : fail({ protocol: this.#plan.name, endpoint, code: opened.problem });
  }

  /** A listening socket that the service manager holds; the problem is the system's code. */
  adopt(fd: number): Promise<Result<StreamListener, string>> {
    return this.#open({ kind: 'descriptor', fd });
  }

  /** For a thread that serves TLS. */
  identify(identity: TlsIdentity | undefined): void {
    this.#tell({ kind: 'identity', identity });
  }

  /** Of all listeners together; takes effect at once. */
  setConnectionsMax(connectionsMax: number): void {
    this.#tell({ kind: 'limit', connectionsMax });
  }

  /** From the next query on. */
  apply(policy: ServingPolicy): void {
    this.#bring({ kind: 'policy', policy });
  }

  /** Resolves when every earlier reply has been sent; cuts clients that do not read them in time. */
  async movedOn(): Promise<void> {
    await this.#ask((number) => ({ kind: 'move on', number }));
  }

  /** Resolves once its loop has turned. */
  async turned(): Promise<void> {
    await this.#ask((number) => ({ kind: 'turn', number }));
  }

  /** For good, listeners included. */
  stop(): Promise<void> {
    this.#stopping ??= this.#stop();
    return this.#stopping;
  }

  async #stop(): Promise<void> {
    const stopped = new Promise<void>((resolve) => {
      this.#onStopped = resolve;
      setTimeout(resolve, this.#plan.limits.closeTimeoutMs + stopGraceMs).unref();
    });
    this.#tell({ kind: 'stop' });
    await Promise.race([stopped, this.#ended]);
    this.#isEnding = true;
    this.#stopHandingOn();
    this.#errands.close();
    this.#served.close();
    await this.#thread.terminate();
    for (const answer of this.#asked.values()) answer({ kind: 'gone' });
    this.#asked.clear();
    this.#plan.counters.endRow(this.#row);
  }

  async #open(place: ListenPlace): Promise<Result<StreamListener, string>> {
    const listener = ++this.#lastNumber;
    const answer = await this.#ask(() => ({ kind: 'listen', number: listener, place }), listener);
    if (answer.kind === 'not listening') return fail(answer.code);
    if (answer.kind !== 'listening') return fail('ECANCELED');
    return succeed({
      protocol: this.#plan.name,
      endpoint: answer.endpoint,
      close: async () => {
        await this.#ask(() => ({ kind: 'close', number: listener }), listener);
      },
    });
  }

  #ask(question: (number: number) => ToStreamThread, number = ++this.#lastNumber): Promise<Answer> {
    if (this.#isEnding) return Promise.resolve({ kind: 'gone' });
    return new Promise((resolve) => {
      this.#asked.set(number, resolve);
      this.#tell(question(number));
    });
  }

  #hear(mail: FromStreamThread): void {
    if (typeof mail === 'string') return;
    switch (mail.kind) {
      case 'attend':
      case 'taken':
      case 'abandoned':
        this.#errands.hear(mail);
        return;
      case 'stopped':
        this.#onStopped();
        return;
      default: {
        const answer = this.#asked.get(mail.number);
        this.#asked.delete(mail.number);
        answer?.(mail);
      }
    }
  }

  /** The news first, then the word that there are some. */
  #bring(news: ServedNews): void {
    this.#served.postMessage(news);
    Atomics.add(this.#control, StreamWord.generation, 1);
  }

  #tell(mail: ToStreamThread): void {
    this.#thread.postMessage(mail);
  }
}

type Answer =
  | Extract<FromStreamThread, { readonly kind: 'listening' | 'not listening' | 'done' }>
  /** There is nobody to answer. */
  | { readonly kind: 'gone' };
