// A thread that does nothing but answer datagrams: batch in, answer each, batch out. It sees an image and sockets, and
// neither zones nor configuration. Nothing is allocated per query.

import { parentPort, receiveMessageOnPort } from 'node:worker_threads';
import { openImage } from '../answers/image.ts';
import { invariant } from '../base/invariant.ts';
import { Errno } from '../linux/constants.ts';
import { DatagramBatch } from '../linux/datagram-batch.ts';
import { loadLibc } from '../linux/libc.ts';
import { Poller } from '../linux/poller.ts';
import { silence } from '../linux/wake-up.ts';
import { createAnswerer } from './answer-query.ts';
import { createImageCollector } from './collect-images.ts';
import { Counter } from './counters.ts';
import { datagramOctetsMax } from './limits.ts';
import { uncounted } from './own-question.ts';
import {
  idleTurnMs,
  type SocketsMail,
  type WorkerMail,
  type WorkerStart,
  WorkerWord,
} from './udp-worker-protocol.ts';

/** Enough to spread the cost of two system calls thin; more adds delay for the first and helps no further. */
const batchSlots = 64;
/** No query that we answer is longer; what is, arrives cut off and is malformed. */
const queryOctetsMax = 4096;
/**
 * After a batch of fewer, nothing more has arrived as a rule, and a look that finds nothing is a system call for nothing:
 * poll comes next, which returns at once when the rule did not hold.
 */
const lookAgainFrom = 4;
/** While one socket keeps us busy, the others are looked at once in so many batches. */
const batchesBetweenLooks = 16;

/** Where things stand among what is polled. */
const bellAt = 0;
const ownQuestionsAt = 1;
const socketsAt = 2;

async function run(): Promise<void> {
  const libc = loadLibc();
  invariant(libc.ok, 'what the main thread could load, a worker can load too');
  const { bell, ownQuestions, ...shared } = await hearStart();
  const control = new Int32Array(shared.control);
  const counters = new Float64Array(shared.counters);
  const answer = createAnswerer('udp', counters);
  const answerUncounted = createAnswerer('udp', uncounted());
  const batch = new DatagramBatch(libc.value, {
    slots: batchSlots,
    receiveOctets: queryOctetsMax,
    replyOctets: datagramOctetsMax,
  });
  let image = openImage(shared.image);
  let generation = 0;
  let batches = 0;
  let sockets: readonly number[] = [];
  let isReady = new Uint8Array();
  let poller = watchOver(sockets);
  let newSockets: SocketsMail | undefined;
  const collect = createImageCollector();
  let replacedOctets = 0;

  parentPort?.postMessage('serving');
  while (Atomics.load(control, WorkerWord.stop) === 0) {
    Atomics.add(control, WorkerWord.heartbeat, 1);
    takeMail();
    // Between two turns: no reply is on its way to a socket that another list no longer has.
    if (newSockets !== undefined) changeSockets(newSockets);
    if (replacedOctets > 0) {
      collect(replacedOctets);
      replacedOctets = 0;
    }
    let isBusy = false;
    for (let index = 0; index < sockets.length; index++) {
      if (isReady[index] === 0) continue;
      if (answerBatch(sockets[index] as number) >= lookAgainFrom) isBusy = true;
      else isReady[index] = 0;
    }
    batches++;
    if (isBusy && batches % batchesBetweenLooks !== 0) continue;
    poller.wait(isBusy ? 0 : idleTurnMs);
    for (let index = 0; index < sockets.length; index++)
      if (poller.isReady(socketsAt + index)) isReady[index] = 1;
    if (poller.isReady(ownQuestionsAt)) answerOurselves();
    if (poller.isReady(bellAt)) silence(libc.value, bell);
  }

  /** Returns how many had arrived. */
  function answerBatch(fd: number): number {
    const count = batch.receive(fd);
    if (count <= 0) {
      if (count < 0) takeError(-count);
      return 0;
    }
    // Behind receiving, not before: who asks after a change was made must not be answered from before it.
    takeMail();
    let replies = 0;
    for (let slot = 0; slot < count; slot++) {
      const octets = answer(
        image,
        batch.packets[slot] as Uint8Array,
        batch.octetsOf(slot),
        batch.replies[slot] as Uint8Array,
      );
      if (octets === 0) continue;
      batch.reply(slot, octets);
      replies++;
    }
    if (replies > 0) counters[Counter.unsent] = (counters[Counter.unsent] as number) + batch.send(fd);
    return count;
  }

  /** By the same function and system calls as everybody, but counted nowhere. */
  function answerOurselves(): void {
    const count = batch.receive(ownQuestions);
    for (let slot = 0; slot < count; slot++) {
      const octets = answerUncounted(
        image,
        batch.packets[slot] as Uint8Array,
        batch.octetsOf(slot),
        batch.replies[slot] as Uint8Array,
      );
      if (octets !== 0) batch.reply(slot, octets);
    }
    if (count > 0) batch.send(ownQuestions);
  }

  /** The newest image and the newest list of sockets: those before them were never served by this worker. */
  function takeMail(): void {
    const latest = Atomics.load(control, WorkerWord.generation);
    if (latest === generation) return;
    generation = latest;
    for (;;) {
      const received = parentPort === null ? undefined : receiveMessageOnPort(parentPort);
      if (received === undefined) return;
      const mail = received.message as WorkerMail;
      if (mail.kind === 'image') {
        replacedOctets += image.octets.length;
        image = openImage(mail.image);
      } else newSockets = mail;
    }
  }

  function changeSockets(mail: SocketsMail): void {
    newSockets = undefined;
    sockets = mail.sockets;
    // Whatever waits on them is looked for at once.
    isReady = new Uint8Array(sockets.length).fill(1);
    poller = watchOver(sockets);
    Atomics.store(control, WorkerWord.sockets, mail.number);
  }

  function watchOver(fds: readonly number[]): Poller {
    invariant(libc.ok, 'it was loaded');
    const fresh = new Poller(libc.value, socketsAt + fds.length);
    fresh.watch(bellAt, bell);
    fresh.watch(ownQuestionsAt, ownQuestions);
    for (const [index, fd] of fds.entries()) fresh.watch(socketsAt + index, fd);
    return fresh;
  }

  function takeError(errno: number): void {
    // An ICMP error for an earlier reply, a signal, or a machine short of memory for the moment: the next call may work.
    if (errno === Errno.EINTR || errno === Errno.ECONNREFUSED) return;
    counters[Counter.receiveErrors] = (counters[Counter.receiveErrors] as number) + 1;
    const mayPass = errno === Errno.ENOMEM || errno === Errno.ENOBUFS;
    invariant(mayPass, `receiving from our own socket fails with errno ${errno}`);
  }
}

/** Until it comes the main thread need not know what will be served, nor whether this thread is needed. */
function hearStart(): Promise<WorkerStart> {
  return new Promise((resolve) => {
    parentPort?.once('message', resolve);
  });
}

await run();
