// Who waits, one queue for each client: who comes next is the first of the client whose turn it is, so that however many of
// one client's wait, another waits for one of them. Refuses to know what for.

export class FairQueue<Item> {
  /** The client whose turn it is stands first. */
  readonly #byClient = new Map<string, Set<Item>>();

  /** Each item is there once. */
  push(client: string, item: Item): void {
    const own = this.#byClient.get(client);
    if (own === undefined) this.#byClient.set(client, new Set([item]));
    else own.add(item);
  }

  shift(): Item | undefined {
    for (const [client, own] of this.#byClient) {
      this.#byClient.delete(client);
      for (const item of own) {
        own.delete(item);
        if (own.size > 0) this.#byClient.set(client, own);
        return item;
      }
    }
    return undefined;
  }

  /** It waits no longer; kept until its turn, those that were gone would outnumber those that are there without bound. */
  remove(client: string, item: Item): void {
    const own = this.#byClient.get(client);
    if (own?.delete(item) && own.size === 0) this.#byClient.delete(client);
  }
}
