// Zones in memory and everything that answers messages about them, without sockets: the attendant with its keys, updates,
// transfers and what the data plane would say.

import { createSecretKey } from 'node:crypto';
import { join } from 'node:path';
import { Snapshot } from '../../../src/answers/snapshot.ts';
import { createAttendant } from '../../../src/attending/attendant.ts';
import { OrdinaryAnswers } from '../../../src/attending/ordinary-answers.ts';
import { SignatureLog } from '../../../src/attending/signature-log.ts';
import { StrangerLimit } from '../../../src/attending/stranger-limit.ts';
import type { Logger } from '../../../src/base/logger.ts';
import { parseNamePattern } from '../../../src/config/zones/name-pattern.ts';
import type { UpdateRule } from '../../../src/config/zones/update-rule.ts';
import type { LoadedZone } from '../../../src/publishing/loaded-zone.ts';
import { Publisher } from '../../../src/publishing/publisher.ts';
import { uncounted } from '../../../src/serving/answering/own-question.ts';
import type { Attendant, Attended } from '../../../src/serving/attendant.ts';
import { TextClient } from '../../../src/serving/client.ts';
import type { ReplySource } from '../../../src/serving/reply-source.ts';
import { Rules } from '../../../src/serving/rules/rules.ts';
import type { Transport } from '../../../src/serving/transport.ts';
import { Histories } from '../../../src/transfer/history/histories.ts';
import { OutgoingTransfers } from '../../../src/transfer/outgoing/outgoing-transfers.ts';
import type { KeyRing, TsigKey } from '../../../src/tsig/tsig-key.ts';
import { createUpdateAnswerer } from '../../../src/updating/answer-update.ts';
import { UpdateLog } from '../../../src/updating/update-log.ts';
import { UpdateStore } from '../../../src/updating/update-store.ts';
import { Updater } from '../../../src/updating/updater.ts';
import { printRdata } from '../../../src/wire/presentation/print-rdata.ts';
import type { Zone } from '../../../src/zone/zone.ts';
import { configOf } from '../daemon/read-findings.ts';
import { nameOf } from '../dns/make-zone.ts';
import { FakeClock } from '../fake-clock.ts';
import { deciderBy } from '../worlds/verdicts.ts';
import type { SharedKey } from './shared-keys.ts';

export interface AttendedWorldSettings {
  readonly apex: string;
  readonly names: unknown;
  /** They may change names that match `patterns`, and have whole zones. */
  readonly keys: readonly SharedKey[];
  readonly patterns: readonly string[];
  readonly recordsMax: number;
  /** Where updates are kept. */
  readonly directory: string;
}

export class AttendedWorld {
  readonly clock = new FakeClock();
  /** What it logged of its own mistakes: a million messages are a million lines of others'. */
  readonly bugs: readonly string[];
  readonly publisher: Publisher;
  readonly #attendant: Attendant;
  readonly #apex: string;
  readonly #clients: Readonly<Record<Transport, TextClient>>;

  private constructor({ apex, keys, directory }: AttendedWorldSettings, transfers: MadeTransfers) {
    const { logger, bugs } = createBugLogger();
    const { clock } = this;
    const snapshot = new Snapshot();
    this.#apex = apex;
    this.bugs = bugs;
    this.publisher = new Publisher(snapshot, {
      clock,
      decider: deciderBy(() => true),
      onReplaced: (replaced) => void transfers.histories.record(replaced),
    });
    const updater = new Updater({
      publisher: this.publisher,
      store: new UpdateStore(join(directory, 'updates.json'), { clock, logger }),
      clock,
      logger,
      servedEverywhere: async () => {},
    });
    const update = createUpdateAnswerer({ updater, log: new UpdateLog({ clock, logger }) });
    this.#attendant = createAttendant({
      keys: ringOf(keys),
      clock,
      logger,
      ordinary: new OrdinaryAnswers(snapshot, new Rules()),
      signatures: new SignatureLog({ clock, logger }),
      strangers: new StrangerLimit(new Rules(), uncounted()),
      answerers: { update, transfer: transfers.make(clock, logger).answer },
    });
    this.#clients = { udp: clientOf('udp'), tcp: clientOf('tcp'), tls: clientOf('tls') };
  }

  static async start(settings: AttendedWorldSettings): Promise<AttendedWorld> {
    const { apex, names, keys, patterns, recordsMax } = settings;
    const config = configOf({ 'hosted-zone': apex, 'zone-resolutions': JSON.stringify(names) });
    const updates = keys.map((key) => ruleOf(key, patterns, recordsMax));
    const allow = keys.map(({ name }) => ({ key: nameOf(name) }));
    const transfer = { allow, notify: [], notifiesServers: false };
    const zones = config.zones.map(
      ({ content, timing }): LoadedZone => ({ content, timing, updates, transfer }),
    );
    const transfers = new MadeTransfers(zones);
    const world = new AttendedWorld(settings, transfers);
    await world.publisher.publishAll(zones);
    return world;
  }

  get zone(): Zone {
    const zone = this.publisher.zones.find(({ apex }) => apex === nameOf(this.#apex));
    if (zone === undefined) throw new Error('it is published');
    return zone;
  }

  attend(transport: Transport, packet: Uint8Array): Attended {
    return this.#attendant.attend(this.#clients[transport], packet);
  }

  /** Each as `TYPE data`. */
  recordsAt(name: string): readonly string[] {
    return (this.zone.nodes.get(nameOf(name)) ?? []).flatMap(({ type, rdatas }) =>
      rdatas.map((rdata) => `${type} ${printRdata(type, rdata)}`),
    );
  }
}

/** The answer in whole, however it comes. */
export async function readAttended(attended: Attended): Promise<readonly Uint8Array[]> {
  const first = await attended;
  if (first === undefined) return [];
  return first instanceof Uint8Array ? [first] : readSource(first);
}

async function readSource(source: ReplySource): Promise<readonly Uint8Array[]> {
  const messages: Uint8Array[] = [];
  for (;;) {
    const reply = { octets: new Uint8Array(65_535), length: 0 };
    const outcome = source.next(reply);
    if (outcome === 'done') return messages;
    if (outcome === 'broken') throw new Error('the source broke');
    if (outcome === 'written') messages.push(reply.octets.subarray(0, reply.length));
    else await new Promise<void>((resolve) => source.whenReady(resolve));
  }
}

class MadeTransfers {
  readonly histories = new Histories();
  readonly #zones: readonly LoadedZone[];

  constructor(zones: readonly LoadedZone[]) {
    this.#zones = zones;
  }

  make(clock: FakeClock, logger: Logger): OutgoingTransfers {
    const transfers = new OutgoingTransfers({
      clock,
      logger,
      histories: this.histories,
      counters: uncounted(),
    });
    transfers.follow(this.#zones);
    return transfers;
  }
}

function createBugLogger(): { readonly logger: Logger; readonly bugs: readonly string[] } {
  const bugs: string[] = [];
  const drop = () => undefined;
  const error: Logger['error'] = ({ event, stack }, message) => {
    if (event === 'bug') bugs.push(`${message} ${stack}`);
  };
  return { logger: { debug: drop, info: drop, warning: drop, error, critical: error }, bugs };
}

function ruleOf({ name }: SharedKey, patterns: readonly string[], recordsMax: number): UpdateRule {
  const [first, ...others] = patterns.map((text) => {
    const pattern = parseNamePattern(text);
    if (!pattern.ok) throw new Error(text);
    return pattern.value;
  });
  if (first === undefined) throw new Error('a rule has names');
  return { key: nameOf(name), names: [first, ...others], ttlSecondsMax: 3600, recordsMax };
}

function ringOf(keys: readonly SharedKey[]): KeyRing {
  const ring = keys.map(({ name, algorithm, secret }): TsigKey => {
    return { name: nameOf(name), algorithm, secret: createSecretKey(Buffer.from(secret, 'base64')) };
  });
  return new Map(ring.map((key) => [key.name, key]));
}

function clientOf(transport: Transport): TextClient {
  const client = new TextClient(transport);
  client.set('127.0.0.1', 4000);
  return client;
}
