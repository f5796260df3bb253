// Endpoints reported as failed, each for a while.

import type { Clock } from '../base/clock.ts';
import { printServiceEndpoint } from './service-endpoint.ts';

/** A program that reports a lot must not grow without bound; the oldest reports go first. */
const reportsMax = 10_000;

export class SetAside {
  readonly #untilMs = new Map<string, number>();
  readonly #durationMs: number;
  readonly #clock: Clock;

  constructor(durationMs: number, clock: Clock) {
    this.#durationMs = durationMs;
    this.#clock = clock;
  }

  add(endpoint: { readonly address: string; readonly port: number }): void {
    const key = printServiceEndpoint(endpoint);
    this.#untilMs.delete(key);
    this.#untilMs.set(key, this.#clock.monotonicMs() + this.#durationMs);
    const [oldest] = this.#untilMs.keys();
    if (this.#untilMs.size > reportsMax && oldest !== undefined) this.#untilMs.delete(oldest);
  }

  has(endpoint: { readonly address: string; readonly port: number }): boolean {
    const key = printServiceEndpoint(endpoint);
    const untilMs = this.#untilMs.get(key);
    if (untilMs === undefined) return false;
    if (this.#clock.monotonicMs() < untilMs) return true;
    this.#untilMs.delete(key);
    return false;
  }
}
