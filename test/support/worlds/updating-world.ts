// A publisher, an updater that keeps what it does in a directory, and messages that are taken for signed.

import { createSecretKey } from 'node:crypto';
import { join } from 'node:path';
import { Snapshot } from '../../../src/answers/snapshot.ts';
import type { Request } from '../../../src/attending/request.ts';
import { parseNamePattern } from '../../../src/config/zones/name-pattern.ts';
import type { UpdateRule } from '../../../src/config/zones/update-rule.ts';
import type { LoadedZone } from '../../../src/publishing/loaded-zone.ts';
import { Publisher } from '../../../src/publishing/publisher.ts';
import type { SigningSettings } from '../../../src/signing/signing-settings.ts';
import { createUpdateAnswerer } from '../../../src/updating/answer-update.ts';
import { UpdateLog } from '../../../src/updating/update-log.ts';
import { UpdateStore } from '../../../src/updating/update-store.ts';
import { Updater } from '../../../src/updating/updater.ts';
import { parseIpAddress } from '../../../src/wire/ip-address.ts';
import { printRdata } from '../../../src/wire/presentation/print-rdata.ts';
import { printRecordType, printResponseCode } from '../../../src/wire/protocol.ts';
import type { ZoneReplacement } from '../../../src/zone/zone-replacement.ts';
import { configOf } from '../daemon/read-findings.ts';
import { makeUpdate, type UpdateLines } from '../dns/make-update.ts';
import { nameOf } from '../dns/make-zone.ts';
import { FakeClock } from '../fake-clock.ts';
import { createRecordingLogger } from '../recording-logger.ts';
import { deciderBy } from './verdicts.ts';

export const updatableNames = {
  www: { ips: ['192.0.2.1', '192.0.2.2'], health_port: 80 },
  mail: { records: { TXT: '"configured"' } },
  old: { records: { CNAME: 'www' } },
};

export function ruleOf(
  rule: Partial<Omit<UpdateRule, 'names'>> & { readonly names?: readonly string[] } = {},
): UpdateRule {
  const [first, ...others] = (rule.names ?? ['**']).map((text) => {
    const pattern = parseNamePattern(text);
    if (!pattern.ok) throw new Error(text);
    return pattern.value;
  });
  if (first === undefined) throw new Error('a rule has names');
  return {
    key: nameOf('all.'),
    ttlSecondsMax: 3600,
    recordsMax: 10_000,
    ...rule,
    names: [first, ...others],
  };
}

export interface UpdatingWorldGiven {
  readonly directory: string;
  readonly names?: unknown;
  readonly rules?: readonly UpdateRule[];
  readonly signing?: SigningSettings;
  readonly clock?: FakeClock;
  readonly flags?: Readonly<Record<string, string>>;
}

export class UpdatingWorld {
  readonly clock: FakeClock;
  readonly snapshot = new Snapshot();
  readonly publisher: Publisher;
  readonly updater: Updater;
  readonly log: UpdateLog;
  readonly path: string;
  readonly entries: ReturnType<typeof createRecordingLogger>['entries'];
  readonly replaced: ZoneReplacement[] = [];
  readonly #answer: ReturnType<typeof createUpdateAnswerer>;
  readonly #given: UpdatingWorldGiven;

  constructor(given: UpdatingWorldGiven) {
    this.#given = given;
    this.clock = given.clock ?? new FakeClock();
    const { logger, entries } = createRecordingLogger();
    this.entries = entries;
    this.path = join(given.directory, 'updates.json');
    this.publisher = new Publisher(this.snapshot, {
      clock: this.clock,
      decider: deciderBy(() => false),
      onReplaced: (replaced) => this.replaced.push(...replaced),
    });
    const { clock } = this;
    this.updater = new Updater({
      publisher: this.publisher,
      store: new UpdateStore(this.path, { clock, logger }),
      clock,
      logger,
      servedEverywhere: async () => {},
    });
    this.log = new UpdateLog({ clock, logger });
    this.#answer = createUpdateAnswerer({ updater: this.updater, log: this.log });
  }

  static async start(given: UpdatingWorldGiven): Promise<UpdatingWorld> {
    const world = new UpdatingWorld(given);
    await world.updater.start();
    await world.configure(given.names ?? updatableNames, given.rules ?? [ruleOf()]);
    return world;
  }

  async configure(names: unknown, rules: readonly UpdateRule[]): Promise<void> {
    const { signing, flags } = this.#given;
    const config = configOf({
      'zone-resolutions': JSON.stringify(names),
      'alias-zones': '["alias.test"]',
      ...flags,
    });
    const zones = config.zones.map(
      ({ content, timing }): LoadedZone => ({ content, timing, updates: rules, ...(signing && { signing }) }),
    );
    await this.publisher.publishAll(zones);
  }

  /** The code of the reply. */
  async send(lines: UpdateLines, key = 'all.'): Promise<string> {
    return this.sendOctets(makeUpdate(lines), key);
  }

  /** Signed with that key; with none if it is empty. */
  async sendOctets(message: Uint8Array, key = 'all.', port = 5353): Promise<string> {
    const reply = await this.#answer(requestOf(message, key, port));
    if (!(reply instanceof Uint8Array)) throw new Error('there is a reply');
    return printResponseCode((reply[3] ?? 0) & 0x0f);
  }

  async add(...lines: readonly string[]): Promise<string> {
    return this.send({ update: lines.map((line) => `add ${line}`) });
  }

  /** What is served at a name, each as `TTL TYPE DATA`; nothing when there is no such name. */
  at(name: string, apex = 'example.test'): readonly string[] | undefined {
    const zone = this.publisher.zones.find((one) => one.apex === nameOf(apex));
    const node = zone?.nodes.get(nameOf(name === '@' ? apex : `${name}.${apex}`));
    return node?.flatMap(({ type, ttlSeconds, rdatas }) =>
      rdatas.map((rdata) => `${ttlSeconds} ${printRecordType(type)} ${printRdata(type, rdata)}`),
    );
  }

  get serial(): number {
    return this.publisher.serial ?? 0;
  }
}

export function requestOf(message: Uint8Array, key: string, port: number): Request {
  const address = parseIpAddress('192.0.2.77');
  if (address === undefined) throw new Error('an address');
  const secret = createSecretKey(Buffer.alloc(32));
  return {
    peer: {
      address,
      port,
      key: key === '' ? undefined : { name: nameOf(key), algorithm: 'hmac-sha256', secret },
    },
    transport: 'tcp',
    message,
    replies: undefined,
  };
}
