// Where the data plane leaves what it does not answer itself, on the main thread: open while an attendant is there. Bounds what
// strangers can ask of that thread over UDP, where anybody can send anything; over TCP turns do. Refuses to know who attends.

import { type Clock, systemClock } from '../base/clock.ts';
import { copyPlace } from './asked-place.ts';
import type { Attendant, Attended } from './attendant.ts';
import type { Client } from './client.ts';
import { codeOfReply } from './code-of-reply.ts';
import { add, bump, Counter, type CounterRow, counterOfCode, counterOfSize } from './counters.ts';
import { addPermits, createDeskWords, type DeskWords, setOpen } from './desk-words.ts';

/**
 * How many datagrams may be on their way or attended to at a time, and how long it takes at least until others may take their
 * places: 3,000 a second. One takes some 50 µs, so a flood of them takes a sixth of the main thread; secondaries ask a few
 * times a second.
 */
const permitsMax = 60;
const permitsReturnMs = 20;
/** Nobody waits longer for a reply over UDP: a resolver asks again after a few seconds. */
const patienceMs = 10_000;
/** TC, in the third octet of a header. */
const truncatedBit = 0x02;

/** Who notes what became of messages; see query-log/query-log.ts. */
export interface DeskLog {
  /** Asked once for each. */
  takesNext(): boolean;
  noteAttended(
    client: Client,
    packet: Uint8Array,
    receivedMs: number,
    reply: Noted,
    counters: CounterRow,
  ): void;
}

type Noted = Uint8Array | 'nothing' | 'messages';

/** Sends a reply to a datagram. */
type SendReply = (reply: Uint8Array) => void;

export class Desk {
  readonly words: DeskWords = createDeskWords();
  readonly #counters: CounterRow;
  readonly #clock: Clock;
  readonly #log: DeskLog | undefined;
  #attendant: Attendant | undefined;
  /** Permits of those who are done, not given back yet. */
  #used = 0;

  /** `counters`: the row of the main thread. */
  constructor(counters: CounterRow, clock: Clock = systemClock, log?: DeskLog) {
    this.#counters = counters;
    this.#clock = clock;
    this.#log = log;
    addPermits(this.words, permitsMax);
  }

  /** Instead of whoever attended before. */
  open(attendant: Attendant): void {
    this.#attendant = attendant;
    setOpen(this.words, true);
  }

  /** What was left before is answered no more. */
  close(): void {
    setOpen(this.words, false);
    this.#attendant = undefined;
  }

  attend(client: Client, packet: Uint8Array): Attended {
    const note = this.#log?.takesNext() === true ? this.#prepareNote(client, packet) : undefined;
    const attended = this.#attendant?.attend(client, packet);
    if (attended instanceof Uint8Array) this.#count(attended);
    if (!(attended instanceof Promise)) {
      const isSource = attended !== undefined && !(attended instanceof Uint8Array);
      note?.(isSource ? 'messages' : (attended ?? 'nothing'));
      return attended;
    }
    return attended.then((reply) => {
      if (reply !== undefined) this.#count(reply);
      note?.(reply ?? 'nothing');
      return reply;
    });
  }

  /** For which a permit was taken: it comes back some time after this one is done. */
  attendDatagram(client: Client, packet: Uint8Array, send: SendReply): void {
    const attended = this.attend(client, packet);
    if (attended instanceof Promise) {
      this.#await(attended, send);
      return;
    }
    if (attended instanceof Uint8Array) send(attended);
    // Several messages are for TCP only.
    else attended?.abandon();
    this.#giveBack();
  }

  #await(promise: Promise<Uint8Array | undefined>, send: SendReply): void {
    let isOver = false;
    const finish = (reply: Uint8Array | undefined) => {
      if (isOver) return;
      isOver = true;
      callOff();
      if (reply !== undefined) send(reply);
      this.#giveBack();
    };
    const callOff = this.#clock.after(patienceMs, () => finish(undefined));
    promise.then(finish, () => finish(undefined));
  }

  /** The message is good until it is attended to, and its client is soon another: both are copied. */
  #prepareNote(client: Client, packet: Uint8Array): (reply: Noted) => void {
    const receivedMs = Date.now();
    const { transport, family, port, octets, addressAt } = client;
    const place = copyPlace(client);
    const asker: Client = { transport, family, port, octets: new Uint8Array(octets), addressAt, ...place };
    // Not `slice`, with which a Buffer shares its memory.
    const message = new Uint8Array(packet);
    return (reply) => this.#log?.noteAttended(asker, message, receivedMs, reply, this.#counters);
  }

  #giveBack(): void {
    if (this.#used++ > 0) return;
    this.#clock.after(permitsReturnMs, () => {
      addPermits(this.words, this.#used);
      this.#used = 0;
    });
  }

  #count(reply: Uint8Array): void {
    bump(this.#counters, counterOfCode(codeOfReply(reply)));
    bump(this.#counters, counterOfSize(reply.length));
    add(this.#counters, Counter.octetsOut, reply.length);
    if (((reply[2] as number) & truncatedBit) !== 0) bump(this.#counters, Counter.truncated);
  }
}
