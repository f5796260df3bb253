// One connection from when it is accepted until it is encrypted: its hello is awaited, then its turn, then its handshake. It has a
// place from the start, and not much time.

import type { Socket } from 'node:net';
import { type SecureContext, TLSSocket } from 'node:tls';
import { type Client, networkOf } from '../client.ts';
import type { Carrier } from '../tcp/carrier.ts';
import type { Greeted } from '../tcp/greeter.ts';
import type { TcpClients } from '../tcp/tcp-clients.ts';
import type { Place, Placed } from '../tcp/tcp-places.ts';
import { readHello, recordHeaderOctets } from './client-hello.ts';
import type { Handshakes } from './handshakes.ts';
import type { RecordOverhead } from './record-overhead.ts';
import { protocols } from './tls-context.ts';

export interface GreetingLinks {
  readonly clients: TcpClients;
  readonly handshakes: Handshakes;
  /** As it is when the handshake begins. */
  readonly secureContext: () => SecureContext | undefined;
  readonly serve: (carrier: Carrier) => void;
  readonly overhead: RecordOverhead;
  readonly onSecure: (isResumed: boolean) => void;
  readonly onFailed: () => void;
}

/** From accepted to encrypted: two round trips to the far side of the world, a lost segment, and a busy server. */
const timeoutMs = 5000;
/** All of the first record's header, and the octet that tells what it is. */
const headOctets = recordHeaderOctets + 1;

export class TlsGreeting implements Placed, Greeted {
  readonly network: string;
  place: Place | undefined;
  readonly #raw: Socket;
  readonly #client: Client;
  readonly #links: GreetingLinks;
  readonly #timer: NodeJS.Timeout;
  readonly #chunks: Buffer[] = [];
  #received = 0;
  /** As far as is known. */
  #wanted = headOctets;
  #isOver = false;

  constructor({ raw, client }: Carrier, links: GreetingLinks) {
    this.#raw = raw;
    this.#client = client;
    this.#links = links;
    this.network = networkOf(client);
    this.#timer = setTimeout(() => this.cut(), timeoutMs);
    raw.on('readable', this.#hear);
    raw.once('end', this.#giveUp);
    raw.on('error', this.#giveUp);
    raw.once('close', this.#fail);
    links.clients.admit(this);
  }

  /** Its hello is awaited. */
  get isIdle(): boolean {
    return this.#received < this.#wanted;
  }

  expire(): void {
    this.cut();
  }

  cut(): void {
    this.#fail();
    this.#raw.resetAndDestroy();
  }

  readonly #giveUp = (): void => this.cut();

  readonly #hear = (): void => {
    const chunk: Buffer | null = this.#raw.read();
    if (chunk === null || this.#isOver) return;
    this.#chunks.push(chunk);
    this.#received += chunk.length;
    // Not with every octet of one that drips in.
    if (this.#received < this.#wanted && this.#wanted > headOctets && this.#chunks.length > 1) return;
    const octets = this.#gather();
    const wanted = readHello(octets, octets.length);
    if (wanted === 'no tls') {
      this.cut();
      return;
    }
    this.#wanted = Math.max(headOctets, wanted);
    if (octets.length < this.#wanted) return;
    // What follows is for OpenSSL, and the kernel keeps it until then.
    this.#raw.removeListener('readable', this.#hear);
    this.#links.handshakes.request(this.network, this.#begin);
  };

  #gather(): Buffer {
    const octets = Buffer.concat(this.#chunks);
    this.#chunks.length = 0;
    this.#chunks.push(octets);
    return octets;
  }

  /** False when it is over, or was so soon that it cost nothing. */
  readonly #begin = (): boolean => {
    const secureContext = this.#links.secureContext();
    if (this.#isOver || this.#raw.destroyed) return false;
    if (secureContext === undefined) {
      this.cut();
      return false;
    }
    const raw = this.#raw;
    raw.removeListener('end', this.#giveUp);
    raw.unshift(this.#gather());
    const socket = new TLSSocket(raw, {
      isServer: true,
      requestCert: false,
      secureContext,
      ALPNProtocols: [...protocols],
    });
    // It closes by itself then, once an alert has said why.
    socket.on('error', () => this.#fail());
    socket.once('secure', () => this.#handOver(socket));
    return true;
  };

  #handOver(socket: TLSSocket): void {
    if (this.#isOver) return;
    const { onSecure, overhead, serve } = this.#links;
    const raw = this.#raw;
    this.#end();
    onSecure(socket.isSessionReused());
    // A record that cannot be decrypted. Where no server of Node's own made the socket, Node says so in this way only, reads on,
    // and keeps all that comes.
    socket.once('_tlsError', (error) => socket.emit('error', error));
    // Whoever has it by then cuts it.
    const sealed = { socket, raw, cut: () => socket.emit('error', new Error('mostly overhead')) };
    overhead.watch(sealed);
    raw.once('close', () => overhead.forget(sealed));
    const { family, port, octets, addressAt, asked } = this.#client;
    serve({ socket, raw, client: { transport: 'tls', family, port, octets, addressAt, asked } });
  }

  readonly #fail = (): void => {
    if (this.#isOver) return;
    this.#end();
    this.#links.onFailed();
  };

  #end(): void {
    this.#isOver = true;
    this.#chunks.length = 0;
    clearTimeout(this.#timer);
    const { clients, handshakes } = this.#links;
    handshakes.forget(this.network, this.#begin);
    clients.release(this);
  }
}
