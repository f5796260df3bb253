// The options of the client and of its calls, and the one place where they are checked. A wrong option is a mistake in the
// program and thrown at once.

import type { Clock } from '../base/clock.ts';
import type { Random } from '../base/random.ts';
import { nameServerPort, parseServer, type ServerAddress, systemServers } from '../resolving/name-servers.ts';
import { type Name, parseName } from '../wire/name.ts';

/** Like pino: fields first, then a sentence. */
export interface DiscoveryLogger {
  debug(fields: object, message: string): void;
  warn(fields: object, message: string): void;
}

/** Times are in seconds; fractions are welcome. */
export interface DiscoveryOptions {
  /**
   * Appended to names: `api` becomes `api.service.consul`. A name that ends with a dot is complete, and so is every name
   * when this is empty. Default: `service.consul`.
   */
  readonly domainSuffix?: string | undefined;
  /** The port of name servers given without one. Default: 53. A Consul agent listens on 8600. */
  readonly dnsPort?: number | undefined;
  /**
   * `192.0.2.1`, `192.0.2.1:53`, `2001:db8::1`, `[2001:db8::1]:53`; asked in this order, but
   * the last one to answer first. Default: the system's resolvers.
   */
  readonly dnsServers?: readonly string[] | undefined;
  /** The longest an answer is kept, whatever its TTL. Default: 30. */
  readonly cacheTtl?: number | undefined;
  /** How long a name server may take for one attempt. Default: 5. */
  readonly timeout?: number | undefined;
  /** How often each name server is asked; a lookup ends after `timeout × maxRetries` in any case. Default: 3. */
  readonly maxRetries?: number | undefined;
  /**
   * How long the last known endpoints are served, marked stale, while the name servers fail. 0 turns it off.
   * Default: 3600.
   */
  readonly staleTtl?: number | undefined;
  /**
   * Without SRV records, use the A and AAAA records of the name, less its leading `_labels`, with this port. Default: none,
   * SRV records only.
   */
  readonly fallbackPort?: number | undefined;
  /** Which addresses to use, and which of them first. Default: `ipv4-first`. */
  readonly family?: AddressPreference | undefined;
  /** `tcp`: connects to each endpoint once per lookup and puts those that do not accept last. Default: no check. */
  readonly check?: 'tcp' | undefined;
  /** How long an endpoint may take to accept. Default: 1. */
  readonly checkTimeout?: number | undefined;
  /** How long an endpoint reported as failed comes last. Default: 30. */
  readonly setAside?: number | undefined;
  /** Whether to ask for TXT records. Default: true. */
  readonly tags?: boolean | undefined;
  /** pino, or anything with `debug` and `warn`. Default: none. */
  readonly logger?: DiscoveryLogger | undefined;
}

export type AddressPreference = 'ipv4-first' | 'ipv6-first' | 'ipv4' | 'ipv6';

/** For a single call. */
export interface CallOptions {
  /** Ends the call with the code `ABORTED`. */
  readonly signal?: AbortSignal | undefined;
}

/** For a watch. */
export interface WatchOptions {
  /** Seconds between two lookups; more while the answer has not expired. Default: 30. */
  readonly interval?: number | undefined;
  /** Ends the watch. */
  readonly signal?: AbortSignal | undefined;
  /**
   * Called with what went wrong: a lookup that failed, or what `onChange` threw. The watch goes on. May be async. Without
   * it, problems go to the logger.
   */
  readonly onError?: ((error: Error) => unknown) | undefined;
}

/** A running watch. */
export interface ServiceWatch {
  /** Ends it; nothing is called afterwards. */
  close(): void;
  /** Resolves when it has ended, by `close`, its signal or the client's end. Never rejects. */
  readonly closed: Promise<void>;
}

/** Time and randomness, for programs that bring their own in tests. */
export interface DiscoveryWorld {
  readonly clock?: Clock;
  readonly random?: Random;
}

export interface Settings {
  readonly suffix: Name | undefined;
  readonly servers: () => readonly ServerAddress[];
  readonly cacheMs: number;
  readonly timeoutMs: number;
  readonly roundsMax: number;
  readonly staleMs: number;
  readonly fallbackPort: number | undefined;
  readonly families: readonly (4 | 6)[];
  /** Absent: endpoints are not checked. */
  readonly checkTimeoutMs: number | undefined;
  readonly setAsideMs: number;
  readonly wantsTags: boolean;
  readonly logger: DiscoveryLogger;
}

const defaultSuffix = 'service.consul';

const families: Readonly<Record<AddressPreference, readonly (4 | 6)[]>> = {
  'ipv4-first': [4, 6],
  'ipv6-first': [6, 4],
  ipv4: [4],
  ipv6: [6],
};

const silentLogger: DiscoveryLogger = { debug: () => undefined, warn: () => undefined };

export function readOptions(options: DiscoveryOptions): Settings {
  const { domainSuffix = defaultSuffix, dnsServers, fallbackPort, check, family } = options;
  const { dnsPort = nameServerPort } = options;
  checkPort('dnsPort', dnsPort);
  if (fallbackPort !== undefined) checkPort('fallbackPort', fallbackPort);
  if (check !== undefined && check !== 'tcp') throw wrong('check', check, '"tcp"');
  if (family !== undefined && !Object.hasOwn(families, family)) {
    throw wrong('family', family, `one of ${Object.keys(families).join(', ')}`);
  }
  const checkTimeoutMs = readMs('checkTimeout', options.checkTimeout ?? 1, 0.001);
  return {
    suffix: readSuffix(domainSuffix),
    servers: readServers(dnsServers, dnsPort),
    cacheMs: readMs('cacheTtl', options.cacheTtl ?? 30),
    timeoutMs: readMs('timeout', options.timeout ?? 5, 0.001),
    roundsMax: readRounds(options.maxRetries ?? 3),
    staleMs: readMs('staleTtl', options.staleTtl ?? 3600),
    fallbackPort,
    families: families[family ?? 'ipv4-first'],
    checkTimeoutMs: check === undefined ? undefined : checkTimeoutMs,
    setAsideMs: readMs('setAside', options.setAside ?? 30),
    wantsTags: options.tags ?? true,
    logger: options.logger ?? silentLogger,
  };
}

function readSuffix(text: string): Name | undefined {
  // Callers without types may pass anything.
  const bare = String(text).replace(/^\./, '');
  if (bare === '') return undefined;
  const name = parseName(bare);
  if (!name.ok) throw wrong('domainSuffix', text, 'a domain name');
  return name.value;
}

function readServers(texts: readonly string[] | undefined, port: number): () => readonly ServerAddress[] {
  if (texts === undefined) return () => systemServers(port);
  if (!Array.isArray(texts) || texts.length === 0) {
    throw wrong('dnsServers', texts, 'a list of at least one address');
  }
  const servers = texts.map((text: string, index) => {
    const server = parseServer(String(text), port);
    if (server === undefined) throw wrong(`dnsServers[${index}]`, text, 'an address, with or without a port');
    return server;
  });
  return () => servers;
}

/** More rounds are a mistake: patience doubles with each. */
const roundsMaxMax = 100;

function readRounds(rounds: number): number {
  if (Number.isInteger(rounds) && rounds >= 1 && rounds <= roundsMaxMax) return rounds;
  throw wrong('maxRetries', rounds, `a whole number from 1 to ${roundsMaxMax}`);
}

function checkPort(option: string, port: number): void {
  if (Number.isInteger(port) && port >= 1 && port <= 0xffff) return;
  throw wrong(option, port, 'a port from 1 to 65535');
}

/** Node's timers end at 2^31 - 1 ms; nobody waits longer than a week. */
const secondsMax = 7 * 86_400;

export function readMs(option: string, seconds: number, secondsMin = 0): number {
  if (typeof seconds === 'number' && seconds >= secondsMin && seconds <= secondsMax) return seconds * 1000;
  throw wrong(option, seconds, `a number of seconds from ${secondsMin} to ${secondsMax}`);
}

/** Asking more often brings load rather than news. */
const intervalSecondsMin = 0.1;
const intervalSecondsDefault = 30;

export function readInterval({ interval = intervalSecondsDefault }: WatchOptions): number {
  return readMs('interval', interval, intervalSecondsMin);
}

function wrong(option: string, value: unknown, expected: string): TypeError {
  return new TypeError(`${option}: ${JSON.stringify(value)} is not ${expected}`);
}
