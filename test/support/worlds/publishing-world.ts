// A publisher that signs, with a clock that stands still until moved, the keeper of signatures, and the served image,
// every reply of which can be verified.

import { Snapshot } from '../../../src/answers/snapshot.ts';
import type { Config } from '../../../src/config/read-config.ts';
import { targetsOf } from '../../../src/health/deciding/resolution.ts';
import type { Target } from '../../../src/health/target.ts';
import { keepSigned } from '../../../src/publishing/keep-signed.ts';
import { Publisher } from '../../../src/publishing/publisher.ts';
import { replyOctetsMax } from '../../../src/serving/transport.ts';
import type { SigningSettings } from '../../../src/signing/signing-settings.ts';
import { configOf, groupsOf } from '../daemon/read-findings.ts';
import { makeQuery } from '../dns/dns-client.ts';
import { nameOf } from '../dns/make-zone.ts';
import { createOctetsAnswerer } from '../dns/octets-answerer.ts';
import { verifyReply } from '../dns/verify-reply.ts';
import { walkMessage } from '../dns/walk-message.ts';
import { FakeClock } from '../fake-clock.ts';
import { createRecordingLogger, type LogEntry } from '../recording-logger.ts';
import { deciderBy } from './verdicts.ts';

export const lookMs = 60_000;

export const fewNames = {
  '@': { ips: ['192.0.2.9'], health_port: 80 },
  www: { ips: ['192.0.2.1', '192.0.2.2', '2001:db8::1'], health_port: 80 },
  '*.wild': { ips: ['192.0.2.4'], health_port: 80 },
  'a.deep': ['192.0.2.5'],
};
const zoneNames = ['example.test', 'alias.test'];
const owners = ['', 'www.', 'x.wild.', 'deep.', 'absent.'];
const types = [1, 28, 6, 48, 59];

function configureNames(names: unknown): Config {
  return configOf({
    'zone-resolutions': JSON.stringify(names),
    'alias-zones': '["alias.test"]',
    'priv-key-path': '/nonexistent/key.pem',
  });
}

export class PublishingWorld {
  readonly clock: FakeClock;
  readonly log: readonly LogEntry[];
  readonly targets: readonly Target[];
  #config: Config;
  readonly #snapshot = new Snapshot();
  readonly #keeper: { stop(): void };
  readonly #up = new Set<string>();
  readonly publisher: Publisher;

  constructor({
    clock = new FakeClock(),
    lastSerial,
    names = fewNames,
  }: {
    readonly clock?: FakeClock;
    readonly lastSerial?: number | undefined;
    readonly names?: unknown;
  } = {}) {
    const { logger, entries } = createRecordingLogger();
    this.clock = clock;
    this.log = entries;
    this.#config = configureNames(names);
    this.targets = this.#config.zones.flatMap(({ content }) => content.resolutions).flatMap(targetsOf);
    for (const { key } of this.targets) this.#up.add(key);
    this.publisher = new Publisher(this.#snapshot, {
      clock,
      decider: deciderBy(({ key }) => this.#up.has(key)),
      ...(lastSerial === undefined ? {} : { lastSerials: new Map([[nameOf('example.test'), lastSerial]]) }),
    });
    this.#keeper = keepSigned(this.publisher, { clock, logger });
  }

  get image() {
    return this.#snapshot.image;
  }

  /** As at startup and on a reload. */
  async publish(settings: SigningSettings | undefined): Promise<boolean> {
    return this.publisher.publishAll(groupsOf(this.#config, settings));
  }

  /** For the next `publish`: new targets are down. */
  reconfigure(names: unknown): void {
    this.#config = configureNames(names);
  }

  async turnOver(...targets: readonly Target[]): Promise<void> {
    for (const { key } of targets) if (!this.#up.delete(key)) this.#up.add(key);
    return this.publisher.publish({ targets: targets });
  }

  async again(): Promise<void> {
    return this.publisher.publish();
  }

  /** The keeper checks at least once, and is done. */
  look(): Promise<void> {
    return this.pass(lookMs);
  }

  /** On the clock that cannot be set; afterwards, pending signatures have been made, unless something holds them up. */
  async pass(durationMs: number): Promise<void> {
    this.clock.advance(durationMs);
    // After what the keeper has begun; then its own last steps.
    await this.again().catch(() => undefined);
    await new Promise((resolve) => setImmediate(resolve));
  }

  events(name: string): readonly LogEntry[] {
    return this.log.filter(({ fields }) => fields.event === name);
  }

  stop(): void {
    this.#keeper.stop();
  }

  /** What a validator with the served keys objects to in what is served now. */
  complaints(): string[] {
    const answer = createOctetsAnswerer('tcp');
    const buffer = Buffer.alloc(replyOctetsMax('tcp'));
    const complaints: string[] = [];
    for (const [index, apex] of zoneNames.entries()) {
      const zone = this.publisher.zones[index];
      if (zone === undefined) throw new Error('both zones are published');
      const dnskeys = zone.nodes.get(zone.apex)?.find(({ type }) => type === 48)?.rdatas ?? [];
      for (const owner of owners) {
        for (const type of types) {
          const query = makeQuery(`${owner}${apex}`, { type, edns: { dnssecOk: true } });
          const octets = Buffer.from(buffer.subarray(0, answer(this.image, query, query.length, buffer)));
          const question = { name: walkMessage(octets).questions[0]?.name ?? '', type };
          const found = verifyReply(octets, question, { apex: zone.apex, dnskeys }, this.clock.wall);
          for (const complaint of found) complaints.push(`${owner}${apex} ${type}: ${complaint}`);
        }
      }
    }
    return complaints;
  }
}
