// UDP through Node's dgram, on the main thread: the road where koffi has no binary, and a peer for the other one in tests.
// On a socket that listens everywhere the kernel chooses where replies leave from.

import { type BindOptions, createSocket, type Socket } from 'node:dgram';
import { setTimeout as delay } from 'node:timers/promises';
import type { Snapshot } from '../../answers/snapshot.ts';
import { fail, type Result, succeed } from '../../base/result.ts';
import type { Endpoint } from '../../wire/endpoint.ts';
import { type IpAddress, readBoundAddress } from '../../wire/ip-address.ts';
import { datagramOctetsMax } from '../../wire/message-format.ts';
import { type AnswerQuery, createAnswerer } from '../answering/answer-query.ts';
import { placeOfSocket } from '../asked-place.ts';
import { readAddress, TextClient } from '../client.ts';
import { countTimes } from '../count-times.ts';
import { bump, Counter, type CounterRow } from '../counters.ts';
import type { Desk } from '../desk.ts';
import { takePermit } from '../desk-words.ts';
import type { ListenProblem } from '../listen-problem.ts';
import { FrontDoor } from '../proxy/front-door.ts';
import { hasReply } from '../query-outcome.ts';
import type { Rules } from '../rules/rules.ts';
import type { UdpEngine, UdpSocket } from './udp-engine.ts';

/** Bursts arrive while this thread does something else: about 10,000 queries' worth. */
const receiveBufferOctets = 4 * 1024 * 1024;

/** What was asked before may be answered after. */
const closed = new WeakSet<Socket>();

/** How often to check whether replies have left, which takes microseconds as a rule. */
const lookMs = 2;

export interface DgramEngineParts {
  readonly snapshot: Snapshot;
  readonly mainRow: CounterRow;
  readonly desk: Desk;
  readonly rules: Rules;
}

export function createDgramEngine(parts: DgramEngineParts): UdpEngine {
  const { mainRow, desk, rules } = parts;
  const answering: Answering = {
    ...parts,
    answer: createAnswerer(mainRow, { desk: desk.words, rules, log: rules.queryLog }),
  };
  const sockets = new Map<UdpSocket, Socket>();
  let served = new Set<UdpSocket>();

  function add(socket: Socket, address: IpAddress): UdpSocket {
    const added: UdpSocket = {
      protocol: 'udp',
      endpoint: { address, port: socket.address().port },
      close() {
        sockets.delete(added);
        closed.add(socket);
        return new Promise((resolve) => socket.close(() => resolve()));
      },
    };
    sockets.set(added, socket);
    // A socket that reports an error (say, ICMP unreachable for an earlier reply) goes on receiving.
    socket.on('error', ignore);
    return added;
  }

  return {
    name: 'dgram',
    workerCount: 0,
    threads: [],
    async open(endpoint: Endpoint): Promise<Result<UdpSocket, ListenProblem>> {
      const { family, text } = endpoint.address;
      const socket = createSocket(family === 4 ? { type: 'udp4' } : { type: 'udp6', ipv6Only: true });
      const problem = await bind(socket, { address: text, port: endpoint.port });
      if (problem !== undefined) return fail({ protocol: 'udp', endpoint, code: problem });
      socket.setRecvBufferSize(receiveBufferOctets);
      return succeed(add(socket, endpoint.address));
    },
    async adopt(fd, family) {
      const socket = createSocket(family === 4 ? 'udp4' : 'udp6');
      const problem = await bind(socket, { fd });
      if (problem !== undefined) return fail(problem);
      return succeed(add(socket, readBoundAddress(socket.address().address)));
    },
    async serve(wanted) {
      for (const added of wanted) {
        const socket = sockets.get(added);
        if (socket !== undefined && !served.has(added)) answerDatagrams(socket, answering);
      }
      for (const added of served)
        if (!wanted.includes(added)) sockets.get(added)?.removeAllListeners('message');
      served = new Set(wanted);
    },
    async movedOn() {
      // A query is answered in one go; what the kernel had no room for waits in Node's queue.
      const isSending = () => [...served].some((added) => (sockets.get(added)?.getSendQueueCount() ?? 0) > 0);
      while (isSending()) await delay(lookMs);
    },
    apply() {
      // The rules of this thread are those that it answers by.
    },
    async stop() {
      for (const added of served) sockets.get(added)?.removeAllListeners('message');
      served.clear();
    },
  };
}

/** The error's code when it did not work; the socket is closed then. */
function bind(socket: Socket, options: BindOptions): Promise<string | undefined> {
  return new Promise((resolve) => {
    socket.once('error', (error: NodeJS.ErrnoException) => {
      socket.close();
      resolve(error.code ?? error.message);
    });
    socket.bind(options, () => {
      socket.removeAllListeners('error');
      resolve(undefined);
    });
  });
}

interface Answering extends DgramEngineParts {
  readonly answer: AnswerQuery;
}

function answerDatagrams(socket: Socket, { snapshot, mainRow, desk, rules, answer }: Answering): void {
  const { address, port } = socket.address();
  const client = new TextClient('udp', placeOfSocket(readAddress(address), port));
  const reply = { octets: Buffer.alloc(datagramOctetsMax), length: 0 };
  const door = new FrontDoor(mainRow, rules);
  socket.on('message', (datagram, { address, port }) => {
    client.set(address, port);
    rules.tick();
    const before = door.isOpen ? 0 : door.letIn(client, datagram, datagram.length);
    if (before < 0) return;
    const asker = door.isOpen ? client : door.asker;
    const packet = before === 0 ? datagram : datagram.subarray(before);
    const outcome = answer(snapshot.image, asker, packet, packet.length, reply);
    if (outcome === 'for an attendant') {
      if (!takePermit(desk.words)) {
        bump(mainRow, Counter.droppedUnattended);
        rules.queryLog.noteUnattended(asker, packet, packet.length, mainRow);
      } else desk.attendDatagram(asker, packet, (later) => sendReply(socket, later, port, address));
      return;
    }
    if (!hasReply(outcome)) return;
    // dgram keeps the buffer until it was sent, hence the copy.
    sendReply(socket, Buffer.from(reply.octets.subarray(0, reply.length)), port, address);
    countTimes(mainRow, 'udp', 1, performance.now() - rules.tickedMs);
  });
}

/** Port 0 cannot be replied to, nor can anybody on a socket that was closed meanwhile: Node would throw. */
function sendReply(socket: Socket, octets: Uint8Array, port: number, address: string): void {
  if (port === 0 || closed.has(socket)) return;
  socket.send(octets, port, address, ignore);
}

function ignore(): void {
  // The client is gone, or the network is: it will ask again, and there is nobody else to tell.
}
