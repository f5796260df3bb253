// A name server that answers as a test tells it to, over UDP and TCP on one port: truthfully from a list of records, or
// with the lies, delays and silence that the test is about.

import { createSocket, type Socket as DatagramSocket } from 'node:dgram';
import { createServer, type Server, type Socket } from 'node:net';
import { framed } from './dns-client.ts';
import {
  decodeName,
  makeReply,
  questionEnd,
  type ReplySettings,
  soa,
  type TestRecord,
} from './make-reply.ts';

export interface AskedQuestion {
  /** In lower case, without the final dot. */
  readonly name: string;
  readonly type: number;
  readonly transport: 'udp' | 'tcp';
  readonly octets: Buffer;
  /** Of the client. */
  readonly port: number;
}

/** What it answers: one reply, several, or nothing. Later replies go through `send`. */
export type Script = (
  asked: AskedQuestion,
  send: (reply: Buffer) => void,
) => Buffer | readonly Buffer[] | undefined;

export interface ScriptedNameServer {
  readonly port: number;
  /** In the form that `dnsServers` takes. */
  readonly address: string;
  readonly asked: readonly AskedQuestion[];
  /** The questions so far, as `name type transport`. */
  readonly questions: readonly string[];
  answerWith(script: Script): void;
  close(): Promise<void>;
}

const typeNames: Readonly<Record<number, string>> = { 1: 'A', 16: 'TXT', 28: 'AAAA', 33: 'SRV' };

/** On port 0, the kernel chooses one. */
export async function startNameServer(
  script: Script,
  host = '127.0.0.1',
  chosenPort = 0,
): Promise<ScriptedNameServer> {
  let current = script;
  let isOpen = true;
  const asked: AskedQuestion[] = [];
  const connections = new Set<Socket>();

  function respond(question: AskedQuestion, send: (reply: Buffer) => void): void {
    asked.push(question);
    // A script may send after everything is over.
    const sendWhileOpen = (reply: Buffer) => {
      if (isOpen) send(reply);
    };
    const replies = current(question, sendWhileOpen) ?? [];
    for (const reply of Buffer.isBuffer(replies) ? [replies] : replies) sendWhileOpen(reply);
  }

  const { udp, tcp, port } = await openBoth(host, chosenPort);
  udp.on('message', (octets, peer) => {
    respond(readQuestion(octets, 'udp', peer.port), (reply) => udp.send(reply, peer.port, peer.address));
  });
  tcp.on('connection', (socket) => {
    connections.add(socket);
    socket.on('close', () => connections.delete(socket));
    socket.on('error', () => undefined);
    let unread: Buffer = Buffer.alloc(0);
    socket.on('data', (chunk) => {
      unread = Buffer.concat([unread, chunk]);
      if (unread.length < 2 || unread.length < 2 + unread.readUInt16BE()) return;
      const octets = unread.subarray(2, 2 + unread.readUInt16BE());
      unread = unread.subarray(2 + octets.length);
      respond(readQuestion(octets, 'tcp', socket.remotePort ?? 0), (reply) => socket.write(framed(reply)));
    });
  });
  return {
    port,
    address: host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`,
    asked,
    get questions() {
      return asked.map(({ name, type, transport }) => `${name} ${typeNames[type] ?? type} ${transport}`);
    },
    answerWith(next) {
      current = next;
    },
    async close() {
      isOpen = false;
      for (const connection of connections) connection.destroy();
      await Promise.all([
        new Promise<void>((resolve) => udp.close(() => resolve())),
        new Promise<void>((resolve) => tcp.close(() => resolve())),
      ]);
    },
  };
}

/** UDP and TCP on the same port: the kernel chooses it for one, and the other may have to retry. */
async function openBoth(
  host: string,
  chosenPort: number,
): Promise<{ udp: DatagramSocket; tcp: Server; port: number }> {
  for (let attempt = 0; attempt < 20; attempt++) {
    const udp = createSocket(host.includes(':') ? 'udp6' : 'udp4');
    const port = await new Promise<number>((resolve, reject) => {
      udp.once('error', reject);
      udp.bind(chosenPort, host, () => resolve(udp.address().port));
    });
    const tcp = createServer();
    const isOpen = await new Promise<boolean>((resolve) => {
      tcp.once('error', () => resolve(false));
      tcp.listen(port, host, () => resolve(true));
    });
    if (isOpen) return { udp, tcp, port };
    udp.close();
  }
  throw new Error('no port that is free for both UDP and TCP');
}

function readQuestion(octets: Buffer, transport: 'udp' | 'tcp', port: number): AskedQuestion {
  const name = decodeName(octets.subarray(12)).toLowerCase();
  return { name, type: octets.readUInt16BE(questionEnd(octets) - 4), transport, octets, port };
}

export interface ZoneSettings {
  /** Adds these to every positive answer to an SRV question. */
  readonly additionals?: readonly TestRecord[];
  readonly minimum?: number;
}

/** Answers truthfully from records; a name without any does not exist. Denials carry the SOA of `test`. */
export function zoneScript(records: readonly TestRecord[], settings: ZoneSettings = {}): Script {
  return ({ name, type, octets }) => makeReply(octets, answerFrom(records, name, type, settings));
}

export function answerFrom(
  records: readonly TestRecord[],
  name: string,
  type: number,
  { additionals = [], minimum = 5 }: ZoneSettings = {},
): ReplySettings {
  const answers = records.filter((record) => record.owner.toLowerCase() === name && record.type === type);
  if (answers.length > 0) return { answers, additionals: type === 33 ? additionals : [] };
  const isName = records.some(({ owner }) => owner.toLowerCase() === name || owner.endsWith(`.${name}`));
  return { code: isName ? 0 : 3, authorities: [soa('test', minimum, 3600)] };
}
