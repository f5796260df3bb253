// Zones whose serials a test moves, and who follows them.

import type { Clock } from '../../../src/base/clock.ts';
import { systemClock } from '../../../src/base/clock.ts';
import type { TransferSettings } from '../../../src/config/zones/transfer-settings.ts';
import type { LookUpHost } from '../../../src/hosts/host-outcome.ts';
import type { SendDatagrams } from '../../../src/transfer/notifying/notifier.ts';
import { ZoneFollowers } from '../../../src/transfer/notifying/zone-followers.ts';
import type { SignedRequest } from '../../../src/tsig/exchange.ts';
import { noKeys, type TsigKey } from '../../../src/tsig/tsig-key.ts';
import type { Endpoint } from '../../../src/wire/endpoint.ts';
import type { Zone } from '../../../src/zone/zone.ts';
import { configOf } from '../daemon/read-findings.ts';
import { makeZone, nameOf } from '../dns/make-zone.ts';
import { createRecordingLogger } from '../recording-logger.ts';

export interface FollowedWorldSettings {
  readonly apexes?: readonly string[];
  readonly transfer: TransferSettings;
  readonly clock?: Clock;
  readonly own?: readonly Endpoint[];
  readonly ns?: readonly string[];
  readonly addresses?: Readonly<Record<string, readonly string[]>>;
  readonly keys?: readonly TsigKey[];
  readonly sign?: (message: Uint8Array, key: TsigKey) => SignedRequest;
  readonly lookUp?: LookUpHost;
  readonly openSockets?: SendDatagrams;
}

export class FollowedWorld {
  readonly followers: ZoneFollowers;
  readonly log: ReturnType<typeof createRecordingLogger>['entries'];
  readonly #settings: FollowedWorldSettings;
  readonly #zones = new Map<string, Zone>();
  /** Of hosts in the zones. */
  addresses: Readonly<Record<string, readonly string[]>>;

  constructor(settings: FollowedWorldSettings) {
    this.#settings = settings;
    this.addresses = settings.addresses ?? {};
    const { logger, entries } = createRecordingLogger();
    this.log = entries;
    const { clock = systemClock, own = [], sign, lookUp, openSockets } = settings;
    this.followers = new ZoneFollowers({
      clock,
      logger,
      random: () => 0,
      endpoints: () => own,
      isOfMachine: () => false,
      sign: sign ?? (() => ({ octets: new Uint8Array(), checkReply: () => undefined })),
      ...(lookUp && { lookUp }),
      ...(openSockets && { openSockets }),
    });
    this.change(1);
    this.configure(settings.transfer);
    this.followers.start();
  }

  get apexes(): readonly string[] {
    return this.#settings.apexes ?? ['example.test'];
  }

  /** These zones, or all of them, have this serial now. */
  change(serial: number, apexes = this.apexes): void {
    const { ns = ['ns.elsewhere.test'] } = this.#settings;
    this.followers.replaced(
      apexes.map((apex) => {
        const before = this.#zones.get(apex);
        const after = makeZone(this.addresses, { serial, apex, ns });
        this.#zones.set(apex, after);
        return { before, after };
      }),
    );
  }

  /** No longer served. */
  withdraw(apex: string): void {
    const before = this.#zones.get(apex);
    this.#zones.delete(apex);
    this.followers.replaced([{ before, after: undefined }]);
  }

  configure(transfer: TransferSettings): void {
    const [{ content, timing }] = configOf().zones as [ReturnType<typeof configOf>['zones'][number]];
    const zones = this.apexes.map((apex) => ({
      content: { ...content, hostedZone: nameOf(apex), aliasZones: [] },
      timing,
      transfer,
    }));
    const tsigKeys = new Map((this.#settings.keys ?? []).map((key) => [key.name, key]));
    this.followers.follow({ zones, tsigKeys: tsigKeys.size > 0 ? tsigKeys : noKeys, resolvers: [] });
  }

  stop(): void {
    this.followers.stop();
  }
}

export function notifying(...endpoints: readonly Endpoint[]): TransferSettings {
  return { allow: [], notify: endpoints.map((endpoint) => ({ endpoint })), notifiesServers: false };
}
