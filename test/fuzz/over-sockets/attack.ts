// Attacks a daemon over its sockets and judges all that comes back, and then the daemon: it has counted every message, holds as
// much memory and as many descriptors as before, and has nothing to say about bugs.

import { requireLibc } from '../../support/daemon/test-libc.ts';
import { TcpClient } from '../../support/dns/dns-client.ts';
import { createQuerySource } from '../../support/dns/draw-queries.ts';
import { TlsClient } from '../../support/dns/tls-client.ts';
import { createSeededRandom } from '../../support/seeded-random.ts';
import { until } from '../../support/until.ts';
import { attackByDatagrams } from './attack-by-datagrams.ts';
import { attackByStreams } from './attack-by-streams.ts';
import { AttackedDaemon, type Watched } from './attacked-daemon.ts';
import { drawGoodHeader, drawProxyHead } from './draw-proxy-head.ts';
import { attackedNames, KnownAnswers } from './known-answers.ts';

export interface Attack {
  readonly engine: 'batch' | 'dgram';
  readonly seed: number;
  readonly datagrams: number;
  /** Over TCP; half as many over TLS. */
  readonly messages: number;
  /** All of it comes from a front end, behind headers of the PROXY protocol. */
  readonly isProxied?: boolean;
  readonly say?: (what: string) => void;
}

export interface AttackReport {
  readonly datagrams: number;
  readonly messages: number;
  readonly overTls: number;
  readonly grownOctets: number;
}

/** What a heap may grow to before it is tidied. */
const grownOctetsMax = 150 * 1024 * 1024;
/** Of descriptors that close a moment later. */
const descriptorsMoreMax = 2;
const progressEvery = 250_000;
const warmUpMax = 5000;

export async function attack(settings: Attack): Promise<AttackReport> {
  const variables = settings.isProxied === true ? { HEALTHY_DNS_PROXY_FROM: '127.0.0.1' } : {};
  const daemon = await AttackedDaemon.start(settings.engine, variables);
  try {
    return await attackDaemon(daemon, settings);
  } finally {
    await daemon.stop();
    const [complaint] = daemon.complaints;
    // biome-ignore lint/correctness/noUnsafeFinally: what the daemon says of itself explains the rest
    if (complaint !== undefined) throw new Error(complaint);
  }
}

async function attackDaemon(daemon: AttackedDaemon, settings: Attack): Promise<AttackReport> {
  const { datagrams, messages, isProxied, say } = settings;
  const random = createSeededRandom(settings.seed);
  const shared = {
    nextPacket: createQuerySource({ random, names: attackedNames }),
    known: new KnownAnswers(daemon.serial),
  };
  const libc = await requireLibc();
  const drawHeader = () => drawProxyHead(random);
  const byDatagrams = (count: number, onProgress = (_: number) => {}) =>
    attackByDatagrams({
      ...shared,
      libc,
      port: daemon.port,
      count,
      onProgress,
      ...(isProxied === true && { drawHeader }),
    });
  const connect = () => new TcpClient(daemon.port);
  const byStreams = (count: number, onProgress = (_: number) => {}) =>
    attackByStreams({
      ...shared,
      random,
      connect,
      count,
      onProgress,
      ...(isProxied === true && { drawHeader: () => drawGoodHeader(random) }),
    });
  // Behind a front end the header comes before the handshake, for which a client of Node has no place.
  const overTls = (count: number, onProgress = (_: number) => {}) =>
    isProxied === true
      ? Promise.resolve(0)
      : attackByStreams({
          ...shared,
          random,
          connect: () => new TlsClient(daemon.tlsPort),
          count,
          onProgress,
        });
  // So that everything is loaded and every buffer made.
  await byDatagrams(Math.min(datagrams, warmUpMax));
  await byStreams(Math.min(messages / 2, warmUpMax));
  await overTls(Math.min(messages / 4, warmUpMax));
  const before = await daemon.watch();
  const sentDatagrams = await byDatagrams(datagrams, progress('datagrams', say));
  judgeCounts(before, await daemon.watch(), sentDatagrams);
  const sentMessages = await byStreams(messages, progress('messages over TCP', say));
  const sentOverTls = await overTls(messages / 2, progress('messages over TLS', say));
  const grownOctets = await judgeDaemon(daemon, before);
  return { datagrams: sentDatagrams, messages: sentMessages, overTls: sentOverTls, grownOctets };
}

function judgeCounts(before: Watched, after: Watched, sent: number): void {
  const udp = after.received.udp - before.received.udp;
  const dropped = after.received.dropped - before.received.dropped;
  const refused = after.received.refused - before.received.refused;
  if (udp + dropped + refused !== sent)
    throw new Error(
      `${sent} datagrams were sent; ${udp} asked, ${dropped} were dropped and ${refused} refused`,
    );
}

async function judgeDaemon(daemon: AttackedDaemon, before: Watched): Promise<number> {
  let after = before;
  await until('its descriptors are closed', async () => {
    after = await daemon.watch();
    return after.descriptors <= before.descriptors + descriptorsMoreMax;
  });
  const grownOctets = after.residentOctets - before.residentOctets;
  if (grownOctets > grownOctetsMax) throw new Error(`it has grown by ${grownOctets} octets`);
  return grownOctets;
}

function progress(what: string, say: Attack['say']): (sent: number) => void {
  const startedMs = performance.now();
  let next = progressEvery;
  return (sent) => {
    if (sent < next) return;
    next += progressEvery;
    const rate = Math.round((sent / (performance.now() - startedMs)) * 1000);
    say?.(`${sent} ${what}, ${rate} a second`);
  };
}
