// The hosts of a configuration, and the configuration with their addresses. Refuses to know what is served.

import type { Clock } from '../base/clock.ts';
import type { Logger } from '../base/logger.ts';
import type { Random } from '../base/random.ts';
import type { AddressesOf } from '../health/deciding/expand-hosts.ts';
import { HostResolver } from '../hosts/host-resolver.ts';
import { type HostReport, HostWatch, type KnownHosts } from '../hosts/host-watch.ts';
import { ConfigExpander, hostsIn, type ZoneWithHosts } from '../publishing/loading/expand-config.ts';
import type { LoadedConfig } from '../publishing/loading/load-config.ts';
import type { IpAddress } from '../wire/ip-address.ts';

export interface FollowedHostsDependencies {
  readonly clock: Clock;
  readonly random: Random;
  readonly logger: Logger;
  /** From an earlier run. */
  readonly known: KnownHosts;
}

/** What a configuration says about hosts. */
export interface WithHosts extends Pick<LoadedConfig, 'resolvers'> {
  readonly zones: readonly ZoneWithHosts[];
}

export class FollowedHosts {
  readonly #resolver: HostResolver;
  readonly #watch: HostWatch;
  readonly #expander = new ConfigExpander();
  #onChange: () => void = () => undefined;

  constructor(dependencies: FollowedHostsDependencies) {
    this.#resolver = new HostResolver(dependencies);
    this.#watch = new HostWatch({
      ...dependencies,
      lookUp: (host, families) => this.#resolver.lookUp(host, families),
      onChange: () => this.#onChange(),
    });
  }

  /** Calls back whenever the addresses of a host are others. */
  tell(onChange: () => void): void {
    this.#onChange = onChange;
  }

  /** Follows the hosts of all of these configurations, by the resolvers of the last. Waits a while for addresses. */
  async follow(configs: readonly [...WithHosts[], WithHosts]): Promise<void> {
    this.#resolver.use(configs.at(-1)?.resolvers ?? []);
    await this.#watch.watch(hostsIn(configs.flatMap(({ zones }) => zones)));
  }

  /** Of one host, as far as they are known now. */
  get addressesOf(): AddressesOf {
    return this.#watch.addressesOf;
  }

  /** With the addresses that are known now. */
  expand(config: LoadedConfig): LoadedConfig {
    return this.#expander.expand(config, this.#watch.addressesOf);
  }

  /** The probes came to a verdict on a target at this address. */
  addressJudged(address: IpAddress, isDown: boolean): void {
    this.#watch.addressJudged(address, isDown);
  }

  /** To be kept over a restart. */
  get known(): KnownHosts {
    return this.#watch.known;
  }

  report(): HostReport[] {
    return this.#watch.report();
  }

  stop(): void {
    this.#watch.stop();
    this.#resolver.stop();
  }
}
