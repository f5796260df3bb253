// What every server is asked: a workload is a kind of question, the size of the zone, and how the generator sends queries.
// To add one, add an entry here.

import { createSeededRandom } from '../support/seeded-random.ts';
import { labelOf, zoneName } from './bench-zone.ts';

export interface Question {
  readonly name: string;
  readonly type: 'A' | 'AAAA' | 'NS' | 'SOA';
  /** What a right reply says: only a server that answers like this is measured. */
  readonly code: 'NOERROR' | 'NXDOMAIN';
  readonly answers: number;
}

export interface Workload {
  readonly name: string;
  readonly transport: 'udp' | 'tcp';
  /** Names in the zone. */
  readonly nameCount: number;
  /** Whether the zone is signed; then DNSSEC is asked for. */
  readonly isSigned: boolean;
  readonly ask: (random: Random, nameCount: number) => Question;
  /** Whether each query carries a cookie that the server made for the generator, where it makes any. */
  readonly showsCookie: boolean;
  /** Extra flags for dnsperf. */
  readonly flags: readonly string[];
  /** Whether the generator runs at full speed. Only then is CPU per query a goal: otherwise it is the cost of waking up. */
  readonly isFullSpeed: boolean;
}

type Random = ReturnType<typeof createSeededRandom>;

export const zoneSizes = { small: 100, usual: 10_000, large: 100_000 } as const;

/** Queries in flight: keeps every server busy and overflows no server's default buffers. */
const udpInFlight = ['-q', '200'];
/** Connections stay open, with a few queries in flight on each, as between a resolver and a server; one; and many. */
const tcpInFlight = ['-c', '20', '-q', '100'];
const tcpAlone = ['-c', '64', '-q', '64'];
const tcpPipelined = ['-c', '4', '-q', '256'];
const oneInFlight = ['-q', '1'];
const steady = ['-Q', '20000'];

export const workloads: readonly Workload[] = [
  udp('udp-hit-100', zoneSizes.small, askHit),
  udp('udp-hit', zoneSizes.usual, askHit),
  udp('udp-hit-edns', zoneSizes.usual, askHit, [...udpInFlight, '-e']),
  { ...udp('udp-hit-cookie', zoneSizes.usual, askHit, [...udpInFlight, '-e']), showsCookie: true },
  udp('udp-nxdomain', zoneSizes.usual, askAbsent),
  udp('udp-mix', zoneSizes.usual, askMix),
  tcp('tcp', tcpInFlight),
  tcp('tcp-alone', tcpAlone),
  tcp('tcp-pipelined', tcpPipelined),
  { ...udp('udp-steady', zoneSizes.usual, askHit, steady), isFullSpeed: false },
  { ...udp('one-in-flight', zoneSizes.usual, askHit, oneInFlight), isFullSpeed: false },
  udp('udp-hit-100000', zoneSizes.large, askHit),
  signed('do-hit', askHit),
  signed('do-nxdomain', askAbsent),
];

function udp(
  name: string,
  nameCount: number,
  ask: Workload['ask'],
  flags: readonly string[] = udpInFlight,
): Workload {
  return {
    name,
    transport: 'udp',
    nameCount,
    ask,
    flags,
    isFullSpeed: true,
    isSigned: false,
    showsCookie: false,
  };
}

function signed(name: string, ask: Workload['ask']): Workload {
  return { ...udp(name, zoneSizes.usual, ask, [...udpInFlight, '-D']), isSigned: true };
}

function tcp(name: string, flags: readonly string[]): Workload {
  return { ...udp(name, zoneSizes.usual, askHit, flags), transport: 'tcp' };
}

/** Enough lines that a file is reread only a few times a second, whatever the zone's size. */
const questionCount = 100_000;

/** The same for every server and every run. */
export function makeQuestions({ ask, nameCount }: Workload): Question[] {
  const random = createSeededRandom(1);
  return Array.from({ length: questionCount }, () => ask(random, nameCount));
}

function askHit(random: Random, nameCount: number): Question {
  return { name: pickName(random, nameCount), type: 'A', code: 'NOERROR', answers: 3 };
}

function askAbsent(random: Random): Question {
  const label = `x${random.below(2 ** 32).toString(36)}`;
  return { name: `${label}.${zoneName}`, type: 'A', code: 'NXDOMAIN', answers: 0 };
}

/** 70 % hits; a tenth each of what dual-stack clients ask in vain, of names that do not exist, and of the apex. */
function askMix(random: Random, nameCount: number): Question {
  const kind = random.below(10);
  if (kind < 7) return askHit(random, nameCount);
  if (kind === 7) return { name: pickName(random, nameCount), type: 'AAAA', code: 'NOERROR', answers: 0 };
  if (kind === 8) return askAbsent(random);
  return { name: zoneName, type: random.pick(['NS', 'SOA'] as const), code: 'NOERROR', answers: 1 };
}

function pickName(random: Random, nameCount: number): string {
  return `${labelOf(random.below(nameCount))}.${zoneName}`;
}
