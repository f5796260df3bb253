// The verdicts of this run, kept in a file of the runtime directory, for the next run to start from: its first answer is
// then as true as the last one before. The directory outlives a restart of the service and not one of the machine.

import { join } from 'node:path';
import { isCount, isRecord, readKeptFile, writeKeptFile, writeKeptFileSoon } from '../base/kept-file.ts';
import type { Result } from '../base/result.ts';
import type { AddressesByOwner } from '../health/deciding/last-healthy.ts';
import type { RememberedVerdict } from '../health/watching/monitor.ts';
import { type IpAddress, parseIpAddress } from '../wire/ip-address.ts';
import type { RelativeName } from '../wire/name.ts';

export interface Memory {
  readonly savedAtSeconds: number;
  /** The serial that was served last. */
  readonly serial: number | undefined;
  readonly verdicts: ReadonlyMap<string, RememberedVerdict>;
  /** Of names that go on with it when all is down. */
  readonly lastHealthy: AddressesByOwner;
}

/** Number of the file's format: another one is not read. */
const format = 1;
const fileName = 'verdicts.json';
/** Serials have no more, and times will not for a while. */
const uint32Max = 0xffff_ffff;

export function memoryPath(directory: string): string {
  return join(directory, fileName);
}

export function readMemory(path: string): Result<Memory | undefined, string> {
  return readKeptFile(path, checkMemory);
}

function checkMemory(value: unknown): Memory | undefined {
  if (!isRecord(value) || value['format'] !== format || !isRecord(value['verdicts'])) return undefined;
  const { savedAtSeconds, serial } = value;
  if (!isCount(savedAtSeconds, uint32Max) || !(serial === undefined || isCount(serial, uint32Max)))
    return undefined;
  const verdicts = new Map<string, RememberedVerdict>();
  for (const [key, remembered] of Object.entries(value['verdicts'])) {
    if (!isRecord(remembered)) return undefined;
    const { verdict, sinceSeconds, heldSinceSeconds } = remembered;
    if ((verdict !== 'up' && verdict !== 'down') || !isCount(sinceSeconds, uint32Max)) return undefined;
    if (heldSinceSeconds === undefined) verdicts.set(key, { verdict, sinceSeconds });
    else if (!isCount(heldSinceSeconds, uint32Max)) return undefined;
    else verdicts.set(key, { verdict, sinceSeconds, heldSinceSeconds });
  }
  const lastHealthy = checkLastHealthy(value['lastHealthy']);
  return lastHealthy === undefined ? undefined : { savedAtSeconds, serial, verdicts, lastHealthy };
}

/** Absent when no name asked for it, and in files of the first release. */
function checkLastHealthy(value: unknown = {}): AddressesByOwner | undefined {
  if (!isRecord(value)) return undefined;
  const lastHealthy = new Map<RelativeName, readonly IpAddress[]>();
  for (const [owner, texts] of Object.entries(value)) {
    if (!Array.isArray(texts)) return undefined;
    const addresses = texts.map((text) => (typeof text === 'string' ? parseIpAddress(text) : undefined));
    if (addresses.includes(undefined)) return undefined;
    // An owner that is none is nobody's: it is looked up, never served.
    lastHealthy.set(
      owner as RelativeName,
      addresses.filter((address) => address !== undefined),
    );
  }
  return lastHealthy;
}

/** Not moved into place when it `isOutdated` by then: a newer one was put there meanwhile. */
export function writeMemory(
  path: string,
  memory: Memory,
  isOutdated: () => boolean = () => false,
): Promise<Result<void, string>> {
  return writeKeptFileSoon(path, print(memory), isOutdated);
}

/** For the very end, when there is no event loop to wait for. */
export function writeMemorySync(path: string, memory: Memory): Result<void, string> {
  return writeKeptFile(path, print(memory));
}

function print({ savedAtSeconds, serial, verdicts, lastHealthy }: Memory): string {
  const texts = [...lastHealthy].map(([owner, addresses]) => [owner, addresses.map(({ text }) => text)]);
  return JSON.stringify({
    format,
    savedAtSeconds,
    serial,
    verdicts: Object.fromEntries(verdicts),
    ...(texts.length === 0 ? {} : { lastHealthy: Object.fromEntries(texts) }),
  });
}
