// Connections of front ends, before the first message: a header of the PROXY protocol says for whom each is, whose places and limits
// count from then on. With TLS it stands before the handshake (haproxy) or behind it (dnsdist). One without a good header, or not in time, is reset.

import type { Socket } from 'node:net';
import { readUint16 } from '../../wire/message-format.ts';
import { type Client, networkOf } from '../client.ts';
import { bump, Counter, type CounterRow } from '../counters.ts';
import { clientNamedBy } from '../proxy/client-named-by.ts';
import {
  createProxyHeader,
  proxyHeadOctets,
  proxyLengthAt,
  readProxyHeader,
} from '../proxy/read-proxy-header.ts';
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
    return this.#greet(carrier, serve);
  }

  /** Of a connection that may begin with the handshake of TLS: then it is handed on as it is after `onHello`, and the header is to be awaited behind that. */
  beforeTls(onHello: () => void): Greeter {
    return { greet: (carrier, serve) => this.#greet(carrier, serve, onHello) };
  }

  #greet(carrier: Carrier, serve: Serve, onHello?: () => void): Greeted {
    return new ProxyGreeting(carrier, { clients: this.#clients, counters: this.#counters, serve, onHello });
  }
}

/** A front end sends the header as soon as it is connected: time for a segment to be lost, and again. */
const timeoutMsMax = 5000;
const header = createProxyHeader();
const nothing = new Uint8Array();
/** The first octet of TLS, which is none of the signature's first. */
const handshakeType = 0x16;

interface GreetingLinks {
  readonly clients: TcpClients;
  readonly counters: CounterRow;
  readonly serve: Serve;
  readonly onHello: (() => void) | undefined;
}

/** Holds one of its front end's places until it is known whose it is. */
class ProxyGreeting implements Greeted, Placed {
  readonly network: string;
  /** It owes us its header. */
  readonly isIdle = true;
  place: Place | undefined;
  readonly #carrier: Carrier;
  readonly #socket: Socket;
  readonly #links: GreetingLinks;
  readonly #timer: NodeJS.Timeout;
  #octets: Uint8Array = nothing;
  #isOver = false;

  constructor(carrier: Carrier, links: GreetingLinks) {
    const { clients } = links;
    this.#carrier = carrier;
    this.#socket = carrier.socket;
    this.#links = links;
    this.network = networkOf(carrier.client);
    this.#timer = setTimeout(this.#refuse, Math.min(timeoutMsMax, clients.limits.idleTimeoutMs));
    const socket = this.#socket;
    socket.on('readable', this.#hear);
    socket.once('end', this.#leave);
    socket.on('error', this.#leave);
    socket.once('close', this.#end);
    clients.admit(this);
  }

  cut(): void {
    this.#end();
    this.#carrier.raw.resetAndDestroy();
  }

  expire(): void {
    this.#refuse();
  }

  readonly #refuse = (): void => {
    if (!this.#isOver) bump(this.#links.counters, Counter.badProxyHeaders);
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
      const chunk: Buffer | null = this.#socket.read(wanted);
      if (chunk === null) return;
      if (this.#isHello(chunk)) {
        this.#socket.unshift(chunk);
        this.#links.onHello?.();
        this.#handOn(this.#carrier.client);
        return;
      }
      this.#octets = Buffer.concat([this.#octets, chunk]);
      const reading = readProxyHeader(this.#octets, this.#octets.length, header);
      // With fewer the other side has ended.
      if (reading === 'bad' || chunk.length < wanted) this.#refuse();
      else if (reading === 'whole') this.#believe();
    }
  };

  #wanted(): number {
    const octets = this.#octets;
    if (octets.length === 0) return proxyHeadOctets;
    return proxyHeadOctets + readUint16(octets, proxyLengthAt) - octets.length;
  }

  #isHello([first]: Buffer): boolean {
    return this.#links.onHello !== undefined && this.#octets.length === 0 && first === handshakeType;
  }

  #believe(): void {
    bump(this.#links.counters, Counter.proxied);
    const { client } = this.#carrier;
    this.#handOn(clientNamedBy(header, this.#octets, client) ?? client);
  }

  #handOn(client: Client): void {
    const { socket, raw } = this.#carrier;
    this.#end();
    // Not before the stream has noticed that nobody listens for its being readable: whoever does next would not be told of what is here.
    process.nextTick(() => {
      if (!socket.destroyed) this.#links.serve({ socket, raw, client });
    });
  }

  readonly #end = (): void => {
    if (this.#isOver) return;
    this.#isOver = true;
    clearTimeout(this.#timer);
    const socket = this.#socket;
    socket.removeListener('readable', this.#hear);
    socket.removeListener('end', this.#leave);
    socket.removeListener('close', this.#end);
    this.#links.clients.release(this);
  };
}
