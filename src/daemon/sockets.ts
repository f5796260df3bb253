// The sockets we answer on: inherited from the service manager, or opened by ourselves, in which case a reload can change
// them without touching those that stay.

import type { Logger } from '../base/logger.ts';
import { fail, type Result, succeed } from '../base/result.ts';
import type { Listen } from '../config/settings/read-listen.ts';
import type { Libc } from '../linux/libc.ts';
import { readSocketKind } from '../linux/socket-kind.ts';
import type { LoadedConfig } from '../publishing/loading/load-config.ts';
import { type ListenProblem, printListenProblem } from '../serving/listen-problem.ts';
import type { StreamListener, StreamThread } from '../serving/tcp/stream-thread.ts';
import type { UdpEngine, UdpSocket } from '../serving/udp/udp-engine.ts';
import type { InheritedSocket } from '../systemd/inherited-sockets.ts';
import { type Endpoint, printEndpoint } from '../wire/endpoint.ts';
import type { Threads } from './start-threads.ts';
import type { TlsStreams } from './tls-streams.ts';

/** With port 0 the kernel picks a free UDP port, which may be in use for TCP. */
const freePortTriesMax = 20;

type OpenSocket = UdpSocket | StreamListener;

/** Where a configuration wants to listen. */
export interface Wanted extends Listen {
  /** On the same addresses; absent: nowhere. */
  readonly tlsPort?: number | undefined;
}

/** TLS without a certificate is none. */
export function wantedOf({ listen, tls, tlsIdentity }: LoadedConfig): Wanted {
  return { ...listen, tlsPort: tlsIdentity && tls?.port };
}

interface Asked {
  readonly endpoint: Endpoint;
  readonly isTls: boolean;
}

/** The sockets opened for one configured address. */
interface Opened {
  readonly asked: Asked;
  readonly sockets: readonly OpenSocket[];
}

/** FileDescriptorName= of sockets for TLS, or the name of their unit, which is what systemd calls them by itself. */
const tlsSocketNames: readonly string[] = ['dot', 'healthy-dns-tls.socket'];

export class Sockets {
  readonly #engine: UdpEngine;
  readonly #streams: StreamThread;
  readonly #tls: TlsStreams;
  readonly #logger: Logger;
  readonly #libc: Result<Libc, string>;
  #adopted: readonly OpenSocket[] = [];
  /** By configured endpoint. */
  readonly #opened = new Map<string, Opened>();

  constructor({ engine, streams, tls }: Threads, logger: Logger, libc: Result<Libc, string>) {
    this.#engine = engine;
    this.#streams = streams;
    this.#tls = tls;
    this.#logger = logger;
    this.#libc = libc;
  }

  get isAdopted(): boolean {
    return this.#adopted.length > 0;
  }

  /** Where UDP is answered, with the actual port if port 0 was configured. */
  get endpoints(): readonly Endpoint[] {
    return this.#all.filter(({ protocol }) => protocol === 'udp').map(({ endpoint }) => endpoint);
  }

  get tlsEndpoints(): readonly Endpoint[] {
    return this.#all.filter(({ protocol }) => protocol === 'tls').map(({ endpoint }) => endpoint);
  }

  get #all(): OpenSocket[] {
    return [...this.#adopted, ...[...this.#opened.values()].flatMap(({ sockets }) => sockets)];
  }

  /** Adopts inherited sockets, which from then on win over any configured address. */
  async adopt(inherited: readonly InheritedSocket[]): Promise<readonly string[]> {
    const libc = this.#libc;
    if (!libc.ok) return [`cannot tell what kind of sockets were inherited: ${libc.problem}`];
    const adopted: OpenSocket[] = [];
    const problems: string[] = [];
    for (const { fd, name } of inherited) {
      const problem = await this.#adoptOne({ fd, name }, libc.value, adopted);
      if (problem !== undefined)
        problems.push(`inherited socket ${fd} ("${name}") cannot be used: ${problem}`);
    }
    this.#adopted = adopted;
    if (problems.length === 0) await this.#serveUdp();
    for (const protocol of ['udp', 'tcp'] as const) {
      if (adopted.some((socket) => socket.protocol === protocol) || problems.length > 0) continue;
      this.#logger.warning(
        { event: 'socket-missing', protocol },
        `no ${protocol.toUpperCase()} socket was inherited; resolvers need both UDP and TCP`,
      );
    }
    return problems;
  }

  async #adoptOne(
    { fd, name }: InheritedSocket,
    libc: Libc,
    adopted: OpenSocket[],
  ): Promise<string | undefined> {
    const kind = readSocketKind(libc, fd);
    if (kind.kind === 'unusable') return kind.reason;
    const isTls = tlsSocketNames.includes(name);
    if (isTls && kind.kind === 'udp')
      return 'sockets of that name are for DNS over TLS, which takes ListenStream= and not ListenDatagram=';
    const streams = isTls ? this.#tls : this.#streams;
    const result = kind.kind === 'udp' ? await this.#engine.adopt(fd, kind.family) : await streams.adopt(fd);
    if (!result.ok) return result.problem;
    adopted.push(result.value);
    return undefined;
  }

  /** Opens new addresses, then closes those no longer configured; on failure nothing has changed. */
  async listen(wanted: Wanted): Promise<Result<void, readonly ListenProblem[]>> {
    if (this.isAdopted) {
      this.#warnOfNoTls(wanted);
      return succeed(undefined);
    }
    const opened = await this.#openMissing(wanted);
    const surplus = this.#surplus(wanted);
    if (opened.ok) {
      await (await this.#release(surplus)).gone;
      return opened;
    }
    // A new address may overlap an old one of ours, like 192.0.2.1 and 0.0.0.0: then the old one has to go first.
    const inTheWay = surplus.filter((key) =>
      opened.problem.some((problem) => this.#isInTheWay(key, problem)),
    );
    if (inTheWay.length === 0) return opened;
    const before = new Map(inTheWay.map((key) => [key, this.#opened.get(key)]));
    const { gone } = await this.#release(inTheWay);
    const retried = await this.#openMissing(wanted);
    if (!retried.ok) for (const [key, opened] of before) await this.#reopen(key, opened);
    await gone;
    if (retried.ok) await (await this.#release(this.#surplus(wanted))).gone;
    return retried;
  }

  #isInTheWay(key: string, { endpoint, code }: ListenProblem): boolean {
    const ours = this.#opened.get(key)?.sockets[0]?.endpoint;
    if (code !== 'EADDRINUSE' || ours === undefined || ours.port !== endpoint.port) return false;
    const texts = [ours.address.text, endpoint.address.text];
    return (
      ours.address.family === endpoint.address.family &&
      (texts[0] === texts[1] || texts.some((text) => text === '0.0.0.0' || text === '::'))
    );
  }

  /** On the same port as before, even if any would do. */
  async #reopen(key: string, before: Opened | undefined): Promise<void> {
    const endpoint = before?.sockets[0]?.endpoint;
    if (before === undefined || endpoint === undefined) return;
    const reopened = await this.#open({ ...before.asked, endpoint });
    if (reopened.ok) {
      this.#opened.set(key, { asked: before.asked, sockets: reopened.value.sockets });
      await this.#serveUdp();
    } else this.#logger.critical({ event: 'listen-failed' }, printListenProblem(reopened.problem));
  }

  /** Nobody who sets a certificate wants it to have no effect. */
  #warnOfNoTls({ tlsPort }: Wanted): void {
    if (tlsPort === undefined || this.tlsEndpoints.length > 0) return;
    this.#logger.warning(
      { event: 'socket-missing', protocol: 'tls' },
      'there is a certificate, but no socket for DNS over TLS was inherited; run "systemctl enable ' +
        'healthy-dns-tls.socket", then "systemctl restart healthy-dns"',
    );
  }

  async #openMissing(wanted: Wanted): Promise<Result<void, readonly ListenProblem[]>> {
    const allAsked = askedIn(wanted);
    const fresh = new Map<string, Opened>();
    const problems: ListenProblem[] = [];
    const missing: ListenProblem[] = [];
    for (const asked of allAsked) {
      const key = keyOf(asked);
      if (this.#opened.has(key)) continue;
      const result = await this.#open(asked);
      if (result.ok) fresh.set(key, result.value);
      else if (wanted.isDefault && isMissingFamily(result.problem)) missing.push(result.problem);
      else problems.push(result.problem);
    }
    if (missing.length === allAsked.length) problems.push(...missing);
    if (problems.length > 0) {
      await Promise.all(
        [...fresh.values()].flatMap(({ sockets }) => sockets).map((socket) => socket.close()),
      );
      return fail(problems);
    }
    for (const problem of missing.filter(({ protocol }) => protocol !== 'tls'))
      this.#logger.warning({ event: 'family-missing' }, printListenProblem(problem));
    if (fresh.size === 0) return succeed(undefined);
    for (const [key, opened] of fresh) this.#opened.set(key, opened);
    await this.#serveUdp();
    return succeed(undefined);
  }

  #surplus(wanted: Wanted): string[] {
    const keys = new Set(askedIn(wanted).map(keyOf));
    return [...this.#opened.keys()].filter((key) => !keys.has(key));
  }

  /** Resolves once nothing listens there any more; `gone` resolves when the last TCP clients have left as well. */
  async #release(keys: readonly string[]): Promise<{ readonly gone: Promise<unknown> }> {
    const sockets = keys.flatMap((key) => this.#opened.get(key)?.sockets ?? []);
    for (const key of keys) this.#opened.delete(key);
    const gone = Promise.all(
      sockets.filter(({ protocol }) => protocol !== 'udp').map((socket) => socket.close()),
    );
    if (keys.length > 0) await this.#serveUdp();
    await Promise.all(sockets.filter(({ protocol }) => protocol === 'udp').map((socket) => socket.close()));
    return { gone };
  }

  /** A socket must no longer be read from when it is closed. */
  async #serveUdp(): Promise<void> {
    await this.#engine.serve(this.#all.filter((socket): socket is UdpSocket => socket.protocol === 'udp'));
  }

  /** Resolves when every reply made from an earlier snapshot has been sent. */
  async movedOn(): Promise<void> {
    await Promise.all([this.#engine.movedOn(), this.#streams.movedOn(), this.#tls.movedOn()]);
  }

  /** For good, with the threads. */
  async close(): Promise<void> {
    const sockets = this.#all;
    this.#adopted = [];
    this.#opened.clear();
    await Promise.all([this.#engine.stop(), this.#streams.stop(), this.#tls.stop()]);
    await Promise.all(sockets.map((socket) => socket.close()));
  }

  /** UDP and TCP on the same port: resolvers retry truncated answers there. */
  async #open(asked: Asked): Promise<Result<Opened, ListenProblem>> {
    const { endpoint, isTls } = asked;
    if (isTls) {
      const tls = await this.#tls.listen(endpoint);
      return tls.ok ? succeed({ asked, sockets: [tls.value] }) : tls;
    }
    for (let triesLeft = freePortTriesMax; ; triesLeft--) {
      const udp = await this.#engine.open(endpoint);
      if (!udp.ok) return udp;
      const tcp = await this.#streams.listen(udp.value.endpoint);
      if (tcp.ok) {
        return succeed({
          asked,
          sockets: [udp.value, tcp.value],
        });
      }
      await udp.value.close();
      if (endpoint.port !== 0 || triesLeft === 0) return tcp;
    }
  }
}

function askedIn({ endpoints, tlsPort }: Wanted): readonly Asked[] {
  const plain = endpoints.map((endpoint) => ({ endpoint, isTls: false }));
  if (tlsPort === undefined) return plain;
  return [
    ...plain,
    ...endpoints.map(({ address }) => ({ endpoint: { address, port: tlsPort }, isTls: true })),
  ];
}

function keyOf({ endpoint, isTls }: Asked): string {
  return isTls ? `tls ${printEndpoint(endpoint)}` : printEndpoint(endpoint);
}

function isMissingFamily({ code }: ListenProblem): boolean {
  return code === 'EAFNOSUPPORT' || code === 'EADDRNOTAVAIL';
}
