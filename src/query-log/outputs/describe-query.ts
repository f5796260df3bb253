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

/** Filled in key by key, in the order in which they are printed: with spread objects it took twice the time. */
type Draft = { -readonly [Key in keyof DescribedQuery]?: DescribedQuery[Key] };

export function describeQuery(record: LogRecord): DescribedQuery {
  const { client, port, asked, query, reply } = record;
  const draft: Draft = { time: new Date(record.receivedMs).toISOString() };
  if (client.length > 0) draft.client = readIpAddress(client).text;
  if (port !== 0) draft.port = port;
  draft.transport = record.transport;
  if (asked !== undefined) draft.server = printServer(asked.address, asked.port);
  const opcode = ((query[2] ?? 0) >>> 3) & 0x0f;
  if (opcode !== Opcode.QUERY) draft.opcode = opcodes.get(opcode) ?? `OPCODE${opcode}`;
  describeQuestion(query, draft);
  draft.flags = flagsOf(query);
  draft.querySize = record.queryOctets;
  draft.outcome = outcomes[record.fate];
  if (reply.length >= headerOctets) {
    draft.code = printResponseCode(record.code);
    draft.size = record.replyOctets;
    draft.answers = readUint16(reply, SectionCount.answer);
  }
  return draft as DescribedQuery;
}

function printServer(address: Uint8Array, port: number): string {
  const { family, text } = readIpAddress(address);
  return family === 4 ? `${text}:${port}` : `[${text}]:${port}`;
}

function describeQuestion(query: Uint8Array, draft: Draft): void {
  if (query.length < headerOctets || readUint16(query, 4) === 0) return;
  const question = readName(query, headerOctets);
  if (question === undefined || question.end + 4 > query.length) return;
  const recordClass = readUint16(query, question.end + 2);
  draft.name = printName(question.name);
  draft.type = printRecordType(readUint16(query, question.end));
  draft.class = classes.get(recordClass) ?? `CLASS${recordClass}`;
}

/** Those of the header, and what its records ask for. */
function flagsOf(query: Uint8Array): string[] {
  triageQuery(query, query.length, view);
  const high = query[2] ?? 0;
  const low = query[3] ?? 0;
  const flags: string[] = [];
  if ((high & 0x01) !== 0) flags.push('rd');
  if ((low & 0x20) !== 0) flags.push('ad');
  if ((low & 0x10) !== 0) flags.push('cd');
  if (view.hasEdns) flags.push('edns');
  if (view.wantsDnssec) flags.push('do');
  if (view.cookieAt !== 0) flags.push('cookie');
  if (view.wantsServerId) flags.push('nsid');
  if (view.isPadded) flags.push('padding');
  if (view.tsigAt !== 0) flags.push('tsig');
  return flags;
}
