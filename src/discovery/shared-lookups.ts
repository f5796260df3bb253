// Calls for the same thing at the same time share one lookup. It ends early once nobody waits for it.

import { Scope } from '../resolving/scope.ts';

interface Running<Value> {
  readonly outcome: Promise<Value>;
  readonly scope: Scope;
  waiterCount: number;
}

export class SharedLookups<Value> {
  readonly #running = new Map<string, Running<Value>>();

  has(key: string): boolean {
    return this.#running.has(key);
  }

  /** Resolves to undefined when `waiter` ends first. */
  join(key: string, waiter: Scope, start: (scope: Scope) => Promise<Value>): Promise<Value | undefined> {
    if (waiter.reason !== undefined) return Promise.resolve(undefined);
    const running = this.#running.get(key) ?? this.#begin(key, start);
    running.waiterCount++;
    return new Promise((resolve, reject) => {
      const forget = waiter.onEnd(() => {
        if (--running.waiterCount === 0) {
          // A call that comes now must not join what is being ended.
          this.#forget(key, running);
          running.scope.end('aborted');
        }
        resolve(undefined);
      });
      running.outcome.then(resolve, reject).finally(forget);
    });
  }

  #begin(key: string, start: (scope: Scope) => Promise<Value>): Running<Value> {
    const scope = new Scope();
    const running: Running<Value> = { outcome: start(scope), scope, waiterCount: 0 };
    this.#running.set(key, running);
    const forget = () => this.#forget(key, running);
    running.outcome.then(forget, forget);
    return running;
  }

  #forget(key: string, running: Running<Value>): void {
    if (this.#running.get(key) === running) this.#running.delete(key);
  }
}
