// The verdicts of this run in a file of the runtime directory, for the next run to start with: its first answer is then as
// true as our last one. The directory survives a restart of the service but not a reboot.

import { join } from 'node:path';
import { isCount, readKeptFile, writeKeptFile, writeKeptFileSoon } from '../base/kept-file.ts';
import type { Result } from '../base/result.ts';
import { isRecord } from '../base/value-reader.ts';
import type { AddressesByName } from '../health/deciding/last-healthy.ts';
import type { RememberedVerdict } from '../health/watching/monitor.ts';
import type { KnownHost, KnownHosts } from '../hosts/host-watch.ts';
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
  /** The last served serials, by hosted zone. */
  readonly serials: ReadonlyMap<Name, number>;
  readonly verdicts: ReadonlyMap<string, RememberedVerdict>;
  /** Of names that keep publishing it when all is down. */
  readonly lastHealthy: AddressesByName;
  readonly hosts: KnownHosts;
}

/** Version of the format; no other is read. */
const format = 1;
const fileName = 'verdicts.json';
/** The range of serials; times in seconds fit until 2106. */
const uint32Max = 0xffff_ffff;

export function memoryPath(directory: string): string {
  return join(directory, fileName);
}

/** Files of the first release do not name their one zone: it is taken to be `hosted`. */
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
  const hosts = checkHosts(value['hosts']);
  if (serials === undefined || lastHealthy === undefined || hosts === undefined) return undefined;
  return { savedAtSeconds, serials, verdicts, lastHealthy, hosts };
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

/** Absent if no name has that policy, and in files of the first release. */
function checkLastHealthy(value: unknown = {}, hosted: Name): AddressesByName | undefined {
  if (!isRecord(value)) return undefined;
  const lastHealthy = new Map<Name, readonly IpAddress[]>();
  for (const [text, texts] of Object.entries(value)) {
    const addresses = checkAddresses(texts);
    const name = nameWritten(text, hosted);
    if (name === undefined || addresses === undefined) return undefined;
    lastHealthy.set(name, addresses);
  }
  return lastHealthy;
}

/** Absent if there are none, and in files of earlier releases. */
function checkHosts(value: unknown = {}): KnownHosts | undefined {
  if (!isRecord(value)) return undefined;
  const hosts = new Map<string, KnownHost>();
  for (const [host, known] of Object.entries(value)) {
    if (!isRecord(known)) return undefined;
    const { sinceSeconds } = known;
    const addresses = checkAddresses(known['addresses']);
    if (addresses === undefined || !isCount(sinceSeconds, uint32Max)) return undefined;
    hosts.set(host, { addresses, sinceSeconds });
  }
  return hosts;
}

function checkAddresses(texts: unknown): readonly IpAddress[] | undefined {
  if (!Array.isArray(texts)) return undefined;
  const addresses = texts.map((text) => (typeof text === 'string' ? parseIpAddress(text) : undefined));
  const good = addresses.filter((address) => address !== undefined);
  return good.length === addresses.length ? good : undefined;
}

/** An absolute name, or an owner in wire form in files of the first release. */
function nameWritten(text: string, hosted: Name): Name | undefined {
  if (!text.endsWith('.')) return soundName(completeName(text as RelativeName, hosted));
  const name = parseAbsoluteOwner(text);
  return name.ok ? name.value : undefined;
}

/** Nothing where octets are no name: printed, it is not read as the same. */
function soundName(name: Name | undefined): Name | undefined {
  const again = name && parseAbsoluteOwner(printName(name));
  return again?.ok === true && again.value === name ? name : undefined;
}

/** Discarded if it `isOutdated` once written: a newer file is in place by then. */
export function writeMemory(
  path: string,
  memory: Memory,
  isOutdated: () => boolean = () => false,
): Promise<Result<void, string>> {
  return writeKeptFileSoon(path, print(memory), isOutdated);
}

/** For the very end, when there is no event loop left to wait for. */
export function writeMemorySync(path: string, memory: Memory): Result<void, string> {
  return writeKeptFile(path, print(memory));
}

function print({ savedAtSeconds, serials, verdicts, lastHealthy, hosts }: Memory): string {
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
    ...(hosts.size === 0 ? {} : { hosts: Object.fromEntries([...hosts].map(printHost)) }),
  });
}

function printHost([host, { addresses, sinceSeconds }]: [string, KnownHost]): [string, unknown] {
  return [host, { addresses: addresses.map(({ text }) => text), sinceSeconds }];
}
