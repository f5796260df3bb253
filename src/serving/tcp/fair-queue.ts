// Who waits, one queue for each client: who comes next is the first of the client whose turn it is, so that however many of
// one client's wait, another waits for one of them. Refuses to know what for.

export class FairQueue<Item> {
  /** The client whose turn it is stands first. */
  readonly #byClient = new Map<string, Item[]>();

  push(client: string, item: Item): void {
    const own = this.#byClient.get(client);
    if (own === undefined) this.#byClient.set(client, [item]);
    else own.push(item);
  }

  shift(): Item | undefined {
    for (const [client, own] of this.#byClient) {
      const item = own.shift();
      this.#byClient.delete(client);
      if (own.length > 0) this.#byClient.set(client, own);
      return item;
    }
    return undefined;
  }
}
