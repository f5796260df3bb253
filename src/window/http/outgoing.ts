// Replies on their way, which are held in memory until their clients have read them. Refuses to know what is in them.

/**
 * Of all together: thirty pages of ten thousand names. Whoever reads at the pace of a person is done within seconds, so that
 * only those who hardly read are cut; without this, each connection could hold megabytes for minutes.
 */
export const outgoingOctetsMax = 64 * 1024 * 1024;

interface Sending {
  readonly octets: number;
  cut(): void;
}

export class Outgoing {
  readonly #octetsMax: number;
  /** The one that began first comes first. */
  readonly #sendings = new Set<Sending>();
  #octets = 0;

  constructor(octetsMax = outgoingOctetsMax) {
    this.#octetsMax = octetsMax;
  }

  /** Makes room by cutting whoever has taken longest so far. Returns what to call at the end of this one. */
  begin(octets: number, cut: () => void): () => void {
    const sending: Sending = { octets, cut };
    this.#sendings.add(sending);
    this.#octets += octets;
    for (const other of this.#sendings) {
      if (this.#octets <= this.#octetsMax || other === sending) break;
      this.#end(other);
      other.cut();
    }
    return () => this.#end(sending);
  }

  #end(sending: Sending): void {
    if (this.#sendings.delete(sending)) this.#octets -= sending.octets;
  }
}
