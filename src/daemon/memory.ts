// The verdicts of this run, kept in a file of the runtime directory, for the next run to start from: its first answer is
// then as true as the last one before. The directory outlives a restart of the service and not one of the machine.

import { join } from 'node:path';
import { isCount, readKeptFile, writeKeptFile, writeKeptFileSoon } from '../base/kept-file.ts';
import type { Result } from '../base/result.ts';
import { isRecord } from '../base/value-reader.ts';
import type { AddressesByName } from '../health/deciding/last-healthy.ts';
import type { RememberedVerdict } from '../health/watching/monitor.ts';
import { type IpAddress, parseIpAddress } from '../wire/ip-address.ts';
import {
  completeName,
  type Name,
  parseAbsoluteOwner,
  printName,
  type RelativeName,
  rootName,
} from '../wire/name.ts';

export interface Memory {
  readonly savedAtSeconds: number;
  /** The serials that were served last, by hosted zone. */
  readonly serials: ReadonlyMap<Name, number>;
  readonly verdicts: ReadonlyMap<string, RememberedVerdict>;
  /** Of names that go on with it when all is down. */
  readonly lastHealthy: AddressesByName;
}

/** Number of the file's format: another one is not read. */
const format = 1;
const fileName = 'verdicts.json';
/** Serials have no more, and times will not for a while. */
const uint32Max = 0xffff_ffff;

export function memoryPath(directory: string): string {
  return join(directory, fileName);
}

/** The first release served one hosted zone and named it nowhere: `hosted` is what it is taken for. */
export function readMemory(path: string, hosted: Name = rootName): Result<Memory | undefined, string> {
  return readKeptFile(path, (value) => checkMemory(value, hosted));
}

function checkMemory(value: unknown, hosted: Name): Memory | undefined {
  if (!isRecord(value) || value['format'] !== format || !isRecord(value['verdicts'])) return undefined;
  const { savedAtSeconds } = value;
  if (!isCount(savedAtSeconds, uint32Max)) return undefined;
  const verdicts = new Map<string, RememberedVerdict>();
  for (const [key, remembered] of Object.entries(value['verdicts'])) {
    if (!isRecord(remembered)) return undefined;
    const { verdict, sinceSeconds, heldSinceSeconds } = remembered;
    if ((verdict !== 'up' && verdict !== 'down') || !isCount(sinceSeconds, uint32Max)) return undefined;
    if (heldSinceSeconds === undefined) verdicts.set(key, { verdict, sinceSeconds });
    else if (!isCount(heldSinceSeconds, uint32Max)) return undefined;
    else verdicts.set(key, { verdict, sinceSeconds, heldSinceSeconds });
  }
  const serials = checkSerials(value['serials'] ?? serialOfFirstRelease(value['serial'], hosted));
  const lastHealthy = checkLastHealthy(value['lastHealthy'], hosted);
  if (serials === undefined || lastHealthy === undefined) return undefined;
  return { savedAtSeconds, serials, verdicts, lastHealthy };
}

function serialOfFirstRelease(serial: unknown, hosted: Name): unknown {
  return serial === undefined ? {} : { [printName(hosted)]: serial };
}

function checkSerials(value: unknown): ReadonlyMap<Name, number> | undefined {
  if (!isRecord(value)) return undefined;
  const serials = new Map<Name, number>();
  for (const [text, serial] of Object.entries(value)) {
    const name = parseAbsoluteOwner(text);
    if (!name.ok || !isCount(serial, uint32Max)) return undefined;
    serials.set(name.value, serial);
  }
  return serials;
}

/** Absent when no name asked for it, and in files of the first release. */
function checkLastHealthy(value: unknown = {}, hosted: Name): AddressesByName | undefined {
  if (!isRecord(value)) return undefined;
  const lastHealthy = new Map<Name, readonly IpAddress[]>();
  for (const [text, texts] of Object.entries(value)) {
    if (!Array.isArray(texts)) return undefined;
    const addresses = texts.map((text) => (typeof text === 'string' ? parseIpAddress(text) : undefined));
    if (addresses.includes(undefined)) return undefined;
    const name = nameWritten(text, hosted);
    if (name === undefined) return undefined;
    lastHealthy.set(
      name,
      addresses.filter((address) => address !== undefined),
    );
  }
  return lastHealthy;
}

/** An absolute name, or, from the first release, an owner in wire form. */
function nameWritten(text: string, hosted: Name): Name | undefined {
  if (!text.endsWith('.')) return completeName(text as RelativeName, hosted);
  const name = parseAbsoluteOwner(text);
  return name.ok ? name.value : undefined;
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

function print({ savedAtSeconds, serials, verdicts, lastHealthy }: Memory): string {
  const texts = [...lastHealthy].map(([name, addresses]) => [
    printName(name),
    addresses.map(({ text }) => text),
  ]);
  return JSON.stringify({
    format,
    savedAtSeconds,
    serials: Object.fromEntries([...serials].map(([apex, serial]) => [printName(apex), serial])),
    verdicts: Object.fromEntries(verdicts),
    ...(texts.length === 0 ? {} : { lastHealthy: Object.fromEntries(texts) }),
  });
}
