// Asks the same question at a steady pace, and counts what was not answered or answered wrong.

import { createSocket } from 'node:dgram';
import { until } from '../until.ts';
import { makeQuery, type Reply, readReply } from './dns-client.ts';

export interface SteadyQueries {
  readonly sentCount: number;
  /** Stops asking, waits for pending replies, and reports; returns the same again if it has stopped already. */
  stop(): Promise<SteadyResult>;
}

export interface SteadyResult {
  readonly sent: number;
  readonly lost: number;
  /** What was wrong, one entry for each wrong answer. */
  readonly wrong: readonly string[];
}

export interface SteadySettings {
  readonly port: number;
  readonly name: string;
  readonly everyMs?: number;
  /** What is wrong with an answer, or nothing. */
  readonly findFault: (reply: Reply) => string | undefined;
}

const patienceMs = 3000;

export function startSteadyQueries({ port, name, everyMs = 1, findFault }: SteadySettings): SteadyQueries {
  // Replies that come in a burst after a pause must not be lost here for lack of room.
  const socket = createSocket({ type: 'udp4', recvBufferSize: 4 * 1024 * 1024 });
  const open = new Set<number>();
  const wrong: string[] = [];
  let sent = 0;
  // A refused port counts as lost queries.
  socket.on('error', () => undefined);
  socket.on('message', (octets) => {
    const reply = readReply(octets);
    if (!open.delete(reply.id)) wrong.push(`a second reply to ${reply.id}`);
    const fault = findFault(reply);
    if (fault !== undefined) wrong.push(fault);
  });
  const timer = setInterval(() => {
    const id = sent++ & 0xffff;
    open.add(id);
    socket.send(makeQuery(name, { id }), port, '127.0.0.1');
  }, everyMs);
  async function stop(): Promise<SteadyResult> {
    clearInterval(timer);
    await until('all queries are answered', () => open.size === 0, patienceMs).catch(() => undefined);
    socket.close();
    return { sent, lost: open.size, wrong };
  }
  let stopped: Promise<SteadyResult> | undefined;
  return {
    get sentCount() {
      return sent;
    },
    stop: () => (stopped ??= stop()),
  };
}

/** Rejects every reply that does not consist of these addresses. */
export function expectAddresses(...expected: readonly string[]): SteadySettings['findFault'] {
  const wanted = [...expected].sort().join(' ');
  return (reply) => {
    const addresses = addressesOf(reply).join(' ');
    return addresses === wanted ? undefined : `answered with ${addresses || 'nothing'}`;
  };
}

/** The addresses of a reply's answers, sorted. */
export function addressesOf({ answers }: Reply): string[] {
  return answers.map((record) => record.split(' ')[3] ?? '').sort();
}
