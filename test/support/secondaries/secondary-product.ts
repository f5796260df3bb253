// What starting somebody else's name server as a secondary takes, and what it says of the transfers that it made.

import type { ProgramPackage } from '../dns/other-name-server.ts';

export interface TransferKey {
  /** Dotted text without the final dot. */
  readonly name: string;
  readonly algorithm: 'hmac-sha256' | 'hmac-sha384' | 'hmac-sha512';
  /** In base64. */
  readonly secret: string;
}

export interface FollowedZone {
  /** Dotted text without the final dot. */
  readonly apex: string;
  /** Signs what it asks the primary; what it is told must be signed with it, too. */
  readonly key?: TransferKey;
  /** How the primary signs it; absent: not at all. */
  readonly signing?: 'nsec' | 'nsec3';
}

export interface Place {
  readonly directory: string;
  readonly address: string;
  readonly port: number;
}

export interface Following {
  readonly primary: { readonly address: string; readonly port: number };
  readonly zones: readonly FollowedZone[];
  /** A catalog whose members are followed too. */
  readonly catalog?: FollowedZone;
}

export type TransferKind = 'incremental' | 'whole';

export interface SecondaryProduct extends ProgramPackage {
  readonly name: string;
  /** A loopback address of its own: it asks from there, too, so that a primary can tell who is who. */
  readonly address: string;
  readonly hasCatalogs: boolean;
  /** PowerDNS has no key for members of a catalog. */
  readonly signsForMembers: boolean;
  /** PowerDNS never asks for a difference of a signed zone. */
  readonly hasSignedDifferences: boolean;
  /** Writes what it needs before it starts, and returns its arguments. What is there already from an earlier run stays. */
  prepare(place: Place, following: Following): readonly string[];
  /** A record that it makes itself, with a TTL of its own, and where in its line that stands. */
  readonly rewritten?: RegExp;
  /** A zone that came is in a file named after it a while later, and is lost until then. */
  readonly writesLater?: boolean;
  /** What lines match that tell of a difference or a zone that it could not use. */
  readonly complaint: RegExp;
  /** The transfers of a zone that succeeded, in order. */
  readTransfers(log: string, apex: string): readonly TransferKind[];
}

export const configFile = 'server.conf';

/** The keys of all zones, once each. */
export function keysOf({ zones, catalog }: Following): readonly TransferKey[] {
  const keys = [...zones, ...(catalog === undefined ? [] : [catalog])].flatMap(({ key }) =>
    key === undefined ? [] : [key],
  );
  return [...new Map(keys.map((key) => [key.name, key])).values()];
}

/** For each line, what `kindOf` makes of it; lines that are not about a finished transfer give nothing. */
export function readLines(
  log: string,
  kindOf: (line: string) => TransferKind | undefined,
): readonly TransferKind[] {
  return log.split('\n').flatMap((line) => kindOf(line) ?? []);
}
