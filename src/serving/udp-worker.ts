// A thread that does nothing but answer datagrams: batch in, answer each, batch out. It sees an image and sockets, and
// neither zones nor configuration. Nothing is allocated per query.

import { parentPort, receiveMessageOnPort, workerData } from 'node:worker_threads';
import { type Image, openImage } from '../answers/image.ts';
import { invariant } from '../base/invariant.ts';
import { Errno } from '../linux/constants.ts';
import { DatagramBatch } from '../linux/datagram-batch.ts';
import { loadLibc } from '../linux/libc.ts';
import { Poller } from '../linux/poller.ts';
import { silence } from '../linux/wake-up.ts';
import { createAnswerer } from './answer-query.ts';
import { Counter } from './counters.ts';
import { datagramOctetsMax } from './limits.ts';
import { type ImageMessage, idleTurnMs, type WorkerStart, WorkerWord } from './udp-worker-protocol.ts';

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

async function run({ sockets, bell, ...shared }: WorkerStart): Promise<void> {
  const libc = await loadLibc();
  invariant(libc.ok, 'what the main thread could load, a worker can load too');
  const control = new Int32Array(shared.control);
  const counters = new Float64Array(shared.counters);
  const answer = createAnswerer('udp', counters);
  const batch = new DatagramBatch(libc.value, {
    slots: batchSlots,
    receiveOctets: queryOctetsMax,
    replyOctets: datagramOctetsMax,
  });
  const poller = new Poller(libc.value, sockets.length + 1);
  for (const [index, fd] of sockets.entries()) poller.watch(index, fd);
  poller.watch(sockets.length, bell);
  const isReady = new Uint8Array(sockets.length).fill(1);
  let image = openImage(shared.image);
  let generation = 0;
  let batches = 0;

  parentPort?.postMessage('serving');
  while (Atomics.load(control, WorkerWord.stop) === 0) {
    Atomics.add(control, WorkerWord.heartbeat, 1);
    takeLatestImage();
    let isBusy = false;
    for (let index = 0; index < sockets.length; index++) {
      if (isReady[index] === 0) continue;
      if (answerBatch(sockets[index] as number) >= lookAgainFrom) isBusy = true;
      else isReady[index] = 0;
    }
    batches++;
    if (isBusy && batches % batchesBetweenLooks !== 0) continue;
    poller.wait(isBusy ? 0 : idleTurnMs);
    for (let index = 0; index < sockets.length; index++) if (poller.isReady(index)) isReady[index] = 1;
    if (poller.isReady(sockets.length)) silence(libc.value, bell);
  }

  /** Returns how many had arrived. */
  function answerBatch(fd: number): number {
    const count = batch.receive(fd);
    if (count <= 0) {
      if (count < 0) takeError(-count);
      return 0;
    }
    // Behind receiving, not before: who asks after a change was made must not be answered from before it.
    takeLatestImage();
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

  function takeLatestImage(): void {
    const latest = Atomics.load(control, WorkerWord.generation);
    if (latest === generation) return;
    generation = latest;
    image = latestImage(image);
  }

  function takeError(errno: number): void {
    // An ICMP error for an earlier reply, a signal, or a machine short of memory for the moment: the next call may work.
    if (errno === Errno.EINTR || errno === Errno.ECONNREFUSED) return;
    counters[Counter.receiveErrors] = (counters[Counter.receiveErrors] as number) + 1;
    const mayPass = errno === Errno.ENOMEM || errno === Errno.ENOBUFS;
    invariant(mayPass, `receiving from our own socket fails with errno ${errno}`);
  }
}

/** The newest one in the mailbox: those before it were never served by this worker. */
function latestImage(current: Image): Image {
  let image = current;
  for (;;) {
    const received = parentPort === null ? undefined : receiveMessageOnPort(parentPort);
    if (received === undefined) return image;
    image = openImage((received.message as ImageMessage).image);
  }
}

await run(workerData as WorkerStart);
