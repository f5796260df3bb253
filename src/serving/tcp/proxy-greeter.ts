// Connections of front ends, before anything else comes over them (the handshake of TLS included): a header of the PROXY protocol says
// for whom each is, whose places and limits count from then on. One without a good header, or not in time, is reset.

import type { Socket } from 'node:net';
import { type Client, networkOf } from '../client.ts';
import { bump, Counter, type CounterRow } from '../counters.ts';
import { clientNamedBy } from '../proxy/client-named-by.ts';
import { createProxyHeader, proxyHeadOctets, readProxyHeader } from '../proxy/read-proxy-header.ts';
import type { Carrier } from './carrier.ts';
import type { Greeted, Greeter } from './greeter.ts';
import type { TcpClients } from './tcp-clients.ts';
import type { Place, Placed } from './tcp-places.ts';

type Serve = (carrier: Carrier) => void;

export class ProxyGreeter implements Greeter {
  readonly #clients: TcpClients;
  readonly #counters: CounterRow;

  constructor(clients: TcpClients, counters: CounterRow) {
    this.#clients = clients;
    this.#counters = counters;
  }

  greet(carrier: Carrier, serve: Serve): Greeted {
    return new ProxyGreeting(carrier, this.#clients, this.#counters, serve);
  }
}

/** A front end sends the header as soon as it is connected: time for a segment to be lost, and again. */
const timeoutMsMax = 5000;
const header = createProxyHeader();
const nothing = new Uint8Array();

/** Holds one of its front end's places until it is known whose it is. */
class ProxyGreeting implements Greeted, Placed {
  readonly network: string;
  /** It owes us its header. */
  readonly isIdle = true;
  place: Place | undefined;
  readonly #carrier: Carrier;
  readonly #raw: Socket;
  readonly #clients: TcpClients;
  readonly #counters: CounterRow;
  readonly #serve: Serve;
  readonly #timer: NodeJS.Timeout;
  #octets: Uint8Array = nothing;
  #isOver = false;

  constructor(carrier: Carrier, clients: TcpClients, counters: CounterRow, serve: Serve) {
    this.#carrier = carrier;
    this.#raw = carrier.raw;
    this.#clients = clients;
    this.#counters = counters;
    this.#serve = serve;
    this.network = networkOf(carrier.client);
    this.#timer = setTimeout(this.#refuse, Math.min(timeoutMsMax, clients.limits.idleTimeoutMs));
    const raw = this.#raw;
    raw.on('readable', this.#hear);
    raw.once('end', this.#leave);
    raw.on('error', this.#leave);
    raw.once('close', this.#end);
    clients.admit(this);
  }

  cut(): void {
    this.#end();
    this.#raw.resetAndDestroy();
  }

  expire(): void {
    this.#refuse();
  }

  readonly #refuse = (): void => {
    if (!this.#isOver) bump(this.#counters, Counter.badProxyHeaders);
    this.cut();
  };

  /** Before it has said anything: somebody looks whether we listen. */
  readonly #leave = (): void => {
    if (this.#octets.length > 0) this.#refuse();
    else this.cut();
  };

  readonly #hear = (): void => {
    while (!this.#isOver) {
      // As much as is known to belong to the header: what follows stays where whoever comes next finds it.
      const wanted = this.#wanted();
      const chunk: Buffer | null = this.#raw.read(wanted);
      if (chunk === null) return;
      this.#octets = Buffer.concat([this.#octets, chunk]);
      const reading = readProxyHeader(this.#octets, this.#octets.length, header);
      // With fewer the other side has ended.
      if (reading === 'bad' || chunk.length < wanted) this.#refuse();
      else if (reading === 'whole') this.#handOn();
    }
  };

  #wanted(): number {
    const octets = this.#octets;
    if (octets.length === 0) return proxyHeadOctets;
    return (((octets[14] ?? 0) << 8) | (octets[15] ?? 0)) + proxyHeadOctets - octets.length;
  }

  #handOn(): void {
    bump(this.#counters, Counter.proxied);
    const { socket, client } = this.#carrier;
    const asker: Client = clientNamedBy(header, this.#octets, client.transport) ?? client;
    this.#end();
    // Not before the stream has noticed that nobody listens for its being readable: whoever does next would not be told of what is here.
    process.nextTick(() => {
      if (!this.#raw.destroyed) this.#serve({ socket, raw: this.#raw, client: asker });
    });
  }

  readonly #end = (): void => {
    if (this.#isOver) return;
    this.#isOver = true;
    clearTimeout(this.#timer);
    const raw = this.#raw;
    raw.removeListener('readable', this.#hear);
    raw.removeListener('end', this.#leave);
    raw.removeListener('close', this.#end);
    this.#clients.release(this);
  };
}
