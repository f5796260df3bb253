// Takes sockets of a thread that serves TLS, and hands them on encrypted. Without a certificate it resets them: a listener that the
// service manager holds is there before its operator has one.

import { bump, Counter, type CounterRow } from '../counters.ts';
import type { Carrier } from '../tcp/carrier.ts';
import type { Greeted, Greeter } from '../tcp/greeter.ts';
import type { TcpClients } from '../tcp/tcp-clients.ts';
import type { TlsIdentity } from '../tls-identity.ts';
import { Handshakes } from './handshakes.ts';
import { RecordOverhead } from './record-overhead.ts';
import { TlsContext } from './tls-context.ts';
import { TlsGreeting } from './tls-greeting.ts';

export class TlsGreeter implements Greeter {
  readonly #clients: TcpClients;
  readonly #counters: CounterRow;
  readonly #context = new TlsContext();
  readonly #handshakes = new Handshakes();
  readonly #overhead = new RecordOverhead();

  constructor(clients: TcpClients, counters: CounterRow) {
    this.#clients = clients;
    this.#counters = counters;
  }

  /** For connections from now on; those that there are go on as they began. */
  apply(identity: TlsIdentity | undefined): void {
    this.#context.apply(identity);
  }

  greet(carrier: Carrier, serve: (carrier: Carrier) => void): Greeted {
    const counters = this.#counters;
    return new TlsGreeting(carrier, {
      clients: this.#clients,
      handshakes: this.#handshakes,
      overhead: this.#overhead,
      secureContext: () => this.#context.secure,
      serve,
      onSecure(isResumed) {
        bump(counters, Counter.tlsHandshakes);
        if (isResumed) bump(counters, Counter.tlsResumed);
      },
      onFailed: () => bump(counters, Counter.tlsFailed),
    });
  }
}
