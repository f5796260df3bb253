// What a connection goes through before its first message: the header of a front end, the handshake of TLS, both in either order, or
// nothing. Refuses to know what is asked then.

import type { CounterRow } from '../counters.ts';
import { isFrontEnd } from '../proxy/front-door.ts';
import type { Rules } from '../rules/rules.ts';
import type { Carrier } from './carrier.ts';
import type { Greeted, Greeter } from './greeter.ts';
import { ProxyGreeter } from './proxy-greeter.ts';
import type { TcpClients } from './tcp-clients.ts';

type Serve = (carrier: Carrier) => void;

export interface EntranceParts {
  /** Its `refresh` also brings the rules up to date, by which a client may be a front end. */
  readonly snapshot: { refresh?(): void };
  readonly rules: Rules;
  readonly clients: TcpClients;
  readonly counters: CounterRow;
  /** Absent: queries come over the sockets as they are. */
  readonly greeter?: Greeter;
}

export class Entrance {
  readonly #parts: EntranceParts;
  readonly #serve: Serve;
  readonly #proxyGreeter: ProxyGreeter;
  readonly #greeted = new Set<Greeted>();

  constructor(parts: EntranceParts, serve: Serve) {
    this.#parts = parts;
    this.#serve = serve;
    this.#proxyGreeter = new ProxyGreeter(parts.clients, parts.counters);
  }

  enter(carrier: Carrier): void {
    const { snapshot, rules, greeter } = this.#parts;
    snapshot.refresh?.();
    if (isFrontEnd(rules, carrier.client)) this.#enterFrontEnd(carrier, greeter);
    else if (greeter === undefined) this.#serve(carrier);
    else this.#greet(greeter, carrier, this.#serve);
  }

  /** Those who are not through it. */
  cutAll(): void {
    for (const each of this.#greeted) each.cut();
  }

  /** The header stands on either side of the handshake. */
  #enterFrontEnd(carrier: Carrier, secure: Greeter | undefined): void {
    const proxy = this.#proxyGreeter;
    if (secure === undefined) {
      this.#greet(proxy, carrier, this.#serve);
      return;
    }
    let isInside = false;
    const outside = proxy.beforeTls(() => {
      isInside = true;
    });
    const behind: Serve = (secured) =>
      isInside ? this.#greet(proxy, secured, this.#serve) : this.#serve(secured);
    this.#greet(outside, carrier, (next) => this.#greet(secure, next, behind));
  }

  #greet(by: Greeter, carrier: Carrier, next: Serve): void {
    const one = by.greet(carrier, (ready) => {
      this.#greeted.delete(one);
      next(ready);
    });
    this.#greeted.add(one);
    carrier.raw.once('close', () => this.#greeted.delete(one));
  }
}
