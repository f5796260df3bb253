// Answers who asks for a zone (RFC 5936) or for what changed in it (RFC 1995): decides whether, what and when. Refuses to
// know how messages travel and who checked their signatures.

import type { AnswerRequest, Peer, Request } from '../../attending/request.ts';
import type { Clock } from '../../base/clock.ts';
import type { Logger } from '../../base/logger.ts';
import { isFollowed, noTransfers, type TransferSettings } from '../../config/zones/transfer-settings.ts';
import type { LoadedZone } from '../../publishing/loaded-zone.ts';
import { add, bump, Counter, type CounterRow } from '../../serving/counters.ts';
import type { ReplySource } from '../../serving/reply-source.ts';
import type { Name } from '../../wire/name.ts';
import { RecordClass, ResponseCode } from '../../wire/protocol.ts';
import { isNewerSerial } from '../../zone/serial.ts';
import type { FollowedZone, Histories } from '../history/histories.ts';
import { octetsOfStep, type Step } from '../history/zone-history.ts';
import type { TransferWitness } from '../witness.ts';
import { chooseRecords, type TransferForm } from './choose-records.ts';
import { mayTransfer } from './may-transfer.ts';
import { writeCode, writeSoa } from './single-replies.ts';
import { TransferGate } from './transfer-gate.ts';
import { TransferLog } from './transfer-log.ts';
import { type AskedTransfer, readTransferRequest, type TransferRequest } from './transfer-request.ts';
import { TransferStream } from './transfer-stream.ts';

/**
 * Differences up to this size need not wait: they are one message, and a change must not wait behind whole zones that others
 * fetch.
 */
const promptOctetsMax = 48 * 1024;

export interface TransferDependencies {
  readonly clock: Clock;
  readonly logger: Logger;
  readonly histories: Histories;
  readonly witness?: TransferWitness | undefined;
  /** Of this thread. */
  readonly counters: CounterRow;
}

export class OutgoingTransfers {
  readonly #with: TransferDependencies;
  readonly #log: TransferLog;
  readonly #gate: TransferGate;
  #settings: ReadonlyMap<Name, TransferSettings> = new Map();

  constructor(dependencies: TransferDependencies) {
    this.#with = dependencies;
    this.#log = new TransferLog(dependencies);
    this.#gate = new TransferGate(dependencies.clock);
  }

  /** To be called before these zones are published, and on every reload. Aliases go by the settings of their hosted zone. */
  follow(zones: readonly Pick<LoadedZone, 'content' | 'transfer'>[]): void {
    const settings = new Map<Name, TransferSettings>();
    for (const { content, transfer = noTransfers } of zones)
      for (const apex of [content.hostedZone, ...content.aliasZones]) settings.set(apex, transfer);
    this.#settings = settings;
    this.#with.histories.follow((apex) => isFollowed(settings.get(apex) ?? noTransfers));
  }

  readonly answer: AnswerRequest = (request: Request): Uint8Array | ReplySource => {
    const read = readTransferRequest(request.message);
    const { asked } = read;
    if (asked === undefined) return writeCode(read, ResponseCode.FORMERR);
    const { peer } = request;
    const found = this.#with.histories.find(asked.apex);
    if (found === undefined || asked.recordClass !== RecordClass.IN) {
      this.#refuse(peer, asked, 'not a zone of this server');
      return writeCode(read, ResponseCode.NOTAUTH);
    }
    const settings = this.#settings.get(asked.apex) ?? noTransfers;
    if (!mayTransfer(settings, peer, request.transport)) {
      this.#refuse(peer, asked, `not in "allow": ${describeLack(settings, peer)}`);
      return writeCode(read, ResponseCode.REFUSED);
    }
    // RFC 5936 §4.2: there is no such thing over UDP.
    if (asked.kind === 'AXFR' && request.transport === 'udp') return writeCode(read, ResponseCode.FORMERR);
    this.#witnessOf(request)?.asked(peer, asked.apex, asked.held);
    return this.#transfer(request, read, asked, found);
  };

  #refuse(peer: Peer, asked: AskedTransfer, reason: string): void {
    bump(this.#with.counters, Counter.transfersRefused);
    this.#log.refuse(peer, asked, reason);
  }

  /** Anybody can send a datagram in the name of a secondary, and say that it has what it has not. */
  #witnessOf({ peer, transport }: Request): TransferWitness | undefined {
    return transport === 'udp' && peer.key === undefined ? undefined : this.#with.witness;
  }

  #transfer(
    from: Request,
    request: TransferRequest,
    asked: AskedTransfer,
    { zone, history }: FollowedZone,
  ): Uint8Array | ReplySource {
    const { peer, transport, replies } = from;
    const { held } = asked;
    // RFC 1995 §2: the same version or a newer one.
    if (held !== undefined && !isNewerSerial(zone.serial, held)) {
      if (held === zone.serial) this.#witnessOf(from)?.received(peer, asked.apex, held);
      bump(this.#with.counters, Counter.transfersCurrent);
      return writeSoa(request, zone, false);
    }
    // RFC 1995 §2 has our SOA mean that there is more, over TCP; TC says the same to everybody. A difference that fits into a
    // datagram would save a connection, but hand whoever forges an allowed address a reply larger than the request.
    if (transport === 'udp') return writeSoa(request, zone, true);
    const steps = held === undefined ? undefined : history.since(held);
    const mustWait = steps === undefined || !isPrompt(steps);
    const pass = mustWait ? this.#gate.enter(peer.address.text) : undefined;
    if (mustWait && pass === undefined) {
      this.#refuse(peer, asked, 'too many transfers are waiting');
      // Unlike REFUSED, which some take for good, this has a secondary try again.
      return writeCode(request, ResponseCode.SERVFAIL);
    }
    const line = this.#log.begin(peer, asked, zone.serial);
    let isDifference = false;
    const note = (form: TransferForm) => {
      isDifference = form === 'difference';
      line.started(form);
    };
    return new TransferStream({
      request,
      records: chooseRecords(zone, steps, note),
      signer: replies,
      pass,
      onEnd: (end, totals) => {
        line.ended(end, totals);
        const whole = isDifference ? Counter.transfersDifference : Counter.transfersWhole;
        bump(this.#with.counters, end === 'done' ? whole : Counter.transfersBroken);
        add(this.#with.counters, Counter.transferOctets, totals.octets);
        if (end === 'done') this.#witnessOf(from)?.received(peer, asked.apex, zone.serial);
      },
    });
  }
}

function isPrompt(steps: readonly Step[]): boolean {
  let octets = 0;
  for (const step of steps) octets += octetsOfStep(step);
  return octets <= promptOctetsMax;
}

function describeLack(settings: TransferSettings, peer: Peer): string {
  if (mayTransfer(settings, peer, 'tls')) return 'there it has to come over TLS';
  return peer.key === undefined
    ? 'its address is not, and it is not signed'
    : 'neither its address nor its key is';
}
