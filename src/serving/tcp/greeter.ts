// What comes before the first query: somebody takes an accepted socket, and hands on what its queries come over. A greeter that
// read octets which are not its own puts them back (`unshift`) before it hands on.

import type { Carrier } from './carrier.ts';

export interface Greeter {
  /** `serve` is called once, later, or never; the place of the connection is the greeter's until then. */
  greet(carrier: Carrier, serve: (carrier: Carrier) => void): Greeted;
}

export interface Greeted {
  /** At once, with a reset. */
  cut(): void;
}
