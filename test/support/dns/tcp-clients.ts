// TCP clients with limits that no test reaches by accident.

import type { Clock } from '../../../src/base/clock.ts';
import type { Libc } from '../../../src/linux/libc.ts';
import { TcpClients, type TcpLimits } from '../../../src/serving/tcp/tcp-clients.ts';

export const roomyLimits: TcpLimits = {
  connectionsMax: 100,
  // All clients in tests share one address.
  partOfOneClient: 1,
  idleTimeoutMs: 60_000,
  idleTimeoutPressedMs: 60_000,
  owedTimeoutMs: 60_000,
  closeTimeoutMs: 60_000,
  kernelBuffers: { sendOctets: 32 * 1024, receiveOctets: 16 * 1024 },
  octetsMax: 32 * 1024 * 1024,
  stallTimeoutMs: 60_000,
  stallTimeoutPressedMs: 60_000,
};

/** The idle time does not change, unless a test says so. */
export function makeTcpClients(limits: Partial<TcpLimits> = {}, libc?: Libc, clock?: Clock): TcpClients {
  const { idleTimeoutMs = roomyLimits.idleTimeoutMs } = limits;
  return new TcpClients({ ...roomyLimits, idleTimeoutPressedMs: idleTimeoutMs, ...limits }, libc, clock);
}
