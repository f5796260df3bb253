// The threads that answer, all or none: those of the UDP engine, and the one for TCP. The one for TLS begins when it is needed.

import { type Result, succeed } from '../base/result.ts';
import type { UdpSettings } from '../config/settings/read-listen.ts';
import { type StreamThread, startStreamThread } from '../serving/tcp/stream-thread.ts';
import { tcpRole } from '../serving/tcp/stream-thread-protocol.ts';
import type { UdpEngine } from '../serving/udp/udp-engine.ts';
import { endEarly } from '../serving/worker-threads.ts';
import { chooseUdpEngine, type EngineParts } from './choose-udp-engine.ts';
import { dieWithThread } from './die-with-thread.ts';
import { tcpLimits, tlsLimits } from './tcp-limits.ts';
import { TlsStreams } from './tls-streams.ts';

export interface Threads {
  readonly engine: UdpEngine;
  readonly streams: StreamThread;
  readonly tls: TlsStreams;
}

/** Side by side: each takes a while to load. The problem is a sentence. */
export async function startThreads(
  settings: UdpSettings,
  parts: EngineParts,
): Promise<Result<Threads, string>> {
  const { snapshot, counters, desk, rules, libc } = parts;
  const plan = {
    snapshot,
    counters,
    desk,
    rules,
    hasLibc: libc.ok,
    limits: tcpLimits,
    onDeath: dieWithThread,
  };
  const [engine, streams] = await Promise.all([
    chooseUdpEngine(settings, parts),
    startStreamThread({ ...plan, name: 'tcp', role: tcpRole }),
  ]);
  // More may have been begun early than the configuration wants.
  await endEarly();
  if (!engine.ok) {
    if (streams.ok) await streams.value.stop();
    return engine;
  }
  if (!streams.ok) {
    await engine.value.stop();
    return streams;
  }
  return succeed({
    engine: engine.value,
    streams: streams.value,
    tls: new TlsStreams({ ...plan, limits: tlsLimits }),
  });
}
