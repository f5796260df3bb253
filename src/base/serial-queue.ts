// Work that must not overlap, done in the order in which it was asked for. Refuses to know what the work is, and to retry it.

type Act<Value> = () => Value | Promise<Value>;

/** The failure of an act goes to whoever asked for it; the next act runs all the same. */
export class SerialQueue {
  #isBusy = false;
  readonly #waiting: (() => unknown)[] = [];

  /**
   * When the queue is idle, `act` runs before this returns, and a value that took no promise comes back without one.
   * Otherwise `act` waits for its turn. So an act must not wait for another that it put into its own queue.
   */
  run<Value>(act: () => Promise<Value>): Promise<Value>;
  run<Value>(act: Act<Value>): Value | Promise<Value>;
  run<Value>(act: Act<Value>): Value | Promise<Value> {
    if (this.#isBusy) return this.#enqueue(act);
    this.#isBusy = true;
    let result: Value | Promise<Value> | undefined;
    try {
      result = act();
      return result;
    } finally {
      if (!this.#waitFor(result)) this.#runWaiting();
    }
  }

  #enqueue<Value>(act: Act<Value>): Promise<Value> {
    return new Promise((resolve, reject) => {
      this.#waiting.push(() => {
        try {
          const result = act();
          resolve(result);
          return result;
        } catch (error) {
          reject(error);
          return undefined;
        }
      });
    });
  }

  /** A loop, because synchronous acts that started each other would cost a stack frame each. */
  #runWaiting(): void {
    for (let next = this.#waiting.shift(); next !== undefined; next = this.#waiting.shift())
      if (this.#waitFor(next())) return;
    this.#isBusy = false;
  }

  #waitFor(result: unknown): boolean {
    if (!(result instanceof Promise)) return false;
    const goOn = () => this.#runWaiting();
    void result.then(goOn, goOn);
    return true;
  }
}
