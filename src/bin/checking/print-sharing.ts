// Who follows a zone and who may change it, which no record of it shows: comments to follow it in a master file.

import {
  type AllowedPeer,
  isFollowed,
  type NotifiedPeer,
  type TransferSettings,
} from '../../config/zones/transfer-settings.ts';
import type { UpdateRule } from '../../config/zones/update-rule.ts';
import type { LoadedZone } from '../../publishing/loaded-zone.ts';
import { printEndpoint } from '../../wire/endpoint.ts';
import { printIpPrefix } from '../../wire/ip-prefix.ts';
import { printName } from '../../wire/name.ts';
import { printRecordType } from '../../wire/protocol.ts';

/** Nothing for zones that nobody follows or changes. */
export function printSharing({ transfer, updates = [] }: Pick<LoadedZone, 'transfer' | 'updates'>): string {
  return [...(transfer === undefined ? [] : describeTransfer(transfer)), ...updates.map(describeRule)]
    .map((line) => `; ${line}\n`)
    .join('');
}

function describeTransfer(transfer: TransferSettings): readonly string[] {
  if (!isFollowed(transfer)) return [];
  const { allow, notify, notifiesServers } = transfer;
  const told = [...(notifiesServers ? ['its name servers'] : []), ...notify.map(describeNotified)];
  return [
    `may be had whole by ${allow.map(describeAllowed).join(', ') || 'nobody'}`,
    ...(told.length === 0 ? [] : [`changes are told to ${told.join(', ')}`]),
  ];
}

function describeAllowed({ prefix, key }: AllowedPeer): string {
  const from = prefix === undefined ? 'anybody' : printIpPrefix(prefix);
  return key === undefined ? from : `${from} with the key ${printName(key)}`;
}

function describeNotified({ endpoint, key }: NotifiedPeer): string {
  return key === undefined
    ? printEndpoint(endpoint)
    : `${printEndpoint(endpoint)} with the key ${printName(key)}`;
}

function describeRule({ key, names, types, ttlSecondsMax, recordsMax }: UpdateRule): string {
  const what = types === undefined ? 'records' : `${types.map(printRecordType).join(', ')} records`;
  const where = names.map(({ text }) => text).join(', ');
  return `${printName(key)} may change ${what} of ${where}: at most ${recordsMax}, with TTLs of at most ${ttlSecondsMax} s`;
}
