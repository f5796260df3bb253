// Thousands of questions to one server: a bounded number in flight over one UDP socket, or one after the other down a TCP
// connection, as the server takes them.

import { createSocket } from 'node:dgram';
import { framed, TcpClient } from '../dns/dns-client.ts';

/** Few enough that no server's receive buffer overflows. */
const inFlight = 64;
/** A lost datagram is sent again; a loaded machine may be slow. */
const againMs = 2000;
const attemptsMax = 5;

/** One reply per query, in the order of the queries. IDs are ours. */
export async function askManyUdp(port: number, queries: readonly Buffer[]): Promise<Buffer[]> {
  const socket = createSocket({ type: 'udp4', recvBufferSize: 1 << 20 });
  const replies = new Array<Buffer>(queries.length);
  const waiting = new Map<number, (reply: Buffer) => void>();
  socket.on('message', (reply) => waiting.get(reply.readUInt16BE(0))?.(reply));
  await new Promise<void>((resolve) => socket.connect(port, '127.0.0.1', resolve));
  const askOne = async (at: number, query: Buffer, id: number) => {
    const sent = withId(query, id);
    for (let attempt = 1; replies[at] === undefined; attempt++) {
      if (attempt > attemptsMax) throw new Error(`no reply from ${port} to query ${at}`);
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, againMs);
        waiting.set(id, (reply) => {
          clearTimeout(timer);
          replies[at] = reply;
          resolve();
        });
        socket.send(sent);
      });
      waiting.delete(id);
    }
  };
  const queue = queries.entries();
  const work = async (lane: number) => {
    // Each ID is used again only after 1024 others, when late duplicates of its reply are long gone.
    let turn = 0;
    for (const [at, query] of queue) await askOne(at, query, lane * 1024 + (turn++ % 1024));
  };
  try {
    await Promise.all(Array.from({ length: inFlight }, (_, lane) => work(lane)));
  } finally {
    socket.close();
  }
  return replies;
}

/** The same over TCP; servers answer a connection's queries in any order (RFC 7766 §6.2.1.1). */
export async function askManyTcp(port: number, queries: readonly Buffer[]): Promise<Buffer[]> {
  const replies: Buffer[] = [];
  for (let start = 0; start < queries.length; start += perConnection) {
    replies.push(...(await askConnection(port, queries.slice(start, start + perConnection))));
  }
  return replies;
}

/** Servers may bound the queries of a connection. */
const perConnection = 2000;

async function askConnection(port: number, queries: readonly Buffer[]): Promise<Buffer[]> {
  const client = new TcpClient(port);
  const replies = new Array<Buffer>(queries.length);
  try {
    for (let sent = 0, received = 0; received < queries.length; received++) {
      const batch = queries
        .slice(sent, received + inFlight)
        .map((query, at) => framed(withId(query, sent + at)));
      if (batch.length > 0) client.socket.write(Buffer.concat(batch));
      sent += batch.length;
      const reply = await client.receive();
      if (reply === undefined) throw new Error(`${port} closed a connection after ${received} replies`);
      replies[reply.readUInt16BE(0)] = reply;
    }
  } finally {
    client.close();
  }
  return replies;
}

function withId(query: Buffer, id: number): Buffer {
  const copy = Buffer.from(query);
  copy.writeUInt16BE(id, 0);
  return copy;
}
