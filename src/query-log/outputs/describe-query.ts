// A logged query as named values, the same in a file and in the journal; their names are an interface. Refuses to know where they
// are written.

import { createQueryView } from '../../serving/query/query-view.ts';
import { triageQuery } from '../../serving/query/triage-query.ts';
import { Fate, type LogRecord } from '../../serving/query-log/log-record.ts';
import type { Transport } from '../../serving/transport.ts';
import { readIpAddress } from '../../wire/ip-address.ts';
import { headerOctets, readUint16, SectionCount } from '../../wire/message-format.ts';
import { printName } from '../../wire/name.ts';
import { Opcode, printRecordType, printResponseCode, RecordClass } from '../../wire/protocol.ts';
import { readName } from '../../wire/read-name.ts';

export interface DescribedQuery {
  /** When it came in. */
  readonly time: string;
  /** Absent where clients are not logged, as is the port where only networks are. */
  readonly client?: string;
  readonly port?: number;
  readonly transport: Transport;
  /** Where it was asked, if that is known. */
  readonly server?: string;
  /** Of anything but an ordinary query. */
  readonly opcode?: string;
  /** Absent where the message has no question that can be read. */
  readonly name?: string;
  readonly type?: string;
  readonly class?: string;
  readonly flags: readonly string[];
  /** Octets of the message. */
  readonly querySize: number;
  readonly outcome: (typeof outcomes)[Fate];
  /** The rest is absent where there was no reply, or one of several messages. */
  readonly code?: string;
  readonly size?: number;
  readonly answers?: number;
}

const outcomes = {
  [Fate.answered]: 'answered',
  [Fate.truncated]: 'truncated',
  [Fate.slipped]: 'slipped',
  [Fate.droppedLimited]: 'limited',
  [Fate.droppedUnattended]: 'unattended',
  [Fate.unanswered]: 'unanswered',
  [Fate.transfer]: 'transfer',
} as const;

const opcodes = new Map<number, string>(Object.entries(Opcode).map(([name, opcode]) => [opcode, name]));
const classes = new Map<number, string>(Object.entries(RecordClass).map(([name, number]) => [number, name]));

const view = createQueryView();

export function describeQuery(record: LogRecord): DescribedQuery {
  const { query, reply, asked } = record;
  const opcode = ((query[2] ?? 0) >>> 3) & 0x0f;
  return {
    time: new Date(record.receivedMs).toISOString(),
    ...(record.client.length > 0 && { client: readIpAddress(record.client).text }),
    ...(record.port !== 0 && { port: record.port }),
    transport: record.transport,
    ...(asked && { server: printServer(asked.address, asked.port) }),
    ...(opcode !== Opcode.QUERY && { opcode: opcodes.get(opcode) ?? `OPCODE${opcode}` }),
    ...describeQuestion(query),
    flags: flagsOf(query),
    querySize: record.queryOctets,
    outcome: outcomes[record.fate],
    ...(reply.length >= headerOctets && {
      code: printResponseCode(record.code),
      size: record.replyOctets,
      answers: readUint16(reply, SectionCount.answer),
    }),
  };
}

function printServer(address: Uint8Array, port: number): string {
  const { family, text } = readIpAddress(address);
  return family === 4 ? `${text}:${port}` : `[${text}]:${port}`;
}

function describeQuestion(query: Uint8Array): Pick<DescribedQuery, 'name' | 'type' | 'class'> {
  if (query.length < headerOctets || readUint16(query, 4) === 0) return {};
  const question = readName(query, headerOctets);
  if (question === undefined || question.end + 4 > query.length) return {};
  const recordClass = readUint16(query, question.end + 2);
  return {
    name: printName(question.name),
    type: printRecordType(readUint16(query, question.end)),
    class: classes.get(recordClass) ?? `CLASS${recordClass}`,
  };
}

/** Those of the header, and what its records ask for. */
function flagsOf(query: Uint8Array): string[] {
  triageQuery(query, query.length, view);
  const [, , high = 0, low = 0] = query;
  const flags: readonly (readonly [string, boolean])[] = [
    ['rd', (high & 0x01) !== 0],
    ['ad', (low & 0x20) !== 0],
    ['cd', (low & 0x10) !== 0],
    ['edns', view.hasEdns],
    ['do', view.wantsDnssec],
    ['cookie', view.cookieAt !== 0],
    ['nsid', view.wantsServerId],
    ['padding', view.isPadded],
    ['tsig', view.tsigAt !== 0],
  ];
  return flags.filter(([, isSet]) => isSet).map(([name]) => name);
}
