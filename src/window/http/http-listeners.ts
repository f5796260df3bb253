// The sockets on which HTTP is served: opened and closed as the settings say, while connections to others stay. Where one
// cannot be opened that is said, and tried again: DNS needs none of them.

import type { Server } from 'node:http';
import { type Clock, systemClock } from '../../base/clock.ts';
import type { Logger } from '../../base/logger.ts';
import type { HttpStatus } from '../../control/protocol/window.ts';
import { type Endpoint, printEndpoint } from '../../wire/endpoint.ts';
import { readBoundAddress } from '../../wire/ip-address.ts';
import { Admission, type addressOf } from './admission.ts';
import { BodyEncoder } from './encode-body.ts';
import { type HttpLimits, usualHttpLimits } from './http-limits.ts';
import { createHttpServer, type HttpParts } from './http-server.ts';
import { type HttpSettings, noHttp } from './http-settings.ts';
import { Outgoing } from './outgoing.ts';
import { RequestTurns } from './request-turns.ts';
import type { Answerer } from './router.ts';

/** An address may come with a network that is slow to start, or another program may let go of the port. */
const retryMs = 10_000;

interface Listener {
  readonly server: Server;
  /** Absent while it cannot be opened. */
  endpoint: Endpoint | undefined;
  /** Why it cannot, in words. */
  problem: string | undefined;
  callOffRetry: () => void;
}

export interface HttpListenersPlan {
  readonly logger: Logger;
  readonly router: Answerer;
  readonly clock?: Clock;
  /** Listening sockets of a service manager: descriptors that are ours from now on. */
  readonly inherited?: readonly number[];
  readonly limits?: HttpLimits;
  readonly addressOf?: typeof addressOf;
  /** Hears where HTTP is served whenever that changes. */
  readonly report?: (status: HttpStatus) => void;
  /** Of replies that are being read. */
  readonly outgoingOctetsMax?: number | undefined;
}

export class HttpListeners {
  readonly #logger: Logger;
  readonly #report: NonNullable<HttpListenersPlan['report']>;
  readonly #parts: HttpParts;
  readonly #admission: Admission;
  #settings: HttpSettings = noHttp;
  /** By configured endpoint. */
  readonly #opened = new Map<string, Listener>();
  readonly #adopted: Listener[] = [];
  #inherited: readonly number[];

  constructor({
    logger,
    router,
    clock = systemClock,
    inherited = [],
    limits = usualHttpLimits,
    report = () => undefined,
    ...plan
  }: HttpListenersPlan) {
    this.#logger = logger;
    this.#report = report;
    this.#inherited = inherited;
    this.#admission = new Admission(noHttp, plan.addressOf);
    this.#parts = {
      clock,
      router,
      admission: this.#admission,
      encoder: new BodyEncoder(),
      outgoing: new Outgoing(plan.outgoingOctetsMax),
      turns: new RequestTurns(clock),
      streams: { open: 0 },
      settings: () => this.#settings,
      limits,
    };
  }

  /** Where it is served now. */
  get endpoints(): readonly Endpoint[] {
    return [...this.#adopted, ...this.#opened.values()].flatMap(({ endpoint }) => endpoint ?? []);
  }

  #status(): HttpStatus {
    const unavailable = [...this.#opened].flatMap(([endpoint, { problem }]) =>
      problem === undefined ? [] : { endpoint, reason: problem },
    );
    return { urls: this.endpoints.map(urlOf), unavailable };
  }

  /** Inherited sockets win over any configured address. */
  async apply(settings: HttpSettings): Promise<void> {
    this.#settings = settings;
    this.#admission.apply(settings);
    await Promise.all(this.#inherited.map((fd) => this.#adopt(fd)));
    this.#inherited = [];
    const wanted = new Map(
      this.#adopted.length > 0 ? [] : settings.listen.map((endpoint) => [printEndpoint(endpoint), endpoint]),
    );
    const surplus = [...this.#opened].filter(([key]) => !wanted.has(key));
    // One on all addresses may stand in the way of one on a single address, and the other way round.
    await Promise.all(surplus.map(([key]) => this.#close(key)));
    await Promise.all([...wanted].map(([key, endpoint]) => this.#open(key, endpoint)));
    this.#report(this.#status());
  }

  /** At once: whoever looks on will connect again. */
  async close(): Promise<void> {
    await Promise.all([
      ...this.#adopted.splice(0).map(closeListener),
      ...[...this.#opened.keys()].map((key) => this.#close(key)),
    ]);
  }

  async #adopt(fd: number): Promise<void> {
    const listener = this.#create();
    const problem = await listen(listener.server, { fd });
    if (problem !== undefined) {
      this.#logger.error(
        { event: 'http-unavailable', endpoint: 'an inherited socket', reason: problem },
        `the socket for HTTP that was inherited as ${fd} cannot be used: ${problem}`,
      );
      return;
    }
    this.#adopted.push(listener);
    this.#tellOf(listener);
  }

  async #open(key: string, endpoint: Endpoint): Promise<void> {
    if (this.#opened.has(key)) return;
    const listener = this.#create();
    this.#opened.set(key, listener);
    await this.#tryToOpen(listener, endpoint, undefined);
  }

  async #tryToOpen(listener: Listener, endpoint: Endpoint, before: string | undefined): Promise<void> {
    const { address, port } = endpoint;
    const options = { host: address.text, port, ipv6Only: true };
    const problem = await listen(listener.server, options);
    listener.problem = problem && explain(problem, endpoint);
    if (problem === undefined) {
      this.#tellOf(listener);
      return;
    }
    const where = printEndpoint(endpoint);
    if (problem !== before)
      this.#logger.error(
        { event: 'http-unavailable', endpoint: where, reason: problem },
        `no HTTP on ${where}: ${explain(problem, endpoint)}; it is tried again every ${retryMs / 1000} s, and DNS goes on`,
      );
    listener.callOffRetry = this.#parts.clock.after(
      retryMs,
      () => void this.#tryToOpen(listener, endpoint, problem).then(() => this.#report(this.#status())),
    );
  }

  async #close(key: string): Promise<void> {
    const listener = this.#opened.get(key);
    this.#opened.delete(key);
    if (listener !== undefined) await closeListener(listener);
  }

  #create(): Listener {
    return {
      server: createHttpServer(this.#parts),
      endpoint: undefined,
      problem: undefined,
      callOffRetry: () => undefined,
    };
  }

  #tellOf(listener: Listener): void {
    const bound = listener.server.address();
    if (typeof bound !== 'object' || bound === null) return;
    listener.endpoint = { address: readBoundAddress(bound.address), port: bound.port };
    const url = urlOf(listener.endpoint);
    this.#logger.info({ event: 'http-serving', url }, `status page and metrics on ${url}`);
  }
}

function urlOf(endpoint: Endpoint): string {
  return `http://${printEndpoint(endpoint)}/`;
}

function listen(
  server: Server,
  options:
    | { readonly fd: number }
    | { readonly host: string; readonly port: number; readonly ipv6Only: boolean },
): Promise<string | undefined> {
  return new Promise((resolve) => {
    const settle = (problem: string | undefined) => {
      server.off('error', onError);
      server.off('listening', onListening);
      // Stays: accepting fails when file descriptors run out, and the next connection may succeed.
      if (problem === undefined) server.on('error', () => undefined);
      resolve(problem);
    };
    const onError = ({ code, message }: NodeJS.ErrnoException) => settle(code ?? message);
    const onListening = () => settle(undefined);
    server.once('error', onError);
    server.once('listening', onListening);
    server.listen(options);
  });
}

function closeListener({ server, callOffRetry }: Listener): Promise<void> {
  callOffRetry();
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}

/** With the way out, where there is a usual one. */
function explain(code: string, { address, port }: Endpoint): string {
  switch (code) {
    case 'EADDRINUSE':
      return 'another program uses that port (EADDRINUSE)';
    case 'EADDRNOTAVAIL':
      return `this machine does not have ${address.text} (EADDRNOTAVAIL)`;
    case 'EACCES':
    case 'EPERM':
      return `not permitted (${code}); under systemd, "systemctl enable --now healthy-dns-http.socket" opens port ${port} instead`;
    default:
      return code;
  }
}
