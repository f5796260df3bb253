// Tells secondaries of changes and asks them what they have, until each has the newest: at once, again with growing pauses,
// never more than a few a second. Refuses to know who the secondaries are and why zones change.

import type { Clock } from '../../base/clock.ts';
import { DueQueue } from '../../base/due-queue.ts';
import type { Logger } from '../../base/logger.ts';
import type { Random } from '../../base/random.ts';
import type { SignedRequest } from '../../tsig/exchange.ts';
import type { Name } from '../../wire/name.ts';
import type { FollowedZone } from '../secondaries/followed-zone.ts';
import type { Secondary } from '../secondaries/secondary.ts';
import { Contact } from './contact.ts';
import type { Delivery } from './delivery.ts';
import { Errand } from './errand.ts';
import { Exchanges } from './exchanges.ts';
import {
  codeOfReply,
  endsNotifying,
  readSerialReply,
  type SoaSource,
  writeNotify,
  writeSerialQuestion,
} from './notify-message.ts';
import { Pace } from './pace.ts';
import { PeerSockets, type PeerSocketsDependencies } from './peer-sockets.ts';

export interface NotifierDependencies {
  readonly clock: Clock;
  readonly logger: Logger;
  /** Of pauses. */
  readonly random: Random;
  /** From 0 to 65,535; nobody must foresee it. */
  readonly newId: () => number;
  readonly zoneOf: (apex: Name) => SoaSource | undefined;
  /** Nothing where there is no such key. */
  readonly sign: (message: Uint8Array, key: Name) => SignedRequest | undefined;
  readonly onLearnt: (zone: FollowedZone) => void;
  /** Sockets of this machine but for tests. */
  readonly openSockets?: SendDatagrams | undefined;
}

/** Nothing is sent before it is asked to. */
export type SendDatagrams = (dependencies: PeerSocketsDependencies) => Pick<PeerSockets, 'send' | 'close'>;

interface Composed {
  readonly id: number;
  readonly serial: number;
  /** As it was before it was signed. */
  readonly asked: Uint8Array;
  readonly signed: SignedRequest | undefined;
}

/** While all ids are in use or a key is missing. */
const laterMs = 1000;

export class Notifier {
  readonly #with: NotifierDependencies;
  readonly #sockets: Pick<PeerSockets, 'send' | 'close'>;
  readonly #exchanges: Exchanges;
  readonly #pace: Pace;
  readonly #contacts = new Map<Secondary, Contact>();
  readonly #deliveries = new Map<FollowedZone, Delivery>();
  /** Entries that are no longer true are left in it. */
  readonly #due = new DueQueue<Delivery>();
  #timer: { readonly atMs: number; readonly callOff: () => void } | undefined;
  #state: 'idle' | 'running' | 'stopped' = 'idle';

  constructor(dependencies: NotifierDependencies) {
    this.#with = dependencies;
    this.#exchanges = new Exchanges(dependencies);
    this.#pace = new Pace(dependencies.clock);
    const { openSockets = (given) => new PeerSockets(given) } = dependencies;
    this.#sockets = openSockets({
      ...dependencies,
      onMessage: (octets, from, port) => this.#exchanges.receive(octets, from, port),
    });
  }

  /** From now on, secondaries are told. */
  start(): void {
    if (this.#state !== 'idle') return;
    this.#state = 'running';
    this.#arm();
  }

  stop(): void {
    this.#state = 'stopped';
    this.#timer?.callOff();
    this.#timer = undefined;
    this.#exchanges.stop();
    this.#sockets.close();
  }

  /** It has to be told of what is newest. */
  outdated(secondary: Secondary, zone: FollowedZone): void {
    const delivery = this.#deliveryOf(secondary, zone);
    this.#reschedule(delivery, (errand) => errand.outdated(this.#nowMs));
  }

  removed(secondary: Secondary, zone: FollowedZone): void {
    const delivery = this.#deliveries.get(zone);
    const contact = this.#contacts.get(secondary);
    if (delivery === undefined || contact === undefined) return;
    delivery.errand.settle();
    this.#deliveries.delete(zone);
    contact.waiting.delete(delivery);
    contact.deliveries.delete(delivery);
    if (contact.deliveries.size === 0) this.#contacts.delete(secondary);
  }

  /** It asked for a transfer or completed one. */
  heard(secondary: Secondary, zone: FollowedZone): void {
    const contact = this.#contacts.get(secondary);
    const delivery = this.#deliveries.get(zone);
    if (contact === undefined || delivery === undefined) return;
    this.#revive(contact, () => contact.heard());
    this.#reschedule(delivery, (errand) => {
      if (zone.isSettled) errand.settle();
      else errand.transferred(this.#nowMs);
    });
  }

  get #nowMs(): number {
    return this.#with.clock.monotonicMs();
  }

  #deliveryOf(secondary: Secondary, zone: FollowedZone): Delivery {
    const known = this.#deliveries.get(zone);
    if (known !== undefined) return known;
    const delivery = { secondary, zone, errand: new Errand(this.#with.random) };
    this.#deliveries.set(zone, delivery);
    this.#contactOf(secondary).deliveries.add(delivery);
    return delivery;
  }

  #contactOf(secondary: Secondary): Contact {
    const contact = this.#contacts.get(secondary) ?? new Contact(secondary);
    this.#contacts.set(secondary, contact);
    return contact;
  }

  #reschedule(delivery: Delivery, step: (errand: Errand) => void): void {
    const { errand } = delivery;
    const before = errand.next?.dueMs;
    step(errand);
    const after = errand.next?.dueMs;
    if (after === undefined || after === before) return;
    this.#due.add(after, delivery);
    this.#arm();
  }

  #arm(delayMs = 0): void {
    const earliestMs = this.#due.earliestMs;
    if (this.#state !== 'running' || earliestMs === undefined) return;
    const atMs = Math.max(earliestMs, this.#nowMs + delayMs);
    if (this.#timer !== undefined && this.#timer.atMs <= atMs) return;
    this.#timer?.callOff();
    const callOff = this.#with.clock.after(atMs - this.#nowMs, () => this.#run());
    this.#timer = { atMs, callOff };
  }

  /** What is due, in the order in which it became due. */
  #run(): void {
    this.#timer = undefined;
    const nowMs = this.#nowMs;
    for (;;) {
      const due = this.#due.removeDue(nowMs);
      if (due === undefined) break;
      const { item: delivery, atMs } = due;
      if (delivery.errand.next?.dueMs !== atMs) continue;
      const contact = this.#contactOf(delivery.secondary);
      if (contact.room <= 0) contact.waiting.add(delivery);
      else if (this.#pace.take()) {
        contact.waiting.delete(delivery);
        this.#send(delivery, contact);
      } else {
        this.#due.add(atMs, delivery);
        this.#arm(this.#pace.waitMs);
        return;
      }
    }
    this.#arm();
  }

  #send(delivery: Delivery, contact: Contact): void {
    const { zone, errand, secondary } = delivery;
    const message = this.#compose(delivery);
    if (message === undefined) {
      this.#reschedule(delivery, () => errand.postpone(this.#nowMs, laterMs));
      return;
    }
    const { id, serial, asked, signed } = message;
    const isNotify = errand.next?.kind === 'notify';
    const to = secondary.peer.endpoint;
    contact.sent();
    this.#exchanges.begin(id, {
      apex: zone.apex,
      to,
      asked,
      checkReply: signed && ((reply) => signed.checkReply(reply)),
      onReply: (reply) => {
        this.#revive(contact, () => contact.answered());
        if (!this.#deliveries.has(zone)) return;
        if (isNotify) this.#notifyReplied(delivery, serial, reply);
        else this.#serialReplied(delivery, reply);
      },
      onExpired: () => {
        contact.expired();
        if (!isNotify) zone.keptSilent();
        this.#admit(contact);
      },
    });
    if (isNotify) zone.notified(serial);
    this.#reschedule(delivery, () => (isNotify ? errand.notified(this.#nowMs) : errand.asked(this.#nowMs)));
    this.#sockets.send(signed?.octets ?? asked, to);
  }

  /** Nothing while all ids are in use, or without its key: what must be signed is never sent as it is. */
  #compose({ zone, errand, secondary }: Delivery): Composed | undefined {
    const { key } = secondary.peer;
    const soa = this.#with.zoneOf(zone.apex);
    const id = this.#exchanges.freeId();
    if (soa === undefined || id === undefined) return undefined;
    const isNotify = errand.next?.kind === 'notify';
    const asked = isNotify ? writeNotify(id, soa) : writeSerialQuestion(id, zone.apex);
    const signed = key === undefined ? undefined : this.#with.sign(asked, key);
    if (key !== undefined && signed === undefined) return undefined;
    return { id, serial: soa.serial, asked, signed };
  }

  #notifyReplied(delivery: Delivery, serial: number, reply: Uint8Array): void {
    const { zone } = delivery;
    const code = codeOfReply(reply);
    zone.replied(serial, code);
    // The newest is still to be told, or its reply to come.
    if (serial !== zone.versions.newest) return;
    this.#reschedule(delivery, (errand) => {
      if (zone.isSettled) errand.settle();
      else if (endsNotifying(code)) errand.acknowledged(this.#nowMs);
      else errand.turnedAway(this.#nowMs);
    });
  }

  #serialReplied(delivery: Delivery, reply: Uint8Array): void {
    const { zone } = delivery;
    const read = readSerialReply(reply, zone.apex);
    if ('serial' in read) zone.answered(read.serial);
    else zone.refused(read.refusal);
    this.#reschedule(delivery, (errand) => {
      if (errand.isFresh) return;
      if (zone.isSettled) errand.settle();
      else if ('refusal' in read && read.refusal !== 'SERVFAIL') errand.giveTime();
    });
    this.#with.onLearnt(zone);
  }

  /** A secondary that was silent is there again: whatever waits for a pause to end is sent now. */
  #revive(contact: Contact, act: () => void): void {
    const wasSilent = contact.isSilent;
    act();
    if (wasSilent)
      for (const delivery of contact.deliveries)
        this.#reschedule(delivery, (errand) => errand.retry(this.#nowMs));
    this.#admit(contact);
  }

  /** As many of those that wait as there is room for; what was put off meanwhile is in the queue anyway. */
  #admit(contact: Contact): void {
    let { room } = contact;
    for (const delivery of contact.waiting) {
      if (room <= 0) break;
      contact.waiting.delete(delivery);
      const dueMs = delivery.errand.next?.dueMs;
      if (dueMs === undefined || dueMs > this.#nowMs) continue;
      this.#due.add(dueMs, delivery);
      room--;
    }
    this.#arm();
  }
}
