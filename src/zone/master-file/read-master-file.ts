// Master file -> records, or everything that is wrong with it. Refuses to know what contradicts the configuration.

import { fail, type Result, succeed } from '../../base/result.ts';
import { printName } from '../../wire/name.ts';
import { addRecord, recordsMax } from './add-record.ts';
import type { Entry } from './entry-reader.ts';
import { filesOnDisk } from './file-source.ts';
import type { MasterFile, MasterFileSettings, MasterRemark } from './master-file.ts';
import { OpenFiles } from './open-files.ts';
import { readDirective } from './read-directive.ts';
import { readHeader } from './record-header.ts';
import {
  type EntryProblem,
  type OpenFile,
  openFile,
  parseOwnerField,
  startReading,
  type ZoneReading,
} from './zone-reading.ts';

export function readMasterFile(
  path: string,
  settings: MasterFileSettings,
): Result<MasterFile, readonly MasterRemark[]> {
  const files = new OpenFiles(path, settings.files ?? filesOnDisk);
  const first = files.openFirst();
  if (!first.ok) return fail([remarkOn(path, first.problem)]);
  const reading = startReading(settings, files);
  reading.open.push(openFile(first.value, settings.origin, undefined));
  readAll(reading);
  return finish(path, reading);
}

function remarkOn(file: string, message: string): MasterRemark {
  return { place: { source: file, line: 1, column: 1, excerpt: '', indent: 0 }, isWholeFile: true, message };
}

/** Records and directives: a file of nothing but directives must not take minutes. BIND writes up to two for a record. */
const entriesMax = 3 * recordsMax;

function readAll(reading: ZoneReading): void {
  for (let count = 0; ; count++) {
    const file = reading.open.at(-1);
    if (file === undefined || reading.isStopped || reading.problems.isHopeless) return;
    const entry = file.entries.next();
    if (entry === undefined) {
      remarkOnOutside(reading, file);
      reading.open.pop();
      continue;
    }
    if (count === entriesMax) {
      reading.problems.add(
        entry,
        `is one line too many; a zone has at most ${entriesMax} that are not empty`,
      );
      return;
    }
    const problem = readEntry(reading, file, entry);
    if (problem !== undefined) reading.problems.add(entry, problem.message, problem.at ?? problem.field?.at);
  }
}

function readEntry(
  reading: ZoneReading,
  file: OpenFile,
  entry: Entry,
): (EntryProblem & { readonly at?: number }) | undefined {
  const [first] = entry.fields;
  if (entry.problem !== undefined || first === undefined) return entry.problem;
  if (!entry.isIndented && !first.isQuoted && first.text.startsWith('$'))
    return readDirective(reading, file, entry);
  if (!entry.isIndented) {
    const owner = parseOwnerField(reading, file, first);
    // What follows without an owner would be put at the wrong name.
    file.owner = 'message' in owner ? 'unreadable' : owner;
    if ('message' in owner) return owner;
  }
  const header = readHeader(entry.fields, entry.isIndented ? 0 : 1);
  if (!header.ok) return header.problem;
  const { owner } = file;
  if (owner === 'unreadable') return undefined;
  if (owner === undefined)
    return {
      message: 'begins with a blank, but no name stands before it; begin it with a name, or with "@"',
    };
  const data = entry.fields.slice(header.value.dataAt);
  const problem = addRecord(reading, file, entry, owner, header.value, data);
  return problem && { ...problem, field: problem.field ?? entry.fields[header.value.dataAt - 1] };
}

function remarkOnOutside({ remarks, settings }: ZoneReading, { outside }: OpenFile): void {
  const { first, name, count } = outside;
  if (first === undefined || name === undefined) return;
  const others = count === 1 ? '' : `, and so are ${count - 1} more in this file`;
  remarks.add(
    first,
    `${printName(name)} is outside the zone ${printName(settings.origin)} and left out${others}`,
  );
}

function finish(path: string, reading: ZoneReading): Result<MasterFile, readonly MasterRemark[]> {
  const { problems, remarks, records, leftOut, files } = reading;
  const { apexNs, ...content } = records.finish(problems);
  if (problems.count > 0) return fail(problems.all);
  if (records.isEmpty) return fail([remarkOn(path, 'holds no records of the zone')]);
  if (leftOut.first !== undefined) {
    const others = leftOut.count === 1 ? '' : `, and so are ${leftOut.count - 1} more of DNSSEC`;
    remarks.add(
      leftOut.first,
      `is left out${others}: keys, signatures and denials are made here if the zone is signed`,
    );
  }
  return succeed({
    ...content,
    ...apexNs,
    remarks: remarks.all,
    files: files.paths,
    placeOf: (owner, type) => records.placeOf(owner, type),
  });
}
