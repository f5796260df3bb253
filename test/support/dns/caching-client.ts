// A client that behaves like a resolver: asks, keeps every address of the reply for its TTL, asks again when none is left.

import { setTimeout as delay } from 'node:timers/promises';
import { until } from '../until.ts';
import { queryTcp, queryUdp, type Reply } from './dns-client.ts';

export interface CachingClient {
  /** The addresses that it would connect to now. */
  held(): readonly string[];
  stop(): Promise<void>;
}

export interface CachingClientSettings {
  readonly port: number;
  readonly name: string;
  readonly type: number;
  readonly isTcp?: boolean;
  /** False: asks once and lives on that answer. */
  readonly asksAgain?: boolean;
}

const addressPattern = /^\S+ (\d+) (?:A|AAAA) (\S+)$/;

/** Resolves when it has its first answer. */
export async function startCachingClient(settings: CachingClientSettings): Promise<CachingClient> {
  const { port, name, type, isTcp = false, asksAgain = true } = settings;
  const untilMs = new Map<string, number>();
  let isStopped = false;

  function held(): readonly string[] {
    const nowMs = performance.now();
    return [...untilMs].filter(([, endMs]) => endMs > nowMs).map(([address]) => address);
  }

  async function ask(): Promise<void> {
    const reply = await (isTcp ? queryTcp : queryUdp)(port, name, { type });
    hold(reply);
  }

  /** From when the reply arrived: nothing that respects a TTL keeps it for longer. */
  function hold({ answers, additionals }: Reply): void {
    const nowMs = performance.now();
    for (const record of [...answers, ...additionals]) {
      const [, ttl, address] = addressPattern.exec(record) ?? [];
      if (address !== undefined) untilMs.set(address, nowMs + Number(ttl) * 1000);
    }
  }

  async function live(): Promise<void> {
    while (!isStopped) {
      const hasRunOut = () => untilMs.size === 0 || held().length < untilMs.size;
      await until('something has run out', () => isStopped || hasRunOut(), 60_000);
      const nowMs = performance.now();
      for (const [address, endMs] of untilMs) if (endMs <= nowMs) untilMs.delete(address);
      // A name without addresses is asked again soon, but not without a pause.
      if (untilMs.size === 0 && asksAgain) await delay(20);
      if (asksAgain && !isStopped) await ask();
      else if (untilMs.size === 0) return;
    }
  }

  await ask();
  const living = live();
  return {
    held,
    async stop() {
      isStopped = true;
      await living;
    },
  };
}
