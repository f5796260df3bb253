// Who waits for targets to have been heard of for the first time, and for how many still.

export class FirstOutcomes<Item> {
  readonly #waiting = new Set<{ readonly missing: Set<Item>; readonly resolve: () => void }>();

  /** Resolves when each of these has been noted. */
  of(items: Iterable<Item>): Promise<void> {
    const missing = new Set(items);
    return new Promise<void>((resolve) => {
      if (missing.size === 0) resolve();
      else this.#waiting.add({ missing, resolve });
    });
  }

  note(item: Item): void {
    for (const waiter of this.#waiting) {
      waiter.missing.delete(item);
      if (waiter.missing.size > 0) continue;
      this.#waiting.delete(waiter);
      waiter.resolve();
    }
  }
}
