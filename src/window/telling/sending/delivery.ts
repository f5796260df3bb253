// What became of a message.

export type Delivery =
  | { readonly kind: 'delivered' }
  /** Unlikely to work later: the receiver does not know the address or the token, or rejects the content. */
  | { readonly kind: 'refused'; readonly reason: string }
  /** May work later; `retryAfterMs` if the receiver said when. */
  | { readonly kind: 'failed'; readonly reason: string; readonly retryAfterMs?: number };
