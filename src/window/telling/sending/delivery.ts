// What became of a message that was sent somewhere.

export type Delivery =
  | { readonly kind: 'delivered' }
  /** The receiver will hardly take it later: it does not know the address, the token, or what was sent. */
  | { readonly kind: 'refused'; readonly reason: string }
  /** It may work later; `retryAfterMs` when the receiver said when. */
  | { readonly kind: 'failed'; readonly reason: string; readonly retryAfterMs?: number };
