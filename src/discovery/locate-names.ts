// Names of targets -> their addresses: from the same reply, by asking, or from an earlier lookup where asking fails.
// Refuses to know services.

import type { Clock } from '../base/clock.ts';
import type { Result } from '../base/result.ts';
import type { LookupProblem } from '../resolving/lookup-problem.ts';
import type { Answer } from '../resolving/resolve-records.ts';
import type { IpAddress } from '../wire/ip-address.ts';
import type { Name } from '../wire/name.ts';
import { RecordClass, RecordType } from '../wire/protocol.ts';
import type { MessageRecord } from '../wire/read-message.ts';
import { readAddress } from '../wire/read-rdata.ts';

export interface FoundAddress {
  readonly address: IpAddress;
  /** When a name server said so. */
  readonly foundMs: number;
  /** It could not be looked up again now. */
  readonly isStale: boolean;
}

export interface Location {
  readonly addresses: readonly FoundAddress[];
  /** Of the addresses, or of their absence; absent when neither is known. */
  readonly ttlSeconds: number | undefined;
  readonly problem?: LookupProblem;
}

export type Resolve = (name: Name, type: number) => Promise<Result<Answer, LookupProblem>>;

export interface LocateSettings {
  readonly families: readonly (4 | 6)[];
  /** Additional records of the reply that named the targets. */
  readonly hints: readonly MessageRecord[];
  readonly resolve: Resolve;
  /** What an earlier lookup found. */
  readonly known: (name: Name) => readonly FoundAddress[];
  /** Older addresses are forgotten, even when they cannot be looked up again. */
  readonly knownForMs: number;
  readonly clock: Clock;
}

/** Sockets that one lookup may have open at a time. */
const concurrentMax = 32;

export async function locateNames(
  names: readonly Name[],
  settings: LocateSettings,
): Promise<ReadonlyMap<Name, Location>> {
  const { families } = settings;
  const wanted = names.flatMap((name) => families.map((family) => ({ name, family })));
  const parts = await mapInParallel(wanted, concurrentMax, ({ name, family }) =>
    locateFamily(name, family, settings),
  );
  return new Map(
    names.map((name, index) => {
      const first = index * families.length;
      return [name, joinLocations(parts.slice(first, first + families.length))];
    }),
  );
}

async function locateFamily(
  name: Name,
  family: 4 | 6,
  { hints, resolve, known, knownForMs, clock }: LocateSettings,
): Promise<Location> {
  const type = family === 4 ? RecordType.A : RecordType.AAAA;
  const nowMs = clock.monotonicMs();
  const hinted = hints.filter(
    (hint) => hint.owner === name && hint.type === type && hint.class === RecordClass.IN,
  );
  if (hinted.length > 0) {
    const ttlSeconds = Math.min(...hinted.map((record) => record.ttlSeconds));
    return { addresses: readAddresses(hinted, nowMs), ttlSeconds };
  }
  const answer = await resolve(name, type);
  if (!answer.ok) {
    const addresses = known(name)
      .filter(({ address, foundMs }) => address.family === family && foundMs >= nowMs - knownForMs)
      .map((found) => ({ ...found, isStale: true }));
    return { addresses, ttlSeconds: undefined, problem: answer.problem };
  }
  const { value } = answer;
  const records = value.kind === 'found' ? value.records : [];
  return { addresses: readAddresses(records, nowMs), ttlSeconds: value.ttlSeconds };
}

function readAddresses(records: readonly MessageRecord[], foundMs: number): readonly FoundAddress[] {
  const addresses = records.flatMap(({ rdata }) => readAddress(rdata) ?? []);
  const unique = new Map(addresses.map((address) => [address.text, address]));
  return [...unique.values()].map((address) => ({ address, foundMs, isStale: false }));
}

/** Both families of one target. A missing family counts towards the TTL only if the other is missing, too. */
function joinLocations(parts: readonly Location[]): Location {
  const addresses = parts.flatMap((part) => part.addresses);
  const counted = addresses.length === 0 ? parts : parts.filter((part) => part.addresses.length > 0);
  const ttls = counted.flatMap(({ ttlSeconds }) => ttlSeconds ?? []);
  const problem = parts.find((part) => part.problem !== undefined)?.problem;
  return {
    addresses,
    ttlSeconds: ttls.length === 0 ? undefined : Math.min(...ttls),
    ...(problem === undefined ? {} : { problem }),
  };
}

async function mapInParallel<Item, Value>(
  items: readonly Item[],
  limit: number,
  map: (item: Item) => Promise<Value>,
): Promise<Value[]> {
  const values = new Array<Value>(items.length);
  // One iterator for all workers: each goes on with the next item.
  const rest = items.entries();
  const work = async () => {
    for (const [index, item] of rest) values[index] = await map(item);
  };
  await Promise.all(Array.from({ length: Math.min(limit, items.length) }, work));
  return values;
}
