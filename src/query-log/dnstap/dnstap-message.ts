// A logged query as dnstap messages (dnstap.info, dnstap.proto): one for the query, one for the response. Refuses to know how they
// travel.

import { Fate, type LogRecord } from '../../serving/query-log/log-record.ts';
import type { Transport } from '../../serving/transport.ts';
import { Opcode } from '../../wire/protocol.ts';
import { ProtobufWriter } from './protobuf-writer.ts';

/** The server's identity and version in every message. */
export interface DnstapSource {
  readonly identity: Uint8Array;
  readonly version: Uint8Array;
}

/** Fields of Dnstap. */
const Envelope = { identity: 1, version: 2, message: 14, type: 15 } as const;
const envelopeOfMessage = 1;

/** Fields of Message. */
const Field = {
  type: 1,
  socketFamily: 2,
  socketProtocol: 3,
  queryAddress: 4,
  responseAddress: 5,
  queryPort: 6,
  responsePort: 7,
  querySeconds: 8,
  queryNanoseconds: 9,
  queryMessage: 10,
  responseSeconds: 12,
  responseNanoseconds: 13,
  responseMessage: 14,
} as const;

const MessageType = { authQuery: 1, authResponse: 2, updateQuery: 13, updateResponse: 14 } as const;
const protocols: Readonly<Record<Transport, number>> = { udp: 1, tcp: 2, tls: 3 };
const families = { 4: 1, 16: 2 } as const;

/** Most messages are smaller. */
const octetsUsual = 2048;

export class DnstapMessages {
  readonly #source: DnstapSource;
  readonly #message = new ProtobufWriter(octetsUsual);
  readonly #envelope = new ProtobufWriter(octetsUsual);

  constructor(source: DnstapSource) {
    this.#source = source;
  }

  /** Each is good until the next one is written. */
  write(record: LogRecord, take: (message: Uint8Array) => void): void {
    const isUpdate = (((record.query[2] ?? 0) >>> 3) & 0x0f) === Opcode.UPDATE;
    this.#begin(record, isUpdate ? MessageType.updateQuery : MessageType.authQuery);
    this.#message.bytes(Field.queryMessage, record.query);
    take(this.#wrap());
    // A dropped query has no response, and that of a transfer would be only a part.
    const isWhole = record.reply.length === record.replyOctets;
    if (record.reply.length === 0 || !isWhole || record.fate === Fate.transfer) return;
    this.#begin(record, isUpdate ? MessageType.updateResponse : MessageType.authResponse);
    this.#time(Field.responseSeconds, Field.responseNanoseconds, record.repliedMs);
    this.#message.bytes(Field.responseMessage, record.reply);
    take(this.#wrap());
  }

  #begin(record: LogRecord, type: number): void {
    const message = this.#message.begin().number(Field.type, type);
    const { client, port, asked } = record;
    const family = client.length === 4 || client.length === 16 ? families[client.length] : undefined;
    if (family !== undefined) message.number(Field.socketFamily, family);
    message.number(Field.socketProtocol, protocols[record.transport]);
    if (client.length > 0) message.bytes(Field.queryAddress, client);
    if (asked !== undefined) message.bytes(Field.responseAddress, asked.address);
    if (port !== 0) message.number(Field.queryPort, port);
    if (asked !== undefined) message.number(Field.responsePort, asked.port);
    this.#time(Field.querySeconds, Field.queryNanoseconds, record.receivedMs);
  }

  #time(secondsField: number, nanosecondsField: number, ms: number): void {
    const seconds = Math.floor(ms / 1000);
    const nanoseconds = Math.round((ms - 1000 * seconds) * 1e6) % 1e9;
    this.#message.number(secondsField, seconds).fixed32(nanosecondsField, nanoseconds);
  }

  #wrap(): Uint8Array {
    const { identity, version } = this.#source;
    return this.#envelope
      .begin()
      .bytes(Envelope.identity, identity)
      .bytes(Envelope.version, version)
      .bytes(Envelope.message, this.#message.octets)
      .number(Envelope.type, envelopeOfMessage).octets;
  }
}
