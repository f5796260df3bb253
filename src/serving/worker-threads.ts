// Threads that answer. One takes 40 ms to load what it needs, so a start begins them before it reads its own program and
// configuration, and they wait for their work. Refuses to know what they will serve.

import { type TransferListItem, Worker } from 'node:worker_threads';
import { fail, type Result, succeed } from '../base/result.ts';
import { letThreadsCollect } from './collect-images.ts';

/** What a thread is for. */
export interface ThreadRole {
  /** Written as `new URL('./a-file.js', import.meta.url)` for the bundler, which looks for it: each is a file of its own. */
  readonly program: URL;
  /** `top -H` shows it, from Node 24 on. Two threads have two names. */
  readonly name: string;
}

/** A thread may be ended once it has loaded, and answers once it serves. */
export type ThreadWord = 'loaded' | 'serving';

interface EarlyThread {
  readonly thread: Worker;
  /** Resolves when it has loaded koffi, or has ended. */
  readonly loaded: Promise<void>;
}

/** By name. */
const waiting = new Map<string, EarlyThread>();

/** A thread that fails while it waits is forgotten: the one begun in its place will say why. */
export function beginEarly(roles: readonly ThreadRole[]): void {
  for (const role of roles) {
    const { name } = role;
    try {
      const thread = beginThread(role);
      const loaded = new Promise<void>((resolve) => {
        thread.once('message', () => {
          // A start that fails waits for them no longer. Until now it had to: koffi aborts the process when its thread is
          // ended while it loads.
          if (waiting.get(name)?.thread === thread) thread.unref();
          resolve();
        });
        for (const event of ['error', 'exit'])
          thread.once(event, () => {
            if (waiting.get(name)?.thread === thread) waiting.delete(name);
            resolve();
          });
      });
      waiting.set(name, { thread, loaded });
    } catch {
      return;
    }
  }
}

/** The caller owns it; nothing when there is none. */
export function takeEarly({ name }: ThreadRole): Worker | undefined {
  const early = waiting.get(name);
  waiting.delete(name);
  early?.thread.ref();
  return early?.thread;
}

/** Ends the threads that nobody took. */
export async function endEarly(): Promise<void> {
  await Promise.all(
    [...waiting.values()].map(async ({ thread, loaded }) => {
      await loaded;
      await thread.terminate();
    }),
  );
}

/** Node throws when there is no thread to be had, or none of what its event loop needs. */
export function beginThread({ program, name }: ThreadRole): Worker {
  letThreadsCollect();
  // Its name as an argument, too: before Node 24 a thread does not know what it is called.
  return new Worker(program, { name, argv: [name], stdin: false });
}

/** The first message that a thread is sent, and what of it is handed over. */
export interface ThreadStart {
  readonly message: unknown;
  readonly transfer?: readonly TransferListItem[];
}

/** The thread once it serves, or what kept it from that. Each thread that is tried gets a start of its own. */
export async function startThread(
  role: ThreadRole,
  makeStart: () => ThreadStart,
): Promise<Result<Worker, string>> {
  const early = takeEarly(role);
  if (early !== undefined) {
    const started = await giveStart(early, makeStart());
    // It may have failed for lack of something that the rest of the start was using for a moment.
    if (started.ok) return started;
  }
  try {
    return await giveStart(beginThread(role), makeStart());
  } catch (error) {
    return fail(error instanceof Error ? error.message : String(error));
  }
}

function giveStart(thread: Worker, { message, transfer = [] }: ThreadStart): Promise<Result<Worker, string>> {
  thread.postMessage(message, transfer);
  return new Promise((resolve) => {
    let reason: string | undefined;
    thread.once('error', (error) => {
      reason = error.message;
    });
    thread.once('exit', (code) => resolve(fail(reason ?? `it ended with code ${code}`)));
    thread.on('message', (word: ThreadWord) => {
      if (word !== 'serving') return;
      // Not all at once: among them are Node's own, without which no later listener hears a message.
      for (const event of ['message', 'error', 'exit']) thread.removeAllListeners(event);
      resolve(succeed(thread));
    });
  });
}
