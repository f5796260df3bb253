// The state of reading a zone from its files, and whose a record is. Refuses to know what an entry means and where files are.

import { copyBytes } from '../../base/byte-string.ts';
import { explainNameProblem } from '../../wire/explain-name-problem.ts';
import {
  completeName,
  isAtOrBelow,
  type Name,
  nameOctetsMax,
  parseMasterName,
  printName,
  type RelativeName,
  relativeTo,
} from '../../wire/name.ts';
import { readPlainLabels } from '../../wire/plain-labels.ts';
import type { Field } from '../../wire/presentation/fields.ts';
import { EntryReader } from './entry-reader.ts';
import type { MasterFileSettings } from './master-file.ts';
import type { OpenedFile, OpenFiles } from './open-files.ts';
import { ProblemList } from './problem-list.ts';
import { RecordCollector } from './record-collector.ts';
import type { Mark } from './source-text.ts';

export interface ZoneReading {
  readonly settings: MasterFileSettings;
  /** Who fits into this one fits into all. */
  readonly longestAlias: Name | undefined;
  readonly files: OpenFiles;
  /** The innermost last. */
  readonly open: OpenFile[];
  readonly problems: ProblemList;
  readonly remarks: ProblemList;
  readonly records: RecordCollector;
  readonly ttl: {
    /** $TTL, or the SOA's minimum where the SOA has no TTL (RFC 2308 §4). */
    default: number | undefined;
    /** Of the last record that had one (RFC 1035 §5.1). */
    last: number | undefined;
  };
  recordCount: number;
  readonly leftOut: LeftOut;
  /** No more is read: what follows is beyond a bound. */
  isStopped: boolean;
}

export interface OpenFile extends OpenedFile {
  readonly entries: EntryReader;
  origin: Name;
  /** For records without an owner; `unreadable` is not worth another problem. */
  owner: Owner | 'unreadable' | undefined;
  readonly outside: { first: Mark | undefined; name: Name | undefined; count: number };
}

export interface Owner {
  /** As it was written, under which origin: most records repeat it. */
  readonly text: string;
  readonly origin: Name;
  readonly name: Name;
  /** Absent outside the zone. */
  readonly relative: RelativeName | undefined;
}

interface LeftOut {
  first: Mark | undefined;
  count: number;
}

/** A problem in an entry. */
export interface EntryProblem {
  readonly message: string;
  readonly field?: Field | undefined;
}

export function startReading(settings: MasterFileSettings, files: OpenFiles): ZoneReading {
  const remarks = new ProblemList();
  const [longestAlias] = [...(settings.aliasZones ?? [])].sort((a, b) => b.length - a.length);
  return {
    settings,
    longestAlias,
    files,
    open: [],
    problems: new ProblemList(),
    remarks,
    records: new RecordCollector(remarks),
    ttl: { default: undefined, last: undefined },
    recordCount: 0,
    leftOut: { first: undefined, count: 0 },
    isStopped: false,
  };
}

export function openFile(opened: OpenedFile, origin: Name, owner: OpenFile['owner']): OpenFile {
  const outside = { first: undefined, name: undefined, count: 0 };
  return { ...opened, entries: new EntryReader(opened.source), origin, owner, outside };
}

export function explainTooLong(alias: Name): string {
  return `a name that becomes too long in the alias zone ${printName(alias)}; shorten it`;
}

export function parseOwnerField(
  { settings, longestAlias }: ZoneReading,
  { origin, owner }: OpenFile,
  field: Field,
): Owner | EntryProblem {
  const { text } = field;
  const isKnown = typeof owner === 'object' && owner.text === text && owner.origin === origin;
  if (isKnown && !field.isQuoted) return owner;
  if (field.isQuoted) return { message: 'is a name in quotation marks; remove them', field };
  const isOfZone = origin === settings.origin && longestAlias === undefined;
  const plain = isOfZone ? (readPlainLabels(text) as RelativeName | undefined) : undefined;
  const plainName = plain && completeName(plain, origin);
  if (plainName !== undefined) return { text, origin, name: plainName, relative: plain };
  const parsed = parseMasterName(text, origin);
  if (!parsed.ok) return { message: explainNameProblem(text, parsed.problem), field };
  const { name } = parsed.value;
  if (!isAtOrBelow(name, settings.origin)) return { text, origin, name, relative: undefined };
  const relative = relativeTo(settings.origin, name);
  if (longestAlias !== undefined && relative.length + longestAlias.length > nameOctetsMax)
    return { message: `is ${explainTooLong(longestAlias)}`, field };
  return { text, origin, name, relative: copyBytes(relative) };
}
