// Master files for tests: written to a directory of their own, read, and shown as lines.

import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Result } from '../../../src/base/result.ts';
import { type Name, printOwner, type RelativeName } from '../../../src/wire/name.ts';
import { printRdata } from '../../../src/wire/presentation/print-rdata.ts';
import { printRecordType } from '../../../src/wire/protocol.ts';
import type { RRset } from '../../../src/wire/rrset.ts';
import { buildZone } from '../../../src/zone/build-zone.ts';
import type {
  MasterFile,
  MasterFileSettings,
  MasterRemark,
} from '../../../src/zone/master-file/master-file.ts';
import { readMasterFile } from '../../../src/zone/master-file/read-master-file.ts';
import { completeRRset } from '../../../src/zone/static-records.ts';
import type { Zone } from '../../../src/zone/zone.ts';
import { makeTemporaryDirectory } from '../temporary-directory.ts';
import { nameOf } from './make-zone.ts';

export type Files = Readonly<Record<string, string | Buffer>>;

/** The path of the first one. */
export function writeFiles(files: Files): string {
  const directory = makeTemporaryDirectory();
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(dirname(join(directory, name)), { recursive: true });
    writeFileSync(join(directory, name), content);
  }
  return join(directory, Object.keys(files)[0] ?? '');
}

export function readFiles(
  files: Files,
  settings: Partial<MasterFileSettings> = {},
): Result<MasterFile, readonly MasterRemark[]> {
  return readMasterFile(writeFiles(files), {
    origin: nameOf('example.test'),
    defaultTtlSeconds: 7,
    ...settings,
  });
}

export function readText(
  text: string | Buffer,
  settings: Partial<MasterFileSettings> = {},
): Result<MasterFile, readonly MasterRemark[]> {
  return readFiles({ zone: text }, settings);
}

/** Of a file that is sound. */
export function readSound(text: string | Buffer, settings: Partial<MasterFileSettings> = {}): MasterFile {
  return soundOf(readText(text, settings));
}

export function soundOf(read: Result<MasterFile, readonly MasterRemark[]>): MasterFile {
  if (!read.ok) throw new Error(printRemarks(read.problem).join('\n'));
  return read.value;
}

/** `zone:3:7: message`, without the directory. */
export function printRemarks(remarks: readonly MasterRemark[]): string[] {
  return remarks.map(({ place, message }) => {
    const file = place.source.split('/').at(-1);
    return `${file}:${place.line}:${place.column}: ${message}`;
  });
}

/** `www 60 A 192.0.2.1`, as it is in a zone, in no particular order of the file. */
export function printRecords({ records }: MasterFile, apex: Name = nameOf('example.test')): string[] {
  const lines: string[] = [];
  for (const [owner, rrsets] of records)
    for (const { type, ttlSeconds, rdatas } of rrsets)
      for (const data of rdatas) {
        const rdata = typeof data === 'string' ? data : data(apex);
        lines.push([printOwner(owner), ttlSeconds, printRecordType(type), printRdata(type, rdata)].join(' '));
      }
  return lines;
}

/** The zone that it describes by itself; it needs an SOA and name servers. */
export function zoneOf({ soa, nameServers, nsTtlSeconds, records }: MasterFile): Zone {
  const [first, ...others] = nameServers;
  if (soa === undefined || first === undefined || nsTtlSeconds === undefined)
    throw new Error('lacks an SOA or name servers');
  const { primary, mailbox, serial, ttlSeconds, place: _, ...seconds } = soa;
  const timing = { ...seconds, apexTtlSeconds: ttlSeconds, addressTtlSeconds: 60 };
  const apex = nameOf('example.test');
  const frame = {
    apex,
    serial,
    timing,
    primary,
    mailbox,
    nameServers: [first, ...others] as const,
    nsTtlSeconds,
  };
  const completed = [...records].map(([owner, rrsets]): [RelativeName, RRset[]] => [
    owner,
    rrsets.map((rrset) => completeRRset(rrset, apex)),
  ]);
  return buildZone(frame, new Map(completed));
}
