// The zones that other servers follow, in a running daemon: who may have them, who is told of changes, how they came to be what
// they are, and what of that is kept for the next run.

import type { AnswerRequest } from '../attending/request.ts';
import type { Clock } from '../base/clock.ts';
import type { Logger } from '../base/logger.ts';
import type { Random } from '../base/random.ts';
import type { LoadedConfig } from '../publishing/loading/load-config.ts';
import type { CounterRow } from '../serving/counters.ts';
import { Histories } from '../transfer/history/histories.ts';
import type { EarlierZones } from '../transfer/kept/kept-zones.ts';
import { ZonesKeeper } from '../transfer/kept/zones-keeper.ts';
import { ZoneFollowers } from '../transfer/notifying/zone-followers.ts';
import { OutgoingTransfers } from '../transfer/outgoing/outgoing-transfers.ts';
import { signRequest } from '../tsig/sign-request.ts';
import type { Endpoint } from '../wire/endpoint.ts';
import type { IpAddress } from '../wire/ip-address.ts';
import type { ZoneReplacement } from '../zone/zone-replacement.ts';

export interface SharedZonesParts {
  readonly clock: Clock;
  readonly logger: Logger;
  readonly random: Random;
  /** Where we listen. */
  readonly endpoints: () => readonly Endpoint[];
  /** Asked about addresses when we listen on all of them. */
  readonly isOfMachine: (address: IpAddress) => boolean;
  /** A secondary is behind for long, or back. */
  readonly onLag: () => void;
  /** The row of this thread. */
  readonly mainRow: CounterRow;
}

export class SharedZones {
  readonly followers: ZoneFollowers;
  /** Answers AXFR and IXFR. */
  readonly answer: AnswerRequest;
  #earlier: EarlierZones;
  readonly #keeper: ZonesKeeper;
  readonly #histories: Histories;
  readonly #transfers: OutgoingTransfers;

  /** `path`: where they are kept; absent: nowhere. */
  constructor(path: string | undefined, parts: SharedZonesParts) {
    const { clock, logger, random, endpoints, isOfMachine, onLag, mainRow: counters } = parts;
    this.followers = new ZoneFollowers({
      clock,
      logger,
      random,
      sign: (message, key) => signRequest(message, key, clock),
      endpoints,
      isOfMachine,
      onLag,
    });
    this.#keeper = new ZonesKeeper(path, { clock, logger });
    this.#earlier = this.#keeper.recall();
    this.#histories = new Histories(this.#earlier);
    const witness = this.followers.secondaries;
    this.#transfers = new OutgoingTransfers({ clock, logger, histories: this.#histories, witness, counters });
    this.answer = this.#transfers.answer;
  }

  /** As an earlier run left them. Given away once: they are as large as what is served, and of use to nobody after the start. */
  takeEarlier(): EarlierZones {
    const earlier = this.#earlier;
    this.#earlier = new Map();
    return earlier;
  }

  /** Before this configuration is published for the first time. */
  expect({ zones }: LoadedConfig): void {
    this.#transfers.follow(zones);
  }

  /** These zones are served in place of others. */
  replaced(replacements: readonly ZoneReplacement[]): void {
    if (this.#histories.record(replacements)) this.#keeper.touch();
    this.followers.replaced(replacements);
  }

  /** Once we listen, everybody is told. */
  start(served: LoadedConfig): void {
    this.followers.follow(served);
    this.followers.start();
    this.#keeper.start(this.#histories);
  }

  /** After a reload. */
  apply(served: LoadedConfig): void {
    this.#transfers.follow(served.zones);
    this.followers.follow(served);
    this.#keeper.touch();
  }

  stopTelling(): void {
    this.followers.stop();
  }

  /** Once nothing is published any more. */
  keep(): void {
    this.#keeper.stop();
  }
}
