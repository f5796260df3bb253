// What was started together ends together: queries of a lookup, lookups of a call, calls of a client. No AbortSignal.any: on
// Node 20 a signal that outlives its calls keeps something of each (docs/ARCHITECTURE.md).

export type EndReason = 'timeout' | 'aborted';

export class Scope {
  readonly #acts = new Set<(reason: EndReason) => void>();
  #reason: EndReason | undefined;

  /** Why it ended; nothing while it goes on. */
  get reason(): EndReason | undefined {
    return this.#reason;
  }

  /** Calls `act` once when it ends, or now if it has; the returned function calls that off. */
  onEnd(act: (reason: EndReason) => void): () => void {
    if (this.#reason !== undefined) {
      act(this.#reason);
      return () => undefined;
    }
    // Two callers may bring the same function; each has an entry of its own.
    const entry = (reason: EndReason) => act(reason);
    this.#acts.add(entry);
    return () => this.#acts.delete(entry);
  }

  end(reason: EndReason): void {
    if (this.#reason !== undefined) return;
    this.#reason = reason;
    const acts = [...this.#acts];
    this.#acts.clear();
    for (const act of acts) act(reason);
  }

  /** A scope that ends with any of its parents. `release` it when it is over, so that they forget it. */
  static within(...parents: readonly Scope[]): { readonly scope: Scope; readonly release: () => void } {
    const scope = new Scope();
    const releases = parents.map((parent) => parent.onEnd((reason) => scope.end(reason)));
    return {
      scope,
      release() {
        for (const release of releases) release();
      },
    };
  }
}

const scopesOfSignals = new WeakMap<AbortSignal, Scope>();

/** One listener per signal, however many calls it is given to. */
export function scopeOf(signal: AbortSignal): Scope {
  const known = scopesOfSignals.get(signal);
  if (known !== undefined) return known;
  const scope = new Scope();
  scopesOfSignals.set(signal, scope);
  if (signal.aborted) scope.end('aborted');
  else signal.addEventListener('abort', () => scope.end('aborted'), { once: true });
  return scope;
}
