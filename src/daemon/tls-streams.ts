// DNS over TLS: a thread of its own, begun when a configuration or an inherited socket calls for it, and what it proves itself
// with. Refuses to know where certificates come from.

import { fail, type Result } from '../base/result.ts';
import type { ListenProblem } from '../serving/listen-problem.ts';
import type { ServingPolicy } from '../serving/policy.ts';
import {
  type BeatingThread,
  makeThreadMemory,
  type StreamListener,
  type StreamThread,
  type StreamThreadPlan,
  startStreamThread,
  type ThreadMemory,
} from '../serving/tcp/stream-thread.ts';
import { tlsRole } from '../serving/tls/tls-role.ts';
import type { TlsIdentity } from '../serving/tls-identity.ts';
import type { Endpoint } from '../wire/endpoint.ts';

export class TlsStreams {
  readonly #plan: StreamThreadPlan;
  readonly #memory: ThreadMemory;
  #starting: Promise<Result<StreamThread, string>> | undefined;
  #thread: StreamThread | undefined;
  #identity: TlsIdentity | undefined;
  #connectionsMax: number;
  #beatMs: number | undefined;
  #isStopped = false;

  constructor(plan: Omit<StreamThreadPlan, 'name' | 'role'>) {
    this.#plan = { ...plan, name: 'tls', role: tlsRole };
    this.#memory = makeThreadMemory(plan.counters);
    this.#connectionsMax = plan.limits.connectionsMax;
  }

  /** Of the thread, whether it has begun or not. */
  get life(): BeatingThread {
    return {
      name: 'the thread for TLS',
      control: this.#memory.control,
      counters: this.#memory.row.buffer as SharedArrayBuffer,
      beatEvery: (ms) => {
        this.#beatMs = ms;
        this.#thread?.life.beatEvery(ms);
      },
    };
  }

  /** For new connections from now on. */
  identify(identity: TlsIdentity | undefined): void {
    if (identity === this.#identity) return;
    this.#identity = identity;
    this.#thread?.identify(identity);
  }

  /** For listeners that a configuration adds, before it is known whether all of it can be served. */
  identifyFirst(identity: TlsIdentity | undefined): void {
    if (this.#identity === undefined) this.identify(identity);
  }

  async listen(endpoint: Endpoint): Promise<Result<StreamListener, ListenProblem>> {
    const started = await this.#start();
    return started.ok
      ? started.value.listen(endpoint)
      : fail({ protocol: 'tls', endpoint, code: started.problem });
  }

  async adopt(fd: number): Promise<Result<StreamListener, string>> {
    const started = await this.#start();
    return started.ok ? started.value.adopt(fd) : started;
  }

  setConnectionsMax(connectionsMax: number): void {
    this.#connectionsMax = connectionsMax;
    this.#thread?.setConnectionsMax(connectionsMax);
  }

  apply(policy: ServingPolicy): void {
    this.#thread?.apply(policy);
  }

  async movedOn(): Promise<void> {
    await this.#thread?.movedOn();
  }

  async turned(): Promise<void> {
    await this.#thread?.turned();
  }

  async stop(): Promise<void> {
    this.#isStopped = true;
    await this.#starting;
    await this.#thread?.stop();
  }

  #start(): Promise<Result<StreamThread, string>> {
    if (this.#isStopped) return Promise.resolve(fail('the daemon is stopping'));
    this.#starting ??= this.#begin();
    return this.#starting;
  }

  async #begin(): Promise<Result<StreamThread, string>> {
    const started = await startStreamThread(this.#plan, this.#memory);
    if (!started.ok) {
      // What was lacking may be there at the next reload.
      this.#starting = undefined;
      return started;
    }
    this.#thread = started.value;
    this.#thread.identify(this.#identity);
    this.#thread.setConnectionsMax(this.#connectionsMax);
    if (this.#beatMs !== undefined) this.#thread.life.beatEvery(this.#beatMs);
    return started;
  }
}
