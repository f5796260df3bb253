// What the log says of a host: its addresses when they change, and the beginning and end of trouble with looking it up.

import type { Logger } from '../base/logger.ts';
import { hostAddressesMax } from '../health/deciding/expand-hosts.ts';
import type { IpAddress } from '../wire/ip-address.ts';
import type { HostState } from './host-state.ts';

export function logHostChange(host: string, before: HostState, after: HostState, logger: Logger): void {
  const addresses = after.addresses.map(({ text }) => text);
  if (after.failures > 0 && before.failures === 0) {
    const reason = after.problem?.reason ?? '';
    const rest =
      addresses.length === 0
        ? 'it has no address until then'
        : `until then it keeps ${print(after.addresses)}`;
    logger.warning(
      { event: 'host-lookup-failed', host, reason },
      `${host} cannot be looked up, which is tried again and again; ${rest} (${reason})`,
    );
  }
  if (after.failures === 0 && before.failures > 0)
    logger.info({ event: 'host-lookup-works', host }, `${host} can be looked up again`);
  if (after.isCut && !before.isCut) {
    logger.warning(
      { event: 'host-addresses-cut', host },
      `${host} has more than ${hostAddressesMax} addresses; the others are left out`,
    );
  }
  if (after.absences > 0 && after.addresses.length === 0) {
    const isNews = before.addresses.length > 0 || before.absences === 0;
    if (isNews)
      logger.warning(
        { event: 'host-absent', host },
        `${host} has no address, according to the resolver${lost(before)}`,
      );
  } else if (after.addresses !== before.addresses) {
    logger.info(
      { event: 'host-resolved', host, addresses },
      `${host} has the ${addresses.length === 1 ? 'address' : 'addresses'} ${print(after.addresses)}${lost(before)}`,
    );
  }
}

/** `, no longer 192.0.2.1`; empty when it had none. */
function lost({ addresses }: HostState): string {
  return addresses.length === 0 ? '' : `; before: ${print(addresses)}`;
}

function print(addresses: readonly IpAddress[]): string {
  return addresses.map(({ text }) => text).join(' ');
}
