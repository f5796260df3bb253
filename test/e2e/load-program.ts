// Runs inside the machine: asks a name server at a steady rate until its standard input closes, then waits for the last
// answers and prints one line of JSON. Encodes and decodes messages itself, so that no bug of ours is on both sides.
// usage: node load-program.js <address> <queries per second> <names.json>
//   names.json: {"<name>": ["<IPv4 address>", …] | "REFUSED"}

import { createSocket, type Socket } from 'node:dgram';
import { readFileSync } from 'node:fs';

const [address = '', rate = '', namesFile = ''] = process.argv.slice(2);
const queriesPerSecond = Number(rate);
/** A resolver would have given up by then. */
const answerMsMax = 5000;
const tickMs = 5;
const idsPerSocket = 65_536;
/**
 * After a restart all waiting queries are answered in one burst, and a socket of the default size holds about 270 answers:
 * with these sizes, the queries waiting after a slow start of two seconds are not lost here.
 */
const socketCount = 32;
const refused = 5;

interface Expectation {
  readonly query: Buffer;
  /** The last octets of the addresses would do, but whole addresses read better in a failure message. */
  readonly addresses: string | undefined;
}

const expectations = Object.entries(
  JSON.parse(readFileSync(namesFile, 'utf8')) as Record<string, readonly string[] | 'REFUSED'>,
).map(
  ([name, addresses]): Expectation => ({
    query: writeQuery(name),
    addresses: addresses === 'REFUSED' ? undefined : [...addresses].sort().join(' '),
  }),
);

interface Pending {
  readonly sentAt: number;
  readonly expectation: Expectation;
}

const pending: Map<number, Pending>[] = [];
const sockets: Socket[] = [];
const result = { sent: 0, answered: 0, lost: 0, wrong: 0, longestMs: 0, firstWrong: '' };

for (let index = 0; index < socketCount; index++) {
  const socket = createSocket(address.includes(':') ? 'udp6' : 'udp4');
  const waiting = new Map<number, Pending>();
  // A closed port is reported here; the query counts as lost.
  socket.on('error', () => undefined);
  socket.on('message', (message) => receive(message, waiting));
  await new Promise<void>((resolve) => socket.connect(53, address, resolve));
  sockets.push(socket);
  pending.push(waiting);
}

const startedAt = performance.now();
let isEnding = false;
process.stdin.on('end', () => {
  isEnding = true;
});
process.stdin.resume();

const timer = setInterval(() => {
  const now = performance.now();
  const due = Math.floor(((now - startedAt) / 1000) * queriesPerSecond);
  while (!isEnding && result.sent < due) send(now);
  if (!isEnding) return;
  clearInterval(timer);
  finish();
}, tickMs);

function send(now: number): void {
  const number = result.sent++;
  const index = number % socketCount;
  const id = Math.floor(number / socketCount) % idsPerSocket;
  const expectation = expectations[number % expectations.length] as Expectation;
  const query = Buffer.from(expectation.query);
  query.writeUInt16BE(id, 0);
  const waiting = pending[index] as Map<number, Pending>;
  waiting.set(id, { sentAt: now, expectation });
  sockets[index]?.send(query, () => undefined);
}

function receive(message: Buffer, waiting: Map<number, Pending>): void {
  const id = message.readUInt16BE(0);
  const asked = waiting.get(id);
  if (asked === undefined) return;
  waiting.delete(id);
  const tookMs = performance.now() - asked.sentAt;
  if (tookMs > answerMsMax) return;
  result.answered += 1;
  result.longestMs = Math.max(result.longestMs, Math.round(tookMs));
  const seen = readAnswer(message);
  const { addresses } = asked.expectation;
  if (addresses === undefined ? seen.code === refused : seen.code === 0 && seen.addresses === addresses)
    return;
  result.wrong += 1;
  if (result.firstWrong === '') {
    result.firstWrong = `rcode ${seen.code} with "${seen.addresses}" instead of ${addresses ?? 'REFUSED'}`;
  }
}

function finish(): void {
  const giveUpAt = performance.now() + answerMsMax;
  const waiter = setInterval(() => {
    const isComplete = pending.every((waiting) => waiting.size === 0);
    if (!isComplete && performance.now() < giveUpAt) return;
    clearInterval(waiter);
    result.lost = result.sent - result.answered;
    process.stdout.write(`${JSON.stringify(result)}\n`);
    process.exit(0);
  }, tickMs);
}

function writeQuery(name: string): Buffer {
  const header = Buffer.from([0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0]);
  const labels = name
    .split('.')
    .map((label) => Buffer.concat([Buffer.from([label.length]), Buffer.from(label)]));
  return Buffer.concat([header, ...labels, Buffer.from([0, 0, 1, 0, 1])]);
}

function readAnswer(message: Buffer): { code: number; addresses: string } {
  const code = message.readUInt8(3) & 15;
  const addresses: string[] = [];
  let offset = skipName(message, 12) + 4;
  for (let count = message.readUInt16BE(6); count > 0; count--) {
    offset = skipName(message, offset);
    const type = message.readUInt16BE(offset);
    const length = message.readUInt16BE(offset + 8);
    offset += 10;
    if (type === 1) addresses.push([...message.subarray(offset, offset + length)].join('.'));
    offset += length;
  }
  return { code, addresses: addresses.sort().join(' ') };
}

function skipName(message: Buffer, start: number): number {
  let offset = start;
  for (;;) {
    const length = message.readUInt8(offset);
    if (length === 0) return offset + 1;
    if (length >= 192) return offset + 2;
    offset += length + 1;
  }
}
