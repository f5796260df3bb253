// Asks over UDP at a fixed pace, whether or not answers come, and reports how long each took from the moment it was due: a
// server that stalls for a while is late for everything that was due meanwhile, not for one query. A separate process, with
// nothing else to do while it asks.

import { dontWait, pollIn } from '../../src/linux/constants.ts';
import { bindDatagram } from '../../src/linux/datagram-socket.ts';
import type { Libc } from '../../src/linux/libc.ts';
import { encodeSocketAddress } from '../../src/linux/socket-address.ts';
import { PollEntry } from '../../src/linux/struct-layouts.ts';
import { ppoll, prctl, receive, requireLibc } from '../support/daemon/test-libc.ts';
import { makeQuery } from '../support/dns/dns-client.ts';
import { type Percentiles, percentilesOf } from './statistics.ts';

export interface OpenLoopPlan {
  readonly port: number;
  readonly perSecond: number;
  /** At most as many as ids can distinguish. */
  readonly count: number;
  /** Asked in turn; each has one address. */
  readonly names: readonly string[];
}

export interface OpenLoopResult {
  readonly latencyMs: Percentiles;
  /** How late queries were sent: not the server's fault. */
  readonly sentLateMs: Percentiles;
  readonly lost: number;
  readonly wrong: number;
}

/** On loopback, anything slower has been dropped; it counts as having taken this long. */
const patienceMs = 1000;
/** prctl(2): the kernel may wake us this many nanoseconds late; its default of 50,000 is as long as an answer takes. */
const timerSlackOption = 29;
const timerSlackNanoseconds = 1;
const replyOctetsMax = 4096;

const libc = await requireLibc();
prctl(timerSlackOption, timerSlackNanoseconds);
process.on('message', (plan: OpenLoopPlan) => process.send?.(run(libc, plan)));
process.on('disconnect', () => process.exit(0));

function run(libc: Libc, { port, perSecond, count, names }: OpenLoopPlan): OpenLoopResult {
  const fd = connectDatagram(libc, port);
  const queries = names.map((name) => makeQuery(name));
  const wait = createWaiter(fd);
  const reply = Buffer.alloc(replyOctetsMax);
  const latencyMs = new Float64Array(count).fill(patienceMs);
  const sentLateMs = new Float64Array(count);
  const everyMs = 1000 / perSecond;
  const startsMs = performance.now() + everyMs;
  const endsMs = startsMs + count * everyMs + patienceMs;
  let sent = 0;
  let received = 0;
  let wrong = 0;
  while (received < count) {
    const nextMs = sent < count ? startsMs + sent * everyMs : endsMs;
    wait(nextMs - performance.now());
    const nowMs = performance.now();
    if (nowMs > endsMs) break;
    const dueMs = startsMs + sent * everyMs;
    if (sent < count && nowMs >= dueMs) {
      const query = queries[sent % queries.length] as Buffer;
      query.writeUInt16BE(sent, 0);
      libc.send(fd, query, query.length, 0);
      sentLateMs[sent++] = nowMs - dueMs;
    }
    while (receive(fd, reply, reply.length, dontWait) > 0) {
      const id = reply.readUInt16BE(0);
      latencyMs[id] = performance.now() - startsMs - id * everyMs;
      if (reply.readUInt16BE(6) !== 1) wrong++;
      received++;
    }
  }
  libc.close(fd);
  return {
    latencyMs: percentilesOf([...latencyMs]),
    sentLateMs: percentilesOf([...sentLateMs]),
    lost: count - received,
    wrong,
  };
}

function connectDatagram(libc: Libc, port: number): number {
  const octets = Uint8Array.of(127, 0, 0, 1);
  // With room for the burst of replies after a pause.
  const bound = bindDatagram(libc, { octets, port: 0 });
  const address = encodeSocketAddress({ octets, port });
  if (!bound.ok || libc.connect(bound.value, address, address.length) !== 0)
    throw new Error('no socket to ask from');
  return bound.value;
}

/** Returns when there is something to receive, or when the time is up. */
function createWaiter(fd: number): (ms: number) => void {
  const entry = new Int32Array(PollEntry.size / 4);
  entry[0] = fd;
  entry[1] = pollIn;
  // struct timespec: seconds and nanoseconds, two words each.
  const timeout = new Int32Array(4);
  return (ms) => {
    if (ms <= 0) return;
    timeout[0] = Math.floor(ms / 1000);
    timeout[2] = Math.floor((ms % 1000) * 1e6);
    ppoll(entry, 1, timeout, 0);
  };
}
