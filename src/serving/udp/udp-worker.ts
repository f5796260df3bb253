// A thread that does nothing but answer datagrams: batch in, answer each, batch out. It sees an image and sockets, and
// neither zones nor configuration. Nothing is allocated per query.

import { parentPort, receiveMessageOnPort } from 'node:worker_threads';
import { Image } from '../../answers/image.ts';
import { invariant } from '../../base/invariant.ts';
import { Errno } from '../../linux/constants.ts';
import { DatagramBatch, type Shorten } from '../../linux/datagram-batch.ts';
import { type Libc, loadLibc } from '../../linux/libc.ts';
import { Poller } from '../../linux/poller.ts';
import { silence } from '../../linux/wake-up.ts';
import { datagramOctetsMax } from '../../wire/message-format.ts';
import { type AnswerQuery, createAnswerer } from '../answering/answer-query.ts';
import { uncounted } from '../answering/own-question.ts';
import { type Client, createOwnClient, DatagramClient } from '../client.ts';
import { createImageCollector } from '../collect-images.ts';
import { countTimes } from '../count-times.ts';
import { add, bump, Counter, type CounterRow } from '../counters.ts';
import { type DeskWords, takePermit } from '../desk-words.ts';
import { hearStart } from '../hear-start.ts';
import { FrontDoor } from '../proxy/front-door.ts';
import { proxyHeaderOctetsMax } from '../proxy/read-proxy-header.ts';
import { hasReply, type QueryOutcome, type Reply } from '../query-outcome.ts';
import { Rules } from '../rules/rules.ts';
import { type BoundPlace, placeAsked } from './batch-place.ts';
import { FetchAhead } from './fetch-ahead.ts';
import { shortenReply } from './shorten-reply.ts';
import {
  type FromWorker,
  type HandedOver,
  idleTurnMs,
  type ServedSocket,
  type SocketsMail,
  type WorkerMail,
  type WorkerStart,
  WorkerWord,
} from './udp-worker-protocol.ts';

/** Enough to spread the cost of two system calls thin; more delays the first reply and gains nothing. */
const batchSlots = 64;
/** No query that we answer is longer; one that is arrives cut off and is malformed. */
const queryOctetsMax = 4096;
/** With room for what a front end puts before it. */
const receiveOctets = queryOctetsMax + proxyHeaderOctetsMax;
/**
 * After a batch of fewer, nothing more has arrived as a rule, and receiving nothing is a wasted system call: poll comes
 * next, which returns at once when the rule did not hold.
 */
const receiveAgainFrom = 4;
/** While one socket keeps us busy, the others are polled once in so many turns. */
const turnsBetweenPolls = 16;

/**
 * What waited in a socket while nobody read from it, over a restart, is answered without a limit on replies: that far at most, which is
 * what a buffer of 4 MiB holds, in a flood that is still going on.
 */
const backlogBatchesMax = 128;

/** Places among what is polled. */
const bellAt = 0;
const ownQuestionsAt = 1;
const socketsAt = 2;

class UdpWorker {
  readonly #libc: Libc;
  readonly #bell: number;
  readonly #ownQuestions: number;
  readonly #control: Int32Array;
  readonly #counters: CounterRow;
  readonly #desk: DeskWords;
  readonly #rules: Rules;
  readonly #answer: AnswerQuery;
  readonly #answerUncounted = createAnswerer(uncounted());
  readonly #batch: DatagramBatch;
  /** One for each slot of the batch, over its buffer. */
  readonly #replies: readonly Reply[];
  readonly #client: DatagramClient;
  #bound: BoundPlace | undefined;
  readonly #door: FrontDoor;
  readonly #ahead = new FetchAhead(batchSlots);
  readonly #ownClient = createOwnClient('udp');
  readonly #collect = createImageCollector();
  #image: Image;
  #generation = 0;
  #replacedOctets = 0;
  #sockets: readonly ServedSocket[] = [];
  #isReady = new Uint8Array();
  /** For each socket, how many more batches may be of what waited there. */
  #backlog = new Uint8Array();
  #poller: Poller;
  #newSockets: SocketsMail | undefined;

  constructor(libc: Libc, start: WorkerStart) {
    this.#libc = libc;
    this.#bell = start.bell;
    this.#ownQuestions = start.ownQuestions;
    this.#control = new Int32Array(start.control);
    this.#counters = new Float64Array(start.counters);
    this.#desk = new Int32Array(start.desk);
    const rules = new Rules(start.rules);
    rules.apply(start.policy);
    this.#rules = rules;
    this.#answer = createAnswerer(this.#counters, { desk: this.#desk, rules, log: rules.queryLog });
    this.#batch = new DatagramBatch(libc, {
      slots: batchSlots,
      receiveOctets,
      replyOctets: datagramOctetsMax,
    });
    this.#replies = this.#batch.replies.map((octets) => ({ octets, view: viewOf(octets), length: 0 }));
    this.#client = new DatagramClient(this.#batch.senders, this.#findAsked);
    this.#door = new FrontDoor(this.#counters, this.#rules);
    this.#image = new Image(start.image);
    this.#poller = this.#watchOver([]);
  }

  /** Until the main thread says stop. */
  run(): void {
    for (let turn = 1; Atomics.load(this.#control, WorkerWord.stop) === 0; turn++) {
      Atomics.add(this.#control, WorkerWord.heartbeat, 1);
      this.#readMail();
      // Between two turns: no reply is on its way to a socket that another list no longer has.
      if (this.#newSockets !== undefined) this.#changeSockets(this.#newSockets);
      if (this.#replacedOctets > 0) {
        this.#collect(this.#replacedOctets);
        this.#replacedOctets = 0;
      }
      const isBusy = this.#answerReady();
      if (!isBusy || turn % turnsBetweenPolls === 0) this.#poll(isBusy ? 0 : idleTurnMs);
    }
  }

  /** True when a socket may have more. */
  #answerReady(): boolean {
    let isBusy = false;
    for (let index = 0; index < this.#sockets.length; index++) {
      if (this.#isReady[index] === 0) continue;
      const backlog = this.#backlog[index] as number;
      this.#rules.isCatchingUp = backlog > 0;
      const count = this.#answerBatch(this.#sockets[index] as ServedSocket);
      if (backlog > 0) this.#backlog[index] = count < batchSlots ? 0 : backlog - 1;
      if (count >= receiveAgainFrom) isBusy = true;
      else this.#isReady[index] = 0;
    }
    return isBusy;
  }

  #poll(timeoutMs: number): void {
    const poller = this.#poller;
    poller.wait(timeoutMs);
    for (let index = 0; index < this.#sockets.length; index++) {
      if (poller.isReady(socketsAt + index)) this.#isReady[index] = 1;
    }
    if (poller.isReady(ownQuestionsAt)) this.#answerOurselves();
    if (poller.isReady(bellAt)) silence(this.#libc, this.#bell);
  }

  /** Returns how many had arrived. */
  #answerBatch({ fd, number, bound }: ServedSocket): number {
    this.#bound = bound;
    const batch = this.#batch;
    const client = this.#client;
    const count = batch.receive(fd);
    if (count <= 0) {
      if (count < 0) this.#countError(-count);
      return 0;
    }
    // After receiving, not before: who asks after a change was made must not be answered from before it.
    this.#readMail();
    this.#rules.tick();
    if (this.#door.isOpen) this.#ahead.fetch(this.#image, batch.packets, count);
    let replies = 0;
    for (let slot = 0; slot < count; slot++) {
      client.at = batch.senderAt(slot);
      const asker = this.#door.isOpen ? client : this.#letIn(slot);
      if (asker === undefined) continue;
      const outcome = this.#answerSlot(slot, asker, this.#answer);
      if (hasReply(outcome)) replies++;
      else if (outcome === 'for an attendant') this.#handOver(slot, number, asker);
    }
    const unsent = batch.send(fd, this.#shorten);
    add(this.#counters, Counter.unsent, unsent);
    countTimes(this.#counters, 'udp', replies - unsent, performance.now() - this.#rules.tickedMs);
    return count;
  }

  readonly #findAsked = () => {
    const batch = this.#batch;
    return this.#bound && placeAsked(this.#bound, batch.controls, batch.controlAt(this.#client.at));
  };

  /** Who asks; nothing: nobody is to answer. */
  #letIn(slot: number): Client | undefined {
    const batch = this.#batch;
    const door = this.#door;
    const before = door.letIn(this.#client, batch.packets[slot] as Uint8Array, batch.octetsOf(slot));
    if (before > 0) batch.strip(slot, before);
    return before < 0 ? undefined : door.asker;
  }

  /** For an interface that does not carry even our datagrams: the client comes again over TCP (RFC 9715 §3.1, R4). */
  readonly #shorten: Shorten = (slot, octets) => {
    const shortened = shortenReply(this.#batch.replies[slot] as Uint8Array, octets);
    if (shortened < octets) bump(this.#counters, Counter.truncated);
    return shortened;
  };

  /** By the same function and system calls as everybody, but counted nowhere. */
  #answerOurselves(): void {
    const count = this.#batch.receive(this.#ownQuestions);
    for (let slot = 0; slot < count; slot++) this.#answerSlot(slot, this.#ownClient, this.#answerUncounted);
    if (count > 0) this.#batch.send(this.#ownQuestions);
  }

  /** Counted when it comes, and here only if it goes nowhere: a copy is made for as many as the desk lets through. */
  #handOver(slot: number, socket: number, asker: Client): void {
    if (!takePermit(this.#desk)) {
      bump(this.#counters, Counter.droppedUnattended);
      const packet = this.#batch.packets[slot] as Uint8Array;
      this.#rules.queryLog.noteUnattended(asker, packet, this.#batch.octetsOf(slot), this.#counters);
      return;
    }
    const client = this.#door.isOpen ? undefined : this.#door.namedAddress;
    const handed: HandedOver = {
      socket,
      ...this.#batch.hold(slot),
      ...(client && { client: client.slice() }),
    };
    parentPort?.postMessage(handed);
  }

  #answerSlot(slot: number, client: Client, answer: AnswerQuery): QueryOutcome {
    const batch = this.#batch;
    const reply = this.#replies[slot] as Reply;
    const packet = batch.packets[slot] as Uint8Array;
    const outcome = answer(this.#image, client, packet, batch.octetsOf(slot), reply);
    if (hasReply(outcome)) batch.reply(slot, reply.length);
    return outcome;
  }

  /** The newest image and the newest list of sockets: this worker never serves those before them. */
  #readMail(): void {
    const latest = Atomics.load(this.#control, WorkerWord.generation);
    if (latest === this.#generation) return;
    this.#generation = latest;
    for (;;) {
      const received = parentPort === null ? undefined : receiveMessageOnPort(parentPort);
      if (received === undefined) return;
      const mail = received.message as WorkerMail;
      if (mail.kind === 'image') {
        this.#replacedOctets += this.#image.octets.length;
        this.#image = new Image(mail.image);
      } else if (mail.kind === 'policy') this.#rules.apply(mail.policy);
      else this.#newSockets = mail;
    }
  }

  #changeSockets({ number, sockets }: SocketsMail): void {
    this.#newSockets = undefined;
    this.#sockets = sockets;
    // Something may wait on any of them.
    this.#isReady = new Uint8Array(sockets.length).fill(1);
    // On the first ones since before this program was there.
    this.#backlog = new Uint8Array(sockets.length).fill(number === 1 ? backlogBatchesMax : 0);
    this.#poller = this.#watchOver(sockets);
    Atomics.store(this.#control, WorkerWord.sockets, number);
  }

  #watchOver(sockets: readonly ServedSocket[]): Poller {
    const poller = new Poller(this.#libc, socketsAt + sockets.length);
    poller.watch(bellAt, this.#bell);
    poller.watch(ownQuestionsAt, this.#ownQuestions);
    for (const [index, { fd }] of sockets.entries()) poller.watch(socketsAt + index, fd);
    return poller;
  }

  #countError(errno: number): void {
    // An ICMP error for an earlier reply, a signal, or a machine short of memory for the moment: the next call may work.
    if (errno === Errno.EINTR || errno === Errno.ECONNREFUSED) return;
    bump(this.#counters, Counter.receiveErrors);
    const mayPass = errno === Errno.ENOMEM || errno === Errno.ENOBUFS;
    invariant(mayPass, `receiving from our own socket fails with errno ${errno}`);
  }
}

function viewOf({ buffer, byteOffset, length }: Uint8Array): DataView {
  return new DataView(buffer, byteOffset, length);
}

function tell(word: FromWorker): void {
  parentPort?.postMessage(word);
}

const libc = loadLibc();
invariant(libc.ok, 'what the main thread could load, a worker can load too');
const begun = hearStart<WorkerStart>();
tell('loaded');
const worker = new UdpWorker(libc.value, await begun);
tell('serving');
worker.run();
