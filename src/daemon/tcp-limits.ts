// What clients may take of this daemon over TCP, and over TLS beside it. The number of connections is what the descriptors leave room for.

import type { TcpLimits } from '../serving/tcp/tcp-clients.ts';
import { tcpConnectionsUsual, tlsConnectionsUsual } from './descriptor-budget.ts';

export const tcpLimits: TcpLimits = {
  connectionsMax: tcpConnectionsUsual,
  // A single client leaves half of the connections free, so that a sudden crowd need not displace it.
  partOfOneClient: 0.5,
  // RFC 7766 §6.2.3 recommends a few seconds; resolvers that keep a connection reuse it within that.
  idleTimeoutMs: 10_000,
  // Enough for a round trip to the far side of the world and a lost segment: who asks again sooner keeps its connection.
  idleTimeoutPressedMs: 1000,
  // As long as an update may take that waits for signatures and the disk, and a transfer for others that come before it.
  owedTimeoutMs: 60_000,
  // Half of the two seconds within which the whole program promises to stop.
  closeTimeoutMs: 1000,
  // Queries are short, and this holds hundreds of replies. By default the kernel buffers up to 4 MB for a client that does
  // not read, and more for one we do not read from.
  kernelBuffers: { sendOctets: 32 * 1024, receiveOctets: 16 * 1024 },
  // 32 KiB for each of 512 connections. A client that reads its replies occupies this only while they are in flight.
  octetsMax: 16 * 1024 * 1024,
  // A few times as long as a lost segment takes to be retransmitted.
  stallTimeoutMs: 5000,
  stallTimeoutPressedMs: 1000,
};

/** The same for each of them: what is encrypted is hardly longer. */
export const tlsLimits: TcpLimits = { ...tcpLimits, connectionsMax: tlsConnectionsUsual };
